"""Plans and judgments in the state: pure updates, and the decisions that follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.phrasing.recommending import none_found, nothing_more, opening
from assistant.policy import AskBack, Recommend, Search, TakeFeedback, decide
from assistant.state import MAX_APPEARED, after_items, update
from assistant.types import DialogueState, Intent, PageContext, Plan, Understanding
from retrieval.recommenders.types import Way
from retrieval.types import Constraint, Op, Sort

UNDER_50 = Constraint(facet="price", op=Op.LTE, value=50.0)
RED = Constraint(facet="color", op=Op.EQ, value="red")
SWEATERS = DialogueState(
    conversation_id="c",
    shop="s",
    search_text="sweaters",
    constraints=(UNDER_50,),
    shown=("a", "b"),
    seen=("a", "b"),
)
LIKE_A = Plan(way=Way.SIMILAR, product_ids=("a",))


def heard(*intents: Intent, **fields: object) -> Understanding:
    """An understanding in English."""
    return Understanding(language="en", intents=intents, **fields)  # type: ignore[arg-type]


def test_likeness_within_a_search_keeps_its_constraints() -> None:
    """Like one of the shown, in red: the limit of the search still holds."""
    state = update(SWEATERS, heard(Intent.SIMILAR, plan=LIKE_A, constraints=(RED,)))
    assert (state.plan, state.constraints, state.seen) == (LIKE_A, (UNDER_50, RED), ())


def test_other_suggestions_begin_anew() -> None:
    """What goes with a sweater need not cost what a sweater may."""
    plan = Plan(way=Way.COMPLEMENT, product_ids=("a",))
    state = update(SWEATERS, heard(Intent.COMPLEMENT, plan=plan))
    assert (state.search_text, state.constraints, state.plan) == ("", (), plan)


def test_an_order_that_the_plan_stands_for_is_no_sort() -> None:
    """'What's new' is the plan itself; 'cheapest gifts' is a plan and an order."""
    new = heard(Intent.RECOMMEND, plan=Plan(way=Way.NEW), sort=Sort(field="created_at", direction="desc"))
    assert update(SWEATERS, new).sort is None
    cheap = Sort(field="price", direction="asc")
    assert update(SWEATERS, heard(Intent.RECOMMEND, plan=Plan(way=Way.GIFT), sort=cheap)).sort == cheap


def test_a_search_ends_the_plan_and_a_condition_does_not() -> None:
    """'In red' narrows the suggestions; 'mugs' leaves them."""
    planned = replace(SWEATERS, plan=LIKE_A)
    assert update(planned, heard(Intent.REFINE, constraints=(RED,))).plan == LIKE_A
    assert update(planned, heard(Intent.FIND, search_text="mugs", new_topic=True)).plan is None


def test_the_last_judgment_counts() -> None:
    """A rejected product that is liked later is rejected no more."""
    state = update(SWEATERS, heard(Intent.FEEDBACK, rejected=("a", "b")))
    assert state.rejected == ("a", "b")
    state = update(state, heard(Intent.FEEDBACK, liked=("b",)))
    assert (state.liked, state.rejected) == (("b",), ("a",))
    assert update(state, heard(Intent.FIND, search_text="mugs", new_topic=True)).rejected == ("a",)


def test_appearances_are_counted_and_bounded() -> None:
    """Each card counts each time; the oldest are forgotten."""
    state = SWEATERS
    for _ in range(MAX_APPEARED):
        state = after_items(state, ["a", "b"], searched=True)
    assert len(state.appeared) == MAX_APPEARED
    assert state.appeared[:2] == ("a", "b")


@pytest.mark.parametrize(
    ("state", "understanding", "expected"),
    [
        (SWEATERS, heard(Intent.SIMILAR, plan=LIKE_A), Recommend(plan=LIKE_A)),
        (SWEATERS, heard(Intent.SIMILAR), AskBack(missing="which")),
        (SWEATERS, heard(Intent.COMPLEMENT), AskBack(missing="which")),
        (SWEATERS, heard(Intent.FEEDBACK, rejected=("a",)), TakeFeedback(then=Search(more=True))),
        (
            replace(SWEATERS, plan=LIKE_A),
            heard(Intent.FEEDBACK, rejected=("b",)),
            TakeFeedback(then=Recommend(plan=LIKE_A, more=True)),
        ),
        (
            DialogueState(conversation_id="c", shop="s"),
            heard(Intent.FEEDBACK, rejected=("a",)),
            TakeFeedback(),
        ),
        (SWEATERS, heard(Intent.FEEDBACK, liked=("a",)), TakeFeedback()),
        (
            replace(SWEATERS, plan=LIKE_A),
            heard(Intent.REFINE, paging="more"),
            Recommend(plan=LIKE_A, more=True),
        ),
    ],
)
def test_decisions(state: DialogueState, understanding: Understanding, expected: object) -> None:
    """Plans are carried out, judgments answered, missing products asked for."""
    assert decide(state, understanding, PageContext()) == expected


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("way", list(Way))
def test_every_way_has_its_words(way: Way, language: str) -> None:
    """Each way opens with a sentence of its own in both languages, and owns up to having nothing."""
    said = opening(
        asked=way, way=way, basis=("rated",), anchors=(), audience="women", more=False, language=language
    )
    assert said.endswith("." if language == "en" else "。")
    assert none_found(way=way, anchors=(), language=language)
    assert nothing_more(language)


@pytest.mark.parametrize(
    ("language", "basis", "words"),
    [
        ("en", ("sold",), "I don't know your taste yet, so these are the popular ones, by sales."),
        ("en", (), "I don't know your taste yet, so these are simply some of our products."),
        ("zh", ("rated",), "我还不了解您的喜好，先按评分推荐这些。"),
        ("zh", (), "我还不了解您的喜好，先给您看一部分商品。"),
    ],
)
def test_another_way_is_owned_up_to(language: str, basis: tuple[str, ...], words: str) -> None:
    """Without a taste to go by the popular ones are called so, and by what they are popular."""
    said = opening(
        asked=Way.FOR_YOU,
        way=Way.POPULAR,
        basis=basis,
        anchors=(),
        audience="",
        more=False,
        language=language,
    )
    assert said == words
