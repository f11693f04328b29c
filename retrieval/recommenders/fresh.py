"""What came to the shop last."""

from __future__ import annotations

import numpy as np

from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.popular import Popular
from retrieval.recommenders.shelf import Shelf
from retrieval.recommenders.telling import added, rated
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Sort

_NEWEST = Sort(field="created_at", direction="desc")


class Fresh:
    """Newest first, exactly; popular products where the catalog's dates tell nothing apart."""

    def __init__(self, shelf: Shelf, *, popular: Popular) -> None:
        self._shelf = shelf
        self._popular = popular

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` is "dates"; without different dates the popular products and their basis."""
        shelf = self._shelf
        rows = shelf.offered(wish, Way.NEW)
        if isinstance(rows, Suggestions):
            return rows
        created = shelf.parts.features.created
        rows = rows[~np.isnan(created[rows])]
        if len(np.unique(created[rows])) < 2:
            return self._popular.recommend(wish)
        latest = float(created[rows].max())
        single = int(np.count_nonzero(created[rows] == latest)) == 1
        offer = Offer(
            rows=rows,
            evidence={},
            why=lambda row: [
                *added(
                    shelf.products[row],
                    wish.query.language,
                    newest_of=len(rows) if single and created[row] == latest else None,
                ),
                *rated(shelf.products[row], wish.query.language),
            ],
            order=_NEWEST,
        )
        return Suggestions(way=Way.NEW, items=place(shelf, wish, offer), matching=len(rows), basis=("dates",))
