"""Judgments read, ways of searching measured, and what the report says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from assistant.errors import EvaluationFileError
from assistant.evaluation.judgments import Judgments, judge_products, read_judgments
from assistant.evaluation.retrieval_report import retrieval_page
from assistant.evaluation.searching import measure, searches_report, variants
from retrieval.exact import ExactRetriever
from tests.fakes import HashingEmbedder, WordsReranker

Columns = Mapping[str, Sequence[object]]

PRODUCTS: Columns = {
    "product_id": ["a", "b", "c", "d"],
    "title": ["red wool scarf", "red hat", "blue scarf", "garden <hose>"],
    "description": ["warm", None, "cotton", "10 m"],
}
GRADES: Columns = {
    "query": ["red scarf", "red scarf", "red scarf", "hoze"],
    "product_id": ["a", "b", "c", "d"],
    "relevance": [3.0, 1.0, 2.0, 3.0],
}


def written(folder: Path, name: str, columns: Columns) -> Path:
    """A Parquet file of these columns."""
    file = folder / name
    parquet.write_table(pa.table(dict(columns)), file)
    return file


@pytest.fixture
def judgments(tmp_path: Path) -> Judgments:
    """Four products and two judged queries."""
    return read_judgments(
        written(tmp_path, "products.parquet", PRODUCTS),
        written(tmp_path, "judgments.parquet", GRADES),
    )


def test_judgments_are_read(judgments: Judgments) -> None:
    """Products by id, grades by query; relevant from half way between 1 and the highest grade."""
    assert [product.product_id for product in judgments.products] == ["a", "b", "c", "d"]
    assert judgments.grades["red scarf"] == {"a": 3.0, "b": 1.0, "c": 2.0}
    assert (judgments.relevant_from, judgments.rejected) == (2.0, ())


def test_bad_rows_are_told_and_the_rest_is_used(tmp_path: Path) -> None:
    """Ids twice or unknown, empty texts and grades below 1 are left out, each with its line."""
    products: Columns = {"product_id": ["a", "a", "b"], "title": ["scarf", "scarf", " "]}
    grades: Columns = {
        "query": ["scarf", "scarf", None, "scarf"],
        "product_id": ["a", "x", "a", "a"],
        "relevance": [2.0, 2.0, 2.0, 0.0],
    }
    read = read_judgments(written(tmp_path, "p", products), written(tmp_path, "j", grades))
    assert [(row.file, row.line, row.field) for row in read.rejected] == [
        ("p", 2, "product_id"),
        ("p", 3, "title"),
        ("j", 2, "product_id"),
        ("j", 3, "query"),
        ("j", 4, "relevance"),
    ]
    assert dict(read.grades) == {"scarf": {"a": 2.0}}


def test_json_lines_judge_given_products(tmp_path: Path, judgments: Judgments) -> None:
    """One query a line; two lines of one query are one, and blank lines are passed over."""
    file = tmp_path / "judged.jsonl"
    lines = (
        '{"query": "红围巾", "grades": {"a": 3, "c": 2}}',
        "",
        '{"query": "hat\u2028", "grades": {"b": 3}}',
        '{"query": "红围巾", "grades": {"b": 1.5}}',
    )
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    read = judge_products(judgments.products[::-1], file)
    assert read.grades == {"红围巾": {"a": 3.0, "c": 2.0, "b": 1.5}, "hat": {"b": 3.0}}
    assert (read.products, read.relevant_from, read.rejected) == (judgments.products, 2.0, ())


def test_bad_lines_are_told_and_the_rest_is_used(tmp_path: Path, judgments: Judgments) -> None:
    """What is no object, lacks a query or grades, and each unusable grade, with its line."""
    file = tmp_path / "judged.jsonl"
    lines = (
        "red scarf",
        '["red scarf"]',
        '{"grades": {"a": 3}}',
        '{"query": "red scarf", "grades": [3]}',
        '{"query": " ", "grades": {"a": 3}}',
        '{"query": "red scarf", "grades": {"x": 3, "a": 3, "b": "3", "c": true, "d": NaN}}',
        '{"query": "red scarf", "grades": {"b": 0, "c": 101}}',
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    read = judge_products(judgments.products, file)
    assert [(row.line, row.field) for row in read.rejected] == [
        *((line, "row") for line in (1, 2, 3, 4)),
        (5, "query"),
        (6, "product_id"),
        *[(6, "relevance")] * 3,
        *[(7, "relevance")] * 2,
    ]
    assert read.grades == {"red scarf": {"a": 3.0}}


def test_json_lines_that_leave_nothing_are_an_error(tmp_path: Path, judgments: Judgments) -> None:
    """No usable line, no such file, and bytes that are no UTF-8 are told apart."""
    file = tmp_path / "judged.jsonl"
    with pytest.raises(EvaluationFileError, match="expected a readable UTF-8 file"):
        judge_products(judgments.products, file)
    file.write_bytes(b"\xff")
    with pytest.raises(EvaluationFileError, match="expected a readable UTF-8 file"):
        judge_products(judgments.products, file)
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(EvaluationFileError, match="at least one usable judgment"):
        judge_products(judgments.products, file)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"title": ["a"]}, "expected the columns product_id, title, got title"),
        ({"product_id": [""], "title": ["a"]}, "at least one product"),
    ],
)
def test_unusable_products_are_an_error(columns: Columns, expected: str, tmp_path: Path) -> None:
    """The message names the file and what was expected."""
    grades = written(tmp_path, "judgments.parquet", GRADES)
    with pytest.raises(EvaluationFileError, match=expected):
        read_judgments(written(tmp_path, "products.parquet", columns), grades)


def test_a_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    """Text is no Parquet; neither is nothing."""
    file = tmp_path / "x.parquet"
    file.write_text("query", encoding="utf-8")
    with pytest.raises(EvaluationFileError, match="expected a Parquet file"):
        read_judgments(file, file)
    with pytest.raises(EvaluationFileError, match="expected a Parquet file"):
        read_judgments(tmp_path / "none", file)


def test_measures_of_one_query() -> None:
    """Two of three relevant products among four found: recall 2/3, precision 2/10, first at place 2."""
    grades = {"a": 3.0, "b": 2.0, "c": 2.0, "z": 1.0}
    found = measure(["z", "a", "y", "c"], grades, relevant_from=2.0)
    assert found.recall_at_10 == pytest.approx(2 / 3)
    assert found.precision_at_10 == pytest.approx(0.2)
    assert found.f1_at_10 == pytest.approx(2 * 0.2 * (2 / 3) / (0.2 + 2 / 3))
    assert found.mrr_at_10 == pytest.approx(0.5)
    assert measure(["a"], {"a": 1.0}, relevant_from=2.0).ndcg_at_10 is None


def test_every_way_is_measured_beside_the_reference(judgments: Judgments) -> None:
    """The slip 'hoze' is found by mending alone; intervals, coverage and progress are there."""
    embedder = HashingEmbedder()
    dense = ExactRetriever(embedder, embedder.embed_documents([p.title for p in judgments.products]))
    steps: list[tuple[int, int]] = []
    report = searches_report(
        judgments, variants(judgments.products, dense), on_progress=lambda *step: steps.append(step)
    )
    ways = report["variants"]
    assert isinstance(ways, dict)
    assert next(iter(ways)) == "bm25s"
    assert {"words", "vectors", "hybrid"} <= set(ways)
    assert (ways["words"]["recall_at_10"], ways["words, no mending"]["recall_at_10"]) == (1.0, 0.5)
    assert ways["words"]["coverage_at_10"] == 1.0
    assert ways["words"]["ci95"]["recall_at_10"] == [1.0, 1.0]
    assert (report["queries"], report["served"]) == (2, "hybrid")
    assert steps == [(1, 2), (2, 2)]


def test_a_reranker_is_measured_as_a_stage_of_its_own(judgments: Judgments) -> None:
    """What is served reads the best again; the same search without it stands beside it."""
    ways = variants(judgments.products, None, reranker=WordsReranker())
    assert list(ways)[-2:] == ["hybrid, not reranked", "hybrid"]
    report = searches_report(judgments, ways, on_progress=lambda *_: None)
    assert report["served"] == "hybrid"


def test_the_page_shows_every_way(judgments: Judgments) -> None:
    """Names, a plot with intervals, and nothing unescaped."""
    report = searches_report(judgments, variants(judgments.products, None), on_progress=lambda *_: None)
    page = retrieval_page(report)
    assert page.count("<rect") == page.count("<line") == len(report["variants"])  # type: ignore[arg-type]
    assert "words, no mending" in page
    assert "2 queries over 4 products" in page
