"""The demo shop as a whole: counts, reproducibility, dates, pictures, policies, and the ordinary ingest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from retrieval.catalog.demo import EXAMPLE_QUESTIONS, demo_settings, write_demo_source
from retrieval.catalog.ingest import ingest
from retrieval.catalog.store import CatalogStore
from tests.retrieval.catalog.demo_records import Record, number, read_records, texts

OPENED, CLOSES = datetime(2023, 6, 1).date(), datetime(2025, 12, 31).date()  # noqa: DTZ001


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo source folder with its default seed."""
    folder = tmp_path_factory.mktemp("demo")
    write_demo_source(folder)
    return folder


@pytest.fixture(scope="module")
def products(source: Path) -> tuple[Record, ...]:
    """Product records of the default seed."""
    return read_records(source / "products.jsonl")


def fingerprints(folder: Path) -> Mapping[str, str]:
    """SHA-256 of every file by its path in the folder."""
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_same_seed_writes_the_same_bytes(source: Path, tmp_path: Path) -> None:
    """Every file of a second run with the default seed has the same SHA-256."""
    write_demo_source(tmp_path)
    assert fingerprints(tmp_path) == fingerprints(source)


def test_another_seed_writes_another_shop(source: Path, tmp_path: Path) -> None:
    """The product file differs under another seed, its number of products does not."""
    write_demo_source(tmp_path, seed=7)
    other = tmp_path / "products.jsonl"
    assert other.read_bytes() != (source / "products.jsonl").read_bytes()
    assert len(read_records(other)) == len(read_records(source / "products.jsonl"))


def test_the_shop_is_large_and_bilingual(products: tuple[Record, ...]) -> None:
    """At least 1,300 products in 12 departments by 6 merchants, 260 or more of them Chinese."""
    languages = Counter(str(product["language"]) for product in products)
    english = {texts(product["category"])[0] for product in products if product["language"] == "en"}
    assert len(products) >= 1_300
    assert languages["zh"] >= 260
    assert languages["en"] + languages["zh"] == len(products)
    assert len(english) >= 12
    assert len({product["merchant"] for product in products}) >= 6


def test_ids_and_titles_are_unique(products: tuple[Record, ...]) -> None:
    """No two products share an id, and no two a title, whatever its case."""
    assert len({product["product_id"] for product in products}) == len(products)
    assert len({str(product["title"]).casefold() for product in products}) == len(products)


def test_categories_are_two_or_three_levels_deep(products: tuple[Record, ...]) -> None:
    """Every category path has two or three levels."""
    assert {len(texts(product["category"])) for product in products} == {2, 3}


def test_some_products_are_sold_out_and_some_on_sale(products: tuple[Record, ...]) -> None:
    """3 to 15 % are sold out, 10 to 25 % have an earlier price, which is always higher."""
    sold_out = sum(product["stock"] == 0 for product in products)
    on_sale = [product for product in products if product["compare_at_price"] is not None]
    assert 0.03 < sold_out / len(products) < 0.15
    assert 0.10 < len(on_sale) / len(products) < 0.25
    for product in on_sale:
        assert number(product["compare_at_price"]) > number(product["price"])


def test_stock_and_price_agree_with_the_skus(products: tuple[Record, ...]) -> None:
    """Stock is the SKUs' sum; the price is the lowest of those in stock, else of all."""
    with_skus = 0
    for product in products:
        skus = product["skus"]
        assert isinstance(skus, list)
        if not skus:
            continue
        with_skus += 1
        offered = [sku["price"] for sku in skus if sku["stock"]] or [sku["price"] for sku in skus]
        assert product["stock"] == sum(sku["stock"] for sku in skus)
        assert product["price"] == min(offered)
        assert len({sku["sku_id"] for sku in skus}) == len(skus)
    assert with_skus >= 300


def test_ratings_follow_their_counts(products: tuple[Record, ...]) -> None:
    """Unrated products have a count of 0; others 2.8 to 5 stars, never more ratings than units sold."""
    for product in products:
        count, rating = number(product["rating_count"]), product["rating"]
        assert (rating is None) == (count == 0)
        assert count <= number(product["units_sold"])
        if rating is not None:
            assert 2.8 <= number(rating) <= 5.0


