"""Weights that a shop has learned from its own judgments, in place of the program's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedWeights:
    """None leaves the program's own setting; see RankingConfig and FeatureWeights for what each is."""

    lexical_weight: float | None = None
    named_share: float | None = None
    titled_share: float | None = None
    rating: float | None = None
    popularity: float | None = None
    stock: float | None = None
