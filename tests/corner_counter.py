"""The orders, customers and coupons of an invented shop, as values, as a tau2-style file and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse

from assistant.commerce.document import from_data, to_data
from assistant.commerce.errors import NotFoundError, WriteRefusedError
from assistant.commerce.local import CommerceDatabase, LocalBackend, Samples
from assistant.commerce.types import (
    Address,
    CartLine,
    Coupon,
    CouponKind,
    Customer,
    Order,
    OrderLine,
    OrderRules,
    OrderStatus,
    PaymentMethod,
    Swap,
)
from retrieval.types import Attribute, Sku

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOME = Address(line1="12 Mill Lane", city="Salem", region="OR", postal_code="97301", country="USA")
AWAY = Address(line1="9 Quay Road", city="Dover", region="DE", postal_code="19901", country="USA")
ADA = Customer(
    customer_id="ada_1",
    name="Ada Quill",
    email="ada.quill@example.com",
    address=HOME,
    payment_methods=(
        PaymentMethod(method_id="card_1", kind="credit_card", label="visa 4242"),
        PaymentMethod(method_id="gift_1", kind="gift_card", balance_minor=500),
    ),
)
BEN = Customer(
    customer_id="ben_2",
    name="Ben Yarrow",
    email="ben.yarrow@example.com",
    address=AWAY,
    payment_methods=(
        PaymentMethod(method_id="card_2", kind="credit_card", label="visa 1111"),
        PaymentMethod(method_id="paypal_2", kind="paypal"),
    ),
)


def line(item_id: str, product_id: str, title: str, price_minor: int, *options: str) -> OrderLine:
    """One bought piece."""
    return OrderLine(
        item_id=item_id,
        product_id=product_id,
        title=title,
        options=options,
        quantity=1,
        unit_price_minor=price_minor,
        sku_id=item_id,
    )


def versions(name: str, *rows: tuple[str, str, int, bool]) -> tuple[Sku, ...]:
    """Versions that differ in one option: id, value, price in cents, whether it can be had."""
    return tuple(
        Sku(
            sku_id=sku_id,
            options=(Attribute(name=name, value=value),),
            price_minor=price_minor,
            in_stock=in_stock,
        )
        for sku_id, value, price_minor, in_stock in rows
    )


def order(number: str, customer: Customer, status: OrderStatus, *lines: OrderLine) -> Order:
    """An order paid with the customer's card, delivered five days ago where it is delivered."""
    return Order(
        order_id=number,
        customer_id=customer.customer_id,
        status=status,
        currency="USD",
        lines=lines,
        address=customer.address,
        delivered_at=NOW - timedelta(days=5) if status is OrderStatus.DELIVERED else None,
        paid_with=customer.payment_methods[0].method_id,
    )


MUG = line("i1", "m1", "Speckled Stoneware Mug", 1400, "white")
SWEATER = line("i2", "s1", "Harbor Striped Wool Sweater", 5800, "M")
PENDING = order("#W1000001", ADA, OrderStatus.PENDING, MUG, SWEATER)
DELIVERED = order("#W1000002", ADA, OrderStatus.DELIVERED, MUG, SWEATER)
BENS = order("#W2000001", BEN, OrderStatus.PENDING, MUG)
VERSIONS = {
    "m1": versions(
        *("color", ("i1", "white", 1400, True), ("i3", "blue", 1600, True), ("i5", "red", 2600, True)),
        ("i7", "green", 1400, False),
    ),
    "s1": versions("size", ("i4", "S", 5500, True), ("i2", "M", 5800, True), ("i6", "L", 5800, True)),
}
"""What the shop sells of the two products now."""
TENTH = Coupon(code="TENTH", kind=CouponKind.PERCENT, value=1000, currency="USD", min_spend_minor=2000)
SAMPLES = Samples(
    rules=OrderRules(
        return_days=30,
        exchange_statuses=(OrderStatus.DELIVERED,),
        item_statuses=(OrderStatus.PENDING,),
        payment_statuses=(OrderStatus.PENDING,),
        account_address=True,
    ),
    customers=(ADA, BEN),
    orders=(DELIVERED, PENDING, BENS),
    coupons=(TENTH,),
)
CART_LINE = CartLine(
    product_id="m1",
    sku_id=None,
    title="Speckled Stoneware Mug",
    options=(),
    quantity=2,
    unit_price_minor=1400,
    currency="USD",
)


