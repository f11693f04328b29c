"""The demo shop's sample customers, orders and coupons, from `samples.yaml` and its catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml

from assistant.commerce.local import Samples
from assistant.commerce.pricing import price_now
from assistant.commerce.types import (
    Address,
    Coupon,
    CouponKind,
    Customer,
    Order,
    OrderLine,
    OrderRules,
    OrderStatus,
    PaymentMethod,
)
from retrieval.catalog.snapshot import CatalogSnapshot

_CARD, _CARD_LABEL = "card-on-file", "visa 4242"


def demo_samples(snapshot: CatalogSnapshot, *, now: datetime) -> Samples:
    """What the demo shop starts with on this day; products that the catalog lacks are left out."""
    text = files("assistant.commerce").joinpath("samples.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    customers = tuple(_customer(row) for row in data["customers"])
    addresses = {customer.customer_id: customer.address for customer in customers}
    orders = tuple(
        _order(row, addresses[row["customer"]], snapshot, frozenset(data["keep"]), now)
        for row in data["orders"]
    )
    return Samples(
        rules=OrderRules(
            return_days=int(data["return_days"]),
            exchange_statuses=(OrderStatus.DELIVERED,),
            item_statuses=(OrderStatus.PENDING,),
            payment_statuses=(OrderStatus.PENDING,),
            account_address=True,
        ),
        customers=customers,
        orders=tuple(order for order in orders if order.lines),
        coupons=tuple(_coupon(row, snapshot.shop.currency, now) for row in data["coupons"]),
    )


def _customer(row: Mapping[str, Any]) -> Customer:
    return Customer(
        customer_id=row["id"],
        name=row["name"],
        email=row["email"],
        address=Address(
            line1=row["line1"],
            line2=row.get("line2", ""),
            city=row["city"],
            region=row["region"],
            country=row.get("country", ""),
            postal_code=row["postal_code"],
        ),
        payment_methods=tuple(_methods(row)),
    )


def _methods(row: Mapping[str, Any]) -> Iterator[PaymentMethod]:
    yield PaymentMethod(method_id=_CARD, kind="credit_card", label=_CARD_LABEL)
    if "gift_card" in row:
        yield PaymentMethod(method_id="gift-card", kind="gift_card", balance_minor=row["gift_card"])
    if row.get("paypal"):
        yield PaymentMethod(method_id="paypal", kind="paypal")


def _order(
    row: Mapping[str, Any],
    address: Address,
    snapshot: CatalogSnapshot,
    kept: frozenset[str],
    now: datetime,
) -> Order:
    lines = (_line(each, place, snapshot, kept) for place, each in enumerate(row["lines"], start=1))
    return Order(
        order_id=row["id"],
        customer_id=row["customer"],
        status=OrderStatus(row["status"]),
        currency=snapshot.shop.currency,
        lines=tuple(line for line in lines if line is not None),
        address=address,
        placed_at=_days_before(now, row["placed"]),
        delivered_at=_days_before(now, row["delivered"]) if "delivered" in row else None,
        tracking=(row["tracking"],) if "tracking" in row else (),
        paid_with=_CARD,
    )


def _line(
    named: str | list[Any], place: int, snapshot: CatalogSnapshot, kept: frozenset[str]
) -> OrderLine | None:
    product_id, sku_place = (named, None) if isinstance(named, str) else (named[0], named[1])
    product = snapshot.get(product_id)
    if product is None or product.price_minor is None:
        return None
    sku = product.skus[sku_place] if sku_place is not None and sku_place < len(product.skus) else None
    return OrderLine(
        item_id=str(place),
        product_id=product_id,
        title=product.title,
        options=tuple(option.value for option in sku.options) if sku else (),
        quantity=1,
        unit_price_minor=price_now(product, sku) or product.price_minor,
        returnable=not kept & set(product.category),
        sku_id=sku.sku_id if sku else None,
    )


def _coupon(row: Mapping[str, Any], currency: str, now: datetime) -> Coupon:
    return Coupon(
        code=row["code"],
        title=row["title"],
        kind=CouponKind(row["kind"]),
        value=row["value"],
        currency=currency,
        min_spend_minor=row.get("min_spend", 0),
        max_saving_minor=row.get("max_saving"),
        categories=tuple(row.get("categories", ())),
        starts=_days_before(now, -row["starts"]),
        ends=_days_before(now, -row["ends"]),
    )


def _days_before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)
