"""The conversation log in a relational database: SQLite (WAL) by default, any SQLAlchemy URL otherwise."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.errors import (
    ConversationConflictError,
    ConversationNotFoundError,
    ConversationStoreError,
)
from assistant.protocols import ConversationSummary, LoggedEvent, QueuedHandoff
from assistant.serialization import (
    dump_agent_utterance,
    dump_turn,
    dump_utterance,
    load_agent_utterance,
    load_turn,
    load_utterance,
)
from assistant.store_handoffs import queue_handoff, queued_handoffs
from assistant.store_schema import CONVERSATIONS, EVENTS, HANDOFFS, IMPRESSIONS, SCHEMA
from assistant.types import AgentUtterance, DialogueState, HandoffRequested, Turn, Utterance
from retrieval.database import empty_log, migrate, open_engine, writing
from retrieval.errors import DatabaseError

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return secrets.token_urlsafe(32)


def _kept_nowhere_else(_conversation_id: str) -> None:
    return None


class SqlConversationStore:
    """Append-only events (utterance, turn, agent) and impressions; the last turn event holds the state.

    All database work runs in one thread of its own, so that the event loop never blocks and writers of one
    process never wait for each other's locks; other processes may use the same file.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime] = _utc_now,
        new_id: Callable[[], str] = _new_id,
        on_delete: Callable[[str], None] = _kept_nowhere_else,
    ) -> None:
        """Open or make the log. `on_delete` erases what is kept elsewhere of a conversation, by its id."""
        self._now = now
        self._on_delete = on_delete
        self._new_id = new_id
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="conversations")
        self._engine = open_engine(url)
        try:
            with writing(self._engine) as connection:
                migrate(connection, SCHEMA, now=now())
        except DatabaseError as error:
            raise ConversationStoreError(str(error)) from error
        except SQLAlchemyError as error:
            raise _failed(error) from error

    async def create(self, *, shop: str, conversation_id: str | None = None) -> str:
        """A new conversation's id, or the given one; see ConversationStore."""
        return await self._run(self._create, shop, conversation_id)

    async def load(self, conversation_id: str) -> DialogueState:
        """The state after the last stored turn."""
        return await self._run(self._load, conversation_id)

    async def append(self, utterance: Utterance, turn: Turn, state: DialogueState) -> None:
        """Store one turn in one transaction."""
        await self._run(self._append, utterance, turn, state)

    async def append_agent(self, conversation_id: str, utterance: AgentUtterance) -> None:
        """Store what an agent said after the last turn."""
        await self._run(self._append_agent, conversation_id, utterance)

    async def turns(self, conversation_id: str) -> Sequence[tuple[Utterance, Turn]]:
        """Every stored turn with what was said, oldest first."""
        values = [event.value for event in await self.events(conversation_id)]
        utterances = [value for value in values if isinstance(value, Utterance)]
        turns = [value for value in values if isinstance(value, Turn)]
        return tuple(zip(utterances, turns, strict=True))

    async def events(self, conversation_id: str, *, after: int = 0) -> Sequence[LoggedEvent]:
        """Stored events with `seq` above `after`, in order."""
        return await self._run(self._events, conversation_id, after)

    async def conversations(
        self, *, shop: str | None = None, limit: int = 100
    ) -> Sequence[ConversationSummary]:
        """Stored conversations, last active first."""
        return await self._run(self._conversations, shop, limit)

    async def request_handoff(self, conversation_id: str, handoff: HandoffRequested) -> None:
        """Put a request for a person into the queue, once per turn."""
        await self._run(self._request_handoff, conversation_id, handoff)

    async def handoffs(self, shop: str) -> Sequence[QueuedHandoff]:
        """A shop's requests for a person, oldest first."""
        return await self._run(self._handoffs, shop)

    async def delete(self, conversation_id: str) -> None:
        """Erase every row of a conversation; SQLite overwrites the freed pages and empties its log."""
        await self._run(self._delete, conversation_id)

    async def aclose(self) -> None:
        """Let what is queued finish, then close the database."""
        await asyncio.to_thread(self._thread.shutdown, wait=True)
        self._engine.dispose()

    async def _run(self, work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        def call() -> _R:
            try:
                return work(*args, **kwargs)
            except SQLAlchemyError as error:
                raise _failed(error) from error

        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _create(self, shop: str, conversation_id: str | None) -> str:
        chosen = self._new_id() if conversation_id is None else conversation_id
        with writing(self._engine) as connection:
            owner = connection.scalar(select(CONVERSATIONS.c.shop).where(CONVERSATIONS.c.id == chosen))
            if owner is None:
                row = {"id": chosen, "shop": shop, "created_at": self._now().isoformat()}
                connection.execute(insert(CONVERSATIONS).values(row))
            elif owner != shop or conversation_id is None:
                raise _not_found(chosen, shop=shop)
        return chosen

    def _load(self, conversation_id: str) -> DialogueState:
        latest = (
            select(EVENTS.c.payload)
            .where(EVENTS.c.conversation_id == conversation_id, EVENTS.c.type == "turn")
            .order_by(EVENTS.c.seq.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            shop = _shop_of(connection, conversation_id)
            payload = connection.scalar(latest)
        if payload is None:
            return DialogueState(conversation_id=conversation_id, shop=shop)
        return load_turn(payload).state

    def _append(self, utterance: Utterance, turn: Turn, state: DialogueState) -> None:
        conversation_id = utterance.conversation_id
        at = self._now().isoformat()
        try:
            with writing(self._engine) as connection:
                shop = _shop_of(connection, conversation_id)
                head, _ = _head(connection, conversation_id)
                rows = _event_rows(utterance, turn, state, head=head, at=at)
                connection.execute(insert(EVENTS), rows)
                impressions = _impression_rows(turn, conversation_id=conversation_id, shop=shop, at=at)
                if impressions:
                    connection.execute(insert(IMPRESSIONS), impressions)
        except IntegrityError as error:
            raise ConversationConflictError(
                f"turn {turn.turn} of conversation {conversation_id!r}, or its message "
                f"{utterance.message_id!r}, is stored already; load the state again and retry"
            ) from error

    def _append_agent(self, conversation_id: str, utterance: AgentUtterance) -> None:
        with writing(self._engine) as connection:
            _shop_of(connection, conversation_id)
            head, turn = _head(connection, conversation_id)
            row = {
                "conversation_id": conversation_id,
                "seq": head + 1,
                "type": "agent",
                "turn": turn,
                "payload": dump_agent_utterance(utterance),
                "at": self._now().isoformat(),
            }
            connection.execute(insert(EVENTS).values(row))

    def _events(self, conversation_id: str, after: int) -> Sequence[LoggedEvent]:
        wanted = (
            select(EVENTS.c.seq, EVENTS.c.turn, EVENTS.c.type, EVENTS.c.payload, EVENTS.c.at)
            .where(EVENTS.c.conversation_id == conversation_id, EVENTS.c.seq > after)
            .order_by(EVENTS.c.seq)
        )
        with self._engine.connect() as connection:
            _shop_of(connection, conversation_id)
            rows = connection.execute(wanted).all()
        return tuple(
            LoggedEvent(
                seq=row.seq,
                turn=row.turn,
                at=datetime.fromisoformat(row.at),
                value=_value(row.type, row.payload),
            )
            for row in rows
        )

    def _conversations(self, shop: str | None, limit: int) -> Sequence[ConversationSummary]:
        last_at = func.coalesce(func.max(EVENTS.c.at), CONVERSATIONS.c.created_at)
        wanted = (
            select(
                CONVERSATIONS.c.id,
                CONVERSATIONS.c.shop,
                CONVERSATIONS.c.created_at,
                func.coalesce(func.max(EVENTS.c.turn), 0).label("turns"),
                last_at.label("last_at"),
            )
            .outerjoin(EVENTS, EVENTS.c.conversation_id == CONVERSATIONS.c.id)
            .group_by(CONVERSATIONS.c.id, CONVERSATIONS.c.shop, CONVERSATIONS.c.created_at)
            .order_by(last_at.desc(), CONVERSATIONS.c.id)
            .limit(limit)
        )
        if shop is not None:
            wanted = wanted.where(CONVERSATIONS.c.shop == shop)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            ConversationSummary(
                conversation_id=row.id,
                shop=row.shop,
                turns=row.turns,
                created_at=datetime.fromisoformat(row.created_at),
                last_at=datetime.fromisoformat(row.last_at),
            )
            for row in rows
        )

    def _request_handoff(self, conversation_id: str, handoff: HandoffRequested) -> None:
        with writing(self._engine) as connection:
            shop = _shop_of(connection, conversation_id)
            at = self._now().isoformat()
            queue_handoff(connection, conversation_id, shop=shop, handoff=handoff, at=at)

    def _handoffs(self, shop: str) -> Sequence[QueuedHandoff]:
        with self._engine.connect() as connection:
            return queued_handoffs(connection, shop)

    def _delete(self, conversation_id: str) -> None:
        with writing(self._engine) as connection:
            _shop_of(connection, conversation_id)
            self._on_delete(conversation_id)
            for table in (HANDOFFS, IMPRESSIONS, EVENTS):
                connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id))
        empty_log(self._engine)


