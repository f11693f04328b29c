"""What a shop offers for carts and orders. Blocking; called in a worker thread, maybe by several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.commerce.types import (
    Address,
    Cart,
    CartLine,
    Coupon,
    Customer,
    Order,
    OrderRules,
    Swap,
    WriteResult,
)
from retrieval.types import Sku

MAX_QUANTITY = 99
"""Most pieces of one line in a cart."""


class ShopBackend(Protocol):
    """Carts, customers, orders and coupons of one shop.

    Every write takes a key: the same write under a key seen before changes nothing and gives the first
    result, `replayed`. A write that returns has happened; one that raises WriteRefusedError or
    NotFoundError has not; after BackendUnavailableError it is unknown, and repeating it is safe.
    """

    def cart(self, cart_id: str) -> Cart:
        """The cart; empty where nothing was added."""
        ...

    def add(self, cart_id: str, line: CartLine, *, key: str) -> WriteResult:
        """Add pieces of a product; a line that is there gets as many more, up to MAX_QUANTITY in all."""
        ...

    def set_quantity(self, cart_id: str, line_id: str, quantity: int, *, key: str) -> WriteResult:
        """Make it this many, 1 to MAX_QUANTITY. Raises NotFoundError."""
        ...

    def remove(self, cart_id: str, line_id: str, *, key: str) -> WriteResult:
        """Take a line out. Raises NotFoundError."""
        ...

    def order_rules(self) -> OrderRules | None:
        """The shop's rules; None where it has no orders to speak of."""
        ...

    def find_by_email(self, email: str) -> str | None:
        """The id of the customer with this e-mail, in any case of letters."""
        ...

    def find_by_name(self, name: str, postal_code: str) -> str | None:
        """The id of the one customer of this name at this postal code; None for none or several."""
        ...

    def customer(self, customer_id: str) -> Customer:
        """A customer's record. Raises NotFoundError."""
        ...

    def orders(self, customer_id: str) -> Sequence[Order]:
        """A customer's orders, newest first."""
        ...

    def cancel(self, order_id: str, *, reason: str, key: str) -> WriteResult:
        """Cancel an order and refund it. Raises WriteRefusedError, NotFoundError."""
        ...

    def return_items(
        self, order_id: str, item_ids: Sequence[str], *, refund_to: str, key: str
    ) -> WriteResult:
        """Request the return of these items; `refund_to` is a payment method. Raises as `cancel`."""
        ...

    def change_address(self, order_id: str, address: Address, *, key: str) -> WriteResult:
        """Send an order elsewhere. Raises as `cancel`."""
        ...

    def versions(self, product_id: str) -> Sequence[Sku]:
        """The versions of a product that the shop sells, with price and stock now; () where it tells none."""
        ...

    def exchange_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Request the exchange of delivered items.

        `difference_minor` is what the customer agreed to pay with the method, below 0 to get back; where
        the shop's prices make another one, it refuses. Raises as `cancel`.
        """
        ...

    def change_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Put other versions into an order that was not sent yet. Otherwise as `exchange_items`."""
        ...

    def change_payment(self, order_id: str, method_id: str, *, key: str) -> WriteResult:
        """Charge an order to another of the customer's payment methods. Raises as `cancel`."""
        ...

    def change_account_address(self, customer_id: str, address: Address, *, key: str) -> WriteResult:
        """Change the address on a customer's account; orders stay as they are. Raises as `cancel`."""
        ...

    def coupons(self) -> Sequence[Coupon]:
        """The shop's public coupons, valid or not, in the order in which the shop lists them."""
        ...

    def close(self) -> None:
        """Let go of what is open. Idempotent."""
        ...
