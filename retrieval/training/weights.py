"""Weights of an additive score, learned from graded products. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Values = NDArray[np.float64]

_STEEPNESS = 20.0
"""Differences of scores are some hundredths: this makes .05 a difference of one in the logistic function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedProducts:
    """Products of one query: features, float64 [n, f], the more the better; gains, float64 [n]."""

    features: Values
    gains: Values


def learned(queries: Sequence[GradedProducts], *, start: Values, pull: float = 0.1) -> Values:
    """Weights float64 [f] ≥ 0, so that no feature ever counts against a product.

    They make the loss of pairs (RankNet, Burges et al. 2005) least, each pair counting by the difference of
    its gains and each query alike, plus `pull` × the squared distance to `start`: features that the grades
    say nothing about keep their weights. The same input gives the same weights.

    Raises ValueError where no query has two products of different gains, or shapes don't fit.
    """
    if any(each.features.shape != (len(each.gains), len(start)) for each in queries):
        shapes = sorted({each.features.shape[1:] for each in queries})
        raise ValueError(f"expected {len(start)} features of every graded product, got {shapes}")
    pairs = [found for each in queries if (found := _pairs(each)) is not None]
    if not pairs:
        raise ValueError("expected a query with two products of different grades, got none")
    differences = np.concatenate([found[0] for found in pairs])
    counts = np.concatenate([found[1] for found in pairs]) / len(pairs)

    def loss(weights: Values) -> tuple[float, Values]:
        margins = _STEEPNESS * (differences @ weights)
        away = weights - start
        value = float(counts @ np.logaddexp(0.0, -margins) + pull * away @ away)
        slope = -_STEEPNESS * ((counts * expit(-margins)) @ differences) + 2.0 * pull * away
        return value, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(start))
    return np.asarray(found.x, dtype=np.float64)


def _pairs(graded: GradedProducts) -> tuple[Values, Values] | None:
    """Differences [p, f] better − worse and what each pair counts [p], summing to 1; None for no pair."""
    better, worse = np.nonzero(graded.gains[:, None] > graded.gains[None, :])
    if not better.size:
        return None
    counts = graded.gains[better] - graded.gains[worse]
    return graded.features[better] - graded.features[worse], counts / counts.sum()