def test_dates_lie_within_the_shop_s_life(products: tuple[Record, ...]) -> None:
    """Products are created after the shop opened, updated later, and never after its last day."""
    for product in products:
        created = datetime.fromisoformat(str(product["created_at"])).date()
        updated = datetime.fromisoformat(str(product["updated_at"])).date()
        assert OPENED <= created <= updated <= CLOSES


def test_reviews_follow_their_products(source: Path, products: tuple[Record, ...]) -> None:
    """A few hundred reviews, none before its product, none repeated on one product, 1 to 5 stars."""
    reviews = read_records(source / "reviews.jsonl")
    created = {product["product_id"]: str(product["created_at"]) for product in products}
    counts = Counter(str(review["product_id"]) for review in reviews)
    counted = {str(product["product_id"]): number(product["rating_count"]) for product in products}
    assert 300 <= len(reviews) <= 900
    assert len({(review["product_id"], review["text"]) for review in reviews}) == len(reviews)
    for review in reviews:
        assert str(review["created_at"]) > created[review["product_id"]]
        assert review["rating"] in {1, 2, 3, 4, 5}
    assert all(said <= counted[product_id] for product_id, said in counts.items())


def test_every_product_has_a_small_well_formed_picture(source: Path, products: tuple[Record, ...]) -> None:
    """Each image exists, parses as SVG of 400 x 400, and has at most 3,000 bytes."""
    for product in products:
        drawn = (source / str(product["image"])).read_bytes()
        root = ElementTree.fromstring(drawn)  # noqa: S314 - the file was written by the code under test
        assert root.attrib["viewBox"] == "0 0 400 400"
        assert len(drawn) <= 3_000
    assert len(list((source / "images").iterdir())) == len(products)


@pytest.mark.parametrize("topic", ["returns", "shipping", "warranty", "payment"])
def test_policies_say_the_same_numbers_in_both_languages(source: Path, topic: str) -> None:
    """English and Chinese policies name the same amounts and periods, one rule per line."""
    english = (source / "policies" / f"{topic}.md").read_text("utf-8")
    chinese = (source / "policies" / f"{topic}.zh.md").read_text("utf-8")
    for text in (english, chinese):
        assert all(line.startswith(("# ", "- ")) for line in text.splitlines() if line)
    amounts = re.compile(r"\d+\.\d+")
    assert set(amounts.findall(english)) == set(amounts.findall(chinese))
    assert set(re.findall(r"\$(\d+)", english.replace(",", ""))) <= set(re.findall(r"\d+", chinese))


def test_the_ordinary_ingest_reads_every_row(source: Path, tmp_path: Path) -> None:
    """Ingest without a mapping rejects nothing and keeps facets, SKUs and reviews."""
    store = CatalogStore(f"sqlite:///{tmp_path / 'catalog.db'}")
    settings = demo_settings(source)
    report = ingest(source, settings=settings, store=store, vectors=None)
    snapshot = store.load("demo")
    assert report.source.rejected == 0
    assert report.source.products == len(snapshot.products) == len(read_records(source / "products.jsonl"))
    assert report.source.reviews == len(read_records(source / "reviews.jsonl"))
    assert {"black", "黑色"} <= set(snapshot.live_values("color"))
    assert sum(bool(product.skus) for product in snapshot.products) >= 300


def test_example_questions_are_four_per_language() -> None:
    """Both catalog languages of the demo have four different questions."""
    assert set(EXAMPLE_QUESTIONS) == {"en", "zh"}
    assert [len(set(questions)) for questions in EXAMPLE_QUESTIONS.values()] == [4, 4]


def test_example_questions_have_answers_in_the_catalog(products: tuple[Record, ...]) -> None:
    """In stock: a linen shirt under $70 not in white, a tea gift near $30, a silk shirt (zh) under $80."""

    def offers(word: str, kind: str, limit: float) -> list[Record]:
        return [
            product
            for product in products
            if word in str(product["title"]).casefold()
            and kind in " ".join(texts(product["category"])).casefold() + str(product["title"]).casefold()
            and number(product["price"]) <= limit
            and number(product["stock"]) > 0
        ]

    assert [p for p in offers("linen", "shirt", 70) if "white" not in str(p["title"]).casefold()]
    assert offers("gift", "tea", 30 * 1.15)
    assert offers("真丝", "衬衫", 80)
    assert offers("降噪", "耳机", 1_000)
    assert offers("茶叶礼盒", "礼盒", 1_000)
