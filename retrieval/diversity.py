"""Choosing items one after the other so that near-duplicates don't crowd the few places, pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Similarity = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A chosen candidate: its position in the input, and what likeness to earlier picks took off (≤ 0)."""

    position: int
    adjustment: float


def select(scores: Sequence[float], similarity: Similarity, *, limit: int, weight: float) -> tuple[Pick, ...]:
    """Maximal marginal relevance (Carbonell & Goldstein 1998): best score less weight × nearest earlier pick.

    `similarity` is float32 [n, n] in 0..1. Ties go to the earlier candidate. The adjusted scores never
    rise from one pick to the next.
    """
    count = len(scores)
    if similarity.shape != (count, count):
        raise ValueError(f"expected similarity of shape {(count, count)}, got {similarity.shape}")
    left = list(range(count))
    penalty = [0.0] * count
    picks: list[Pick] = []
    while left and len(picks) < limit:
        best = min(left, key=lambda at: (-(scores[at] + penalty[at]), at))
        left.remove(best)
        picks.append(Pick(position=best, adjustment=penalty[best]))
        for at in left:
            penalty[at] = min(penalty[at], -weight * max(0.0, float(similarity[best, at])))
    return tuple(picks)


def vector_similarity(vectors: NDArray[np.float32]) -> Similarity:
    """Cosines of unit vectors, float32 [n, n], negatives as 0."""
    return np.asarray(np.clip(vectors @ vectors.T, 0.0, 1.0), dtype=np.float32)


def token_similarity(tokens: Sequence[frozenset[str]]) -> Similarity:
    """Jaccard index of token sets, float32 [n, n]; two empty sets are unlike."""
    size = len(tokens)
    similarity = np.zeros((size, size), dtype=np.float32)
    for row, left in enumerate(tokens):
        for column in range(row, size):
            union = len(left | tokens[column])
            value = len(left & tokens[column]) / union if union else 0.0
            similarity[row, column] = similarity[column, row] = value
    return similarity
