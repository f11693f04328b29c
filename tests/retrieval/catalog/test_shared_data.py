"""Real catalogs are recognized without flags, their rows go in, and their facets are sound."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from retrieval.catalog.ingest import ingest
from retrieval.catalog.mapping import Kind
from retrieval.catalog.normalize import normalize_product
from retrieval.catalog.recognition import recognize
from retrieval.catalog.rows import Row
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.sources import open_source
from retrieval.catalog.store import CatalogStore

pytestmark = pytest.mark.data


def load(folder: Path, tmp_path: Path, *, currency: str = "USD") -> CatalogSnapshot:
    """Ingest a folder that must be free of rejects and load it."""
    store = CatalogStore(f"sqlite:///{tmp_path / 'home.db'}")
    report = ingest(folder, settings=ShopSettings(name="shop", currency=currency), store=store, vectors=None)
    assert (report.source.rejected, report.source.warnings) == (0, ())
    snapshot = store.load("shop")
    store.close()
    return snapshot


def test_livostyle(shared_data: Path, tmp_path: Path) -> None:
    """2,766 products with prices, pictures beside the source and mined facets."""
    load(shared_data / "livostyle", tmp_path)
    store = CatalogStore(f"sqlite:///{tmp_path / 'home.db'}")
    snapshot = store.load("shop")
    store.close()
    assert len(snapshot.products) == 2_766
    assert all(product.price_minor and product.currency == "USD" for product in snapshot.products)
    local = [p for p in snapshot.products if p.image and p.image.startswith("thumbnails/")]
    assert len(local) > 2_700
    assert all(product.category[0] == "Apparel & Accessories" for product in snapshot.products[:50])
    striped = [p for p in snapshot.products if "striped" in p.facet_values("pattern")]
    assert len(striped) > 100
    for facet, least in {"color": 0.9, "material": 0.85, "sleeve": 0.5, "pattern": 0.5}.items():
        assert sum(bool(p.facet_values(facet)) for p in snapshot.products) > least * 2_766


def test_aws_retail_demo(shared_data: Path, tmp_path: Path) -> None:
    """2,449 products with stock and two or three levels of category."""
    snapshot = load(shared_data / "aws_retail_demo_products", tmp_path)
    assert len(snapshot.products) == 2_449
    assert all(p.stock is not None and 2 <= len(p.category) <= 3 for p in snapshot.products)


def test_litemall(shared_data: Path, tmp_path: Path) -> None:
    """239 Chinese products in CNY with facets from their attributes, and 1,004 reviews."""
    snapshot = load(shared_data / "litemall_zh", tmp_path, currency="CNY")
    assert len(snapshot.products) == 239
    assert {(product.currency, product.language) for product in snapshot.products} == {("CNY", "zh")}
    assert snapshot.live_values("color")["白色"] > 10
    assert snapshot.live_values("material")["棉"] > 50
    store = CatalogStore(f"sqlite:///{tmp_path / 'home.db'}")
    assert sum(store.review_counts("shop").values()) == 1_004
    store.close()


def test_tau2_retail(shared_data: Path, tmp_path: Path) -> None:
    """50 products with their SKUs; users and orders of the same file are left aside."""
    snapshot = load(shared_data / "tau2_retail", tmp_path)
    assert (len(snapshot.products), sum(len(p.skus) for p in snapshot.products)) == (50, 591)
    for product in snapshot.products:
        live = [sku.price_minor for sku in product.skus if sku.in_stock] or [
            s.price_minor for s in product.skus
        ]
        assert product.price_minor == min(price for price in live if price is not None)


@pytest.mark.parametrize(
    ("folder", "mapping"),
    [
        ("home_depot", "generic"),
        ("crowdflower", "generic"),
        ("fashion_styles", "fashion_styles"),
        ("load_catalog", "load_catalog"),
    ],
)
def test_larger_catalogs(shared_data: Path, folder: str, mapping: str) -> None:
    """Each is recognized as one table of products, and its first rows are products without a price fault."""
    source = open_source(shared_data / folder)
    (entry,) = recognize(source, None).tables
    assert (entry.mapping.kind, entry.mapping_name) == (Kind.PRODUCTS, mapping)
    for row in islice(entry.table.rows(), 100):
        assert isinstance(row, Row)
        outcome = normalize_product([row.values], entry.mapping, currency="USD", root=source.root)
        assert outcome.product is not None
        assert outcome.product.product_id
        assert outcome.product.title
