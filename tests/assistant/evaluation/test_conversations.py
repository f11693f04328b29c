"""Held turns: violations, cards, tallies, and holding scripts with an assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import ConversationNotFoundError, EvaluationFileError, ModelUnavailableError
from assistant.evaluation.conversations import HeldTurn, judge_turn, tally
from assistant.evaluation.running import ShopView, hold_scripts_with, read_cases_with
from assistant.evaluation.types import Case, Line, Screen, Script
from assistant.evaluation.violations import claim_violations, item_violations
from assistant.store import SqlConversationStore
from assistant.types import Claim, DialogueState, Intent
from assistant.understanding import Reader
from prompts.registry import PromptRegistry
from retrieval.types import Constraint, Op, Product, RankedItem, Strength
from tests.assistant.evaluation.judging import got, wanted
from tests.fakes_assistant import SWEATER, ScriptedAssistant, item, make_turn
from tests.fakes_llm import ScriptedModel
from tests.small_shop import SmallCatalogs

WOOL = replace(SWEATER, description="Knitted of soft lambswool.", tags=("winter",))


def constraint(
    facet: str, op: Op, value: str | float, *, soft: bool = False, currency: str | None = None
) -> Constraint:
    """A condition, hard unless `soft`."""
    strength = Strength.SOFT if soft else Strength.HARD
    return Constraint(facet=facet, op=op, value=value, strength=strength, currency=currency)


@pytest.mark.parametrize(
    ("condition", "breaks"),
    [
        (constraint("price", Op.LTE, 45.5), False),
        (constraint("price", Op.LTE, 45.0), True),
        (constraint("price", Op.LTE, 40.0, soft=True), False),  # 45.50 <= 40 * 1.15
        (constraint("price", Op.LTE, 39.0, soft=True), True),
        (constraint("price", Op.LTE, 10.0, currency="EUR"), False),
        (constraint("price", Op.GTE, 50.0), True),
        (constraint("price", Op.EQ, 45.5), False),
        (constraint("rating", Op.GTE, 4.5), False),
        (constraint("rating", Op.GTE, 4.6), True),
        (constraint("material", Op.EQ, "wool"), False),
        (constraint("material", Op.EQ, "silk"), True),
        (constraint("material", Op.EQ, "silk", soft=True), False),
        (constraint("material", Op.NE, "lambswool"), True),
        (constraint("feature", Op.NE, "winter"), True),
        (constraint("stock", Op.EQ, "in stock"), False),
    ],
)
def test_a_condition_is_read_against_the_record(condition: Constraint, breaks: bool) -> None:
    """A striped wool sweater for $45.50 with 4.5 stars, its words in title, tags and description."""
    assert bool(item_violations([item(WOOL)], [condition])) is breaks


def test_wished_values_of_one_facet_are_alternatives() -> None:
    """Wool or silk is met by wool; an alternative beside the search is not judged."""
    wishes = [constraint("material", Op.EQ, "wool"), constraint("material", Op.EQ, "silk")]
    assert item_violations([item(WOOL)], wishes) == ()
    assert item_violations([item(WOOL, alternative=True)], [constraint("color", Op.EQ, "red")]) == ()


def test_a_product_without_a_price_meets_no_bound() -> None:
    """Unknown is not cheap."""
    unpriced: Product = replace(SWEATER, price_minor=None)
    assert item_violations([item(unpriced)], [constraint("price", Op.LTE, 99.0)])


def test_claims_need_their_record_and_their_words() -> None:
    """A claim about a product not in the records, and one that the reply does not hold."""
    turn = make_turn("c", items=[item()])
    assert claim_violations(turn) == ()
    foreign = Claim(text="$45.50", product_id="x", field="price")
    unsaid = Claim(text="cotton", product_id="s-1", field="material")
    told = replace(turn, receipt=replace(turn.receipt, claims=(foreign, unsaid)))
    assert claim_violations(told) == ("price: $45.50", "material: cotton")


def held(*, items: tuple[RankedItem, ...], expected: str | None, limit: float = 60.0) -> HeldTurn:
    """A find under a price limit that shows `items`."""
    state = DialogueState(conversation_id="c", shop="wool")
    after = replace(state, constraints=(constraint("price", Op.LTE, limit),))
    line = Line(name="f:1", say="sweaters under 60", wanted=wanted("find", "price <= 60", items=expected))
    return judge_turn("f", line, make_turn("c", items=items), before=state, after=after, currency="USD")


def test_a_turn_is_right_with_the_cards_that_were_expected() -> None:
    """Cards where some are expected; none where some are; no expectation."""
    assert held(items=(item(),), expected="some").right
    assert not held(items=(), expected="some").right
    assert not held(items=(item(),), expected="none").right
    assert held(items=(), expected=None).cards_right is None


def test_a_tally_counts_turns_conversations_and_violations() -> None:
    """Two of three turns are right, one of two conversations; one item breaks a limit of 45."""
    turns = [
        held(items=(item(),), expected="some"),
        replace(held(items=(item(),), expected=None), conversation="g"),
        replace(held(items=(item(),), expected="some", limit=45.0), conversation="g"),
    ]
    measured = tally(turns)
    assert measured.turns.value == pytest.approx(2 / 3)
    assert measured.conversations.value == pytest.approx(1 / 2)
    assert (measured.item_violations, measured.claim_violations) == (1, 0)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlConversationStore]:
    """An empty conversation log."""
    opened = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}")
    yield opened
    await opened.aclose()


async def test_scripts_are_held_in_order_and_deleted_afterwards(store: SqlConversationStore) -> None:
    """Two turns of one conversation; progress counts them, and nothing of it is kept."""
    assistant = ScriptedAssistant(store=store)
    right = wanted("find", "price <= 60", items="some")
    script = Script(
        name="s:1",
        shop="wool",
        lines=tuple(Line(name=f"s:{n}", say=say, wanted=right) for n, say in enumerate(("one", "two"))),
    )
    seen: list[tuple[int, int]] = []
    turns = await hold_scripts_with(
        assistant,
        [script],
        store=store,
        currency_of=lambda _: "USD",
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert [turn.judged.say for turn in turns] == ["one", "two"]
    assert seen == [(1, 2), (2, 2)]
    assert await store.conversations() == ()
    with pytest.raises(ConversationNotFoundError):
        await store.load(assistant.heard[0].conversation_id)


def small_view(_shop: str) -> ShopView:
    """The small shop of the tests."""
    return ShopView.of(SmallCatalogs().load("small"))


async def test_cases_are_read_on_their_screen_by_the_parser_alone() -> None:
    """'the second one' is the second product of the screen; the time is measured."""
    reader = Reader(model=None, prompts=PromptRegistry.from_folder())
    screen = Screen(language="en", search_text="sweaters", shown=("s1", "s2"))
    case = Case(
        name="c:1",
        shop="small",
        say="is the second one cotton?",
        wanted=wanted("ask_product", references=[2]),
        screen=screen,
    )
    (each,) = await read_cases_with(reader, [case], view=small_view, on_progress=lambda *_: None)
    assert each.right
    assert each.got.primary is Intent.ASK_PRODUCT
    assert each.ms > 0


async def test_the_model_alone_reads_intents_without_the_parser() -> None:
    """Its schema-valid answer is the whole reading: no constraint; a failing model is counted."""
    prompts = PromptRegistry.from_folder()
    case = Case(
        name="c:1",
        shop="small",
        say="wool sweaters under $60",
        wanted=wanted("find", "price <= 60"),
        screen=Screen(language="en"),
    )
    answering = ScriptedModel(value=lambda _: {"find": "sweaters"})
    gone = ScriptedModel(failure=ModelUnavailableError("gone"))
    readings = [
        await read_cases_with(
            Reader(model=model, prompts=prompts, parser=False),
            [case],
            view=small_view,
            on_progress=lambda *_: None,
        )
        for model in (answering, gone)
    ]
    (first,), (second,) = readings
    assert (first.got.search_text, first.faults, first.unanswered) == ("sweaters", ("constraints",), False)
    assert second.unanswered


async def test_a_case_without_a_shop_is_refused() -> None:
    """Neither the file nor the command line names one."""
    reader = Reader(model=None, prompts=PromptRegistry.from_folder())
    case = Case(name="c:1", shop=None, say="mugs", wanted=wanted(), screen=Screen(language="en"))
    with pytest.raises(EvaluationFileError, match="c:1: expected a shop"):
        await read_cases_with(reader, [case], view=small_view, on_progress=lambda *_: None)


def test_a_reading_without_points_is_fine_where_none_are_labeled() -> None:
    """The fakes of this file agree with the contract of judging."""
    assert got().references == ()
