"""Conversations over plain HTTP: the same turns as the websocket, each in one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter
from uuid import uuid4

from fastapi import APIRouter, Response
from typing_extensions import TypedDict

from api.deps import Running, RunningDep
from api.errors import NotFoundError
from api.pictures import page_items
from api.protocol import MessageSend
from api.requests import ConversationIn, TurnIn
from api.schemas import TurnJson, turn_json
from assistant.protocols import LoggedEvent
from assistant.types import AgentUtterance, PageContext, Turn, Utterance

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


class NewConversationJson(TypedDict):
    """The id is the key to the conversation: keep it secret."""

    conversation: str
    shop: str


class PastTurnJson(TypedDict):
    """What was said and what was answered. Times are ISO 8601, UTC."""

    say: str
    said_at: str
    turn: TurnJson


class AgentUtteranceJson(TypedDict):
    """What an agent said after a turn, 0 where there was none yet."""

    after_turn: int
    agent: str
    text: str
    said_at: str


class ConversationJson(TypedDict):
    """A conversation with all its turns and all that agents said, oldest first."""

    conversation: str
    shop: str
    turns: list[PastTurnJson]
    agents: list[AgentUtteranceJson]


@router.post("", status_code=201)
async def begin(body: ConversationIn, running: RunningDep) -> NewConversationJson:
    """Begin a conversation with a shop; `profile_key` brings the profile of an earlier one."""
    await asyncio.to_thread(running.services.catalogs.version, body.shop)
    conversation_id = running.hub.new_id()
    owner = await _owner(running, body)
    await running.services.conversations.create(shop=body.shop, conversation_id=conversation_id)
    if owner is not None and running.services.profiles is not None:
        await asyncio.to_thread(running.services.profiles.store.link, owner, conversation_id)
    return NewConversationJson(conversation=conversation_id, shop=body.shop)


async def _owner(running: Running, body: ConversationIn) -> str | None:
    """Whose profile the key opens. Raises NotFoundError for a key that opens none."""
    if body.profile_key is None:
        return None
    profiles, owner = running.services.profiles, None
    if profiles is not None:
        owner = await asyncio.to_thread(profiles.store.owner_by_key, body.profile_key, shop=body.shop)
    if owner is None:
        raise NotFoundError("expected a key that opens a profile of this shop, got another")
    return owner


@router.get("/{conversation_id}")
async def show(conversation_id: str, running: RunningDep) -> ConversationJson:
    """Everything that was said, for a page that resumes."""
    channel = await running.hub.resume(conversation_id)
    try:
        events = await running.services.conversations.events(conversation_id)
    finally:
        running.hub.release(channel)
    said = {event.turn: event for event in events if isinstance(event.value, Utterance)}
    turns = []
    for event in events:
        if not isinstance(event.value, Turn):
            continue
        before = said[event.turn]
        if isinstance(before.value, Utterance):
            turns.append(
                PastTurnJson(
                    say=before.value.text,
                    said_at=before.at.isoformat(),
                    turn=turn_json(event.value, item=page_items(channel.shop)),
                )
            )
    return ConversationJson(
        conversation=conversation_id, shop=channel.shop, turns=turns, agents=_by_agents(events)
    )


def _by_agents(events: Sequence[LoggedEvent]) -> list[AgentUtteranceJson]:
    return [
        AgentUtteranceJson(
            after_turn=event.turn,
            agent=event.value.agent,
            text=event.value.text,
            said_at=event.at.isoformat(),
        )
        for event in events
        if isinstance(event.value, AgentUtterance)
    ]


@router.post("/{conversation_id}/turns")
async def say(conversation_id: str, body: TurnIn, running: RunningDep) -> TurnJson:
    """Say something and get the whole turn. A client that goes away does not stop it."""
    started = perf_counter()
    channel = await running.hub.resume(conversation_id)
    try:
        context = body.context.page() if body.context else PageContext()
        message = MessageSend(cid=body.cid or uuid4().hex, text=body.say, context=context)
        turn = await asyncio.shield(channel.submit(message, started=started).turn)
    finally:
        running.hub.release(channel)
    return turn_json(turn, item=page_items(channel.shop))


@router.delete("/{conversation_id}", status_code=204)
async def erase(conversation_id: str, running: RunningDep) -> Response:
    """Erase everything of it; whoever still watches is told that it is gone."""
    await running.hub.erase(conversation_id)
    return Response(status_code=204)
