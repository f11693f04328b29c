"""Weights that a shop has learned from its own judgments, in place of the program's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from retrieval.config import RankingConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedWeights:
    """None leaves the program's own setting; see RankingConfig and FeatureWeights for what each is."""

    lexical_weight: float | None = None
    named_share: float | None = None
    titled_share: float | None = None
    rating: float | None = None
    popularity: float | None = None
    stock: float | None = None


SHARES = ("lexical_weight", "named_share", "titled_share")
"""Those that part the relevance; the others are feature weights."""


def weighed(config: RankingConfig, weights: LearnedWeights) -> RankingConfig:
    """The configuration with what was learned. Raises ValueError where a weight is out of its range."""
    stated = {name: value for name, value in asdict(weights).items() if value is not None}
    shares = {name: stated.pop(name) for name in SHARES if name in stated}
    return replace(config, feature_weights=replace(config.feature_weights, **stated), **shares)
