"""Values of buying: carts, customers, orders, coupons and the outcome of a write. Money in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PROCESSED = "processed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    EXCHANGE_REQUESTED = "exchange_requested"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """One product version in a cart. `line_id` is `product_id` or `product_id/sku_id`.

    `unit_price_minor` is the price when it was added, or what the shop charges now where the cart is `live`.
    """

    product_id: str
    sku_id: str | None
    title: str
    options: tuple[str, ...]
    quantity: int
    unit_price_minor: int
    currency: str

    @property
    def line_id(self) -> str:
        """The key of the line in its cart."""
        return self.product_id if self.sku_id is None else f"{self.product_id}/{self.sku_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """Lines in the order in which they were added. `live`: prices are the shop's of this moment."""

    cart_id: str
    lines: tuple[CartLine, ...] = ()
    live: bool = False

    def line(self, line_id: str) -> CartLine | None:
        """The line of that key."""
        return next((line for line in self.lines if line.line_id == line_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an order goes. `line2` and `region` may be ""."""

    line1: str
    city: str
    postal_code: str
    line2: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """A way to pay that a customer has on file. `kind` is gift_card, credit_card, paypal or the shop's word.

    `label` tells it from others of its kind ("visa 4242"). `balance_minor` is what a gift card still holds;
    None: it pays any amount.
    """

    method_id: str
    kind: str
    label: str = ""
    balance_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person known to the shop. Nothing of it may be said before they are identified."""

    customer_id: str
    name: str
    email: str
    address: Address
    payment_methods: tuple[PaymentMethod, ...] = ()

    def method(self, method_id: str) -> PaymentMethod | None:
        """The payment method of that id."""
        return next((each for each in self.payment_methods if each.method_id == method_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One bought product version; `item_id` is its key in the order, `sku_id` the version where known."""

    item_id: str
    product_id: str
    title: str
    options: tuple[str, ...]
    quantity: int
    unit_price_minor: int
    returnable: bool = True
    sku_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """An order's item that gives way to another version of the same product; `sku_id` "": not yet known."""

    item_id: str
    sku_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A purchase. `delivered_at` None: not delivered, or the shop keeps no date.

    `swaps` are the exchanges requested; `difference_minor` is what they, or a change of items, cost (below
    0: give back) by `difference_method`.
    """

    order_id: str
    customer_id: str
    status: OrderStatus
    currency: str
    lines: tuple[OrderLine, ...]
    address: Address
    placed_at: datetime | None = None
    delivered_at: datetime | None = None
    tracking: tuple[str, ...] = ()
    paid_with: str = ""
    returned_items: tuple[str, ...] = ()
    swaps: tuple[Swap, ...] = ()
    difference_minor: int = 0
    difference_method: str = ""

    @property
    def total_minor(self) -> int:
        """What its lines cost together."""
        return sum(line.unit_price_minor * line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRules:
    """When an order may still be changed; data of the shop.

    `return_days` counts from delivery; None: no limit. `cancel_reasons`: the only reasons that the shop
    accepts; () for any, and then none is asked for. Where `exchange_statuses` (delivered items for another
    version), `item_statuses` (items of an order not yet sent) or `payment_statuses` are (), or
    `account_address` is False, the shop doesn't offer that. An exchange closes with the return window.
    """

    cancel_statuses: tuple[OrderStatus, ...] = (OrderStatus.PENDING,)
    address_statuses: tuple[OrderStatus, ...] = (OrderStatus.PENDING,)
    return_statuses: tuple[OrderStatus, ...] = (OrderStatus.DELIVERED,)
    return_days: int | None = None
    cancel_reasons: tuple[str, ...] = ()
    exchange_statuses: tuple[OrderStatus, ...] = ()
    item_statuses: tuple[OrderStatus, ...] = ()
    payment_statuses: tuple[OrderStatus, ...] = ()
    account_address: bool = False


class CouponKind(StrEnum):
    """PERCENT: `value` in hundredths of a percent (1000 = 10 %). AMOUNT: `value` in minor units."""

    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupon:
    """A discount by code.

    It applies to lines whose category path holds one of `categories` (() for all) once those lines cost
    `min_spend_minor`. Valid from `starts` up to, not including, `ends`. `uses_left` None: unlimited.
    """

    code: str
    kind: CouponKind
    value: int
    currency: str
    title: str = ""
    min_spend_minor: int = 0
    max_saving_minor: int | None = None
    categories: tuple[str, ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None
    uses_left: int | None = None
    stackable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """A write that happened. `replayed`: it happened under this key before, and nothing changed now."""

    cart: Cart | None = None
    order: Order | None = None
    customer: Customer | None = None
    replayed: bool = False
