"""The kind of product wished for, and the words that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.parsing import background, intents, naming_en, naming_zh
from assistant.parsing.grounding import Mention
from assistant.parsing.kinds import KindSpan
from assistant.parsing.naming_zh import Named
from assistant.parsing.source import Source, Span, Token, overlaps, tokens_in
from assistant.parsing.vocabulary import CatalogVocabulary
from retrieval.text import has_cjk, stem

_LINKS = frozenset("of for with and a an the to in & or from on at".split())
_MEASURE = re.compile(
    r"(?<![\d.])\d+(?:\.\d+)?\s?-?(?:inch(?:es)?|cm|mm|ft|oz|ml|kg|lbs?|gb|tb|mah|pack|piece|seater|person|quart|gallon|liters?|watt)\b"
    r"|\d+(?:\.\d+)?(?:米|寸|英寸|厘米|毫升|升|公斤|斤|克|人|件|层|格|片|支|抽|瓦|毫安)|(?<![\d.])\d+(?:ml|cm|g|kg|l)(?![a-z])"
)
_OR_ZH = frozenset({"或者", "或", "还是", "或是"})
_NEVER_KIND = re.compile(r"\d+(?:st|nd|rd|th)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`text`: the kind with the modifiers before it, in the catalog's language where that is known.

    `certain`: the text names a kind that the catalog or the lexicon knows. `leftover`: words that neither
    catalog nor language explain. `placed`: it only tells where a
    thing goes ("in grandma's room"). `values`: facets and the words of `text` that name their values.
    """

    text: str = ""
    certain: bool = False
    head: str = ""
    sought: bool = False
    told: bool = False
    placed: bool = False
    leftover: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def without(self, facets: set[str]) -> Wish:
        """The wish without the words that name values of some facets."""
        text = self.text
        for facet, words in self.values:
            if facet in facets:
                text = " ".join(text.replace(words, " ", 1).split())
        return replace(self, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    text: str
    span: Span
    mention: Mention | None = None
    kind: bool = False
    measure: bool = False


def read(
    source: Source,
    vocabulary: CatalogVocabulary,
    *,
    kinds: Sequence[KindSpan],
    mentions: Sequence[Mention],
    taken: Sequence[Span],
    idle: Sequence[Span] = (),
) -> Wish:
    """What remains of a clause once conditions, references and grammar are taken away.

    Kinds and values count inside `idle` spans, other words don't.
    """
    found = _pieces(source, vocabulary, kinds, mentions, taken, idle)
    leftover = tuple(
        p.text
        for p in found
        if p.mention is None and not (p.kind or p.measure) and not _explained(p.text, vocabulary)
    )
    named, told = None, background.tells(source) or background.declares(source)
    if any(token.cjk for token in source.tokens):
        kept = [piece.span for piece in found if piece.kind]
        values = [piece.span for piece in found if piece.mention]
        named = naming_zh.find(source, vocabulary, kinds=kept, blocked=[*taken, *values], idle=idle)
        pieces = _phrase_zh(source, found, named) if named else []
        told = named is not None and named.told
    else:
        phrase = _main_phrase(_without_stray_modifiers(found, source), source, told=told)
        pieces = _without_purpose(phrase, source)
        pieces = _last_thing(pieces, source) if told else pieces
    heads = [piece for piece in pieces if piece.kind]
    content = [piece for piece in pieces if piece.mention is None and not piece.measure]
    if not content:
        return Wish(leftover=leftover)
    return Wish(
        text=_joined(pieces, source, vocabulary, taken),
        certain=bool(heads),
        head=_head(heads or content),
        sought=named.sought if named is not None else intents.is_wishing(source),
        told=told,
        placed=naming_en.is_place(source, pieces[0].span[0]),
        leftover=leftover,
        values=tuple((p.mention.value.facet, p.text) for p in pieces if p.mention is not None),
    )


def _pieces(
    source: Source,
    vocabulary: CatalogVocabulary,
    kinds: Sequence[KindSpan],
    mentions: Sequence[Mention],
    taken: Sequence[Span],
    idle: Sequence[Span],
) -> list[_Piece]:
    free = [k for k in kinds if not overlaps(k.span, taken)]
    kept = [m for m in mentions if not overlaps(m.span, taken)]
    pieces = [_Piece(text=_as_spelled(source, m.span), span=m.span, mention=m) for m in kept]
    blocked = [*taken, *(m.span for m in kept)]
    named = (_beyond(k.span, kept, source) for k in free)
    pieces += [
        _Piece(text=_as_spelled(source, span), span=span, kind=True)
        for span in named
        if not overlaps(span, blocked)
    ]
    blocked += [k.span for k in free]
    measures = [m.span() for m in _MEASURE.finditer(source.text) if not overlaps(m.span(), blocked)]
    pieces += [_Piece(text=source.text[slice(*span)], span=span, measure=True) for span in measures]
    blocked += measures
    within = [token for kind in free for token in naming_en.lead(source, vocabulary, kind, blocked)]
    pieces += [
        _Piece(text=token.text, span=token.span)
        for token in (*within, *_content(source, vocabulary, [*blocked, *idle]))
    ]
    return sorted(pieces, key=lambda piece: piece.span)


def _beyond(span: Span, mentions: Sequence[Mention], source: Source) -> Span:
    """A kind's span behind a facet value that it begins with: the blouse of 'sleeveless blouse'."""
    start = max((m.span[1] for m in mentions if m.span[0] <= span[0] and m.span[1] < span[1]), default=0)
    if start <= span[0]:
        return span
    return span[1] - len(source.text[start : span[1]].lstrip(" -")), span[1]


def _as_spelled(source: Source, span: Span) -> str:
    """The words of a span, misspellings corrected; the marks between words stay ('v-neck')."""
    raw = source.text[slice(*span)]
    if has_cjk(raw):
        return raw
    text, position = "", span[0]
    for token in (token for token in source.tokens if span[0] <= token.start and token.end <= span[1]):
        text += source.text[position : token.start] + token.text
        position = token.end
    return text + source.text[position : span[1]]


def _content(source: Source, vocabulary: CatalogVocabulary, blocked: Sequence[Span]) -> list[Token]:
    lexicon = vocabulary.lexicon
    english = [
        token
        for token in source.tokens
        if not token.cjk
        and not overlaps(token.span, blocked)
        and not lexicon.is_plain(token.text)
        and token.text not in lexicon.person
        and not naming_en.counts(source, token)
        and not _NEVER_KIND.fullmatch(token.text)
    ]
    return sorted([*english, *_chinese_content(source, vocabulary, blocked)], key=lambda token: token.start)


def _chinese_content(source: Source, vocabulary: CatalogVocabulary, blocked: Sequence[Span]) -> list[Token]:
    if not any(token.cjk for token in source.tokens):
        return []
    lexicon = vocabulary.lexicon
    masked = list(source.text)
    for start, end in blocked:
        masked[start:end] = " " * (end - start)
    text = "".join(masked)
    for pattern in (lexicon.person_zh, lexicon.dropped_zh):
        text = pattern.sub(
            lambda match: " " * len(match.group()) if len(match.group()) > 1 else match.group(), text
        )
    found = [t for t in tokens_in(text, 0, len(text)) if t.cjk and not lexicon.dropped_zh.fullmatch(t.text)]
    return [token for token in _with_joined_singles(found) if not _is_noise(token, vocabulary)]


def _with_joined_singles(tokens: Sequence[Token]) -> list[Token]:
    """Single characters side by side are one word that the segmenter didn't know (食 + 盆)."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last is not None and last.end == token.start and len(token.text) == 1 and len(last.text) == 1:
            text = last.text + token.text
            joined[-1] = Token(text=text, stem=text, start=last.start, end=token.end, cjk=True)
        else:
            joined.append(token)
    return joined


def _is_noise(token: Token, vocabulary: CatalogVocabulary) -> bool:
    known = token.text in vocabulary.words.chinese or token.text in vocabulary.lexicon.common_zh
    return len(token.text) == 1 and not known


def _without_stray_modifiers(pieces: Sequence[_Piece], source: Source) -> list[_Piece]:
    """Drop facet values that don't stand before the kind ('sweaters in red' → 'sweaters')."""
    kept: list[_Piece] = []
    for piece in reversed(pieces):
        if piece.mention is None or (kept and _leads_to(source.text[piece.span[1] : kept[0].span[0]])):
            kept.insert(0, piece)
    return [piece for piece in kept if not _is_alternative(piece, pieces, source)]


def _main_phrase(pieces: Sequence[_Piece], source: Source, *, told: bool) -> list[_Piece]:
    """The phrase around the first kind: 'a summer wedding, need a dress' → dress; `told`: the last."""
    phrases: list[list[_Piece]] = []
    for piece in pieces:
        gap = source.text[phrases[-1][-1].span[1] : piece.span[0]] if phrases else ""
        if phrases and not _breaks(gap, after_value=phrases[-1][-1].mention is not None):
            phrases[-1].append(piece)
        else:
            phrases.append([piece])
    named = [phrase for phrase in phrases if any(piece.kind for piece in phrase)] or phrases
    wished = [p for p in named if not naming_en.is_purpose(source, p[0].span[0])] or named or [[]]
    return wished[-1 if told else 0]


def _phrase_zh(source: Source, pieces: Sequence[_Piece], named: Named) -> list[_Piece]:
    """The name of what a Chinese clause wishes for, with the values that lead to it."""
    kinds = [piece.span for piece in pieces if piece.kind]
    kept = [
        _Piece(text=_as_spelled(source, part), span=part, kind=overlaps(part, kinds)) for part in named.parts
    ]
    before = [p for p in pieces if (p.mention or p.measure) and p.span[1] <= named.span[0]]
    for piece in reversed(before):
        if _leads_to(source.text[piece.span[1] : kept[0].span[0]]):
            kept.insert(0, piece)
    return [piece for piece in kept if not _is_alternative(piece, pieces, source)]


def _breaks(gap: str, *, after_value: bool) -> bool:
    words = re.findall(r"[a-z']+", gap)
    return (
        words in (["a"], ["an"], ["the"], ["some"])
        or any(word not in _LINKS and word not in ("or", "my", "your") for word in words)
        or ("," in gap and not after_value)
    )


def _is_alternative(piece: _Piece, pieces: Sequence[_Piece], source: Source) -> bool:
    """The second of two values joined by 'or' ('floral or striped dresses') is no part of the kind."""
    before = [other for other in pieces if other.mention is not None and other.span[1] <= piece.span[0]]
    if piece.mention is None or not before:
        return False
    return (
        re.fullmatch(
            r"\W*(?:or|/|或者?|或是|色?的?或者?)\W*", source.text[before[-1].span[1] : piece.span[0]]
        )
        is not None
    )


def _last_thing(pieces: Sequence[_Piece], source: Source) -> list[_Piece]:
    """The last kind named and what stands right before it: a story comes to the thing at its end."""
    last = max((place for place, piece in enumerate(pieces) if piece.kind), default=None)
    if last is None:
        return list(pieces)
    first = last
    while first > 0 and source.text[pieces[first - 1].span[1] : pieces[first].span[0]] == " ":
        first -= 1
    while last + 1 < len(pieces) and _goes_on(pieces[last], pieces[last + 1], source):
        last += 1
    return list(pieces[first : last + 1])


def _goes_on(piece: _Piece, after: _Piece, source: Source) -> bool:
    """Whether the word right behind a kind belongs to its name, and tells not what became of it."""
    beside = source.text[piece.span[1] : after.span[0]] == " " and after.mention is None
    return beside and not background.ends(after.text)


def _without_purpose(pieces: Sequence[_Piece], source: Source) -> list[_Piece]:
    """Cut 'for my office' behind what is wished for."""
    kept: list[_Piece] = []
    for piece in pieces:
        name = [other for other in kept if other.mention is None and not other.measure]
        named = any(other.kind for other in name)
        spans = [other.span for other in name]
        if name and naming_en.ends_name(source, spans, piece.span, named=named):
            break
        kept.append(piece)
    return kept


def _leads_to(gap: str) -> bool:
    return gap.strip() in ("", "-", "的", ",", "and", "&", "和", "、", "色的", "款", "系")


def _joined(
    pieces: Sequence[_Piece], source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]
) -> str:
    words: list[str] = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if before is not None:
            words.append(_link(source, (before.span[1], piece.span[0]), taken))
        words.append(_in_catalog_language(piece, vocabulary))
    joined = " ".join("".join(words).split())
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", joined)


