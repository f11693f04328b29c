# ruff: noqa: E501 - a pattern reads better whole
"""Whether a word that names a thing as often as a value (mint, rust, cream) means the value where it stands."""

from __future__ import annotations

import re

from assistant.parsing.source import Token
from assistant.parsing.vocabulary import CatalogVocabulary, Value
from retrieval.text import stem

MADE_OF = re.compile(
    r"(?:made (?:of|from|out of|with)|of|from|out of|in|with|not|no|without|pure|real|genuine|100%)\s$"
)
ALONE_BEFORE = re.compile(r"(?:[,(/]|\s-)\s*$")
_ALONE_AFTER = re.compile(r"\s*(?:$|[,/)]|(?:or|and)\b)")
_SAID_BEFORE = re.compile(
    r"(?:^|\b(?:something|anything|make (?:it|them|that)|just|only|prefer(?:ably)?|ideally|maybe|colou?r(?:ed)?|more|rather|how about|what about)\s(?:a |an |in |the )?)$"
)
_SAID_AFTER = re.compile(
    r"\s(?:only|please|instead|maybe|if possible|though|would be|is (?:fine|good|better))\b"
)
_NEXT_TWO = re.compile(r",? ([a-z]+)[ -]([a-z]+)")
_CHAINED = frozenset({"material", "pattern", "sleeve"})


def fits(
    value: Value,
    before: str,
    after: str,
    last: str,
    follower: Token | None,
    noun: str | None,
    vocabulary: CatalogVocabulary,
) -> bool:
    """Whether a word that names a thing as often (mint, rust) is a color or material here."""
    if joined(value, before, after, vocabulary):
        return True
    if follower is not None and follower.text in ("one", "ones"):
        return True
    if value.facet == "color" and _ALONE_AFTER.match(after) and _beside_value(before, vocabulary):
        return True
    if value.facet == "color" and ALONE_BEFORE.search(before) and _ALONE_AFTER.match(after):
        return True
    if value.facet == "color" and _SAID_BEFORE.search(before) and _said_alone(before, after):
        return True
    if value.facet == "color" and re.match(r"[ -]colou?r(?:ed)?\b", after):
        return True
    if value.facet == "color" and _leads_to_kind(after, vocabulary):
        return True
    return MADE_OF.search(before) is not None or (
        noun is not None and (last, noun) in vocabulary.words.with_value
    )


def _beside_value(before: str, vocabulary: CatalogVocabulary) -> bool:
    """Whether a material or pattern stands right before: the sage of 'duvet cover organic cotton sage'."""
    match = re.search(r"([a-z]+) $", before)
    return match is not None and any(
        v.facet in _CHAINED and not v.is_object for v in vocabulary.meanings((stem(match.group(1)),))
    )


def _leads_to_kind(after: str, vocabulary: CatalogVocabulary) -> bool:
    """Whether another value and then a kind follow: the tan of 'tan leather bag', the cream of 'cream wool coat'."""
    match = _NEXT_TWO.match(after)
    if match is None:
        return False
    follower, noun = stem(match.group(1)), stem(match.group(2))
    chained = any(v.facet in _CHAINED and not v.is_ordinary for v in vocabulary.meanings((follower,)))
    return chained and noun in vocabulary.words.kinds


def _said_alone(before: str, after: str) -> bool:
    """Whether a color stands alone as an answer does: 'mustard only', 'something in rust', but not 'mint'."""
    return _SAID_AFTER.match(after) is not None or bool(before.strip() and _ALONE_AFTER.match(after))


def joined(value: Value, before: str, after: str, vocabulary: CatalogVocabulary) -> bool:
    """Whether an 'or' or 'and' leads from here to a plain value of the same facet, or from one to here."""
    following = re.match(r"(?:,|/|,? (?:or|and|nor)) ?([a-z]+)", after)
    preceding = re.search(r"([a-z]+)(?:,|,? (?:or|and|nor)) $", before)
    facet = value.facet if value.facet == "material" else "color"
    return any(
        v.facet == facet
        for match in (following, preceding)
        if match
        for v in vocabulary.meanings((stem(match.group(1)),))
    )
