"""Fixtures of the web application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.store import SqlConversationStore
from tests.api.serving import Site, demo_catalogs, serving
from tests.fakes_assistant import ScriptedAssistant


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlConversationStore]:
    """An empty conversation log."""
    opened = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}")
    yield opened
    await opened.aclose()


@pytest.fixture
async def site(tmp_path: Path, store: SqlConversationStore) -> AsyncIterator[Site]:
    """A running shop 'wool' whose pictures lie in `tmp_path/source`."""
    source = tmp_path / "source"
    source.mkdir()
    async with serving(
        store=store,
        assistant=ScriptedAssistant(store=store),
        catalogs=demo_catalogs(str(source)),
        model="scripted@1",
    ) as running:
        yield running
