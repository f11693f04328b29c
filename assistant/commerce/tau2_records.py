"""Users and orders of a tau2-style retail database as our values, and addresses back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.commerce.errors import BackendAnswerError
from assistant.commerce.types import Address, Customer, Order, OrderLine, OrderStatus, PaymentMethod
from retrieval.money import to_minor

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
        payment_methods=tuple(
            PaymentMethod(method_id=key, kind=str(method.get("source", "")))
            for key, method in user["payment_methods"].items()
        ),
    )


def order_of(record: Mapping[str, Any]) -> Order:
    """An order record as an order. Raises BackendAnswerError for a status that is not of the domain."""
    status = _STATUSES.get(record["status"])
    if status is None:
        raise BackendAnswerError(f"status: expected one of {sorted(_STATUSES)}, got {record['status']!r}")
    payments = [p for p in record["payment_history"] if p["transaction_type"] == "payment"]
    return Order(
        order_id=record["order_id"],
        customer_id=record["user_id"],
        status=status,
        currency=CURRENCY,
        lines=tuple(_line(item) for item in record["items"]),
        address=_address(record["address"]),
        tracking=tuple(
            number for sent in record.get("fulfillments", ()) for number in sent.get("tracking_id", ())
        ),
        paid_with=payments[0]["payment_method_id"] if payments else "",
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


def _line(item: Mapping[str, Any]) -> OrderLine:
    return OrderLine(
        item_id=item["item_id"],
        product_id=item["product_id"],
        title=item["name"],
        options=tuple(str(value) for value in item.get("options", {}).values()),
        quantity=1,
        unit_price_minor=to_minor(item["price"], CURRENCY),
    )