def local_backend(folder: Path, samples: Samples = SAMPLES) -> LocalBackend:
    """The shop in a database of the folder, at NOW."""
    database = CommerceDatabase(f"sqlite:///{folder / 'commerce.sqlite'}", now=lambda: NOW)
    backend = LocalBackend(database, shop="small", versions=sold)
    backend.seed(samples)
    return backend


def sold(product_id: str) -> tuple[Sku, ...]:
    """The versions of a product."""
    return VERSIONS.get(product_id, ())


def tau2_file(folder: Path) -> Path:
    """The same customers and orders as a tau2-style database."""
    path = folder / "db.json"
    data = {
        "products": {key: _product(key, skus) for key, skus in VERSIONS.items()},
        "users": {c.customer_id: _user(c) for c in (ADA, BEN)},
        "orders": {o.order_id: _order(o) for o in (PENDING, DELIVERED, BENS)},
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def _product(product_id: str, skus: Sequence[Sku]) -> dict[str, Any]:
    variants = {
        sku.sku_id: {
            "item_id": sku.sku_id,
            "options": {option.name: option.value for option in sku.options},
            "available": sku.in_stock,
            "price": (sku.price_minor or 0) / 100,
        }
        for sku in skus
    }
    title = next(each.title for each in (MUG, SWEATER) if each.product_id == product_id)
    return {"name": title, "product_id": product_id, "variants": variants}


def _user(customer: Customer) -> dict[str, Any]:
    first, last = customer.name.split()
    orders = [o.order_id for o in (PENDING, DELIVERED, BENS) if o.customer_id == customer.customer_id]
    methods = {
        m.method_id: {"source": m.kind, "id": m.method_id, **_details(m)} for m in customer.payment_methods
    }
    return {
        "user_id": customer.customer_id,
        "name": {"first_name": first, "last_name": last},
        "email": customer.email,
        "address": _address(customer.address),
        "payment_methods": methods,
        "orders": orders,
    }


def _details(method: PaymentMethod) -> dict[str, Any]:
    if method.balance_minor is not None:
        return {"balance": method.balance_minor / 100}
    return dict(zip(("brand", "last_four"), method.label.split(), strict=False))


def _order(value: Order) -> dict[str, Any]:
    payment = {"transaction_type": "payment", "amount": value.total_minor / 100}
    return {
        "order_id": value.order_id,
        "user_id": value.customer_id,
        "address": _address(value.address),
        "items": [
            {
                "name": each.title,
                "product_id": each.product_id,
                "item_id": each.item_id,
                "price": each.unit_price_minor / 100,
                "options": {VERSIONS[each.product_id][0].options[0].name: each.options[0]},
            }
            for each in value.lines
        ],
        "status": value.status.value,
        "fulfillments": [],
        "payment_history": [{**payment, "payment_method_id": value.paid_with}],
    }


def _address(address: Address) -> dict[str, str]:
    return {
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "country": address.country,
        "state": address.region,
        "zip": address.postal_code,
    }


def service(backend: LocalBackend) -> FastAPI:
    """A shop's REST service as assistant/README.md lists it, over a local backend."""
    app = FastAPI()

    @app.exception_handler(NotFoundError)
    async def missing(_request: Request, _error: NotFoundError) -> Response:
        return JSONResponse({}, status_code=404)

    @app.exception_handler(WriteRefusedError)
    async def refused(_request: Request, error: WriteRefusedError) -> Response:
        return JSONResponse({"code": error.code}, status_code=409)

    _serve_carts(app, backend)
    _serve_customers(app, backend)
    _serve_orders(app, backend)
    return app


def _serve_carts(app: FastAPI, backend: LocalBackend) -> None:
    @app.get("/carts/{cart_id}")
    def cart(cart_id: str) -> Any:
        return to_data(backend.cart(cart_id))

    @app.post("/carts/{cart_id}/lines")
    def add(cart_id: str, body: dict[str, Any], idempotency_key: str = Header()) -> Any:
        return to_data(backend.add(cart_id, from_data(CartLine, body), key=idempotency_key))

    @app.patch("/carts/{cart_id}/lines/{line_id:path}")
    def set_quantity(
        cart_id: str, line_id: str, body: dict[str, int], idempotency_key: str = Header()
    ) -> Any:
        return to_data(backend.set_quantity(cart_id, line_id, body["quantity"], key=idempotency_key))

    @app.delete("/carts/{cart_id}/lines/{line_id:path}")
    def remove(cart_id: str, line_id: str, idempotency_key: str = Header()) -> Any:
        return to_data(backend.remove(cart_id, line_id, key=idempotency_key))


def _serve_customers(app: FastAPI, backend: LocalBackend) -> None:
    @app.get("/order-rules")
    def rules() -> Any:
        found = backend.order_rules()
        if found is None:
            raise NotFoundError("no rules")
        return to_data(found)

    @app.post("/customers/find")
    def find(body: dict[str, str]) -> Any:
        found = (
            backend.find_by_email(body["email"])
            if "email" in body
            else backend.find_by_name(body["name"], body["postal_code"])
        )
        if found is None:
            raise NotFoundError("nobody")
        return {"customer_id": found}

    @app.get("/customers/{customer_id}")
    def customer(customer_id: str) -> Any:
        return to_data(backend.customer(customer_id))

    @app.get("/customers/{customer_id}/orders")
    def orders(customer_id: str) -> Any:
        return [to_data(each) for each in backend.orders(customer_id)]


def _serve_orders(app: FastAPI, backend: LocalBackend) -> None:
    @app.post("/orders/{order_id}/cancel")
    def cancel(order_id: str, body: dict[str, str], idempotency_key: str = Header()) -> Any:
        return to_data(backend.cancel(order_id, reason=body["reason"], key=idempotency_key))

    @app.post("/orders/{order_id}/return")
    def return_items(order_id: str, body: dict[str, Any], idempotency_key: str = Header()) -> Any:
        return to_data(
            backend.return_items(order_id, body["item_ids"], refund_to=body["refund_to"], key=idempotency_key)
        )

    @app.put("/orders/{order_id}/address")
    def address(order_id: str, body: dict[str, Any], idempotency_key: str = Header()) -> Any:
        return to_data(backend.change_address(order_id, from_data(Address, body), key=idempotency_key))

    _serve_changes(app, backend)

    @app.get("/coupons")
    def coupons() -> Any:
        return [to_data(each) for each in backend.coupons()]


def _serve_changes(app: FastAPI, backend: LocalBackend) -> None:
    @app.get("/products/{product_id}/skus")
    def skus(product_id: str) -> Any:
        return [to_data(each) for each in backend.versions(product_id)]

    @app.post("/orders/{order_id}/exchange")
    def exchange(order_id: str, body: dict[str, Any], idempotency_key: str = Header()) -> Any:
        return to_data(backend.exchange_items(order_id, **_swaps(body), key=idempotency_key))

    @app.post("/orders/{order_id}/items")
    def items(order_id: str, body: dict[str, Any], idempotency_key: str = Header()) -> Any:
        return to_data(backend.change_items(order_id, **_swaps(body), key=idempotency_key))

    @app.put("/orders/{order_id}/payment")
    def payment(order_id: str, body: dict[str, str], idempotency_key: str = Header()) -> Any:
        return to_data(backend.change_payment(order_id, body["method_id"], key=idempotency_key))

    @app.put("/customers/{customer_id}/address")
    def account(customer_id: str, body: dict[str, Any], idempotency_key: str = Header()) -> Any:
        address = from_data(Address, body)
        return to_data(backend.change_account_address(customer_id, address, key=idempotency_key))


def _swaps(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "items": from_data(tuple[Swap, ...], body["items"])}
