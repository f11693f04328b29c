"""What is particular to the SQL store: files, restarts, other processes, erasure."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from assistant.errors import ConversationConflictError, ConversationStoreError
from assistant.store import SqlConversationStore
from assistant.store_schema import METADATA, SCHEMA
from assistant.types import AgentUtterance, DialogueState, Utterance
from retrieval.database import migrate
from tests.fakes_assistant import item, make_turn


def url_of(folder: Path) -> str:
    """The database of a folder."""
    return f"sqlite:///{folder / 'log.sqlite'}"


async def say(store: SqlConversationStore, number: int, text_said: str = "hello") -> DialogueState:
    """Store turn `number` of conversation 'a'."""
    utterance = Utterance(conversation_id="a", shop="demo", text=text_said)
    state = DialogueState(conversation_id="a", shop="demo", turn=number)
    await store.append(utterance, make_turn("a", number, items=(item(),)), state)
    return state


async def test_conversation_survives_a_restart(tmp_path: Path) -> None:
    """A second store on the same file reads what the first one wrote."""
    first = SqlConversationStore(url_of(tmp_path))
    await first.create(shop="demo", conversation_id="a")
    state = await say(first, 1)
    await first.aclose()
    second = SqlConversationStore(url_of(tmp_path))
    assert await second.load("a") == state
    await second.aclose()


async def test_two_writers_of_one_file_store_each_turn_once(tmp_path: Path) -> None:
    """Of two stores that append the same turn at once, one succeeds and one conflicts."""
    stores = [SqlConversationStore(url_of(tmp_path)) for _ in range(2)]
    await stores[0].create(shop="demo", conversation_id="a")
    results = await asyncio.gather(*(say(store, 1) for store in stores), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == [
        "ConversationConflictError",
        "DialogueState",
    ]
    assert [event.seq for event in await stores[1].events("a")] == [1, 2]
    for store in stores:
        await store.aclose()


async def test_many_appends_at_once_are_gap_free(tmp_path: Path) -> None:
    """Ten turns appended together give events 1 to 20."""
    store = SqlConversationStore(url_of(tmp_path))
    await store.create(shop="demo", conversation_id="a")
    await asyncio.gather(*(say(store, number) for number in range(1, 11)))
    assert [event.seq for event in await store.events("a")] == list(range(1, 21))
    await store.aclose()


async def test_impressions_hold_position_and_version(tmp_path: Path) -> None:
    """Each card of a turn is one impression row, in the transaction of the turn."""
    store = SqlConversationStore(url_of(tmp_path))
    await store.create(shop="demo", conversation_id="a")
    await say(store, 1)
    with pytest.raises(ConversationConflictError):
        await say(store, 1)
    await store.aclose()
    with sqlite3.connect(tmp_path / "log.sqlite") as raw:
        rows = raw.execute("SELECT turn, position, product_id, final_score, catalog_version FROM impressions")
        assert rows.fetchall() == [(1, 1, "s-1", 0.5 + 0.25, 7)]
    raw.close()


async def test_deleted_words_leave_the_disk(tmp_path: Path) -> None:
    """No file of the database holds an erased utterance."""
    store = SqlConversationStore(url_of(tmp_path))
    await store.create(shop="demo", conversation_id="a")
    await say(store, 1, "unmistakable-words")
    await store.delete("a")
    files = await asyncio.to_thread(lambda: [path.read_bytes() for path in tmp_path.iterdir()])
    await store.aclose()
    assert files
    assert not any(b"unmistakable-words" in data for data in files)


def test_migrations_make_the_tables_that_queries_use(tmp_path: Path) -> None:
    """Columns after all migrations are those of the table objects; a second run changes nothing."""
    engine = create_engine(url_of(tmp_path))
    for _ in range(2):
        with engine.begin() as connection:
            assert migrate(connection, SCHEMA, now=datetime(2026, 1, 1, tzinfo=UTC)) == 3
    for table in METADATA.sorted_tables:
        columns = [column["name"] for column in inspect(engine).get_columns(table.name)]
        assert columns == [column.name for column in table.columns]
    engine.dispose()


async def test_a_log_from_before_agents_goes_on(tmp_path: Path) -> None:
    """Events stored under migration 2 are read after it, and an agent may then speak twice in one turn."""
    store = SqlConversationStore(url_of(tmp_path))
    await store.create(shop="demo", conversation_id="a")
    await say(store, 1)
    await store.aclose()
    engine = create_engine(url_of(tmp_path))
    with engine.begin() as connection:
        for statement in (
            "ALTER TABLE events RENAME TO later",
            SCHEMA.migrations[0].statements[1],
            "INSERT INTO events SELECT * FROM later",
            "DROP TABLE later",
            "DELETE FROM schema_migrations WHERE number = 3",
        ):
            connection.execute(text(statement))
    engine.dispose()
    store = SqlConversationStore(url_of(tmp_path))
    for words in ("yes", "30 days"):
        await store.append_agent("a", AgentUtterance(agent="Mia", text=words))
    assert [event.seq for event in await store.events("a")] == [1, 2, 3, 4]
    with pytest.raises(ConversationConflictError):
        await say(store, 1)
    await store.aclose()


def test_database_of_a_later_program_is_refused(tmp_path: Path) -> None:
    """A schema number above the known ones raises instead of writing."""
    engine = create_engine(url_of(tmp_path))
    with engine.begin() as connection:
        migrate(connection, SCHEMA, now=datetime(2026, 1, 1, tzinfo=UTC))
        connection.execute(text("INSERT INTO schema_migrations (number, at) VALUES (99, '')"))
    engine.dispose()
    with pytest.raises(ConversationStoreError, match="got 99"):
        SqlConversationStore(url_of(tmp_path))


def test_unusable_file_is_named_as_a_store_error(tmp_path: Path) -> None:
    """A file that is no database raises ConversationStoreError, not a driver's error."""
    (tmp_path / "log.sqlite").write_bytes(b"not a database, but long enough to be read as a header" * 20)
    with pytest.raises(ConversationStoreError, match="conversation log"):
        SqlConversationStore(url_of(tmp_path))


async def test_what_is_kept_elsewhere_is_erased_with_the_conversation(tmp_path: Path) -> None:
    """Deleting tells the other keepers the id; where they fail, the conversation stays."""
    told: list[str] = []

    def erase(conversation_id: str) -> None:
        told.append(conversation_id)
        if len(told) == 1:
            raise ConversationStoreError("busy")

    store = SqlConversationStore(url_of(tmp_path), on_delete=erase)
    kept = await store.create(shop="s")
    with pytest.raises(ConversationStoreError, match="busy"):
        await store.delete(kept)
    assert [one.conversation_id for one in await store.conversations()] == [kept]
    await store.delete(kept)
    assert (told, await store.conversations()) == ([kept, kept], ())
    await store.aclose()
