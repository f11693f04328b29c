"""Which products are meant, and the exact order asked for, pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retrieval.features import ProductFeatures
from retrieval.protocols import ItemIndices
from retrieval.types import Sort

SORT_FIELDS = ("price", "rating", "created_at", "popularity")


def relevant_rows(
    relevance: NDArray[np.float32], *, credit: NDArray[np.float32], floor: float
) -> NDArray[np.int64]:
    """Positions of the products that are meant, ascending.

    `credit` is how well each product names the least-named modifier of the wish: where some name them all
    (1), the others are left out; failing that, where some do in their description. Of the rest those stay
    whose relevance is at least `floor` × the best.
    """
    best_credit = float(credit.max(initial=0.0))
    keep = credit >= best_credit if best_credit > 0.0 else np.ones(len(credit), dtype=np.bool_)
    keep &= relevance >= np.float32(floor) * relevance.max(initial=np.float32(0.0))
    return np.flatnonzero(keep).astype(np.int64)


def in_order(
    sort: Sort, rows: ItemIndices, *, features: ProductFeatures, fallback: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Positions in the order asked for; unknown values last, whichever the direction.

    Equal ratings stand by their count, then everything by `fallback` (best first), then by item_idx.
    Raises ValueError for a field or direction that doesn't exist.
    """
    if sort.field not in SORT_FIELDS or sort.direction not in {"asc", "desc"}:
        raise ValueError(f"expected a sort by {SORT_FIELDS}, asc or desc, got {sort!r}")
    values = _column(sort, features)[rows]
    sign = 1.0 if sort.direction == "asc" else -1.0
    keys = np.where(np.isnan(values), np.inf, sign * values)
    counts = -np.nan_to_num(features.rating_counts[rows]) if sort.field == "rating" else np.zeros(len(rows))
    return np.lexsort((rows, -fallback, counts, keys)).astype(np.int64)


def leads_alone(sort: Sort | None, rows: ItemIndices, position: int, features: ProductFeatures) -> bool:
    """Whether no other row has the same value as that at `position`; False without an order, or by sales."""
    if sort is None or sort.field == "popularity":
        return False
    values = _column(sort, features)[rows]
    return bool(np.count_nonzero(values == values[position]) == 1)


def _column(sort: Sort, features: ProductFeatures) -> NDArray[np.float64]:
    return {
        "price": features.prices,
        "rating": features.ratings,
        "created_at": features.created,
        "popularity": features.units_sold,
    }[sort.field]
