"""Tables of the conversation log and the numbered migrations that make them."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

from retrieval.database import Migration, Schema

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

HANDOFFS = Table(
    "handoffs",
    METADATA,
    Column("conversation_id", String, primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("shop", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", String, nullable=False),
)

_MIGRATIONS = (
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
    Migration(
        number=2,
        statements=(
            """
            CREATE TABLE handoffs (
                conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
                turn INTEGER NOT NULL,
                shop TEXT NOT NULL,
                reason TEXT NOT NULL,
                payload TEXT NOT NULL,
                at TEXT NOT NULL,
                PRIMARY KEY (conversation_id, turn)
            )
            """,
            "CREATE INDEX handoffs_by_shop ON handoffs (shop, at)",
        ),
    ),
    Migration(
        number=3,
        statements=(
            "ALTER TABLE events RENAME TO events_before_agents",
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
                UNIQUE (conversation_id, message_id)
            )
            """,
            """
            INSERT INTO events (conversation_id, seq, type, turn, message_id, payload, at)
            SELECT conversation_id, seq, type, turn, message_id, payload, at FROM events_before_agents
            """,
            "DROP TABLE events_before_agents",
            """
            CREATE UNIQUE INDEX events_once_a_turn ON events (conversation_id, turn, type)
            WHERE type <> 'agent'
            """,
        ),
    ),
)
"""Migration 3: an agent may say several things after one turn, a shopper and the assistant one each."""

SCHEMA = Schema(migrations=_MIGRATIONS, recorded_in="schema_migrations")
