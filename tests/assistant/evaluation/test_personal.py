"""Foretelling the last purchase: who is asked, what they type, and that a nearer product comes sooner."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.errors import EvaluationFileError
from assistant.evaluation.past import Buyer, Purchase, read_buyers, with_sales
from assistant.evaluation.personal import WEIGHTS, Shelves, personal_report
from retrieval.catalog.documents import document_text
from retrieval.exact import ExactRetriever
from retrieval.types import Product
from tests.fakes import HashingEmbedder

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PRODUCTS = tuple(
    Product(product_id=f"{kind}{number}", title=f"{kind} {word} bar", currency="XXX", price_minor=None)
    for kind in ("soap", "candle")
    for number, word in enumerate(("rose", "lemon", "cedar", "mint"))
)


def table(folder: Path, rows: list[tuple[str, str, int]]) -> Path:
    """A file of purchases."""
    users, ids, positions = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"user_id": list(users), "product_id": list(ids), "position": list(positions)}
    pq.write_table(pa.table(columns), folder / "purchases.parquet")
    return folder / "purchases.parquet"


def buyer(user_id: str, *product_ids: str) -> Buyer:
    """Bought the last one after the others."""
    *history, bought = product_ids
    past = tuple(Purchase(product_id=each, at=None) for each in history)
    return Buyer(user_id=user_id, history=past, bought=bought)


def test_the_last_of_three_purchases_is_foretold(tmp_path: Path) -> None:
    """Positions order them; two purchases, a repeated last one and unknown products make no buyer."""
    rows = [
        *(("ada", "soap2", 3), ("ada", "soap0", 1), ("ada", "soap1", 2), ("ada", "gone", 9)),
        *(("ben", "soap0", 1), ("ben", "soap1", 2)),
        *(("eve", "soap0", 1), ("eve", "soap1", 2), ("eve", "soap0", 3)),
    ]
    assert read_buyers(table(tmp_path, rows), PRODUCTS) == [buyer("ada", "soap0", "soap1", "soap2")]


def test_a_file_without_buyers_is_refused(tmp_path: Path) -> None:
    """The message says what a shopper needs."""
    with pytest.raises(EvaluationFileError, match="3 purchases"):
        read_buyers(table(tmp_path, [("ada", "soap0", 1)]), PRODUCTS)


def test_sales_count_histories_alone() -> None:
    """The purchase to be foretold is not given away by what sells."""
    sold = {
        p.product_id: p.units_sold for p in with_sales(PRODUCTS, [buyer("ada", "soap0", "soap0", "soap1")])
    }
    assert (sold["soap0"], sold["soap1"]) == (2, None)


def test_the_shopper_vector_brings_the_purchase_nearer() -> None:
    """Who bought three soaps is searched for 'bar' and buys the fourth: with the vector it stands higher."""
    buyers = [
        buyer(
            f"u{at}",
            *(p for p in ("soap0", "soap1", "soap2", "soap3") if p != f"soap{at % 4}"),
            f"soap{at % 4}",
        )
        for at in range(8)
    ]
    embedder = HashingEmbedder()
    vectors = embedder.embed_documents([document_text(product) for product in PRODUCTS])
    shelves = Shelves.of(PRODUCTS, buyers, ExactRetriever(embedder, vectors), now=lambda: NOW)
    assert shelves.wish("soap0") in ("soap bar", "bar soap")
    steps: list[tuple[int, int]] = []
    report = personal_report(
        shelves, buyers, count=8, seed=1, on_progress=lambda done, total: steps.append((done, total))
    )
    assert (report["products"], report["chosen_by"], report["shoppers"]) == (8, 4, 4)
    assert steps[-1][0] == steps[-1][1]
    tasks = report["tasks"]
    assert isinstance(tasks, dict)
    for figures in tasks.values():
        assert figures["weight"] in WEIGHTS
        assert figures["with"]["recall_at_10"]["value"] == 1.0
        gain = figures["gain"]["ndcg_at_10"]["value"]
        assert gain == pytest.approx(
            figures["with"]["ndcg_at_10"]["value"] - figures["without"]["ndcg_at_10"]["value"]
        )