def _head(connection: Connection, conversation_id: str) -> tuple[int, int]:
    """Number of the last event and of the last turn; 0 where there is none."""
    last = select(func.coalesce(func.max(EVENTS.c.seq), 0), func.coalesce(func.max(EVENTS.c.turn), 0))
    seq, turn = connection.execute(last.where(EVENTS.c.conversation_id == conversation_id)).one()
    return int(seq), int(turn)


def _value(kind: str, payload: str) -> Utterance | Turn | AgentUtterance:
    if kind == "turn":
        return load_turn(payload).turn
    return load_agent_utterance(payload) if kind == "agent" else load_utterance(payload)


def _event_rows(
    utterance: Utterance, turn: Turn, state: DialogueState, *, head: int, at: str
) -> list[dict[str, str | int | None]]:
    common: dict[str, str | int | None] = {
        "conversation_id": utterance.conversation_id,
        "turn": turn.turn,
        "at": at,
    }
    said: dict[str, str | int | None] = {
        "seq": head + 1,
        "type": "utterance",
        "message_id": utterance.message_id,
        "payload": dump_utterance(utterance),
    }
    answered: dict[str, str | int | None] = {
        "seq": head + 2,
        "type": "turn",
        "message_id": None,
        "payload": dump_turn(turn, state),
    }
    return [common | said, common | answered]


