"""Two retrievers' scores as one, pure.

A convex combination of max-normalized scores keeps how far apart candidates are, which ranks alone lose
(Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def normalize_scores(scores: Scores) -> Scores:
    """Scale scores by their largest: the best is 1, negatives and all-nonpositive input become 0."""
    positive = np.maximum(scores, np.float32(0.0)).astype(np.float32)
    best = float(positive.max(initial=0.0))
    return positive if best <= 0.0 else (positive / np.float32(best)).astype(np.float32)


def fuse(lexical_scores: Scores, dense_scores: Scores, *, lexical_weight: float) -> Scores:
    """Combine two score arrays of the same candidates into float32 [n] in 0..1.

    `lexical_weight` in 0..1 goes to the lexical half, the rest to the dense half. Where one half found
    nothing at all (all scores ≤ 0), the other counts alone. Raises ValueError on unequal lengths or a
    weight outside 0..1.
    """
    if lexical_scores.shape != dense_scores.shape:
        raise ValueError(
            f"expected scores of the same candidates, got {lexical_scores.shape} and {dense_scores.shape}"
        )
    if not 0.0 <= lexical_weight <= 1.0:
        raise ValueError(f"lexical_weight: expected 0..1, got {lexical_weight!r}")
    lexical, dense = normalize_scores(lexical_scores), normalize_scores(dense_scores)
    if not lexical.any():
        return dense
    if not dense.any():
        return lexical
    weight = np.float32(lexical_weight)
    return (weight * lexical + (np.float32(1.0) - weight) * dense).astype(np.float32)
