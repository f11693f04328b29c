"""The web application on a free loopback port, over scripted services."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from api.app import create_app
from api.deps import Services
from api.limits import MAX_FRAME_BYTES
from assistant.profiles.keeping import Profiles
from assistant.protocols import ConversationStore
from prompts.registry import PromptRegistry
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.errors import ShopNotFoundError
from retrieval.ranker import Ranker
from retrieval.shop_rules.types import NO_RULES, ShopRules
from retrieval.types import Product
from tests.fakes_assistant import SWEATER, ScriptedAssistant
from tests.small_shop import lexical_ranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One shop as lists show it."""

    settings: ShopSettings
    catalog_version: int
    products: int


@dataclass(slots=True, kw_only=True)
class MemoryCatalogs:
    """Shops in a dictionary; `loads` counts whole snapshots read."""

    snapshots: dict[str, CatalogSnapshot] = field(default_factory=dict)
    loads: int = 0
    rules: dict[str, ShopRules] = field(default_factory=dict)

    def add(self, settings: ShopSettings, products: Sequence[Product], *, version: int = 7) -> None:
        """Make a version visible."""
        self.snapshots[settings.name] = CatalogSnapshot(
            shop=settings, catalog_version=version, products=tuple(products)
        )

    def shops(self) -> Sequence[Row]:
        """All shops by name."""
        return [
            Row(settings=one.shop, catalog_version=one.catalog_version, products=len(one.products))
            for _, one in sorted(self.snapshots.items())
        ]

    def version(self, shop: str) -> int:
        """The visible version."""
        return self._get(shop).catalog_version

    def load(self, shop: str, _since: CatalogSnapshot | None = None) -> CatalogSnapshot:
        """The visible snapshot."""
        self.loads += 1
        return self._get(shop)

    def ranker(self, shop: str) -> Ranker:
        """By words alone, under the shop's `rules` if it has some."""
        return lexical_ranker(self._get(shop)).ruled(self.rules.get(shop, NO_RULES))

    def _get(self, shop: str) -> CatalogSnapshot:
        if shop not in self.snapshots:
            raise ShopNotFoundError(f"expected one of {sorted(self.snapshots)}, got {shop!r}")
        return self.snapshots[shop]


def demo_catalogs(source_dir: str | None = None) -> MemoryCatalogs:
    """One shop, 'wool', that sells one sweater."""
    catalogs = MemoryCatalogs()
    catalogs.add(ShopSettings(name="wool", title="Wool & Co", source_dir=source_dir), [SWEATER])
    return catalogs


@dataclass(slots=True, kw_only=True)
class Site:
    """A running application: where it is, and what is behind it."""

    base: str
    store: ConversationStore
    assistant: ScriptedAssistant
    catalogs: MemoryCatalogs
    http: httpx.AsyncClient
    server: uvicorn.Server

    @asynccontextmanager
    async def shopper(self, conversation: str | None = None, *, shop: str = "wool") -> AsyncIterator[Talk]:
        """A connection that has said hello and read its welcome and replay."""
        async with self.socket(shop=shop) as raw:
            talk = Talk(raw=raw)
            await talk.send("hello", {}, conv=conversation)
            talk.welcome = await talk.next()
            while (frame := await talk.next())["t"] != "replay.end":
                talk.history.append(frame)
            yield talk

    def socket(self, *, shop: str = "wool", **options: Any) -> connect:
        """A bare connection."""
        return connect(f"{self.base.replace('http', 'ws')}/ws/{shop}", proxy=None, **options)


@dataclass(slots=True, kw_only=True)
class Talk:
    """One websocket as a client sees it."""

    raw: ClientConnection
    welcome: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def conversation(self) -> str:
        """The secret id."""
        return str(self.welcome["conv"])

    async def send(self, kind: str, data: dict[str, Any], *, conv: str | None = None) -> None:
        """Send one frame."""
        await self.raw.send(json.dumps({"v": 1, "t": kind, "conv": conv, "d": data}))

    async def say(self, text: str, *, cid: str = "c1") -> None:
        """Say something."""
        await self.send("msg.send", {"cid": cid, "text": text})

    async def next(self) -> dict[str, Any]:
        """The next frame."""
        async with asyncio.timeout(5):
            frame: dict[str, Any] = json.loads(await self.raw.recv())
        return frame

    async def until(self, kind: str) -> list[dict[str, Any]]:
        """Frames up to and including the first of this type (`agui` events by their own type)."""
        frames = [await self.next()]
        while kind_of(frames[-1]) != kind:
            frames.append(await self.next())
        return frames


def kind_of(frame: dict[str, Any]) -> str:
    """The type of a frame; of an agui frame, that of its event."""
    return str(frame["d"]["type"] if frame["t"] == "agui" else frame["t"])


@asynccontextmanager
async def serving(
    *,
    store: ConversationStore,
    assistant: ScriptedAssistant,
    catalogs: MemoryCatalogs,
    model: str | None,
    profiles: Profiles | None = None,
) -> AsyncIterator[Site]:
    """Serve in this event loop until the block ends."""
    services = Services(
        assistant=assistant,
        conversations=store,
        catalogs=catalogs,
        prompts=PromptRegistry.from_folder(),
        model=model,
        profiles=profiles,
        origins=frozenset({"https://shop.example"}),
    )
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(services), log_config=None, ws="websockets-sansio", ws_max_size=MAX_FRAME_BYTES
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=base, trust_env=False) as http:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
            await asyncio.sleep(0.01)
        try:
            yield Site(
                base=base, store=store, assistant=assistant, catalogs=catalogs, http=http, server=server
            )
        finally:
            server.should_exit = True
            await task
            listener.close()
