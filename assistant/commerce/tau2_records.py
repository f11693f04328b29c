"""Users, orders and products of a tau2-style retail database as our values, and addresses back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.commerce.errors import BackendAnswerError
from assistant.commerce.types import Address, Customer, Order, OrderLine, OrderStatus, PaymentMethod
from retrieval.money import to_minor
from retrieval.types import Attribute, Sku

CURRENCY = "USD"
_STATUSES = {
    "pending": OrderStatus.PENDING,
    "processed": OrderStatus.PROCESSED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
    "return requested": OrderStatus.RETURN_REQUESTED,
    "exchange requested": OrderStatus.EXCHANGE_REQUESTED,
    "pending (item modified)": OrderStatus.CHANGED,
    "pending (items modified)": OrderStatus.CHANGED,
}


def customer_of(user: Mapping[str, Any]) -> Customer:
    """A user record as a customer."""
    name = user["name"]
    return Customer(
        customer_id=user["user_id"],
        name=f"{name['first_name']} {name['last_name']}",
        email=user["email"],
        address=_address(user["address"]),
        payment_methods=tuple(_method(key, method) for key, method in user["payment_methods"].items()),
    )


def versions_of(product: Mapping[str, Any]) -> tuple[Sku, ...]:
    """The variants of a product record."""
    return tuple(
        Sku(
            sku_id=key,
            options=tuple(Attribute(name=n, value=str(v)) for n, v in variant["options"].items()),
            price_minor=to_minor(variant["price"], CURRENCY),
            in_stock=bool(variant["available"]),
        )
        for key, variant in product["variants"].items()
    )


def item_keys(record: Mapping[str, Any]) -> tuple[str, ...]:
    """A key for each item of an order record: its id, with a count where the id is there before."""
    ids = [str(item["item_id"]) for item in record["items"]]
    before = [ids[:place].count(item_id) for place, item_id in enumerate(ids)]
    return tuple(f"{item_id}/{n + 1}" if n else item_id for item_id, n in zip(ids, before, strict=True))


def paid_with(record: Mapping[str, Any]) -> str:
    """The payment method that an order is charged to: the first whose payments were not all refunded."""
    sums: dict[str, float] = {}
    for entry in record["payment_history"]:
        sign = 1 if entry["transaction_type"] == "payment" else -1
        method_id = entry["payment_method_id"]
        sums[method_id] = round(sums.get(method_id, 0.0) + sign * entry["amount"], 2)
    return next((key for key, left in sums.items() if left > 0), next(iter(sums), ""))


def order_of(record: Mapping[str, Any]) -> Order:
    """An order record as an order. Raises BackendAnswerError for a status that is not of the domain."""
    status = _STATUSES.get(record["status"])
    if status is None:
        raise BackendAnswerError(f"status: expected one of {sorted(_STATUSES)}, got {record['status']!r}")
    return Order(
        order_id=record["order_id"],
        customer_id=record["user_id"],
        status=status,
        currency=CURRENCY,
        lines=tuple(_line(key, item) for key, item in zip(item_keys(record), record["items"], strict=True)),
        address=_address(record["address"]),
        tracking=tuple(
            number for sent in record.get("fulfillments", ()) for number in sent.get("tracking_id", ())
        ),
        paid_with=paid_with(record),
        returned_items=tuple(record.get("return_items") or ()),
    )


def address_data(address: Address) -> dict[str, str]:
    """An address as the database writes it."""
    return {
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "country": address.country,
        "state": address.region,
        "zip": address.postal_code,
    }


def _address(data: Mapping[str, str]) -> Address:
    return Address(
        line1=data["address1"],
        line2=data.get("address2", ""),
        city=data["city"],
        region=data.get("state", ""),
        country=data.get("country", ""),
        postal_code=data["zip"],
    )


def _method(key: str, method: Mapping[str, Any]) -> PaymentMethod:
    balance = method.get("balance")
    parts = (str(method.get("brand", "")), str(method.get("last_four", "")))
    return PaymentMethod(
        method_id=key,
        kind=str(method.get("source", "")),
        label=" ".join(part for part in parts if part),
        balance_minor=None if balance is None else to_minor(balance, CURRENCY),
    )


def _line(key: str, item: Mapping[str, Any]) -> OrderLine:
    return OrderLine(
        item_id=key,
        sku_id=str(item["item_id"]),
        product_id=item["product_id"],
        title=item["name"],
        options=tuple(str(value) for value in item.get("options", {}).values()),
        quantity=1,
        unit_price_minor=to_minor(item["price"], CURRENCY),
    )
