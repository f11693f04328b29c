"""What an ingest changes in a shop's catalog, and its writing inside one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Table, delete, insert, select

from retrieval.catalog.encoding import content_hash, encode_product
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store_schema import INTERACTIONS, PRODUCTS, REVIEWS, UNITS_SOLD
from retrieval.types import Interaction, Product, Review

_BATCH = 500
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product as it is stored. `hash` covers `record`, so that equal rows are known without decoding."""

    product_id: str
    hash: str
    embedding_key: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogChange:
    """New contents of a shop. Without `upsert` they are the whole: what is absent is deleted.

    `products` None leaves products alone; so does None for `reviews`, `interactions` and `units_sold`.
    `deleted_ids` are removed in any case; reviews and units sold go with their product.
    """

    settings: ShopSettings
    products: Sequence[ProductRow] | None = None
    deleted_ids: Collection[str] = ()
    reviews: Sequence[Review] | None = None
    interactions: Sequence[Interaction] | None = None
    units_sold: Mapping[str, int] | None = None
    upsert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a change came to, in products; `version` is the one that is visible after it."""

    version: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0

    @property
    def any(self) -> bool:
        """Whether any product differs."""
        return bool(self.added or self.changed or self.deleted)


def product_row(product: Product, *, embedding_key: str) -> ProductRow:
    """Encode a product for the store."""
    record = encode_product(product)
    return ProductRow(
        product_id=product.product_id,
        hash=content_hash(record, embedding_key),
        embedding_key=embedding_key,
        record=record,
    )


def write_products(
    connection: Connection, change: CatalogChange, *, version: int, on_progress: Callable[[int, int], None]
) -> Differences:
    """Insert, update and delete what differs from the stored rows, in the caller's transaction.

    What is written bears the number of the version that it makes.
    """
    shop = change.settings.name
    query = select(PRODUCTS.c.product_id, PRODUCTS.c.hash).where(PRODUCTS.c.shop == shop)
    stored: dict[str, str] = {row[0]: row[1] for row in connection.execute(query)}
    rows = change.products or ()
    counts: Counter[str] = Counter()
    done = 0
    for batch in _batches(rows):
        new = [row for row in batch if row.product_id not in stored]
        changed = [row for row in batch if stored.get(row.product_id, row.hash) != row.hash]
        if new:
            connection.execute(insert(PRODUCTS), [_values(row, shop, version) for row in new])
        if changed:
            _delete_rows(connection, shop, [row.product_id for row in changed])
            connection.execute(insert(PRODUCTS), [_values(row, shop, version) for row in changed])
        counts.update(added=len(new), changed=len(changed), unchanged=len(batch) - len(new) - len(changed))
        done += len(batch)
        on_progress(done, len(rows))
    gone = set(change.deleted_ids) & set(stored)
    if change.products is not None and not change.upsert:
        gone |= set(stored) - {row.product_id for row in rows}
    _delete_ids(connection, shop, sorted(gone))
    return Differences(
        added=counts["added"], changed=counts["changed"], unchanged=counts["unchanged"], deleted=len(gone)
    )


def write_behavior(connection: Connection, change: CatalogChange) -> bool:
    """Write reviews, interactions and units sold, in the caller's transaction; whether any row differs."""
    touched = False
    if change.reviews is not None:
        rows = dict(_hashed(_review_values(review) for review in change.reviews))
        touched |= _write_hashed(connection, REVIEWS, rows, change)
    if change.interactions is not None:
        events = dict(_hashed(_interaction_values(event) for event in change.interactions))
        for position, values in enumerate(events.values()):
            values["position"] = position
        touched |= _write_hashed(connection, INTERACTIONS, events, change)
    if change.units_sold is not None:
        touched |= _write_units_sold(connection, change.units_sold, change)
    return touched


def _write_hashed(
    connection: Connection, table: Table, rows: Mapping[str, dict[str, object]], change: CatalogChange
) -> bool:
    shop = change.settings.name
    stored = set(connection.execute(select(table.c.hash).where(table.c.shop == shop)).scalars())
    gone = set() if change.upsert else stored - set(rows)
    new = [
        {"shop": shop, "hash": digest, **values} for digest, values in rows.items() if digest not in stored
    ]
    for batch in _batches(sorted(gone)):
        connection.execute(delete(table).where(table.c.shop == shop, table.c.hash.in_(batch)))
    for records in _batches(new):
        connection.execute(insert(table), list(records))
    return bool(gone or new)


def _write_units_sold(connection: Connection, units: Mapping[str, int], change: CatalogChange) -> bool:
    shop = change.settings.name
    query = select(UNITS_SOLD.c.product_id, UNITS_SOLD.c.units_sold).where(UNITS_SOLD.c.shop == shop)
    stored: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    wanted = {**stored, **units} if change.upsert else dict(units)
    if wanted == stored:
        return False
    connection.execute(delete(UNITS_SOLD).where(UNITS_SOLD.c.shop == shop))
    rows = [{"shop": shop, "product_id": key, "units_sold": count} for key, count in sorted(wanted.items())]
    for batch in _batches(rows):
        connection.execute(insert(UNITS_SOLD), list(batch))
    return True


def _delete_ids(connection: Connection, shop: str, product_ids: Sequence[str]) -> None:
    for batch in _batches(product_ids):
        for table in (PRODUCTS, REVIEWS, UNITS_SOLD):
            connection.execute(delete(table).where(table.c.shop == shop, table.c.product_id.in_(batch)))


def _delete_rows(connection: Connection, shop: str, product_ids: Sequence[str]) -> None:
    connection.execute(
        delete(PRODUCTS).where(PRODUCTS.c.shop == shop, PRODUCTS.c.product_id.in_(product_ids))
    )


def _hashed(records: Iterator[dict[str, object]]) -> Iterator[tuple[str, dict[str, object]]]:
    """Give each record a hash of its content; equal ones are told apart by their count."""
    seen: Counter[str] = Counter()
    for values in records:
        digest = content_hash(*(str(value) for value in values.values()))
        seen[digest] += 1
        yield (digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"), values


def _review_values(review: Review) -> dict[str, object]:
    return {
        "product_id": review.product_id,
        "text": review.text,
        "rating": review.rating,
        "created_at": _seconds(review.created_at),
    }


def _interaction_values(event: Interaction) -> dict[str, object]:
    return {
        "user_id": event.user_id,
        "product_id": event.product_id,
        "timestamp": _seconds(event.timestamp),
        "click": event.click,
        "purchase": event.purchase,
        "rating": event.rating,
    }


def _values(row: ProductRow, shop: str, version: int) -> dict[str, str | int]:
    return {
        "shop": shop,
        "product_id": row.product_id,
        "hash": row.hash,
        "embedding_key": row.embedding_key,
        "record": row.record,
        "version": version,
    }


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
