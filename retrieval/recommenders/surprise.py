"""Something else: well rated, of other sections than those shown, another choice each turn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from retrieval.protocols import ItemIndices
from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.popular import well_rated
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.telling import listed, rated, said
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Reason

_RATED, _LUCK, _ELSEWHERE = 0.3, 0.4, 0.3


class Surprise:
    """Deterministic for one `seed`: luck is a hash of it and the product's id."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` is "rated" where there are ratings, else empty."""
        shelf = self._shelf
        rows = shelf.offered(wish, Way.SURPRISE)
        if isinstance(rows, Suggestions):
            return rows
        rows = self._better_half(rows, wish)
        seen = {shelf.section(int(row)) for row in shelf.rows_of(wish.times_shown)}
        elsewhere = np.array([shelf.section(int(row)) not in seen for row in rows], dtype=np.float64)
        quality = well_rated(shelf, rows)
        evidence = {"luck": _LUCK * self._luck(rows, wish.seed), "elsewhere": _ELSEWHERE * elsewhere}
        if quality.any():
            evidence["well_rated"] = _RATED * quality
        offer = Offer(rows=rows, evidence=evidence, why=lambda row: self._why(row, seen, wish), sections=True)
        basis = ("rated",) if quality.any() else ()
        return Suggestions(way=Way.SURPRISE, items=place(shelf, wish, offer), matching=len(rows), basis=basis)

    def _better_half(self, rows: ItemIndices, wish: Wish) -> ItemIndices:
        """Rows rated at least at the median, where enough of them are rated."""
        ratings = self._shelf.parts.features.ratings[rows]
        known = ratings[~np.isnan(ratings)]
        if len(known) < 2 * wish.query.limit:
            return rows
        better = rows[np.nan_to_num(ratings) >= np.median(known)]
        return better if len(better) >= wish.query.limit else rows

    def _luck(self, rows: ItemIndices, seed: str) -> Column:
        products = self._shelf.products
        digests = (hashlib.sha256(f"{seed}/{products[row].product_id}".encode()).digest() for row in rows)
        return np.array([int.from_bytes(d[:4], "big") / 2**32 for d in digests], dtype=np.float64)

    def _why(self, row: int, seen: set[str], wish: Wish) -> Sequence[Reason]:
        product, language = self._shelf.products[row], wish.query.language
        reasons = list(rated(product, language))
        if product.category and seen and self._shelf.section(row) not in seen:
            leaf = product.category[-1]
            text = said(language, f"something else: {leaf}", f"换个类别：{leaf}")
            reasons.append(Reason(feature="elsewhere", text=text, fields={"category": leaf}))
        return [*reasons, *listed(product, language)]
