"""Opening a relational database and bringing its schema up to date, for every store of a home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from retrieval.errors import DatabaseError

_BUSY_TIMEOUT_MS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of a schema; never edited once released, only followed by the next number."""

    number: int
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A store's migrations, in order, and the table that records which were applied."""

    migrations: Sequence[Migration]
    recorded_in: str

    @property
    def number(self) -> int:
        """Of the newest migration."""
        return self.migrations[-1].number


def open_engine(url: str) -> Engine:
    """An engine whose readers see one state per transaction; on SQLite by WAL and immediate writes.

    SQLite enforces foreign keys and overwrites what is deleted.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, isolation_level="REPEATABLE READ")
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@dataclass(frozen=True, slots=True)
class Transactions:
    """Transactions of one store, whose failures become the store's own error."""

    engine: Engine
    failed: Callable[[SQLAlchemyError], Exception]

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write."""
        try:
            with writing(self.engine) as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self.failed(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self.failed(error) from error


def empty_log(engine: Engine) -> None:
    """Write SQLite's write-ahead log through and empty it, since it still holds what was erased."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write; on SQLite it waits for other writers before it reads."""
    with engine.execution_options(writes=True).begin() as connection:
        yield connection


def migrate(connection: Connection, schema: Schema, *, now: datetime) -> int:
    """Apply what is missing, in order, inside the caller's transaction; returns the schema's number.

    Raises DatabaseError when the database was made by a later program.
    """
    record = Table(
        schema.recorded_in,
        MetaData(),
        Column("number", Integer, primary_key=True),
        Column("at", String, nullable=False),
    )
    record.create(connection, checkfirst=True)
    applied = connection.execute(select(func.coalesce(func.max(record.c.number), 0))).scalar_one()
    if applied > schema.number:
        raise DatabaseError(
            f"expected a database with {schema.recorded_in} {schema.number} or older, got {applied}; "
            "update shopwright, or use another home"
        )
    for migration in schema.migrations:
        if migration.number > applied:
            for statement in migration.statements:
                connection.execute(text(statement))
            connection.execute(insert(record).values(number=migration.number, at=now.isoformat()))
    return schema.number


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's implicit BEGIN would come too late for a read-then-write
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
