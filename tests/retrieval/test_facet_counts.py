"""How matching products divide by facet, over a shop that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.ranker import Ranker
from retrieval.types import FacetCounts, Op, Product, Query, Ranking
from tests.retrieval.corner_shop import facet, product, snapshot
from tests.small_shop import NOW


def mug(number: int, *colors: str, price: float | None = None) -> Product:
    """A mug at `number` dollars (or `price`) in the given colors."""
    return product(
        f"m{number:02}",
        f"Mug {number}",
        float(number) if price is None else price,
        category=("Kitchen", "Mugs" if number % 2 else "Tall Mugs"),
        facets=tuple(facet("color", color) for color in colors),
    )


MUGS = (
    *(mug(number, "black") for number in range(1, 9)),
    *(mug(number, "white", "Black") for number in range(9, 13)),
    *(mug(number) for number in range(13, 15)),
)


def ranker(shop: CatalogSnapshot) -> Ranker:
    """A ranker by words alone."""
    return Ranker(snapshot=shop, dense=None, config=RankingConfig(), now=lambda: NOW)


def counted(ranking: Ranking, name: str) -> FacetCounts:
    """The counts of one facet."""
    return next(counts for counts in ranking.facet_counts if counts.facet == name)


def test_values_are_counted_with_the_share_of_each_product() -> None:
    """Twelve of 14 mugs are black, four of them white too and so half of each; two state no color."""
    colors = counted(ranker(snapshot(*MUGS)).rank(Query(text="mug")), "color")
    assert [(c.constraints[0].value, c.count, c.share) for c in colors.counts] == [
        ("black", 12, 8 + 4 * 0.5),
        ("white", 4, 4 * 0.5),
    ]
    assert colors.unstated == 2


def test_prices_form_three_bands_at_round_limits() -> None:
    """1 to 14 dollars part at 5.5 and 9.5; the bands' shares add up to every product."""
    prices = counted(ranker(snapshot(*MUGS)).rank(Query(text="mug")), "price")
    bounds = [tuple((c.op, c.value) for c in count.constraints) for count in prices.counts]
    assert bounds == [((Op.LTE, 5.5),), ((Op.GTE, 5.5), (Op.LTE, 9.5)), ((Op.GTE, 9.5),)]
    assert [count.count for count in prices.counts] == [5, 4, 5]
    assert sum(count.share for count in prices.counts) == 14


@pytest.mark.parametrize("name", ["color", "price", "category"])
def test_a_count_is_what_the_condition_leaves(name: str) -> None:
    """Searching again with the counted constraints matches as many products as were counted."""
    search = ranker(snapshot(*MUGS))
    for count in counted(search.rank(Query(text="mug")), name).counts:
        assert search.rank(Query(text="mug", constraints=count.constraints)).matching == count.count


def test_few_products_are_counted_as_well() -> None:
    """Each search says how what it found divides, however little it is."""
    ranking = ranker(snapshot(*MUGS[:3])).rank(Query(text="mug"))
    assert {counts.total for counts in ranking.facet_counts} == {3}


def test_a_facet_that_divides_nothing_is_left_out() -> None:
    """One price and no facet for all: no counts but those of the two categories."""
    same = [replace(each, facets=(), price_minor=500) for each in MUGS]
    ranking = ranker(snapshot(*same)).rank(Query(text="mug"))
    assert [counts.facet for counts in ranking.facet_counts] == ["category"]


def test_unknown_prices_are_unstated() -> None:
    """Products without a price form no band."""
    unpriced = [replace(each, price_minor=None) for each in MUGS[:2]]
    prices = counted(ranker(snapshot(*unpriced, *MUGS[2:])).rank(Query(text="mug")), "price")
    assert prices.unstated == 2
