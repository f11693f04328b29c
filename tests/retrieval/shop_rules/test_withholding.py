"""What a shop withholds comes from nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.errors import DatabaseError
from retrieval.ranker import Ranker
from retrieval.recommenders.types import Signal, Way, Wish
from retrieval.shop_rules.reading import read_rules
from retrieval.shop_rules.types import NO_RULES, ShopRules
from retrieval.shops import ShopIndex, Shops
from retrieval.taste import Deed, ShopperTaste, TasteEvent
from retrieval.types import Interaction, Query
from tests.retrieval.corner_shop import constraint
from tests.retrieval.recommenders.outfitter import PRODUCTS, SHOP

RECALL = "recalled: [{products: [m1, d3]}]\nage_restricted: [{category: Coffee, minimum_age: 18}]"
ALL = [product.product_id for product in PRODUCTS]


class Clock:
    """A time that a test sets."""

    now = datetime(2026, 6, 1, tzinfo=UTC)


class OneShop:
    """The outfitter's catalog."""

    def version(self, _shop: str) -> int:
        """Always the same."""
        return SHOP.catalog_version

    def load(self, _shop: str, _since: CatalogSnapshot | None = None) -> CatalogSnapshot:
        """Its snapshot."""
        return SHOP


def shops(rules: ShopRules, clock: type[Clock] = Clock) -> tuple[Shops, dict[str, ShopRules]]:
    """Opened shops, and where a test changes their rules."""
    held = {"shop": rules}
    chosen = [
        Interaction(user_id=f"u{n}", product_id=row, purchase=True)
        for n in range(5)
        for row in ("m1", "c1", "m2")
    ]
    opened = Shops(
        catalogs=OneShop(),
        build_ranker=lambda snapshot: Ranker(
            snapshot=snapshot, dense=None, config=RankingConfig(), now=lambda: clock.now
        ),
        interactions=lambda _shop: chosen,
        rules=lambda shop: held[shop],
    )
    return opened, held


def offered(index: ShopIndex) -> set[str]:
    """Every product that comes out of an index in any way that it has."""
    queries = [Query(text=text, limit=50) for text in ("", "mug", "dress", "coffee", "gift")]
    ranked = {item.product.product_id for query in queries for item in index.ranker.rank(query).items}
    resolved = {item.product.product_id for item in index.ranker.resolve(ALL, Query(text=""))}
    signals = tuple(Signal(product_id=each, how="liked", weight=1.0) for each in ("m1", "m2"))
    suggested = {
        item.product.product_id
        for way in Way
        for anchors in ((), ("m2",), ("m1",))
        for item in index.recommenders.recommend(
            way, Wish(query=Query(text="", limit=50), anchors=anchors, signals=signals)
        ).items
    }
    found = {each for each in ALL if index.snapshot.get(each) is not None}
    return ranked | resolved | suggested | found


def test_recalled_and_age_limited_products_come_from_nowhere() -> None:
    """Not ranked, resolved, suggested or found by id; of age, the age-limited one comes back."""
    opened, _ = shops(read_rules(RECALL, revision=1))
    assert offered(opened.open("shop")) == set(ALL) - {"m1", "d3", "c1"}
    assert offered(opened.open("shop", age=17)) == set(ALL) - {"m1", "d3", "c1"}
    assert offered(opened.open("shop", age=18)) == set(ALL) - {"m1", "d3"}
    assert opened.open("shop").minimum_age == 18
    assert opened.open("shop", age=18).minimum_age is None
    assert opened.open("shop").snapshot.withheld == {"m1", "d3", "c1"}


def test_counts_know_nothing_of_them_either() -> None:
    """Matches, facet counts and what dropping a condition frees are over what may be offered."""
    opened, held = shops(NO_RULES)
    mugs = Query(text="mug", constraints=(constraint("color", "eq", "white"),))
    assert opened.open("shop").ranker.rank(mugs).matching == 1
    held["shop"] = read_rules(RECALL, revision=1)
    ranking = opened.open("shop").ranker.rank(mugs)
    assert (ranking.matching, ranking.carried) == (0, True)
    assert [relaxation.matching for relaxation in ranking.relaxations] == [1]


def test_a_kind_of_which_all_is_withheld_is_not_carried() -> None:
    """Nothing is promised that dropping a condition could free."""
    opened, _ = shops(read_rules("banned: [{category: Mugs}]", revision=1))
    ranking = opened.open("shop").ranker.rank(Query(text="mug"))
    assert (ranking.carried, ranking.items, ranking.relaxations) == (False, (), ())


