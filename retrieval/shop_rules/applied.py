"""A shop's rules over one catalog version: which rows each speaks of, and what they come to for a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from retrieval.carried import KindIndex
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import FeatureWeights
from retrieval.features import Column, on_grid
from retrieval.filters import ConstraintFilter
from retrieval.product_terms import terms_of
from retrieval.protocols import ItemIndices
from retrieval.shop_rules.types import AgeLimit, Nudge, Scope, ShopRules, Target, Withholding
from retrieval.text import has_cjk, normalize, stems
from retrieval.types import Op, Query

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """How many products a rule speaks of; `rule` names it by its kind and row, from 1."""

    rule: str
    products: int


def matching(rules: ShopRules, snapshot: CatalogSnapshot) -> tuple[Matching, ...]:
    """Every rule that speaks of products, with how many it finds in a catalog version."""
    filters = ConstraintFilter(snapshot, terms_of(snapshot.products), soft_price_tolerance=0.0)
    withheld = {why: [rule.target for rule in rules.withheld if rule.why is why] for why in Withholding}
    targets = {
        "pin": [Target(product_ids=(pin.product_id,)) for pin in rules.pins],
        "boost": [rule.target for rule in rules.boosts],
        "bury": [rule.target for rule in rules.buries],
        **{why.value: found for why, found in withheld.items()},
        "age_restricted": [rule.target for rule in rules.age_limits],
        "sponsored placement": [target for target, _ in rules.sponsorship.placements],
    }
    return tuple(
        Matching(rule=f"{kind} {row}", products=int(rows_of(target, snapshot, filters).sum()))
        for kind, found in targets.items()
        for row, target in enumerate(found, start=1)
    )


def rows_of(target: Target, snapshot: CatalogSnapshot, filters: ConstraintFilter) -> Mask:
    """Bool [n]: the products that a target speaks of."""
    mask = np.ones(len(snapshot.products), dtype=np.bool_)
    if target.product_ids:
        mask[:] = False
        index = snapshot.item_idx
        mask[[index[each] for each in target.product_ids if each in index]] = True
    for condition in target.conditions:
        mask &= filters.mask(condition)
    return mask


class AppliedRules:
    """Thread-safe, read-only once built: rows are found once, dates and scopes are read at each question."""

    def __init__(
        self,
        rules: ShopRules,
        *,
        snapshot: CatalogSnapshot,
        filters: ConstraintFilter,
        kinds: KindIndex,
        weights: FeatureWeights,
    ) -> None:
        """Find the products of every rule; `filters` are those of the whole catalog version."""
        self.rules = rules
        self._item_idx = snapshot.item_idx
        self._size = len(snapshot.products)
        self._kinds = kinds
        self._weights = weights
        self._kind_rows = {scope.kind: kinds.match(scope.kind).rows for scope in _scopes(rules) if scope.kind}

        def mask(target: Target) -> Mask:
            return rows_of(target, snapshot, filters)

        self._withheld = [(rule, mask(rule.target)) for rule in rules.withheld]
        self._limits = [(rule, mask(rule.target)) for rule in rules.age_limits]
        self._boosts = [(rule, mask(rule.target)) for rule in rules.boosts]
        self._buries = [(rule, mask(rule.target)) for rule in rules.buries]
        paid = rules.sponsorship
        self._paid = [(scope, mask(target)) for target, scope in paid.placements] if paid.enabled else []

    def withheld(self, *, now: datetime, age: int | None) -> ItemIndices:
        """Sorted rows that a shopper of this age (None: unknown) is never offered."""
        return np.flatnonzero(
            self._any(mask for rule, mask in self._withheld if rule.scope.holds_at(now))
            | self._any(mask for rule, mask in self._limits if _bars(rule, now=now, age=age))
        ).astype(np.int64)

    def minimum_age(self, *, now: datetime, age: int | None) -> int | None:
        """The least age at which more would be offered than at this one; None where none is."""
        barring = [
            rule.minimum_age
            for rule, mask in self._limits
            if _bars(rule, now=now, age=age) and bool(mask.any())
        ]
        return min(barring, default=None)

    def contributions(self, rows: ItemIndices, query: Query, now: datetime) -> Mapping[str, Column]:
        """`boost` (≥ 0) and `bury` (≤ 0) of each row, on the grid; left out where all are 0.

        Strengths of several rules add up to at most 1.
        """
        found = {
            "boost": self._weights.boost * self._strength(self._boosts, rows, query, now),
            "bury": -self._weights.bury * self._strength(self._buries, rows, query, now),
        }
        return {name: on_grid(column) for name, column in found.items() if column.any()}

    def pins(self, query: Query, now: datetime) -> Mapping[int, int]:
        """Place, from 0, of every pinned row; where two want one place, the earlier rule has it."""
        if query.sort is not None:
            return {}
        places: dict[int, int] = {}
        for pin in self.rules.pins:
            row, place = self._item_idx.get(pin.product_id), pin.place - 1
            free = row not in places and place not in places.values()
            if row is not None and free and self._holds(pin.scope, query, now):
                places[row] = place
        return places

    def sponsored(self, rows: ItemIndices, query: Query, now: datetime) -> Mask:
        """Bool [n]: which of the rows a placement that holds here is paid for; none in an order asked for."""
        if query.sort is not None or not self._paid:
            return np.zeros(len(rows), dtype=np.bool_)
        return self._any(mask for scope, mask in self._paid if self._holds(scope, query, now))[rows]

    def _strength(
        self, nudges: Sequence[tuple[Nudge, Mask]], rows: ItemIndices, query: Query, now: datetime
    ) -> Column:
        total = np.zeros(len(rows), dtype=np.float64)
        for nudge, mask in nudges:
            if self._holds(nudge.scope, query, now):
                total += nudge.strength * mask[rows]
        return np.minimum(total, 1.0)

    def _holds(self, scope: Scope, query: Query, now: datetime) -> bool:
        if not scope.holds_at(now):
            return False
        return (not scope.query or _has_words(query, scope.query)) and (
            not scope.kind or self._is_kind(query, scope.kind)
        )

    def _is_kind(self, query: Query, kind: str) -> bool:
        """Whether the wish is for a kind whose products are all of the rule's kind."""
        wished, meant = self._kinds.match(_wish(query)).rows, self._kind_rows[kind]
        if wished is None or meant is None or not len(wished):
            return False
        return bool(np.isin(wished, meant).all())

    def _any(self, masks: Iterable[Mask]) -> Mask:
        together = np.zeros(self._size, dtype=np.bool_)
        for mask in masks:
            together |= mask
        return together


def _scopes(rules: ShopRules) -> Iterable[Scope]:
    """Those of the rules that may hold for some wishes alone."""
    yield from (pin.scope for pin in rules.pins)
    yield from (nudge.scope for nudge in (*rules.boosts, *rules.buries))
    yield from (scope for _, scope in rules.sponsorship.placements)


def _bars(rule: AgeLimit, *, now: datetime, age: int | None) -> bool:
    return rule.scope.holds_at(now) and (age is None or age < rule.minimum_age)


def _wish(query: Query) -> str:
    """The kind wished for, in words: the text, else the category that is a condition."""
    if query.text.strip():
        return query.text
    return " ".join(str(c.value) for c in query.constraints if c.facet == "category" and c.op is Op.EQ)


def _has_words(query: Query, wanted: str) -> bool:
    """Whether a wish has every word, in any order; a Chinese text, as one piece."""
    if has_cjk(wanted):
        return normalize(wanted).replace(" ", "") in normalize(_wish(query)).replace(" ", "")
    return set(stems(wanted)) <= set(stems(_wish(query)))
