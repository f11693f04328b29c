"""The product store: one catalog per shop, replaced in one transaction per ingest, with a version log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from retrieval.catalog.changes import CatalogChange, Differences, write_behavior, write_products
from retrieval.catalog.encoding import decode_product
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.store_schema import (
    INTERACTIONS,
    PRODUCTS,
    REVIEWS,
    SCHEMA,
    SHOPS,
    UNITS_SOLD,
    VERSIONS,
)
from retrieval.database import migrate, open_engine, writing
from retrieval.errors import ShopNotFoundError
from retrieval.types import Interaction, Product, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSummary:
    """One line of the list of shops. `updated_at` is None until something was ingested."""

    settings: ShopSettings
    catalog_version: int
    products: int
    reviews: int
    interactions: int
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """One entry of the version log."""

    version: int
    at: datetime
    products: int
    added: int
    changed: int
    deleted: int


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CatalogStore:
    """Shops and their catalogs in SQLite (WAL) or any database that SQLAlchemy opens.

    Thread-safe. Readers in this and other processes see the catalog before or after a change, never between.
    A version number is never used twice for a shop's name, also not after the shop was deleted.
    """

    def __init__(self, url: str, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now
        self._engine = open_engine(url)
        with writing(self._engine) as connection:
            migrate(connection, SCHEMA, now=now())

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def save_shop(self, settings: ShopSettings) -> None:
        """Create a shop without products, or change its settings; a change is a new catalog version."""
        with writing(self._engine) as connection:
            row = connection.execute(select(SHOPS).where(SHOPS.c.name == settings.name)).mappings().first()
            if row is None or row["settings"] != _dump(settings):
                version = _next_number(connection, settings.name)
                self._make_version(connection, settings, version, Differences(), behavior=False)

    def shop(self, name: str) -> ShopSettings:
        """Read a shop's settings. Raises ShopNotFoundError."""
        with self._engine.begin() as connection:
            return _settings(self._row(connection, name))

    def shops(self) -> Sequence[ShopSummary]:
        """All shops, by name."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(SHOPS).order_by(SHOPS.c.name)).mappings().all()
            return tuple(_summary(connection, row) for row in rows)

    def delete_shop(self, name: str) -> None:
        """Erase a shop with everything in it but its version log. Raises ShopNotFoundError."""
        with writing(self._engine) as connection:
            self._row(connection, name)
            for table in (PRODUCTS, REVIEWS, INTERACTIONS, UNITS_SOLD):
                connection.execute(delete(table).where(table.c.shop == name))
            connection.execute(delete(SHOPS).where(SHOPS.c.name == name))

    def version(self, shop: str) -> int:
        """Read the visible catalog version. Raises ShopNotFoundError, also once the shop is deleted."""
        with self._engine.begin() as connection:
            return int(self._row(connection, shop)["version"])

    def versions(self, shop: str) -> Sequence[VersionRecord]:
        """The version log, newest first."""
        query = select(VERSIONS).where(VERSIONS.c.shop == shop).order_by(VERSIONS.c.version.desc())
        with self._engine.begin() as connection:
            return tuple(
                VersionRecord(
                    version=row["version"],
                    at=datetime.fromisoformat(row["at"]),
                    products=row["products"],
                    added=row["added"],
                    changed=row["changed"],
                    deleted=row["deleted"],
                )
                for row in connection.execute(query).mappings()
            )

    def load(self, shop: str, since: CatalogSnapshot | None = None) -> CatalogSnapshot:
        """The whole visible version. Raises ShopNotFoundError.

        A rating that the source does not state is the mean of the stored reviews' ratings, with their count;
        units sold come from their own file where the product does not state them. `since` is an earlier
        version of the same shop: where only some of its products have changed, only those are read.
        """
        with self._engine.begin() as connection:
            row = self._row(connection, shop)
            of_shop = PRODUCTS.c.shop == shop
            revises = since is not None and _only_changes(connection, since, row["version"])
            if since is not None and revises:
                of_shop &= PRODUCTS.c.version > since.catalog_version
            ratings, sold = _ratings(connection, shop), _units_sold(connection, shop)
            records = connection.execute(select(PRODUCTS.c.record).where(of_shop)).scalars()
            products = tuple(_completed(decode_product(record), ratings, sold) for record in records)
        if since is not None and revises:
            return since.revised(_settings(row), row["version"], products)
        return CatalogSnapshot(shop=_settings(row), catalog_version=row["version"], products=products)

    def apply(
        self, change: CatalogChange, *, on_progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> Differences:
        """Write a change in one transaction, which makes a new catalog version unless nothing differs.

        Unchanged rows are not rewritten. `on_progress` gets (rows handled, rows in all).
        """
        name = change.settings.name
        with writing(self._engine) as connection:
            row = connection.execute(select(SHOPS).where(SHOPS.c.name == name)).mappings().first()
            version = _next_number(connection, name)
            differences = write_products(connection, change, version=version, on_progress=on_progress)
            touched = write_behavior(connection, change)
            is_new = row is None or row["settings"] != _dump(change.settings)
            if row is not None and not (is_new or touched or differences.any):
                return replace(differences, version=int(row["version"]))
            self._make_version(connection, change.settings, version, differences, behavior=touched)
        return replace(differences, version=version)

    def embedding_keys(self, shop: str) -> frozenset[str]:
        """Keys of the vectors that the visible version refers to."""
        with self._engine.begin() as connection:
            query = select(PRODUCTS.c.embedding_key).where(PRODUCTS.c.shop == shop)
            return frozenset(connection.execute(query).scalars())

    def review_counts(self, shop: str) -> Mapping[str, int]:
        """Number of stored reviews by product id; products without are left out."""
        query = (
            select(REVIEWS.c.product_id, func.count())
            .where(REVIEWS.c.shop == shop)
            .group_by(REVIEWS.c.product_id)
        )
        with self._engine.begin() as connection:
            return {product_id: int(count) for product_id, count in connection.execute(query)}

    def reviews(self, shop: str, product_id: str, *, limit: int = 20) -> Sequence[Review]:
        """Reviews of a product, newest first, undated ones last."""
        query = (
            select(REVIEWS)
            .where(REVIEWS.c.shop == shop, REVIEWS.c.product_id == product_id)
            .order_by(REVIEWS.c.created_at.is_(None), REVIEWS.c.created_at.desc(), REVIEWS.c.hash)
            .limit(limit)
        )
        with self._engine.begin() as connection:
            return tuple(
                Review(
                    product_id=row["product_id"],
                    text=row["text"],
                    rating=row["rating"],
                    created_at=_moment(row["created_at"]),
                )
                for row in connection.execute(query).mappings()
            )

    def interactions(self, shop: str, user_id: str | None = None) -> Sequence[Interaction]:
        """All behavior events, or those of one shopper, in the order of the source."""
        query = select(INTERACTIONS).where(INTERACTIONS.c.shop == shop).order_by(INTERACTIONS.c.position)
        if user_id is not None:
            query = query.where(INTERACTIONS.c.user_id == user_id)
        with self._engine.begin() as connection:
            return tuple(
                Interaction(
                    user_id=row["user_id"],
                    product_id=row["product_id"],
                    timestamp=_moment(row["timestamp"]),
                    click=bool(row["click"]),
                    purchase=bool(row["purchase"]),
                    rating=row["rating"],
                )
                for row in connection.execute(query).mappings()
            )

    def _row(self, connection: Connection, name: str) -> RowMapping:
        row = connection.execute(select(SHOPS).where(SHOPS.c.name == name)).mappings().first()
        if row is None:
            known = ", ".join(connection.execute(select(SHOPS.c.name).order_by(SHOPS.c.name)).scalars())
            raise ShopNotFoundError(
                f"expected a shop of this home ({known or 'none yet'}), got {name!r}; "
                "`shopwright ingest SOURCE --shop NAME` makes one"
            )
        return row

    def _make_version(
        self,
        connection: Connection,
        settings: ShopSettings,
        version: int,
        differences: Differences,
        *,
        behavior: bool,
    ) -> None:
        name = settings.name
        values = {"settings": _dump(settings), "version": version}
        changed = connection.execute(update(SHOPS).where(SHOPS.c.name == name).values(values))
        if changed.rowcount == 0:
            connection.execute(insert(SHOPS).values({"name": name, **values}))
        count = connection.execute(
            select(func.count()).select_from(PRODUCTS).where(PRODUCTS.c.shop == name)
        ).scalar_one()
        connection.execute(
            insert(VERSIONS).values(
                shop=name,
                version=version,
                at=self._now().isoformat(),
                products=count,
                added=differences.added,
                changed=differences.changed,
                deleted=differences.deleted,
                behavior=behavior,
            )
        )


def _next_number(connection: Connection, shop: str) -> int:
    latest = connection.execute(select(func.max(VERSIONS.c.version)).where(VERSIONS.c.shop == shop)).scalar()
    return (latest or 0) + 1


def _only_changes(connection: Connection, since: CatalogSnapshot, version: int) -> bool:
    """Whether every version after an earlier one has only changed products that were there."""
    log = VERSIONS.c
    later = (log.shop == since.shop.name, log.version > since.catalog_version, log.version <= version)
    rows = connection.execute(select(VERSIONS).where(*later).order_by(log.version)).mappings().all()
    if since.withheld or len(rows) != version - since.catalog_version:
        return False
    same = all(row["products"] == len(since.products) for row in rows)
    return same and not any(row["added"] or row["deleted"] or row["behavior"] for row in rows)


def _dump(settings: ShopSettings) -> str:
    return json.dumps(asdict(settings), ensure_ascii=False, sort_keys=True)


def _settings(row: RowMapping) -> ShopSettings:
    values = json.loads(row["settings"])
    return ShopSettings(**{**values, "languages": tuple(values["languages"])})


def _summary(connection: Connection, row: RowMapping) -> ShopSummary:
    name = row["name"]
    counts = [
        connection.execute(select(func.count()).select_from(table).where(table.c.shop == name)).scalar_one()
        for table in (PRODUCTS, REVIEWS, INTERACTIONS)
    ]
    at = connection.execute(select(func.max(VERSIONS.c.at)).where(VERSIONS.c.shop == name)).scalar()
    return ShopSummary(
        settings=_settings(row),
        catalog_version=row["version"],
        products=counts[0],
        reviews=counts[1],
        interactions=counts[2],
        updated_at=datetime.fromisoformat(at) if at else None,
    )


def _ratings(connection: Connection, shop: str) -> Mapping[str, tuple[float, int]]:
    query = (
        select(REVIEWS.c.product_id, func.avg(REVIEWS.c.rating), func.count(REVIEWS.c.rating))
        .where(REVIEWS.c.shop == shop, REVIEWS.c.rating.is_not(None))
        .group_by(REVIEWS.c.product_id)
    )
    return {product_id: (round(float(mean), 2), int(n)) for product_id, mean, n in connection.execute(query)}


def _units_sold(connection: Connection, shop: str) -> Mapping[str, int]:
    query = select(UNITS_SOLD.c.product_id, UNITS_SOLD.c.units_sold).where(UNITS_SOLD.c.shop == shop)
    return {product_id: int(units) for product_id, units in connection.execute(query)}


def _completed(
    product: Product, ratings: Mapping[str, tuple[float, int]], sold: Mapping[str, int]
) -> Product:
    if product.rating is None and product.product_id in ratings:
        mean, count = ratings[product.product_id]
        product = replace(product, rating=mean, rating_count=count)
    if product.units_sold is None and product.product_id in sold:
        product = replace(product, units_sold=sold[product.product_id])
    return product


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
