"""Fusing two score arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import Scale, fuse, normalize_scores


def scores(*values: float) -> np.ndarray:
    """float32 scores."""
    return np.array(values, dtype=np.float32)


def test_shares_are_weighed() -> None:
    """Each half counts by its weight."""
    fused = fuse(scores(1.0, 0.5), scores(0.4, 1.0), lexical_weight=0.25)
    assert fused == pytest.approx([0.25 * 1.0 + 0.75 * 0.4, 0.25 * 0.5 + 0.75 * 1.0])


def test_without_a_scale_the_best_is_one() -> None:
    """Scores are shares of the largest; unlike texts, of negative cosine, count as nothing."""
    assert normalize_scores(scores(4.0, 2.0, -0.5)) == pytest.approx([1.0, 0.5, 0.0])
    assert normalize_scores(scores(0.0, -1.0)) == pytest.approx([0.0, 0.0])


def test_scores_count_from_a_blind_pick_on() -> None:
    """Cosines of .8 and .9, where any two texts have .75, are a third and all of the way."""
    assert normalize_scores(scores(0.8, 0.9, 0.7), Scale(blind=0.75)) == pytest.approx([1 / 3, 1.0, 0.0])


def test_the_best_of_poor_matches_is_no_full_match() -> None:
    """A best score of 2 where a full match begins at 5 is two fifths; 10 is all, and 5 then half."""
    assert normalize_scores(scores(2.0, 1.0), Scale(full=5.0)) == pytest.approx([0.4, 0.2])
    assert normalize_scores(scores(10.0, 5.0), Scale(full=5.0)) == pytest.approx([1.0, 0.5])


def test_a_silent_half_leaves_the_other_alone() -> None:
    """Where words find nothing, meaning decides with its full weight, and the other way round."""
    assert fuse(scores(0.0, 0.0), scores(0.2, 0.4), lexical_weight=0.5) == pytest.approx([0.5, 1.0])
    assert fuse(scores(0.3, 0.6), scores(0.0, 0.0), lexical_weight=0.5) == pytest.approx([0.5, 1.0])


def test_no_candidates_give_no_scores() -> None:
    """Empty in, empty out."""
    assert fuse(scores(), scores(), lexical_weight=0.5).shape == (0,)
    assert normalize_scores(scores()).shape == (0,)


def test_unequal_lengths_are_refused() -> None:
    """Scores of different candidates can't be added."""
    with pytest.raises(ValueError, match="same candidates"):
        fuse(scores(1.0), scores(1.0, 2.0), lexical_weight=0.5)


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_a_weight_outside_the_unit_interval_is_refused(weight: float) -> None:
    """A weight is a share."""
    with pytest.raises(ValueError, match="lexical_weight"):
        fuse(scores(1.0), scores(1.0), lexical_weight=weight)


@given(
    st.lists(st.tuples(st.floats(0, 9), st.floats(-1, 1)), min_size=1, max_size=20),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 9),
)
def test_fused_scores_stay_between_zero_and_one(
    pairs: list[tuple[float, float]], weight: float, blind: float, full: float
) -> None:
    """A convex combination of shares is a share, whatever the scales."""
    lexical = normalize_scores(scores(*(pair[0] for pair in pairs)), Scale(full=full))
    dense = normalize_scores(scores(*(pair[1] for pair in pairs)), Scale(blind=blind))
    fused = fuse(lexical, dense, lexical_weight=weight)
    assert fused.min() >= 0.0
    assert fused.max() <= 1.0 + 1e-6
