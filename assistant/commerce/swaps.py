"""When items give way to other versions of the same product, and who pays the difference. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.commerce.orders import Refusal, window_refusal
from assistant.commerce.types import (
    Customer,
    Order,
    OrderLine,
    OrderRules,
    OrderStatus,
    Swap,
)
from retrieval.types import Sku

GIFT_CARD = "gift_card"
Versions = Mapping[str, Sequence[Sku]]
"""The versions that the shop sells now, by product id."""


def exchange_refusal(order: Order, rules: OrderRules, *, now: datetime) -> Refusal | None:
    """Why nothing of the order can be exchanged, whatever it is for; None where something may be."""
    return _status_refusal(order, rules.exchange_statuses) or window_refusal(order, rules, now=now)


def items_refusal(order: Order, rules: OrderRules) -> Refusal | None:
    """Why no item of the order can be changed before it is sent; None where some may be."""
    return _status_refusal(order, rules.item_statuses)


def payment_refusal(order: Order, rules: OrderRules, customer: Customer, method_id: str) -> Refusal | None:
    """Why the order can't be charged to this method; None when it can. "": it is not named yet."""
    refusal = _status_refusal(order, rules.payment_statuses)
    if refusal is not None or not method_id:
        return refusal
    if method_id == order.paid_with:
        return Refusal(code="same_method", status=order.status)
    return charge_refusal(order, customer, method_id, order.total_minor)


def charge_refusal(order: Order, customer: Customer, method_id: str, amount_minor: int) -> Refusal | None:
    """Why this method of the customer can't pay the amount (below 0: take it back); None when it can."""
    method = customer.method(method_id)
    if method is None or order.customer_id != customer.customer_id:
        return Refusal(code="not_on_file", status=order.status)
    if method.balance_minor is not None and method.balance_minor < amount_minor:
        return Refusal(code="balance", status=order.status)
    return None


def swaps_refusal(order: Order, swaps: Sequence[Swap], versions: Versions) -> Refusal | None:
    """Why these items can't give way to these versions: of the same product, others, and to be had now."""
    chosen = {swap.item_id for swap in swaps}
    lines = {line.item_id: line for line in order.lines if line.item_id in chosen}
    if not swaps or len(lines) != len(swaps):
        return Refusal(code="no_items", status=order.status)
    kept = tuple(line.title for line in lines.values() if not line.returnable)
    if kept and order.status is OrderStatus.DELIVERED:
        return Refusal(code="not_returnable", status=order.status, titles=kept)
    for swap in swaps:
        code = _version_code(lines[swap.item_id], swap.sku_id, versions)
        if code:
            return Refusal(code=code, status=order.status, titles=(lines[swap.item_id].title,))
    return None


def difference(order: Order, swaps: Sequence[Swap], versions: Versions) -> int:
    """What the new versions cost more than was paid for the old ones, in minor units."""
    lines = {line.item_id: line for line in order.lines}
    total = 0
    for swap in swaps:
        line = lines[swap.item_id]
        sku = version(versions, line.product_id, swap.sku_id)
        price = line.unit_price_minor if sku is None or sku.price_minor is None else sku.price_minor
        total += (price - line.unit_price_minor) * line.quantity
    return total


def version(versions: Versions, product_id: str, sku_id: str | None) -> Sku | None:
    """The version of that id."""
    return next((sku for sku in versions.get(product_id, ()) if sku.sku_id == sku_id), None)


def values(sku: Sku) -> tuple[str, ...]:
    """The values of a version's options, in the shop's order."""
    return tuple(option.value for option in sku.options)


def is_bought(line: OrderLine, sku: Sku) -> bool:
    """Whether the version is the one that was bought."""
    return line.sku_id == sku.sku_id if line.sku_id else line.options == values(sku)


def exchanged(order: Order, swaps: Sequence[Swap], *, method_id: str, difference_minor: int) -> Order:
    """The order after an exchange was requested; its lines stay what was delivered."""
    return replace(
        order,
        status=OrderStatus.EXCHANGE_REQUESTED,
        swaps=tuple(sorted(swaps, key=lambda swap: swap.item_id)),
        difference_minor=difference_minor,
        difference_method=method_id,
    )


def with_items(
    order: Order, swaps: Sequence[Swap], versions: Versions, *, method_id: str, difference_minor: int
) -> Order:
    """The order with other versions in the items' places."""
    wanted = {swap.item_id: swap.sku_id for swap in swaps}
    lines = tuple(
        _as_version(line, version(versions, line.product_id, wanted.get(line.item_id)))
        for line in order.lines
    )
    return replace(
        order,
        status=OrderStatus.CHANGED,
        lines=lines,
        difference_minor=difference_minor,
        difference_method=method_id,
    )


def charged(customer: Customer, method_id: str, amount_minor: int) -> Customer:
    """The customer after a method paid the amount (below 0: took it back); only gift cards keep count."""
    return replace(
        customer,
        payment_methods=tuple(
            replace(each, balance_minor=each.balance_minor - amount_minor)
            if each.method_id == method_id and each.balance_minor is not None
            else each
            for each in customer.payment_methods
        ),
    )


def _status_refusal(order: Order, statuses: Sequence[OrderStatus]) -> Refusal | None:
    if not statuses:
        return Refusal(code="not_offered", status=order.status)
    return None if order.status in statuses else Refusal(code="status", status=order.status)


def _version_code(line: OrderLine, sku_id: str, versions: Versions) -> str:
    sku = version(versions, line.product_id, sku_id)
    if sku is None or sku.price_minor is None:
        return "no_version"
    if is_bought(line, sku):
        return "same_version"
    left = sku.stock is None or sku.stock >= line.quantity
    return "" if sku.in_stock and left else "sold_out"


def _as_version(line: OrderLine, sku: Sku | None) -> OrderLine:
    if sku is None or sku.price_minor is None:
        return line
    return replace(line, options=values(sku), sku_id=sku.sku_id, unit_price_minor=sku.price_minor)
