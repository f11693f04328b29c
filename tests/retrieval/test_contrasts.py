"""Why one ranked item stands above another."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.contrasts import contrast
from retrieval.types import Contribution, Query, RankedItem
from tests.retrieval.corner_shop import constraint, product
from tests.retrieval.test_ranker import ranker

CORNER = ranker()
QUERIES = st.builds(
    Query,
    text=st.sampled_from(["", "sweater", "striped wool sweater", "warm dress"]),
    constraints=st.lists(
        st.sampled_from(
            [
                constraint("price", "lte", 60.0, soft=True),
                constraint("price", "eq", 47.0, soft=True),
                constraint("price", "lte", 130.0),
                constraint("color", "eq", "red", soft=True),
            ]
        ),
        unique=True,
    ).map(tuple),
)


def item(product_id: str, **values: float) -> RankedItem:
    """A ranked item with these contributions."""
    contributions = tuple(Contribution(feature=name, value=value) for name, value in values.items())
    return RankedItem(
        product=product(product_id, product_id),
        final_score=math.fsum(values.values()),
        contributions=contributions,
    )


def test_differences_stand_by_size_and_add_up_to_the_gap() -> None:
    """What tells two items apart most comes first, and what they share is left out."""
    found = contrast(item("a", relevance=0.75, rating=0.5, stock=0.5), item("b", relevance=0.5, stock=0.5))
    assert [(each.feature, each.value) for each in found.differences] == [
        ("rating", 0.5),
        ("relevance", 0.25),
    ]
    assert found.gap == (0.75 + 0.5 + 0.5) - (0.5 + 0.5)


def test_a_disadvantage_is_told_too() -> None:
    """The one that stands above may be worse in a feature, which then counts against it."""
    found = contrast(item("a", relevance=1.0, rating=0.25), item("b", relevance=0.5, rating=0.375))
    assert [(each.feature, each.value) for each in found.differences] == [
        ("relevance", 0.5),
        ("rating", 0.25 - 0.375),
    ]
    assert found.gap == (1.0 + 0.25) - (0.5 + 0.375)


def test_equals_have_no_gap() -> None:
    """Two items with the same contributions differ in nothing."""
    found = contrast(item("a", relevance=0.5), item("b", relevance=0.5))
    assert (found.gap, found.differences) == (0.0, ())


@given(query=QUERIES)
@settings(max_examples=40, deadline=None)
def test_every_pair_of_a_ranking_adds_up_exactly(query: Query) -> None:
    """In exact arithmetic contributions sum to the score and differences to the distance of two scores."""
    items = CORNER.rank(query).items
    for each in items:
        assert sum(Fraction(c.value) for c in each.contributions) == Fraction(each.final_score)
    for over, under in combinations(items, 2):
        found = contrast(over, under)
        assert found.gap == math.fsum(each.value for each in found.differences)
        assert Fraction(found.gap) == Fraction(over.final_score) - Fraction(under.final_score)
        assert found.gap >= 0.0
