"""Choosing unlike items."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.diversity import choose, token_similarity, vector_similarity


def square(*rows: list[float]) -> np.ndarray:
    """A similarity matrix."""
    return np.array(rows, dtype=np.float32)


def test_a_twin_waits() -> None:
    """The twin loses 0.5 × 1 and falls behind: 0.9 − 0.5 < 0.6 − 0.5 × 0.1."""
    twins = square([1, 1, 0.1], [1, 1, 0.1], [0.1, 0.1, 1])
    picks = choose([1.0, 0.9, 0.6], twins, limit=3, weight=0.5)
    assert [pick.position for pick in picks] == [0, 2, 1]
    assert [pick.adjustments.get("diversity", 0.0) for pick in picks] == pytest.approx(
        [0.0, -0.5 * 0.1, -0.5 * 1.0]
    )


def test_without_weight_the_scores_decide() -> None:
    """Weight 0 is plain sorting; ties keep their order."""
    picks = choose([0.5, 0.9, 0.9], square([1, 1, 1], [1, 1, 1], [1, 1, 1]), limit=3, weight=0.0)
    assert [pick.position for pick in picks] == [1, 2, 0]


def test_limits_and_emptiness() -> None:
    """No more than asked, nothing of nothing."""
    assert len(choose([1.0, 0.5], square([1, 0], [0, 1]), limit=1, weight=0.1)) == 1
    assert choose([], np.zeros((0, 0), dtype=np.float32), limit=3, weight=0.1) == ()


def test_a_wrong_matrix_is_refused() -> None:
    """Similarity must be of the same candidates."""
    with pytest.raises(ValueError, match="shape"):
        choose([1.0], np.zeros((2, 2), dtype=np.float32), limit=1, weight=0.1)


def test_similarities() -> None:
    """Cosines are clipped at 0; words are compared by the Jaccard index."""
    assert vector_similarity(square([1, 0], [-1, 0]))[0, 1] == 0.0
    found = token_similarity([frozenset("ab"), frozenset("bc"), frozenset()])
    assert found[0, 1] == pytest.approx(1 / 3)
    assert found[2, 2] == 0.0


@given(st.lists(st.floats(0, 2), min_size=1, max_size=8), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_adjusted_scores_never_rise(scores: list[float], weight: float, seed: int) -> None:
    """Display order is score order, whatever the likeness."""
    vectors = np.random.default_rng(seed).normal(size=(len(scores), 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    picks = choose(scores, vector_similarity(vectors), limit=len(scores), weight=weight)
    adjusted = [scores[pick.position] + sum(pick.adjustments.values()) for pick in picks]
    assert all(left >= right - 1e-9 for left, right in pairwise(adjusted))
