"""Weights of ranking learned from a shop's judgments, and what they are worth on queries left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation import sampling
from assistant.evaluation.judgments import Judgments
from retrieval.config import FeatureWeights, RankingConfig
from retrieval.learned_weights import LearnedWeights
from retrieval.metrics import gain, ndcg_at_k
from retrieval.objectives import FEATURES, configured
from retrieval.ranker import Ranker
from retrieval.training.weights import GradedProducts, learned
from retrieval.types import Query

FOLDS = 5
_RELEVANCE = ("lexical", "dense", "named", "titled")
"""Parts of the relevance; their weights sum to 1."""
_SHOP = ("rating", "popularity", "stock")
_LOOKED_AT = 60
"""Best products of the served ranking that are compared, beside those judged."""
_DECIMALS = 4

Values = NDArray[np.float64]


def learning_report(
    ranker: Ranker, judgments: Judgments, *, on_progress: Callable[[int, int], None]
) -> Mapping[str, object]:
    """Learned weights, and nDCG@10 of the whole ranking by the served and by learned weights.

    The learned ones rank only queries that they were not learned from: each fifth of the queries by weights
    of the other four. `weights` are learned from all. Raises ValueError with fewer than FOLDS queries.
    """
    if len(judgments.grades) < FOLDS:
        raise ValueError(f"expected at least {FOLDS} judged queries, got {len(judgments.grades)}")
    texts = list(judgments.grades)
    start = _start(ranker.parts.config)
    graded: list[GradedProducts] = []
    for done, text in enumerate(texts, start=1):
        graded.append(_graded(ranker, text, judgments.grades[text]))
        on_progress(done, len(texts))
    before = [_ndcg(ranker, text, judgments) for text in texts]
    after: list[float | None] = [None] * len(texts)
    for fold in range(FOLDS):
        others = [each for at, each in enumerate(graded) if at % FOLDS != fold]
        fitted = ranker.configured(configured(ranker.parts.config, _weights(learned(others, start=start))))
        for at in range(fold, len(texts), FOLDS):
            after[at] = _ndcg(fitted, texts[at], judgments)
    pairs = [
        (old, new) for old, new in zip(before, after, strict=True) if old is not None and new is not None
    ]
    return {
        "kind": "ranking weights",
        "queries": len(texts),
        "folds": FOLDS,
        "ndcg_at_10": {
            "served": asdict(sampling.mean([old for old, _ in pairs])),
            "learned": asdict(sampling.mean([new for _, new in pairs])),
            "gain": asdict(sampling.mean([new - old for old, new in pairs])),
        },
        "served_weights": asdict(_weights(start)),
        "weights": asdict(_weights(learned(graded, start=start))),
    }


def _start(config: RankingConfig) -> Values:
    """The served weights of every part, float64 [7]."""
    fused = 1.0 - config.named_share - config.titled_share
    halves = (config.lexical_weight * fused, (1.0 - config.lexical_weight) * fused)
    shop = (getattr(config.feature_weights, name) for name in _SHOP)
    return np.array([*halves, config.named_share, config.titled_share, *shop], dtype=np.float64)


def _weights(parts: Values) -> LearnedWeights:
    """The same weights as settings, scaled so that relevance keeps its whole weight."""
    lexical, dense, named, titled = parts[:4]
    relevance = max(float(parts[:4].sum()), 1e-9)
    values = {
        "lexical_weight": lexical / max(lexical + dense, 1e-9),
        "named_share": named / relevance,
        "titled_share": titled / relevance,
        **{name: weight / relevance for name, weight in zip(_SHOP, parts[4:], strict=True)},
    }
    return LearnedWeights(**{name: round(float(value), _DECIMALS) for name, value in values.items()})


def _graded(ranker: Ranker, text: str, grades: Mapping[str, float]) -> GradedProducts:
    """What the ranking shows and what is judged, each by the parts of its score with a weight of 1."""
    shown = [item.product.product_id for item in ranker.rank(Query(text=text, limit=_LOOKED_AT)).items]
    ids = list(dict.fromkeys((*shown, *grades)))
    columns = [_column(ranker, text, ids, part) for part in _RELEVANCE]
    columns += [_column(ranker, text, ids, name) for name in _SHOP]
    gains = [gain(grades.get(product_id, 1.0)) for product_id in ids]
    return GradedProducts(features=np.stack(columns, axis=1), gains=np.array(gains, dtype=np.float64))


def _column(ranker: Ranker, text: str, ids: Sequence[str], part: str) -> Values:
    """One part of the scores alone, float64 [n]: every other weight is 0."""
    none = FeatureWeights(**dict.fromkeys(FEATURES, 0.0))
    relevant = part in _RELEVANCE
    config = replace(
        ranker.parts.config,
        feature_weights=replace(none, **{"relevance" if relevant else part: 1.0}),
        lexical_weight=float(part == "lexical"),
        named_share=float(part == "named"),
        titled_share=float(part == "titled"),
    )
    items = ranker.configured(config).resolve(ids, Query(text=text))
    return np.array([item.final_score for item in items], dtype=np.float64)


def _ndcg(ranker: Ranker, text: str, judgments: Judgments) -> float | None:
    ranked = [item.product.product_id for item in ranker.rank(Query(text=text, limit=10)).items]
    return ndcg_at_k(ranked, judgments.grades[text], 10)
