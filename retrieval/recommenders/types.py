"""What a recommender is asked, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retrieval.types import Constraint, Query, RankedItem, Relaxation

AUDIENCES = ("men", "women", "kids")


class Way(StrEnum):
    """How products are chosen when no search decides."""

    SIMILAR = "similar"
    COMPLEMENT = "complement"
    POPULAR = "popular"
    NEW = "new"
    FOR_YOU = "for_you"
    SURPRISE = "surprise"
    GIFT = "gift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """That a shopper cared about a product: `how` names the deed; weight > 0."""

    product_id: str
    how: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be recommended.

    `query` bounds the products: its text is the kind wanted ("" for any), its hard constraints are never
    broken, its `exclude_ids` never returned. `bounds` are as hard but were not said in so many words
    ("cheaper than this"), so that no reason quotes them. `anchors` are the products spoken of; `need` is
    what the products should go with, in words. `audience` is one of AUDIENCES or "". `times_shown` counts
    how often products were shown before; `seed` makes a surprise repeatable.
    """

    query: Query
    bounds: tuple[Constraint, ...] = ()
    anchors: tuple[str, ...] = ()
    need: str = ""
    audience: str = ""
    signals: tuple[Signal, ...] = ()
    times_shown: Mapping[str, int] = field(default_factory=dict)
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Recommended products, best first.

    `way` is how they were really chosen: another than was asked for where that had nothing to go by.
    `basis` names the evidence (see each recommender). `matching` counts the products chosen among;
    `carried` is False when the shop has nothing of the kind wanted. `relaxations` is filled when the
    constraints leave nothing.
    """

    way: Way
    items: tuple[RankedItem, ...]
    matching: int
    basis: tuple[str, ...] = ()
    carried: bool = True
    relaxations: tuple[Relaxation, ...] = ()
