"""What a reply says the catalog doesn't say: true only where the records really are silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from assistant.claims.comparisons import measured
from assistant.claims.reading import Reading, named
from retrieval.types import Product

_DIMENSIONS = {
    "price": "price", "rating": "rating", "reviews": "rating_count", "date": "created_at",
    "sales": "units_sold", "价格": "price", "评分": "rating", "评价数": "rating_count",
    "上架日期": "created_at", "销量": "units_sold",
}  # fmt: skip
_FACETS = {
    "材质": "material", "颜色": "color", "图案": "pattern", "袖长": "sleeve", "风格": "style",
    "特点": "feature", "品牌": "brand", "尺码": "size",
}  # fmt: skip
_THEM = r"(?:(?:either|any) of them)"
_NO_FIGURE = (
    re.compile(rf"\bcatalog gives no (?P<asked>price|rating|reviews|date|sales) for (?P<all>{_THEM})?"),
    re.compile(
        r"目录里没有(?P<all>它们)?(?:(?P<whose>[^。;]{0,160}?))的?(?P<asked>价格|评分|评价数|上架日期|销量)(?=[。;]|$)"
    ),
)
_NO_FACET = (
    re.compile(r"\bon (?P<asked>[a-z]+): .*?; the catalog (?P<said>doesn't say for) "),
    re.compile(r"(?P<asked>材质|颜色|图案|袖长|风格|特点|品牌|尺码): .*?(?P<said>目录里没有写明)"),
)
_TOO_LITTLE = re.compile(
    r'\bcatalog doesn\'t say enough about "[^"]{1,60}" to compare them by it'
    r'|目录里关于"[^"]{1,60}"的信息不够, 没法据此比较'
)
_NOTHING_DIFFERS = re.compile(
    rf"\bcatalog gives nothing that tells {_THEM} apart|目录里没有能区分(?:两款|这[一二三四五六]款)的信息"
)


def read_silence(reading: Reading) -> None:
    """Accept what is said to be missing where it is; refuse it where the record has it."""
    for pattern in _NO_FIGURE:
        for match in pattern.finditer(reading.low):
            dimension = _DIMENSIONS[match.group("asked")]
            _settle(reading, match, _meant(reading, match), partial(_lacks_figure, dimension))
    for pattern in _NO_FACET:
        for match in pattern.finditer(reading.low):
            facet = _FACETS.get(match.group("asked"), match.group("asked"))
            about = reading.bound(match.start("said") if match.group("asked") in _FACETS else match.end())
            _settle(reading, match, about, partial(_lacks_facet, facet), group="said")
    for match in (*_TOO_LITTLE.finditer(reading.low), *_NOTHING_DIFFERS.finditer(reading.low)):
        if reading.grounds.comparable and not reading.mask.touched(*match.span()):
            reading.mask.cover(*match.span())


def _meant(reading: Reading, match: re.Match[str]) -> tuple[Product, ...]:
    if match.group("all"):
        return reading.grounds.products
    named_after = [m for m in reading.mentions if m.start >= match.start()]
    return tuple(reading.products[i] for m in named_after for i in m.product_ids)


def _lacks_figure(dimension: str, product: Product) -> bool:
    return measured(product, dimension) is None


def _lacks_facet(facet: str, product: Product) -> bool:
    return not product.facet_values(facet)


def _settle(
    reading: Reading,
    match: re.Match[str],
    about: tuple[Product, ...],
    silent: Callable[[Product], bool],
    *,
    group: str | int = 0,
) -> None:
    if about and all(silent(p) for p in about):
        for start, end in _unread(reading, *match.span(group)):
            reading.mask.cover(start, end)
    else:
        reading.refuse("silence", *match.span(group), f"the catalog does say so of {named(about)}")


def _unread(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a span that are not part of a name."""
    for mention in reading.mentions:
        if start < mention.end and mention.start < end:
            yield start, max(start, mention.start)
            start = max(start, mention.end)
    yield start, max(start, end)
