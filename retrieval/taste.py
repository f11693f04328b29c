"""What is known of one shopper's taste, as a search or a recommender is given it. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What a shopper did with a product, strongest first."""

    BOUGHT = "bought"
    CARTED = "carted"
    LIKED = "liked"
    VIEWED = "viewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TasteEvent:
    """That the shopper did something with a product; `at` None where nobody knows when."""

    product_id: str
    deed: Deed
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTaste:
    """What the shopper said they like, as a catalog would say it ("red"); `facet` "" where it is none."""

    value: str
    facet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperTaste:
    """Deeds, in any order, and stated likes, of a shopper who lets them be used. Never empty."""

    events: tuple[TasteEvent, ...] = ()
    stated: tuple[StatedTaste, ...] = ()

    def __post_init__(self) -> None:
        if not (self.events or self.stated):
            raise ValueError("expected at least one event or stated like, got none; pass None instead")
