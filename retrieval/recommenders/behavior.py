"""What shoppers did with the products of one snapshot: counts, and what the same shoppers chose together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.protocols import ItemIndices
from retrieval.types import Interaction

_PURCHASE, _RATING, _CLICK = 1.0, 0.6, 0.3
_POOR_RATING = 3.0
"""A rating below this, of 5, shows no liking."""


class Behavior:
    """Each shopper counts once for each product, by the strongest event. Read-only once built."""

    def __init__(
        self, interactions: Sequence[Interaction], *, item_idx: Mapping[str, int], size: int
    ) -> None:
        """Keep events of known products, at most one for each shopper and product; `size` rows in all."""
        strongest: dict[str, dict[int, float]] = {}
        for each in interactions:
            row, weight = item_idx.get(each.product_id), _weight(each)
            if row is not None and weight > 0.0:
                own = strongest.setdefault(each.user_id, {})
                own[row] = max(weight, own.get(row, 0.0))
        self._by_user: Mapping[str, Mapping[int, float]] = strongest
        self._size = size
        self.shoppers = np.zeros(self._size, dtype=np.float64)
        self._users_of: dict[int, list[str]] = {}
        for user, rows in strongest.items():
            for row in rows:
                self.shoppers[row] += 1.0
                self._users_of.setdefault(row, []).append(user)

    def together(self, rows: ItemIndices) -> NDArray[np.float64]:
        """For every product, how many shoppers chose it and one of `rows`, float64 [n]; 0 for `rows`."""
        counts = np.zeros(self._size, dtype=np.float64)
        users = {user for row in rows for user in self._users_of.get(int(row), ())}
        for user in users:
            counts[list(self._by_user[user])] += 1.0
        counts[rows] = 0.0
        return counts


def _weight(event: Interaction) -> float:
    if event.purchase:
        return _PURCHASE
    if event.rating is not None:
        return _RATING if event.rating >= _POOR_RATING else 0.0
    return _CLICK if event.click else 0.0
