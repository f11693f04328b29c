"""How the products that match divide by facet: what one more condition would leave of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.filters import ConstraintFilter, Mask
from retrieval.money import to_major, to_minor
from retrieval.protocols import ItemIndices
from retrieval.text import normalize
from retrieval.types import Constraint, FacetCount, FacetCounts, Op, Product

COUNTED = ("category", "price", "color", "material", "size", "style", "pattern", "sleeve")
"""Facets that are counted, in the order in which equals are preferred."""

_MAX_VALUES = 24
_EXACT = 8
"""So many most frequent values are counted by the filter itself; of the others, those that state them."""
_BANDS = 3


@dataclass(frozen=True, slots=True)
class _Column:
    """One facet of every product: entry i says that product `rows[i]` has `values[ids[i]]`, by a share."""

    values: tuple[str, ...]
    rows: NDArray[np.int64]
    ids: NDArray[np.int64]
    shares: NDArray[np.float64]


class FacetCounter:
    """Counts facet values over any rows of one snapshot. Thread-safe; masks are kept once made."""

    def __init__(self, snapshot: CatalogSnapshot, *, filters: ConstraintFilter) -> None:
        """Read every product's values once."""
        self._snapshot = snapshot
        self._filters = filters
        self._columns = {f: _column(snapshot.products, f) for f in COUNTED if f != "price"}
        self._prices = np.array([_price(product) for product in snapshot.products], dtype=np.float64)
        self._masks: dict[tuple[Constraint, ...], Mask] = {}

    def repriced(self, row: int, price_minor: int, *, filters: ConstraintFilter) -> FacetCounter:
        """The same counter, as if the product of one row cost so much; `filters` know of it."""
        other = copy(self)
        other._filters, other._masks = filters, {}
        other._prices = self._prices.copy()
        other._prices[row] = price_minor
        return other

    def renewed(self, snapshot: CatalogSnapshot, *, filters: ConstraintFilter) -> FacetCounter:
        """The same counter over a version that tells the same of the same products; `filters` are of it."""
        other = copy(self)
        other._snapshot, other._filters, other._masks = snapshot, filters, {}
        other._prices = np.array([_price(product) for product in snapshot.products], dtype=np.float64)
        return other

    def count(self, rows: ItemIndices) -> tuple[FacetCounts, ...]:
        """Counts of every facet that divides the rows, in the order of COUNTED.

        A product with several values counts for each, with a share of 1 / their number; the values are those
        of most products, at most 24, of which the first 8 are counted as the filter does. Products without a
        value are `unstated`.
        """
        inside = np.zeros(len(self._snapshot.products), dtype=np.bool_)
        inside[rows] = True
        counted = (
            self._priced(inside) if facet == "price" else self._valued(facet, self._columns[facet], inside)
            for facet in COUNTED
        )
        return tuple(counts for counts in counted if len(counts.counts) > 1)

    def _valued(self, facet: str, column: _Column, inside: Mask) -> FacetCounts:
        live = inside[column.rows]
        ids = column.ids[live]
        frequency = np.bincount(ids, minlength=len(column.values))
        share = np.bincount(ids, weights=column.shares[live], minlength=len(column.values))
        order = [int(at) for at in np.lexsort((np.arange(len(frequency)), -frequency))[:_MAX_VALUES]]
        return FacetCounts(
            facet=facet,
            counts=tuple(
                self._met(_equal(facet, column.values[at]), share[at], inside)
                if place < _EXACT
                else FacetCount(
                    constraints=_equal(facet, column.values[at]),
                    count=int(frequency[at]),
                    share=float(share[at]),
                )
                for place, at in enumerate(order)
                if frequency[at]
            ),
            unstated=int(inside.sum()) - len(np.unique(column.rows[live])),
            total=int(inside.sum()),
        )

    def _priced(self, inside: Mask) -> FacetCounts:
        """Three bands of about as many products each, at round prices."""
        currency = self._snapshot.shop.currency
        prices = self._prices[inside & ~np.isnan(self._prices)]
        limits = _limits(prices, currency)
        bands = [_band(low, high) for low, high in zip((None, *limits), (*limits, None), strict=True)]
        counts: list[FacetCount] = []
        below = 0
        for band, limit in zip(bands, (*limits, None), strict=True):
            upto = len(prices) if limit is None else int(np.sum(prices <= to_minor(limit, currency)))
            if band and upto > below:
                counts.append(self._met(band, float(upto - below), inside))
            below = upto
        total = int(inside.sum())
        return FacetCounts(facet="price", counts=tuple(counts), unstated=total - len(prices), total=total)

    def _met(self, constraints: tuple[Constraint, ...], share: float, inside: Mask) -> FacetCount:
        mask = self._masks.get(constraints)
        if mask is None:
            mask = np.logical_and.reduce([self._filters.mask(constraint) for constraint in constraints])
            self._masks[constraints] = mask
        return FacetCount(constraints=constraints, count=int(np.sum(mask & inside)), share=float(share))


def _column(products: Sequence[Product], facet: str) -> _Column:
    spelled: dict[str, Counter[str]] = {}
    stated = [_stated(product, facet) for product in products]
    for values in stated:
        for key, value in values.items():
            spelled.setdefault(key, Counter())[value] += 1
    index = {key: at for at, key in enumerate(spelled)}
    entries = [(row, index[key], 1.0 / len(values)) for row, values in enumerate(stated) for key in values]
    return _Column(
        tuple(names.most_common(1)[0][0] for names in spelled.values()),
        np.array([row for row, _, _ in entries], dtype=np.int64),
        np.array([at for _, at, _ in entries], dtype=np.int64),
        np.array([share for _, _, share in entries], dtype=np.float64),
    )


def _stated(product: Product, facet: str) -> Mapping[str, str]:
    """Each different value once, by its normalized form; of a category path the last level alone."""
    values = product.facet_values(facet)
    kept = values[-1:] if facet == "category" else values
    return {normalize(value): value for value in reversed(kept) if normalize(value)}


def _equal(facet: str, value: str) -> tuple[Constraint, ...]:
    return (Constraint(facet=facet, op=Op.EQ, value=value),)


def _price(product: Product) -> float:
    return float("nan") if product.price_minor is None else float(product.price_minor)


def _limits(prices: NDArray[np.float64], currency: str) -> tuple[float, ...]:
    """Round prices in major units that part the given ones into bands; fewer where bands coincide."""
    if not prices.size:
        return ()
    parts = np.quantile(prices, [place / _BANDS for place in range(1, _BANDS)])
    rounded = (_round(to_major(round(part), currency)) for part in parts)
    lowest, highest = to_major(int(prices.min()), currency), to_major(int(prices.max()), currency)
    return tuple(dict.fromkeys(limit for limit in rounded if lowest <= limit < highest))


def _round(amount: float) -> float:
    """To half of the leading power of ten: 37.9 gives 40, 1240 gives 1000."""
    if amount <= 0:
        return 0.0
    step = 10.0 ** np.floor(np.log10(amount)) / 2
    return float(round(round(amount / step) * step, 2))


def _band(low: float | None, high: float | None) -> tuple[Constraint, ...]:
    bounds = ((Op.GTE, low), (Op.LTE, high))
    return tuple(Constraint(facet="price", op=op, value=bound) for op, bound in bounds if bound is not None)
