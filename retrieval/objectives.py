"""What a shop wants of its orders besides fit, each declared and adjustable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from retrieval.config import RankingConfig

_WEIGHTS = ("diversity", "freshness", "long_tail")
_CAPS = ("most_per_brand", "most_per_merchant")


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


def configured(config: RankingConfig, objectives: Objectives) -> RankingConfig:
    """The configuration with a shop's own objectives in place of the program's."""
    weights, caps = _stated(objectives, _WEIGHTS), _stated(objectives, _CAPS)
    return replace(config, feature_weights=replace(config.feature_weights, **weights), **caps)


def _stated(objectives: Objectives, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(objectives, name)) is not None}
