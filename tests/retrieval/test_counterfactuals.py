"""What would have to be otherwise, each answer checked against a shop that really is otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.counterfactuals import PriceToLead, Reranking, fewer_conditions, price_to_lead
from retrieval.types import Constraint, Product, Query, Ranking, Sort
from tests.retrieval.corner_shop import PRODUCTS, SHOP, constraint, product
from tests.retrieval.test_ranker import ranker

CORNER = ranker()
CHEAPEST = Sort(field="price", direction="asc")
UNDER_60 = constraint("price", "lte", 60.0, soft=True)


def known(product_id: str) -> Product:
    """A product of the corner shop."""
    found = SHOP.get(product_id)
    assert found is not None
    return found


def place(query: Query, product_id: str, **changed: object) -> int:
    """Where a product stands in a shop whose record of it says otherwise; past the end for nowhere."""
    products = [replace(p, **changed) if p.product_id == product_id else p for p in PRODUCTS]  # type: ignore[arg-type]
    ids = [item.product.product_id for item in ranker(*products).rank(query).items]
    return ids.index(product_id) if product_id in ids else len(PRODUCTS)


class Counting:
    """The corner shop's ranker, which counts how often it ranks."""

    def __init__(self, inner: Reranking, runs: list[int]) -> None:
        self._inner, self._runs = inner, runs

    def rank(self, query: Query) -> Ranking:
        """Rank and count."""
        self._runs.append(1)
        return self._inner.rank(query)

    def repriced(self, product_id: str, price_minor: int) -> Counting:
        """The same count goes on."""
        return Counting(self._inner.repriced(product_id, price_minor), self._runs)


def test_the_price_to_lead_is_the_last_that_leads() -> None:
    """Cheapest first, a sweater of 58 leads one of 42 at 42 or a cent less, and at anything below that."""
    query = Query(text="striped sweater", sort=CHEAPEST)
    found = price_to_lead(CORNER, query, known("s2"))
    assert found is not None
    assert found.or_less
    assert found.price_minor in (4199, 4200)
    assert place(query, "s2", price_minor=found.price_minor) == 0
    assert place(query, "s2", price_minor=found.price_minor + 1) > 0


@pytest.mark.parametrize("wish", [UNDER_60, constraint("price", "eq", 42.0, soft=True)])
@pytest.mark.parametrize("product_id", ["s1", "s2", "s3", "d1"])
def test_a_price_to_lead_holds_in_a_shop_that_asks_it(wish: Constraint, product_id: str) -> None:
    """A shop with that price really ranks the product first, and one with a cent more doesn't."""
    query = Query(text="sweater", constraints=(wish,))
    found = price_to_lead(CORNER, query, known(product_id))
    if found is not None:
        assert place(query, product_id, price_minor=found.price_minor) == 0
        assert place(query, product_id, price_minor=found.price_minor + 1) > 0


def test_a_limit_keeps_out_what_would_lead_below_it() -> None:
    """Of two same lamps the better one, over the limit, would lead at the limit itself and at less."""
    lamps = (
        product("a", "Brass Lamp", 70.0, rating=5.0, rating_count=80),
        product("b", "Brass Lamp", 50.0, rating=4.0, rating_count=80),
    )
    query = Query(text="lamp", constraints=(constraint("price", "lte", 60.0),))
    assert price_to_lead(ranker(*lamps), query, lamps[0]) == PriceToLead(
        product=lamps[0], price_minor=6000, or_less=True
    )


def test_a_wished_price_is_no_ceiling_to_fall_below() -> None:
    """Where about 60 is wished for, a price to lead is not said to hold for less."""
    lamps = (
        product("a", "Brass Lamp", 68.0, rating=4.5, rating_count=80),
        product("b", "Brass Lamp", 63.0, rating=4.5, rating_count=80),
    )
    query = Query(text="lamp", constraints=(constraint("price", "eq", 60.0, soft=True),))
    found = price_to_lead(ranker(*lamps), query, lamps[0])
    assert found == PriceToLead(product=lamps[0], price_minor=6300, or_less=False)


def test_no_price_is_named_where_price_decides_nothing() -> None:
    """The first needs none; without any wish about prices a lower price changes no place."""
    query = Query(text="striped sweater")
    first, *others = CORNER.rank(query).items
    assert price_to_lead(CORNER, query, first.product) is None
    assert all(price_to_lead(CORNER, query, other.product) is None for other in others)


@pytest.mark.parametrize(
    "query",
    [
        Query(text="sweater", sort=Sort(field="price", direction="desc")),
        Query(text="sweater", constraints=(constraint("price", "ne", 42.0),), sort=CHEAPEST),
    ],
)
def test_no_price_is_named_where_cheaper_is_no_gain(query: Query) -> None:
    """The dearest first, or any price but one: no highest price can be found by halving."""
    assert price_to_lead(CORNER, query, known("s1")) is None


