"""A small shop whose products can be suggested by hand: clothes, mugs, tents and toys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.ranker import Ranker
from retrieval.recommenders.types import Suggestions, Way, Wish
from retrieval.recommenders.ways import Recommenders
from retrieval.types import Interaction, Product, Query
from tests.retrieval.corner_shop import facet, product, snapshot

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def _day(day: int) -> datetime:
    return datetime(2026, 5, day, tzinfo=UTC)


PRODUCTS = (
    product("d1", "Red Cotton Dress", 50.0, category=("Women", "Dresses"),
            facets=(facet("color", "red"), facet("material", "cotton")), rating=4.5, rating_count=20),
    product("d2", "Blue Cotton Dress", 48.0, category=("Women", "Dresses"),
            facets=(facet("color", "blue"), facet("material", "cotton")), rating=4.0, rating_count=5),
    product("d3", "Green Silk Dress", 150.0, category=("Women", "Dresses"),
            facets=(facet("color", "green"), facet("material", "silk")), rating=4.9, rating_count=50),
    product("d4", "Red Linen Dress", 30.0, category=("Women", "Dresses"),
            facets=(facet("color", "red"), facet("material", "linen"))),
    product("d5", "Black Cotton Dress", 55.0, category=("Women", "Dresses"), in_stock=False,
            facets=(facet("color", "black"), facet("material", "cotton"))),
    product("h1", "Red Leather Heels", 80.0, category=("Women", "Shoes"),
            facets=(facet("color", "red"), facet("material", "leather")), rating=4.2, rating_count=9),
    product("h2", "Men's Leather Sandals", 40.0, category=("Men", "Shoes"), rating=4.8, rating_count=80),
    product("b1", "Leather Handbag", 90.0, category=("Women", "Bags"), rating=4.4, rating_count=12),
    product("w1", "Men's Leather Wallet", 35.0, category=("Men", "Wallets"), rating=4.7, rating_count=60,
            units_sold=300, created_at=_day(3)),
    product("m1", "White Stoneware Mug", 14.0, category=("Kitchen", "Mugs"), rating=4.6, rating_count=90,
            units_sold=900, created_at=_day(9), facets=(facet("color", "white"),)),
    product("m2", "Blue Porcelain Mug", 14.0, category=("Kitchen", "Mugs"), rating=4.6, rating_count=40,
            units_sold=500, created_at=_day(8), facets=(facet("color", "blue"),)),
    product("c1", "Dark Roast Coffee", 12.0, category=("Food", "Coffee"), units_sold=700,
            created_at=_day(20)),
    product("t1", "Trail Tent", 200.0, category=("Outdoor", "Tents"), created_at=_day(1)),
    product("t2", "Down Sleeping Bag", 120.0, category=("Outdoor", "Sleeping Bags")),
    product("k1", "Wooden Building Blocks for Kids", 25.0, category=("Toys",), rating=4.8, rating_count=30),
    product("p1", "Dog Bowl", 9.0, category=("Pets",), rating=5.0, rating_count=99, units_sold=50),
)  # fmt: skip

SHOP = snapshot(*PRODUCTS)


def recommenders(
    shop: CatalogSnapshot = SHOP,
    *,
    interactions: Sequence[Interaction] = (),
    review_counts: Mapping[str, int] | None = None,
) -> Recommenders:
    """Recommenders over a shop, without vectors, at a fixed time."""
    ranker = Ranker(snapshot=shop, dense=None, config=RankingConfig(), now=lambda: NOW)
    return Recommenders(ranker, interactions=lambda: interactions, review_counts=lambda: review_counts or {})


OUTFITTER = recommenders()


def suggest(
    way: Way, *, query: Query | None = None, of: Recommenders = OUTFITTER, **wish: object
) -> Suggestions:
    """Suggestions for a wish of at most five products."""
    return of.recommend(way, Wish(query=query or Query(text="", limit=5), **wish))  # type: ignore[arg-type]


def ids(found: Suggestions) -> list[str]:
    """Product ids in display order."""
    return [item.product.product_id for item in found.items]


def shop_of(*products: Product) -> Recommenders:
    """Recommenders over these products alone."""
    return recommenders(snapshot(*products))
