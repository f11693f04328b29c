"""Products and human grades of (query, product) pairs, out of Parquet files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import EvaluationFileError
from assistant.evaluation.types import RejectedRow
from retrieval.types import Product

_PRODUCT_COLUMNS = ("product_id", "title")
_JUDGMENT_COLUMNS = ("query", "product_id", "relevance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgments:
    """A catalog and the grades of each query, 1 (not relevant) upwards, by product id.

    `relevant_from`: the least grade that counts as relevant where a measure knows only yes and no.
    """

    products: tuple[Product, ...]
    grades: Mapping[str, Mapping[str, float]]
    relevant_from: float
    rejected: tuple[RejectedRow, ...]


def read_judgments(products: Path, judgments: Path, *, relevant_from: float | None = None) -> Judgments:
    """Read `product_id, title[, description]` and `query, product_id, relevance`; products sort by id.

    `relevant_from` None: half way between 1 and the highest grade. Rows that can't be used are left out and
    told: empty texts, ids seen before or not among the products, grades that are no number ≥ 1.

    Raises: EvaluationFileError for a file that is no Parquet, lacks a column, or leaves nothing.
    """
    rejected: list[RejectedRow] = []
    catalog = _products(products, rejected)
    grades = _grades(judgments, frozenset(catalog), rejected)
    highest = max(grade for graded in grades.values() for grade in graded.values())
    return Judgments(
        products=tuple(catalog[product_id] for product_id in sorted(catalog)),
        grades=grades,
        relevant_from=(1.0 + highest) / 2 if relevant_from is None else relevant_from,
        rejected=tuple(rejected),
    )


def _products(file: Path, rejected: list[RejectedRow]) -> dict[str, Product]:
    found: dict[str, Product] = {}
    for line, row in enumerate(_rows(file, _PRODUCT_COLUMNS), start=1):
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
    for line, row in enumerate(_rows(file, _JUDGMENT_COLUMNS), start=1):
        query, product_id, grade = _text(row["query"]), _text(row["product_id"]), row["relevance"]
        if not query:
            rejected.append(_reject(file, line, "query", "a text", row["query"]))
        elif product_id not in known:
            rejected.append(_reject(file, line, "product_id", "one of the products", row["product_id"]))
        elif not isinstance(grade, int | float) or not math.isfinite(grade) or grade < 1:
            rejected.append(_reject(file, line, "relevance", "a number from 1", grade))
        else:
            grades.setdefault(query, {})[product_id] = float(grade)
    if not grades:
        raise EvaluationFileError(f"{file}: expected at least one usable judgment, got none")
    return grades


def _rows(file: Path, columns: Sequence[str]) -> list[dict[str, object]]:
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
