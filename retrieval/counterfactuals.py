"""What would have to be otherwise: each answer comes from ranking again, and is left out unless confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.money import to_minor
from retrieval.types import Constraint, Op, Product, Query, Ranking, Relaxation, Strength

MAX_RERUNS = 32
"""Rankings that one counterfactual may take: enough for any price below 2^30 minor units."""
MAX_DROPPED = 8
"""Conditions whose dropping is tried."""


class Reranking(Protocol):
    """What can rank a query, and rank it as if a product cost something else."""

    def rank(self, query: Query) -> Ranking:
        """Rank for one query."""
        ...

    def repriced(self, product_id: str, price_minor: int) -> Reranking:
        """The same, as if one product cost so much."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceToLead:
    """The highest price, in minor units of its currency, at which a product would stand first.

    `or_less`: at any lower price too.
    """

    product: Product
    price_minor: int
    or_less: bool


def price_to_lead(
    ranker: Reranking, query: Query, product: Product, *, max_reruns: int = MAX_RERUNS
) -> PriceToLead | None:
    """The price below its own at which a product would stand first for a query, all else unchanged.

    Found by bisection: from the prices wished for upward a score never rises with the price. Both the price
    and the one a minor unit above it were ranked. None where it stands first already, where no lower price
    puts it there, where the query wishes for dear things or excludes a price, and where more than
    `max_reruns` rankings would be needed.
    """
    low, high = _least_price(query, product), product.price_minor
    if low is None or high is None or low >= high or 2 + (high - low).bit_length() > max_reruns:
        return None

    def leads(price_minor: int) -> bool:
        return _leads(ranker.repriced(product.product_id, price_minor), query, product)

    if _leads(ranker, query, product) or not leads(low):
        return None
    return PriceToLead(product=product, price_minor=_highest(leads, low, high), or_less=low == 1)


def fewer_conditions(ranker: Reranking, query: Query) -> tuple[Relaxation, ...]:
    """For each hard constraint whose dropping frees products, how many then match; most first.

    At most the first 8 constraints are tried, each by one ranking.
    """
    matching = ranker.rank(replace(query, limit=1)).matching
    hard = [c for c in dict.fromkeys(query.constraints) if c.strength is Strength.HARD]
    found = [_without(ranker, query, constraint) for constraint in hard[:MAX_DROPPED]]
    freed = [each for each in found if each.matching > matching]
    return tuple(sorted(freed, key=lambda each: -each.matching))


def _without(ranker: Reranking, query: Query, constraint: Constraint) -> Relaxation:
    others = tuple(other for other in query.constraints if other != constraint)
    again = ranker.rank(replace(query, constraints=others, limit=1))
    return Relaxation(constraint=constraint, matching=again.matching)


def _leads(ranker: Reranking, query: Query, product: Product) -> bool:
    first = ranker.rank(replace(query, limit=1)).items[:1]
    return any(item.product.product_id == product.product_id and not item.alternative for item in first)


def _highest(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The last number for which something holds that holds for `low`, not for `high`, and turns once."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _least_price(query: Query, product: Product) -> int | None:
    """The price from which upward a score never rises, at least 1 minor unit; None where there is none."""
    if query.sort is not None and query.sort.field == "price" and query.sort.direction == "desc":
        return None
    wishes = _price_wishes(query.constraints, product.currency)
    if any(wish.op is Op.NE for wish in wishes):
        return None
    lower = (wish for wish in wishes if wish.op is not Op.LTE)
    return max((to_minor(float(wish.value), product.currency) for wish in lower), default=1) or 1


def _price_wishes(constraints: Sequence[Constraint], currency: str) -> list[Constraint]:
    return [c for c in constraints if c.facet == "price" and c.currency in (None, currency)]
