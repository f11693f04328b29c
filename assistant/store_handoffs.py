"""The queue of requests for a person, as rows of the conversation log. Append-only but for erasure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from assistant.protocols import QueuedHandoff
from assistant.serialization import dump_handoff, load_handoff
from assistant.store_schema import HANDOFFS
from assistant.types import HandoffRequested


def queue_handoff(
    connection: Connection, conversation_id: str, *, shop: str, handoff: HandoffRequested, at: str
) -> None:
    """Add a request; one of the same turn is in the queue already and stays as it is."""
    same = (HANDOFFS.c.conversation_id == conversation_id) & (HANDOFFS.c.turn == handoff.turn)
    if connection.scalar(select(HANDOFFS.c.turn).where(same)) is not None:
        return
    row = {
        "conversation_id": conversation_id,
        "turn": handoff.turn,
        "shop": shop,
        "reason": handoff.reason.value,
        "payload": dump_handoff(handoff),
        "at": at,
    }
    connection.execute(insert(HANDOFFS).values(row))


def queued_handoffs(connection: Connection, shop: str) -> Sequence[QueuedHandoff]:
    """A shop's requests, oldest first."""
    wanted = (
        select(HANDOFFS.c.conversation_id, HANDOFFS.c.at, HANDOFFS.c.payload)
        .where(HANDOFFS.c.shop == shop)
        .order_by(HANDOFFS.c.at, HANDOFFS.c.conversation_id, HANDOFFS.c.turn)
    )
    return tuple(
        QueuedHandoff(
            conversation_id=row.conversation_id,
            at=datetime.fromisoformat(row.at),
            request=load_handoff(row.payload),
        )
        for row in connection.execute(wanted)
    )
