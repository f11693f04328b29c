"""Simulated shoppers over the small shop: truthful, reproducible, measured by policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.conversation import Assistant
from assistant.evaluation.shoppers import MAX_TURNS, Shopper, next_utterance, shoppers
from assistant.evaluation.simulated import NeverAsk, RandomAsk, Session, policies, report, run
from assistant.store import SqlConversationStore
from assistant.types import AskedOption, AskedQuestion
from prompts.registry import PromptRegistry
from retrieval.policies import Policies
from retrieval.shops import Shops
from retrieval.types import Constraint, FacetCounts, Op
from tests.small_shop import SmallCatalogs, lexical_ranker, product

COLORED = ("black", "white", "green", "navy")
MUGS = tuple(
    product(f"m{n:02}", f"Stoneware Mug {n}", 10 + n, category=("Kitchen", "Mugs"), color=COLORED[n % 4])
    for n in range(24)
)
ADA = Shopper(
    target="m03",
    language="en",
    opening="mugs",
    category="Mugs",
    facets={"color": ("navy",)},
    budget=15.0,
    currency="USD",
    volunteers=(False, True),
)
COLOR = AskedQuestion(
    facet="color",
    turn=1,
    options=tuple(
        AskedOption(says=value, constraints=(Constraint(facet="color", op=Op.EQ, value=value),))
        for value in ("black", "navy")
    ),
    any_says="any color",
)


def test_a_shopper_opens_then_answers_what_is_known() -> None:
    """The option that the target has; 'any' for a facet that the shopper knows nothing of."""
    assert next_utterance(ADA, turn=1, question=None, told=frozenset()) == ("mugs", "")
    assert next_utterance(ADA, turn=2, question=COLOR, told=frozenset()) == ("navy", "color")
    material = AskedQuestion(facet="material", turn=1, options=(), any_says="any material")
    assert next_utterance(ADA, turn=2, question=material, told=frozenset()) == ("any material", "material")


def test_the_budget_answers_a_question_about_money() -> None:
    """In the shopper's own words."""
    price = AskedQuestion(facet="price", turn=1, options=(), any_says="any price")
    assert next_utterance(ADA, turn=2, question=price, told=frozenset()) == ("under $15", "price")


def test_without_a_question_a_shopper_volunteers_or_asks_for_more() -> None:
    """In turn 2 (volunteering) the budget, then what is untold; in turn 3 only 'more'."""
    assert next_utterance(ADA, turn=2, question=None, told=frozenset()) == ("under $15", "price")
    assert next_utterance(ADA, turn=2, question=None, told=frozenset({"price"})) == ("navy please", "color")
    assert next_utterance(ADA, turn=3, question=None, told=frozenset())[0] == "show me more"


def test_shoppers_of_a_seed_are_the_same_and_know_only_what_is_true() -> None:
    """Facets come from the target's record, and the budget covers its price."""
    snapshot = SmallCatalogs(MUGS).load("small")
    first = shoppers(snapshot, count=20, seed=5)
    assert first == shoppers(snapshot, count=20, seed=5)
    assert first != shoppers(snapshot, count=20, seed=6)
    for shopper in first:
        target = snapshot.get(shopper.target)
        assert target is not None
        assert all(values == target.facet_values(facet) for facet, values in shopper.facets.items())
        assert shopper.budget is None or shopper.budget * 100 >= (target.price_minor or 0)


def test_a_catalog_without_prices_has_no_targets() -> None:
    """Nothing to look for is an error, not an endless search."""
    bare = SmallCatalogs((product("x", "Mug", None, category=("Mugs",)),)).load("small")
    with pytest.raises(ValueError, match="expected a product with price"):
        shoppers(bare, count=1, seed=1)


def test_random_ask_needs_something_to_ask() -> None:
    """One of the facets given, None for none."""
    counts = FacetCounts(facet="color", counts=(), unstated=0, total=1)
    assert RandomAsk(seed=1).choose([counts]) is counts
    assert RandomAsk(seed=1).choose([]) is None
    assert NeverAsk().choose([counts]) is None


def test_a_report_pairs_the_sessions_of_one_shopper() -> None:
    """Found in turn 2 against given up (counted as 9): one success more and seven turns saved."""
    held = {
        "served": [Session(found_in=2, questions=1)],
        "never_ask": [Session(found_in=None, questions=0)],
    }
    measured = report(held, seed=1)
    assert measured["policies"]["served"]["success"]["value"] == 1.0
    assert measured["policies"]["never_ask"]["turns_to_target"]["value"] is None
    gains = measured["gains"]["served-never_ask"]
    assert (gains["success"]["value"], gains["turns_saved"]["value"]) == (1.0, MAX_TURNS + 1 - 2)


async def test_shoppers_find_their_mug_sooner_when_asked(tmp_path: Path) -> None:
    """Every policy runs over the same shoppers, never-ask asks nothing, and no conversation stays stored."""
    catalogs = SmallCatalogs(MUGS)
    store = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}")
    assistant = Assistant(
        shops=Shops(catalogs=catalogs, build_ranker=lexical_ranker),
        open_policies=lambda _index: Policies(()),
        conversations=store,
        prompts=PromptRegistry.from_folder(),
        model=None,
    )
    seen: list[tuple[int, int]] = []
    people = shoppers(catalogs.load("small"), count=6, seed=2)
    held = await run(
        assistant,
        people,
        shop="small",
        store=store,
        compared=policies(1),
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert [len(sessions) for sessions in held.values()] == [6, 6, 6]
    assert sum(session.questions for session in held["never_ask"]) == 0
    assert sum(s.turns for s in held["served"]) <= sum(s.turns for s in held["never_ask"])
    assert seen[-1] == (18, 18)
    assert await store.conversations() == ()
    await store.aclose()
