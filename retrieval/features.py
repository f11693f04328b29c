"""The named features of a final score, each as its contribution, for one query over one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.filters import ConstraintFilter
from retrieval.money import to_minor
from retrieval.protocols import ItemIndices
from retrieval.types import Constraint, Op, Strength

Column = NDArray[np.float64]
_DAY_S = 86_400.0
_GRID = 2.0**40


class ProductFeatures:
    """Columns that don't depend on the query, by item_idx, and those that constraints add."""

    def __init__(
        self, snapshot: CatalogSnapshot, *, filters: ConstraintFilter, config: RankingConfig
    ) -> None:
        """Read ratings, dates, stock and units sold once."""
        products = snapshot.products
        self._currency = snapshot.shop.currency
        self._filters = filters
        self._config = config
        self.prices = _column(product.price_minor for product in products)
        self.created = _column(_days(product.created_at) for product in products)
        self.ratings = _column(product.rating for product in products)
        self.rating_counts = _column(product.rating_count for product in products)
        self.units_sold = _column(product.units_sold for product in products)
        self._in_stock = np.array([product.in_stock for product in products], dtype=np.float64)
        self._shrunk = self._shrunk_ratings()

    @property
    def demand(self) -> Column:
        """Units sold where the catalog tells of any, else numbers of ratings, float64 [n]."""
        sold = np.nan_to_num(self.units_sold, nan=0.0)
        return sold if sold.any() else np.nan_to_num(self.rating_counts, nan=0.0)

    def repriced(self, row: int, price_minor: int, *, filters: ConstraintFilter) -> ProductFeatures:
        """The same columns, as if the product of one row cost so much; `filters` know of it."""
        other = copy(self)
        other._filters = filters
        other.prices = self.prices.copy()
        other.prices[row] = price_minor
        return other

    def configured(self, config: RankingConfig) -> ProductFeatures:
        """The same columns under other weights."""
        other = copy(self)
        other._config = config
        return other

    def contributions(
        self, item_idx: ItemIndices, *, relevance: Column, constraints: Sequence[Constraint], now: datetime
    ) -> Mapping[str, Column]:
        """Weighted value of every feature for each given product, float64 [n], in display order.

        Values lie on the grid of `on_grid`.
        """
        weights = self._config.feature_weights
        columns = {
            "relevance": weights.relevance * relevance,
            "constraint_match": weights.constraint_match * self._met(item_idx, constraints, Strength.HARD),
            "preference_match": weights.preference_match * self._met(item_idx, constraints, Strength.SOFT),
            "rating": weights.rating * self._shrunk[item_idx],
            "price_fit": weights.price_fit * self._price_fit(item_idx, constraints),
            "freshness": weights.freshness * self._freshness(item_idx, now),
            "stock": weights.stock * self._in_stock[item_idx],
            "popularity": weights.popularity * self._popularity(item_idx),
            "long_tail": weights.long_tail * self._obscurity(item_idx),
        }
        return {name: on_grid(column) for name, column in columns.items() if getattr(weights, name) > 0.0}

    def _met(self, item_idx: ItemIndices, constraints: Sequence[Constraint], strength: Strength) -> Column:
        """Share of the constraints of one strength that each product meets; 0 where there are none."""
        chosen = [constraint for constraint in constraints if constraint.strength is strength]
        met = np.zeros(len(item_idx), dtype=np.float64)
        for constraint in chosen:
            met += self._filters.mask(constraint)[item_idx]
        return met / max(1, len(chosen))

    def _shrunk_ratings(self) -> Column:
        """Ratings as a share of 5, drawn to the catalog's mean by `rating_prior_count` pseudo-ratings."""
        known = ~np.isnan(self.ratings)
        if not known.any():
            return np.zeros(len(self.ratings), dtype=np.float64)
        mean = float(self.ratings[known].mean())
        counts = np.where(known, np.maximum(self.rating_counts, 1.0), 0.0)
        prior = self._config.rating_prior_count
        total = np.where(known, np.nan_to_num(self.ratings) * counts, 0.0) + prior * mean
        weight = counts + prior
        return np.asarray(np.where(weight > 0.0, total / np.maximum(weight, 1e-9), mean) / 5.0)

    def _price_fit(self, item_idx: ItemIndices, constraints: Sequence[Constraint]) -> Column:
        """How near a price is to a soft wish: 1 at its price, falling to 0 at nothing or twice it.

        A limit is met in full by anything cheaper, so that nothing gains by costing more. 0 without a wish.
        """
        prices = self.prices[item_idx]
        fit = np.zeros(len(item_idx), dtype=np.float64)
        for constraint in constraints:
            if constraint.facet != "price" or constraint.strength is not Strength.SOFT:
                continue
            if constraint.op is Op.NE or constraint.currency not in (None, self._currency):
                continue
            target = max(1, to_minor(float(constraint.value), self._currency))
            over = np.maximum(prices - target, 0.0 if constraint.op is Op.LTE else target - prices)
            fit = np.maximum(fit, np.nan_to_num(1.0 - over / target, nan=0.0))
        return np.clip(fit, 0.0, 1.0)

    def _freshness(self, item_idx: ItemIndices, now: datetime) -> Column:
        created = self.created[item_idx]
        today = _days(now)
        age = np.maximum(0.0, (0.0 if today is None else today) - created)
        return np.nan_to_num(0.5 ** (age / self._config.freshness_half_life_days), nan=0.0)

    def _popularity(self, item_idx: ItemIndices) -> Column:
        return _log_share(np.nan_to_num(self.units_sold, nan=0.0), item_idx)

    def _obscurity(self, item_idx: ItemIndices) -> Column:
        """1 for what nobody bought, 0 for what is in most demand; 0 for all where demand isn't known."""
        known = bool(self.demand.any())
        return 1.0 - _log_share(self.demand, item_idx) if known else np.zeros(len(item_idx))


def _log_share(counts: Column, item_idx: ItemIndices) -> Column:
    """log(1 + count) as a share of the highest; 0 for all where nothing is counted."""
    most = float(counts.max(initial=0.0))
    return np.log1p(counts[item_idx]) / np.log1p(most) if most > 0.0 else np.zeros(len(item_idx))


def on_grid(values: Column | float) -> Column:
    """Values rounded to multiples of 2^-40 (about 1e-12).

    On this grid any sum or difference of scores below 4,096 is exact in float64, in whatever order.
    """
    return np.asarray(np.floor(np.asarray(values) * _GRID + 0.5) / _GRID, dtype=np.float64)


def _days(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp() / _DAY_S


def _column(values: Iterable[float | None]) -> Column:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
