"""The rules of every shop in a relational database: each revision is kept, the last one holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from retrieval.database import Migration, Schema, migrate, open_engine, writing
from retrieval.errors import DatabaseError
from retrieval.shop_rules.reading import read_rules
from retrieval.shop_rules.types import NO_RULES, ShopRules

_RULES = Table(
    "shop_rules",
    MetaData(),
    Column("shop", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("document", Text, nullable=False),
)
_SCHEMA = Schema(
    migrations=(
        Migration(
            number=1,
            statements=(
                """
                CREATE TABLE shop_rules (
                    shop TEXT NOT NULL,
                    revision INTEGER NOT NULL,
                    at TEXT NOT NULL,
                    document TEXT NOT NULL,
                    PRIMARY KEY (shop, revision)
                )
                """,
            ),
        ),
    ),
    recorded_in="shop_rules_migrations",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesRevision:
    """One entry of the log: the text as it was set, and when."""

    revision: int
    at: datetime
    document: str


class RulesStore:
    """Thread-safe; a change is seen by the next read in this and other processes.

    Where the rules can't be read every read raises: a shop whose recalls are unknown must not be served.
    """

    def __init__(self, url: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Open or make it."""
        self._now = now
        self._engine = open_engine(url)
        self._read: dict[str, tuple[str, ShopRules]] = {}
        self._lock = Lock()
        with writing(self._engine) as connection:
            migrate(connection, _SCHEMA, now=now())

    def close(self) -> None:
        """Close the database. Idempotent."""
        self._engine.dispose()

    def rules(self, shop: str) -> ShopRules:
        """The rules that hold; none for a shop that never set any. Raises DatabaseError, RulesError."""
        mark = self._mark(shop)
        if mark is None:
            return NO_RULES
        with self._lock:
            known = self._read.get(shop)
        if known is not None and known[0] == mark:
            return known[1]
        newest = next(iter(self.revisions(shop)), None)
        if newest is None:
            return NO_RULES
        rules = read_rules(newest.document, revision=newest.revision)
        with self._lock:
            self._read[shop] = mark, rules
        return rules

    def revisions(self, shop: str) -> Sequence[RulesRevision]:
        """The log, newest first. Raises DatabaseError."""
        query = select(_RULES).where(_RULES.c.shop == shop).order_by(_RULES.c.revision.desc())
        try:
            with self._engine.begin() as connection:
                rows = connection.execute(query).all()
        except SQLAlchemyError as error:
            raise _unreadable(shop) from error
        return tuple(
            RulesRevision(revision=row.revision, at=datetime.fromisoformat(row.at), document=row.document)
            for row in rows
        )

    def set(self, shop: str, document: str) -> ShopRules:
        """Make these rules hold, all of them. Raises RulesError, and then the earlier ones still hold."""
        read_rules(document)
        last = select(func.coalesce(func.max(_RULES.c.revision), 0)).where(_RULES.c.shop == shop)
        with writing(self._engine) as connection:
            revision = int(connection.execute(last).scalar_one()) + 1
            row = {"shop": shop, "revision": revision, "at": self._now().isoformat(), "document": document}
            connection.execute(insert(_RULES).values(row))
        return read_rules(document, revision=revision)

    def forget_shop(self, shop: str) -> None:
        """Erase a shop's rules and their log."""
        with writing(self._engine) as connection:
            connection.execute(delete(_RULES).where(_RULES.c.shop == shop))
        with self._lock:
            self._read.pop(shop, None)

    def _mark(self, shop: str) -> str | None:
        """What no two revisions share, also not of a shop that was made anew; None where there is none."""
        columns = (_RULES.c.revision, _RULES.c.at)
        last = select(*columns).where(_RULES.c.shop == shop).order_by(_RULES.c.revision.desc()).limit(1)
        try:
            with self._engine.begin() as connection:
                row = connection.execute(last).first()
        except SQLAlchemyError as error:
            raise _unreadable(shop) from error
        return None if row is None else f"{row.revision} {row.at}"


def _unreadable(shop: str) -> DatabaseError:
    return DatabaseError(
        f"expected the rules of {shop!r}, got a database that can't be read; mend or replace rules.sqlite"
    )
