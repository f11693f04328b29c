"""Tables of locally kept carts, customers, orders and coupons, and the migrations that make them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

from retrieval.database import Migration, Schema

METADATA = MetaData()

RECORDS = Table(
    "commerce_records",
    METADATA,
    Column("shop", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("owner", String, nullable=False),
    Column("named", String, nullable=False),
    Column("body", Text, nullable=False),
)
"""`kind` is cart, customer, order, coupon or rules. `owner` is a customer's e-mail in lower case, or an
order's customer; `named` is a customer's name and postal code; `place` orders the records of a kind."""

WRITES = Table(
    "commerce_writes",
    METADATA,
    Column("shop", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("body", Text, nullable=False),
    Column("at", String, nullable=False),
)

_MIGRATIONS = (
    Migration(
        number=1,
        statements=(
            """
            CREATE TABLE commerce_records (
                shop TEXT NOT NULL,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                place INTEGER NOT NULL,
                owner TEXT NOT NULL,
                named TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (shop, kind, id)
            )
            """,
            "CREATE INDEX commerce_records_by_owner ON commerce_records (shop, kind, owner)",
            "CREATE INDEX commerce_records_by_name ON commerce_records (shop, kind, named)",
            """
            CREATE TABLE commerce_writes (
                shop TEXT NOT NULL,
                key TEXT NOT NULL,
                body TEXT NOT NULL,
                at TEXT NOT NULL,
                PRIMARY KEY (shop, key)
            )
            """,
        ),
    ),
)

SCHEMA = Schema(migrations=_MIGRATIONS, recorded_in="commerce_migrations")
