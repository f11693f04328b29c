"""When an order may be cancelled, returned or sent elsewhere, and what it is afterwards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.commerce.types import Address, Order, OrderRules, OrderStatus

CODES = (
    *("status", "too_late", "not_returnable", "no_items", "reason", "refund", "refused"),
    *("no_version", "same_version", "sold_out", "same_method", "not_on_file", "balance", "price"),
    *("once", "not_offered"),
)
"""Why a write is refused: the order's status, the return window, the item itself, nothing named, the
reason for cancelling, the payment method of a refund, or a reason that only the shop knows; a version that
the product has not, was bought already or is sold out; a payment method that pays already, is not the
customer's or holds too little; another price than the one agreed; done before, or never offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something can't be done. `days` is the return window and `titles` the items, where they matter."""

    code: str
    status: OrderStatus
    days: int = 0
    titles: tuple[str, ...] = ()


def cancel_refusal(order: Order, rules: OrderRules, reason: str) -> Refusal | None:
    """Why the order can't be cancelled; None when it can."""
    if order.status not in rules.cancel_statuses:
        return Refusal(code="status", status=order.status)
    if rules.cancel_reasons and reason not in rules.cancel_reasons:
        return Refusal(code="reason", status=order.status)
    return None


def address_refusal(order: Order, rules: OrderRules) -> Refusal | None:
    """Why the order's address can't be changed; None when it can."""
    return None if order.status in rules.address_statuses else Refusal(code="status", status=order.status)


def return_refusal(
    order: Order, rules: OrderRules, item_ids: Sequence[str], *, now: datetime
) -> Refusal | None:
    """Why these items can't be returned; None when they can. Without a date of delivery no window closes."""
    if order.status not in rules.return_statuses:
        return Refusal(code="status", status=order.status)
    closed = window_refusal(order, rules, now=now)
    if closed is not None:
        return closed
    chosen = [line for line in order.lines if line.item_id in item_ids]
    if not chosen or len({line.item_id for line in chosen}) != len(set(item_ids)):
        return Refusal(code="no_items", status=order.status)
    kept = tuple(line.title for line in chosen if not line.returnable)
    return Refusal(code="not_returnable", status=order.status, titles=kept) if kept else None


def window_refusal(order: Order, rules: OrderRules, *, now: datetime) -> Refusal | None:
    """Why it is too late for a return or an exchange; None in time, or without a date of delivery."""
    if rules.return_days is None or order.delivered_at is None:
        return None
    closes = order.delivered_at + timedelta(days=rules.return_days)
    return Refusal(code="too_late", status=order.status, days=rules.return_days) if now > closes else None


def cancelled(order: Order) -> Order:
    """The order after a cancellation."""
    return replace(order, status=OrderStatus.CANCELLED)


def returned(order: Order, item_ids: Sequence[str]) -> Order:
    """The order after a return was requested."""
    return replace(order, status=OrderStatus.RETURN_REQUESTED, returned_items=tuple(sorted(item_ids)))


def readdressed(order: Order, address: Address) -> Order:
    """The order with another address."""
    return replace(order, address=address)


def same_order_number(one: str, other: str) -> bool:
    """Whether two ways of writing an order number mean one order: '#w123', 'W123' and 'W-123'."""
    return _bare(one) == _bare(other) != ""


def _bare(order_id: str) -> str:
    return "".join(c for c in order_id.casefold() if c.isalnum())
