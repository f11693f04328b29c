"""A recommender's reasons in words, each with the fields of the record that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.money import format_money, to_major
from retrieval.reasons import facet_name
from retrieval.text import normalize
from retrieval.types import Product, Reason

_LIKENESS = ("material", "pattern", "style", "color", "sleeve", "feature", "brand")
_MAX_SHARED = 2
_NEAR = 0.1
"""Prices within this share of each other are called close."""


def said(language: str, english: str, chinese: str) -> str:
    """The wording of the reply's language."""
    return chinese if language == "zh" else english


def alike_in(product: Product, reference: Product, language: str) -> Iterator[Reason]:
    """Properties that both records state, at most two."""
    found = 0
    for facet in _LIKENESS:
        theirs = {normalize(value) for value in reference.facet_values(facet)}
        value = next((v for v in product.facet_values(facet) if normalize(v) in theirs), None)
        if value is not None and found < _MAX_SHARED:
            found += 1
            name = facet_name(facet, language)
            text = said(language, f"the same {name}: {value}", f"{name}相同：{value}")
            yield Reason(feature="shared_facets", text=text, fields={facet: value})


def priced_beside(product: Product, reference: Product, language: str) -> Iterator[Reason]:
    """That it costs about as much as the reference, or less."""
    own, other = product.price_minor, reference.price_minor
    if own is None or other is None or product.currency != reference.currency:
        return
    money, theirs = (format_money(amount, product.currency, language) for amount in (own, other))
    fields = {"price": f"{to_major(own, product.currency):g}"}
    if abs(own - other) <= _NEAR * max(own, other):
        text = said(language, f"{money}, close to its {theirs}", f"{money}，与{theirs}相近")
    elif own < other:
        text = said(language, f"{money}, less than its {theirs}", f"{money}，低于{theirs}")
    else:
        return
    yield Reason(feature="price_nearness", text=text, fields=fields)


def rated(product: Product, language: str) -> Iterator[Reason]:
    """Its rating, where it has one."""
    if product.rating is None:
        return
    count = product.rating_count
    english = f"rated {product.rating:g}" + (
        f" by {count} shopper{'' if count == 1 else 's'}" if count else ""
    )
    chinese = f"{count} 位顾客评分 {product.rating:g}" if count else f"评分 {product.rating:g}"
    fields = {"rating": f"{product.rating:g}", "rating_count": str(count)}
    yield Reason(feature="rating", text=said(language, english, chinese), fields=fields)


def sold(product: Product, language: str) -> Iterator[Reason]:
    """How many were sold, where any were."""
    units = product.units_sold
    if units:
        text = said(language, f"{units} sold", f"已售 {units} 件")
        yield Reason(feature="units_sold", text=text, fields={"units_sold": str(units)})


def added(product: Product, language: str, *, newest_of: int | None = None) -> Iterator[Reason]:
    """When it came; `newest_of` where it is the newest of so many."""
    if product.created_at is None:
        return
    day = product.created_at.date().isoformat()
    newest_en = f", newest of {newest_of}" if newest_of else ""
    newest_zh = f"，{newest_of} 款中最新" if newest_of else ""
    text = said(language, f"added {day}{newest_en}", f"{day} 上架{newest_zh}")
    yield Reason(feature="newest", text=text, fields={"created_at": product.created_at.isoformat()})


def listed(product: Product, language: str) -> Iterator[Reason]:
    """Its category."""
    if product.category:
        leaf = product.category[-1]
        text = said(language, f"listed under {leaf}", f"归在“{leaf}”类")
        yield Reason(feature="category", text=text, fields={"category": leaf})
