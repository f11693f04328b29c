"""Scoring of readings, with figures worked out by hand."""

from __future__ import annotations

import pytest

from assistant.evaluation.sampling import Estimate, f1, percentile, share
from assistant.evaluation.understanding import by_intent, by_language, confusion, figures
from assistant.types import Intent
from retrieval.types import Constraint, Op
from tests.assistant.evaluation.judging import RED, SOFT_60, UNDER_60, got, judged, wanted


def test_the_same_reading_is_right() -> None:
    """Everything labeled equal: no fault, two constraints found."""
    each = judged(wanted("find", "color = red", "price <= 60"), got(UNDER_60, RED))
    assert (each.faults, each.found, each.surplus, each.missed) == ((), 2, 0, 0)


@pytest.mark.parametrize(
    ("label", "reading"),
    [
        ("price <= 60", SOFT_60),
        ("price >= 60", UNDER_60),
        ("price <= 61", UNDER_60),
        ("price <= 60 EUR", UNDER_60),
        ("color = rose", RED),
        ("color != red", RED),
    ],
)
def test_another_strength_op_value_or_currency_is_another_constraint(label: str, reading: Constraint) -> None:
    """Such a reading counts as one missed and one surplus."""
    each = judged(wanted("find", label), got(reading))
    assert (each.found, each.surplus, each.missed, each.faults) == (0, 1, 1, ("constraints",))


def test_a_price_is_a_number_and_the_shops_currency_may_be_named() -> None:
    """'60 USD' in a dollar shop is 60.0."""
    assert judged(wanted("find", "price <= 60 USD"), got(UNDER_60)).right


def test_either_spelling_of_a_value_is_right_but_only_once() -> None:
    """'red | 红色' takes one of both; the second one read is surplus."""
    both = got(RED, Constraint(facet="color", op=Op.EQ, value="红色"))
    each = judged(wanted("find", "color = red | 红色"), both)
    assert (each.found, each.surplus, each.missed) == (1, 1, 0)


def test_references_resolve_by_place_last_and_page() -> None:
    """On the shelf p1, p2, p3 with page p9, 1 and last and page are p1, p3, p9."""
    label = wanted("compare", references=[1, "last", "page"])
    reading = got(intents=(Intent.COMPARE,), points_at=("p9", "p3", "p1"))
    assert judged(label, reading).right


def test_a_place_that_nothing_has_is_pointed_at_by_nothing() -> None:
    """Place 7 of three resolves to no product."""
    assert judged(wanted("cart", references=7), got(intents=(Intent.CART,))).right


def test_unlabeled_references_and_search_text_are_not_judged() -> None:
    """A reading may point and name what it likes there."""
    assert judged(wanted("find"), got(points_at=("p2",), search_text="mugs")).right


def test_a_search_text_may_add_only_words_of_stated_values() -> None:
    """'red mugs' is 'mugs' where red is stated; 'tall mugs' is not."""
    label = wanted("find", "color = red", search_text="mugs")
    assert judged(label, got(RED, search_text="red mug")).right
    assert judged(label, got(RED, search_text="tall mugs")).faults == ("search text",)


def test_further_labeled_intents_must_be_read_too() -> None:
    """The second of two labeled intents is missing."""
    assert judged(wanted(["policy", "find"]), got(intents=(Intent.POLICY,))).faults == ("further intents",)


def test_figures_are_micro_averages_over_utterances() -> None:
    """Found 2, surplus 1, missed 1: precision 2/3, recall 2/3, F1 4/6; one of three is right."""
    rows = [
        judged(wanted("find", "color = red"), got(RED)),
        judged(wanted("find", "price <= 60"), got(UNDER_60, RED)),
        judged(wanted("refine", "color = blue"), got()),
    ]
    measured = figures(rows)
    assert measured.precision == pytest.approx(2 / 3)
    assert measured.recall == pytest.approx(2 / 3)
    assert measured.constraint_f1.value == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert measured.intent.value == pytest.approx(2 / 3)
    assert measured.everything.value == pytest.approx(1 / 3)
    assert measured.sort.value is None


def test_groups_and_confusion_are_by_label() -> None:
    """One Chinese refine read as find."""
    rows = [judged(wanted("refine", language="zh"), got()), judged(wanted("find"), got())]
    assert {name: len(group) for name, group in by_language(rows).items()} == {"en": 1, "zh": 1}
    assert list(by_intent(rows)) == ["find", "refine"]
    assert confusion(rows) == {("refine", "find"): 1, ("find", "find"): 1}


def test_shares_of_nothing_one_and_all() -> None:
    """No case has no value; certain cases have an interval of no width."""
    assert share([]) == Estimate(value=None, low=None, high=None, count=0)
    assert share([True]) == Estimate(value=1.0, low=1.0, high=1.0, count=1)
    assert f1([(0, 0, 0)]).value is None
    assert f1([(1, 0, 0), (1, 0, 0)]) == Estimate(value=1.0, low=1.0, high=1.0, count=2)


def test_the_interval_is_seeded_and_of_the_right_width() -> None:
    """80 of 100: the interval is near 0.8 ± 1.96 √(.8·.2/100) = 0.8 ± .078, and the same every time."""
    flags = [True] * 80 + [False] * 20
    estimate = share(flags)
    assert estimate == share(flags)
    assert estimate.low == pytest.approx(0.722, abs=0.02)
    assert estimate.high == pytest.approx(0.878, abs=0.02)


def test_percentiles() -> None:
    """The median of 1, 2, 9 is 2; of nothing, none."""
    assert percentile([9.0, 1.0, 2.0], 50) == 2.0
    assert percentile([], 50) is None
