"""Two retrievers' scores as one, pure.

A convex combination of normalized scores keeps how far apart candidates are, which ranks alone lose
(Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"). The best score alone is no
measure of a half: some embedders give any two texts a cosine between .75 and .9, and the best match by words
may have one word of four. So each retriever says what its scores of a text mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What scores of one text mean: that of a product picked blindly, and the least of a full match."""

    blind: float = 0.0
    full: float = 0.0


_BY_BEST = Scale()


def normalize_scores(scores: Scores, scale: Scale = _BY_BEST) -> Scores:
    """Scores as shares, 0..1, of the way from a blind pick to a full match, or to the best where it is more.

    What is not above a blind pick becomes 0.
    """
    above = np.maximum(scores - np.float32(scale.blind), np.float32(0.0)).astype(np.float32)
    best = np.float32(max(float(above.max(initial=0.0)), scale.full - scale.blind))
    return above if best <= 0.0 else np.asarray(above / best, dtype=np.float32)


def fuse(lexical: Scores, dense: Scores, *, lexical_weight: float) -> Scores:
    """Combine two arrays of shares of the same candidates into float32 [n] in 0..1.

    `lexical_weight` in 0..1 goes to the lexical half, the rest to the dense half. Where one half found
    nothing at all, the other counts alone, as shares of its best. Raises ValueError on unequal lengths or
    a weight outside 0..1.
    """
    if lexical.shape != dense.shape:
        raise ValueError(f"expected scores of the same candidates, got {lexical.shape} and {dense.shape}")
    if not 0.0 <= lexical_weight <= 1.0:
        raise ValueError(f"lexical_weight: expected 0..1, got {lexical_weight!r}")
    if not lexical.any():
        return normalize_scores(dense)
    if not dense.any():
        return normalize_scores(lexical)
    weight = np.float32(lexical_weight)
    return (weight * lexical + (np.float32(1.0) - weight) * dense).astype(np.float32)
