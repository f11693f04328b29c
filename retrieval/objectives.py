"""What a shop wants of its orders besides fit, each declared and adjustable."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from retrieval.config import FeatureWeights, RankingConfig
from retrieval.learned_weights import LearnedWeights

FEATURES = tuple(each.name for each in fields(FeatureWeights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectives:
    """What a shop wants of its orders besides fit; None leaves the program's own setting.

    Weights are the most that each can add (diversity: take away); caps are products of one brand or merchant
    in an answer, 0 for no cap.
    """

    diversity: float | None = None
    freshness: float | None = None
    long_tail: float | None = None
    most_per_brand: int | None = None
    most_per_merchant: int | None = None


def configured(config: RankingConfig, *stated: Objectives | LearnedWeights) -> RankingConfig:
    """The configuration with what a shop states in place of the program's own.

    Each field names one of RankingConfig or of its feature weights. Raises ValueError where a value is out of
    its range.
    """
    values: dict[str, Any] = {
        name: value for each in stated for name, value in asdict(each).items() if value is not None
    }
    weights = {name: values.pop(name) for name in FEATURES if name in values}
    return replace(config, feature_weights=replace(config.feature_weights, **weights), **values)
