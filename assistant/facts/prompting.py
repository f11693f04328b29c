"""The few words that the model is given: bounded, one line per product, catalog text as data only."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.types import Fact
from assistant.phrasing.display import plain, price_of, rating_of, title_of
from retrieval.types import Product

_FACT_CHARS = 60


def template_name(name: str, language: str) -> str:
    """The template of a reply language: examples in the shopper's language keep the answer in it."""
    return f"{name}_zh" if language == "zh" else name


def product_line(product: Product, extras: Sequence[str], language: str) -> str:
    """`Title | $45 | 4.8 (12 reviews) | extras`, without empty places."""
    rating = rating_of(product)
    if rating and product.rating_count:
        count = product.rating_count
        unit = "条评价" if language == "zh" else (" review" if count == 1 else " reviews")
        rating = f"{rating} ({count}{unit})"
    parts = (title_of(product), price_of(product, language), rating, *(plain(e, _FACT_CHARS) for e in extras))
    return " | ".join(part for part in parts if part)


def find_variables(first: Product, reasons: Sequence[Fact], *, language: str) -> dict[str, str]:
    """Variables of `answer_find`: the first product with its reasons; its rating stands in the line."""
    told = [r for r in reasons if r.field not in ("rating", "title")]
    told = told or [r for r in reasons if r.field == "title"]
    return {"first": product_line(first, [r.display for r in told], language)}


def numbered(lines: Sequence[str]) -> str:
    """Lines as `1. …`, `2. …`."""
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1))
