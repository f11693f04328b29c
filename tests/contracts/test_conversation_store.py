"""What every conversation store does, on conversations whose content is known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from assistant.errors import ConversationConflictError, ConversationNotFoundError
from assistant.protocols import ConversationStore
from assistant.store import SqlConversationStore
from assistant.types import (
    AgentUtterance,
    DialogueState,
    HandoffReason,
    HandoffRequested,
    HandoffSummary,
    Intent,
    TriedStep,
    Turn,
    Utterance,
)
from tests.fakes_assistant import item, make_turn

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ConversationStore]:
    """An empty store whose clock moves one second a reading."""
    seconds = count()
    opened = SqlConversationStore(
        f"sqlite:///{tmp_path / 'log.sqlite'}", now=lambda: START + timedelta(seconds=next(seconds))
    )
    yield opened
    await opened.aclose()


async def say(
    store: ConversationStore, conversation_id: str, number: int, *, message_id: str | None = None
) -> tuple[Utterance, Turn, DialogueState]:
    """Store turn `number` and return what was stored."""
    utterance = Utterance(
        conversation_id=conversation_id, shop="demo", text=f"say {number}", message_id=message_id
    )
    turn = make_turn(conversation_id, number, items=(item(),))
    state = DialogueState(conversation_id=conversation_id, shop="demo", turn=number, shown=("s-1",))
    await store.append(utterance, turn, state)
    return utterance, turn, state


async def test_new_conversation_has_an_initial_state(store: ConversationStore) -> None:
    """A conversation without turns is at turn 0 of its shop."""
    made = await store.create(shop="demo")
    assert await store.load(made) == DialogueState(conversation_id=made, shop="demo")


async def test_new_ids_differ_and_are_long(store: ConversationStore) -> None:
    """Two new ids differ, and each has at least 128 bits in base64."""
    first, second = await store.create(shop="demo"), await store.create(shop="demo")
    assert first != second
    assert min(len(first), len(second)) >= 22


async def test_given_id_is_kept_and_opened_again(store: ConversationStore) -> None:
    """Creating with a given id twice opens the same conversation and loses nothing."""
    assert await store.create(shop="demo", conversation_id="a") == "a"
    *_, state = await say(store, "a", 1)
    assert await store.create(shop="demo", conversation_id="a") == "a"
    assert await store.load("a") == state


async def test_what_an_agent_says_stands_in_the_log_and_changes_no_state(store: ConversationStore) -> None:
    """It follows the last turn in order, may come twice, and turns and state stay as they were."""
    await store.create(shop="demo", conversation_id="a")
    await store.append_agent("a", AgentUtterance(agent="Mia", text="hello"))
    *_, state = await say(store, "a", 1)
    for text in ("30 days", "anything else?"):
        await store.append_agent("a", AgentUtterance(agent="Mia", text=text))
    events = await store.events("a")
    assert [(event.seq, event.turn) for event in events] == [(1, 0), (2, 1), (3, 1), (4, 1), (5, 1)]
    assert events[3].value == AgentUtterance(agent="Mia", text="30 days")
    assert len(await store.turns("a")) == 1
    assert await store.load("a") == state
    *_, state = await say(store, "a", 2)
    assert await store.load("a") == state
    with pytest.raises(ConversationNotFoundError):
        await store.append_agent("b", AgentUtterance(agent="Mia", text="hello"))


async def test_given_id_of_another_shop_is_refused(store: ConversationStore) -> None:
    """An id belongs to one shop."""
    await store.create(shop="demo", conversation_id="a")
    with pytest.raises(ConversationNotFoundError):
        await store.create(shop="other", conversation_id="a")


async def test_last_state_wins(store: ConversationStore) -> None:
    """The state is that of the last stored turn."""
    await store.create(shop="demo", conversation_id="a")
    await say(store, "a", 1)
    *_, second = await say(store, "a", 2)
    assert await store.load("a") == second


async def test_turns_come_back_equal_and_in_order(store: ConversationStore) -> None:
    """What was appended is read back, value for value, oldest first."""
    await store.create(shop="demo", conversation_id="a")
    first, second = await say(store, "a", 1), await say(store, "a", 2)
    assert await store.turns("a") == (first[:2], second[:2])


async def test_events_are_numbered_without_gaps(store: ConversationStore) -> None:
    """Two turns are events 1 to 4; `after` leaves out what was read."""
    await store.create(shop="demo", conversation_id="a")
    await say(store, "a", 1)
    await say(store, "a", 2)
    assert [(event.seq, event.turn) for event in await store.events("a")] == [(1, 1), (2, 1), (3, 2), (4, 2)]
    assert [event.seq for event in await store.events("a", after=2)] == [3, 4]


async def test_same_turn_twice_conflicts(store: ConversationStore) -> None:
    """A second turn of one number is refused and stores nothing."""
    await store.create(shop="demo", conversation_id="a")
    await say(store, "a", 1)
    with pytest.raises(ConversationConflictError):
        await say(store, "a", 1)
    assert len(await store.events("a")) == 2


async def test_same_message_id_twice_conflicts(store: ConversationStore) -> None:
    """A message id is stored once per conversation, and may occur in another one."""
    await store.create(shop="demo", conversation_id="a")
    await store.create(shop="demo", conversation_id="b")
    await say(store, "a", 1, message_id="m")
    await say(store, "b", 1, message_id="m")
    with pytest.raises(ConversationConflictError):
        await say(store, "a", 2, message_id="m")


async def test_append_needs_a_conversation(store: ConversationStore) -> None:
    """A turn of an unknown conversation is refused."""
    with pytest.raises(ConversationNotFoundError):
        await say(store, "nobody", 1)


async def test_unknown_conversation_is_not_found(store: ConversationStore) -> None:
    """Load, turns, events and delete all say that it does not exist."""
    for ask in (store.load, store.turns, store.events, store.delete):
        with pytest.raises(ConversationNotFoundError):
            await ask("nobody")


async def test_delete_erases_one_conversation(store: ConversationStore) -> None:
    """After a delete the id is unknown and others stay."""
    for name in ("a", "b"):
        await store.create(shop="demo", conversation_id=name)
        await say(store, name, 1)
    await store.delete("a")
    with pytest.raises(ConversationNotFoundError):
        await store.turns("a")
    assert len(await store.turns("b")) == 1


async def test_list_shows_last_active_first(store: ConversationStore) -> None:
    """Summaries count turns; the conversation with the latest event leads; a shop filters."""
    for name, shop in (("a", "demo"), ("b", "demo"), ("c", "other")):
        await store.create(shop=shop, conversation_id=name)
    await say(store, "a", 1)
    listed = await store.conversations()
    assert [(one.conversation_id, one.turns) for one in listed] == [("a", 1), ("c", 0), ("b", 0)]
    assert [one.conversation_id for one in await store.conversations(shop="other")] == ["c"]
    assert len(await store.conversations(limit=1)) == 1


async def test_text_of_any_language_survives(store: ConversationStore) -> None:
    """Chinese, emoji, quotes and a NUL are stored as said."""
    await store.create(shop="demo", conversation_id="a")
    utterance = Utterance(conversation_id="a", shop="demo", text="白色\x00'毛衣\" 🧶")
    turn = replace(make_turn("a"), reply="好的。")
    await store.append(utterance, turn, DialogueState(conversation_id="a", shop="demo", turn=1))
    assert await store.turns("a") == ((utterance, turn),)


async def test_requests_for_a_person_are_queued_once_and_erased(store: ConversationStore) -> None:
    """Oldest first, of one shop, one for a turn; erasing the conversation erases its requests."""
    first, second = await store.create(shop="demo"), await store.create(shop="demo")
    summary = HandoffSummary(
        language="en",
        utterances=1,
        search_text="mugs",
        constraints=(),
        sort=None,
        shown=("s-1",),
        tried=(TriedStep(turn=1, intents=(Intent.FIND,), items=1),),
    )
    asked = HandoffRequested(turn=2, reason=HandoffReason.REQUESTED, summary=summary)
    for conversation_id in (first, second, first):
        await store.request_handoff(conversation_id, asked)
    queued = await store.handoffs("demo")
    assert [(q.conversation_id, q.request) for q in queued] == [(first, asked), (second, asked)]
    assert await store.handoffs("other") == ()
    await store.delete(first)
    assert [q.conversation_id for q in await store.handoffs("demo")] == [second]
    with pytest.raises(ConversationNotFoundError):
        await store.request_handoff(first, asked)
