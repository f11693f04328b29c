"""When a product's facet value is the one asked for."""

from __future__ import annotations

import re

from retrieval.product_terms import Stems
from retrieval.text import contains_sequence, has_cjk, normalize, stems
from retrieval.types import Product

SIZE_FACET = "size"

_SIZE_PARTS = re.compile(r"\s*[/,;|、，]\s*")
_SIZE_WORDS = {
    "extra small": "xs",
    "small": "s",
    "medium": "m",
    "large": "l",
    "extra large": "xl",
    "x-large": "xl",
    "x-small": "xs",
    "xxl": "2xl",
    "xxxl": "3xl",
    "小号": "s",
    "中号": "m",
    "大号": "l",
    "加大号": "xl",
    "加大": "xl",
}
_SIZE_PREFIX = re.compile(r"^(?:size|尺码|码数)\s*[:：]?\s*")


def value_matches(value: str, value_stems: Stems, wanted: str) -> bool:
    """Whether a facet value names the wanted one as whole words: 'navy blue' is blue, 'bluebird' is not.

    Chinese values match as substrings, a color with or without its 色: 米白色 is 白.
    """
    if not has_cjk(wanted):
        return contains_sequence(value_stems, stems(wanted))
    compact = normalize(wanted).replace(" ", "")
    core = compact[:-1] if len(compact) > 1 and compact.endswith("色") else compact
    return core in normalize(value).replace(" ", "")


def same_size(value: str, wanted: str) -> bool:
    """Whether a size value, or a part of 'S/M', is the wanted size; small is S, 'size 8' is 8."""
    target = _canonical_size(wanted)
    whole = _canonical_size(value)
    return target == whole or target in {_canonical_size(part) for part in _SIZE_PARTS.split(value)}


def size_stock(product: Product, wanted: str) -> bool | None:
    """Whether an in-stock SKU has the wanted size; None where no SKU states any size.

    A SKU states a size in an option whose name speaks of size, or whose value is one of the size facet's.
    """
    sizes = {normalize(value) for value in product.facet_values(SIZE_FACET)}
    stated = False
    for sku in product.skus:
        for option in sku.options:
            if _names_size(option.name) or normalize(option.value) in sizes:
                stated = True
                if sku.in_stock and same_size(option.value, wanted):
                    return True
    return False if stated else None


def _names_size(name: str) -> bool:
    text = normalize(name)
    return "size" in text or "尺" in text or "码" in text


def _canonical_size(size: str) -> str:
    text = _SIZE_PREFIX.sub("", normalize(size))
    return _SIZE_WORDS.get(text, text)
