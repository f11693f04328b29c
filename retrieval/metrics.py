"""Ranking measures, pure: a run's order against graded judgments.

Gains are exponential, gain = 2^(grade − 1) − 1 (grade 1 is worth nothing; Burges et al. 2005 write it
2^rel − 1 for grades that start at 0); an unjudged product has gain 0; the discount is log2(position + 1).
Every function takes product ids best first; means over queries are the caller's.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence


def gain(grade: float) -> float:
    """2^(grade − 1) − 1: grades 1, 2, 3, 4 are worth 0, 1, 3, 7."""
    return float(2.0 ** (grade - 1.0) - 1.0)


def dcg_at_k(gains: Sequence[float], k: int) -> float:
    """Sum of gains in rank order, position p (from 1) discounted by log2(p + 1)."""
    return sum(value / math.log2(position + 2) for position, value in enumerate(gains[:k]))


def ndcg_at_k(ranked: Sequence[str], grades: Mapping[str, float], k: int) -> float | None:
    """DCG over the ideal DCG of every judged product; None when no judged product has a gain."""
    ideal = dcg_at_k(sorted((gain(grade) for grade in grades.values()), reverse=True), k)
    if ideal <= 0.0:
        return None
    return dcg_at_k([gain(grades.get(product_id, 1.0)) for product_id in ranked[:k]], k) / ideal


def recall_at_k(ranked: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """Share of the relevant products among the first k; None when nothing is relevant."""
    wanted = set(relevant)
    if not wanted:
        return None
    return len(wanted.intersection(ranked[:k])) / len(wanted)


def reciprocal_rank_at_k(ranked: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """1 / position of the first relevant product, 0 when none is among k; None when nothing is relevant."""
    wanted = set(relevant)
    if not wanted:
        return None
    for position, product_id in enumerate(ranked[:k], start=1):
        if product_id in wanted:
            return 1.0 / position
    return 0.0


def coverage(runs: Sequence[Sequence[str]], catalog_size: int, k: int) -> float:
    """Share of the catalog that stands among the first k of any run; 0 for an empty catalog."""
    if catalog_size <= 0:
        return 0.0
    return len({product_id for run in runs for product_id in run[:k]}) / catalog_size


def gini(exposures: Sequence[float]) -> float:
    """Inequality of exposure over products: 0 when all are equal, (n − 1) / n when one has all.

    G = Σ (2i − n − 1) x_i / (n Σ x), x ascending, i from 1. 0 for no products or no exposure.
    """
    total = math.fsum(exposures)
    size = len(exposures)
    if size == 0 or total <= 0.0:
        return 0.0
    weighted = math.fsum(
        (2 * rank - size - 1) * value for rank, value in enumerate(sorted(exposures), start=1)
    )
    return weighted / (size * total)
