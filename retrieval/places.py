"""Which of the relevant products stand where: in the order asked for, or by score, variety and pins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retrieval.config import RankingConfig
from retrieval.diversity import Cap, Placed, Similarity, choose
from retrieval.features import Column, ProductFeatures
from retrieval.ordering import in_order
from retrieval.protocols import ItemIndices
from retrieval.shop_rules.types import RULED
from retrieval.types import Product, Sort

POOL = 60
"""Best candidates among which diversity chooses: far more than the places there are."""


def sorted_places(
    sort: Sort, rows: ItemIndices, total: NDArray[np.float64], *, limit: int, features: ProductFeatures
) -> Sequence[Placed]:
    """The order asked for, exactly."""
    return in_exact_order(in_order(sort, rows, features=features, fallback=total)[:limit].tolist())


def in_exact_order(positions: Sequence[int]) -> list[Placed]:
    """Positions as they stand; a `sort` addend of 2 a place keeps scores in that order."""
    return [
        Placed(position=at, adjustments={"sort": float(2 * (len(positions) - place))})
        for place, at in enumerate(positions)
    ]


def scored_places(
    rows: ItemIndices,
    total: NDArray[np.float64],
    *,
    limit: int,
    config: RankingConfig,
    products: Sequence[Product],
    similarity: Callable[[ItemIndices], Similarity],
    uncapped: Collection[str],
    pins: Mapping[int, int],
) -> Sequence[Placed]:
    """The best scores, less what likeness and full groups take off; `pins` maps rows to places from 0.

    `products` are those of all rows; `uncapped` are facets that the shopper has conditions on.
    """
    ranked = np.lexsort((rows, -total))
    pinned = [at for at in ranked[POOL:] if int(rows[at]) in pins]
    order = np.append(ranked[:POOL], pinned).astype(np.int64)
    pool = rows[order]
    picks = choose(
        [float(total[at]) for at in order],
        similarity(pool),
        limit=limit,
        weight=config.feature_weights.diversity,
        caps=caps_of(config, [products[row] for row in pool], uncapped),
        pins={at: pins[int(row)] for at, row in enumerate(pool) if int(row) in pins},
    )
    return [replace(pick, position=int(order[pick.position])) for pick in picks]


def values_at(columns: Mapping[str, Column], position: int) -> dict[str, float]:
    """Named addends of one candidate; those of rules only where a rule speaks of it."""
    return {
        name: float(column[position])
        for name, column in columns.items()
        if name not in RULED or column[position]
    }


def caps_of(config: RankingConfig, products: Sequence[Product], uncapped: Collection[str]) -> Sequence[Cap]:
    """Caps per brand and merchant over candidates, but for the facets `uncapped`."""
    caps = (
        Cap(name="brand_cap", most=config.most_per_brand, groups=[p.brand for p in products]),
        Cap(name="merchant_cap", most=config.most_per_merchant, groups=[p.merchant for p in products]),
    )
    return [cap for cap in caps if cap.most and cap.name.removesuffix("_cap") not in uncapped]
