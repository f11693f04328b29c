"""Every way to recommend, over a shop whose answers are known."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.config import RankingConfig
from retrieval.ranker import Ranker
from retrieval.recommenders.types import AUDIENCES, Signal, Way, Wish
from retrieval.recommenders.ways import Recommenders
from retrieval.shop_rules.reading import read_rules
from retrieval.taste import Deed, ShopperTaste, TasteEvent
from retrieval.types import Constraint, Interaction, Query, Sort
from tests.retrieval.corner_shop import constraint, facet, product, snapshot
from tests.retrieval.recommenders.outfitter import NOW, PRODUCTS, SHOP, ids, recommenders, shop_of, suggest

CONDITIONS = (
    constraint("price", "lte", 60),
    constraint("price", "lte", 20),
    constraint("price", "gte", 40),
    constraint("color", "eq", "red"),
    constraint("color", "ne", "red"),
    constraint("material", "eq", "cotton"),
    constraint("rating", "gte", 4.5),
    constraint("stock", "eq", "in stock"),
)


def broken(conditions: tuple[Constraint, ...], product_id: str) -> bool:
    """Whether a product breaks a price, rating or color condition, by its own record."""
    found = SHOP.get(product_id)
    assert found is not None
    for each in conditions:
        if each.facet == "price":
            price = (found.price_minor or 0) / 100
            if price > float(each.value) if each.op == "lte" else price < float(each.value):
                return True
        elif each.facet == "rating":
            if (found.rating or 0.0) < float(each.value):
                return True
        elif each.facet in ("color", "material"):
            has = each.value in found.facet_values(each.facet)
            if has is (each.op == "ne"):
                return True
    return False


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(list(Way)),
    st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True),
    st.sampled_from([(), ("d1",), ("m1", "t1")]),
    st.sets(st.sampled_from([p.product_id for p in PRODUCTS]), max_size=6),
    st.sampled_from(["", *AUDIENCES]),
    st.integers(1, 6),
)
def test_suggestions_keep_their_promises(
    way: Way,
    conditions: list[Constraint],
    anchors: tuple[str, ...],
    excluded: set[str],
    audience: str,
    limit: int,
) -> None:
    """No condition is broken, nothing excluded comes, scores fall and are the sums of their contributions."""
    query = Query(text="", constraints=tuple(conditions), limit=limit, exclude_ids=frozenset(excluded))
    shown = dict.fromkeys(("d2", "m2"), 3)
    found = suggest(
        way, query=query, anchors=anchors, need="jeans", audience=audience, times_shown=shown, seed="c/1"
    )
    assert len(found.items) <= limit
    assert len(set(ids(found))) == len(found.items)
    assert not set(ids(found)) & (excluded | set(anchors))
    alternatives = {c.facet for c in conditions if c.op == "eq"}
    plain = tuple(c for c in conditions if c.op != "eq" or len(alternatives) == 1)
    assert not [product_id for product_id in ids(found) if broken(plain, product_id)]
    for item in found.items:
        assert item.final_score == math.fsum(each.value for each in item.contributions)
        assert len({each.feature for each in item.contributions}) == len(item.contributions)
        assert item.reasons
    assert all(left.final_score >= right.final_score - 1e-9 for left, right in pairwise(found.items))
    assert found == suggest(
        way, query=query, anchors=anchors, need="jeans", audience=audience, times_shown=shown, seed="c/1"
    )


def test_similar_is_of_the_same_kind_and_tells_what_is_alike() -> None:
    """To a red cotton dress: dresses in stock, the other cotton one first, for its cotton and its price."""
    found = suggest(Way.SIMILAR, anchors=("d1",))
    assert set(ids(found)) == {"d2", "d3", "d4"}
    assert ids(found)[0] == "d2"
    assert [reason.text for reason in found.items[0].reasons][:2] == [
        "the same material: cotton",
        "$48, close to its $50",
    ]


def test_similar_speaks_chinese() -> None:
    """The same evidence in Chinese words."""
    first = suggest(Way.SIMILAR, query=Query(text="", language="zh", limit=5), anchors=("d1",)).items[0]
    assert first.reasons[0].text == "材质相同：cotton"


def test_similar_under_a_condition_that_nothing_meets_counts_what_it_would_free() -> None:
    """No dress costs at most 10; without that limit there are four others."""
    query = Query(text="", limit=5, constraints=(constraint("price", "lte", 10),))
    found = suggest(Way.SIMILAR, query=query, anchors=("d1",))
    assert (found.items, [r.matching for r in found.relaxations]) == ((), [4])


def test_similar_to_nothing_known_is_nothing() -> None:
    """A product that the catalog lacks has no likeness."""
    assert suggest(Way.SIMILAR, anchors=("gone",)).items == ()


def test_versions_of_one_product_take_one_place() -> None:
    """Mugs that differ in color alone are shown once."""
    colors = ("red", "blue", "green")
    mugs = [product(c, f"{c.title()} Enamel Mug", facets=(facet("color", c),)) for c in colors]
    shop = shop_of(product("a", "White Porcelain Mug"), *mugs)
    assert len(suggest(Way.SIMILAR, of=shop, anchors=("a",)).items) == 1


def test_what_goes_with_a_dress_is_no_dress_and_for_no_man() -> None:
    """Heels and a handbag; men's sandals and other dresses stay away."""
    found = suggest(Way.COMPLEMENT, anchors=("d1",))
    assert ids(found) == ["h1", "b1"]
    assert found.items[0].reasons[0].text == "heels to go with dresses"
    assert found.basis == ("knowledge",)


