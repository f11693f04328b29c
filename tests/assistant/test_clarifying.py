"""What is asked back, what it offers, and how its answer is read."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.clarifying import (
    SERVED,
    ClarifyingSettings,
    InformationGain,
    answered,
    clarification,
    gain_bits,
    remembered,
    stated_share,
)
from assistant.parsing.choosing import bare_answer, means_any
from assistant.types import DialogueState, Intent, QuickReply, Understanding
from retrieval.types import Constraint, FacetCount, FacetCounts, Op
from tests.assistant.test_conversation import talking
from tests.small_shop import SmallCatalogs, product

STATE = DialogueState(conversation_id="c", shop="small", turn=3, search_text="mugs")


def color(value: str) -> Constraint:
    """A color."""
    return Constraint(facet="color", op=Op.EQ, value=value)


def counts(facet: str, *shares: float, unstated: int = 0) -> FacetCounts:
    """Values v0, v1, … with these counts, each product in one value only."""
    values = (
        FacetCount(
            constraints=(Constraint(facet=facet, op=Op.EQ, value=f"v{at}"),), count=int(share), share=share
        )
        for at, share in enumerate(shares)
    )
    return FacetCounts(
        facet=facet, counts=tuple(values), unstated=unstated, total=int(sum(shares)) + unstated
    )


COLORS = FacetCounts(
    facet="color",
    counts=(
        FacetCount(constraints=(color("black"),), count=14, share=14.0),
        FacetCount(constraints=(color("navy blue"),), count=10, share=10.0),
    ),
    unstated=0,
    total=24,
)
PRICES = FacetCounts(
    facet="price",
    counts=(
        FacetCount(constraints=(Constraint(facet="price", op=Op.LTE, value=45.0),), count=9, share=9.0),
        FacetCount(
            constraints=(
                Constraint(facet="price", op=Op.GTE, value=45.0),
                Constraint(facet="price", op=Op.LTE, value=60.5),
            ),
            count=8,
            share=7.0,
        ),
        FacetCount(constraints=(Constraint(facet="price", op=Op.GTE, value=60.5),), count=8, share=8.0),
    ),
    unstated=0,
    total=24,
)
EAGER = InformationGain(settings=ClarifyingSettings(min_gain_bits=0.01))


def test_the_gain_of_four_even_values_is_two_bits() -> None:
    """Each of four quarters leaves a quarter: 4 * 1/4 * log2(4) = 2; half unstated halves it."""
    assert gain_bits(counts("color", 5, 5, 5, 5)) == 2.0
    half = counts("color", 5, 5, 5, 5, unstated=20)
    assert gain_bits(half) == pytest.approx(4 * 5 / 40 * math.log2(40 / 5))
    assert stated_share(half) == 0.5


def test_the_facet_with_the_highest_gain_is_chosen() -> None:
    """Eight materials say more than two colors, also when fewer shoppers know a material."""
    assert SERVED.choose([counts("color", 20, 20), counts("material", *[5] * 8)]) == counts(
        "material", *[5] * 8
    )


def test_nothing_is_asked_when_no_answer_narrows_enough() -> None:
    """A color that nearly everything has tells little; no facet tells nothing."""
    assert SERVED.choose([counts("color", 97, 3)]) is None
    assert SERVED.choose([]) is None


def test_a_facet_that_few_products_state_is_not_asked_about() -> None:
    """Ten of 40 products state it."""
    assert SERVED.choose([counts("color", 5, 5, unstated=30)]) is None


def test_few_matching_products_are_not_asked_about() -> None:
    """Twelve cards are read, thirteen are divided."""
    twelve, thirteen = counts("color", 4, 4, 4), counts("color", 4, 4, 5)
    assert clarification([twelve], STATE, clarifier=EAGER, currency="USD") is None
    assert clarification([thirteen], STATE, clarifier=EAGER, currency="USD") is not None


def test_stated_given_up_and_asked_facets_are_never_asked_about() -> None:
    """A constraint of any kind, or a settled facet, closes it."""
    for state in (
        replace(STATE, constraints=(Constraint(facet="color", op=Op.NE, value="red"),)),
        replace(STATE, settled=("color",)),
    ):
        assert clarification([COLORS], state, clarifier=EAGER, currency="USD") is None


def test_there_is_one_question_in_two_turns() -> None:
    """After a question in turn 2 none follows in turn 3, and one may in turn 4."""
    first = clarification([COLORS], replace(STATE, turn=2), clarifier=EAGER, currency="USD")
    assert first is not None
    asked = replace(STATE, question=first.question)
    assert clarification([PRICES], asked, clarifier=EAGER, currency="USD") is None
    assert clarification([PRICES], replace(asked, turn=4), clarifier=EAGER, currency="USD") is not None


def test_a_question_offers_its_answers_with_counts() -> None:
    """The most frequent values first, then 'no preference'."""
    asked = clarification([COLORS], STATE, clarifier=EAGER, currency="USD")
    assert asked is not None
    assert asked.sentence == "Is there a color you have in mind?"
    assert asked.quick_replies == (
        QuickReply(text="Black", says="black", count=14),
        QuickReply(text="Navy blue", says="navy blue", count=10),
        QuickReply(text="No preference", says="any color"),
    )


def test_a_question_speaks_chinese() -> None:
    """Values are translated where a word is known; prices have their currency."""
    chinese = replace(STATE, language="zh")
    asked = clarification([COLORS], chinese, clarifier=EAGER, currency="USD")
    assert asked is not None
    assert asked.sentence == "您想要什么颜色？"
    assert [reply.says for reply in asked.quick_replies] == ["黑色", "navy blue", "颜色都可以"]
    priced = clarification([PRICES], chinese, clarifier=EAGER, currency="CNY")
    assert priced is not None
    assert [r.says for r in priced.quick_replies] == ["¥45以下", "¥45到¥60.50", "¥60.50以上", "价格都可以"]


@pytest.mark.parametrize("said", ["black", "Black, please", "in black", "I'd like black", "the black one"])
def test_an_answer_is_read_as_the_constraint_offered(said: str) -> None:
    """Words of politeness around the choice change nothing."""
    asked = clarification([COLORS], STATE, clarifier=EAGER, currency="USD")
    assert asked is not None
    understanding = answered(said, replace(STATE, question=asked.question))
    assert understanding is not None
    assert understanding.intents == (Intent.REFINE,)
    assert understanding.constraints == (color("black"),)


def test_a_price_answer_means_both_bounds() -> None:
    """The middle band is from 45 to 60.50."""
    asked = clarification([PRICES], STATE, clarifier=EAGER, currency="USD")
    assert asked is not None
    assert [reply.says for reply in asked.quick_replies][:3] == ["under $45", "$45 to $60.50", "over $60.50"]
    understanding = answered("$45 to $60.50", replace(STATE, question=asked.question))
    assert understanding is not None
    assert [(c.op, c.value) for c in understanding.constraints] == [(Op.GTE, 45.0), (Op.LTE, 60.5)]


@pytest.mark.parametrize(
    "said",
    ["any", "any color", "I don't mind", "doesn't matter", "No preference", "都行", "随便吧", "无所谓"],
)
def test_no_preference_gives_the_facet_up(said: str) -> None:
    """English and Chinese alike."""
    asked = clarification([COLORS], STATE, clarifier=EAGER, currency="USD")
    assert asked is not None
    understanding = answered(said, replace(STATE, question=asked.question))
    assert understanding is not None
    assert understanding.dropped_facets == ("color",)
    assert understanding.constraints == ()


def test_other_words_and_late_answers_are_left_to_the_parser() -> None:
    """A new wish is no answer, and 'any' two turns later means something else."""
    asked = clarification([COLORS], STATE, clarifier=EAGER, currency="USD")
    assert asked is not None
    pending = replace(STATE, question=asked.question)
    assert answered("show me boots", pending) is None
    assert answered("black or white", pending) is None
    assert answered("any", replace(pending, turn=4)) is None
    assert answered("any", STATE) is None


def test_what_was_asked_or_given_up_is_settled_until_the_topic_changes() -> None:
    """A new kind of product opens every facet again."""
    asked = clarification([COLORS], STATE, clarifier=EAGER, currency="USD")
    assert asked is not None
    said = Understanding(language="en", intents=(Intent.REFINE,), dropped_facets=("price",))
    after = remembered(STATE, said, asked.question)
    assert (after.settled, after.question) == (("price", "color"), asked.question)
    anew = remembered(after, replace(said, dropped_facets=(), new_topic=True), None)
    assert (anew.settled, anew.question) == ((), asked.question)


def test_a_bare_answer_keeps_what_it_can_not_take_apart() -> None:
    """Politeness alone stays; very long text is no answer."""
    assert bare_answer("OK") == "ok"
    assert bare_answer("就要黑色的吧") == "黑色"
    assert not means_any("any " * 500)


COLORED = ("black", "white", "green", "navy")
MUGS = tuple(
    product(f"m{n}", f"Stoneware Mug {n}", 10 + n, category=("Kitchen", "Mugs"), color=COLORED[n % 4])
    for n in range(16)
)


async def test_a_search_asks_shows_cards_and_understands_the_button(tmp_path: Path) -> None:
    """16 mugs in four colors: cards, a question, four counted buttons; picking one leaves its four mugs."""
    async with talking(tmp_path, None, SmallCatalogs(MUGS)) as talk:
        first = await talk.say("mugs")
        assert len(first.items) == 6
        assert first.reply.endswith("Is there a color you have in mind?")
        assert {(reply.text, reply.count) for reply in first.quick_replies} == {
            ("Black", 4),
            ("White", 4),
            ("Green", 4),
            ("Navy", 4),
            ("No preference", None),
        }
        second = await talk.say(first.quick_replies[0].says)
        assert second.understanding.constraints == (color(first.quick_replies[0].says),)
        assert len(second.items) == 4
        assert second.quick_replies == ()


async def test_giving_the_facet_up_keeps_the_search(tmp_path: Path) -> None:
    """'any' after the question shows mugs of every color again and does not ask in that turn."""
    async with talking(tmp_path, None, SmallCatalogs(MUGS)) as talk:
        await talk.say("mugs")
        second = await talk.say("any")
        assert second.understanding.dropped_facets == ("color",)
        assert len(second.items) == 6
        assert second.quick_replies == ()