def test_a_price_tried_out_brings_nothing_back() -> None:
    """Counterfactual rankings withhold the same."""
    opened, _ = shops(read_rules(RECALL, revision=1))
    again = opened.open("shop").ranker.repriced("m2", 100)
    assert [item.product.product_id for item in again.rank(Query(text="mug")).items] == ["m2"]


def test_what_a_shopper_did_with_it_counts_no_more() -> None:
    """Neither their taste nor a reason is drawn from a recalled product."""
    opened, held = shops(NO_RULES)
    taste = ShopperTaste(events=tuple(TasteEvent(product_id=each, deed=Deed.BOUGHT) for each in ("m1", "m2")))
    assert len(opened.open("shop").ranker.parts.personal.weighted(taste)) == 2
    held["shop"] = read_rules(RECALL, revision=1)
    known = opened.open("shop").ranker.parts.personal.weighted(taste)
    assert [SHOP.products[row].product_id for row in known] == ["m2"]


def test_rules_hold_from_the_next_opening_and_by_their_dates() -> None:
    """A new revision and a date gone by give another view; otherwise it stays the same object."""

    class Moving(Clock):
        """A clock of this test alone."""

    opened, held = shops(NO_RULES, Moving)
    plain = opened.open("shop")
    assert opened.open("shop") is plain
    held["shop"] = read_rules("recalled: [{product: m1, from: 2026-06-02, until: 2026-06-03}]", revision=1)
    before = opened.open("shop")
    assert before.snapshot.get("m1") is not None
    assert opened.open("shop") is before
    Moving.now = datetime(2026, 6, 3, 23, tzinfo=UTC)
    during = opened.open("shop")
    assert during.snapshot.get("m1") is None
    assert opened.open("shop") is during
    Moving.now = datetime(2026, 6, 4, tzinfo=UTC)
    assert opened.open("shop").snapshot.get("m1") is not None
    assert during.snapshot.get("m1") is None


def test_no_more_views_are_kept_than_needed() -> None:
    """One a bracket of age, however many ages are asked for; readers of an old one keep it."""
    limits = ", ".join(
        f"{{product: {row}, minimum_age: {age}}}" for age, row in enumerate(ALL[:12], start=10)
    )
    opened, _ = shops(read_rules(f"age_restricted: [{limits}]", revision=1))
    first = opened.open("shop", age=10)
    for age in range(60):
        index = opened.open("shop", age=age)
        assert len(index.snapshot.withheld) == sum(1 for limit in range(10, 22) if age < limit)
    assert first.snapshot.get(ALL[0]) is not None


def test_a_shop_whose_rules_cannot_be_read_is_not_opened() -> None:
    """Recalls unknown: nothing is offered."""

    def broken(_shop: str) -> ShopRules:
        raise DatabaseError("expected rules, got none")

    opened = Shops(
        catalogs=OneShop(),
        build_ranker=lambda snapshot: Ranker(
            snapshot=snapshot, dense=None, config=RankingConfig(), now=lambda: Clock.now
        ),
        rules=broken,
    )
    with pytest.raises(DatabaseError):
        opened.open("shop")


@pytest.mark.parametrize(
    ("aim", "gone"),
    [
        ("category: Dresses", {"d1", "d2", "d3", "d4", "d5"}),
        ("facet: {material: leather}", {"h1"}),
        ("{products: [t1, none-such]}", {"t1"}),
    ],
)
def test_bans_are_by_product_category_or_facet(aim: str, gone: set[str]) -> None:
    """Conditions mean what a shopper's mean; an id that isn't there bans nothing else."""
    row = aim if aim.startswith("{") else f"{{{aim}}}"
    opened, _ = shops(read_rules(f"banned: [{row}]", revision=1))
    assert opened.open("shop").snapshot.withheld == gone


def _units(index: ShopIndex) -> Mapping[str, int]:
    return {product.product_id: row for row, product in enumerate(index.snapshot.products)}


def test_rows_stay_where_they_are() -> None:
    """Views share the index: a product's row is the same in each."""
    opened, _ = shops(read_rules(RECALL, revision=1))
    assert _units(opened.open("shop")) == _units(opened.open("shop", age=99))
