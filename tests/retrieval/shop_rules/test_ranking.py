"""The ranker under a shop's rules."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.config import FeatureWeights, RankingConfig
from retrieval.contrasts import contrast
from retrieval.ranker import Ranker
from retrieval.ranking_account import account
from retrieval.shop_rules.applied import matching
from retrieval.shop_rules.reading import read_rules
from retrieval.shop_rules.types import is_sponsored
from retrieval.types import Constraint, Query, RankedItem, Sort
from tests.retrieval.corner_shop import SHOP, constraint, product, snapshot

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WEIGHTS = FeatureWeights()


def ranker(*products: object, now: datetime = NOW) -> Ranker:
    """By words alone."""
    shop = snapshot(*products) if products else SHOP  # type: ignore[arg-type]
    return Ranker(snapshot=shop, dense=None, config=RankingConfig(), now=lambda: now)


CORNER = ranker()
SWEATERS = Query(text="sweater")


def ids(items: tuple[RankedItem, ...]) -> list[str]:
    """In display order."""
    return [item.product.product_id for item in items]


def parts(item: RankedItem) -> dict[str, float]:
    """Contributions by name."""
    return {each.feature: each.value for each in item.contributions}


def ruled(text: str) -> Ranker:
    """The corner shop under rules."""
    return CORNER.ruled(read_rules(text, revision=1))


def test_boost_and_bury_are_addends() -> None:
    """Strength × weight, and only on products of which the rule speaks."""
    plain = CORNER.rank(SWEATERS).items
    items = ruled(
        "boost: [{facet: {color: red}, strength: 0.4}]\nbury: [{brand: Northfold, strength: 0.2}]"
    ).rank(SWEATERS)
    found = {item.product.product_id: parts(item) for item in items.items}
    assert found["s2"]["boost"] == pytest.approx(0.4 * WEIGHTS.boost)
    assert found["s1"]["bury"] == pytest.approx(-0.2 * WEIGHTS.bury)
    assert "boost" not in found["s1"]
    assert "bury" not in found["s2"]
    assert set(found) == set(ids(plain))


def test_strengths_add_up_to_no_more_than_one() -> None:
    """Ten boosts are one full boost."""
    rows = ", ".join(["{product: s2, strength: 0.5}"] * 10)
    items = ruled(f"boost: [{rows}]").rank(SWEATERS).items
    assert parts(items[0])["boost"] == pytest.approx(WEIGHTS.boost)


def test_a_pin_gives_the_place() -> None:
    """First, above what fits better, and why is told in points that add up."""
    plain = CORNER.rank(SWEATERS).items
    items = ruled("pin: [{product: s3, place: 1}]").rank(SWEATERS).items
    assert ids(plain)[0] != "s3"
    assert ids(items)[0] == "s3"
    assert parts(items[0])["pin"] > 0.0
    assert items[0].reasons[0].text == "put at this place by the shop"
    found = contrast(items[0], items[1])
    assert "pin" in {each.feature for each in found.differences}
    assert (
        found.gap
        == items[0].final_score - items[1].final_score
        == math.fsum(each.value for each in found.differences)
    )
    assert found.gap > 0.0


def test_a_pin_can_hold_back() -> None:
    """The best one, pinned to the third place, stands third; what stands there by itself needs no pin."""
    best, *_ = ids(CORNER.rank(SWEATERS).items)
    items = ruled(f"pin: [{{product: {best}, place: 3}}]").rank(SWEATERS).items
    assert ids(items).index(best) == 2
    assert parts(items[2])["pin"] < 0.0
    items = ruled(f"pin: [{{product: {best}, place: 1}}]").rank(SWEATERS).items
    assert (ids(items)[0], "pin" in parts(items[0])) == (best, False)


@pytest.mark.parametrize(
    "query",
    [
        Query(text="sweater", constraints=(constraint("price", "lte", 60),)),
        Query(text="sweater", constraints=(constraint("material", "ne", "cashmere"),)),
        Query(text="jackets"),
        Query(text="sweater", exclude_ids=frozenset({"s3"})),
    ],
)
def test_no_rule_brings_in_what_does_not_match(query: Query) -> None:
    """A pinned, boosted and paid product that breaks a condition stays away."""
    rules = (
        "pin: [{product: s3}]\nboost: [{product: s3, strength: 1}]\n"
        "sponsored: {enabled: true, placements: [{product: s3}]}"
    )
    assert set(ids(ruled(rules).rank(query).items)) == set(ids(CORNER.rank(query).items))


def test_an_order_asked_for_is_kept() -> None:
    """Cheapest first means that, whatever is pinned, boosted or paid for."""
    query = replace(SWEATERS, sort=Sort(field="price", direction="asc"))
    rules = "pin: [{product: s3}]\nsponsored: {enabled: true, placements: [{product: s3}]}"
    items = ruled(rules).rank(query).items
    assert ids(items) == ids(CORNER.rank(query).items)
    assert not any(is_sponsored(item) for item in items)


@pytest.mark.parametrize(
    ("scope", "text", "holds"),
    [
        ("query: striped sweater", "sweater, striped", True),
        ("query: striped sweater", "sweater", False),
        ("query: 毛衣", "红色毛衣", True),
        ("query: 毛衣", "红色 裙子", False),
        ("kind: clothing", "sweater", True),
        ("kind: sweaters", "jackets", False),
        ("from: 2026-06-02", "sweater", False),
        ("until: 2026-06-01", "sweater", True),
        ("until: 2026-05-31", "sweater", False),
    ],
)
def test_rules_hold_where_and_when_they_say(scope: str, text: str, holds: bool) -> None:
    """By the words or the kind of the wish, and by dates."""
    rules = ruled(f"boost: [{{product: s2, {scope}}}]").parts.rules
    row = SHOP.item_idx["s2"]
    found = rules.contributions(CORNER.parts.filters.allowed(()), Query(text=text), NOW)
    assert bool(found and found["boost"][row] > 0.0) is holds


def test_a_category_that_is_a_condition_counts_as_the_wish() -> None:
    """A shopper who picked the category asked for its kind."""
    query = Query(text="", constraints=(constraint("category", "eq", "Sweaters"),))
    items = ruled("pin: [{product: s2, query: sweaters}]").rank(query).items
    assert ids(items)[0] == "s2"


def test_paid_placement_is_bounded_and_labeled() -> None:
    """The best of those paid for gain at most the ceiling, at most so many, and each says so first."""
    placements = "[{category: Sweaters}, {product: j1}]"
    rules = f"sponsored: {{enabled: true, most: 1, strength: 0.5, placements: {placements}}}"
    items = ruled(rules).rank(SWEATERS).items
    paid = [item for item in items if is_sponsored(item)]
    assert [parts(item)["sponsored"] for item in paid] == [pytest.approx(0.5 * WEIGHTS.sponsored)]
    assert paid[0].reasons[0].text == "sponsored: its place is paid for"
    zh = ruled(rules).rank(replace(SWEATERS, language="zh")).items
    assert next(item for item in zh if is_sponsored(item)).reasons[0].text.startswith("广告")
    off = ruled(rules.replace("true", "false")).rank(SWEATERS).items
    assert not any("sponsored" in parts(item) for item in off)


def test_what_hardly_fits_can_not_be_paid_for() -> None:
    """Below half of the best fit no payment helps."""
    shop = ranker(
        product("a", "Oak Writing Desk with Drawers", category=("Furniture",)),
        product("b", "Walnut Writing Desk with Drawers", category=("Furniture",)),
        product("c", "Desk", category=("Furniture",), description="Plain."),
    )
    rules = read_rules("sponsored: {enabled: true, placements: [{product: c}]}", revision=1)
    items = shop.ruled(rules).rank(Query(text="oak writing desk with drawers")).items
    assert not any(is_sponsored(item) for item in items)


def branded(name: str, brand: str | None, merchant: str | None = None) -> object:
    """A lamp."""
    return product(name, f"Desk Lamp {name}", category=("Lamps",), brand=brand, merchant=merchant)


LAMPS = ranker(
    branded("a", "Lux"), branded("b", "Lux"), branded("c", "Lux"), branded("d", "Nova"), branded("e", None)
)


def test_caps_let_others_pass() -> None:
    """After one Lux the others go first; when there are none left, Lux fills up, lower by the cap."""
    rules = read_rules("objectives: {most_per_brand: 1, diversity: 0}", revision=1)
    items = LAMPS.ruled(rules).rank(Query(text="desk lamp")).items
    assert [item.product.brand == "Lux" for item in items] == [True, False, False, True, True]
    assert [parts(item).get("brand_cap", 0.0) for item in items] == [0.0, 0.0, 0.0, -2.0, -2.0]


def test_a_brand_asked_for_is_not_capped() -> None:
    """Who wants Lux gets Lux."""
    rules = read_rules("objectives: {most_per_brand: 1}", revision=1)
    query = Query(text="desk lamp", constraints=(constraint("brand", "eq", "Lux"),))
    items = LAMPS.ruled(rules).rank(query).items
    assert all("brand_cap" not in parts(item) for item in items)


def test_the_long_tail_gains_by_not_selling() -> None:
    """The weight for what nobody bought, nothing for what sells most; ratings stand in for sales."""
    rules = read_rules("objectives: {long_tail: 0.1}", revision=1)
    items = CORNER.ruled(rules).rank(SWEATERS).items
    found = {item.product.product_id: parts(item)["long_tail"] for item in items}
    assert [found["s1"], found["s3"]] == pytest.approx([0.0, 0.1])
    rated = ranker(product("a", "Desk Lamp", rating=4.0, rating_count=50), product("b", "Desk Lamp")).ruled(
        rules
    )
    tail = {i.product.product_id: parts(i)["long_tail"] for i in rated.rank(Query(text="lamp")).items}
    assert tail == {"a": 0.0, "b": pytest.approx(0.1)}


def test_the_products_of_each_rule_are_counted() -> None:
    """What a rule finds now; an id that no product has finds none."""
    rules = read_rules(
        "pin: [{product: nope}]\nboost: [{category: Sweaters}]\nrecalled: [{products: [s1, j1]}]\n"
        "age_restricted: [{facet: {material: leather}, minimum_age: 18}]"
    )
    told = {each.rule: each.products for each in matching(rules, SHOP)}
    assert told == {"pin 1": 0, "boost 1": 3, "recalled 1": 2, "age_restricted 1": 1}


def test_the_account_is_drawn_from_what_holds() -> None:
    """Live weights, rules that hold now, caps, ages, and whether places are paid for."""
    plain = account(CORNER)
    assert (plain.rules, plain.sponsored_most, plain.minimum_ages) == ({}, 0, ())
    assert {part.feature for part in plain.parts}.isdisjoint({"boost", "bury", "sponsored", "pin"})
    found = account(
        ruled(
            "pin: [{product: s1}, {product: s2, until: 2026-05-01}]\nboost: [{brand: Northfold}]\n"
            "age_restricted: [{product: j1, minimum_age: 18}]\nrecalled: [{product: b1}]\n"
            "sponsored: {enabled: true, most: 2, strength: 0.5, placements: [{product: s1}]}\n"
            "objectives: {diversity: 0.2, most_per_brand: 2}"
        )
    )
    most = {part.feature: part.most for part in found.parts}
    assert found.rules == {"pin": 1, "boost": 1, "age_restricted": 1, "recalled": 1, "sponsored": 1}
    assert (most["diversity"], most["boost"], most["pin"]) == (-0.2, WEIGHTS.boost, None)
    assert most["sponsored"] == 0.5 * WEIGHTS.sponsored
    assert (found.sponsored_most, found.minimum_ages, found.most_per_brand) == (2, (18,), 2)


CONDITIONS = (
    constraint("price", "lte", 60),
    constraint("material", "ne", "wool"),
    constraint("price", "lte", 50, soft=True),
)
ROWS = st.sampled_from(["s1", "s2", "s3", "d1", "j1", "j2", "r1", "b1"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A rules file over the corner shop."""
    pins = ", ".join(
        f"{{product: {row}, place: {place}}}"
        for row, place in draw(st.lists(st.tuples(ROWS, st.integers(1, 4)), max_size=3))
    )
    boosts, buries = (
        ", ".join(f"{{product: {row}, strength: 0.7}}" for row in draw(st.lists(ROWS, max_size=3)))
        for _ in range(2)
    )
    paid = ", ".join(f"{{product: {row}}}" for row in draw(st.lists(ROWS, max_size=3)))
    aims = f"{{most_per_brand: {draw(st.integers(0, 2))}, diversity: {draw(st.integers(0, 50)) / 100}}}"
    return (
        f"pin: [{pins}]\nboost: [{boosts}]\nbury: [{buries}]\nobjectives: {aims}\n"
        f"sponsored: {{enabled: true, most: {draw(st.integers(1, 2))}, placements: [{paid}]}}"
    )


