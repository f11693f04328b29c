"""`evaluate shoppers` and `conversations handoffs` over a small shop of ours."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from api.commands.evaluate_shoppers import _summary
from assistant.evaluation.simulated import Session, report
from assistant.handoff import request
from assistant.store import SqlConversationStore
from assistant.types import DialogueState, HandoffReason
from retrieval.types import Constraint, Op
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.api.test_evaluate import home  # noqa: F401 - a fixture
from tests.fakes_assistant import make_turn
from tests.weights_root import link_embedders


def test_the_queue_is_listed_with_its_summaries(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
) -> None:
    """One line a request: why, what is wanted, what was shown, what was tried."""

    async def prepare() -> None:
        store = SqlConversationStore(f"sqlite:///{home / 'conversations.sqlite'}")
        await store.create(shop="small", conversation_id="small/a")
        state = DialogueState(
            conversation_id="small/a",
            shop="small",
            turn=2,
            search_text="mugs",
            constraints=(Constraint(facet="price", op=Op.LTE, value=20.0),),
            shown=("m1",),
        )
        await store.request_handoff("small/a", request(state, HandoffReason.ANGER, [make_turn("small/a")]))
        await store.aclose()

    asyncio.run(prepare())
    listed = shopwright("conversations", "handoffs", "--shop", "small", home=home).stdout
    assert "small/a  turn 2; anger; en; looking for: mugs price lte 20.0; shown: m1; tried: find(0)" in listed
    assert shopwright("conversations", "handoffs", "--shop", "nope", home=home).returncode == 1


def test_a_summary_says_measures_and_gains() -> None:
    """A line for each policy and for each comparison; what has no value is a dash."""
    held = {
        "served": [Session(found_in=2, questions=1)],
        "never_ask": [Session(found_in=None, questions=0)],
    }
    lines = _summary(report(held, seed=1)).splitlines()
    assert lines[0] == "1 shoppers, at most 8 turns each"
    assert lines[1].startswith("served: success 1.000 (1.000 to 1.000), turns to target 2.000")
    assert "turns to target –" in lines[2]
    assert lines[3].startswith("served-never_ask: success 1.000")


@pytest.mark.embedder
def test_shoppers_are_simulated(
    shopwright: Shopwright,  # noqa: F811
    home: Path,  # noqa: F811
) -> None:
    """Two sessions under three policies, as JSON; no conversation is kept."""
    link_embedders(home)
    options = ("--shop", "small", "--sessions", "2", "--reduced", "--json")
    measured = json.loads(shopwright("evaluate", "shoppers", *options, home=home).stdout)
    assert (measured["sessions"], list(measured["policies"])) == (2, ["served", "never_ask", "random_ask"])
    assert shopwright("conversations", "list", home=home).stdout == ""


@pytest.mark.embedder
def test_one_way_of_asking_is_simulated_alone(
    shopwright: Shopwright,  # noqa: F811
    home: Path,  # noqa: F811
) -> None:
    """With --policy the others are neither run nor compared."""
    link_embedders(home)
    options = ("--shop", "small", "--sessions", "2", "--reduced", "--json", "--policy", "never_ask")
    measured = json.loads(shopwright("evaluate", "shoppers", *options, home=home).stdout)
    assert (list(measured["policies"]), measured["gains"]) == (["never_ask"], {})
