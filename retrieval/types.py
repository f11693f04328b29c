"""Values that retrieval speaks in: products, constraints, queries, ranked items and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.taste import ShopperTaste

LANGUAGES = ("en", "zh")

FACETS = (
    "price",
    "category",
    "brand",
    "merchant",
    "color",
    "material",
    "size",
    "sleeve",
    "style",
    "pattern",
    "rating",
    "stock",
    "feature",
)
"""Canonical facet names, the same in every language of catalog or shopper."""

NUMERIC_FACETS = frozenset({"price", "rating", "stock"})


class Op(StrEnum):
    """How a constraint compares a product's facet with its value."""

    EQ = "eq"
    NE = "ne"
    LTE = "lte"
    GTE = "gte"


class Strength(StrEnum):
    """HARD excludes; SOFT only moves the score (a soft price may be exceeded by 15 %)."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One facet of a product, e.g. color=black, with where the catalog says so.

    `provenance` is the source field: `column:NAME`, `tags`, `title`, `category`, `sku` or `attribute:NAME`.
    """

    facet: str
    value: str
    provenance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A named fact of the source that is no canonical facet, quoted as it stands there."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sku:
    """One size or color version of a product. `stock` None: quantity unknown."""

    sku_id: str
    options: tuple[Attribute, ...] = ()
    price_minor: int | None = None
    stock: int | None = None
    in_stock: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One catalog record.

    `price_minor` is the lowest price of an in-stock SKU (of any SKU when none is in stock), in minor
    units of `currency`; None where the source states no price. `stock` None means that the source gives
    no quantity, `in_stock` then says yes or no. `rating` is on a 0–5 scale. `image` is a URL or a path
    relative to the source folder.
    """

    product_id: str
    title: str
    currency: str
    price_minor: int | None
    description: str = ""
    language: str = "en"
    category: tuple[str, ...] = ()
    brand: str | None = None
    merchant: str | None = None
    tags: tuple[str, ...] = ()
    facets: tuple[FacetValue, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    skus: tuple[Sku, ...] = ()
    compare_at_price_minor: int | None = None
    stock: int | None = None
    in_stock: bool = True
    rating: float | None = None
    rating_count: int = 0
    units_sold: int | None = None
    url: str | None = None
    image: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def facet_values(self, facet: str) -> tuple[str, ...]:
        """Values of one canonical text facet, in source order; category yields every path level."""
        if facet == "category":
            return self.category
        if facet == "brand":
            return (self.brand,) if self.brand else ()
        if facet == "merchant":
            return (self.merchant,) if self.merchant else ()
        return tuple(f.value for f in self.facets if f.facet == facet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One shopper's opinion of a product: counted and quoted as opinion, never as catalog fact."""

    product_id: str
    text: str
    rating: float | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One behavior event of a shopper with a product."""

    user_id: str
    product_id: str
    timestamp: datetime | None = None
    click: bool = False
    purchase: bool = False
    rating: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One wish that a product meets or not.

    A price `value` is a plain number in major units (45.0), `currency` only where the shopper named one.
    Text values are in the catalog's language. Several EQ on one facet are alternatives (or).
    """

    facet: str
    op: Op
    value: str | float
    strength: Strength = Strength.HARD
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """An order asked for. `field` is price, rating, created_at or popularity; `direction` asc or desc."""

    field: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A standalone search. `text` is the product wish alone ('striped sweaters'), without constraints.

    `taste` is the shopper's, where they let it be used; None ranks as for anybody.
    """

    text: str
    language: str = "en"
    constraints: tuple[Constraint, ...] = ()
    sort: Sort | None = None
    limit: int = 6
    exclude_ids: frozenset[str] = frozenset()
    taste: ShopperTaste | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An unordered find of one retriever. `item_idx` is the dense row in the catalog snapshot."""

    item_idx: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One named addend of a final score."""

    feature: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Evidence for an item's place: which feature, in words, and the catalog fields behind it."""

    feature: str
    text: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedItem:
    """A product at its final place; `final_score` is the sum of `contributions` exactly."""

    product: Product
    final_score: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...] = ()
    alternative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """What dropping one hard constraint would free; counted by running the filter again."""

    constraint: Constraint
    matching: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many of the matching products meet one more condition (several constraints for a range).

    `share` is how many of them it is the whole of: a product with two colors is half of each.
    """

    constraints: tuple[Constraint, ...]
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCounts:
    """How the matching products divide by one facet, most frequent value first (prices: cheapest first).

    `unstated` of the `total` have no value.
    """

    facet: str
    counts: tuple[FacetCount, ...]
    unstated: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The answer to a Query.

    `carried` is False when the shop has no product of the kind asked for; `items` then holds only
    alternatives, each marked: of a near kind or, where none is known, `alike` in meaning. `matching` counts
    products that are of the kind and meet every hard constraint. `relaxations` is filled when the kind is
    carried but the constraints leave nothing; `facet_counts` are of the facets that divide what matches.
    """

    items: tuple[RankedItem, ...]
    matching: int
    carried: bool
    catalog_version: int
    alike: bool = False
    missing_terms: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    facet_counts: tuple[FacetCounts, ...] = ()
    stage_ms: Mapping[str, float] = field(default_factory=dict)
