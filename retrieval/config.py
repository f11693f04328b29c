"""Settings of retrieval and ranking: frozen, checked at construction."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalConfig:
    """How much a word counts by the field it stands in, and BM25's two constants (Robertson 2009).

    `neighbors` is added for two words that follow each other in query and title, as a share of their idf.
    `full_match` of the score of a title that has each word once counts as a full match, so that one word of
    four doesn't. `mends`: unknown words of a query are respelled, parted and joined.
    """

    title: float = 1.0
    labels: float = 0.4
    description: float = 0.2
    neighbors: float = 0.1
    k1: float = 0.8
    b: float = 0.4
    full_match: float = 0.7
    mends: bool = True

    def __post_init__(self) -> None:
        for each in fields(self):
            value = float(getattr(self, each.name))
            if value < 0.0:
                raise ValueError(f"{each.name}: expected a number ≥ 0, got {value!r}")
        if self.title + self.labels + self.description <= 0.0:
            raise ValueError("expected a positive weight for at least one of title, labels, description")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureWeights:
    """The most that each feature can add to a final score. Diversity and bury are what they can take away."""

    relevance: float = 1.0
    constraint_match: float = 0.10
    preference_match: float = 0.20
    rating: float = 0.08
    price_fit: float = 0.05
    freshness: float = 0.03
    stock: float = 0.10
    popularity: float = 0.05
    personal: float = 0.15
    long_tail: float = 0.0
    boost: float = 0.25
    bury: float = 0.50
    sponsored: float = 0.05
    diversity: float = 0.08

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value < 0.0:
                raise ValueError(f"{each.name}: expected a weight ≥ 0, got {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingConfig:
    """Everything that tunes a Ranker.

    Relevance is to `named_share` how much of the wish a product's title and labels name, to `titled_share`
    whether the title names the kind asked for, and for the rest the fused score of retrieval, of which
    `lexical_weight` (0..1) is the lexical half's share. `rating_prior_count` ratings
    of the catalog's mean are added to every product's own (Bayesian shrinkage). A product's freshness
    halves every `freshness_half_life_days`. `soft_price_tolerance` is how far, as a share, a soft price
    limit may be exceeded. Where a wish names no kind of product, only products with at least
    `relevance_floor` of the best relevance are shown. What a shopper did counts half as much every
    `taste_half_life_days`; what they said they like counts as `taste_text_weight` orders of today.
    At most `most_per_brand` and `most_per_merchant` products of one answer are of one, as long as there are
    others; 0 for any number. Where there is a reranker, it reads the best `reranked` products of a search,
    and its word is `reranker_weight` (0..1) of their fused score.
    """

    lexical: LexicalConfig = field(default_factory=LexicalConfig)
    feature_weights: FeatureWeights = field(default_factory=FeatureWeights)
    lexical_weight: float = 0.6
    named_share: float = 0.3
    titled_share: float = 0.2
    rating_prior_count: float = 5.0
    freshness_half_life_days: float = 180.0
    soft_price_tolerance: float = 0.15
    relevance_floor: float = 0.5
    taste_half_life_days: float = 90.0
    taste_text_weight: float = 0.5
    most_per_brand: int = 0
    most_per_merchant: int = 0
    reranker_weight: float = 0.5
    reranked: int = 30

    def __post_init__(self) -> None:
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"{name}: expected {low:g} to {high:g}, got {value!r}")
        if self.named_share + self.titled_share > 1.0:
            got = (self.named_share, self.titled_share)
            raise ValueError(f"named_share + titled_share: expected at most 1, got {got!r}")


_RANGES = (
    *((name, 0.0, 1.0) for name in ("lexical_weight", "named_share", "titled_share")),
    *((name, 0.0, 1.0) for name in ("relevance_floor", "reranker_weight")),
    *((name, 1e-6, math.inf) for name in ("freshness_half_life_days", "taste_half_life_days")),
    *((name, 0.0, math.inf) for name in ("rating_prior_count", "taste_text_weight")),
    *((name, 0, math.inf) for name in ("most_per_brand", "most_per_merchant")),
    ("reranked", 1, math.inf),
    ("soft_price_tolerance", 0.0, 0.15),
)
