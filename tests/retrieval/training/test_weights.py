"""Weights learned from graded products."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.training.weights import GradedProducts, learned

START = np.array([0.5, 0.5])


def graded(features: list[list[float]], gains: list[float]) -> GradedProducts:
    """Products of one query."""
    return GradedProducts(features=np.array(features), gains=np.array(gains))


def test_the_feature_that_tells_good_from_bad_gains() -> None:
    """The first feature follows the grades, the second goes against them."""
    found = learned([graded([[1.0, 0.0], [0.0, 1.0]], [3.0, 0.0])], start=START)
    assert found[0] > 0.5 > found[1]


def test_a_feature_that_says_nothing_keeps_its_weight() -> None:
    """It is the same for every product."""
    found = learned([graded([[1.0, 0.7], [0.0, 0.7]], [1.0, 0.0])], start=START)
    assert found[1] == pytest.approx(0.5)


def test_no_feature_ever_counts_against_a_product() -> None:
    """However wrong it is, its weight ends at nothing."""
    wrong = [graded([[0.0, 0.5], [1.0, 0.5]], [1.0, 0.0])] * 20
    assert learned(wrong, start=START, pull=0.0001)[0] == 0.0


def test_planted_weights_are_found_again() -> None:
    """Gains made by 3 : 1 are ordered by weights of about 3 : 1."""
    random = np.random.default_rng(5)
    queries = []
    for _ in range(60):
        features = random.random((12, 2))
        queries.append(GradedProducts(features=features, gains=np.round(4 * features @ [0.75, 0.25])))
    found = learned(queries, start=START, pull=0.0001)
    assert found[0] / found[1] == pytest.approx(3.0, rel=0.1)


def test_queries_without_a_difference_are_left_out() -> None:
    """One grade for all says nothing; where no query says more, that is an error."""
    telling = graded([[1.0, 0.0], [0.0, 1.0]], [3.0, 0.0])
    silent = graded([[1.0, 0.0], [0.0, 1.0]], [1.0, 1.0])
    assert learned([telling, silent], start=START) == pytest.approx(learned([telling], start=START))
    with pytest.raises(ValueError, match="different grades"):
        learned([silent], start=START)


def test_features_of_another_number_are_refused() -> None:
    """Three features for two weights."""
    with pytest.raises(ValueError, match="expected 2 features"):
        learned([graded([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [1.0, 0.0])], start=START)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 1.0, 3.0])), min_size=2, max_size=8
    ).filter(lambda rows: len({row[2] for row in rows}) > 1)
)
def test_weights_do_not_depend_on_the_order_of_products(rows: list[tuple[float, float, float]]) -> None:
    """Weights are never negative, and the same rows in any order give the same weights."""
    features, gains = [[a, b] for a, b, _ in rows], [gain for _, _, gain in rows]
    found = learned([graded(features, gains)], start=START)
    assert found.min() >= 0.0
    back = learned([graded(features[::-1], gains[::-1])], start=START)
    assert back == pytest.approx(found, abs=1e-3)
