"""From candidates with evidence to ranked items: additive scores, variety, true reasons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.diversity import Cap, Placed, choose
from retrieval.features import on_grid
from retrieval.ordering import in_order
from retrieval.personal import FEATURE as PERSONAL
from retrieval.places import POOL, caps_of, in_exact_order, values_at
from retrieval.protocols import ItemIndices
from retrieval.reasons import MAX_REASONS, ReasonContext, reasons_for
from retrieval.recommenders.shelf import Column, Shelf
from retrieval.recommenders.types import Wish
from retrieval.types import Contribution, RankedItem, Reason, Sort

_PER_SECTION = 3
"""Best candidates of each section, beside the best of all, among which variety chooses."""

_SHOWN_BEFORE = 0.06
_MOST_TIMES = 5
_SAME_SECTION = 0.15
_STATED = frozenset({"sort", "freshness", "constraint_match", "preference_match", "price_fit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Candidates of one recommender.

    `evidence` are named addends of the score, each float64 [n] beside `rows`. `why` gives a row's own
    reasons. With `sections` each further item of one section pays. `order` makes the places exact.
    """

    rows: ItemIndices
    evidence: Mapping[str, Column]
    why: Callable[[int], Sequence[Reason]]
    sections: bool = False
    order: Sort | None = None


def place(shelf: Shelf, wish: Wish, offer: Offer) -> tuple[RankedItem, ...]:
    """At most `limit` items, best first; of products that differ in color or size alone only the best.

    Each score is the sum of its contributions: the ranker's own features, the recommender's evidence,
    `shown_before` for what was often shown, `diversity` and `variety` for likeness to earlier places, and
    what the shop's caps take off. Ties go to the better total, then to the lower row.
    """
    if not len(offer.rows):
        return ()
    columns = _columns(shelf, wish, offer)
    totals = sum(columns.values(), np.zeros(len(offer.rows)))
    sort = wish.query.sort or offer.order
    if sort is not None:
        chosen = _ordered(shelf, wish, offer, sort, totals)
    else:
        chosen = _varied(shelf, wish, offer, totals)
    return tuple(
        _item(shelf, wish, offer, pick, values_at(columns, pick.position) | dict(pick.adjustments))
        for pick in chosen
    )


def _columns(shelf: Shelf, wish: Wish, offer: Offer) -> Mapping[str, Column]:
    own = shelf.parts.features.contributions(
        offer.rows,
        relevance=np.zeros(len(offer.rows), dtype=np.float64),
        constraints=wish.query.constraints,
        now=shelf.parts.now(),
    )
    ruled = shelf.parts.rules.contributions(offer.rows, wish.query, shelf.parts.now())
    columns = {name: column for name, column in own.items() if name != "relevance"}
    columns |= {**offer.evidence, **shelf.parts.personal.contributions(wish.query.taste, offer.rows), **ruled}
    times = [wish.times_shown.get(shelf.products[row].product_id, 0) for row in offer.rows]
    if any(times):
        columns["shown_before"] = -_SHOWN_BEFORE * np.minimum(np.array(times, dtype=np.float64), _MOST_TIMES)
    return {name: on_grid(column) for name, column in columns.items()}


def _ordered(shelf: Shelf, wish: Wish, offer: Offer, sort: Sort, totals: Column) -> list[Placed]:
    order = in_order(sort, offer.rows, features=shelf.parts.features, fallback=totals)
    keys: set[str] = set()
    chosen: list[int] = []
    for at in order:
        key = shelf.name_key(int(offer.rows[at]))
        if key not in keys and len(chosen) < wish.query.limit:
            keys.add(key)
            chosen.append(int(at))
    return in_exact_order(chosen)


def _varied(shelf: Shelf, wish: Wish, offer: Offer, totals: Column) -> list[Placed]:
    """The best scores, less what likeness, full groups and the same section take off."""
    pool = _first_of_each(shelf, offer, _pool(shelf, offer, totals))
    rows = offer.rows[pool]
    products = [shelf.products[row] for row in rows]
    caps = list(caps_of(shelf.parts.config, products, {c.facet for c in wish.query.constraints}))
    if offer.sections:
        sections = [shelf.section(int(row)) or None for row in rows]
        caps.append(Cap(name="variety", most=1, groups=sections, step=_SAME_SECTION, grows=True))
    picks = choose(
        totals[pool].tolist(),
        shelf.parts.similarity(rows),
        limit=wish.query.limit,
        weight=shelf.parts.config.feature_weights.diversity,
        caps=caps,
    )
    return [replace(pick, position=pool[pick.position]) for pick in picks]


def _pool(shelf: Shelf, offer: Offer, totals: Column) -> list[int]:
    order = [int(at) for at in np.lexsort((offer.rows, -totals))]
    if not offer.sections:
        return order[:POOL]
    counts: Counter[str] = Counter()
    extra: list[int] = []
    for at in order[POOL:]:
        section = shelf.section(int(offer.rows[at]))
        counts[section] += 1
        if counts[section] <= _PER_SECTION and len(extra) < 2 * POOL:
            extra.append(at)
    return [*order[:POOL], *extra]


def _first_of_each(shelf: Shelf, offer: Offer, order: Sequence[int]) -> list[int]:
    found: dict[str, int] = {}
    for at in order:
        found.setdefault(shelf.name_key(int(offer.rows[at])), at)
    return list(found.values())


def _item(shelf: Shelf, wish: Wish, offer: Offer, pick: Placed, values: Mapping[str, float]) -> RankedItem:
    row = int(offer.rows[pick.position])
    product = shelf.products[row]
    contributions = tuple(Contribution(feature=name, value=value) for name, value in values.items())
    return RankedItem(
        product=product,
        final_score=math.fsum(contribution.value for contribution in contributions),
        contributions=contributions,
        reasons=_reasons(shelf, wish, row, (*_known(shelf, wish, row, values), *offer.why(row))),
    )


def _known(shelf: Shelf, wish: Wish, row: int, values: Mapping[str, float]) -> Sequence[Reason]:
    """What the shopper's own past says for it, unless the offer tells that itself."""
    personal = shelf.parts.personal
    if not values.get(PERSONAL):
        return ()
    told = personal.stated_reasons if "taste" in values else personal.reasons
    return told(wish.query, row)[:1]


def _reasons(shelf: Shelf, wish: Wish, row: int, own: Sequence[Reason]) -> tuple[Reason, ...]:
    """What was stated first, then the recommender's own evidence, then the record's."""
    general = reasons_for(shelf.products[row], ReasonContext(query=replace(wish.query, text=""), wish=()))
    stated = [reason for reason in general if reason.feature in _STATED]
    rest = [reason for reason in general if reason.feature not in _STATED]
    told = {reason.text: reason for reason in (*stated[: MAX_REASONS - 1], *own, *stated, *rest)}
    return tuple(told.values())[:MAX_REASONS]
