"""Profiles over HTTP and on the command line: only the holder of a conversation reaches its shopper's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.profiles.keeping import Profiles
from assistant.profiles.store import ProfileStore
from assistant.profiles.types import EntryKind, EntrySource, ProfileEntry
from assistant.store import SqlConversationStore
from tests.api.serving import demo_catalogs, serving
from tests.api.test_cli import Shopwright, shopwright
from tests.fakes_assistant import ScriptedAssistant

__all__ = ["shopwright"]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
RED = ProfileEntry(
    kind=EntryKind.LIKES, value="red", facet="color", source=EntrySource.STATED, at=NOW, conversation_id="x"
)
MUG = ProfileEntry(kind=EntryKind.BOUGHT, value="Tall Mug", source=EntrySource.ORDER, at=NOW, product_id="m1")


@dataclass(slots=True, kw_only=True)
class Served:
    """A running server that keeps profiles."""

    http: httpx.AsyncClient
    profiles: Profiles

    async def begin(self, **fields: Any) -> str:
        """A new conversation's secret id."""
        answer = await self.http.post("/api/conversations", json={"shop": "wool", **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["conversation"])

    async def profile(self, conversation: str) -> Any:
        """What the shopper of a conversation sees."""
        return (await self.http.get(f"/api/conversations/{conversation}/profile")).json()

    async def change(self, conversation: str, **fields: Any) -> httpx.Response:
        """Change it."""
        return await self.http.patch(f"/api/conversations/{conversation}/profile", json=fields)

    def keep(self, conversation: str, *entries: ProfileEntry) -> str:
        """Keep entries of a conversation's shopper; the owner."""
        owner = self.profiles.store.owner_of(conversation)
        assert owner is not None
        self.profiles.store.add(owner, entries)
        return owner


@pytest.fixture
async def served(tmp_path: Path, store: SqlConversationStore) -> AsyncIterator[Served]:
    """The shop 'wool' with an empty store of profiles."""
    profiles = Profiles(ProfileStore(f"sqlite:///{tmp_path / 'p.sqlite'}", now=lambda: NOW))
    async with serving(
        store=store,
        assistant=ScriptedAssistant(store=store),
        catalogs=demo_catalogs(),
        model=None,
        profiles=profiles,
    ) as site:
        yield Served(http=site.http, profiles=profiles)
    profiles.store.close()


async def test_consent_then_entries_with_source_and_time(served: Served) -> None:
    """Nobody was asked at first; after consent each entry says whence and when."""
    mine = await served.begin()
    assert await served.profile(mine) == {
        "consent": {"given": None, "version": None, "at": None},
        "personalization": True,
        "retention_days": 365,
        "entries": [],
    }
    assert (await served.change(mine, consent=True)).json()["consent"] == {
        "given": True,
        "version": 1,
        "at": NOW.isoformat(),
    }
    served.keep(mine, RED)
    assert (await served.profile(mine))["entries"] == [
        {
            "id": RED.entry_id,
            "kind": "likes",
            "value": "red",
            "facet": "color",
            "product_id": "",
            "source": "stated",
            "at": NOW.isoformat(),
        }
    ]


async def test_another_conversation_reaches_nothing(served: Served) -> None:
    """A stranger's token sees, changes and erases a profile of its own alone; a guessed one finds nothing."""
    mine, other = await served.begin(), await served.begin()
    await served.change(mine, consent=True)
    owner = served.keep(mine, RED)
    assert (await served.profile(other))["entries"] == []
    assert (await served.change(other, entries=[{"id": RED.entry_id, "value": "x"}])).status_code == 422
    base = f"/api/conversations/{other}/profile"
    assert (await served.http.delete(f"{base}/entries/{RED.entry_id}")).status_code == 404
    assert (await served.http.delete(base)).status_code == 204
    assert (await served.http.post(f"{base}/key")).status_code == 404
    assert (await served.http.get(f"/api/conversations/{'A' * 43}/profile")).status_code == 404
    kept = served.profiles.store.profile(owner)
    assert kept is not None
    assert [entry.value for entry in kept.entries] == ["red"]


async def test_correcting_switching_and_forgetting(served: Served) -> None:
    """A stated entry is corrected, a deed is not; one entry is forgotten; personalization goes off."""
    mine = await served.begin()
    await served.change(mine, consent=True)
    served.keep(mine, RED, MUG)
    changed = await served.change(
        mine, personalization=False, entries=[{"id": RED.entry_id, "value": "green"}]
    )
    form = changed.json()
    assert form["personalization"] is False
    told = {entry["value"]: entry for entry in form["entries"]}
    assert (told["green"]["source"], set(told)) == ("corrected", {"green", "Tall Mug"})
    refused = await served.change(mine, entries=[{"id": MUG.entry_id, "value": "Jug"}])
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_request")
    base = f"/api/conversations/{mine}/profile/entries"
    assert (await served.http.delete(f"{base}/{MUG.entry_id}")).status_code == 204
    assert [entry["value"] for entry in (await served.profile(mine))["entries"]] == ["green"]


async def test_withdrawn_consent_erases(served: Served) -> None:
    """What was kept is gone, and nothing can be changed until consent is given again."""
    mine = await served.begin()
    await served.change(mine, consent=True)
    served.keep(mine, RED)
    form = (await served.change(mine, consent=False)).json()
    assert (form["consent"]["given"], form["entries"]) == (False, [])
    assert (await served.change(mine, personalization=False)).status_code == 422


async def test_a_key_brings_the_profile_to_the_next_visit(served: Served) -> None:
    """The conversation that the key begins has the profile; erasing it there erases the first one too."""
    mine = await served.begin()
    await served.change(mine, consent=True)
    served.keep(mine, RED)
    key = (await served.http.post(f"/api/conversations/{mine}/profile/key")).json()["profile_key"]
    later = await served.begin(profile_key=key)
    assert [entry["value"] for entry in (await served.profile(later))["entries"]] == ["red"]
    wrong = await served.http.post("/api/conversations", json={"shop": "wool", "profile_key": "guess"})
    assert wrong.status_code == 404
    assert (await served.http.delete(f"/api/conversations/{later}/profile")).status_code == 204
    assert (await served.http.get(f"/api/conversations/{mine}")).status_code == 404
    assert (await served.profile(later))["consent"]["given"] is None


@pytest.mark.parametrize(
    "body",
    [{"consent": "yes"}, {"entries": [{"id": "x"}]}, {"entries": [{"id": "x", "value": " "}]}, {"colour": 1}],
)
async def test_bad_bodies_are_refused(served: Served, body: dict[str, Any]) -> None:
    """Wrong types, missing and unknown fields."""
    mine = await served.begin()
    refused = await served.http.patch(f"/api/conversations/{mine}/profile", json=body)
    assert refused.status_code == 422


async def test_consents_at_once_end_in_one_profile(served: Served) -> None:
    """Five requests at the same time all succeed."""
    mine = await served.begin()
    answers = await asyncio.gather(*(served.change(mine, consent=True) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    served.keep(mine, RED)
    assert [entry["value"] for entry in (await served.profile(mine))["entries"]] == ["red"]
    assert len(served.profiles.store.profiles("wool")) == 1


async def test_a_server_without_profiles_says_so(site: Any) -> None:
    """The routes are there and find nothing."""
    mine = (await site.http.post("/api/conversations", json={"shop": "wool"})).json()["conversation"]
    assert (await site.http.get(f"/api/conversations/{mine}/profile")).status_code == 404


def test_the_operator_lists_shows_and_erases(shopwright: Shopwright, tmp_path: Path) -> None:
    """Lists tell no entry; an erased profile is gone, and a second erasure says so."""
    owner = "wool/shopper:ada"
    store = ProfileStore(f"sqlite:///{tmp_path / 'profiles.sqlite'}")
    store.consent(owner, shop="wool", given=True, conversation_id="c1")
    store.add(owner, [ProfileEntry(kind=EntryKind.LIKES, value="red", source=EntrySource.STATED, at=None)])
    store.close()
    shown = shopwright("profiles", "show", owner, home=tmp_path)
    form = json.loads(shown.stdout)
    assert (form["consent"]["given"], [entry["value"] for entry in form["entries"]]) == (True, ["red"])
    unknown = shopwright("profiles", "list", "--shop", "wool", home=tmp_path)
    assert (unknown.returncode, "expected a shop of this home" in unknown.stderr) == (1, True)
    assert shopwright("profiles", "erase", owner, home=tmp_path).returncode == 0
    again = shopwright("profiles", "erase", owner, home=tmp_path)
    assert (again.returncode, "expected the owner of a profile" in again.stderr) == (1, True)
    assert shopwright("profiles", "show", owner, home=tmp_path).returncode == 1
