"""Which mapping a source's columns choose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.catalog.mapping import Kind, bundled_mappings, parse_mapping, read_mapping
from retrieval.catalog.recognition import MappedTable, recognize
from retrieval.catalog.sources import open_source
from retrieval.errors import SourceError


def recognized(path: Path, mapping: str | None = None) -> dict[str, MappedTable]:
    """Recognize a source, by table label."""
    parsed = None if mapping is None else parse_mapping(mapping, name="my.yaml")
    return {entry.table.label: entry for entry in recognize(open_source(path), parsed).tables}


def columns_of(entry: MappedTable) -> dict[str, tuple[str, ...]]:
    """Field → columns of a mapped table."""
    return {name: spec.columns for name, spec in entry.mapping.fields.items()}


def test_usual_english_columns(tmp_path: Path) -> None:
    """Unknown files are mapped by common column names, however they are written."""
    path = tmp_path / "a.csv"
    path.write_text(
        "SKU,Product Name,Sale-Price,Qty,Manufacturer,Colour,Wattage\n1,Lamp,5,3,Acme,red,9 W\n", "utf-8"
    )
    (entry,) = recognized(path).values()
    assert columns_of(entry) == {
        "product_id": ("SKU",),
        "title": ("Product Name",),
        "price": ("Sale-Price",),
        "stock": ("Qty",),
        "brand": ("Manufacturer",),
    }
    assert entry.mapping.facets["color"].columns == ("Colour",)
    assert entry.mapping_name == "generic"


def test_chinese_columns(tmp_path: Path) -> None:
    """Chinese headers are recognized like English ones."""
    path = tmp_path / "a.csv"
    path.write_text(
        "商品编号,商品名称,价格,库存,品牌,分类,颜色,材质\n1,茶杯,45,3,某牌,餐具,白色,陶瓷\n", "utf-8"
    )
    (entry,) = recognized(path).values()
    expected = {
        "product_id": "商品编号",
        "title": "商品名称",
        "category": "分类",
        "brand": "品牌",
        "price": "价格",
        "stock": "库存",
    }
    assert columns_of(entry) == {name: (column,) for name, column in expected.items()}
    assert set(entry.mapping.facets) == {"color", "material"}


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ("product_id,rating,review_text", Kind.REVIEWS),
        ("asin,title,text,rating,user_id", Kind.REVIEWS),
        ("商品编号,评分,评论内容", Kind.REVIEWS),
        ("user_id,item_id,timestamp,click,purchase", Kind.INTERACTIONS),
        ("user_id,product_id", Kind.INTERACTIONS),
        ("product_id,units_sold", Kind.UNITS_SOLD),
        ("id,title,price", Kind.PRODUCTS),
        ("product_id,title", Kind.PRODUCTS),
        ("name,price", Kind.PRODUCTS),
        ("id,name,description,price,rating", Kind.PRODUCTS),
    ],
)
def test_kinds_by_columns(tmp_path: Path, columns: str, kind: Kind) -> None:
    """Products, reviews, behavior and units sold are told apart by their columns."""
    path = tmp_path / "a.csv"
    path.write_text(columns + "\n" + ",".join("1" for _ in columns.split(",")) + "\n", "utf-8")
    (entry,) = recognized(path).values()
    assert entry.mapping.kind is kind


def test_a_folder_picks_its_files(tmp_path: Path) -> None:
    """Products and reviews are picked; lists without prices beside a priced file are left aside."""
    (tmp_path / "products.csv").write_text("id,title,price\n1,Mug,5\n", "utf-8")
    (tmp_path / "reviews.jsonl").write_text(
        json.dumps({"product_id": "1", "review": "good", "rating": 5}), "utf-8"
    )
    (tmp_path / "collections.json").write_text(
        json.dumps([{"id": "9", "title": "Summer", "description": "x"}]), "utf-8"
    )
    (tmp_path / "stats.json").write_text(json.dumps({"total": 3, "seconds": 2}), "utf-8")
    result = recognize(open_source(tmp_path), None)
    assert [(e.table.label, e.mapping.kind) for e in result.tables] == [
        ("products.csv", Kind.PRODUCTS),
        ("reviews.jsonl", Kind.REVIEWS),
    ]
    assert {name for name, _ in result.ignored} == {"collections.json", "stats.json"}


def test_nothing_fits_names_the_columns(tmp_path: Path) -> None:
    """A source without catalog data fails, naming expected and found columns."""
    (tmp_path / "a.csv").write_text("alpha,beta\n1,2\n", "utf-8")
    with pytest.raises(SourceError, match=r"expected columns for a product's title.*got a\.csv: alpha, beta"):
        recognize(open_source(tmp_path), None)


def test_a_mapping_file_names_unusual_columns(tmp_path: Path) -> None:
    """The shopkeeper's mapping decides, and open fields come from usual names."""
    path = tmp_path / "a.csv"
    path.write_text("ref,bezeichnung,price,farbe\n1,Tasse,5,rot\n", "utf-8")
    mapping = "fields: {product_id: ref, title: bezeichnung}\nfacets: {color: farbe}"
    (entry,) = recognized(path, mapping).values()
    assert columns_of(entry) == {"product_id": ("ref",), "title": ("bezeichnung",), "price": ("price",)}
    assert entry.mapping.facets["color"].columns == ("farbe",)


def test_a_mapping_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    """A mapping whose columns are mostly absent says which were expected and found."""
    path = tmp_path / "a.csv"
    path.write_text("ref,price\n1,5\n", "utf-8")
    with pytest.raises(SourceError, match=r"my\.yaml.*title.*got ref, price"):
        recognized(path, "fields: {product_id: ref}")


@pytest.mark.parametrize(
    "text",
    [
        "fields: {titel: a}",
        "felder: {}",
        "- 1",
        "kind: orders",
        "fields: {title: {colum: a}}",
        "skus: {column: v}",
        "a: [",
        "option_pairs: [[a]]",
    ],
)
def test_unknown_words_in_a_mapping_are_errors(text: str) -> None:
    """An unknown key or value is named, never skipped."""
    with pytest.raises(SourceError, match="mapping"):
        parse_mapping(text, name="my.yaml")


def test_a_missing_mapping_file_is_an_error(tmp_path: Path) -> None:
    """A mapping path that doesn't exist is a SourceError."""
    with pytest.raises(SourceError, match="mapping"):
        read_mapping(tmp_path / "no.yaml")


def test_bundled_mappings_load() -> None:
    """Every bundled mapping parses and says how it is recognized."""
    names = [mapping.name for mapping in bundled_mappings()]
    assert {"livostyle", "litemall", "tau2_retail", "shopify_csv", "google_merchant"} <= set(names)
    assert all(table.recognize for mapping in bundled_mappings() for table in mapping.tables)
