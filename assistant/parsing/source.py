# ruff: noqa: E501 - a pattern reads better whole
"""An utterance as the parser reads it: normalized text, contractions written out, tokens with places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.parsing import numerals_zh
from retrieval.text import detect_language, has_cjk, stem, words

Span = tuple[int, int]

READ_CHARS = 600
"""How much of an utterance is read by rules; a wish takes far less, and time grows with length."""

_MODALS = (
    (re.compile(r"\b(?:can['’]?t|cannot)\b"), "can not"),
    (re.compile(r"\bwon['’]?t\b"), "will not"),
    (re.compile(r"\bshan['’]t\b"), "shall not"),
)
_NOT = re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should|must|need)n['’]?t\b")
_IS = re.compile(r"\b(what|where|who|how|it|that|there|here|which|she|he|when)['’]s\b")
_BARE_IS = re.compile(r"\b(what|where|who|how|that)s\b(?= )")
_ENDINGS = (
    (re.compile(r"\blet['’]?s\b(?= )"), "let us"),
    (re.compile(r"\b(i)['’]?m\b"), r"\1 am"),
    (re.compile(r"(\w)['’]re\b"), r"\1 are"),
    (re.compile(r"(\w)['’]ve\b"), r"\1 have"),
    (re.compile(r"(\w)['’]ll\b"), r"\1 will"),
    (re.compile(r"(\w)['’]d\b"), r"\1 would"),
    (re.compile(r"\bid (?=like|love|prefer|rather|want|need|say|go|take|be)"), "i would "),
    (re.compile(r"\bive (?=[a-z])"), "i have "),
    (
        re.compile(
            r"\bill (?=take|have|get|buy|go|order|grab|need|try|pay|pass|be|do|keep|want|check|also|just)"
        ),
        "i will ",
    ),
    (re.compile(r"\btheyre\b"), "they are"),
    (re.compile(r"\btheres\b"), "there is"),
    (
        re.compile(
            r"\b([a-z]+)['’]s (?=(?:a (?:no|definite|hard|firm|bit)|out|off|not|no good|too|fine|ok|okay|so|gone|banned|better|good|nice|perfect|great|really|very|just)\b|[$€£¥]?\d)"
        ),
        r"\1 is ",
    ),
    (
        re.compile(
            r"\b(one)['’]s (?!(?:price|rating|material|size|colou?r|reviews?|brand|fabric|weight|stock)\b)"
        ),
        r"\1 is ",
    ),
)
_SHORT = (
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/ ?(?=[a-z])"), "with "),
    (re.compile(r"(?<![\d.])(?<!\d )\bw (?=[a-z])"), "with "),
    (re.compile(r" (?:n|'n'|'n|n') (?=[a-z])"), " and "),
    (re.compile(r"\bu(?![-'\w])"), "you"),
    (re.compile(r"\bur(?![-'\w])"), "your"),
    (re.compile(r"\br (?=you\b|there\b|they\b|these\b|those\b)"), "are "),
    (re.compile(r"\b(?:smth|sth|sthg|smthn|somethin)\b"), "something"),
    (re.compile(r"\b(?:pls|plz|plss)\b"), "please"),
    (re.compile(r"\b(look|search|shop|buy|gett|think|noth|someth|anyth|go|try|runn)in\b"), r"\1ing"),
    (
        re.compile(r"\b(looking|gifts?|presents?|shopping|something|anything|searching) 4 (?=[a-z])"),
        r"\1 for ",
    ),
    (re.compile(r"\b(want|need|like|trying|have) 2 (?=buy|get|see|find|spend|order|return|know)"), r"\1 to "),
    (
        re.compile(
            r"\bdiff(?:s|erence)?\b(?! (?:colou?r|size|style|one|brand|kind|type|material|pattern)s?\b)"
        ),
        "difference",
    ),
    (re.compile(r"\bdiff\b"), "different"),
    (re.compile(r"(?<= )'?em\b"), "them"),
    (re.compile(r"\bwanna\b"), "want to"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"\bgotta\b"), "have to"),
    (re.compile(r"\bgimme\b"), "give me"),
    (re.compile(r"\blemme\b"), "let me"),
    (re.compile(r"\bdunno\b"), "do not know"),
    (re.compile(r"\babt\b"), "about"),
    (re.compile(r"\b(?:btwn|btw(?= \W?\d)|betw|b/w)\b"), "between"),
    (re.compile(r"\bwh?ats? (?:ur|yr)\b"), "what is your"),
    (re.compile(r"\bwats?\b"), "what is"),
    (re.compile(r"\b(?:sumthin|sumthing|sumfin|somthing|someting)\b"), "something"),
    (re.compile(r"\bkinda\b"), "kind of"),
    (re.compile(r"\bnvm\b"), "never mind"),
    (re.compile(r"\binspo\b"), "inspiration"),
    (re.compile(r"\b(\d{1,2}) ?(?:yo|y/o|yr old|yrs old)\b"), r"\1 year old"),
    (
        re.compile(r"\b(?:recs|reccos|recos|recomendations?|reccomendations?|recommandations?)\b"),
        "recommendations",
    ),
    (re.compile(r"\b(?:reccomend|recomend|reccommend)\b"), "recommend"),
    (re.compile(r"\bdeets\b"), "details"),
    (re.compile(r"\bfaves?\b"), "favorite"),
    (re.compile(r"\b(?:tmrw|tmr|tmw)\b"), "tomorrow"),
    (re.compile(r"\b(?:cuz|coz|cos|bc|b/c)\b"), "because"),
    (re.compile(r"\bsans\b"), "without"),
    (re.compile(r"\bdo (it|them|that|these|those) in (?=[a-z])"), r"make \1 in "),
    (
        re.compile(r"\b(want|need|after|for|find|got|fancy|sell) one of (?:them|those) (?=[\w-]+ [\w-]+)"),
        r"\1 a ",
    ),
)
"""What people who type fast write for a word."""
_WORDS_SOUGHT = (
    r"(?:(?:uh|um|er|erm|oh) )?(?:what (?:is|was|are) (?:it|that|they|the (?:word|name))(?: (?:called|again))+|what (?:do|does) (?:you|they|one) call (?:it|them|that|those)|what (?:is|are) (?:its|the|their) (?:names?|word)(?: again)?"
    r"|how do (?:you|i) (?:say|call|put) (?:it|that|this)|you know(?: the one| what i mean)?(?=\s?[,.?])|whatchamacallit|(?:the )?word (?:escapes|fails) me)"
)
_GROPING = re.compile(
    rf"(?<=\w)(?:[\s,.-]+{_WORDS_SOUGHT})+\b[\s,.?]+(?=\w)|^{_WORDS_SOUGHT}\s?[,.]+\s*(?=\w)"
)
"""Words of someone who looks for a word, between the words around it."""
_SPOKEN_TENTHS = re.compile(
    r"(?<![\d.])(?P<whole>\d{1,5}|[一二两三四五六七八九十百千]+)(?:块|元)(?P<tenths>[\d一二三四五六七八九])(?:毛|角)?(?:钱)?(?=的|那|这|以|左右|上下|[,，。?？!\s]|$)"
)
"""Yuan and tenths as they are spoken: 19块9, 十九块九."""
_DASH = re.compile(r"(?<=[^\d\s,;:.-]) - (?=\w)|(?<=\d) - (?=[^\W\d])")
"""A dash between words, not between numbers."""
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)
_CJK_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word and its place in the normalized text; `stem` compares words, `cjk` marks Chinese."""

    text: str
    stem: str
    start: int
    end: int
    cjk: bool

    @property
    def span(self) -> Span:
        """Start and end offset."""
        return (self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Normalized text of an utterance or one of its clauses, with its tokens in order.

    Offsets everywhere in the parser count characters of `text`. `revoked`: how many corrections follow it.
    """

    text: str
    language: str
    tokens: tuple[Token, ...]
    question: bool = False
    revoked: int = 0

    @classmethod
    def read(cls, text: str, *, fallback_language: str = "en") -> Source:
        """Normalize and tokenize the first READ_CHARS; without any letter the fallback language holds."""
        normalized = normalize_utterance(text[:READ_CHARS])
        language = detect_language(normalized) if _has_letters(normalized) else fallback_language
        return cls.of(normalized, language=language, question="?" in normalized)

    @classmethod
    def of(cls, normalized: str, *, language: str, question: bool, revoked: int = 0) -> Source:
        """Tokenize text that is normalized already."""
        tokens = tuple(tokens_in(normalized, 0, len(normalized)))
        return cls(text=normalized, language=language, tokens=tokens, question=question, revoked=revoked)


def normalize_utterance(text: str) -> str:
    """NFKC, lower case, single spaces, typographic marks as ASCII, English contractions written out."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    plain = plain.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    plain = plain.replace("–", "-").replace("—", " - ").replace("〜", "~")
    plain = _DASH.sub(", ", plain)
    for pattern, expanded in (*_SHORT, *_MODALS):
        plain = pattern.sub(expanded, plain)
    plain = _NOT.sub(r"\1 not", plain)
    plain = _BARE_IS.sub(r"\1 is", _IS.sub(r"\1 is", plain))
    for pattern, replacement in _ENDINGS:
        plain = pattern.sub(replacement, plain)
    return _GROPING.sub(" ", _SPOKEN_TENTHS.sub(_with_tenths, plain)).strip()


def _with_tenths(match: re.Match[str]) -> str:
    whole, tenths = (numerals_zh.value_of(match.group(name)) for name in ("whole", "tenths"))
    return f"{int(whole or 0)}.{int(tenths or 0)}块"


def tokens_in(text: str, start: int, end: int) -> Iterable[Token]:
    """Tokens of text[start:end] with offsets in the whole text; Chinese runs are segmented."""
    for match in _TOKEN.finditer(text, start, end):
        piece = match.group()
        if not has_cjk(piece):
            yield _token(piece, match.start())
            continue
        yield from _mixed(piece, match.start())


def overlaps(span: Span, taken: Iterable[Span]) -> bool:
    """Whether a span shares a character with any of the taken ones."""
    return any(span[0] < end and start < span[1] for start, end in taken)


def _mixed(piece: str, offset: int) -> Iterable[Token]:
    position = 0
    for run in _CJK_RUN.finditer(piece):
        if run.start() > position:
            yield _token(piece[position : run.start()], offset + position)
        position = run.start()
        for word in words(run.group()):
            yield _token(word, offset + position)
            position += len(word)
        position = run.end()
    if position < len(piece):
        yield _token(piece[position:], offset + position)


def _token(text: str, start: int) -> Token:
    return Token(text=text, stem=stem(text), start=start, end=start + len(text), cjk=has_cjk(text))


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)
