"""Rows as products, reviews and behavior."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval.catalog.fields import Problem
from retrieval.catalog.mapping import bundled_mappings, parse_mapping
from retrieval.catalog.normalize import (
    MAX_DESCRIPTION_CHARS,
    Normalized,
    normalize_interaction,
    normalize_product,
    normalize_review,
    normalize_units_sold,
)
from retrieval.types import Attribute, Product

FIELDS = """
fields: {product_id: id, title: title, description: text, category: cat, tags: {column: tags, split: ","},
  price: price, compare_at_price: was, currency: currency, stock: stock, in_stock: available, rating: stars,
  image: pic, url: url, created_at: added}
facets: {color: color}
attributes: ["*"]
"""
MAPPING = parse_mapping(FIELDS, name="test").tables[0]


def normalized(row: Mapping[str, object], root: Path = Path()) -> Normalized:
    """Normalize one row of a shop in USD."""
    return normalize_product([row], MAPPING, currency="USD", root=root)


def product(row: Mapping[str, object], root: Path = Path()) -> Product:
    """Normalize one row that must be good."""
    outcome = normalized({"id": "1", "title": "Mug", "price": "5", **row}, root)
    assert outcome.product is not None, outcome.problems
    return outcome.product


def bundled(name: str, rows: list[Mapping[str, object]]) -> Product:
    """Normalize rows by a bundled mapping."""
    mapping = next(mapping for mapping in bundled_mappings() if mapping.name == name).tables[0]
    outcome = normalize_product(rows, mapping, currency="USD", root=Path())
    assert outcome.product is not None, outcome.problems
    return outcome.product


def test_a_full_row() -> None:
    """Every field arrives typed; columns that nothing reads are attributes."""
    found = product(
        {
            "text": "<b>Big</b> mug",
            "cat": "Kitchen > Cups",
            "tags": "blue, big",
            "price": "€5,50",
            "was": "7",
            "currency": "EUR",
            "stock": "3",
            "stars": "4.5",
            "color": "Blue",
            "Weight": "300 g",
        }
    )
    assert (found.price_minor, found.currency, found.compare_at_price_minor) == (550, "EUR", 700)
    assert (found.description, found.category, found.tags) == (
        "Big mug",
        ("Kitchen", "Cups"),
        ("blue", "big"),
    )
    assert (found.stock, found.in_stock, found.rating, found.language) == (3, True, 4.5, "en")
    assert found.attributes == (Attribute(name="Weight", value="300 g"),)
    assert [(f.facet, f.value, f.provenance) for f in found.facets] == [("color", "Blue", "column:color")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"title": ""}, "title"),
        ({"id": None}, "id"),
        ({"price": ""}, "price"),
        ({"price": "soon"}, "price"),
        ({"price": -1}, "price"),
        ({"price": float("nan")}, "price"),
        ({"currency": "coins"}, "currency"),
        ({"id": "x" * 201}, "id"),
    ],
)
def test_fatal_faults_name_their_field(row: Mapping[str, object], field: str) -> None:
    """Without id, title or a readable price a row gives no product."""
    outcome = normalized({"id": "1", "title": "Mug", "price": "5", **row})
    assert outcome.product is None
    assert field in [problem.field for problem in outcome.problems if problem.fatal]


@pytest.mark.parametrize(
    ("name", "value"), [("stars", "7"), ("added", "soon"), ("stock", "many"), ("available", "??")]
)
def test_lesser_faults_leave_the_field_empty(name: str, value: str) -> None:
    """An unreadable rating, date or stock costs only itself."""
    outcome = normalized({"id": "1", "title": "Mug", "price": "5", name: value})
    assert outcome.product is not None
    assert [(problem.field, problem.fatal) for problem in outcome.problems] == [(name, False)]
    assert (outcome.product.rating, outcome.product.created_at, outcome.product.stock) == (None, None, None)


def test_a_huge_description_is_cut_with_a_warning() -> None:
    """50 MB of text are cut at the documented bound; the product stays."""
    outcome = normalized({"id": "1", "title": "Mug", "price": "5", "text": "word " * 10_000_000})
    assert outcome.product is not None
    assert len(outcome.product.description) <= MAX_DESCRIPTION_CHARS
    assert [problem.field for problem in outcome.problems] == ["text"]


def test_stock_and_flag_agree() -> None:
    """A product is in stock only when neither its quantity nor its flag denies it."""
    assert product({"stock": "0", "available": "yes"}).in_stock is False
    assert product({"stock": "2", "available": "no"}).in_stock is False
    assert product({"stock": "-4"}).stock == 0
    assert product({}).in_stock is True


def test_images_stay_inside_the_source(tmp_path: Path) -> None:
    """A URL or an existing file below the source is kept; a way out of it is not."""
    (tmp_path / "mug.jpg").write_bytes(b"x")
    (tmp_path.parent / "secret.jpg").write_bytes(b"x")
    assert product({"pic": "https://a.test/mug.jpg"}).image == "https://a.test/mug.jpg"
    assert product({"pic": "mug.jpg"}, tmp_path).image == "mug.jpg"
    for place in ("../secret.jpg", str(tmp_path / "mug.jpg"), "none.jpg", "javascript:alert(1)"):
        assert product({"pic": place}, tmp_path).image is None


def test_language_is_detected() -> None:
    """Chinese text makes a Chinese product."""
    assert product({"title": "青花瓷茶杯 PU"}).language == "zh"


def test_ids_are_derived_where_there_is_no_column() -> None:
    """Without an id column the same title gives the same id, another title another."""
    mapping = parse_mapping("fields: {title: title, price: price}", name="test").tables[0]
    ids = [
        normalize_product([{"title": title, "price": "1"}], mapping, currency="USD", root=Path()).product
        for title in ("Mug", "Mug", "Cup")
    ]
    first, same, other = [found.product_id for found in ids if found is not None]
    assert first == same != other


def test_nested_skus_give_the_lowest_price_in_stock() -> None:
    """The price is that of the cheapest SKU that can be bought; a broken SKU is left out."""
    row = {
        "product_id": "9",
        "name": "T-Shirt",
        "variants": {
            "a": {"item_id": "a", "options": {"color": "blue"}, "available": False, "price": 10},
            "b": {"item_id": "b", "options": {"color": "red"}, "available": True, "price": 12},
            "c": {"item_id": "c", "options": {"color": "red"}, "available": True, "price": "?"},
        },
    }
    found = bundled("tau2_retail", [row])
    assert (found.price_minor, found.in_stock, [sku.sku_id for sku in found.skus]) == (1200, True, ["a", "b"])


def test_shopify_rows_become_one_product() -> None:
    """Rows of one handle are its SKUs, options named by the first row; a picture row adds nothing."""
    first = {"Handle": "tee", "Title": "Tee", "Vendor": "Acme", "Tags": "soft, red", "Option1 Name": "Size"}
    small = {"Option1 Value": "S", "Variant SKU": "t-s", "Variant Price": "20", "Variant Inventory Qty": "0"}
    medium = {"Option1 Value": "M", "Variant SKU": "t-m", "Variant Price": "25", "Variant Inventory Qty": "4"}
    picture = {"Option1 Value": "", "Variant SKU": "", "Variant Price": "", "Image Src": "x"}
    later = {"Handle": "tee", "Title": ""}
    rows: list[Mapping[str, object]] = [{**first, **small}, {**later, **medium}, {**later, **picture}]
    found = bundled("shopify_csv", rows)
    assert (found.product_id, found.title, found.merchant, found.tags) == (
        "tee",
        "Tee",
        "Acme",
        ("soft", "red"),
    )
    assert (found.price_minor, found.stock, found.in_stock) == (2500, 4, True)
    assert [sku.options for sku in found.skus] == [
        (Attribute(name="Size", value="S"),),
        (Attribute(name="Size", value="M"),),
    ]


def test_shopify_json_options_have_names() -> None:
    """Values of option1… take their names from the product's options."""
    row = {
        "id": 7,
        "title": "Tee",
        "handle": "tee",
        "vendor": "Acme",
        "product_type": "Tops",
        "tags": ["soft"],
        "options": [{"name": "Color"}],
        "variants": [{"id": 1, "option1": "Red", "price": "20.00", "available": True}],
        "images": [{"src": "https://a.test/1.jpg"}],
    }
    found = bundled("shopify_json", [row])
    assert (found.product_id, found.price_minor, found.image) == ("7", 2000, "https://a.test/1.jpg")
    assert found.skus[0].options == (Attribute(name="Color", value="Red"),)


