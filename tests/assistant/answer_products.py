"""Invented products, English and Chinese, that the tests of answers speak of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from retrieval.types import (
    Attribute,
    Constraint,
    FacetValue,
    Op,
    Product,
    RankedItem,
    Ranking,
    Sku,
)


def product(
    product_id: str,
    title: str,
    price_minor: int | None,
    *,
    rating: float | None = None,
    count: int = 0,
    currency: str = "USD",
    facets: dict[str, tuple[str, ...]] | None = None,
    **fields: Any,
) -> Product:
    """A product with facets given as facet → values."""
    values = tuple(
        FacetValue(facet=facet, value=value, provenance="tags")
        for facet, stated in (facets or {}).items()
        for value in stated
    )
    return Product(
        product_id=product_id,
        title=title,
        price_minor=price_minor,
        rating=rating,
        rating_count=count,
        currency=currency,
        facets=values,
        **fields,
    )


SWEATER = product(
    "e1",
    "Harbor Striped Knit Sweater",
    4500,
    rating=4.8,
    count=12,
    facets={"color": ("navy", "white"), "material": ("cotton",), "pattern": ("striped",), "size": ("S", "M")},
    category=("Clothing", "Sweaters"),
    description="A soft everyday knit. Pair it with linen trousers. Do not tumble dry.",
    skus=(
        Sku(sku_id="e1-s", options=(Attribute(name="Size", value="S"),), price_minor=4500, in_stock=True),
        Sku(sku_id="e1-m", options=(Attribute(name="Size", value="M"),), price_minor=4700, in_stock=True),
    ),
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
)
CARDIGAN = product(
    "e2",
    "Willow Ribbed Cardigan with Pockets",
    5250,
    rating=4.6,
    count=30,
    facets={"color": ("red",), "material": ("wool",)},
    category=("Clothing", "Sweaters"),
    description="Roomy pockets and horn buttons.",
    created_at=datetime(2026, 1, 9, tzinfo=UTC),
)
KETTLE = product(
    "e3",
    "Copperline Gooseneck Kettle",
    6499,
    rating=4.9,
    count=88,
    facets={"color": ("black",), "material": ("stainless steel",), "feature": ("cordless",)},
    category=("Kitchen", "Kettles"),
    attributes=(Attribute(name="Capacity", value="900 ml"), Attribute(name="Waterproof", value="No")),
    description="BPA-free lid. Heats in under four minutes.",
)
LAMP = product(
    "e4",
    "Juniper Desk Lamp",
    3800,
    facets={"color": ("green",), "material": ("brass",)},
    category=("Home", "Lamps"),
    in_stock=False,
    stock=0,
)
ENGLISH = (SWEATER, CARDIGAN, KETTLE, LAMP)

BEDDING = product(
    "z1",
    "云岚纯棉四件套",
    39900,
    rating=4.7,
    count=35,
    currency="CNY",
    language="zh",
    facets={"color": ("灰色",), "material": ("棉",)},
    category=("居家", "床品"),
    attributes=(Attribute(name="材质", value="100%棉"), Attribute(name="件数", value="4件")),
    description="柔软亲肤，可机洗。不含荧光剂。搭配羊毛被使用更暖。",
)
QUILT = product(
    "z2",
    "北坡秋冬羊毛被",
    45900,
    rating=4.9,
    count=20,
    currency="CNY",
    language="zh",
    facets={"color": ("白色",), "material": ("羊毛",)},
    category=("居家", "被枕"),
    description="蓬松保暖。",
)
CUP = product(
    "z3",
    "松间陶瓷马克杯",
    5950,
    currency="CNY",
    language="zh",
    facets={"color": ("绿色",), "material": ("陶瓷",)},
    category=("厨房", "杯具"),
    attributes=(Attribute(name="容量", value="350毫升"),),
)
CHINESE = (BEDDING, QUILT, CUP)


def at_most(amount: float, currency: str | None = None) -> Constraint:
    """A hard upper price."""
    return Constraint(facet="price", op=Op.LTE, value=amount, currency=currency)


def ranking(*products: Product, matching: int | None = None, carried: bool = True) -> Ranking:
    """A ranking of these products; alternatives when the kind is not carried."""
    items = tuple(
        RankedItem(product=p, final_score=1.0, contributions=(), alternative=not carried) for p in products
    )
    return Ranking(
        items=items,
        matching=len(products) if matching is None else matching,
        carried=carried,
        catalog_version=1,
    )
