"""What shoppers bought, in order, out of a Parquet file; the last purchase is what is to be foretold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.errors import EvaluationFileError
from assistant.evaluation.judgments import parquet_rows
from retrieval.types import Product

_COLUMNS = ("user_id", "product_id", "position")
_LEAST = 3
"""Purchases that a shopper needs: two to go by, and one to foretell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One purchase; `at` None where the file has no times."""

    product_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Purchases before the last, oldest first, and the last one: another product than all before."""

    user_id: str
    history: tuple[Purchase, ...]
    bought: str


def read_buyers(file: Path, products: Sequence[Product]) -> Sequence[Buyer]:
    """Buyers with at least three purchases of these products, by id.

    The columns are `user_id, product_id, position[, timestamp]`; rows of unknown products are passed over.
    Raises: EvaluationFileError for a file that can't be read, lacks a column, or leaves nobody.
    """
    known = {product.product_id for product in products}
    rows: dict[str, list[tuple[float, Purchase]]] = {}
    for row in parquet_rows(file, _COLUMNS):
        product_id, position, at = str(row["product_id"]), row["position"], row.get("timestamp")
        if product_id in known and isinstance(position, int | float):
            bought = Purchase(product_id=product_id, at=at if isinstance(at, datetime) else None)
            rows.setdefault(str(row["user_id"]), []).append((float(position), bought))
    found = []
    for user_id, events in sorted(rows.items()):
        purchases = [purchase for _, purchase in sorted(events, key=lambda event: event[0])]
        history, last = tuple(purchases[:-1]), purchases[-1].product_id
        if len(purchases) >= _LEAST and all(each.product_id != last for each in history):
            found.append(Buyer(user_id=user_id, history=history, bought=last))
    if not found:
        raise EvaluationFileError(f"{file}: expected a shopper with {_LEAST} purchases of these products")
    return found


def with_sales(products: Sequence[Product], buyers: Sequence[Buyer]) -> tuple[Product, ...]:
    """The products with the number of purchases before the last ones as units sold."""
    sold = Counter(each.product_id for buyer in buyers for each in buyer.history)
    return tuple(replace(product, units_sold=sold[product.product_id] or None) for product in products)
