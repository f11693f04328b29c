"""Two small catalogs of the parser's own, and the situations that its cases are said in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from assistant.parsing import CatalogVocabulary, Parsed, parse
from assistant.types import DialogueState, PageContext
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.money import to_minor
from retrieval.types import FacetValue, Product

HERE = Path(__file__).parent
SITUATIONS: dict[str, dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str | None]]] = {
    "en": {
        "": ("", (), (), None),
        "sweaters": ("sweaters", ("s1", "s2", "s3", "s4"), (), None),
        "dresses": ("dresses", ("d1", "d2", "d3", "d4"), (), None),
        "focus": ("sweaters", ("s1", "s2", "s3", "s4"), ("s2",), None),
        "page": ("", (), (), "j3"),
    },
    "zh": {
        "": ("", (), (), None),
        "towels": ("毛巾", ("t1", "t2", "t3"), (), None),
        "page": ("", (), (), "t1"),
    },
}
"""Catalog → situation → (search text, shown, focus, page product)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A fixture catalog and its vocabulary."""

    snapshot: CatalogSnapshot
    vocabulary: CatalogVocabulary

    def read(self, text: str, on: str = "") -> Parsed:
        """Parse an utterance said in one of the situations."""
        language = self.snapshot.shop.languages[0]
        search_text, shown, focus, page = SITUATIONS[language][on]
        state = DialogueState(
            conversation_id="c",
            shop="s",
            language=language,
            search_text=search_text,
            shown=shown,
            seen=shown,
            focus=focus,
        )
        products = [product for key in shown if (product := self.snapshot.get(key)) is not None]
        context = PageContext(product_id=page)
        return parse(text, vocabulary=self.vocabulary, state=state, shown=products, context=context)


def load_shop(language: str) -> Shop:
    """The fixture catalog of one language."""
    currency = {"en": "USD", "zh": "CNY"}[language]
    rows = yaml.safe_load((HERE / f"catalog_{language}.yaml").read_text(encoding="utf-8"))
    snapshot = CatalogSnapshot(
        shop=ShopSettings(name=f"shop-{language}", currency=currency, languages=(language,)),
        catalog_version=1,
        products=tuple(_product(row, currency, language) for row in rows),
    )
    return Shop(snapshot=snapshot, vocabulary=CatalogVocabulary.from_snapshot(snapshot))


@pytest.fixture(scope="session")
def english() -> Shop:
    """Forty products in English, in dollars."""
    return load_shop("en")


@pytest.fixture(scope="session")
def chinese() -> Shop:
    """Twenty-five products in Chinese, in yuan."""
    return load_shop("zh")


def _product(row: str, currency: str, language: str) -> Product:
    product_id, title, category, price, rating, facets = (part.strip() for part in row.split("|"))
    pairs = [pair.split("=", 1) for pair in facets.split(", ") if pair]
    return Product(
        product_id=product_id,
        title=title,
        currency=currency,
        price_minor=to_minor(price, currency),
        language=language,
        category=tuple(level.strip() for level in category.split(">")),
        brand=next((value for facet, value in pairs if facet == "brand"), None),
        facets=tuple(
            FacetValue(facet=facet, value=value, provenance="title")
            for facet, value in pairs
            if facet != "brand"
        ),
        rating=float(rating),
        rating_count=10,
    )
