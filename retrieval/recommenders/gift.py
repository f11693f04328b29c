"""What can be given to somebody: suited to the person, well rated, of several sections."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.protocols import ItemIndices
from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.popular import well_rated
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.telling import listed, rated, said
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Reason

_GIVABLE, _AUDIENCE, _RATED, _FITTING = 0.35, 0.20, 0.30, 0.15
_PEOPLE = {
    "men": ("labeled for men", "标注为男士"),
    "women": ("labeled for women", "标注为女士"),
    "kids": ("labeled for kids", "标注为儿童"),
}


class Gift:
    """Kinds that people give, for the audience where the shop labels it; everyday needs are left out."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` holds "audience" where labels took part and "rated" where ratings did."""
        shelf = self._shelf
        rows = shelf.offered(wish, Way.GIFT, lambda among: self._giftable(among, wish))
        if isinstance(rows, Suggestions):
            return rows
        evidence = {
            "gift": _GIVABLE * self._of(rows, "anyone", wish.audience),
            "fitting": _FITTING * self._fitting(rows, wish),
            "audience": _AUDIENCE
            * np.array([shelf.is_labeled_for(int(row), wish.audience) for row in rows], dtype=np.float64),
            "well_rated": _RATED * well_rated(shelf, rows),
        }
        offer = Offer(
            rows=rows,
            evidence={name: column for name, column in evidence.items() if column.any()},
            why=lambda row: self._why(row, wish),
            sections=not wish.query.text,
        )
        basis = tuple(
            name
            for name, feature in (("audience", "audience"), ("rated", "well_rated"))
            if feature in offer.evidence
        )
        return Suggestions(way=Way.GIFT, items=place(shelf, wish, offer), matching=len(rows), basis=basis)

    def _giftable(self, among: ItemIndices, wish: Wish) -> ItemIndices:
        """Without everyday needs, unless the kind itself was named."""
        if wish.query.text:
            return among
        never = self._shelf.parts.kinds.of_kinds(self._shelf.knowledge.gifts["never"])
        pets = self._shelf.is_for_pets
        return np.array(
            [row for row in among if int(row) not in never and not pets(int(row))], dtype=np.int64
        )

    def _of(self, rows: ItemIndices, *people: str) -> Column:
        """1 for kinds that are given to any of these people, else 0."""
        knowledge, kinds = self._shelf.knowledge, self._shelf.parts.kinds
        wanted = frozenset[int]().union(*(knowledge.gifts[each] for each in people if each))
        found = kinds.of_kinds(wanted)
        return np.array([int(row) in found for row in rows], dtype=np.float64)

    def _fitting(self, rows: ItemIndices, wish: Wish) -> Column:
        """Kinds given to these people in particular, or that suit the occasion said."""
        fitting = self._of(rows, wish.audience) if wish.audience else np.zeros(len(rows), dtype=np.float64)
        fits = {fit.kind_id for fit in self._shelf.knowledge.with_need(wish.need)} if wish.need else set()
        if fits:
            found = self._shelf.parts.kinds.of_kinds(frozenset(fits))
            fitting = np.maximum(fitting, [float(int(row) in found) for row in rows])
        return fitting

    def _why(self, row: int, wish: Wish) -> Sequence[Reason]:
        product, language = self._shelf.products[row], wish.query.language
        reasons: list[Reason] = []
        if wish.audience and self._shelf.states_audience(row, wish.audience):
            text = said(language, *_PEOPLE[wish.audience])
            reasons.append(Reason(feature="audience", text=text, fields={"title": product.title}))
        return [*reasons, *rated(product, language), *listed(product, language)]
