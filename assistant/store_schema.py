"""Tables of the conversation log and the numbered migrations that make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, Integer, MetaData, String, Table, Text, text

from assistant.errors import ConversationStoreError

METADATA = MetaData()

CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", String, primary_key=True),
    Column("shop", String, nullable=False),
    Column("created_at", String, nullable=False),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("conversation_id", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("type", String, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("message_id", String),
    Column("payload", Text, nullable=False),
    Column("at", String, nullable=False),
)

IMPRESSIONS = Table(
    "impressions",
    METADATA,
    Column("conversation_id", String, primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("shop", String, nullable=False),
    Column("product_id", String, nullable=False),
    Column("final_score", Float, nullable=False),
    Column("catalog_version", Integer, nullable=False),
    Column("at", String, nullable=False),
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
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, shop TEXT NOT NULL, created_at TEXT NOT NULL)",
            """
            CREATE TABLE events (
                conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
                seq INTEGER NOT NULL,
                type TEXT NOT NULL,
                turn INTEGER NOT NULL,
                message_id TEXT,
                payload TEXT NOT NULL,
                at TEXT NOT NULL,
                PRIMARY KEY (conversation_id, seq),
                UNIQUE (conversation_id, turn, type),
                UNIQUE (conversation_id, message_id)
            )
            """,
            """
            CREATE TABLE impressions (
                conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
                turn INTEGER NOT NULL,
                position INTEGER NOT NULL,
                shop TEXT NOT NULL,
                product_id TEXT NOT NULL,
                final_score DOUBLE PRECISION NOT NULL,
                catalog_version INTEGER NOT NULL,
                at TEXT NOT NULL,
                PRIMARY KEY (conversation_id, turn, position)
            )
            """,
            "CREATE INDEX impressions_by_product ON impressions (shop, product_id)",
        ),
    ),
)


def migrate(connection: Connection, *, now: datetime, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Apply what is missing, in order, inside the caller's transaction; returns the schema's number.

    Raises ConversationStoreError when the database was made by a later program.
    """
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, at TEXT NOT NULL)")
    )
    applied = connection.execute(text("SELECT COALESCE(MAX(number), 0) FROM schema_migrations")).scalar_one()
    latest = migrations[-1].number
    if applied > latest:
        raise ConversationStoreError(
            f"expected a conversation database of schema {latest} or older, got {applied}; "
            "update shopwright, or use another home"
        )
    for migration in migrations:
        if migration.number > applied:
            _apply(connection, migration, now=now)
    return latest


def _apply(connection: Connection, migration: Migration, *, now: datetime) -> None:
    for statement in migration.statements:
        connection.execute(text(statement))
    connection.execute(
        text("INSERT INTO schema_migrations (number, at) VALUES (:number, :at)"),
        {"number": migration.number, "at": now.isoformat()},
    )
