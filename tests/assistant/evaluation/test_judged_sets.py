"""Hand-graded sets of queries: their form, and that their products are in the shops they were graded over."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pyarrow import parquet

FOLDER = Path(__file__).parents[2] / "evaluation_sets" / "judged"
FILES = sorted(FOLDER.glob("*.jsonl"))

Grades = Mapping[str, int]


def rows(file: Path) -> list[dict[str, object]]:
    """One JSON object a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def graded(row: Mapping[str, object]) -> Grades:
    """The grades of a row, by product id."""
    grades = row["grades"]
    assert isinstance(grades, dict)
    return grades


def test_a_chinese_and_an_english_set_are_there() -> None:
    """The folder holds one set a language."""
    assert [file.stem for file in FILES] == ["litemall_zh", "livostyle_en"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_set_has_sixty_different_queries(file: Path) -> None:
    """Letter case and spaces don't make a query different."""
    queries = [" ".join(str(row["query"]).lower().split()) for row in rows(file)]
    assert (len(queries), len(set(queries))) == (60, 60)
    assert all(queries)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_line_is_a_query_and_its_grades(file: Path) -> None:
    """Grades are whole numbers from 1 to 3, and 2 or 3 of at least one product."""
    for row in rows(file):
        assert row.keys() == {"query", "grades"}
        grades = graded(row)
        assert all(type(grade) is int and 1 <= grade <= 3 for grade in grades.values()), row["query"]
        assert max(grades.values(), default=0) >= 2, row["query"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_few_products_are_relevant_to_a_query(file: Path) -> None:
    """At most 40, so that ten results can tell one order from another."""
    for row in rows(file):
        relevant = [product_id for product_id, grade in graded(row).items() if grade >= 2]
        assert len(relevant) <= 40, row["query"]


def fashion(data: Path) -> frozenset[str]:
    """Product ids of the English shop."""
    table = parquet.read_table(data / "livostyle" / "products.parquet", columns=["id"])
    return frozenset(str(product_id) for product_id in table["id"].to_pylist())


def home_and_living(data: Path) -> frozenset[str]:
    """Product ids of the Chinese shop."""
    return frozenset(str(row["id"]) for row in rows(data / "litemall_zh" / "litemall_goods.jsonl"))


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "products"), [("livostyle_en", fashion), ("litemall_zh", home_and_living)], ids=["en", "zh"]
)
def test_every_grade_is_of_a_product_of_the_shop(
    name: str, products: Callable[[Path], frozenset[str]], shared_data: Path
) -> None:
    """No graded id is missing from the shop's own file."""
    judged = {product_id for row in rows(FOLDER / f"{name}.jsonl") for product_id in graded(row)}
    assert judged <= products(shared_data)
