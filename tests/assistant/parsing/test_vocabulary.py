"""What a catalog's words mean."""

from __future__ import annotations

import pytest

from assistant.parsing import CatalogVocabulary
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.types import FacetValue, Product
from tests.assistant.parsing.conftest import Shop


def _snapshot(*products: Product, language: str = "en") -> CatalogSnapshot:
    shop = ShopSettings(name="x", currency="USD", languages=(language,))
    return CatalogSnapshot(shop=shop, catalog_version=1, products=products)


def _product(key: str, title: str, *values: tuple[str, str], **fields: str) -> Product:
    facets = tuple(FacetValue(facet=facet, value=value, provenance="title") for facet, value in values)
    return Product(
        product_id=key, title=title, currency="USD", price_minor=100, facets=facets, brand=fields.get("brand")
    )


def test_synonyms_lead_to_the_live_spelling(english: Shop) -> None:
    """'grey' means this catalog's 'gray', and 灰色 does too."""
    assert english.vocabulary.meanings(("grey",))[0].value == "gray"
    assert english.vocabulary.chinese_values["灰色"][0].value == "gray"


def test_ambiguous_words_go_to_the_more_frequent_facet() -> None:
    """Gold is a material where more products are made of it than colored so, and the reverse."""
    golden = [_product(str(i), "Ring", ("material", "gold")) for i in range(3)]
    snapshot = _snapshot(*golden, _product("c", "Bag", ("color", "gold")))
    meanings = CatalogVocabulary.from_snapshot(snapshot).meanings(("gold",))
    assert [(value.facet, value.count) for value in meanings] == [("material", 3), ("color", 1)]


def test_an_everyday_word_is_a_brand_only_with_a_cue() -> None:
    """A brand called 'Basic' needs 'by' beside it; a made-up name doesn't."""
    snapshot = _snapshot(
        _product("a", "Cotton Shirt", brand="Simple"), _product("b", "Linen Shirt", brand="Zorvex")
    )
    shop = Shop(snapshot=snapshot, vocabulary=CatalogVocabulary.from_snapshot(snapshot))
    assert shop.read("a simple shirt").constraints == ()
    assert [c.value for c in shop.read("a shirt by Simple").constraints] == ["Simple"]
    assert [c.value for c in shop.read("zorvex shirts").constraints] == ["Zorvex"]


def test_an_empty_catalog_has_a_vocabulary() -> None:
    """No products, no live values; prices are read all the same."""
    snapshot = _snapshot()
    shop = Shop(snapshot=snapshot, vocabulary=CatalogVocabulary.from_snapshot(snapshot))
    assert shop.vocabulary.live_facets == frozenset()
    assert [c.value for c in shop.read("red shoes under 30").constraints] == [30.0]


@pytest.mark.parametrize(("text", "category"), [("dresses", "Dresses"), ("dress", "Dresses"), ("cars", None)])
def test_finds_live_categories(english: Shop, text: str, category: str | None) -> None:
    """Plural or singular; None where no product is in it."""
    assert english.vocabulary.category(text) == category
