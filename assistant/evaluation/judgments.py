"""Products and human grades of (query, product) pairs, out of Parquet or JSON Lines files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import EvaluationFileError
from assistant.evaluation.types import RejectedRow
from retrieval.types import Product

_PRODUCT_COLUMNS = ("product_id", "title")
_JUDGMENT_COLUMNS = ("query", "product_id", "relevance")
_JSON_LINES = (".jsonl", ".ndjson")
_JSON_ROW = '{"query": "…", "grades": {"PRODUCT ID": GRADE, …}}'
_HIGHEST = 100
"""Highest grade that is taken: gains double with each, and must stay finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgments:
    """A catalog and the grades of each query, 1 (not relevant) upwards, by product id.

    `relevant_from`: the least grade that counts as relevant where a measure knows only yes and no.
    """

    products: tuple[Product, ...]
    grades: Mapping[str, Mapping[str, float]]
    relevant_from: float
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One graded pair as it stands in a file: columns and the line from 1."""

    line: int
    columns: Mapping[str, object]


def read_judgments(products: Path, judgments: Path, *, relevant_from: float | None = None) -> Judgments:
    """Read `product_id, title[, description]` from Parquet, and the judgments of these products.

    Products that can't be used are left out and told: empty texts, ids seen before. The rest is as in
    `judge_products`.

    Raises: EvaluationFileError for a file that can't be read, lacks a column, or leaves nothing.
    """
    rejected: list[RejectedRow] = []
    catalog = read_products(products, rejected)
    judged = judge_products(tuple(catalog.values()), judgments, relevant_from=relevant_from)
    return replace(judged, rejected=(*rejected, *judged.rejected))


def judge_products(
    products: Sequence[Product], judgments: Path, *, relevant_from: float | None = None
) -> Judgments:
    """Read the judgments of given products, which sort by id.

    A file named .jsonl or .ndjson has one query a line with its grades by product id; others are Parquet with
    `query, product_id, relevance`. `relevant_from` None: half way between 1 and the highest grade. Rows that
    can't be used are left out and told: empty queries, ids not among the products, grades not from 1 to 100.

    Raises: EvaluationFileError for a file that can't be read, lacks a column, or leaves nothing.
    """
    rejected: list[RejectedRow] = []
    grades = _grades(judgments, frozenset(product.product_id for product in products), rejected)
    highest = max(grade for graded in grades.values() for grade in graded.values())
    return Judgments(
        products=tuple(sorted(products, key=lambda product: product.product_id)),
        grades=grades,
        relevant_from=(1.0 + highest) / 2 if relevant_from is None else relevant_from,
        rejected=tuple(rejected),
    )


def read_products(file: Path, rejected: list[RejectedRow]) -> dict[str, Product]:
    """Products by id from Parquet: `product_id, title[, description]`; unusable rows go to `rejected`."""
    found: dict[str, Product] = {}
    for line, row in enumerate(parquet_rows(file, _PRODUCT_COLUMNS), start=1):
        product_id, title = _text(row["product_id"]), _text(row["title"])
        if not product_id or product_id in found:
            rejected.append(_reject(file, line, "product_id", "an id of its own", row["product_id"]))
        elif not title:
            rejected.append(_reject(file, line, "title", "a text", row["title"]))
        else:
            found[product_id] = Product(
                product_id=product_id,
                title=title,
                description=_text(row.get("description")),
                currency="XXX",
                price_minor=None,
            )
    if not found:
        raise EvaluationFileError(f"{file}: expected at least one product with an id and a title, got none")
    return found


def _grades(
    file: Path, known: frozenset[str], rejected: list[RejectedRow]
) -> Mapping[str, Mapping[str, float]]:
    grades: dict[str, dict[str, float]] = {}
    for row in _judgment_rows(file, rejected):
        asked, judged, grade = (row.columns[name] for name in _JUDGMENT_COLUMNS)
        query, product_id = _text(asked), _text(judged)
        if not query:
            rejected.append(_reject(file, row.line, "query", "a text", asked))
        elif product_id not in known:
            rejected.append(_reject(file, row.line, "product_id", "one of the products", judged))
        elif isinstance(grade, bool) or not isinstance(grade, int | float) or not 1 <= grade <= _HIGHEST:
            rejected.append(_reject(file, row.line, "relevance", f"a number from 1 to {_HIGHEST}", grade))
        else:
            grades.setdefault(query, {})[product_id] = float(grade)
    if not grades:
        raise EvaluationFileError(f"{file}: expected at least one usable judgment, got none")
    return grades


def _judgment_rows(file: Path, rejected: list[RejectedRow]) -> Iterator[_Row]:
    if file.suffix in _JSON_LINES:
        yield from _json_rows(file, rejected)
        return
    for line, columns in enumerate(parquet_rows(file, _JUDGMENT_COLUMNS), start=1):
        yield _Row(line=line, columns=columns)


def _json_rows(file: Path, rejected: list[RejectedRow]) -> Iterator[_Row]:
    """One row a grade; lines of another form are rejected, empty ones passed over."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileError(f"{file}: expected a readable UTF-8 file: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            written = json.loads(line)
        except (ValueError, RecursionError):
            written = None
        query = written.get("query") if isinstance(written, dict) else None
        grades = written.get("grades") if isinstance(written, dict) else None
        if not isinstance(query, str) or not isinstance(grades, dict):
            rejected.append(_reject(file, number, "row", _JSON_ROW, line))
            continue
        for product_id, grade in grades.items():
            columns = {"query": query, "product_id": product_id, "relevance": grade}
            yield _Row(line=number, columns=columns)


def parquet_rows(file: Path, columns: Sequence[str]) -> list[dict[str, object]]:
    """The rows of a Parquet file. Raises EvaluationFileError where it can't be read or lacks a column."""
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - slow import

    try:
        table = parquet.read_table(file)
    except (OSError, ArrowException) as error:
        raise EvaluationFileError(f"{file}: expected a Parquet file: {error}") from error
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise EvaluationFileError(
            f"{file}: expected the columns {', '.join(columns)}, got {', '.join(table.column_names)}"
        )
    rows: list[dict[str, object]] = table.to_pylist()
    return rows


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _reject(file: Path, line: int, field: str, expected: str, got: object) -> RejectedRow:
    return RejectedRow(file=file.name, line=line, field=field, expected=expected, got=repr(got)[:80])