@pytest.mark.parametrize(
    ("need", "expected"),
    [("an evening gown", "h1"), ("camping", "t1"), ("露营", "t2"), ("coffee", "m1"), ("咖啡", "m2")],
)
def test_a_need_in_words_is_enough(need: str, expected: str) -> None:
    """Kinds and occasions said in either language find what goes with them."""
    assert expected in ids(suggest(Way.COMPLEMENT, need=need))


def test_a_kind_wanted_beside_a_product_bounds_what_goes_with_it() -> None:
    """Of what goes with a dress, shoes alone."""
    found = suggest(Way.COMPLEMENT, query=Query(text="shoes", limit=5), anchors=("d1",))
    assert ids(found) == ["h1"]
    assert not suggest(Way.COMPLEMENT, query=Query(text="laptops", limit=5), anchors=("d1",)).carried


def test_shoppers_choices_prove_what_goes_together() -> None:
    """Four shoppers who bought the tent and the mug outweigh that no rule knows the pair."""
    bought = [
        Interaction(user_id=f"u{n}", product_id=product_id, purchase=True)
        for n in range(4)
        for product_id in ("t1", "m1")
    ]
    found = suggest(Way.COMPLEMENT, of=recommenders(interactions=bought), anchors=("t1",))
    assert set(found.basis) == {"together", "knowledge"}
    assert {"m1", "t2"} <= set(ids(found))
    reason = next(item for item in found.items if item.product.product_id == "m1").reasons[0]
    assert reason.text == "4 shoppers chose both"


def test_popular_is_what_sells_and_is_rated() -> None:
    """The mug sold 900 times with 90 ratings stands first, and says so."""
    found = suggest(Way.POPULAR)
    assert ids(found)[0] == "m1"
    assert found.basis == ("sold", "rated")
    assert [reason.text for reason in found.items[0].reasons[:2]] == ["900 sold", "rated 4.6 by 90 shoppers"]


def test_popular_by_reviews_where_nothing_else_is_known() -> None:
    """Without sales and ratings the numbers of reviews decide; without those there is no basis."""
    bare = snapshot(product("a", "Plain Mug"), product("b", "Round Bowl"))
    assert suggest(Way.POPULAR, of=recommenders(bare)).basis == ()
    found = suggest(Way.POPULAR, of=recommenders(bare, review_counts={"b": 4}))
    assert (ids(found)[0], found.basis) == ("b", ("reviewed",))


def test_new_is_the_newest_exactly() -> None:
    """By date, newest first; only the very newest is called so."""
    found = suggest(Way.NEW)
    assert ids(found) == ["c1", "m1", "m2", "w1", "t1"]
    assert found.items[0].reasons[0].text == "added 2026-05-20, newest of 5"
    assert found.items[1].reasons[0].text == "added 2026-05-09"


def test_without_dates_the_popular_ones_are_new() -> None:
    """The way that was really taken is told."""
    found = suggest(Way.NEW, of=shop_of(product("a", "Plain Mug"), product("b", "Round Bowl", rating=5.0)))
    assert found.way is Way.POPULAR


