"""Products like given ones: the same kind, by meaning, shared properties and price."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.protocols import ItemIndices
from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.telling import alike_in, priced_beside, said
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Reason

_KIND, _MEANING, _FACETS, _PRICE = 0.70, 0.35, 0.20, 0.10
_SAME_LEAF, _SAME_GROUP = 0.3, 0.1
"""What the same category, or another kind of the same department, counts beside the same kind (1)."""

_ENOUGH = 3
"""Where a shop has so many of the very kind, no others are offered."""


class Similar:
    """To the wish's anchors: the nearest of their kind, then of their category, then of their department."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` is "kind" or, where the anchors are of no known kind or category, "words"."""
        shelf = self._shelf
        anchors = shelf.rows_of(wish.anchors)
        if not len(anchors):
            return Suggestions(way=Way.SIMILAR, items=(), matching=0)
        kinship = self._kinship(anchors)
        related = np.setdiff1d(np.flatnonzero(kinship > 0.0).astype(np.int64), anchors)
        alike = np.setdiff1d(np.flatnonzero(kinship >= 1.0).astype(np.int64), anchors)
        among = alike if len(alike) >= _ENOUGH else related
        if not len(among):
            among = np.arange(len(shelf.products), dtype=np.int64)
        wanted = shelf.wanted(wish)
        if wanted is None:
            return Suggestions(way=Way.SIMILAR, items=(), matching=0, carried=False)
        among = np.intersect1d(among, wanted) if wish.query.text else among
        rows = shelf.open_rows(wish, among)
        if not len(rows):
            relaxations = shelf.parts.filters.relaxations(
                (*wish.query.constraints, *wish.bounds), among=np.setdiff1d(among, anchors)
            )
            return Suggestions(way=Way.SIMILAR, items=(), matching=0, relaxations=relaxations)
        offer = Offer(
            rows=rows,
            evidence={
                "same_kind": _KIND * kinship[rows],
                "meaning": _MEANING * self._meaning(anchors, rows),
                "shared_facets": _FACETS * self._shared(anchors, rows),
                "price_nearness": _PRICE * self._nearness(anchors, rows),
            },
            why=lambda row: self._why(row, anchors, wish),
        )
        basis = ("kind",) if len(related) else ("words",)
        return Suggestions(way=Way.SIMILAR, items=place(shelf, wish, offer), matching=len(rows), basis=basis)

    def _kinship(self, anchors: ItemIndices) -> Column:
        """For every product, how much of a kind it is with the anchors, 0–1."""
        shelf = self._shelf
        kinship = np.zeros(len(shelf.products), dtype=np.float64)
        for anchor in anchors:
            narrow = shelf.narrow_kinds(int(anchor))
            groups = frozenset(shelf.lexicon.kinds[kind].group for kind in narrow)
            category = shelf.products[anchor].category
            leaf = [r for r, p in enumerate(shelf.products) if category and p.category == category]
            own = np.zeros(len(shelf.products), dtype=np.float64)
            own[sorted(shelf.parts.kinds.of_kinds(groups))] = _SAME_GROUP
            own[leaf] = _SAME_LEAF
            own[sorted(shelf.parts.kinds.of_kinds(narrow))] = 1.0
            kinship += own / len(anchors)
        return kinship

    def _meaning(self, anchors: ItemIndices, rows: ItemIndices) -> Column:
        """Mean cosine with the anchors, stretched to 0–1; without vectors, words in common."""
        shelf = self._shelf
        vectors = shelf.vectors
        if vectors is not None:
            near = np.asarray(vectors[rows] @ vectors[anchors].mean(axis=0), dtype=np.float64)
        else:
            both = np.concatenate([rows, anchors])
            near = shelf.parts.similarity(both)[: len(rows), len(rows) :].mean(axis=1).astype(np.float64)
        spread = float(near.max() - near.min())
        return (near - near.min()) / spread if spread > 0.0 else np.zeros(len(rows), dtype=np.float64)

    def _shared(self, anchors: ItemIndices, rows: ItemIndices) -> Column:
        """Mean Jaccard index of the facet values with each anchor's."""
        facets = self._shelf.facets
        return np.array(
            [np.mean([_jaccard(facets[row], facets[anchor]) for anchor in anchors]) for row in rows],
            dtype=np.float64,
        )

    def _nearness(self, anchors: ItemIndices, rows: ItemIndices) -> Column:
        """1 at the anchors' mean price, falling with the ratio of the two; 0 where a price is unknown."""
        prices = self._shelf.parts.features.prices
        known = prices[anchors][~np.isnan(prices[anchors])]
        if not len(known):
            return np.zeros(len(rows), dtype=np.float64)
        target = float(known.mean())
        own = prices[rows]
        gap = np.abs(own - target) / np.maximum(np.maximum(own, target), 1.0)
        return np.nan_to_num(1.0 - gap, nan=0.0)

    def _why(self, row: int, anchors: ItemIndices, wish: Wish) -> Sequence[Reason]:
        shelf, language = self._shelf, wish.query.language
        product = shelf.products[row]
        reference = shelf.products[anchors[0]]
        reasons = [*alike_in(product, reference, language), *priced_beside(product, reference, language)]
        common = shelf.narrow_kinds(row) & shelf.narrow_kinds(int(anchors[0]))
        label = next((name for k in sorted(common) if (name := shelf.kind_name(k, row, language))), "")
        if label:
            text = said(language, f"the same kind: {label}", f"同类商品：{label}")
            reasons.append(Reason(feature="same_kind", text=text, fields={"title": product.title}))
        elif product.category and product.category == reference.category:
            leaf = product.category[-1]
            text = said(language, f"also listed under {leaf}", f"同属“{leaf}”类")
            reasons.append(Reason(feature="same_kind", text=text, fields={"category": leaf}))
        return reasons


def _jaccard(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> float:
    union = len(left | right)
    return len(left & right) / union if union else 0.0