def _link(source: Source, gap: Span, taken: Sequence[Span]) -> str:
    between = source.text[slice(*gap)]
    if between.strip() in _OR_ZH:
        return between.strip()
    if overlaps(gap, taken) and gap[0] < gap[1]:
        return " "
    if all(word in _LINKS for word in re.findall(r"[a-z&]+", between)) and not has_cjk(between):
        return re.sub(r"[,;.]", " ", between)
    return " "


def _in_catalog_language(piece: _Piece, vocabulary: CatalogVocabulary) -> str:
    chinese = has_cjk(piece.text)
    if ("zh" if chinese else "en") in vocabulary.languages:
        return _plainly(piece) if chinese else piece.text
    if piece.mention is not None and piece.mention.value.facet not in ("brand", "merchant"):
        return f" {piece.mention.value.value} "
    for kind in vocabulary.lexicon.kinds:
        if chinese and piece.text in kind.chinese:
            return f" {kind.english[0]} "
        if not chinese and _same(piece.text, kind.english):
            return kind.chinese[0]
    return piece.text


def _plainly(piece: _Piece) -> str:
    """A Chinese color or sleeve as the catalog spells it, where it is said in other words (袖子长 → 长袖)."""
    value = (
        piece.mention.value if piece.mention and piece.mention.value.facet in ("color", "sleeve") else None
    )
    if value is None or value.value in piece.text or piece.text in value.value:
        return piece.text
    return value.value


def _same(text: str, names: Sequence[str]) -> bool:
    wanted = [stem(word) for word in re.findall(r"[^\W_]+", text)]
    return any(wanted == [stem(word) for word in re.findall(r"[^\W_]+", name)] for name in names)


def _head(pieces: Sequence[_Piece]) -> str:
    text = pieces[-1].text
    return text if has_cjk(text) else stem(text.split()[-1].split("-")[-1])


def _explained(text: str, vocabulary: CatalogVocabulary) -> bool:
    if has_cjk(text):
        return text in vocabulary.words.chinese or text in vocabulary.lexicon.common_zh
    words = vocabulary.words
    return stem(text) in words.frequency or text in words.title_words or text in vocabulary.lexicon.common
