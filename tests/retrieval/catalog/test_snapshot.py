"""Snapshots, settings and document texts."""

from __future__ import annotations

import pytest

from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.encoding import decode_product, encode_product
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.types import Attribute, FacetValue, Product, Sku


def product(product_id: str, **values: object) -> Product:
    """Make a small product."""
    base = {"product_id": product_id, "title": "Mug", "currency": "USD", "price_minor": 100}
    return Product(**{**base, **values})  # type: ignore[arg-type]  # fields of many types by keyword


BLUE = FacetValue(facet="color", value="blue", provenance="title")


def test_products_are_sorted_and_indexed() -> None:
    """`item_idx` is the position in products sorted by id, whatever order they came in."""
    snapshot = CatalogSnapshot(
        shop=ShopSettings(name="a"), catalog_version=1, products=(product("b"), product("a"))
    )
    assert [item.product_id for item in snapshot.products] == ["a", "b"]
    assert dict(snapshot.item_idx) == {"a": 0, "b": 1}
    assert snapshot.get("b") == product("b")
    assert snapshot.get("c") is None


def test_repeated_ids_are_refused() -> None:
    """Two products of one id can't be in a snapshot."""
    with pytest.raises(ValueError, match="unique product ids"):
        CatalogSnapshot(shop=ShopSettings(name="a"), catalog_version=1, products=(product("a"), product("a")))


def test_live_values_count_products() -> None:
    """A value counts once per product, the most frequent first; numeric facets have none."""
    red = FacetValue(facet="color", value="red", provenance="tags")
    products = (product("a", facets=(BLUE, BLUE)), product("b", facets=(BLUE, red)), product("c"))
    snapshot = CatalogSnapshot(shop=ShopSettings(name="a"), catalog_version=1, products=products)
    assert list(snapshot.live_values("color").items()) == [("blue", 2), ("red", 1)]
    assert dict(snapshot.live_values("price")) == {}


@pytest.mark.parametrize(
    "values",
    [{"name": "A shop"}, {"name": ""}, {"name": "a", "currency": "usd"}, {"name": "a", "languages": ("fr",)}],
)
def test_settings_are_checked(values: dict[str, object]) -> None:
    """A name, currency or language of the wrong form says what was expected."""
    with pytest.raises(ValueError, match="expected"):
        ShopSettings(**values)  # type: ignore[arg-type]  # wrong on purpose


def test_a_title_defaults_to_the_name() -> None:
    """Shoppers read the name where no title is set."""
    assert ShopSettings(name="tea-shop").title == "tea-shop"


def test_documents_hold_what_is_searched() -> None:
    """Title, category, facets and tags come before the description, and nothing twice."""
    item = product("a", category=("Kitchen",), facets=(BLUE,), tags=("big", "mug"), description="For tea.")
    assert document_text(item) == "Mug. Kitchen. blue. big, mug. For tea."


@pytest.mark.parametrize(("word", "tokens"), [("word ", 0.25), ("茶", 1.0)])
def test_documents_are_bounded(word: str, tokens: float) -> None:
    """A long description is cut at about 256 tokens, in Chinese at as many characters."""
    text = document_text(product("a", description=word * 5_000))
    assert len(text) * tokens <= 256


def test_keys_depend_on_the_text_alone() -> None:
    """Equal texts share a key of 32 hex digits; others differ."""
    assert embedding_key("a") == embedding_key("a") != embedding_key("b")
    assert len(embedding_key("a")) == 32
    assert document_text(product("a", price_minor=5)) == document_text(product("b", price_minor=9))


def test_products_survive_encoding() -> None:
    """Decoding gives the product that was encoded, SKUs and all, and equal products have equal text."""
    sku = Sku(
        sku_id="s", options=(Attribute(name="Size", value="M"),), price_minor=5, stock=0, in_stock=False
    )
    item = product("a", facets=(BLUE,), skus=(sku,), attributes=sku.options, rating=0.0)
    for each in (item, product("b", price_minor=None, in_stock=False, tags=("茶",))):
        assert decode_product(encode_product(each)) == each
    assert encode_product(product("a")) == encode_product(product("a"))