def test_an_unpriced_product_has_no_price_to_lead() -> None:
    """Where the record states no price, none is compared with it."""
    lamps = (product("a", "Brass Lamp", None), product("b", "Brass Lamp", 5.0))
    assert price_to_lead(ranker(*lamps), Query(text="lamp", sort=CHEAPEST), lamps[0]) is None


def test_rankings_are_bounded() -> None:
    """A price of 58.00 takes at most 2 + 13 rankings, and none are begun where fewer are allowed."""
    query, runs = Query(text="striped sweater", sort=CHEAPEST), list[int]()
    assert price_to_lead(Counting(CORNER, runs), query, known("s2")) is not None
    assert len(runs) <= 2 + (5800 - 1).bit_length()
    spent = list[int]()
    assert price_to_lead(Counting(CORNER, spent), query, known("s2"), max_reruns=14) is None
    assert spent == []


def test_dropped_conditions_are_those_that_free_products() -> None:
    """No red wool sweater is there: dropping either condition frees what a ranking without it counts."""
    red, wool = constraint("color", "eq", "red"), constraint("material", "eq", "wool")
    query = Query(text="sweater", constraints=(red, wool))
    assert CORNER.rank(query).matching == 0
    found = fewer_conditions(CORNER, query)
    assert {each.constraint for each in found} == {red, wool}
    for each in found:
        left = tuple(c for c in query.constraints if c != each.constraint)
        assert each.matching == CORNER.rank(replace(query, constraints=left)).matching > 0


def test_conditions_that_keep_nothing_out_are_not_named() -> None:
    """A limit that everything meets frees nothing, and a soft wish is none to drop."""
    loose = constraint("price", "lte", 900.0)
    assert fewer_conditions(CORNER, Query(text="sweater", constraints=(loose, UNDER_60))) == ()


def test_another_price_leaves_the_ranker_as_it_was() -> None:
    """Ranking as if a price were another changes neither the ranker nor its records."""
    query = Query(text="striped sweater", sort=CHEAPEST)
    before = CORNER.rank(query).items
    other = CORNER.repriced("s2", 100).rank(query)
    assert (other.items[0].product.product_id, other.items[0].product.price_minor) == ("s2", 100)
    assert CORNER.rank(query).items == before


WISHES = st.lists(
    st.sampled_from(
        [
            UNDER_60,
            constraint("price", "lte", 90.0),
            constraint("rating", "gte", 3.0),
            constraint("rating", "gte", 4.5, soft=True),
            constraint("pattern", "eq", "striped", soft=True),
        ]
    ),
    unique=True,
).map(tuple)
ORDERS = st.sampled_from(
    [None, CHEAPEST, Sort(field="rating", direction="desc"), Sort(field="popularity", direction="desc")]
)
SEARCHES = st.builds(
    Query,
    text=st.sampled_from(["sweater", "striped sweater", "dress", ""]),
    constraints=WISHES,
    sort=ORDERS,
    limit=st.just(len(PRODUCTS)),
)
IDS = st.sampled_from([p.product_id for p in PRODUCTS])


@given(query=SEARCHES, product_id=IDS, prices=st.tuples(st.integers(1, 15_000), st.integers(1, 15_000)))
@settings(max_examples=60, deadline=None)
def test_costing_more_never_raises_a_place(query: Query, product_id: str, prices: tuple[int, int]) -> None:
    """All else equal, the dearer of two prices never stands higher, unless dear things are asked for."""
    cheap, dear = sorted(prices)
    below = place(query, product_id, price_minor=cheap)
    assert below <= place(query, product_id, price_minor=dear)


@given(query=SEARCHES, product_id=IDS, ratings=st.tuples(st.integers(0, 50), st.integers(0, 50)))
@settings(max_examples=60, deadline=None)
def test_a_lower_rating_never_raises_a_place(query: Query, product_id: str, ratings: tuple[int, int]) -> None:
    """All else equal, the lower of two ratings never stands higher."""
    low, high = sorted(ratings)
    above = place(query, product_id, rating=high / 10, rating_count=7)
    assert above <= place(query, product_id, rating=low / 10, rating_count=7)


@given(product_id=IDS, price_minor=st.integers(1, 15_000), query=SEARCHES)
@settings(max_examples=30, deadline=None)
def test_another_price_ranks_as_a_shop_with_that_price(
    product_id: str, price_minor: int, query: Query
) -> None:
    """The ranker with one price replaced gives the ranking of an index built with that price."""
    products = [replace(p, price_minor=price_minor) if p.product_id == product_id else p for p in PRODUCTS]
    rebuilt, replaced = ranker(*products).rank(query), CORNER.repriced(product_id, price_minor).rank(query)
    assert replace(rebuilt, stage_ms={}) == replace(replaced, stage_ms={})
