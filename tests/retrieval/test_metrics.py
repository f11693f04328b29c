"""Ranking measures, against arithmetic written out and against an independent formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.metrics import coverage, dcg_at_k, gain, gini, ndcg_at_k, recall_at_k, reciprocal_rank_at_k

GRADES = {"a": 3.0, "b": 1.0, "c": 2.0}


def test_gain_is_exponential() -> None:
    """Grades 1, 2 and 3 are worth 0, 1 and 3."""
    assert [gain(grade) for grade in (1, 2, 3)] == [2**0 - 1, 2**1 - 1, 2**2 - 1]


def test_dcg_discounts_by_log2() -> None:
    """Position p is divided by log2(p + 1)."""
    assert dcg_at_k([3.0, 1.0], 2) == pytest.approx(3 / math.log2(2) + 1 / math.log2(3))


def test_ndcg_of_a_swapped_pair() -> None:
    """The worse product first loses exactly the difference in discount."""
    expected = (1 / math.log2(2) + 3 / math.log2(3)) / (3 / math.log2(2) + 1 / math.log2(3))
    assert ndcg_at_k(["c", "a", "b"], GRADES, 10) == pytest.approx(expected)


def test_ndcg_counts_judged_products_that_were_not_found() -> None:
    """The ideal holds every judged product, found or not."""
    assert ndcg_at_k(["c"], GRADES, 1) == pytest.approx((1 / 1) / (3 / 1))


def test_ndcg_is_undefined_without_a_gain() -> None:
    """Grade 1 alone gives no ideal."""
    assert ndcg_at_k(["a"], {"a": 1.0}, 10) is None


def test_recall_and_reciprocal_rank() -> None:
    """Two relevant products, one of them second: recall 1/2, reciprocal rank 1/2."""
    assert recall_at_k(["x", "a"], {"a", "b"}, 2) == 1 / 2
    assert reciprocal_rank_at_k(["x", "a"], {"a", "b"}, 2) == 1 / 2


def test_cutoff_hides_what_comes_later() -> None:
    """A relevant product behind k counts nothing."""
    assert recall_at_k(["x", "a"], {"a"}, 1) == 0.0
    assert reciprocal_rank_at_k(["x", "a"], {"a"}, 1) == 0.0


def test_nothing_relevant_is_undefined() -> None:
    """Without a relevant product there is no recall and no reciprocal rank."""
    assert recall_at_k(["a"], set(), 5) is None
    assert reciprocal_rank_at_k(["a"], set(), 5) is None


def test_coverage_counts_distinct_products() -> None:
    """Three distinct products of four are in the first two places."""
    assert coverage([["a", "b", "d"], ["b", "c"]], 4, 2) == 3 / 4
    assert coverage([], 0, 2) == 0.0


def test_gini_of_equal_and_of_single_exposure() -> None:
    """Equal exposure is 0; everything on one of four products is 3/4."""
    assert gini([2.0, 2.0, 2.0]) == pytest.approx(0.0)
    assert gini([0.0, 0.0, 0.0, 8.0]) == pytest.approx(3 / 4)
    assert gini([]) == 0.0


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.integers(1, 12))
def test_ndcg_equals_an_array_formula(grades: list[int], k: int) -> None:
    """The same value comes from a vectorized formula over every judged product."""
    ids = [f"p{position}" for position in range(len(grades))]
    gains = np.power(2.0, np.array(grades) - 1.0) - 1.0
    discounts = 1.0 / np.log2(np.arange(2, len(grades) + 2))
    cut = np.arange(len(grades)) < k
    ideal = float((np.sort(gains)[::-1] * discounts * cut).sum())
    found = ndcg_at_k(ids, dict(zip(ids, map(float, grades), strict=True)), k)
    if ideal == 0.0:
        assert found is None
    else:
        assert found == pytest.approx(float((gains * discounts * cut).sum()) / ideal)


@given(st.lists(st.floats(0.0, 50.0), min_size=1, max_size=10))
def test_gini_equals_the_mean_difference(exposures: list[float]) -> None:
    """G is half the relative mean absolute difference."""
    total = sum(exposures)
    pairs = sum(abs(left - right) for left in exposures for right in exposures)
    expected = pairs / (2 * len(exposures) * total) if total > 0 else 0.0
    assert gini(exposures) == pytest.approx(expected, abs=1e-9)
