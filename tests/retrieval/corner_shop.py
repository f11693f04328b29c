"""A small shop whose every product can be told apart by hand."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.types import Attribute, Constraint, FacetValue, Op, Product, Sku, Strength


def facet(name: str, value: str) -> FacetValue:
    """A facet stated in a column of its own name."""
    return FacetValue(facet=name, value=value, provenance=f"column:{name}")


def constraint(
    name: str, op: str, value: str | float, *, soft: bool = False, currency: str | None = None
) -> Constraint:
    """A constraint in one line."""
    strength = Strength.SOFT if soft else Strength.HARD
    return Constraint(facet=name, op=Op(op), value=value, strength=strength, currency=currency)


def product(product_id: str, title: str, price: float | None = 10.0, **fields: object) -> Product:
    """A product in dollars; `fields` are those of Product."""
    minor = None if price is None else round(price * 100)
    return Product(product_id=product_id, title=title, currency="USD", price_minor=minor, **fields)  # type: ignore[arg-type]


def sku(sku_id: str, size: str, *, in_stock: bool = True) -> Sku:
    """One size of a product."""
    return Sku(sku_id=sku_id, options=(Attribute(name="Size", value=size),), in_stock=in_stock)


def snapshot(*products: Product, currency: str = "USD", version: int = 3) -> CatalogSnapshot:
    """A snapshot of these products."""
    shop = ShopSettings(name="corner", currency=currency, languages=("en", "zh"))
    return CatalogSnapshot(shop=shop, catalog_version=version, products=products)


PRODUCTS = (
    product(
        "s1",
        "Striped Wool Sweater",
        42.0,
        category=("Clothing", "Sweaters"),
        facets=(facet("color", "navy blue"), facet("pattern", "striped"), facet("material", "wool")),
        tags=("warm",),
        rating=4.8,
        rating_count=12,
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        brand="Northfold",
        merchant="Corner House",
        units_sold=90,
    ),
    product(
        "s2",
        "Striped Cotton Sweater",
        58.0,
        category=("Clothing", "Sweaters"),
        facets=(facet("color", "red"), facet("pattern", "striped"), facet("material", "cotton")),
        rating=4.8,
        rating_count=40,
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
        units_sold=15,
    ),
    product(
        "s3",
        "Plain Cashmere Sweater",
        120.0,
        category=("Clothing", "Sweaters"),
        facets=(facet("color", "gray"), facet("material", "cashmere")),
        rating=5.0,
        rating_count=1,
        in_stock=False,
    ),
    product(
        "d1",
        "Summer Dress with Sweater Knit Sleeves",
        35.0,
        category=("Clothing", "Dresses"),
        facets=(facet("color", "blue"), facet("size", "M")),
        skus=(sku("d1-s", "S"), sku("d1-m", "M", in_stock=False)),
        description="Wear it with a striped sweater and red boots.",
    ),
    product("j1", "Slim Denim Jacket", 80.0, category=("Clothing", "Coats & Jackets")),
    product("j2", "Quilted Jacket", None, category=("Clothing", "Coats & Jackets")),
    product("r1", "Silver Wedding Ring", 99.0, category=("Jewelry", "Rings"), tags=("for men",)),
    product("b1", "Leather Tote Bag", 66.0, category=("Bags",), facets=(facet("material", "leather"),)),
)

SHOP = snapshot(*PRODUCTS)
