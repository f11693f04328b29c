"""Tables of shopper profiles and the numbered migrations that make them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

from retrieval.database import Migration, Schema

METADATA = MetaData()

PROFILES = Table(
    "profiles",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("shop", String, nullable=False),
    Column("consent", Integer, nullable=False),
    Column("consent_version", Integer, nullable=False),
    Column("consent_at", String, nullable=False),
    Column("personalizes", Integer, nullable=False),
    Column("gathered_at", String),
)

ENTRIES = Table(
    "profile_entries",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("entry_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("facet", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("product_id", String, nullable=False),
    Column("source", String, nullable=False),
    Column("at", String),
    Column("kept_at", String, nullable=False),
    Column("conversation_id", String),
)

FORGOTTEN = Table(
    "profile_forgotten",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("entry_id", String, primary_key=True),
)

LINKS = Table(
    "profile_links",
    METADATA,
    Column("conversation_id", String, primary_key=True),
    Column("owner", String, nullable=False),
)

KEYS = Table(
    "profile_keys",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("owner", String, nullable=False),
)

_OWNED = "owner TEXT NOT NULL REFERENCES profiles (owner) ON DELETE CASCADE"

_MIGRATIONS = (
    Migration(
        number=1,
        statements=(
            """
            CREATE TABLE profiles (
                owner TEXT PRIMARY KEY,
                shop TEXT NOT NULL,
                consent INTEGER NOT NULL,
                consent_version INTEGER NOT NULL,
                consent_at TEXT NOT NULL,
                personalizes INTEGER NOT NULL,
                gathered_at TEXT
            )
            """,
            f"""
            CREATE TABLE profile_entries (
                {_OWNED},
                entry_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                facet TEXT NOT NULL,
                value TEXT NOT NULL,
                product_id TEXT NOT NULL,
                source TEXT NOT NULL,
                at TEXT,
                kept_at TEXT NOT NULL,
                conversation_id TEXT,
                PRIMARY KEY (owner, entry_id)
            )
            """,
            f"""
            CREATE TABLE profile_forgotten (
                {_OWNED}, entry_id TEXT NOT NULL, PRIMARY KEY (owner, entry_id)
            )
            """,
            f"CREATE TABLE profile_links (conversation_id TEXT PRIMARY KEY, {_OWNED})",
            f"CREATE TABLE profile_keys (digest TEXT PRIMARY KEY, {_OWNED})",
        ),
    ),
)

SCHEMA = Schema(migrations=_MIGRATIONS, recorded_in="profile_migrations")
