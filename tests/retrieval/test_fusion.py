"""Fusing two score arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import fuse, normalize_scores


def scores(*values: float) -> np.ndarray:
    """float32 scores."""
    return np.array(values, dtype=np.float32)


def test_each_half_is_scaled_by_its_best() -> None:
    """Weights meet scores that are shares of the best."""
    fused = fuse(scores(4.0, 2.0), scores(0.4, 0.8), lexical_weight=0.25)
    assert fused == pytest.approx([0.25 * 4 / 4 + 0.75 * 0.4 / 0.8, 0.25 * 2 / 4 + 0.75 * 0.8 / 0.8])


def test_a_silent_half_leaves_the_other_alone() -> None:
    """Where words find nothing, meaning decides with its full weight, and the other way round."""
    assert fuse(scores(0.0, 0.0), scores(0.2, 0.4), lexical_weight=0.5) == pytest.approx([0.5, 1.0])
    assert fuse(scores(3.0, 6.0), scores(-0.1, -0.3), lexical_weight=0.5) == pytest.approx([0.5, 1.0])


def test_no_candidates_give_no_scores() -> None:
    """Empty in, empty out."""
    assert fuse(scores(), scores(), lexical_weight=0.5).shape == (0,)


def test_negative_cosines_count_as_nothing() -> None:
    """Unlike texts don't pull a candidate below one that matches nothing."""
    assert normalize_scores(scores(-0.5, 0.5)) == pytest.approx([0.0, 1.0])


def test_unequal_lengths_are_refused() -> None:
    """Scores of different candidates can't be added."""
    with pytest.raises(ValueError, match="same candidates"):
        fuse(scores(1.0), scores(1.0, 2.0), lexical_weight=0.5)


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_a_weight_outside_the_unit_interval_is_refused(weight: float) -> None:
    """A weight is a share."""
    with pytest.raises(ValueError, match="lexical_weight"):
        fuse(scores(1.0), scores(1.0), lexical_weight=weight)


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(-1, 1)), min_size=1, max_size=20), st.floats(0, 1))
def test_fused_scores_stay_between_zero_and_one(pairs: list[tuple[float, float]], weight: float) -> None:
    """A convex combination of shares is a share."""
    lexical, dense = scores(*(pair[0] for pair in pairs)), scores(*(pair[1] for pair in pairs))
    fused = fuse(lexical, dense, lexical_weight=weight)
    assert fused.min() >= 0.0
    assert fused.max() <= 1.0 + 1e-6
