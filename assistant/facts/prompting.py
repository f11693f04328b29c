"""The few words that the model is given: bounded, one line per product, catalog text as data only."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.types import Fact
from assistant.phrasing.display import plain, price_of, rating_of, title_of
from retrieval.types import Product

_FACT_CHARS = 60
_MAX_ASKED = 2
_PLAIN_FIELDS = ("rating", "category", "title", "stock")
"""Reasons that say little; the best first."""


def template_name(name: str, language: str) -> str:
    """The template of a reply language: examples in the shopper's language keep the answer in it."""
    return f"{name}_zh" if language == "zh" else name


def compared_line(product: Product, extras: Sequence[str], language: str, *, figures: Sequence[str]) -> str:
    """`Title | $45 | 4.8 (12 reviews) | extras`, without empty places; `figures`: price, rating or both."""
    stated = {"price": price_of(product, language), "rating": _rating(product, language)}
    return _line([title_of(product), *(stated[figure] for figure in figures), *extras])


def find_variables(first: Product, reasons: Sequence[Fact], *, language: str) -> dict[str, str]:
    """Variables of `answer_find`: the first product with its price and what is most worth saying of it.

    That is what the shopper asked for and the record meets, two such things at most; where there is none,
    the strongest other reason. Every word more is a tenth of a second on two cores.
    """
    asked = [r for r in reasons if r.field not in _PLAIN_FIELDS]
    told = asked[:_MAX_ASKED] or sorted(reasons, key=lambda r: _PLAIN_FIELDS.index(r.field))[:1]
    return {"first": _line([title_of(first), price_of(first, language), *(r.display for r in told)])}


def _rating(product: Product, language: str) -> str:
    rating = rating_of(product)
    if not rating or not product.rating_count:
        return rating
    count = product.rating_count
    unit = "条评价" if language == "zh" else (" review" if count == 1 else " reviews")
    return f"{rating} ({count}{unit})"


def _line(parts: Sequence[str]) -> str:
    title, *others = parts
    return " | ".join(part for part in (title, *(plain(other, _FACT_CHARS) for other in others)) if part)


def numbered(lines: Sequence[str]) -> str:
    """Lines as `1. …`, `2. …`."""
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1))
