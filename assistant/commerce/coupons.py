"""The best coupon, or stack of coupons, for what is in the cart. Pure and exact, in minor units.

In a stack, percentages come before amounts, each in the shop's order, and each works on what the earlier
ones left. Minimum spends count what the lines cost before any coupon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from assistant.commerce.types import Coupon, CouponKind

MAX_STACKED = 10
"""Stackable coupons of which every combination is tried; further ones count alone only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """What a coupon looks at: the line's whole price in minor units and the product's category path."""

    amount_minor: int
    currency: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A coupon that takes part, and what it saves."""

    coupon: Coupon
    saving_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A coupon that takes no part.

    `code` is currency, not_started, ended, used_up, category, min_spend (then `missing_minor` is what
    lacks) or worse (another choice saves at least as much).
    """

    coupon: Coupon
    code: str
    missing_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """The best choice: what is applied, in order, and why each other coupon is not."""

    applied: tuple[Applied, ...]
    rejected: tuple[Rejected, ...]

    @property
    def saving_minor(self) -> int:
        """What all of it saves."""
        return sum(one.saving_minor for one in self.applied)


def best_deal(coupons: Sequence[Coupon], basket: Sequence[BasketLine], *, now: datetime) -> Deal:
    """The choice that saves most; of equal ones that with fewer coupons, then the earlier listed."""
    reasons = {coupon.code: _why_not(coupon, basket, now) for coupon in coupons}
    usable = [coupon for coupon in coupons if reasons[coupon.code] is None]
    best: tuple[Applied, ...] = ()
    for chosen in _choices(usable):
        applied = _applied(chosen, basket)
        if sum(a.saving_minor for a in applied) > sum(a.saving_minor for a in best):
            best = applied
    taken = {one.coupon.code for one in best if one.saving_minor}
    return Deal(
        applied=tuple(one for one in best if one.saving_minor),
        rejected=tuple(
            reasons[c.code] or Rejected(coupon=c, code="worse") for c in coupons if c.code not in taken
        ),
    )


def is_current(coupon: Coupon, now: datetime) -> bool:
    """Whether the coupon can be used at all today."""
    return _date_reason(coupon, now) is None


def _choices(usable: Sequence[Coupon]) -> list[tuple[Coupon, ...]]:
    stackable = [coupon for coupon in usable if coupon.stackable][:MAX_STACKED]
    alone = [(coupon,) for coupon in usable]
    stacks = [stack for size in range(2, len(stackable) + 1) for stack in combinations(stackable, size)]
    return [*alone, *stacks]


def _why_not(coupon: Coupon, basket: Sequence[BasketLine], now: datetime) -> Rejected | None:
    reason = _date_reason(coupon, now)
    if reason is not None:
        return Rejected(coupon=coupon, code=reason)
    if any(line.currency != coupon.currency for line in basket):
        return Rejected(coupon=coupon, code="currency")
    eligible = [line for line in basket if _covers(coupon, line)]
    if not eligible:
        return Rejected(coupon=coupon, code="category")
    missing = coupon.min_spend_minor - sum(line.amount_minor for line in eligible)
    return Rejected(coupon=coupon, code="min_spend", missing_minor=missing) if missing > 0 else None


def _date_reason(coupon: Coupon, now: datetime) -> str | None:
    if coupon.starts is not None and now < coupon.starts:
        return "not_started"
    if coupon.ends is not None and now >= coupon.ends:
        return "ended"
    return "used_up" if coupon.uses_left is not None and coupon.uses_left <= 0 else None


def _covers(coupon: Coupon, line: BasketLine) -> bool:
    own = {category.casefold() for category in line.categories}
    return not coupon.categories or any(category.casefold() in own for category in coupon.categories)


def _applied(chosen: Sequence[Coupon], basket: Sequence[BasketLine]) -> tuple[Applied, ...]:
    left = [line.amount_minor for line in basket]
    ordered = sorted(chosen, key=lambda coupon: coupon.kind is CouponKind.AMOUNT)
    return tuple(Applied(coupon=coupon, saving_minor=_take(coupon, basket, left)) for coupon in ordered)


def _take(coupon: Coupon, basket: Sequence[BasketLine], left: list[int]) -> int:
    """What the coupon saves of `left` (minor units by line), which it lowers, from the first line on."""
    covered = [place for place, line in enumerate(basket) if _covers(coupon, line)]
    available = sum(left[place] for place in covered)
    saving = _half_up(available * coupon.value, 10_000) if coupon.kind is CouponKind.PERCENT else coupon.value
    if coupon.max_saving_minor is not None:
        saving = min(saving, coupon.max_saving_minor)
    saving = open_part = min(saving, available)
    for place in covered:
        taken = min(left[place], open_part)
        left[place] -= taken
        open_part -= taken
    return saving


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
