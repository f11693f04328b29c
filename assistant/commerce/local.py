"""Carts, customers, orders and coupons in a relational database of the home; see ShopBackend."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from assistant.commerce import identity, orders, swaps
from assistant.commerce.carts import CartKeeper
from assistant.commerce.document import from_data, to_data
from assistant.commerce.errors import BackendUnavailableError, NotFoundError, WriteRefusedError
from assistant.commerce.local_schema import RECORDS, SCHEMA, WRITES
from assistant.commerce.types import (
    Address,
    Cart,
    Coupon,
    Customer,
    Order,
    OrderRules,
    Swap,
    WriteResult,
)
from retrieval.database import Transactions, migrate, open_engine
from retrieval.types import Sku

_T = TypeVar("_T")
_Changed = tuple[Order, Customer]
_ONLY = "only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What a shop starts with."""

    rules: OrderRules
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    coupons: tuple[Coupon, ...]


class CommerceDatabase:
    """One database with the records of every shop that keeps them locally. Thread-safe.

    Its transactions raise BackendUnavailableError where the database fails.
    """

    def __init__(self, url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self._engine: Engine = open_engine(url)
        self.transactions = Transactions(self._engine, _failed)
        with self.transactions.writing() as connection:
            migrate(connection, SCHEMA, now=now())

    def forget_cart(self, cart_id: str) -> None:
        """Erase a cart and the writes that speak of it."""
        with self.transactions.writing() as connection:
            connection.execute(delete(RECORDS).where(RECORDS.c.kind == "cart", RECORDS.c.id == cart_id))
            named = WRITES.c.body.contains(json.dumps(cart_id, ensure_ascii=False), autoescape=True)
            connection.execute(delete(WRITES).where(named))

    def forget_shop(self, shop: str) -> None:
        """Erase everything of a shop."""
        with self.transactions.writing() as connection:
            for table in (RECORDS, WRITES):
                connection.execute(delete(table).where(table.c.shop == shop))

    def close(self) -> None:
        """Let go of the database. Idempotent."""
        self._engine.dispose()


def _no_versions(_product_id: str) -> Sequence[Sku]:
    return ()


class LocalBackend(CartKeeper):
    """One shop's records in a CommerceDatabase. A shop without rules on file has no orders to speak of.

    `versions` tells what the shop sells of a product now; it is the catalog's to know.
    """

    def __init__(
        self,
        database: CommerceDatabase,
        *,
        shop: str,
        versions: Callable[[str], Sequence[Sku]] = _no_versions,
    ) -> None:
        self._database = database
        self._shop = shop
        self._versions = versions

    def seed(self, samples: Samples) -> None:
        """Store what a shop starts with, unless the shop has rules on file already."""
        with self._database.transactions.writing() as connection:
            if self._read(connection, OrderRules, "rules", _ONLY) is not None:
                return
            self._save(connection, "rules", _ONLY, samples.rules)
            for place, customer in enumerate(samples.customers):
                self._save_customer(connection, customer, place=place)
            for place, order in enumerate(samples.orders):
                self._save(connection, "order", order.order_id, order, place=place, owner=order.customer_id)
            for place, coupon in enumerate(samples.coupons):
                self._save(connection, "coupon", coupon.code, coupon, place=place)

    def cart(self, cart_id: str) -> Cart:
        """The cart."""
        with self._database.transactions.reading() as connection:
            return self._cart(connection, cart_id)

    def order_rules(self) -> OrderRules | None:
        """The rules on file."""
        with self._database.transactions.reading() as connection:
            return self._read(connection, OrderRules, "rules", _ONLY)

    def find_by_email(self, email: str) -> str | None:
        """The customer with this e-mail."""
        return self._find(RECORDS.c.owner == identity.email_key(email))

    def find_by_name(self, name: str, postal_code: str) -> str | None:
        """The one customer of this name there."""
        return self._find(RECORDS.c.named == identity.name_key(name, postal_code))

    def customer(self, customer_id: str) -> Customer:
        """A customer's record."""
        with self._database.transactions.reading() as connection:
            found = self._read(connection, Customer, "customer", customer_id)
        if found is None:
            raise NotFoundError("no such customer")
        return found

    def orders(self, customer_id: str) -> Sequence[Order]:
        """A customer's orders."""
        with self._database.transactions.reading() as connection:
            return self._listed(connection, Order, "order", owner=customer_id)

    def cancel(self, order_id: str, *, reason: str, key: str) -> WriteResult:
        """Cancel an order; a gift card that counts gets its money back."""

        def change(order: Order, rules: OrderRules, customer: Customer) -> _Changed:
            _allow(orders.cancel_refusal(order, rules, reason))
            return orders.cancelled(order), swaps.charged(customer, order.paid_with, -order.total_minor)

        return self._change_order(order_id, key, change)

    def return_items(
        self,
        order_id: str,
        item_ids: Sequence[str],
        *,
        refund_to: str,
        key: str,
    ) -> WriteResult:
        """Request a return; refunds go to the original payment method alone."""

        def change(order: Order, rules: OrderRules, customer: Customer) -> _Changed:
            _allow(orders.return_refusal(order, rules, item_ids, now=self._database.now()))
            if refund_to != order.paid_with:
                raise WriteRefusedError("refund", "expected the original payment method")
            return orders.returned(order, item_ids), customer

        return self._change_order(order_id, key, change)

    def change_address(self, order_id: str, address: Address, *, key: str) -> WriteResult:
        """Send an order elsewhere."""

        def change(order: Order, rules: OrderRules, customer: Customer) -> _Changed:
            _allow(orders.address_refusal(order, rules))
            return orders.readdressed(order, address), customer

        return self._change_order(order_id, key, change)

    def versions(self, product_id: str) -> Sequence[Sku]:
        """The catalog's versions."""
        return self._versions(product_id)

    def exchange_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Request an exchange; the difference is settled when the items are back."""

        def change(order: Order, rules: OrderRules, customer: Customer) -> _Changed:
            _allow(swaps.exchange_refusal(order, rules, now=self._database.now()))
            self._allow_swaps(order, items, customer, method_id, difference_minor)
            done = swaps.exchanged(order, items, method_id=method_id, difference_minor=difference_minor)
            return done, customer

        return self._change_order(order_id, key, change)

    def change_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Put other versions into an order; the difference is settled at once."""

        def change(order: Order, rules: OrderRules, customer: Customer) -> _Changed:
            _allow(swaps.items_refusal(order, rules))
            versions = self._allow_swaps(order, items, customer, method_id, difference_minor)
            done = swaps.with_items(
                order, items, versions, method_id=method_id, difference_minor=difference_minor
            )
            return done, swaps.charged(customer, method_id, difference_minor)

        return self._change_order(order_id, key, change)

    def change_payment(self, order_id: str, method_id: str, *, key: str) -> WriteResult:
        """Charge an order to another method, and give the first one its money back."""

        def change(order: Order, rules: OrderRules, customer: Customer) -> _Changed:
            _allow(swaps.payment_refusal(order, rules, customer, method_id))
            customer = swaps.charged(customer, order.paid_with, -order.total_minor)
            return replace(order, paid_with=method_id), swaps.charged(customer, method_id, order.total_minor)

        return self._change_order(order_id, key, change)

    def change_account_address(self, customer_id: str, address: Address, *, key: str) -> WriteResult:
        """Change the address of a customer, by whose postal code they are found from now on."""
        with self._database.transactions.writing() as connection:
            known = self._written(connection, key)
            if known is not None:
                return known
            customer = self._read(connection, Customer, "customer", customer_id)
            rules = self._read(connection, OrderRules, "rules", _ONLY)
            if customer is None or rules is None:
                raise NotFoundError("no such customer")
            if not rules.account_address:
                raise WriteRefusedError("not_offered")
            customer = replace(customer, address=address)
            self._save_customer(connection, customer)
            return self._record(connection, key, WriteResult(customer=customer))

    def coupons(self) -> Sequence[Coupon]:
        """The coupons on file."""
        with self._database.transactions.reading() as connection:
            return self._listed(connection, Coupon, "coupon")

    def close(self) -> None:
        """Nothing is held: the database is the home's."""

    def _change_cart(self, cart_id: str, key: str, change: Callable[[Cart], Cart]) -> WriteResult:
        with self._database.transactions.writing() as connection:
            known = self._written(connection, key)
            if known is not None:
                return known
            cart = change(self._cart(connection, cart_id))
            self._save(connection, "cart", cart_id, cart)
            return self._record(connection, key, WriteResult(cart=cart))

    def _change_order(
        self, order_id: str, key: str, change: Callable[[Order, OrderRules, Customer], _Changed]
    ) -> WriteResult:
        with self._database.transactions.writing() as connection:
            known = self._written(connection, key)
            if known is not None:
                return known
            order = self._read(connection, Order, "order", order_id)
            rules = self._read(connection, OrderRules, "rules", _ONLY)
            owner = self._read(connection, Customer, "customer", order.customer_id) if order else None
            if order is None or rules is None or owner is None:
                raise NotFoundError("no such order")
            order, customer = change(order, rules, owner)
            self._save(connection, "order", order_id, order, owner=order.customer_id)
            if customer != owner:
                self._save_customer(connection, customer)
            return self._record(connection, key, WriteResult(order=order))

    def _allow_swaps(
        self, order: Order, items: Sequence[Swap], customer: Customer, method_id: str, agreed_minor: int
    ) -> swaps.Versions:
        """The versions now, where the rules allow these items at the agreed difference."""
        versions = {line.product_id: self._versions(line.product_id) for line in order.lines}
        _allow(swaps.swaps_refusal(order, items, versions))
        _allow(swaps.charge_refusal(order, customer, method_id, agreed_minor))
        if swaps.difference(order, items, versions) != agreed_minor:
            raise WriteRefusedError("price", "the shop's prices changed")
        return versions

    def _cart(self, connection: Connection, cart_id: str) -> Cart:
        return self._read(connection, Cart, "cart", cart_id) or Cart(cart_id=cart_id)

    def _find(self, condition: ColumnElement[bool]) -> str | None:
        with self._database.transactions.reading() as connection:
            query = select(RECORDS.c.id).where(
                RECORDS.c.shop == self._shop, RECORDS.c.kind == "customer", condition
            )
            found = connection.execute(query.limit(2)).scalars().all()
        return str(found[0]) if len(found) == 1 else None

    def _read(self, connection: Connection, kind: type[_T], name: str, record_id: str) -> _T | None:
        body = connection.execute(select(RECORDS.c.body).where(self._is(name, record_id))).scalar()
        return None if body is None else from_data(kind, json.loads(body))

    def _listed(
        self, connection: Connection, kind: type[_T], name: str, *, owner: str = ""
    ) -> tuple[_T, ...]:
        query = (
            select(RECORDS.c.body)
            .where(RECORDS.c.shop == self._shop, RECORDS.c.kind == name, RECORDS.c.owner == owner)
            .order_by(RECORDS.c.place)
        )
        return tuple(from_data(kind, json.loads(body)) for body in connection.execute(query).scalars())

    def _is(self, name: str, record_id: str) -> ColumnElement[bool]:
        return (RECORDS.c.shop == self._shop) & (RECORDS.c.kind == name) & (RECORDS.c.id == record_id)

    def _save_customer(self, connection: Connection, customer: Customer, *, place: int = 0) -> None:
        self._save(
            connection,
            "customer",
            customer.customer_id,
            customer,
            place=place,
            owner=identity.email_key(customer.email),
            named=identity.name_key(customer.name, customer.address.postal_code),
        )

    def _save(
        self,
        connection: Connection,
        name: str,
        record_id: str,
        value: object,
        *,
        place: int = 0,
        owner: str = "",
        named: str = "",
    ) -> None:
        """Insert a record, or replace the body of the one that is there and what it is found by."""
        row = {"owner": owner, "named": named, "body": json.dumps(to_data(value), ensure_ascii=False)}
        where = self._is(name, record_id)
        if connection.execute(update(RECORDS).where(where).values(**row)).rowcount:
            return
        named_by = {"shop": self._shop, "kind": name, "id": record_id}
        connection.execute(insert(RECORDS).values(**named_by, place=place, **row))

    def _written(self, connection: Connection, key: str) -> WriteResult | None:
        """The result of the write with this key; None when there was none."""
        query = select(WRITES.c.body).where(WRITES.c.shop == self._shop, WRITES.c.key == key)
        body = connection.execute(query).scalar()
        return None if body is None else replace(from_data(WriteResult, json.loads(body)), replayed=True)

    def _record(self, connection: Connection, key: str, result: WriteResult) -> WriteResult:
        body = json.dumps(to_data(result), ensure_ascii=False)
        at = self._database.now().isoformat()
        connection.execute(insert(WRITES).values(shop=self._shop, key=key, body=body, at=at))
        return result


def _failed(error: SQLAlchemyError) -> BackendUnavailableError:
    """Without the statement's values, which are personal."""
    return BackendUnavailableError(f"the commerce database failed: {type(error).__name__}")


def _allow(refusal: orders.Refusal | None) -> None:
    if refusal is not None:
        raise WriteRefusedError(refusal.code, f"the order is {refusal.status.value}")
