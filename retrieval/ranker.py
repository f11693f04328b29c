"""The whole ranking path: filter → kind → retrieve → fuse → features → diversify → reasons."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from retrieval.carried import KindIndex, KindMatch
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.diversity import Placed, token_similarity, vector_similarity
from retrieval.errors import RetrievalError
from retrieval.facet_counts import FacetCounter
from retrieval.features import ProductFeatures, on_grid
from retrieval.filters import ConstraintFilter
from retrieval.kind_words import load_kind_words
from retrieval.kinds import load_kinds
from retrieval.objectives import configured
from retrieval.ordering import leads_alone
from retrieval.personal import FEATURE as PERSONAL
from retrieval.personal import Personal
from retrieval.places import scored_places, sorted_places, values_at
from retrieval.product_terms import terms_of
from retrieval.protocols import ItemIndices, Reranker, Vectors
from retrieval.ranker_parts import RankerParts, VectorRetriever
from retrieval.reasons import ReasonContext, reasons_for
from retrieval.relevance import Relevance
from retrieval.shop_rules.applied import AppliedRules
from retrieval.shop_rules.telling import disclosed
from retrieval.shop_rules.types import NO_RULES, SPONSORED, ShopRules
from retrieval.stages import StageClock
from retrieval.types import (
    Contribution,
    FacetCounts,
    Query,
    RankedItem,
    Ranking,
    Relaxation,
)

_LOG = logging.getLogger(__name__)
_MAX_ALTERNATIVES = 3


class Ranker:
    """Ranks the products of one snapshot for queries. Thread-safe; the same query gives the same ranking.

    `dense` None, or failing, leaves the lexical half alone.
    """

    def __init__(
        self,
        *,
        snapshot: CatalogSnapshot,
        dense: VectorRetriever | None,
        config: RankingConfig,
        now: Callable[[], datetime],
        reranker: Reranker | None = None,
    ) -> None:
        """Index the snapshot (about a second for 3,000 products)."""
        terms = terms_of(snapshot.products)
        self._snapshot = snapshot
        self._config = config
        self._now = now
        self._dense = dense
        self._relevance = Relevance(
            snapshot.products, terms=terms, dense=dense, config=config, reranker=reranker
        )
        self._filters = ConstraintFilter(snapshot, terms, soft_price_tolerance=config.soft_price_tolerance)
        self._features = ProductFeatures(snapshot, filters=self._filters, config=config)
        self._kinds = KindIndex(snapshot.products, lexicon=load_kinds(), kind_words=load_kind_words())
        self._facets = FacetCounter(snapshot, filters=self._filters)
        self._rules = self._applied(NO_RULES)
        self._personal = Personal(snapshot, space=dense, config=config, now=now)
        self._title_stems = tuple(frozenset(term.title) for term in terms)

    @property
    def parts(self) -> RankerParts:
        """The parts, shared and read-only."""
        return RankerParts(
            snapshot=self._snapshot,
            filters=self._filters,
            features=self._features,
            kinds=self._kinds,
            config=self._config,
            rules=self._rules,
            personal=self._personal,
            now=self._now,
            vectors=self._vectors,
            similarity=self._similarity,
        )

    def repriced(self, product_id: str, price_minor: int) -> Ranker:
        """The same ranker over the same index, as if one product cost so much. Raises KeyError."""
        row = self._snapshot.item_idx[product_id]
        other = copy(self)
        other._snapshot = self._snapshot.repriced(product_id, price_minor)
        other._filters = self._filters.repriced(row, price_minor)
        other._features = self._features.repriced(row, price_minor, filters=other._filters)
        other._facets = self._facets.repriced(row, price_minor, filters=other._filters)
        return other

    def renewed(self, snapshot: CatalogSnapshot) -> Ranker | None:
        """A ranker of a later version over the same index; None where its texts differ, so that it can't be.

        Prices, stock, ratings, sales and dates are the new ones: most updates change nothing else, and the
        index of the texts is nearly all of the time that a ranker takes. Under no rules, as a new one.
        """
        if not self._snapshot.tells_the_same(snapshot):
            return None
        other = copy(self)
        other._snapshot = snapshot
        other._filters = self._filters.renewed(snapshot)
        other._features = ProductFeatures(snapshot, filters=other._filters, config=self._config)
        other._facets = self._facets.renewed(snapshot, filters=other._filters)
        other._rules = other._applied(NO_RULES)
        other._personal = Personal(snapshot, space=self._dense, config=self._config, now=self._now)
        return other

    def ruled(self, rules: ShopRules) -> Ranker:
        """The same ranker over the same index, under a shop's rules and objectives; it withholds nothing."""
        other = self.configured(configured(self._config, rules.weights, rules.objectives))
        other._rules = other._applied(rules)
        return other

    def configured(self, config: RankingConfig) -> Ranker:
        """The same ranker over the same index, with other weights and caps; what counts as a word stays."""
        other = copy(self)
        other._config = config
        other._relevance = self._relevance.configured(config)
        other._features = self._features.configured(config)
        other._personal = self._personal.configured(config)
        return other

    def withholding(self, rows: ItemIndices, *, snapshot: CatalogSnapshot) -> Ranker:
        """The same ranker, that never shows these rows; `snapshot` is the one without their products."""
        other = copy(self)
        other._snapshot = snapshot
        other._filters = self._filters.withholding(rows)
        other._personal = Personal(snapshot, space=self._dense, config=self._config, now=self._now)
        return other

    def rank(self, query: Query) -> Ranking:
        """Rank for one query.

        With `sort` the relevant products stand exactly in that order (ties: more ratings, then better
        fused score, then product_id); a `sort` contribution keeps scores in display order.
        """
        clock = StageClock()
        allowed = self._filters.allowed(query.constraints)
        clock.lap("filter")
        match = self._kinds.match(query.text)
        clock.lap("kind")
        if not match.carried:
            return self._not_carried(query, match, allowed, clock)
        of_kind = np.arange(len(self._snapshot.products)) if match.rows is None else match.rows
        rows = np.intersect1d(allowed, of_kind, assume_unique=True)
        if not rows.size:
            if match.rows is not None and not np.intersect1d(self._filters.allowed(()), of_kind).size:
                return self._not_carried(query, match, allowed, clock)
            relaxations = self._filters.relaxations(query.constraints, among=of_kind)
            clock.lap("relax")
            return self._ranking((), matching=0, clock=clock, relaxations=relaxations)
        relevance = self._relevance.scores(query, match, rows)
        clock.lap("retrieve")
        kept = self._relevance.meant(query, match, rows, relevance)
        rows, relevance = rows[kept], relevance[kept]
        items = self._place(query, rows, relevance, clock)
        facets = self._facets.count(rows)
        clock.lap("facets")
        unnamed = self._relevance.unnamed(match, rows)
        return self._ranking(items, matching=len(rows), clock=clock, missing=unnamed, facets=facets)

    def resolve(self, product_ids: Sequence[str], query: Query) -> tuple[RankedItem, ...]:
        """Given products in the given order, scored and explained for a query; unknown ids are left out."""
        rows = [self._snapshot.item_idx[each] for each in product_ids if each in self._snapshot.item_idx]
        if not rows:
            return ()
        item_idx = np.array(rows, dtype=np.int64)
        relevance = self._relevance.scores(query, self._kinds.match(query.text), item_idx)
        columns = self._columns(query, item_idx, relevance)
        wish = self._relevance.words(query.text)
        return tuple(
            self._item(row, values_at(columns, at), query=query, wish=wish, leads=None)
            for at, row in enumerate(rows)
        )

    def _not_carried(
        self, query: Query, match: KindMatch, allowed: ItemIndices, clock: StageClock
    ) -> Ranking:
        """Alternatives of a near kind; where none is known, what is alike in meaning."""
        alike = match.near is None
        near = self._kin(query.text, allowed) if match.near is None else match.near
        rows = np.intersect1d(allowed, near, assume_unique=True)
        rows = rows[~self._excluded(query, rows)]
        items: tuple[RankedItem, ...] = ()
        if rows.size:
            relevance = self._relevance.scores(query, match, rows)
            items = self._place(query, rows, relevance, clock, alternative=True)
        missing = match.missing_terms
        return self._ranking(
            items, matching=0, clock=clock, carried=False, alike=alike and bool(items), missing=missing
        )

    def _kin(self, text: str, rows: ItemIndices) -> ItemIndices:
        """None of the rows where meaning can't be told."""
        if self._dense is None:
            return rows[:0]
        try:
            return self._dense.kin(text, rows)
        except RetrievalError as error:
            _LOG.warning("vectors failed, nothing alike is shown: %s", error)
            return rows[:0]

    def _place(
        self,
        query: Query,
        rows: ItemIndices,
        relevance: NDArray[np.float32],
        clock: StageClock,
        *,
        alternative: bool = False,
    ) -> tuple[RankedItem, ...]:
        """Choose and explain the items to show among relevant rows."""
        fresh = ~self._excluded(query, rows)
        shown_of = len(rows)
        rows, relevance = rows[fresh], relevance[fresh]
        limit = min(query.limit, _MAX_ALTERNATIVES) if alternative else query.limit
        columns = dict(self._columns(query, rows, relevance))
        if not alternative:
            columns |= self._paid(query, rows, relevance, columns)
        total = sum(columns.values(), np.zeros(len(rows)))
        clock.lap("features")
        picks = self._picks(query, rows, total, limit, pinned=not alternative)
        clock.lap("diversify")
        wish = self._relevance.words(query.text)
        items = []
        for place, pick in enumerate(picks):
            values = values_at(columns, pick.position) | dict(pick.adjustments)
            first = place == 0 and shown_of == len(rows) and shown_of > 1 and not alternative
            alone = first and leads_alone(query.sort, rows, pick.position, self._features)
            leads = shown_of - 1 if alone else None
            items.append(
                self._item(
                    int(rows[pick.position]),
                    values,
                    query=query,
                    wish=wish,
                    leads=leads,
                    alternative=alternative,
                )
            )
        clock.lap("reasons")
        return tuple(items)

    def _paid(
        self,
        query: Query,
        rows: ItemIndices,
        relevance: NDArray[np.float32],
        columns: Mapping[str, NDArray[np.float64]],
    ) -> Mapping[str, NDArray[np.float64]]:
        """What paid placement adds to the best few of those paid for that fit about as well as others."""
        floor = np.float32(self._config.relevance_floor) * relevance.max(initial=np.float32(0.0))
        paid = np.flatnonzero(self._rules.sponsored(rows, query, self._now()) & (relevance >= floor))
        if not paid.size:
            return {}
        paid_for = self._rules.rules.sponsorship
        score = np.sum([column[paid] for column in columns.values()], axis=0)
        best = paid[np.lexsort((rows[paid], -score))[: paid_for.most]]
        column = np.zeros(len(rows), dtype=np.float64)
        column[best] = on_grid(self._config.feature_weights.sponsored * paid_for.strength)
        return {SPONSORED: column}

    def _picks(
        self, query: Query, rows: ItemIndices, total: NDArray[np.float64], limit: int, *, pinned: bool
    ) -> Sequence[Placed]:
        if query.sort is not None:
            return sorted_places(query.sort, rows, total, limit=limit, features=self._features)
        return scored_places(
            rows,
            total,
            limit=limit,
            config=self._config,
            products=self._snapshot.products,
            similarity=self._similarity,
            uncapped={constraint.facet for constraint in query.constraints},
            pins=self._rules.pins(query, self._now()) if pinned else {},
        )

    def _applied(self, rules: ShopRules) -> AppliedRules:
        return AppliedRules(
            rules,
            snapshot=self._snapshot,
            filters=self._filters,
            kinds=self._kinds,
            weights=self._config.feature_weights,
        )

    def _columns(
        self, query: Query, rows: ItemIndices, relevance: NDArray[np.float32]
    ) -> Mapping[str, NDArray[np.float64]]:
        now = self._now()
        own = self._features.contributions(
            rows, relevance=relevance.astype(np.float64), constraints=query.constraints, now=now
        )
        personal = self._personal.contributions(query.taste, rows)
        return {**own, **personal, **self._rules.contributions(rows, query, now)}

    def _similarity(self, rows: ItemIndices) -> NDArray[np.float32]:
        vectors = self._vectors()
        if vectors is not None:
            return vector_similarity(vectors[rows])
        return token_similarity([self._title_stems[row] for row in rows])

    def _vectors(self) -> Vectors | None:
        if self._dense is None:
            return None
        try:
            return self._dense.vectors()
        except RetrievalError as error:
            _LOG.warning("vectors failed, likeness by words: %s", error)
            return None

    def _excluded(self, query: Query, rows: ItemIndices) -> NDArray[np.bool_]:
        known = self._snapshot.item_idx
        return np.isin(rows, [known[each] for each in query.exclude_ids if each in known])

    def _item(
        self,
        row: int,
        values: Mapping[str, float],
        *,
        query: Query,
        wish: Sequence[str],
        leads: int | None,
        alternative: bool = False,
    ) -> RankedItem:
        product = self._snapshot.products[row]
        contributions = tuple(Contribution(feature=name, value=value) for name, value in values.items())
        known = self._personal.reasons(query, row) if values.get(PERSONAL) else ()
        context = ReasonContext(query=query, wish=wish, leads=leads, personal=known)
        return RankedItem(
            product=product,
            final_score=math.fsum(contribution.value for contribution in contributions),
            contributions=contributions,
            reasons=disclosed(
                reasons_for(product, context),
                [each.feature for each in contributions if each.value],
                query.language,
            ),
            alternative=alternative,
        )

    def _ranking(
        self,
        items: tuple[RankedItem, ...],
        *,
        matching: int,
        clock: StageClock,
        carried: bool = True,
        alike: bool = False,
        missing: tuple[str, ...] = (),
        facets: tuple[FacetCounts, ...] = (),
        relaxations: tuple[Relaxation, ...] = (),
    ) -> Ranking:
        return Ranking(
            items=items,
            matching=matching,
            carried=carried,
            alike=alike,
            catalog_version=self._snapshot.catalog_version,
            missing_terms=missing,
            relaxations=relaxations,
            facet_counts=facets,
            stage_ms=clock.stage_ms,
        )
