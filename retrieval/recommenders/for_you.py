"""What is near to the products that this shopper cared about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.protocols import ItemIndices
from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.popular import Popular
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.telling import alike_in, said
from retrieval.recommenders.types import Signal, Suggestions, Way, Wish
from retrieval.taste import Deed
from retrieval.types import Product, Reason

_MEANING, _SECTION, _FACETS = 0.5, 0.25, 0.25
_DEEDS = {
    "liked": ("which you liked", "您喜欢的"),
    "carted": ("from your cart", "您购物车里的"),
    "bought": ("which you bought", "您买过的"),
    "looked_at": ("which you asked about", "您问过的"),
    "shown": ("shown before", "刚才看过的"),
}
_TITLE_CHARS = 40
_HOW = {Deed.BOUGHT: "bought", Deed.CARTED: "carted", Deed.LIKED: "liked", Deed.VIEWED: "looked_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taste:
    """Rows that a shopper cared about, how much (sums to 1), and why that is known."""

    rows: ItemIndices
    weights: Column
    how: Mapping[int, str]


class ForYou:
    """By the mean of the signals' vectors, categories and properties; popular products without signals."""

    def __init__(self, shelf: Shelf, *, popular: Popular) -> None:
        self._shelf = shelf
        self._popular = popular

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` lists the kinds of signals; without any, the popular products and their basis."""
        shelf = self._shelf
        taste = self._taste(wish)
        among = shelf.wanted(wish)
        if among is None or (taste is None and not self._said(wish)):
            return self._popular.recommend(wish)
        if taste is None:
            return self._cold(wish, among)
        known = frozenset(shelf.products[row].product_id for row in taste.rows)
        query = replace(wish.query, exclude_ids=wish.query.exclude_ids | known)
        wish = replace(wish, query=query)
        rows = shelf.open_rows(wish, among)
        if not len(rows):
            relaxations = shelf.parts.filters.relaxations(query.constraints, among=among)
            return Suggestions(way=Way.FOR_YOU, items=(), matching=0, relaxations=relaxations)
        offer = Offer(
            rows=rows,
            evidence={
                "taste": _MEANING * self._meaning(taste, rows),
                "favored_section": _SECTION * self._sections(taste, rows),
                "favored_facets": _FACETS * self._facets(taste, rows),
            },
            why=lambda row: self._why(row, taste, wish),
            sections=True,
        )
        basis = tuple(dict.fromkeys(taste.how.values()))
        return Suggestions(way=Way.FOR_YOU, items=place(shelf, wish, offer), matching=len(rows), basis=basis)

    def _taste(self, wish: Wish) -> _Taste | None:
        index, weights, how = self._shelf.parts.snapshot.item_idx, dict[int, float](), dict[int, str]()
        for signal in (*wish.signals, *self._past(wish)):
            row = index.get(signal.product_id)
            if row is not None:
                weights[row] = weights.get(row, 0.0) + signal.weight
                how.setdefault(row, signal.how)
        if not weights:
            return None
        values = np.array(list(weights.values()), dtype=np.float64)
        return _Taste(rows=np.array(list(weights), dtype=np.int64), weights=values / values.sum(), how=how)

    def _past(self, wish: Wish) -> Sequence[Signal]:
        """What the shopper did before, as far as they let it be used."""
        taste = wish.query.taste
        past = self._shelf.parts.personal.weighted(taste) if taste else {}
        return [
            Signal(product_id=event.product_id, how=_HOW[event.deed], weight=weight)
            for weight, event in past.values()
        ]

    def _said(self, wish: Wish) -> bool:
        """Whether the shopper said what they like, and the ranker can go by it."""
        taste = wish.query.taste
        return bool(taste and taste.stated) and self._shelf.vectors is not None

    def _cold(self, wish: Wish, among: ItemIndices) -> Suggestions:
        """By what the shopper said alone: the contribution `personal` that every offer gets decides."""
        rows = self._shelf.open_rows(wish, among)
        if not len(rows):
            relaxations = self._shelf.parts.filters.relaxations(wish.query.constraints, among=among)
            return Suggestions(way=Way.FOR_YOU, items=(), matching=0, relaxations=relaxations)
        offer = Offer(rows=rows, evidence={}, why=lambda _row: (), sections=True)
        items = place(self._shelf, wish, offer)
        return Suggestions(way=Way.FOR_YOU, items=items, matching=len(rows), basis=("stated",))

    def _meaning(self, taste: _Taste, rows: ItemIndices) -> Column:
        near = self._nearness(taste, rows) @ taste.weights
        spread = float(near.max() - near.min())
        return (near - near.min()) / spread if spread > 0.0 else np.zeros(len(rows), dtype=np.float64)

    def _nearness(self, taste: _Taste, rows: ItemIndices) -> Column:
        """Likeness of each product with each signal's, float64 [n, signals]."""
        vectors = self._shelf.vectors
        if vectors is not None:
            return np.asarray(vectors[rows] @ vectors[taste.rows].T, dtype=np.float64)
        both = np.concatenate([rows, taste.rows])
        return self._shelf.parts.similarity(both)[: len(rows), len(rows) :].astype(np.float64)

    def _sections(self, taste: _Taste, rows: ItemIndices) -> Column:
        shares: dict[str, float] = {}
        for row, weight in zip(taste.rows, taste.weights, strict=True):
            section = self._shelf.section(int(row))
            shares[section] = shares.get(section, 0.0) + float(weight)
        return np.array([shares.get(self._shelf.section(int(row)), 0.0) for row in rows], dtype=np.float64)

    def _facets(self, taste: _Taste, rows: ItemIndices) -> Column:
        """Weight of the favored facet values that a product has, as a share of all it could have."""
        shares: dict[tuple[str, str], float] = {}
        for row, weight in zip(taste.rows, taste.weights, strict=True):
            for value in self._shelf.facets[row]:
                shares[value] = shares.get(value, 0.0) + float(weight)
        total = sum(shares.values()) or 1.0
        return np.array(
            [sum(shares.get(value, 0.0) for value in self._shelf.facets[row]) / total for row in rows],
            dtype=np.float64,
        )

    def _why(self, row: int, taste: _Taste, wish: Wish) -> Sequence[Reason]:
        """The signal's product that it is nearest to, and what both records state."""
        shelf, language = self._shelf, wish.query.language
        product = shelf.products[row]
        near = self._nearness(taste, np.array([row], dtype=np.int64))[0]
        closest = int(taste.rows[int(np.lexsort((-taste.weights, -near))[0])])
        other = shelf.products[closest]
        shared = list(alike_in(product, other, language))
        return [_near_text(product, other, taste.how[closest], shared, language), *shared]


def _near_text(product: Product, other: Product, how: str, shared: Sequence[Reason], language: str) -> Reason:
    english, chinese = _DEEDS[how]
    title = other.title[:_TITLE_CHARS].rstrip()
    text = said(language, f'near to "{title}", {english}', f"与{chinese}“{title}”相近")
    fields = dict(shared[0].fields) if shared else {"title": product.title}
    return Reason(feature="taste", text=text, fields=fields)
