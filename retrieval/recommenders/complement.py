"""What goes with products or a need: what shoppers chose together, and what is known to go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.kinds import KindIds
from retrieval.protocols import ItemIndices
from retrieval.recommenders.knowledge import Fit
from retrieval.recommenders.placing import Offer, place
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.telling import alike_in, said
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.types import Reason

_FIT, _TOGETHER, _FACETS = 0.45, 0.45, 0.10
_LEAST_SHOPPERS = 3
"""Fewer shoppers who chose two products together prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """What decides for each row: its best rule (None without one) and the shoppers who chose it as well."""

    rules: Mapping[int, Fit]
    shoppers: Column


class Complement:
    """Other kinds of product, for the same people where the shop labels them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def recommend(self, wish: Wish) -> Suggestions:
        """`basis` holds "together" where shoppers' choices took part, and "knowledge" where rules did."""
        shelf = self._shelf
        anchors = shelf.rows_of(wish.anchors)
        own = self._own_kinds(anchors, wish)
        wanted = shelf.wanted(wish) if wish.query.text else None
        if wish.query.text and wanted is None:
            return Suggestions(way=Way.COMPLEMENT, items=(), matching=0, carried=False)
        match = _Match(rules=self._rules(own, wish), shoppers=shelf.behavior.together(anchors))
        among = self._candidates(match, own, anchors, wanted, audience=wish.audience)
        suited = replace(wish, audience=wish.audience or shelf.audience_of(anchors) or self._worn_by(own))
        rows = shelf.open_rows(suited, among)
        if not len(rows):
            relaxations = shelf.parts.filters.relaxations(wish.query.constraints, among=among)
            return Suggestions(
                way=Way.COMPLEMENT, items=(), matching=0, carried=bool(len(among)), relaxations=relaxations
            )
        fit = np.array([match.rules[int(r)].fit if int(r) in match.rules else 0.0 for r in rows])
        together = _share(match.shoppers, rows)
        evidence = {"goes_with": _FIT * fit, "chosen_together": _TOGETHER * together}
        if len(anchors):
            evidence["shared_facets"] = _FACETS * self._shared(anchors, rows)
        offer = Offer(
            rows=rows,
            evidence={name: column for name, column in evidence.items() if column.any()},
            why=lambda row: self._why(row, anchors, match, wish),
            sections=not wish.query.text,
        )
        basis = (*(("together",) if together.any() else ()), *(("knowledge",) if fit.any() else ()))
        return Suggestions(
            way=Way.COMPLEMENT, items=place(shelf, suited, offer), matching=len(rows), basis=basis
        )

    def _own_kinds(self, anchors: ItemIndices, wish: Wish) -> KindIds:
        """Kinds of what is already there, which are never offered."""
        named = self._shelf.knowledge.named_in(wish.need) if wish.need else frozenset()
        return named.union(*(self._shelf.narrow_kinds(int(row)) for row in anchors))

    def _worn_by(self, own: KindIds) -> str:
        """The people who wear all of these kinds, as far as that is known: dresses are for women."""
        lexicon, worn_by = self._shelf.lexicon, self._shelf.knowledge.worn_by
        fitting = (
            people for people, kinds in worn_by.items() if all(lexicon.within(kind, kinds) for kind in own)
        )
        return next(fitting, "") if own else ""

    def _rules(self, own: KindIds, wish: Wish) -> Mapping[int, Fit]:
        knowledge, kinds = self._shelf.knowledge, self._shelf.parts.kinds
        fits = [*knowledge.with_kinds(sorted(own)), *(knowledge.with_need(wish.need) if wish.need else ())]
        best: dict[int, Fit] = {}
        for fit in fits:
            for row in kinds.of_kinds(frozenset({fit.kind_id})):
                if row not in best or fit.fit > best[row].fit:
                    best[row] = fit
        return best

    def _candidates(
        self, match: _Match, own: KindIds, anchors: ItemIndices, wanted: ItemIndices | None, *, audience: str
    ) -> ItemIndices:
        """Rows with a rule or proof, of another kind; things for pets or kids only beside such things."""
        shelf = self._shelf
        rows = set(match.rules) | set(np.flatnonzero(match.shoppers >= _LEAST_SHOPPERS).tolist())
        if wanted is not None:
            rows = set(wanted.tolist())
        same = shelf.parts.kinds.of_kinds(own) if own else frozenset()
        if not any(shelf.is_for_pets(int(row)) for row in anchors):
            rows = {row for row in rows if not shelf.is_for_pets(row)}
        leaves = {shelf.section(int(row)) for row in anchors} - {""}
        if not any(shelf.is_labeled_for(int(row), "kids") for row in anchors) and not audience:
            rows = {row for row in rows if not shelf.states_audience(row, "kids")}
        kept = [row for row in rows if row not in same and (own or shelf.section(row) not in leaves)]
        return np.array(sorted(kept), dtype=np.int64)

    def _shared(self, anchors: ItemIndices, rows: ItemIndices) -> Column:
        """Share of the products' facet values that an anchor has too."""
        theirs = frozenset[tuple[str, str]]().union(*(self._shelf.facets[row] for row in anchors))
        facets = [self._shelf.facets[row] for row in rows]
        return np.array([len(own & theirs) / len(own) if own else 0.0 for own in facets], dtype=np.float64)

    def _why(self, row: int, anchors: ItemIndices, match: _Match, wish: Wish) -> Sequence[Reason]:
        shelf, language = self._shelf, wish.query.language
        product = shelf.products[row]
        reasons: list[Reason] = []
        count = int(match.shoppers[row])
        if count >= _LEAST_SHOPPERS:
            text = said(language, f"{count} shoppers chose both", f"{count} 位顾客两样都选了")
            reasons.append(Reason(feature="chosen_together", text=text, fields={"title": product.title}))
        rule = match.rules.get(row)
        if rule is not None:
            text = self._rule_text(rule, row, anchors, wish)
            reasons.append(Reason(feature="goes_with", text=text, fields={"title": product.title}))
        if len(anchors):
            reasons += list(alike_in(product, shelf.products[anchors[0]], language))
        return reasons

    def _rule_text(self, rule: Fit, row: int, anchors: ItemIndices, wish: Wish) -> str:
        shelf, language = self._shelf, wish.query.language
        what = shelf.kind_name(rule.kind_id, row, language)
        if rule.source is None:
            if not what:
                return said(language, "for what you plan", "您的安排用得上")
            return said(language, f"{what} for what you plan", f"{what}，您的安排用得上")
        names = (shelf.kind_name(rule.source, int(anchor), language) for anchor in anchors)
        beside = next((name for name in names if name), "") or shelf.lexicon.label(rule.source, language)
        if not what:
            return said(language, f"to go with {beside}", f"可以搭配{beside}")
        return said(language, f"{what} to go with {beside}", f"{what}可以搭配{beside}")


def _share(counts: Column, rows: ItemIndices) -> Column:
    """Counts that prove something, as a share of the highest among the rows."""
    own = np.where(counts[rows] >= _LEAST_SHOPPERS, counts[rows], 0.0)
    most = float(own.max(initial=0.0))
    return np.asarray(own / most if most else own, dtype=np.float64)
