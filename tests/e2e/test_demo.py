"""`shopwright demo` proves itself without a browser."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.store import SqlConversationStore
from assistant.types import Mode, Turn

pytestmark = [pytest.mark.model, pytest.mark.embedder, pytest.mark.timeout(1200)]


def test_the_demo_talks_with_the_real_model(real_weights: Path, tmp_path: Path) -> None:
    """In an empty home it ingests, talks and ends well; its first turn made a real, accepted model call."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "api.cli", "--home", str(tmp_path), "demo", "--talk-only"],
        env={**os.environ, "SHOPWRIGHT_MODELS": str(real_weights)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    turns = asyncio.run(_turns(tmp_path))
    calls = turns[0].receipt.model_calls
    assert any(call.accepted and call.completion_tokens > 0 for call in calls)
    assert turns[0].items
    assert {turn.mode for turn in turns} == {Mode.FULL}
    assert turns[0].items[0].product.title in done.stdout


async def _turns(home: Path) -> Sequence[Turn]:
    store = SqlConversationStore(f"sqlite:///{home / 'conversations.sqlite'}")
    try:
        only = (await store.conversations())[0]
        return [turn for _, turn in await store.turns(only.conversation_id)]
    finally:
        await store.aclose()
