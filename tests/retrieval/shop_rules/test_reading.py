"""Reading a shop's rules file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.errors import RulesError
from retrieval.objectives import Objectives
from retrieval.shop_rules.reading import MAX_FILE_CHARS, read_rules
from retrieval.shop_rules.types import NO_RULES, Pin, Scope, Withholding
from tests.retrieval.corner_shop import constraint

FILE = """
pin:
  - {product: 12, place: 2, query: wool sweater, from: 2026-05-01, until: 2026-05-31}
boost:
  - {brand: Northfold, facet: {color: red}, strength: 0.4}
bury:
  - {category: Hats, until: 2026-06-01T12:00:00+02:00}
recalled:
  - {products: [a, b], because: The clasp breaks}
banned:
  - {merchant: Bad House}
age_restricted:
  - {category: 葡萄酒, minimum_age: 18}
sponsored:
  enabled: true
  most: 2
  placements:
    - {product: c, kind: sweaters}
objectives: {diversity: 0.1, most_per_brand: 2}
"""


def test_every_kind_of_rule_is_read() -> None:
    """Numbers are ids, plain dates are whole days in UTC, and what is left out is open."""
    rules = read_rules(FILE, revision=4)
    days = Scope(
        starts=datetime(2026, 5, 1, tzinfo=UTC), ends=datetime(2026, 6, 1, tzinfo=UTC), query="wool sweater"
    )
    assert rules.pins == (Pin(product_id="12", place=2, scope=days),)
    assert rules.boosts[0].target.conditions == (
        constraint("brand", "eq", "Northfold"),
        constraint("color", "eq", "red"),
    )
    assert (rules.boosts[0].strength, rules.buries[0].strength) == (0.4, 0.5)
    assert rules.buries[0].scope.ends == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert [each.why for each in rules.withheld] == [Withholding.RECALLED, Withholding.BANNED]
    assert rules.withheld[0].target.product_ids == ("a", "b")
    assert rules.age_limits[0].minimum_age == 18
    assert (rules.sponsorship.enabled, rules.sponsorship.most, rules.sponsorship.strength) == (True, 2, 1.0)
    assert rules.objectives == Objectives(diversity=0.1, most_per_brand=2)
    assert rules.revision == 4


def test_dates_hold_from_the_first_moment_to_the_last() -> None:
    """The last day counts whole; the moment after it doesn't."""
    scope = read_rules(FILE).pins[0].scope
    held = [
        scope.holds_at(moment)
        for moment in (
            datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC),
            datetime(2026, 5, 1, tzinfo=UTC),
            datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC),
            datetime(2026, 6, 1, tzinfo=UTC),
        )
    ]
    assert held == [False, True, True, False]


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet", "pin: []"])
def test_an_empty_file_has_no_rules(text: str) -> None:
    """So a shop can take all of its rules back."""
    assert read_rules(text) == NO_RULES


def test_every_fault_is_named_and_nothing_is_taken() -> None:
    """Row and field, expected and got, for all faults at once."""
    with pytest.raises(RulesError) as raised:
        read_rules(
            "pin: [{product: a, place: 0}, {place: 1}]\n"
            "boost: [{brand: A, strength: 3}, {facet: {weight: heavy}}, {strength: 0.1}]\n"
            "bury: [{brand: A, from: 2026-05-02, until: 2026-05-01}]\n"
            "recalled: [{product: a, query: hats}]\n"
            "age_restricted: [{category: Wine}]\n"
            "sponsored: {most: 9}\n"
            "specials: 1\n"
        )
    told = raised.value.faults
    assert [fault.split(":")[0] for fault in told] == [
        "pin, row 1, place",
        "pin, row 2, product",
        "boost, row 1, strength",
        "boost, row 2",
        "boost, row 3",
        "bury, row 1",
        "recalled, row 1",
        "age_restricted, row 1, minimum_age",
        "sponsored, most",
        "specials",
    ]
    assert told[0].endswith("greater than or equal to 1, got '0'")


@pytest.mark.parametrize(
    "text", ["pin: [", "- a\n- b", "just words", "pin: {a: 1}", "a: &a [*a]", "x" * (MAX_FILE_CHARS + 1)]
)
def test_what_is_no_rules_file_is_refused(text: str) -> None:
    """No YAML, another shape, or too much."""
    with pytest.raises(RulesError, match="expected"):
        read_rules(text)
