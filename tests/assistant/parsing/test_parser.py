"""The parser as a whole: edges, and what it says about itself."""

from __future__ import annotations

import time

import pytest

from assistant.types import Intent
from assistant.understanding import needs_model
from retrieval.types import Op
from tests.assistant.parsing.conftest import Shop


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "🙂🙂",
        "\u0000",
        "((((",
        "a" * 4000,
        "不" * 500,
        "under under under",
        "第第第",
        "$" * 50,
    ],
)
def test_any_text_can_be_read(english: Shop, text: str) -> None:
    """No text raises, and none of these is certain."""
    parsed = english.read(text, "sweaters")
    assert needs_model(parsed, ("en",))


def test_the_main_conversation(english: Shop) -> None:
    """The four turns that the shop's own example takes."""
    first = english.read("striped sweaters, 60 dollars at most")
    assert (first.search_text, needs_model(first, ("en",))) == ("striped sweaters", False)
    second = english.read("under 45", "sweaters")
    assert [(c.op, c.value) for c in second.constraints] == [(Op.LTE, 45.0)]
    third = english.read("compare the first two", "sweaters")
    assert third.references[0].product_ids == ("s1", "s2")
    fourth = english.read("which has the better rating?", "focus")
    assert (fourth.intents[0][0], fourth.asked_facet) == (Intent.COMPARE, "rating")


def test_a_place_that_nothing_has_is_an_empty_reference(english: Shop) -> None:
    """With four products shown, the ninth is no product."""
    (reference,) = english.read("how much is the ninth one?", "sweaters").references
    assert reference.product_ids == ()


def test_questions_state_no_conditions(english: Shop) -> None:
    """'Does it come in blue?' asks; it doesn't filter."""
    parsed = english.read("does it come in blue?", "focus")
    assert (parsed.constraints, parsed.asked_facet) == ((), "color")


def test_unexplained_words_are_left_over(english: Shop) -> None:
    """A word that neither catalog nor language knows is reported, and the reading is not complete."""
    parsed = english.read("do you have a flurbostat under 20")
    assert (parsed.leftover, needs_model(parsed, ("en",))) == ("flurbostat", True)


def test_an_excluded_value_is_not_wished_for(english: Shop) -> None:
    """'any color but red' excludes red and gives up no condition."""
    parsed = english.read("any color but red", "sweaters")
    assert [(c.op, c.value) for c in parsed.constraints] == [(Op.NE, "red")]
    assert parsed.dropped_facets == ()


def test_the_language_of_numbers_is_the_conversations(english: Shop, chinese: Shop) -> None:
    """'200' alone keeps the language of the state."""
    assert english.read("200", "sweaters").language == "en"
    assert chinese.read("200", "towels").language == "zh"


@pytest.mark.parametrize(
    "text",
    ["show me more " * 300, "first and the " * 300, "not want to " * 300, "一二三四五" * 600, "看看" * 900],
)
def test_long_repetitions_stay_cheap(english: Shop, text: str) -> None:
    """No pattern backtracks without bound, which would take minutes for thousands of characters."""
    started = time.process_time()
    parsed = english.read(text, "sweaters")
    assert time.process_time() - started < 10.0
    assert needs_model(parsed, ("en",))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how long do I have to return something?", Intent.POLICY),
        ("what happens if my parcel is lost?", Intent.POLICY),
        ("my parcel is lost", Intent.ORDER),
        ("I want to return the dress I bought", Intent.ORDER),
    ],
)
def test_rules_in_general_are_no_order(english: Shop, text: str, intent: Intent) -> None:
    """A question about how things go is about the rules; a report is about the shopper's order."""
    assert english.read(text).intents[0][0] is intent
