"""A shop database as one JSON file in the form of tau2-bench's retail domain; see ShopBackend.

`users`, `orders` and `products` are as there (amounts in dollars); `carts` and `writes` are ours. Held in
memory; each write replaces the file at once. One process may have the file open.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.commerce import identity, orders, swaps
from assistant.commerce.carts import CartKeeper
from assistant.commerce.document import from_data, to_data
from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
    WriteRefusedError,
)
from assistant.commerce.tau2_records import (
    address_data,
    customer_of,
    item_keys,
    order_of,
    paid_with,
    versions_of,
)
from assistant.commerce.types import (
    Address,
    Cart,
    Coupon,
    Customer,
    Order,
    OrderRules,
    OrderStatus,
    Swap,
    WriteResult,
)
from retrieval.types import Sku

RULES = OrderRules(
    cancel_reasons=("no longer needed", "ordered by mistake"),
    exchange_statuses=(OrderStatus.DELIVERED,),
    item_statuses=(OrderStatus.PENDING,),
    payment_statuses=(OrderStatus.PENDING,),
    account_address=True,
)
Data = dict[str, Any]


class Tau2Backend(CartKeeper):
    """The records of one file. Thread-safe. Raises BackendAnswerError when the file is not of that form."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        try:
            self._data: Data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BackendAnswerError(f"{path}: expected a readable JSON database, got {error}") from error
        missing = {"users", "orders"} - set(self._data)
        if missing:
            raise BackendAnswerError(f"{path}: expected users and orders, got no {sorted(missing)}")

    def cart(self, cart_id: str) -> Cart:
        """The cart."""
        with self._lock:
            return self._cart(self._data, cart_id)

    def order_rules(self) -> OrderRules | None:
        """The rules of the domain's written policy."""
        return RULES

    def find_by_email(self, email: str) -> str | None:
        """The user with this e-mail."""
        return self._find(lambda user: identity.same_email(user.email, email))

    def find_by_name(self, name: str, postal_code: str) -> str | None:
        """The one user of this name there."""
        wanted = identity.name_key(name, postal_code)
        return self._find(lambda user: identity.name_key(user.name, user.address.postal_code) == wanted)

    def customer(self, customer_id: str) -> Customer:
        """A user's record."""
        with self._lock:
            return customer_of(_record(self._data, "users", customer_id))

    def orders(self, customer_id: str) -> Sequence[Order]:
        """A user's orders, the latest in their list first."""
        with self._lock:
            listed = _record(self._data, "users", customer_id)["orders"]
            return tuple(order_of(_record(self._data, "orders", order_id)) for order_id in reversed(listed))

    def cancel(self, order_id: str, *, reason: str, key: str) -> WriteResult:
        """Cancel an order; gift cards get their money back at once."""

        def change(data: Data, order: Data) -> None:
            _allow(orders.cancel_refusal(order_of(order), RULES, reason))
            paid = [p for p in order["payment_history"] if p["transaction_type"] == "payment"]
            returned = [p for p in order["payment_history"] if p["transaction_type"] == "refund"]
            for payment in paid:
                if {**payment, "transaction_type": "refund"} not in returned:
                    _charge(data, order, payment["payment_method_id"], -payment["amount"])
            order["status"] = "cancelled"
            order["cancel_reason"] = reason

        return self._change_order(order_id, key, change)

    def return_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        *,
        refund_to: str,
        key: str,
    ) -> WriteResult:
        """Request a return; refunds go to the original payment method or a gift card."""

        def change(data: Data, order: Data) -> None:
            _allow(orders.return_refusal(order_of(order), RULES, item_ids, now=datetime.now(UTC)))
            methods = _record(data, "users", order["user_id"])["payment_methods"]
            gift_card = methods.get(refund_to, {}).get("source") == "gift_card"
            if not gift_card and refund_to != order_of(order).paid_with:
                raise WriteRefusedError("refund", "expected the original payment method or a gift card")
            order["status"] = "return requested"
            order["return_items"] = sorted(_items(order, item_ids))
            order["return_payment_method_id"] = refund_to

        return self._change_order(order_id, key, change)

    def change_address(self, order_id: str, address: Address, *, key: str) -> WriteResult:
        """Send an order elsewhere."""

        def change(_data: Data, order: Data) -> None:
            _allow(orders.address_refusal(order_of(order), RULES))
            order["address"] = address_data(address)

        return self._change_order(order_id, key, change)

    def versions(self, product_id: str) -> Sequence[Sku]:
        """The product's variants."""
        with self._lock:
            return _versions(self._data, product_id)

    def exchange_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Request an exchange; the difference is settled when the items are back."""

        def change(data: Data, order: Data) -> None:
            _allow(swaps.exchange_refusal(order_of(order), RULES, now=datetime.now(UTC)))
            _allow_swaps(data, order, items, method_id, difference_minor)
            order["status"] = "exchange requested"
            order["exchange_items"] = sorted(_items(order, [item.item_id for item in items]))
            order["exchange_new_items"] = sorted(item.sku_id for item in items)
            order["exchange_payment_method_id"] = method_id
            order["exchange_price_difference"] = difference_minor / 100

        return self._change_order(order_id, key, change)

    def change_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Put other variants into an order; the difference is settled at once."""

        def change(data: Data, order: Data) -> None:
            _allow(swaps.items_refusal(order_of(order), RULES))
            _allow_swaps(data, order, items, method_id, difference_minor)
            _charge(data, order, method_id, difference_minor / 100)
            wanted = {item.item_id: item.sku_id for item in items}
            for key_, item in zip(item_keys(order), order["items"], strict=True):
                if key_ in wanted:
                    variant = data["products"][item["product_id"]]["variants"][wanted[key_]]
                    item["item_id"] = wanted[key_]
                    item["price"], item["options"] = variant["price"], deepcopy(variant["options"])
            order["status"] = "pending (item modified)"

        return self._change_order(order_id, key, change)

    def change_payment(self, order_id: str, method_id: str, *, key: str) -> WriteResult:
        """Charge an order to another method once, and give the first one its money back."""

        def change(data: Data, order: Data) -> None:
            customer = customer_of(_record(data, "users", order["user_id"]))
            _allow(swaps.payment_refusal(order_of(order), RULES, customer, method_id))
            if len(order["payment_history"]) != 1:
                raise WriteRefusedError("once", "expected an order with a single payment")
            amount, before = order["payment_history"][0]["amount"], paid_with(order)
            _charge(data, order, method_id, amount)
            _charge(data, order, before, -amount)

        return self._change_order(order_id, key, change)

    def change_account_address(self, customer_id: str, address: Address, *, key: str) -> WriteResult:
        """Change a user's default address."""

        def write(data: Data) -> WriteResult:
            user = _record(data, "users", customer_id)
            user["address"] = address_data(address)
            return WriteResult(customer=customer_of(user))

        return self._write(key, write)

    def coupons(self) -> Sequence[Coupon]:
        """The domain has none."""
        return ()

    def close(self) -> None:
        """Nothing is held: each write was stored."""

    def _find(self, fits: Callable[[Customer], bool]) -> str | None:
        with self._lock:
            found = [key for key, user in self._data["users"].items() if fits(customer_of(user))]
        return found[0] if len(found) == 1 else None

    def _cart(self, data: Data, cart_id: str) -> Cart:
        stored = data.get("carts", {}).get(cart_id)
        return Cart(cart_id=cart_id) if stored is None else from_data(Cart, stored)

    def _change_cart(self, cart_id: str, key: str, change: Callable[[Cart], Cart]) -> WriteResult:
        def write(data: Data) -> WriteResult:
            cart = change(self._cart(data, cart_id))
            data.setdefault("carts", {})[cart_id] = to_data(cart)
            return WriteResult(cart=cart)

        return self._write(key, write)

    def _change_order(self, order_id: str, key: str, change: Callable[[Data, Data], None]) -> WriteResult:
        def write(data: Data) -> WriteResult:
            order = _record(data, "orders", order_id)
            change(data, order)
            return WriteResult(order=order_of(order))

        return self._write(key, write)

    def _write(self, key: str, write: Callable[[Data], WriteResult]) -> WriteResult:
        """Apply a write to a copy, store the file, then let everyone see it."""
        with self._lock:
            known = self._data.get("writes", {}).get(key)
            if known is not None:
                return from_data(WriteResult, {**known, "replayed": True})
            data = deepcopy(self._data)
            result = write(data)
            data.setdefault("writes", {})[key] = to_data(result)
            self._store(data)
            self._data = data
            return result

    def _store(self, data: Data) -> None:
        part = self._path.with_name(self._path.name + ".part")
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(data, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            raise BackendUnavailableError(f"the shop database can't be written: {error}") from error


def _record(data: Data, kind: str, record_id: str) -> Data:
    found: Data | None = data[kind].get(record_id)
    if found is None:
        raise NotFoundError(f"no such record in {kind}")
    return found


def _versions(data: Data, product_id: str) -> tuple[Sku, ...]:
    product = data.get("products", {}).get(product_id)
    return () if product is None else versions_of(product)


def _items(order: Data, keys: Sequence[str]) -> list[str]:
    """The file's item ids of an order's lines."""
    ids = dict(zip(item_keys(order), (item["item_id"] for item in order["items"]), strict=True))
    return [str(ids[key]) for key in keys]


def _charge(data: Data, order: Data, method_id: str, amount: float) -> None:
    """Enter a payment, or below 0 a refund; a gift card's balance follows."""
    kind = "payment" if amount > 0 else "refund"
    entry = {"transaction_type": kind, "amount": abs(amount), "payment_method_id": method_id}
    order["payment_history"].append(entry)
    method = _record(data, "users", order["user_id"])["payment_methods"].get(method_id, {})
    if "balance" in method:
        method["balance"] = round(method["balance"] - amount, 2)


def _allow_swaps(data: Data, order: Data, items: Sequence[Swap], method_id: str, agreed_minor: int) -> None:
    """Raises WriteRefusedError unless the rules allow these items at the agreed difference."""
    told, customer = order_of(order), customer_of(_record(data, "users", order["user_id"]))
    versions = {line.product_id: _versions(data, line.product_id) for line in told.lines}
    _allow(swaps.swaps_refusal(told, items, versions))
    _allow(swaps.charge_refusal(told, customer, method_id, agreed_minor))
    if swaps.difference(told, items, versions) != agreed_minor:
        raise WriteRefusedError("price", "the shop's prices changed")


def _allow(refusal: orders.Refusal | None) -> None:
    if refusal is not None:
        raise WriteRefusedError(refusal.code, f"the order is {refusal.status.value}")
