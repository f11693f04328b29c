"""Intervals of means and ratios by the bootstrap (Efron, 1979: percentiles of resampled statistics)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
SEED = 20_260_101


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share (0–1) of `count` cases, with a 95 % interval; `value` is None where there is nothing."""

    value: float | None
    low: float | None
    high: float | None
    count: int


def share(flags: Sequence[bool], *, seed: int = SEED) -> Estimate:
    """Share of true flags."""
    if not flags:
        return Estimate(value=None, low=None, high=None, count=0)
    values = np.asarray(flags, dtype=np.float64)
    return _estimate(float(values.mean()), values[_samples(len(values), seed)].mean(axis=1), len(values))


def mean(values: Sequence[float], *, seed: int = SEED) -> Estimate:
    """Mean of figures."""
    if not values:
        return Estimate(value=None, low=None, high=None, count=0)
    table = np.asarray(values, dtype=np.float64)
    return _estimate(float(table.mean()), table[_samples(len(table), seed)].mean(axis=1), len(table))


def f1(counts: Sequence[tuple[int, int, int]], *, seed: int = SEED) -> Estimate:
    """Micro F1 over cases, each (found, surplus, missed); the interval resamples cases.

    2 found / (2 found + surplus + missed); `count` is the number of wanted constraints.
    """
    if not any(sum(each) for each in counts):
        return Estimate(value=None, low=None, high=None, count=0)
    table = np.asarray(counts, dtype=np.float64)
    sums = table[_samples(len(table), seed)].sum(axis=1)
    filled = sums[sums.sum(axis=1) > 0]
    wanted = int(table[:, 0].sum() + table[:, 2].sum())
    return _estimate(float(_f1(table.sum(axis=0)[None])[0]), _f1(filled), wanted)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value below which `percent` of the values lie, interpolated; None for no values."""
    return float(np.percentile(np.asarray(values), percent)) if values else None


def _samples(count: int, seed: int) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, count, size=(RESAMPLES, count))


def _f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return 2 * sums[:, 0] / (2 * sums[:, 0] + sums[:, 1] + sums[:, 2])


def _estimate(value: float, resampled: NDArray[np.float64], count: int) -> Estimate:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Estimate(value=value, low=float(low), high=float(high), count=count)