def test_google_items_of_a_group_are_skus() -> None:
    """Items that share item_group_id are one product with their colors and sizes as options."""
    base = {
        "title": "Tee",
        "link": "https://a.test",
        "image_link": "https://a.test/1.jpg",
        "item_group_id": "g",
    }
    rows = [
        {**base, "id": "1", "price": "20.00 EUR", "availability": "out of stock", "color": "red"},
        {**base, "id": "2", "price": "25.00 EUR", "availability": "in stock", "color": "blue"},
    ]
    found = bundled("google_merchant", list(rows))
    assert (found.product_id, found.price_minor, found.currency) == ("g", 2500, "EUR")


def test_reviews_behavior_and_units() -> None:
    """Side rows become values; one without its ids is a problem that names the column."""
    reviews = parse_mapping("kind: reviews\nfields: {product_id: p, text: t, rating: r}", name="t").tables[0]
    behavior = parse_mapping(
        "kind: interactions\nfields: {user_id: u, product_id: p, event: e}", name="t"
    ).tables[0]
    units = parse_mapping("kind: units_sold\nfields: {product_id: p, units_sold: n}", name="t").tables[0]
    review = normalize_review({"p": "1", "t": "<i>good</i>", "r": "5"}, reviews)
    assert not isinstance(review, Problem)
    assert (review.text, review.rating) == ("good", 5.0)
    event = normalize_interaction({"u": "a", "p": "1", "e": "purchase"}, behavior)
    assert not isinstance(event, Problem)
    assert (event.click, event.purchase) == (False, True)
    assert normalize_units_sold({"p": "1", "n": "1,200"}, units) == ("1", 1200)
    for outcome in (
        normalize_review({"p": "1", "t": ""}, reviews),
        normalize_interaction({"u": "", "p": "1"}, behavior),
        normalize_units_sold({"p": "1", "n": "-2"}, units),
    ):
        assert isinstance(outcome, Problem)