def test_for_you_follows_what_was_liked() -> None:
    """After a liked dress come dresses, each near to it; the liked one itself does not."""
    found = suggest(Way.FOR_YOU, signals=(Signal(product_id="d1", how="liked", weight=1.0),))
    assert (found.way, found.basis) == (Way.FOR_YOU, ("liked",))
    assert set(ids(found)[:2]) == {"d2", "d4"}
    assert "d1" not in ids(found)
    assert found.items[0].reasons[0].text == 'near to "Red Cotton Dress", which you liked'


def test_for_you_reads_the_shoppers_own_past() -> None:
    """A shopper known to have bought a mug is offered the other; an unknown one gets what is popular."""
    past = ShopperTaste(events=(TasteEvent(product_id="m1", deed=Deed.BOUGHT),))
    known = suggest(Way.FOR_YOU, query=Query(text="", limit=5, taste=past))
    assert (ids(known)[0], known.basis) == ("m2", ("bought",))
    assert suggest(Way.FOR_YOU).way is Way.POPULAR


def test_a_surprise_leaves_the_sections_seen() -> None:
    """After dresses were shown no dress comes first, and another seed makes another choice."""
    shown = {"d1": 1, "d2": 1}
    found = suggest(Way.SURPRISE, times_shown=shown, seed="c/1")
    assert found.items[0].product.category != ("Women", "Dresses")
    others = {tuple(ids(suggest(Way.SURPRISE, seed=f"c/{turn}"))) for turn in range(8)}
    assert len(others) > 1


@pytest.mark.parametrize(
    ("audience", "inside", "outside"),
    [("men", "w1", "d1"), ("women", "b1", "w1"), ("kids", "k1", "w1")],
)
def test_a_gift_suits_the_person(audience: str, inside: str, outside: str) -> None:
    """What is labeled for others stays away, and so does what no person is given."""
    found = ids(suggest(Way.GIFT, query=Query(text="", limit=6), audience=audience))
    assert inside in found
    assert outside not in found
    assert "p1" not in found


def test_what_was_often_shown_steps_back() -> None:
    """The favorite, shown five times, loses its place to the next, by a named contribution."""
    assert suggest(Way.POPULAR).items[0].product.product_id == "m1"
    often = suggest(Way.POPULAR, times_shown={"m1": 5}).items
    assert often[0].product.product_id != "m1"
    fallen = next(item for item in often if item.product.product_id == "m1")
    taken = {each.feature: each.value for each in fallen.contributions}["shown_before"]
    assert taken == pytest.approx(-0.3)


def test_an_order_asked_for_is_exact() -> None:
    """Popular things, cheapest first."""
    query = Query(text="", limit=3, sort=Sort(field="price", direction="asc"))
    assert ids(suggest(Way.POPULAR, query=query)) == ["p1", "c1", "m1"]


def test_an_empty_shop_suggests_nothing() -> None:
    """Every way answers, with nothing."""
    empty = shop_of()
    assert all(suggest(way, of=empty, anchors=("a",)).items == () for way in Way)


def test_caps_hold_for_suggestions() -> None:
    """One popular mug of a brand, then others, then the rest of that brand, lower by the cap."""
    mugs = [
        product(f"m{n}", f"Mug {name}", category=("Mugs",), brand=brand, units_sold=90 - n)
        for n, (name, brand) in enumerate([("One", "Lux"), ("Two", "Lux"), ("Three", "Nova"), ("Four", None)])
    ]
    capped = read_rules("objectives: {most_per_brand: 1, diversity: 0}", revision=1)
    ranker = Ranker(snapshot=snapshot(*mugs), dense=None, config=RankingConfig(), now=lambda: NOW).ruled(
        capped
    )
    offered = Recommenders(ranker, interactions=lambda: (), review_counts=dict)
    items = offered.recommend(Way.POPULAR, Wish(query=Query(text="mug"))).items
    assert [item.product.brand for item in items][0::3] == ["Lux", "Lux"]
    parts = {each.feature: each.value for each in items[-1].contributions}
    assert parts["brand_cap"] == -2.0
    for over, under in pairwise(items):
        assert over.final_score >= under.final_score
