"""Entries drawn from what a shopper did: orders, the shop's log, turns of conversations. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from assistant.commerce.types import Order, OrderStatus
from assistant.profiles.types import EntryKind, EntrySource, LastingWish, ProfileEntry
from assistant.types import DialogueState
from retrieval.types import Interaction, Product

_GOOD_RATING = 3.0
Titles = Callable[[str], str | None]
"""The title of a product id in the catalog of now; None for an unknown one."""


def of_orders(orders: Sequence[Order]) -> Iterator[ProfileEntry]:
    """What was bought and kept: not what was cancelled or sent back."""
    for order in orders:
        if order.status is OrderStatus.CANCELLED:
            continue
        for line in order.lines:
            if line.item_id not in order.returned_items:
                yield ProfileEntry(
                    kind=EntryKind.BOUGHT,
                    value=line.title,
                    source=EntrySource.ORDER,
                    at=order.placed_at,
                    product_id=line.product_id,
                )


def of_interactions(interactions: Iterable[Interaction], *, title: Titles) -> Iterator[ProfileEntry]:
    """What the shop's log has of the shopper, of products that the catalog still has."""
    for each in interactions:
        kind, known = _kind(each), title(each.product_id)
        if kind is not None and known is not None:
            yield ProfileEntry(
                kind=kind,
                value=known,
                source=EntrySource.INTERACTIONS,
                at=each.timestamp,
                product_id=each.product_id,
            )


def of_turn(
    before: DialogueState, after: DialogueState, *, viewed: Iterable[Product], title: Titles, at: datetime
) -> Iterator[ProfileEntry]:
    """What the shopper did in one turn: products newly liked, put in the cart, or looked at closely."""
    ids = {
        EntryKind.CARTED: [i for i in after.service.in_cart if i not in before.service.in_cart],
        EntryKind.LIKED: [i for i in after.liked if i not in before.liked],
        EntryKind.VIEWED: [product.product_id for product in viewed],
    }
    for kind, product_ids in ids.items():
        for product_id in dict.fromkeys(product_ids):
            known = title(product_id)
            if known is not None and product_id not in after.rejected:
                yield ProfileEntry(
                    kind=kind,
                    value=known,
                    source=EntrySource.CONVERSATION,
                    at=at,
                    product_id=product_id,
                    conversation_id=after.conversation_id,
                )


def of_wish(
    wish: LastingWish, *, at: datetime, conversation_id: str, corrected: bool = False
) -> ProfileEntry:
    """What the shopper said."""
    return ProfileEntry(
        kind=wish.kind,
        value=wish.value,
        source=EntrySource.CORRECTED if corrected else EntrySource.STATED,
        at=at,
        facet=wish.facet,
        conversation_id=conversation_id,
    )


def _kind(each: Interaction) -> EntryKind | None:
    if each.purchase:
        return EntryKind.BOUGHT
    if each.rating is not None:
        return EntryKind.LIKED if each.rating >= _GOOD_RATING else None
    return EntryKind.VIEWED if each.click else None
