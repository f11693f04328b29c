"""Prices that a small shop would print, inside the range of their design."""

from __future__ import annotations

from random import Random

from retrieval.catalog.demo.families import PriceRange


def shelf_price(bounds: PriceRange, position: float, rng: Random) -> float:
    """The price at `position` (0 = low end, 1 = high end) with a usual ending, never outside the range."""
    raw = bounds.low + position * (bounds.high - bounds.low)
    return round(min(bounds.high, max(bounds.low, _usual(raw, rng))), 2)


def earlier_price(price: float, rng: Random) -> float:
    """A struck-through price 10 to 30 % above, with a usual ending; always above `price`."""
    return round(max(price + 0.5, _usual(price / rng.uniform(0.7, 0.9), rng)), 2)


def _usual(raw: float, rng: Random) -> float:
    if raw < 20:
        return int(raw) + rng.choice((0.0, 0.5, 0.9, 0.95))
    if raw < 120:
        return int(raw) + rng.choice((0.0, 0.0, 0.5, 0.95))
    return float(round(raw) if raw < 300 else 5 * round(raw / 5))