@settings(max_examples=80, deadline=None)
@given(
    files(),
    st.sampled_from(["sweater", "jacket", "", "striped sweater", "红色毛衣"]),
    st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True),
)
def test_whatever_the_rules_the_order_is_an_honest_sum(
    text: str, wish: str, conditions: list[Constraint]
) -> None:
    """The same products match; scores are exact sums, never rise down the list, and differences are exact."""
    query = Query(text=wish, constraints=tuple(conditions), limit=20)
    plain, items = CORNER.rank(query).items, ruled(text).rank(query).items
    assert set(ids(items)) == set(ids(plain))
    for item in items:
        assert item.final_score == math.fsum(each.value for each in item.contributions)
    for over, under in pairwise(items):
        assert over.final_score >= under.final_score
        assert contrast(over, under).gap == over.final_score - under.final_score
    assert sum(is_sponsored(item) for item in items) <= 2


def test_a_later_clock_ends_a_rule() -> None:
    """The same rules the day after their last one do nothing."""
    rules = read_rules("pin: [{product: s3, until: 2026-06-01}]", revision=1)
    assert ids(CORNER.ruled(rules).rank(SWEATERS).items)[0] == "s3"
    later = ranker(now=NOW + timedelta(days=1)).ruled(rules)
    assert ids(later.rank(SWEATERS).items)[0] != "s3"
