"""The real assistant over three real shops: nothing untrue, nothing that breaks a condition."""

from __future__ import annotations

import pytest
import pytest_asyncio

from assistant.bootstrap import Home
from assistant.conversation import Assistant
from assistant.types import Mode
from tests.conversing import SOURCES, Tally, scripts, speak, transcript

pytestmark = [
    pytest.mark.model,
    pytest.mark.embedder,
    pytest.mark.data,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(1500),
]
CONVERSATIONS = 5
"""Of each shop; `python -m tests.benchmarks.conversations` runs them all."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tally(real_home: tuple[Home, Assistant]) -> Tally:
    """The first conversations of each shop, spoken once; the transcript goes to the test's output."""
    home, assistant = real_home
    spoken = Tally()
    for shop in SOURCES:
        async for one in speak(home, assistant, scripts(shop)[:CONVERSATIONS]):
            spoken.spoken.append(one)
    print(transcript(spoken.spoken), spoken.report(), sep="\n")  # noqa: T201 - shown when a test fails
    return spoken


async def test_no_item_breaks_a_condition_and_no_claim_is_unsupported(tally: Tally) -> None:
    """The second check finds no fault in any turn."""
    assert tally.faults == []


async def test_satisfiable_searches_show_items(tally: Tally) -> None:
    """At least nine of ten satisfiable find and refine turns show an item."""
    assert tally.satisfied >= 0.9


async def test_most_prose_is_the_models_own_and_names_the_first_item(tally: Tally) -> None:
    """At least six of ten replies about found or compared items are the model's; each names the first."""
    assert tally.own_prose >= 0.6
    assert tally.unnamed == []


async def test_the_model_took_part(tally: Tally) -> None:
    """No turn was in reduced mode, and the first search made a real, accepted model call."""
    assert {one.turn.mode for one in tally.spoken} == {Mode.FULL}
    calls = tally.spoken[0].turn.receipt.model_calls
    assert any(call.accepted and call.completion_tokens > 0 for call in calls)
