"""What every change of a reply needs: its slots of a kind, and whether a slot is true of a product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import values
from tests.benchmarks.claims.replies import Reply, Slot

Mutate = Callable[[Reply, Random], Reply | None]


def holds(product: Product, slot: Slot) -> bool:
    """Whether what a slot says is true of a product, by its record; True where it can't be told."""
    if slot.kind == "price":
        return product.price_minor == slot.value
    if slot.kind == "rating":
        return product.rating is not None and values.rounded(product) == values.rounded(
            replace(product, rating=float(str(slot.value)))
        )
    if slot.kind == "reviews":
        return product.rating_count == slot.value
    if slot.kind == "stock":
        return product.in_stock is slot.value
    if slot.kind == "title":
        return product.product_id == slot.value
    if slot.kind == "percent":
        return any(number == slot.value for number, _ in values.percentages(product))
    if slot.kind == "comparison":
        return True
    return values.mentions(product, str(slot.value))


def of_kind(reply: Reply, *kinds: str) -> list[tuple[int, Slot, Product]]:
    """Slots of these kinds that are about a product: place among the segments, slot, product."""
    found = []
    for at, slot in reply.slots:
        if slot.kind in kinds and slot.position is not None:
            found.append((at, slot, reply.scene.products[slot.position]))
    return found
