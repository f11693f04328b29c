"""What shoppers buy, choose and rate most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.protocols import ItemIndices
from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.telling import rated, said, sold
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Reason

_SOLD, _CHOSEN, _RATED, _REVIEWED = 0.5, 0.3, 0.4, 0.2
_GOOD_RATING = 4.0


class Popular:
    """Units sold, shoppers who chose it, ratings and reviews; each where the catalog has it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` lists what there was to go by: "sold", "chosen", "rated", "reviewed"."""
        shelf = self._shelf
        rows = shelf.offered(wish, Way.POPULAR)
        if isinstance(rows, Suggestions):
            return rows
        evidence, basis = self._evidence(rows)
        offer = Offer(
            rows=rows, evidence=evidence, why=lambda row: self._why(row, wish), sections=not wish.query.text
        )
        return Suggestions(way=Way.POPULAR, items=place(shelf, wish, offer), matching=len(rows), basis=basis)

    def _evidence(self, rows: ItemIndices) -> tuple[dict[str, Column], tuple[str, ...]]:
        features, behavior = self._shelf.parts.features, self._shelf.behavior
        columns = {
            "sold": ("units_sold", _SOLD * _log_share(np.nan_to_num(features.units_sold), rows)),
            "chosen": ("chosen_by", _CHOSEN * _log_share(behavior.shoppers, rows)),
            "rated": ("well_rated", _RATED * well_rated(self._shelf, rows)),
            "reviewed": ("reviewed", _REVIEWED * _log_share(self._shelf.reviews, rows)),
        }
        if columns["rated"][1].any():
            columns.pop("reviewed")
        known = {name: pair for name, pair in columns.items() if pair[1].any()}
        return dict(known.values()), tuple(known)

    def _why(self, row: int, wish: Wish) -> Sequence[Reason]:
        product, language = self._shelf.products[row], wish.query.language
        reasons = list(sold(product, language))
        shoppers = int(self._shelf.behavior.shoppers[row])
        if shoppers:
            text = said(
                language,
                f"chosen by {shoppers} shopper{'s' if shoppers > 1 else ''}",
                f"{shoppers} 位顾客选过",
            )
            reasons.append(Reason(feature="chosen_by", text=text, fields={"title": product.title}))
        if (product.rating or 0.0) >= _GOOD_RATING:
            reasons += rated(product, language)
        reviews = int(self._shelf.reviews[row])
        if reviews and product.rating is None:
            text = said(language, f"{reviews} review{'s' if reviews > 1 else ''}", f"{reviews} 条评价")
            reasons.append(Reason(feature="reviewed", text=text, fields={"title": product.title}))
        return reasons


def well_rated(shelf: Shelf, rows: ItemIndices) -> Column:
    """How far a rating stands above 3 of 5, drawn down by few ratings (log share of the most), 0–1."""
    features = shelf.parts.features
    above = np.clip(np.nan_to_num(features.ratings[rows]) - 3.0, 0.0, 2.0) / 2.0
    return above * _log_share(features.rating_counts, rows)


def _log_share(counts: Column, rows: ItemIndices) -> Column:
    known = np.nan_to_num(counts[rows])
    most = float(known.max(initial=0.0))
    return np.log1p(known) / np.log1p(most) if most > 0.0 else np.zeros(len(rows), dtype=np.float64)
