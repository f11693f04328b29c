# ruff: noqa: E501 - a pattern reads better whole
"""Sizes of clothes and shoes that an utterance asks for: size M, 'in XL', 38码, 均码."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.money import Found
from assistant.parsing.source import Source, Span, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary
from retrieval.types import Constraint, Op

_WORD = r"(?:x-?small|extra[- ]small|extra[- ]large|x-?large|xx-?large|small|medium|large|one size(?: fits all)?|free size)"
_LETTER = r"(?:x{0,4}[sl]|m|[2-6]xl)"
_ENGLISH = (
    re.compile(
        rf"\b(?:in )?(?:a )?sizes?\s?(?:is |of |in |are )?(?:an? )?(?P<value>{_LETTER}\b|{_WORD}\b|\d{{1,2}}(?:\.5)?[a-d]?\b)"
        rf"(?:\s?(?:or|and|/|,)\s?(?P<other>{_LETTER}\b|{_WORD}\b|\d{{1,2}}(?:\.5)?\b)(?! (?:or (?:less|under|below)|max|tops|dollars|bucks|usd)\b))?(?! ?(?:inch|cm|pack))"
    ),
    re.compile(rf"\b(?P<value>{_LETTER}|{_WORD})(?:[- ]sized?)\b"),
    re.compile(
        rf"\bin (?:an? |size )?(?P<value>{_LETTER}|{_WORD})\b(?! \w*(?:amount|quantity|black|white|red|blue))"
    ),
    re.compile(rf"\b(?:is|are|be) an? (?P<value>{_WORD})(?=$|[,.;]| and)"),
    re.compile(r"\b(?P<value>x{1,4}[sl]|[2-6]xl|one size(?: fits all)?)\b"),
    re.compile(
        rf",\s?(?P<value>{_WORD}|{_LETTER})(?: or (?P<other>{_WORD}|{_LETTER}))?(?=$|,|[.!]| please| if | thanks)"
    ),
    re.compile(
        rf"\bi (?:am|wear|take|need) (?:an? )?(?:size )?(?P<value>{_LETTER}|medium|small|large|extra large)\b(?=$|[,.;!?]| (?:in|please|and|or|if|not|but|though|size|usually|normally)\b)"
    ),
    re.compile(r"\b(?P<value>(?:us|eu|uk) (?:size )?\d{1,2}(?:\.5)?)\b"),
    re.compile(
        r"\b(?P<value>[2-6]t|\d{1,2}(?:\.5)?(?= (?:narrow|wide|regular|medium|extra wide) (?:size|width|fit)\b))"
    ),
)
_BED = re.compile(
    r"\b(?P<value>california king|super king|king|queen|twin xl|twin|double|full)(?:[- ]sized?)\b|\bsize (?P<other>king|queen|twin)\b"
)
_BEDS = re.compile(
    r"\b(?P<value>california king|super king|king|queen|twin xl|twin|double|full|single)\b(?!-| (?:length|size|body|zip|grain))"
)
_BEDDING = frozenset(
    "bed bedding bedspread bedfram duvet comfort quilt coverlet sheet mattress topper blanket headboard pillow".split()
)
"""Stems of things that are made in bed sizes."""
_CHINESE = (
    re.compile(
        r"(?:穿|尺码|尺寸|码数)?(?:是|为|要)?(?P<value>(?:x{0,4}[sl]|m|[2-6]xl)(?=码|号|的|$|[\u4e00-\u9fff,。，])|均码|[加特]?[大中小](?:码|号)|\d{2}(?:\.5)?(?=码))(?:码|号)?"
    ),
)
_CANONICAL = {
    "small": "S", "medium": "M", "large": "L", "extra small": "XS", "x small": "XS", "xsmall": "XS",
    "extra large": "XL", "x large": "XL", "xlarge": "XL", "xxlarge": "XXL", "xx large": "XXL",
    "大码": "L", "大号": "L", "中码": "M", "中号": "M", "小码": "S", "小号": "S", "加大码": "XL", "加大号": "XL",
    "free size": "One Size", "one size fits all": "One Size", "one size": "One Size",
}  # fmt: skip
_SPELLINGS = (
    {"s", "small"}, {"m", "medium"}, {"l", "large"}, {"xs", "x-small", "extra small"}, {"xl", "x-large", "extra large", "1xl"},
    {"xxl", "2xl", "xx-large"}, {"xxxl", "3xl"}, {"one size", "os", "free size", "one size fits all", "均码"},
)  # fmt: skip


def find(source: Source, vocabulary: CatalogVocabulary, *, taken: Sequence[Span]) -> tuple[Found, ...]:
    """Sizes outside the taken spans, written as the catalog writes them where it has them."""
    found: list[Found] = []
    chinese = any(token.cjk for token in source.tokens)
    found += _measured(source, vocabulary, taken)
    found += _of_beds(source, vocabulary, taken)
    for pattern in (*_CHINESE, _BED, *_ENGLISH) if chinese else (_BED, *_ENGLISH):
        for match in pattern.finditer(source.text):
            if overlaps(match.span(), (*taken, *(f.span for f in found))):
                continue
            named = [match.groupdict().get(name) for name in ("value", "other")]
            constraints = tuple(
                Constraint(facet="size", op=Op.EQ, value=_as_live(text, vocabulary)) for text in named if text
            )
            found.append(Found(span=match.span(), constraints=constraints))
    return tuple(sorted(found, key=lambda f: f.span))


def _of_beds(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> list[Found]:
    """Bed sizes beside a kind that the catalog sells in them: 'queen duvet cover', 'sheets, king'."""
    sold = vocabulary.words.with_value
    return [
        Found(
            span=match.span(),
            constraints=(Constraint(facet="size", op=Op.EQ, value=_as_live(match.group(), vocabulary)),),
        )
        for match in _BEDS.finditer(source.text)
        if not overlaps(match.span(), taken)
        and any(
            token.stem in _BEDDING or sold.get((match.group().split()[-1], token.stem))
            for token in source.tokens
        )
        and "size" in vocabulary.live_facets
    ]


def _measured(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> list[Found]:
    """Live sizes that are a number and a Chinese unit, as the catalog writes them: 110厘米, 1.5米床."""
    found: list[Found] = []
    live = [
        meaning
        for text, meanings in vocabulary.chinese_values.items()
        if text[0].isdigit()
        for meaning in meanings
        if meaning.facet == "size" and meaning.count
    ]
    for value in sorted(live, key=lambda meaning: -len(meaning.value)):
        start = source.text.find(value.value.casefold())
        span = (start, start + len(value.value))
        if (
            start < 0
            or source.text[start - 1 : start].isdigit()
            or overlaps(span, (*taken, *(f.span for f in found)))
        ):
            continue
        constraint = Constraint(facet="size", op=Op.EQ, value=value.value)
        found.append(Found(span=span, constraints=(constraint,)))
    return found


def _as_live(text: str, vocabulary: CatalogVocabulary) -> str:
    plain = re.sub(r"^(us|eu|uk) size ", r"\1 ", text.replace("-", " "))
    wanted = next((names for names in _SPELLINGS if text in names or plain in names), {text, plain})
    bare = re.sub(r"^(?:us|eu|uk) ", "", plain)
    for names in (wanted, {bare}):
        live = {
            value.value
            for meanings in (*vocabulary.values.values(), *vocabulary.chinese_values.values())
            for value in meanings
            if value.facet == "size" and value.count and value.value.casefold() in names
        }
        if live:
            return min(live, key=len)
    plain = bare
    return _CANONICAL.get(plain, plain.upper() if re.fullmatch(r"[\dxsml]+", plain) else plain)
