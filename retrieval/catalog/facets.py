"""Canonical facets of a product: what its fields state, and what its title, tags and category name.

Facets are used as facts and as hard filters, so precision comes first: color and material are never mined
from a description, except from a statement of composition such as "95% cotton".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from retrieval.catalog.lexicon import Entry, Lexicon, Match, load_lexicon
from retrieval.text import normalize, stem
from retrieval.types import FACETS, FacetValue, Product

_SEPARATORS = re.compile(r"\s*[/,;|+&、，；\n]\s*|\s{2,}")
_COMPOSITION = re.compile(
    r"(\d{1,3}(?:\.\d+)?)\s*%\s*([^\d%,.;/，。；、()（）]{1,40})|([\u4e00-\u9fff]{1,6})\s*[:：]?\s*\d{1,3}(?:\.\d+)?\s*%"
)
_REMARKS = re.compile(r"\d{1,3}(?:\.\d+)?\s*%|[(（][^)）]*[)）]?|[^(（]*[)）]")
_ZH_PATTERN_END = re.compile(r"(?:条纹|格子|格纹|格|拼接|拼色|波点)$")
_BASE_ZH = {
    "黑": "黑色",
    "白": "白色",
    "灰": "灰色",
    "红": "红色",
    "橙": "橙色",
    "黄": "黄色",
    "绿": "绿色",
    "蓝": "蓝色",
    "紫": "紫色",
    "粉": "粉色",
    "棕": "棕色",
    "褐": "棕色",
    "咖": "咖啡色",
    "金": "金色",
    "银": "银色",
}
_CATEGORY_FACETS = frozenset({"material", "pattern", "sleeve"})
_MAX_RAW_CHARS = {"color": 20, "size": 24, "feature": 60}
_MAX_RAW_CHARS_ELSE = 30
_MAX_PER_FACET = 24


def with_facets(product: Product) -> Product:
    """Replace a product's facets, as its source words them, by canonical ones with their provenance.

    Stated facets come first (columns, SKU options, attributes), then those of title, tags, category and
    composition. Where title and tags disagree on a sleeve's length or a neckline, the title is believed;
    where the tags alone name two, neither is.
    """
    lexicon = load_lexicon(product.language)
    stated = [value for raw in _stated(product, lexicon) for value in _canonical(raw, lexicon)]
    entries = list(_mined(product, lexicon))
    denied = _denied(stated, entries, lexicon)
    mined = _one_of_group(entries, stated, lexicon)
    found: dict[tuple[str, str], FacetValue] = {}
    for value in (
        *stated,
        *(v for v in mined if v.provenance == "title" or (v.facet, v.value) not in denied),
    ):
        found.setdefault((value.facet, normalize(value.value)), value)
    kept: Counter[str] = Counter()
    facets: list[FacetValue] = []
    for value in found.values():
        kept[value.facet] += 1
        if kept[value.facet] <= _MAX_PER_FACET:
            facets.append(value)
    return replace(product, facets=tuple(facets))


def facet_coverage(counts: Mapping[str, int], products: int) -> Mapping[str, float]:
    """Share of products, 0–1, that state each facet."""
    return {facet: (counts.get(facet, 0) / products if products else 0.0) for facet in FACETS}


def stated_facets(product: Product) -> frozenset[str]:
    """Names of the facets that a product states."""
    numeric = {
        "price": product.price_minor is not None,
        "rating": product.rating is not None,
        "stock": True,
        "category": bool(product.category),
        "brand": product.brand is not None,
        "merchant": product.merchant is not None,
    }
    return frozenset(name for name, present in numeric.items() if present) | {f.facet for f in product.facets}


def _stated(product: Product, lexicon: Lexicon) -> Iterator[FacetValue]:
    yield from product.facets
    for sku in product.skus:
        for option in sku.options:
            facet = _facet_of_attribute(option.name, lexicon)
            if facet is not None:
                yield FacetValue(facet=facet, value=option.value, provenance="sku")
    for attribute in product.attributes:
        facet = _facet_of_attribute(attribute.name, lexicon)
        if facet is not None:
            yield FacetValue(facet=facet, value=attribute.value, provenance=f"attribute:{attribute.name}")


def _facet_of_attribute(name: str, lexicon: Lexicon) -> str | None:
    plain = normalize(name).replace("_", " ").strip("* ")
    for facet, names in lexicon.context.attributes.items():
        if plain in names or any(plain.endswith(known) for known in names if not known.isascii()):
            return facet
    return None


def _canonical(raw: FacetValue, lexicon: Lexicon) -> Iterator[FacetValue]:
    """Values that one stated text names: known ones in canonical form, a short unknown one as it stands."""
    whole = lexicon.whole(raw.value, raw.facet)
    parts = [raw.value] if whole else [_plain_part(p, raw.facet) for p in _SEPARATORS.split(raw.value)]
    for part in parts:
        entry = lexicon.whole(part, raw.facet)
        entries = [entry] if entry else [] if raw.facet == "size" else _named(part, raw.facet, lexicon)
        texts = [text for known in entries for text in (known.value, *known.implied)]
        if not entry and _keeps_raw(part, raw.facet, known=bool(entries)):
            texts = [part, *texts, *_base_colors(part, raw.facet)]
        for text in dict.fromkeys(texts):
            yield replace(raw, value=text)


def _named(text: str, facet: str, lexicon: Lexicon) -> list[Entry]:
    matches = lexicon.scan(lexicon.tokens(text))
    return [entry for match in matches for entry in match.entries if entry.facet == facet]


def _keeps_raw(text: str, facet: str, *, known: bool) -> bool:
    if not text or len(text) > _MAX_RAW_CHARS.get(facet, _MAX_RAW_CHARS_ELSE):
        return False
    if facet == "color":
        return not any(character.isdigit() for character in text)
    return not known or facet not in {"material", "sleeve", "pattern"}


def _plain_part(text: str, facet: str) -> str:
    """One part of a stated text without what is no value: shares, labels, remarks in brackets."""
    if facet == "material":
        text = _REMARKS.sub("", text).replace("：", ":").rpartition(":")[2]
    elif facet == "size":
        head, colon, _ = text.replace("：", ":").partition(":")
        text = head if not colon or head[:1].isdigit() else ""
    return text.strip()


def _base_colors(text: str, facet: str) -> list[str]:
    """Plain colors that an unknown Chinese color is a kind of: 水银灰 → 灰色, 灰白格 → 灰色, 白色."""
    if facet != "color":
        return []
    name = _ZH_PATTERN_END.sub("", text.removesuffix("色"))
    if name and all(character in _BASE_ZH for character in name):
        return [_BASE_ZH[character] for character in name]
    return [_BASE_ZH[name[-1]]] if name[-1:] in _BASE_ZH else []


def _mined(product: Product, lexicon: Lexicon) -> Iterator[tuple[Entry, str]]:
    yield from ((entry, "title") for entry in _from_title(product, lexicon))
    for tag in product.tags:
        yield from ((entry, "tags") for entry in _from_tag(tag, lexicon))
    for level in product.category[-2:]:
        for match in lexicon.scan(lexicon.tokens(level)):
            yield from (
                (entry, "category")
                for entry in match.entries
                if entry.facet in _CATEGORY_FACETS
                and not (entry.weak or entry.beside_goods)
                and _long_enough(match, lexicon)
            )
    yield from ((entry, "column:description") for entry in _from_composition(product.description, lexicon))


def _from_title(product: Product, lexicon: Lexicon) -> Iterator[Entry]:
    tokens = lexicon.tokens(product.title)
    beside = frozenset(
        stem(word)
        for text in (product.title, *product.category[-1:])
        for word in (lexicon.tokens(text) if lexicon.language == "en" else ())
    )
    beside_goods = bool(beside & lexicon.context.goods)
    for match in lexicon.scan(tokens):
        if not _long_enough(match, lexicon):
            continue
        for entry in match.entries:
            if entry.explicit or (entry.weak and not entry.beside_goods):
                continue
            if not entry.beside_goods or (beside_goods and _stands_alone(match, tokens, lexicon)):
                yield entry


def _stands_alone(match: Match, tokens: tuple[str, ...], lexicon: Lexicon) -> bool:
    after = stem(tokens[match.end]) if match.end < len(tokens) else ""
    before = stem(tokens[match.start - 1]) if match.start else ""
    return after not in lexicon.context.not_after and before not in lexicon.context.not_before


def _from_tag(tag: str, lexicon: Lexicon) -> Iterator[Entry]:
    tokens = lexicon.tokens(tag)
    for match in lexicon.scan(tokens):
        is_whole = match.start == 0 and match.end == len(tokens)
        for entry in match.entries:
            if not entry.explicit and (is_whole or (not entry.weak and _long_enough(match, lexicon))):
                yield entry


def _long_enough(match: Match, lexicon: Lexicon) -> bool:
    """A single Chinese character inside a text is mostly part of another word."""
    return lexicon.language != "zh" or match.end - match.start > 1


def _from_composition(description: str, lexicon: Lexicon) -> Iterator[Entry]:
    for match in _COMPOSITION.finditer(description[:4_000]):
        text = (match.group(2) or match.group(3) or "").strip()
        tokens = lexicon.tokens(text)
        first = next(iter(lexicon.scan(tokens)), None)
        leads = first is not None and (first.start == 0 or (match.group(3) and first.end == len(tokens)))
        if first is not None and leads:
            yield from (entry for entry in first.entries if entry.facet == "material")


def _denied(
    stated: Iterable[FacetValue], mined: Iterable[tuple[Entry, str]], lexicon: Lexicon
) -> frozenset[tuple[str, str]]:
    """Values that tags must not claim: a ring of moissanite tagged "diamond" has none."""
    known = [entry for value in stated if (entry := lexicon.whole(value.value, value.facet)) is not None]
    known += [entry for entry, provenance in mined if provenance != "tags"]
    return frozenset((entry.facet, value) for entry in known for value in entry.denies)


def _one_of_group(
    mined: list[tuple[Entry, str]], stated: Iterable[FacetValue], lexicon: Lexicon
) -> Iterator[FacetValue]:
    decided: dict[str, set[str]] = {}
    for value in stated:
        entry = lexicon.whole(value.value, value.facet)
        if entry is not None and entry.group:
            decided.setdefault(entry.group, set()).add(entry.value)
    for source in ("title", "tags", "category"):
        here: dict[str, set[str]] = {}
        for entry, provenance in mined:
            if entry.group and provenance == source and entry.group not in decided:
                here.setdefault(entry.group, set()).add(entry.value)
        decided.update({group: values if len(values) == 1 else set() for group, values in here.items()})
    for entry, provenance in mined:
        if entry.group is None or entry.value in decided.get(entry.group, set()):
            for text in (entry.value, *entry.implied):
                yield FacetValue(facet=entry.facet, value=text, provenance=provenance)
