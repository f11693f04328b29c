"""One version of one shop's catalog, whole and immutable, as every stage of retrieval reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from retrieval.types import FACETS, LANGUAGES, NUMERIC_FACETS, Product

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSettings:
    """What a shop is called and sells in; `name` is its key in a home.

    `languages` are those of the catalog, the main one first. `policies_dir` holds Markdown files;
    relative image paths start from `source_dir`. `title` is what shoppers read (default: the name).

    Raises ValueError at construction when a field has the wrong form.
    """

    name: str
    title: str = ""
    currency: str = "USD"
    languages: tuple[str, ...] = ("en",)
    policies_dir: str | None = None
    source_dir: str | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"shop name: expected a-z, 0-9 and '-', starting with a letter or digit, got {self.name!r}"
            )
        if not _CURRENCY.fullmatch(self.currency):
            raise ValueError(f"currency: expected an ISO 4217 code such as 'USD', got {self.currency!r}")
        if not self.languages or set(self.languages) - set(LANGUAGES):
            raise ValueError(f"languages: expected one or more of {LANGUAGES}, got {self.languages!r}")
        if not self.title:
            object.__setattr__(self, "title", self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogSnapshot:
    """Products of one catalog version. `item_idx` is the position in `products`, sorted by product_id.

    Products may be given in any order; `withheld` are ids of those that the shop must not offer. Raises
    ValueError when two share a product_id.
    """

    shop: ShopSettings
    catalog_version: int
    products: tuple[Product, ...]
    item_idx: Mapping[str, int] = field(init=False, repr=False, compare=False)
    withheld: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())
    _live: Mapping[str, Mapping[str, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.products, key=lambda product: product.product_id))
        item_idx = {product.product_id: index for index, product in enumerate(ordered)}
        if len(item_idx) != len(ordered):
            raise ValueError(f"expected unique product ids, got {len(ordered) - len(item_idx)} repeated")
        object.__setattr__(self, "products", ordered)
        object.__setattr__(self, "item_idx", MappingProxyType(item_idx))
        object.__setattr__(self, "_live", _count_values(ordered))

    def repriced(self, product_id: str, price_minor: int) -> CatalogSnapshot:
        """The same version, as if one product cost so much (minor units). Raises KeyError."""
        row = self.item_idx[product_id]
        changed = replace(self.products[row], price_minor=price_minor)
        other = copy(self)
        object.__setattr__(other, "products", (*self.products[:row], changed, *self.products[row + 1 :]))
        return other

    def revised(self, shop: ShopSettings, version: int, changed: Iterable[Product]) -> CatalogSnapshot:
        """A later version, in which some of these products are others. Raises KeyError for a new one."""
        products = list(self.products)
        told_anew = False
        for product in changed:
            row = self.item_idx[product.product_id]
            told_anew |= _texts(products[row]) != _texts(product)
            products[row] = product
        if told_anew:
            return CatalogSnapshot(shop=shop, catalog_version=version, products=tuple(products))
        other = copy(self)
        object.__setattr__(other, "shop", shop)
        object.__setattr__(other, "catalog_version", version)
        object.__setattr__(other, "products", tuple(products))
        return other

    def tells_the_same(self, other: CatalogSnapshot) -> bool:
        """Whether both hold the same products by the same texts; prices, stock and ratings may differ."""
        if self.shop != other.shop or len(self.products) != len(other.products):
            return False
        pairs = zip(self.products, other.products, strict=True)
        return all(mine is theirs or _texts(mine) == _texts(theirs) for mine, theirs in pairs)

    def withholding(self, rows: Collection[int]) -> CatalogSnapshot:
        """The same version and rows, but the products of these are not found by their ids."""
        hidden = frozenset(self.products[row].product_id for row in rows)
        other = copy(self)
        object.__setattr__(other, "withheld", hidden)
        known = {each: row for each, row in self.item_idx.items() if each not in hidden}
        object.__setattr__(other, "item_idx", MappingProxyType(known))
        return other

    def live_values(self, facet: str) -> Mapping[str, int]:
        """Canonical value → number of products that have it, most frequent first; {} for numeric facets."""
        return self._live.get(facet, MappingProxyType({}))

    def get(self, product_id: str) -> Product | None:
        """Look up a product by id; None when this version has none."""
        index = self.item_idx.get(product_id)
        return None if index is None else self.products[index]


def _texts(product: Product) -> tuple[object, ...]:
    """Everything written of a product that it is searched, filtered or embedded by."""
    named = (product.product_id, product.title, product.description, product.language, product.currency)
    labels = (product.category, product.brand, product.merchant, product.tags)
    versions = tuple((sku.sku_id, sku.options) for sku in product.skus)
    return (*named, *labels, product.facets, product.attributes, versions)


def _count_values(products: Iterable[Product]) -> Mapping[str, Mapping[str, int]]:
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS if facet not in NUMERIC_FACETS}
    for product in products:
        for facet, counter in counts.items():
            counter.update(set(product.facet_values(facet)))
    return MappingProxyType(
        {
            facet: MappingProxyType(dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))))
            for facet, counter in counts.items()
        }
    )
