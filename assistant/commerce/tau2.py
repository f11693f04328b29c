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

from assistant.commerce import carts, identity, orders
from assistant.commerce.document import from_data, to_data
from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
    WriteRefusedError,
)
from assistant.commerce.tau2_records import address_data, customer_of, order_of
from assistant.commerce.types import (
    Address,
    Cart,
    CartLine,
    Coupon,
    Customer,
    Order,
    OrderRules,
    WriteResult,
)

RULES = OrderRules(cancel_reasons=("no longer needed", "ordered by mistake"))
Data = dict[str, Any]


class Tau2Backend:
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

    def add(self, cart_id: str, line: CartLine, *, key: str) -> WriteResult:
        """Add pieces of a product."""
        return self._change_cart(cart_id, key, lambda cart: carts.with_added(cart, line))

    def set_quantity(self, cart_id: str, line_id: str, quantity: int, *, key: str) -> WriteResult:
        """Make it this many."""
        return self._change_cart(cart_id, key, lambda cart: carts.with_quantity(cart, line_id, quantity))

    def remove(self, cart_id: str, line_id: str, *, key: str) -> WriteResult:
        """Take a line out."""
        return self._change_cart(cart_id, key, lambda cart: carts.without(cart, line_id))

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
            methods = _record(data, "users", order["user_id"])["payment_methods"]
            paid = [p for p in order["payment_history"] if p["transaction_type"] == "payment"]
            for payment in paid:
                order["payment_history"].append({**payment, "transaction_type": "refund"})
                method = methods.get(payment["payment_method_id"], {})
                if "balance" in method:
                    method["balance"] = round(method["balance"] + payment["amount"], 2)
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
            order["return_items"] = sorted(item_ids)
            order["return_payment_method_id"] = refund_to

        return self._change_order(order_id, key, change)

    def change_address(self, order_id: str, address: Address, *, key: str) -> WriteResult:
        """Send an order elsewhere."""

        def change(_data: Data, order: Data) -> None:
            _allow(orders.address_refusal(order_of(order), RULES))
            order["address"] = address_data(address)

        return self._change_order(order_id, key, change)

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


def _allow(refusal: orders.Refusal | None) -> None:
    if refusal is not None:
        raise WriteRefusedError(refusal.code, f"the order is {refusal.status.value}")
