"""Settings are checked where they are made."""

from __future__ import annotations

from typing import Any

import pytest

from retrieval.config import FeatureWeights, LexicalConfig, RankingConfig


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"lexical_weight": 1.5}, "lexical_weight"),
        ({"rating_prior_count": -1.0}, "rating_prior_count"),
        ({"freshness_half_life_days": 0.0}, "freshness_half_life_days"),
        ({"soft_price_tolerance": 0.2}, "soft_price_tolerance"),
        ({"relevance_floor": -0.1}, "relevance_floor"),
        ({"reranked": 0}, "reranked: expected 1 to inf"),
        ({"most_per_brand": -1}, "most_per_brand"),
        ({"named_share": 0.7, "titled_share": 0.4}, "at most 1"),
    ],
)
def test_a_setting_out_of_range_is_refused(settings: dict[str, Any], message: str) -> None:
    """The message names the setting."""
    with pytest.raises(ValueError, match=message):
        RankingConfig(**settings)


def test_weights_are_never_negative() -> None:
    """A feature adds; only diversity takes away, by its own rule."""
    with pytest.raises(ValueError, match="rating"):
        FeatureWeights(rating=-0.1)
    with pytest.raises(ValueError, match="k1"):
        LexicalConfig(k1=-1.0)


def test_some_field_must_count() -> None:
    """A retriever that reads no field finds nothing."""
    with pytest.raises(ValueError, match="positive weight"):
        LexicalConfig(title=0.0, labels=0.0, description=0.0)
