"""Stemmed words of every product, computed once per snapshot and shared by all stages of ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.text import normalize, stems
from retrieval.types import Product

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTerms:
    """Stems of one product by field; `texts` are its normalized field texts without spaces, for Chinese."""

    title: Stems
    category: tuple[Stems, ...]
    tags: tuple[Stems, ...]
    facets: tuple[Stems, ...]
    attributes: tuple[Stems, ...]
    description: Stems
    texts: tuple[str, ...]

    def fields(self) -> Iterator[Stems]:
        """Every field's stems, one after the other."""
        yield self.title
        yield from self.category
        yield from self.tags
        yield from self.facets
        yield from self.attributes
        yield self.description

    def labels(self) -> frozenset[str]:
        """Stems of everything but the description."""
        return frozenset(stem for field in self.fields() if field is not self.description for stem in field)


def product_terms(product: Product) -> ProductTerms:
    """Split every text of a product into stems."""
    return ProductTerms(
        title=stems(product.title),
        category=_all(product.category),
        tags=_all(product.tags),
        facets=_all(_facet_texts(product)),
        attributes=_all(f"{attribute.name} {attribute.value}" for attribute in product.attributes),
        description=stems(product.description),
        texts=(*(_compact(text) for text in _label_texts(product)), _squeezed(product.description)),
    )


def terms_of(products: Sequence[Product]) -> tuple[ProductTerms, ...]:
    """Split the texts of all products, by item_idx."""
    return tuple(product_terms(product) for product in products)


def _label_texts(product: Product) -> Iterator[str]:
    yield product.title
    yield from product.category
    yield from product.tags
    yield from _facet_texts(product)
    for attribute in product.attributes:
        yield attribute.name
        yield attribute.value


def _facet_texts(product: Product) -> Iterator[str]:
    yield from (facet.value for facet in product.facets)
    yield from (text for text in (product.brand, product.merchant) if text)


def _all(texts: Iterable[str]) -> tuple[Stems, ...]:
    return tuple(found for found in (_label_stems(text) for text in texts) if found)


@lru_cache(maxsize=32_768)
def _label_stems(text: str) -> Stems:
    # Labels repeat over a catalog's products; titles and descriptions don't.
    return stems(text)


@lru_cache(maxsize=32_768)
def _compact(text: str) -> str:
    return _squeezed(text)


def _squeezed(text: str) -> str:
    return normalize(text).replace(" ", "")
