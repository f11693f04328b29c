"""Price tags, stock, dates, ratings and sales of composed products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from retrieval.catalog.demo.composing import Composed
from retrieval.catalog.demo.pricing import earlier_price, shelf_price
from retrieval.catalog.demo.seeding import stream

OPENED = date(2023, 6, 1)
CLOSES = date(2025, 12, 31)
"""First and last day that any date of the demo shop falls on."""

_SOLD_OUT_SHARE = 0.05
_ON_SALE_SHARE = 0.16
_UNRATED_SHARE = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSku:
    """One size or color version; `price` in major units."""

    sku_id: str
    options: dict[str, str]
    price: float
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What the market adds to a product. `price` is that of the cheapest SKU in stock, else of any."""

    price: float
    compare_at_price: float | None
    stock: int
    skus: tuple[DemoSku, ...]
    rating: float | None
    rating_count: int
    units_sold: int
    created: date
    updated: date


def supply(item: Composed, *, seed: int) -> Supply:
    """The same facts for the same product and seed, whatever else the shop sells."""
    rng = stream(seed, item.product_id, item.family)
    base = shelf_price(item.price_range, item.position, rng)
    skus = _skus(item, base, rng)
    offered = [sku.price for sku in skus if sku.stock] or [sku.price for sku in skus] or [base]
    price = min(offered)
    created = OPENED + timedelta(days=rng.randrange((CLOSES - OPENED).days - 10))
    rating, rating_count, units_sold = _popularity(price, (CLOSES - created).days, rng)
    return Supply(
        price=price,
        compare_at_price=earlier_price(price, rng) if _happens(_ON_SALE_SHARE, rng) else None,
        stock=sum(sku.stock for sku in skus)
        if skus
        else _stock(rng, sold_out=_happens(_SOLD_OUT_SHARE, rng)),
        skus=skus,
        rating=rating,
        rating_count=rating_count,
        units_sold=units_sold,
        created=created,
        updated=created + timedelta(days=rng.randrange((CLOSES - created).days)),
    )


def _skus(item: Composed, base: float, rng: Random) -> tuple[DemoSku, ...]:
    colors = item.colors if len(item.colors) > 1 else ()
    if not (colors or item.sizes):
        return ()
    sold_out = _happens(_SOLD_OUT_SHARE, rng)
    options = [
        {**({"color": color} if color else {}), **({"size": size} if size else {})}
        for color in colors or ("",)
        for size in item.sizes or ("",)
    ]
    return tuple(
        DemoSku(
            sku_id=f"{item.product_id}-{number:02d}",
            options=chosen,
            price=round(base + item.size_step * _size_index(item, chosen), 2),
            stock=_stock(rng, sold_out=sold_out),
        )
        for number, chosen in enumerate(options, start=1)
    )


def _happens(share: float, rng: Random) -> bool:
    return rng.random() < share


def _size_index(item: Composed, options: dict[str, str]) -> int:
    return item.sizes.index(options["size"]) if "size" in options else 0


def _stock(rng: Random, *, sold_out: bool) -> int:
    if sold_out or rng.random() < 0.04:
        return 0
    return 1 + int(rng.betavariate(1.2, 3.0) * 60)


def _popularity(price: float, age_days: int, rng: Random) -> tuple[float | None, int, int]:
    """Rating, its count and units sold: older and cheaper products sell more, one buyer in 5 to 14 rates."""
    units = int(rng.lognormvariate(5.2, 0.9) * min(1.0, age_days / 365) * (60 / (20 + price)) ** 0.6)
    count = int(units / rng.uniform(5, 14))
    if not count or _happens(_UNRATED_SHARE, rng):
        return None, 0, units
    spread = 0.28 if count > 10 else 0.45
    return round(min(5.0, max(2.8, rng.gauss(4.35, spread))), 1), count, units
