"""Why the first product is shown: facts of its record that meet what the shopper asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts.types import Fact, Proof
from assistant.phrasing.book import phrasebook
from assistant.phrasing.display import plain
from retrieval.money import to_major
from retrieval.text import has_cjk, names, words
from retrieval.types import Constraint, Op, Product, RankedItem, Reason

MAX_REASONS = 3
_VALUE_CHARS = 40
_NAMED_FACETS = ("color", "material", "pattern", "style", "sleeve", "feature", "size", "brand", "merchant")


def reasons_for(
    item: RankedItem,
    *,
    constraints: Sequence[Constraint],
    search_text: str,
    proofs: Sequence[Proof],
    language: str,
    currency: str,
) -> tuple[Fact, ...]:
    """At most three reasons, strongest first, each with its wording; at least one where the record allows.

    First what proves an order asked for, then each stated condition that the record meets, then words of
    the wish in the title, then the ranker's own evidence, then the rating and the stock.
    """
    book, product = phrasebook(language), item.product
    found: dict[str, Fact] = {}
    for field, value in _evidence(item, constraints, search_text, proofs, currency):
        clean = plain(value, _VALUE_CHARS)
        display = book.reason(field, clean, product, currency)
        if display and field not in found:
            found[field] = Fact(product_id=product.product_id, field=field, value=clean, display=display)
    return tuple(found.values())[:MAX_REASONS]


def _evidence(
    item: RankedItem,
    constraints: Sequence[Constraint],
    search_text: str,
    proofs: Sequence[Proof],
    currency: str,
) -> Iterator[tuple[str, str]]:
    product = item.product
    for proof in proofs:
        if proof.product_id == product.product_id:
            yield proof.kind.value, proof.kind.value
    for constraint in constraints:
        yield from _met(product, constraint, currency)
    yield from _of_title(product, search_text)
    for reason in item.reasons:
        yield from _ranked_by(product, reason)
    if product.rating is not None:
        yield "rating", str(product.rating)
    yield from _of_record(product)


def _ranked_by(product: Product, reason: Reason) -> Iterator[tuple[str, str]]:
    """Evidence of the ranker that the record's own facets hold word for word."""
    for field, value in reason.fields.items():
        if field in _NAMED_FACETS and value in product.facet_values(field):
            yield field, value


def _of_record(product: Product) -> Iterator[tuple[str, str]]:
    for field in _NAMED_FACETS:
        for value in product.facet_values(field)[:1]:
            yield field, value
    if product.category:
        yield "category", product.category[-1]
    if product.in_stock:
        yield "stock", "in stock"


def _met(product: Product, constraint: Constraint, currency: str) -> Iterator[tuple[str, str]]:
    if constraint.facet == "price":
        if (
            constraint.op is Op.LTE
            and constraint.currency in (None, currency)
            and _at_most(product, constraint)
        ):
            yield "price_limit", str(constraint.value)
    elif constraint.facet == "rating" and product.rating is not None:
        yield "rating", str(product.rating)
    elif constraint.facet == "stock" and product.in_stock:
        yield "stock", "in stock"
    elif constraint.op is Op.EQ:
        value = str(constraint.value)
        if any(names(stated, value) for stated in product.facet_values(constraint.facet)):
            yield constraint.facet, value


def _at_most(product: Product, constraint: Constraint) -> bool:
    if product.price_minor is None:
        return False
    return to_major(product.price_minor, product.currency) <= float(constraint.value)


def _of_title(product: Product, search_text: str) -> Iterator[tuple[str, str]]:
    """The longest run of title words that the wish names."""
    wished = [word for word in words(search_text) if names(product.title, word)]
    if len(wished) > 1 and names(product.title, " ".join(wished)):
        yield "title", "".join(wished) if has_cjk(search_text) else " ".join(wished)
