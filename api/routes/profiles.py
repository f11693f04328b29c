"""The profile of the shopper whose conversation it is: to see, correct, switch off and erase."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fastapi import APIRouter, Response
from typing_extensions import TypedDict

from api.deps import Running, RunningDep
from api.errors import NotFoundError, RequestError
from api.requests import ProfileIn
from assistant.errors import ConversationNotFoundError
from assistant.profiles.keeping import OpenedProfile, Profiles, Speaker
from assistant.profiles.types import WISHES, ProfileEntry

router = APIRouter(prefix="/api/conversations/{conversation_id}/profile", tags=["profiles"])


class EntryJson(TypedDict):
    """One thing known of the shopper, with where it comes from and when (ISO 8601, UTC)."""

    id: str
    kind: str
    value: str
    facet: str
    product_id: str
    source: str
    at: str | None


class ConsentJson(TypedDict):
    """What the shopper said to being remembered, to which words, and when; `given` None: never asked."""

    given: bool | None
    version: int | None
    at: str | None


class ProfileJson(TypedDict):
    """All that is kept, newest first. Nothing is kept longer than `retention_days`."""

    consent: ConsentJson
    personalization: bool
    retention_days: int
    entries: list[EntryJson]


class KeyJson(TypedDict):
    """A secret that opens the profile in further conversations: `profile_key` of a new conversation."""

    profile_key: str


@router.get("")
async def show(conversation_id: str, running: RunningDep) -> ProfileJson:
    """What is kept of the shopper of this conversation."""
    profiles, opened = await _open(running, conversation_id)
    return _json(profiles, opened)


@router.patch("")
async def change(conversation_id: str, body: ProfileIn, running: RunningDep) -> ProfileJson:
    """Give or withdraw consent, switch personalization, correct what was said. In this order."""
    profiles, opened = await _open(running, conversation_id)
    if body.consent is not None:
        opened = await asyncio.to_thread(profiles.consent, opened, given=body.consent)
    await asyncio.to_thread(_change, profiles, opened, body)
    return _json(profiles, (await _open(running, conversation_id))[1])


@router.post("/key", status_code=201)
async def make_key(conversation_id: str, running: RunningDep) -> KeyJson:
    """A key to the profile, for the shopper's next conversations; the one before no longer opens it."""
    profiles, opened = await _open(running, conversation_id)
    if opened.owner is None or opened.kept is None:
        raise NotFoundError("expected a shopper who consented to a profile, got one without")
    return KeyJson(profile_key=await asyncio.to_thread(profiles.store.new_key, opened.owner))


@router.delete("", status_code=204)
async def erase(conversation_id: str, running: RunningDep) -> Response:
    """Erase all that is kept of the shopper, with their other conversations; this one has its own route."""
    profiles, opened = await _open(running, conversation_id)
    if opened.owner is not None:
        known = await asyncio.to_thread(profiles.store.conversations, opened.owner)
        await asyncio.to_thread(profiles.store.erase, opened.owner)
        for other in known:
            if other != conversation_id:
                with suppress(ConversationNotFoundError):
                    await running.hub.erase(other)
    return Response(status_code=204)


@router.delete("/entries/{entry_id}", status_code=204)
async def forget(conversation_id: str, entry_id: str, running: RunningDep) -> Response:
    """Erase one entry; it is never gathered again."""
    profiles, opened = await _open(running, conversation_id)
    owner = opened.owner
    if owner is None or not await asyncio.to_thread(profiles.store.forget, owner, [entry_id]):
        raise NotFoundError("expected the id of an entry of this profile, got another")
    return Response(status_code=204)


async def _open(running: Running, conversation_id: str) -> tuple[Profiles, OpenedProfile]:
    """The profile of whoever holds the conversation's secret id. Raises ConversationNotFoundError."""
    profiles = running.services.profiles
    if profiles is None:
        raise NotFoundError("expected a server that keeps profiles, got one that does not")
    channel = await running.hub.resume(conversation_id)
    try:
        state = await running.services.conversations.load(conversation_id)
    finally:
        running.hub.release(channel)
    speaker = Speaker(
        shop=channel.shop, conversation_id=conversation_id, customer_id=state.service.customer_id
    )
    return profiles, await asyncio.to_thread(profiles.open, speaker)


def _change(profiles: Profiles, opened: OpenedProfile, body: ProfileIn) -> None:
    if body.personalization is None and not body.entries:
        return
    if opened.owner is None or opened.kept is None:
        raise RequestError("expected a shopper who consented to a profile, got one without; say consent")
    if body.personalization is not None:
        profiles.store.personalize(opened.owner, on=body.personalization)
    for entry in body.entries:
        if not profiles.store.correct(opened.owner, entry.id, value=entry.value):
            kinds = ", ".join(sorted(WISHES))
            raise RequestError(f"entries: expected the id of an entry of this profile of the kinds {kinds}")


def _json(profiles: Profiles, opened: OpenedProfile) -> ProfileJson:
    profile = opened.profile
    said = profile.consent if profile else None
    return ProfileJson(
        consent=ConsentJson(
            given=said.holds if said else None,
            version=said.version if said else None,
            at=said.at.isoformat() if said else None,
        ),
        personalization=profile.personalizes if profile else True,
        retention_days=profiles.store.retention.days,
        entries=[_entry_json(entry) for entry in profile.entries] if profile else [],
    )


def _entry_json(entry: ProfileEntry) -> EntryJson:
    return EntryJson(
        id=entry.entry_id,
        kind=entry.kind.value,
        value=entry.value,
        facet=entry.facet,
        product_id=entry.product_id,
        source=entry.source.value,
        at=entry.at.isoformat() if entry.at else None,
    )
