"""What tau2-bench's retail tools write, replayed apart from the code that is measured.

After github.com/sierra-research/tau2-bench, domains/retail/tools.py, with two differences: amounts are
rounded to cents, and each changed item of a pending order gets the price and options of its own variant
(the benchmark's tool gives every changed item those of the last one).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

CANCEL = "cancel_pending_order"
RETURN = "return_delivered_order_items"
EXCHANGE = "exchange_delivered_order_items"
ITEMS = "modify_pending_order_items"
PAYMENT = "modify_pending_order_payment"
ADDRESS = "modify_pending_order_address"
ACCOUNT = "modify_user_address"
WRITES = frozenset({CANCEL, RETURN, EXCHANGE, ITEMS, PAYMENT, ADDRESS, ACCOUNT})
_ADDRESS_PARTS = ("address1", "address2", "city", "country", "state", "zip")
Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One tool call that changes the database."""

    name: str
    arguments: Mapping[str, Any]


def expected(data: Data, writes: Sequence[Write]) -> Data:
    """Users and orders after these writes; the given data stays as it is."""
    after: Data = {
        "users": deepcopy(data["users"]),
        "orders": deepcopy(data["orders"]),
        "products": data["products"],
    }
    for write in writes:
        _replay(after, write)
    return after


def refusal_of(data: Data, write: Write) -> str:
    """Why a gift card makes the benchmark's own tool refuse a write to this data; "" where none does."""
    if write.name not in (EXCHANGE, ITEMS, PAYMENT):
        return ""
    order = data["orders"][write.arguments["order_id"]]
    method = data["users"][order["user_id"]]["payment_methods"][write.arguments["payment_method_id"]]
    if method["source"] != "gift_card":
        return ""
    due = (
        order["payment_history"][0]["amount"]
        if write.name == PAYMENT
        else _difference(order, write.arguments, data["products"])
    )
    return "the gift card holds too little" if method["balance"] < due else ""


def _replay(after: Data, write: Write) -> None:
    given = write.arguments
    if write.name == ACCOUNT:
        after["users"][given["user_id"]]["address"] = {part: given[part] for part in _ADDRESS_PARTS}
        return
    order = after["orders"][given["order_id"]]
    user = after["users"][order["user_id"]]
    if write.name == CANCEL:
        _cancel(order, user, given["reason"])
    elif write.name == RETURN:
        order["status"] = "return requested"
        order["return_items"] = sorted(given["item_ids"])
        order["return_payment_method_id"] = given["payment_method_id"]
    elif write.name == ADDRESS:
        order["address"] = {part: given[part] for part in _ADDRESS_PARTS}
    elif write.name == EXCHANGE:
        _exchange(order, given, after["products"])
    elif write.name == ITEMS:
        _change_items(order, user, given, after["products"])
    elif write.name == PAYMENT:
        _change_payment(order, user, given["payment_method_id"])


def _cancel(order: Data, user: Data, reason: str) -> None:
    for payment in list(order["payment_history"]):
        order["payment_history"].append({**payment, "transaction_type": "refund"})
        _add(user, payment["payment_method_id"], payment["amount"])
    order["status"] = "cancelled"
    order["cancel_reason"] = reason


def _exchange(order: Data, given: Mapping[str, Any], products: Data) -> None:
    order["status"] = "exchange requested"
    order["exchange_items"] = sorted(given["item_ids"])
    order["exchange_new_items"] = sorted(given["new_item_ids"])
    order["exchange_payment_method_id"] = given["payment_method_id"]
    order["exchange_price_difference"] = _difference(order, given, products)


def _change_items(order: Data, user: Data, given: Mapping[str, Any], products: Data) -> None:
    difference, method_id = _difference(order, given, products), given["payment_method_id"]
    kind = "payment" if difference > 0 else "refund"
    order["payment_history"].append(
        {"transaction_type": kind, "amount": abs(difference), "payment_method_id": method_id}
    )
    _add(user, method_id, -difference)
    for old, new in zip(given["item_ids"], given["new_item_ids"], strict=True):
        item = next(each for each in order["items"] if each["item_id"] == old)
        variant = products[item["product_id"]]["variants"][new]
        item.update(item_id=new, price=variant["price"], options=variant["options"])
    order["status"] = "pending (item modified)"


def _change_payment(order: Data, user: Data, method_id: str) -> None:
    first = order["payment_history"][0]
    amount, before = first["amount"], first["payment_method_id"]
    order["payment_history"] += [
        {"transaction_type": "payment", "amount": amount, "payment_method_id": method_id},
        {"transaction_type": "refund", "amount": amount, "payment_method_id": before},
    ]
    _add(user, method_id, -amount)
    _add(user, before, amount)


def _difference(order: Data, given: Mapping[str, Any], products: Data) -> float:
    total = 0.0
    for old, new in zip(given["item_ids"], given["new_item_ids"], strict=True):
        item = next(each for each in order["items"] if each["item_id"] == old)
        total += products[item["product_id"]]["variants"][new]["price"] - item["price"]
    return round(total, 2)


def _add(user: Data, method_id: str, amount: float) -> None:
    """Gift cards alone keep a balance."""
    method = user["payment_methods"][method_id]
    if method["source"] == "gift_card":
        method["balance"] = round(method["balance"] + amount, 2)
