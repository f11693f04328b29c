# ruff: noqa: E501 - a pattern reads better whole
"""Words of an utterance that name a facet value of the catalog, and which facet they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.parsing import materials_zh, objects
from assistant.parsing.kinds import KindSpan
from assistant.parsing.source import Source, Span, Token, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary, Value
from retrieval.text import stem

_LONGEST = 5
_OWN = re.compile(r"\b(?:(?:to|must|should|needs?|that|which) have|has|having)\s(?:a |an |the )?$")
"""What leads to a feature, not to a kind: 'it has to have pockets'."""
_SWITCHED = re.compile(
    r"\b(?:(?:make|do|have) (?:it|that|them|those|this)|(?:switch|change|swap)(?: (?:it|that|them))? (?:to|for))(?: in)?\s$"
)
"""What leads to another value of the things sought: 'make that glass'."""
_JUDGED = re.compile(
    r"^(?:and |so |ok )*(?:what|which)\b.*\b(?:would|will|could|might) (?:be|look) (?:(?:really|so|super|most|very) )?$"
)
"""What leads to how a thing would look beside another, which is asked, not wished: 'what would be cute with it'."""
_COLORED = re.compile(r"(?:\bin|colou?r(?:ed)?(?: is)?|not|no)\s(?:a |the )?$")
_NAMED = re.compile(
    r"\b(?:by|from|brand|brands|label|designer|made by|sold by|called|named|merchant|seller|store|maker)\s(?:is |the |called )?$"
)
_OF_A_KIND = frozenset({"feature", "sleeve", "pattern"})
"""Facets that stay conditions inside a kind's own name ('cropped hoodie'); 'denim jacket' is a kind."""
_SHADES = frozenset(
    "stone slate steel brick denim copper brass wood ash marble charcoal gold silver bronze linen".split()
)
"""Materials that tell a shade beside a color: 'stone gray', 'denim blue'."""
_STANDS_IN = frozenset("one ones color colour colored coloured".split())
"""Words before which a value is no kind of product."""
_NOUN_ENDS = ("ation", "ations", "or", "ors", "er", "ers", "al", "als")
_NAMED_AFTER = re.compile(r"^\s(?:brand|label|products?|store|items?)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of text that names a facet value."""

    span: Span
    value: Value


def spelled(source: Source, vocabulary: CatalogVocabulary) -> Source:
    """The source with misspelled English words replaced in its tokens; their places stay."""
    return replace(source, tokens=tuple(_spelled_token(token, vocabulary) for token in source.tokens))


def find(
    source: Source, vocabulary: CatalogVocabulary, *, kinds: Sequence[KindSpan], taken: Sequence[Span]
) -> tuple[Mention, ...]:
    """Facet values outside the taken spans, longest match first, in reading order.

    Words that belong to a kind's own name ('denim jacket' where that is a category, 'orange juice') are
    no mention. Ambiguous words go to the facet that most products use them for.
    """
    found = [*_english(source, vocabulary, kinds, taken), *_chinese(source, vocabulary, kinds, taken)]
    ordered = sorted(found, key=lambda mention: mention.span)
    before, after = [None, *ordered[:-1]][: len(ordered)], [*ordered[1:], None][: len(ordered)]
    return tuple(
        mention
        for first, mention, last in zip(before, ordered, after, strict=True)
        if not _is_shade(source, mention, last) and not _ends_color(source, first, mention)
    )


def _ends_color(source: Source, before: Mention | None, mention: Mention) -> bool:
    """Whether a value is the end of a color's name: the suede of 'dark khaki suede color'."""
    if before is None or before.value.facet != "color" or mention.value.facet == "color":
        return False
    named = re.match(r"[ -]colou?r(?:ed)?\b", source.text[mention.span[1] :]) is not None
    return named and source.text[before.span[1] : mention.span[0]] == " "


def lone_color(source: Source, vocabulary: CatalogVocabulary) -> tuple[Mention, ...]:
    """The live color that a whole clause names, whatever else its word may name: 'olive', 'is there mint'."""
    tokens = list(source.tokens)
    while tokens and vocabulary.lexicon.is_plain(tokens[0].text):
        tokens.pop(0)
    if not tokens or len(tokens) > _LONGEST or any(token.cjk for token in tokens):
        return ()
    meanings = vocabulary.meanings([token.stem for token in tokens])
    value = next((v for v in meanings if v.facet == "color" and v.count), None)
    return (Mention(span=(tokens[0].start, tokens[-1].end), value=value),) if value else ()


def _is_shade(source: Source, mention: Mention, after: Mention | None) -> bool:
    """Whether a value only shades the color that follows at once: 'golden beige', 'stone gray'."""
    if after is None or after.value.facet != "color" or source.text[mention.span[1] : after.span[0]] != " ":
        return False
    words = source.text[slice(*mention.span)]
    return mention.value.facet == "color" or (mention.value.facet == "material" and words in _SHADES)


def _spelled_token(token: Token, vocabulary: CatalogVocabulary) -> Token:
    if token.cjk or "'" in token.text or vocabulary.knows(token.text):
        return token
    meant = vocabulary.spelling.correct(token.text)
    return token if meant is None else replace(token, text=meant, stem=stem(meant))


def _english(
    source: Source, vocabulary: CatalogVocabulary, kinds: Sequence[KindSpan], taken: Sequence[Span]
) -> list[Mention]:
    found: list[Mention] = []
    tokens = source.tokens
    position = 0
    while position < len(tokens):
        mention, size = _english_at(source, position, vocabulary, kinds, taken)
        if mention is not None:
            found.append(mention)
        position += size
    return found


def _english_at(
    source: Source,
    position: int,
    vocabulary: CatalogVocabulary,
    kinds: Sequence[KindSpan],
    taken: Sequence[Span],
) -> tuple[Mention | None, int]:
    tokens = source.tokens
    for size in range(min(_LONGEST, len(tokens) - position), 0, -1):
        window = tokens[position : position + size]
        span = (window[0].start, window[-1].end)
        if any(token.cjk for token in window) or overlaps(span, taken) or not _adjacent(source, window):
            continue
        meanings = vocabulary.meanings([token.stem for token in window])
        chosen = _chosen(source, window, position, meanings, vocabulary, kinds)
        if chosen is not None:
            return Mention(span=span, value=chosen), size
        if tuple(token.stem for token in window) in vocabulary.lexicon.compounds:
            return None, size
    return None, 1


def _adjacent(source: Source, window: Sequence[Token]) -> bool:
    between = (source.text[a.end : b.start] for a, b in pairwise(window))
    digits = window[0].text[-1].isdigit()
    return all(gap.strip() in ("", "-", "&", "'", ".") or (digits and gap.strip() == "/") for gap in between)


def _chosen(
    source: Source,
    window: Sequence[Token],
    position: int,
    meanings: Sequence[Value],
    vocabulary: CatalogVocabulary,
    kinds: Sequence[KindSpan],
) -> Value | None:
    if not meanings:
        return None
    span = (window[0].start, window[-1].end)
    before, after = source.text[: span[0]], source.text[span[1] :]
    follower = _follower(source, position + len(window))
    noun = _noun(follower, kinds, vocabulary)
    fitting = [
        value
        for value in meanings
        if (value.facet != "size" or len(window) > 1)
        and _fits(value, before, after, window, follower, noun, vocabulary)
    ]
    if not fitting or (
        _names_kind(span, before, kinds, follower)
        and not _follows_kind(window, fitting, before, kinds, vocabulary)
        and not (fitting[0].facet == "color" and objects.joined(fitting[0], before, after, vocabulary))
    ):
        return None
    if _inside_kind(span, kinds):
        wooden = window[-1].text.endswith("en")
        return next((v for v in fitting if v.facet in _OF_A_KIND or (wooden and v.facet == "material")), None)
    if _COLORED.search(before) and any(value.facet == "color" for value in fitting):
        return next(value for value in fitting if value.facet == "color")
    if re.search(r"made (?:of|from|out of)\s$", before):
        return next((value for value in fitting if value.facet == "material"), fitting[0])
    return fitting[0]


def _follower(source: Source, position: int) -> Token | None:
    tokens = source.tokens
    if not 0 < position < len(tokens):
        return None
    gap = source.text[tokens[position - 1].end : tokens[position].start]
    return tokens[position] if gap.strip() in ("", "-") else None


def _fits(
    value: Value,
    before: str,
    after: str,
    window: Sequence[Token],
    follower: Token | None,
    noun: str | None,
    vocabulary: CatalogVocabulary,
) -> bool:
    words = vocabulary.words
    last = window[-1].stem
    if follower is not None and (last, follower.stem) in vocabulary.lexicon.compounds:
        return False
    if not _same_form(window[-1].text, value):
        return False
    if value.facet == "style" and _JUDGED.search(before):
        return False
    if value.is_ordinary:
        return bool(_NAMED.search(before) or _NAMED_AFTER.search(after))
    if value.facet in ("brand", "merchant"):
        return True
    if value.facet == "color" and _is_plural(window[-1]):
        return False
    if value.facet == "material" and window[-1].text.endswith("sses"):
        return False
    beside = noun is not None and follower is not None and follower.stem == noun
    called = beside and words.followers.get((last, str(noun))) and not words.with_value.get((last, str(noun)))
    if called and not window[-1].text.endswith("en"):
        return False
    if value.is_object:
        return objects.fits(value, before, after, last, follower, noun, vocabulary)
    plain = len(window) == 1 and (
        vocabulary.lexicon.is_plain(window[0].text) or window[0].text in vocabulary.lexicon.person
    )
    return not plain


def _noun(follower: Token | None, kinds: Sequence[KindSpan], vocabulary: CatalogVocabulary) -> str | None:
    """The head noun of the kind that follows: the board of 'walnut cutting board', the last of several."""
    if follower is None:
        return None
    kind = next((k for k in kinds if k.span[0] == follower.start), None)
    while kind is not None:
        beyond = next((k for k in kinds if k.span[0] == kind.span[1] + 1), None)
        if beyond is None:
            return stem(kind.text.split()[-1])
        kind = beyond
    return follower.stem if follower.stem in vocabulary.words.kinds else None


def _same_form(word: str, value: Value) -> bool:
    """Stems of one root may differ in meaning: 'insulation' is not insulated, 'refills' not refillable."""
    end = value.value.casefold().split()[-1]
    if value.facet != "feature" or end == word:
        return True
    if end.endswith(("able", "ible")):
        return word.endswith(("able", "ible", "ing"))
    return not (end.endswith("ed") and word.endswith(_NOUN_ENDS))


def _is_plural(token: Token) -> bool:
    """'roses' are flowers; 'rose' may be a color."""
    return token.text.endswith("s") and token.text != token.stem


def _inside_kind(span: Span, kinds: Sequence[KindSpan]) -> bool:
    return any(k.span[0] <= span[0] and span[1] <= k.span[1] and k.span != span and k.phrase for k in kinds)


def _names_kind(span: Span, before: str, kinds: Sequence[KindSpan], follower: Token | None) -> bool:
    """A word that is a kind as well (glass, party) is the kind unless something follows or 'in' precedes."""
    apart = (
        objects.ALONE_BEFORE.search(before)
        and (follower is None or follower.text in ("or", "and"))
        and any(k.span[1] <= span[0] for k in kinds)
    )
    if (
        apart
        or not any(kind.span == span for kind in kinds)
        or objects.MADE_OF.search(before)
        or _OWN.search(before)
        or (follower is None and _SWITCHED.search(before))
    ):
        return False
    if follower is not None and follower.text in _STANDS_IN:
        return False
    after = [kind for kind in kinds if kind.span[0] >= span[1]]
    return not (follower is not None and any(kind.span[0] == follower.start for kind in after))


def _follows_kind(
    window: Sequence[Token],
    fitting: Sequence[Value],
    before: str,
    kinds: Sequence[KindSpan],
    vocabulary: CatalogVocabulary,
) -> bool:
    """Whether a value stands behind a kind that the catalog has in it and never calls so: 'teapot glass'."""
    kind = next((k for k in kinds if k.span[1] <= len(before.rstrip(" ,"))), None)
    if kind is None or not any(value.facet == "material" for value in fitting):
        return False
    noun, last = stem(kind.text.split()[-1]), window[-1].stem
    apart = kind.span[1] < len(before.rstrip()) or (noun, last) not in vocabulary.words.followers
    return apart and (last, noun) in vocabulary.words.with_value


def _chinese(
    source: Source, vocabulary: CatalogVocabulary, kinds: Sequence[KindSpan], taken: Sequence[Span]
) -> list[Mention]:
    found: list[Mention] = []
    if not any(token.cjk for token in source.tokens):
        return found
    names = [
        span
        for text in vocabulary.lexicon.compounds_zh
        for span in _places(source.text, text)
        if not any(span[0] < kind.span[0] < span[1] < kind.span[1] for kind in kinds)
    ]
    position = 0
    while position < len(source.text):
        mention = _chinese_at(source, position, vocabulary, kinds, [*taken, *names])
        if mention is not None:
            found.append(mention)
        position = mention.span[1] if mention is not None else position + 1
    return found


def _chinese_at(
    source: Source,
    position: int,
    vocabulary: CatalogVocabulary,
    kinds: Sequence[KindSpan],
    taken: Sequence[Span],
) -> Mention | None:
    for text in vocabulary.chinese_by_initial.get(source.text[position], ()):
        span = (position, position + len(text))
        if not source.text.startswith(text, position) or overlaps(span, taken):
            continue
        value = next((v for v in vocabulary.chinese_values[text] if v.facet != "size"), None)
        made = (
            value is not None
            and value.facet == "material"
            and materials_zh.leads(source, span, vocabulary, kinds, live=value.value == text)
        )
        inside = any(kind.span[0] <= span[0] and span[1] <= kind.span[1] for kind in kinds)
        if (inside and not made) or (text.isascii() and _joins_latin(source.text, span)):
            continue
        alone = _stands_alone(source, span, kinds) or (
            value is not None and value.facet == "color" and _tints(source.text[span[1] :], vocabulary)
        )
        if len(text) == 1 and not made and not alone:
            continue
        if value is not None:
            return Mention(span=(position, _with_suffix(source.text, span[1])), value=value)
    return None


def _joins_latin(text: str, span: Span) -> bool:
    """Whether a Latin name ('pp') sits inside a longer Latin word ('apple')."""
    around = text[max(0, span[0] - 1) : span[0]] + text[span[1] : span[1] + 1]
    return any(character.isascii() and character.isalnum() for character in around)


def _stands_alone(source: Source, span: Span, kinds: Sequence[KindSpan]) -> bool:
    """Whether one character is a word of its own: 棉的, not the 铁 of 拿铁."""
    text, rest = source.text, source.text[span[1] :]
    if any(token.start < span[0] and span[1] <= token.end for token in source.tokens):
        return False
    joined = re.search(r"(?:或者?|和|跟|与|、|纯|要|是|用)$", text[: span[0]])
    if joined and re.match(r"$|[,，。的也都]", rest):
        return True
    return rest[:1] in ("的", "色", "质", "制") or any(kind.span[0] == span[1] for kind in kinds)


def _tints(rest: str, vocabulary: CatalogVocabulary) -> bool:
    """Whether a pattern follows a color of one character at once: the 粉 of 粉格子."""
    names = vocabulary.chinese_by_initial.get(rest[:1], ())
    following = (name for name in names if len(name) > 1 and rest.startswith(name))
    return any(v.facet == "pattern" for name in following for v in vocabulary.chinese_values[name])


def _with_suffix(text: str, end: int) -> int:
    suffix = re.match(r"色(?:系)?|质地|材质|面料|制|质", text[end:])
    return end + suffix.end() if suffix else end


def _places(text: str, needle: str) -> list[Span]:
    return [(match.start(), match.end()) for match in re.finditer(re.escape(needle), text)]
