"""A shop's rules as values: what each speaks of, when and where it holds, and what it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.learned_weights import LearnedWeights
from retrieval.objectives import Objectives
from retrieval.types import Constraint, RankedItem

MAX_PLACE = 10
"""The last place that a product can be pinned to."""
MAX_SPONSORED = 2
"""Most products of one answer that may be paid for."""
SPONSORED = "sponsored"
"""The contribution of paid placement; an item that has it is labeled wherever it is shown."""
RULED = frozenset({"boost", "bury", SPONSORED})
"""Contributions that only products have of which a rule speaks."""


class Withholding(StrEnum):
    """Why a product is never offered."""

    RECALLED = "recalled"
    BANNED = "banned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The products that a rule speaks of: those of `product_ids` (any where empty) that meet every condition.

    Conditions compare as those of shoppers do; a target has at least one of both.
    """

    product_ids: tuple[str, ...] = ()
    conditions: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where and when a rule holds; always and everywhere unless something is set.

    From `starts` until just before `ends`. `query`: only where the wish has all of these words. `kind`:
    only where the wish is for this kind of product, or a narrower one.
    """

    starts: datetime | None = None
    ends: datetime | None = None
    query: str = ""
    kind: str = ""

    def holds_at(self, now: datetime) -> bool:
        """Whether `now` is within the dates."""
        begun = self.starts is None or self.starts <= now
        return begun and (self.ends is None or now < self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A product that stands at a place, from 1, wherever it matches; an order asked for goes before."""

    product_id: str
    place: int
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """A boost, or a bury, of `strength` 0–1: a share of the most that either can do."""

    target: Target
    strength: float
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Products that nobody is offered."""

    why: Withholding
    target: Target
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimit:
    """Products that only shoppers of a known age of at least `minimum_age` years are offered."""

    minimum_age: int
    target: Target
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsorship:
    """Paid placement. At most `most` products of an answer gain `strength` (0–1) of the most it may add."""

    enabled: bool = False
    most: int = 1
    strength: float = 1.0
    placements: tuple[tuple[Target, Scope], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRules:
    """Everything that one shop decides. `revision` counts its changes, 0 before the first."""

    revision: int = 0
    pins: tuple[Pin, ...] = ()
    boosts: tuple[Nudge, ...] = ()
    buries: tuple[Nudge, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    age_limits: tuple[AgeLimit, ...] = ()
    sponsorship: Sponsorship = field(default_factory=Sponsorship)
    objectives: Objectives = field(default_factory=Objectives)
    weights: LearnedWeights = field(default_factory=LearnedWeights)


NO_RULES = ShopRules()


def is_sponsored(item: RankedItem) -> bool:
    """Whether an item's place is paid for."""
    return any(part.feature == SPONSORED and part.value > 0.0 for part in item.contributions)