def _impression_rows(
    turn: Turn, *, conversation_id: str, shop: str, at: str
) -> list[dict[str, str | int | float]]:
    return [
        {
            "conversation_id": conversation_id,
            "turn": turn.turn,
            "position": position,
            "shop": shop,
            "product_id": item.product.product_id,
            "final_score": item.final_score,
            "catalog_version": turn.receipt.catalog_version,
            "at": at,
        }
        for position, item in enumerate(turn.items, start=1)
    ]


def _shop_of(connection: Connection, conversation_id: str) -> str:
    shop = connection.scalar(select(CONVERSATIONS.c.shop).where(CONVERSATIONS.c.id == conversation_id))
    if shop is None:
        raise _not_found(conversation_id)
    return str(shop)


def _not_found(conversation_id: str, *, shop: str | None = None) -> ConversationNotFoundError:
    where = f" of shop {shop!r}" if shop else ""
    return ConversationNotFoundError(
        f"expected a conversation{where} that exists, got {conversation_id!r}; "
        "`shopwright conversations list` shows them"
    )


def _failed(error: SQLAlchemyError) -> ConversationStoreError:
    cause = getattr(error, "orig", None) or error
    return ConversationStoreError(
        f"the conversation log could not be read or written: {cause}; check its disk"
    )
