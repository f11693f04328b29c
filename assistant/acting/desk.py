"""What acting on carts and orders shares: the shop's backend with a clock, and keys of writes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.commerce.protocols import ShopBackend
from assistant.types import PendingAction, QuickReply, ServiceState
from retrieval.types import Query, RankedItem

if TYPE_CHECKING:
    from assistant.acting.types import Work

MAX_CARDS = 6
MAX_BUTTONS = 8
_PICKED = frozenset({"option", "version", "method"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDesk:
    """A shop's backend, and the time that its rules are read at."""

    backend: ShopBackend
    now: Callable[[], datetime]


def write_key(conversation_id: str, turn: int, *parts: object) -> str:
    """The idempotency key of one write in one turn of a conversation.

    A turn that is run again writes under the same key; another write in its place has another.
    """
    said = "\x1f".join(str(part) for part in (conversation_id, turn, *parts))
    return hashlib.sha256(said.encode()).hexdigest()


def settled(
    service: ServiceState,
    *,
    pending: PendingAction | None = None,
    awaiting: str = "",
    choices: tuple[str, ...] = (),
) -> ServiceState:
    """The state with this question pending and no other."""
    return replace(service, pending=pending, awaiting=awaiting, choices=choices)


def buttons(service: ServiceState, language: str) -> tuple[QuickReply, ...]:
    """Answers to the pending question that a button can give: yes and no, versions, payment methods."""
    if service.awaiting == "confirmation":
        labels: tuple[str, ...] = ("是", "不") if language == "zh" else ("Yes", "No")
    else:
        labels = service.choices[:MAX_BUTTONS] if service.awaiting in _PICKED else ()
    return tuple(QuickReply(text=label, says=label) for label in labels)


def cards(work: Work, product_ids: Sequence[str]) -> tuple[RankedItem, ...]:
    """Cards of products that the catalog still has, each once, at most six."""
    wanted = list(dict.fromkeys(product_ids))[:MAX_CARDS]
    known = [product.product_id for product in work.shop.products(wanted)]
    return tuple(work.shop.index.ranker.resolve(known, Query(text="", language=work.state.language)))
