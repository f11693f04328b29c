"""Tables of mined pairs and the numbered migrations that make them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

from retrieval.database import Migration, Schema

METADATA = MetaData()

PAIRS = Table(
    "faq_pairs",
    METADATA,
    Column("shop", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("language", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("agent", String),
    Column("decided_at", String),
)

OCCURRENCES = Table(
    "faq_occurrences",
    METADATA,
    Column("shop", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("pair_id", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("stored_id", String),
)
"""`stored_id` is the conversation of the log that it stands in, null where it came from a file."""

DECISIONS = Table(
    "faq_decisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("shop", String, nullable=False),
    Column("pair_id", String, nullable=False),
    Column("action", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("at", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

_MIGRATIONS = (
    Migration(
        number=1,
        statements=(
            """
            CREATE TABLE faq_pairs (
                shop TEXT NOT NULL,
                id TEXT NOT NULL,
                language TEXT NOT NULL,
                question TEXT NOT NULL,
                answer TEXT NOT NULL,
                status TEXT NOT NULL,
                agent TEXT,
                decided_at TEXT,
                PRIMARY KEY (shop, id)
            )
            """,
            """
            CREATE TABLE faq_occurrences (
                shop TEXT NOT NULL,
                digest TEXT NOT NULL,
                pair_id TEXT NOT NULL,
                question TEXT NOT NULL,
                answer TEXT NOT NULL,
                stored_id TEXT,
                PRIMARY KEY (shop, digest)
            )
            """,
            "CREATE INDEX faq_occurrences_by_pair ON faq_occurrences (shop, pair_id)",
            "CREATE INDEX faq_occurrences_by_conversation ON faq_occurrences (stored_id)",
            """
            CREATE TABLE faq_decisions (
                number INTEGER PRIMARY KEY,
                shop TEXT NOT NULL,
                pair_id TEXT NOT NULL,
                action TEXT NOT NULL,
                agent TEXT NOT NULL,
                at TEXT NOT NULL,
                question TEXT NOT NULL,
                answer TEXT NOT NULL
            )
            """,
            "CREATE INDEX faq_decisions_by_pair ON faq_decisions (shop, pair_id)",
        ),
    ),
)

SCHEMA = Schema(migrations=_MIGRATIONS, recorded_in="faq_migrations")
