"""Tables of the catalog store, the numbered migrations that make them, and the engine that opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from retrieval.errors import SourceError

_METADATA = MetaData()
_BUSY_TIMEOUT_MS = 30_000

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
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of the schema; never edited once released, only followed by the next number."""

    number: int
    statements: tuple[str, ...]


MIGRATIONS = (
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
)


def open_engine(url: str) -> Engine:
    """An engine whose readers see one state per transaction, on SQLite by WAL and immediate writes."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, isolation_level="REPEATABLE READ")
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def migrate(connection: Connection, *, now: datetime, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Apply what is missing, in order, inside the caller's transaction; returns the schema's number.

    Raises SourceError when the database was made by a later program.
    """
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS catalog_migrations (number INTEGER PRIMARY KEY, at TEXT NOT NULL)")
    )
    applied = connection.execute(text("SELECT COALESCE(MAX(number), 0) FROM catalog_migrations")).scalar_one()
    latest = migrations[-1].number
    if applied > latest:
        raise SourceError(
            f"expected a catalog database of schema {latest} or older, got {applied}; "
            "update shopwright, or use another home"
        )
    for migration in migrations:
        if migration.number > applied:
            for statement in migration.statements:
                connection.execute(text(statement))
            connection.execute(
                text("INSERT INTO catalog_migrations (number, at) VALUES (:number, :at)"),
                {"number": migration.number, "at": now.isoformat()},
            )
    return latest


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's implicit BEGIN would come too late for a read-then-write
    cursor = connection.cursor()
    for setting in (f"busy_timeout={_BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
