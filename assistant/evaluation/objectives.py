"""What each objective of ranking costs in nDCG, and what it buys, over judged queries of one shop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np

from assistant.evaluation import sampling
from assistant.evaluation.judgments import Judgments
from retrieval.config import RankingConfig
from retrieval.metrics import coverage, gini, ndcg_at_k
from retrieval.objectives import FEATURES, Objectives, configured
from retrieval.ranker import Ranker
from retrieval.text import detect_language
from retrieval.types import Product, Query

PLACES = 10
HEAD_SHARE = 0.2
"""The share of the products, those in most demand, that is not the long tail."""
_STEPS = ("off", "on", "stronger")
_VALUES: Mapping[str, Sequence[Any]] = {
    "diversity": (0.0, 0.08, 0.24),
    "freshness": (0.0, 0.03, 0.09),
    "long_tail": (0.0, 0.03, 0.09),
    "most_per_brand": (0, 3, 1),
    "most_per_merchant": (0, 3, 1),
}
LEVELS: Mapping[str, Mapping[str, Objectives]] = {
    name: {step: replace(Objectives(), **{name: value}) for step, value in zip(_STEPS, values, strict=True)}
    for name, values in _VALUES.items()
}
"""Values of each objective that are compared; the others stay as the shop has them."""
_DAY_S = 86_400.0

Run = Sequence[Product]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """Means over lists of at most 10: what objectives are for. None where the catalog can't tell.

    `diversity` is 1 less the mean likeness of two items; `brand_share` and `merchant_share` the part of a
    list that its most frequent one has; `brand_gini` how unequal brands' shares of all places are; `coverage`
    the part of the catalog that is shown at all; `long_tail` the part of the places outside the head;
    `age_days` the mean age.
    """

    diversity: float | None
    brand_share: float | None
    merchant_share: float | None
    brand_gini: float | None
    coverage: float
    long_tail: float | None
    age_days: float | None


def objectives_report(
    ranker: Ranker, judgments: Judgments, *, on_progress: Callable[[int, int], None]
) -> dict[str, object]:
    """Every objective off, on and stronger; README.md here documents the form."""
    served = ranker.parts.config
    ways = {
        (name, level): configured(served, wanted)
        for name, levels in LEVELS.items()
        for level, wanted in levels.items()
    }
    configs = list(dict.fromkeys((served, *ways.values())))
    runs = _runs(ranker, judgments, configs, on_progress=on_progress)
    now = ranker.parts.now()
    measured = {config: _measured(ranker, judgments, runs[config], now=now) for config in configs}
    gains = {config: _ndcg(judgments, runs[config]) for config in configs}
    return {
        "kind": "objectives",
        "shop": ranker.parts.snapshot.shop.name,
        "queries": len(judgments.grades),
        "products": len(judgments.products),
        "served": {name: _value(served, name) for name in LEVELS} | measured[served],
        "objectives": {
            name: {
                level: {
                    "value": _value(ways[name, level], name),
                    "served": ways[name, level] == served,
                    **measured[ways[name, level]],
                    "price": _price(gains[ways[name, level]], gains[ways[name, "off"]]),
                }
                for level in levels
            }
            for name, levels in LEVELS.items()
        },
        "rejected": [asdict(row) for row in judgments.rejected],
    }


def _runs(
    ranker: Ranker,
    judgments: Judgments,
    configs: Sequence[RankingConfig],
    *,
    on_progress: Callable[[int, int], None],
) -> Mapping[RankingConfig, Sequence[Run]]:
    rankers = {config: ranker.configured(config) for config in configs}
    runs: dict[RankingConfig, list[Run]] = {config: [] for config in configs}
    # All ways of one query before the next: its vector is still at hand.
    for done, text in enumerate(judgments.grades, start=1):
        query = Query(text=text, language=detect_language(text), limit=PLACES)
        for config, way in rankers.items():
            items = [item for item in way.rank(query).items if not item.alternative]
            runs[config].append([item.product for item in items])
        on_progress(done, len(judgments.grades))
    return runs


def _ndcg(judgments: Judgments, runs: Sequence[Run]) -> list[float]:
    found = (
        ndcg_at_k([product.product_id for product in run], grades, PLACES)
        for run, grades in zip(runs, judgments.grades.values(), strict=True)
    )
    return [value for value in found if value is not None]


def _measured(
    ranker: Ranker, judgments: Judgments, runs: Sequence[Run], *, now: datetime
) -> dict[str, object]:
    ndcg = sampling.mean(_ndcg(judgments, runs))
    return {
        "ndcg_at_10": ndcg.value,
        "ci95": None if ndcg.low is None else [ndcg.low, ndcg.high],
        **asdict(bought(ranker, runs, now=now)),
    }


def bought(ranker: Ranker, runs: Sequence[Run], *, now: datetime) -> Bought:
    """What lists of products have of each aim; empty lists count nowhere but in coverage."""
    filled = [run for run in runs if run]
    snapshot, features = ranker.parts.snapshot, ranker.parts.features
    tail = _tail(ranker)
    ids = [[product.product_id for product in run] for run in filled]
    places = [snapshot.item_idx[each] for run in ids for each in run]
    ages = now.timestamp() / _DAY_S - features.created[places] if places else np.zeros(0)
    known = ages[~np.isnan(ages)]
    brands = Counter(product.brand for run in filled for product in run if product.brand)
    all_brands = {product.brand for product in snapshot.products if product.brand}
    return Bought(
        diversity=_mean([_spread(ranker, run) for run in ids if len(run) > 1]),
        brand_share=_mean([share for run in filled if (share := _largest([p.brand for p in run]))]),
        merchant_share=_mean([share for run in filled if (share := _largest([p.merchant for p in run]))]),
        brand_gini=gini([brands[brand] for brand in sorted(all_brands)]) if all_brands else None,
        coverage=coverage(ids, len(snapshot.products), PLACES),
        long_tail=None if tail is None else _mean([float(row in tail) for row in places]),
        age_days=float(known.mean()) if known.size else None,
    )


def _tail(ranker: Ranker) -> frozenset[int] | None:
    """Rows outside the fifth of the catalog in most demand; None where demand isn't known."""
    demand = ranker.parts.features.demand
    if not demand.any():
        return None
    order = np.lexsort((np.arange(len(demand)), -demand))
    return frozenset(order[round(HEAD_SHARE * len(demand)) :].tolist())


def _spread(ranker: Ranker, ids: Sequence[str]) -> float:
    rows = np.array([ranker.parts.snapshot.item_idx[each] for each in ids], dtype=np.int64)
    alike = ranker.parts.similarity(rows)
    pairs = [float(alike[left, right]) for left, right in combinations(range(len(rows)), 2)]
    return 1.0 - sum(pairs) / len(pairs)


def _largest(groups: Sequence[str | None]) -> float:
    """The part of a list that its most frequent group has; 0 where none is named."""
    counts = Counter(group for group in groups if group)
    return max(counts.values(), default=0) / len(groups)


def _price(gains: Sequence[float], without: Sequence[float]) -> dict[str, object]:
    """What an objective takes off nDCG@10, query by query, with the interval of that difference."""
    lost = sampling.mean([before - after for before, after in zip(without, gains, strict=True)])
    return {"ndcg_at_10": lost.value, "ci95": None if lost.low is None else [lost.low, lost.high]}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _value(config: RankingConfig, name: str) -> float:
    holder = config.feature_weights if name in FEATURES else config
    return float(getattr(holder, name))
