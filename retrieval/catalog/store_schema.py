"""Tables of the catalog store and the numbered migrations that make them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

from retrieval.database import Migration, Schema

_METADATA = MetaData()

SHOPS = Table(
    "shops",
    _METADATA,
    Column("name", String, primary_key=True),
    Column("settings", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

PRODUCTS = Table(
    "products",
    _METADATA,
    Column("shop", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("embedding_key", String, nullable=False),
    Column("record", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

REVIEWS = Table(
    "reviews",
    _METADATA,
    Column("shop", String, primary_key=True),
    Column("hash", String, primary_key=True),
    Column("product_id", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("rating", Float),
    Column("created_at", Float),
)

INTERACTIONS = Table(
    "interactions",
    _METADATA,
    Column("shop", String, primary_key=True),
    Column("hash", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("user_id", String, nullable=False),
    Column("product_id", String, nullable=False),
    Column("timestamp", Float),
    Column("click", Boolean, nullable=False),
    Column("purchase", Boolean, nullable=False),
    Column("rating", Float),
)

UNITS_SOLD = Table(
    "units_sold",
    _METADATA,
    Column("shop", String, primary_key=True),
    Column("product_id", String, primary_key=True),
    Column("units_sold", Integer, nullable=False),
)

VERSIONS = Table(
    "catalog_versions",
    _METADATA,
    Column("shop", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("products", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("behavior", Boolean, nullable=False),
)


_MIGRATIONS = (
    Migration(
        number=1,
        statements=(
            "CREATE TABLE shops (name TEXT PRIMARY KEY, settings TEXT NOT NULL, version INTEGER NOT NULL)",
            """
            CREATE TABLE products (
                shop TEXT NOT NULL,
                product_id TEXT NOT NULL,
                hash TEXT NOT NULL,
                embedding_key TEXT NOT NULL,
                record TEXT NOT NULL,
                PRIMARY KEY (shop, product_id)
            )
            """,
            """
            CREATE TABLE reviews (
                shop TEXT NOT NULL,
                hash TEXT NOT NULL,
                product_id TEXT NOT NULL,
                text TEXT NOT NULL,
                rating DOUBLE PRECISION,
                created_at DOUBLE PRECISION,
                PRIMARY KEY (shop, hash)
            )
            """,
            "CREATE INDEX reviews_by_product ON reviews (shop, product_id)",
            """
            CREATE TABLE interactions (
                shop TEXT NOT NULL,
                hash TEXT NOT NULL,
                position INTEGER NOT NULL,
                user_id TEXT NOT NULL,
                product_id TEXT NOT NULL,
                timestamp DOUBLE PRECISION,
                click BOOLEAN NOT NULL,
                purchase BOOLEAN NOT NULL,
                rating DOUBLE PRECISION,
                PRIMARY KEY (shop, hash)
            )
            """,
            """
            CREATE TABLE units_sold (
                shop TEXT NOT NULL,
                product_id TEXT NOT NULL,
                units_sold INTEGER NOT NULL,
                PRIMARY KEY (shop, product_id)
            )
            """,
            """
            CREATE TABLE catalog_versions (
                shop TEXT NOT NULL,
                version INTEGER NOT NULL,
                at TEXT NOT NULL,
                products INTEGER NOT NULL,
                added INTEGER NOT NULL,
                changed INTEGER NOT NULL,
                deleted INTEGER NOT NULL,
                PRIMARY KEY (shop, version)
            )
            """,
        ),
    ),
    Migration(
        number=2,
        statements=(
            "ALTER TABLE products ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX products_by_version ON products (shop, version)",
            "ALTER TABLE catalog_versions ADD COLUMN behavior BOOLEAN NOT NULL DEFAULT TRUE",
        ),
    ),
)

SCHEMA = Schema(migrations=_MIGRATIONS, recorded_in="catalog_migrations")
