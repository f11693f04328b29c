"""A small shop of our own, for tests that need a catalog but not a source."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.config import RankingConfig
from retrieval.errors import ShopNotFoundError
from retrieval.ranker import Ranker
from retrieval.types import FacetValue, Product

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def product(
    product_id: str,
    title: str,
    price: int | None,
    *,
    category: tuple[str, ...],
    rating: float | None = None,
    rating_count: int = 0,
    **facets: str,
) -> Product:
    """A product with a price in dollars and one value for each facet given."""
    return Product(
        product_id=product_id,
        title=title,
        currency="USD",
        price_minor=None if price is None else price * 100,
        category=category,
        rating=rating,
        rating_count=rating_count,
        facets=tuple(FacetValue(facet=f, value=v, provenance="title") for f, v in facets.items()),
        created_at=NOW,
    )


SWEATERS = ("Clothing", "Sweaters")
MUGS = ("Kitchen", "Mugs")
PRODUCTS = (
    product("s1", "Harbor Striped Wool Sweater", 58, category=SWEATERS, rating=4.6, rating_count=40,
            color="navy", material="wool", pattern="striped"),
    product("s2", "Fern Striped Cotton Sweater", 42, category=SWEATERS, rating=4.8, rating_count=25,
            color="green", material="cotton", pattern="striped"),
    product("s3", "Plain Cotton Sweater", 35, category=SWEATERS, rating=4.1, rating_count=9,
            color="gray", material="cotton"),
    product("s4", "Alpine Cashmere Sweater", 120, category=SWEATERS, rating=4.9, rating_count=12,
            color="white", material="cashmere"),
    product("m1", "Speckled Stoneware Mug", 14, category=MUGS, rating=4.7, rating_count=88,
            color="white", material="stoneware"),
    product("m2", "Tall Glass Mug", 11, category=MUGS, rating=4.2, rating_count=31, material="glass"),
)  # fmt: skip


class SmallCatalogs:
    """One shop, 'small', whose version and products a test may change; `deleted` makes it unknown."""

    def __init__(self, products: tuple[Product, ...] = PRODUCTS) -> None:
        self.products = products
        self.catalog_version = 1
        self.deleted = False

    def version(self, shop: str) -> int:
        """The version that `load` gives."""
        if self.deleted or shop != "small":
            raise ShopNotFoundError(f"no shop {shop!r}; there is 'small'")
        return self.catalog_version

    def load(self, shop: str, _since: CatalogSnapshot | None = None) -> CatalogSnapshot:
        """The products as they are now."""
        version = self.version(shop)
        return CatalogSnapshot(
            shop=ShopSettings(name="small", title="Small Shop"),
            catalog_version=version,
            products=self.products,
        )


def lexical_ranker(snapshot: CatalogSnapshot) -> Ranker:
    """A ranker without embeddings, at a fixed time."""
    return Ranker(snapshot=snapshot, dense=None, config=RankingConfig(), now=lambda: NOW)
