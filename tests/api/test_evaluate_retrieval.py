"""`shopwright evaluate retrieval` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.weights_root import link_embedders


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Products and judgments."""
    products, judgments = tmp_path / "products.parquet", tmp_path / "judgments.parquet"
    parquet.write_table(pa.table({"product_id": ["a", "b"], "title": ["wool scarf", "couch"]}), products)
    graded = {"query": ["scraf", "sofa"], "product_id": ["a", "b"], "relevance": [3, 3]}
    parquet.write_table(pa.table(graded), judgments)
    return str(products), str(judgments)


def test_words_alone_need_no_weights(
    shopwright: Shopwright,  # noqa: F811
    files: tuple[str, str],
    tmp_path: Path,
) -> None:
    """A table and a page; the slip is mended, the synonym is not."""
    page = tmp_path / "page.html"
    options = ("--products", files[0], "--judgments", files[1], "--words-alone", "--report", str(page))
    ran = shopwright("evaluate", "retrieval", *options, home=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "2 queries, 2 products" in ran.stdout
    assert "<svg" in page.read_text(encoding="utf-8")


@pytest.mark.embedder
def test_vectors_know_synonyms_and_are_kept(
    shopwright: Shopwright,  # noqa: F811
    files: tuple[str, str],
    tmp_path: Path,
) -> None:
    """A sofa is a couch; the second run embeds nothing and measures the same."""
    home = tmp_path / "home"
    home.mkdir()
    link_embedders(home)
    pages = (tmp_path / "first.html", tmp_path / "second.html")
    options = ("--products", files[0], "--judgments", files[1], "--json")
    first, second = (
        shopwright("evaluate", "retrieval", *options, "--report", str(page), home=home) for page in pages
    )
    found = json.loads(first.stdout)["variants"]
    assert [found[way]["recall_at_10"] for way in ("bm25s", "words", "hybrid")] == [0.0, 0.5, 1.0]
    assert pages[0].read_text(encoding="utf-8") == pages[1].read_text(encoding="utf-8")
    assert ("embedded" in first.stderr, "embedded" in second.stderr) == (True, False)


def test_files_that_are_not_there_are_named(
    shopwright: Shopwright,  # noqa: F811
    files: tuple[str, str],
    tmp_path: Path,
) -> None:
    """The error says what was expected."""
    ran = shopwright(
        "evaluate", "retrieval", "--products", "no.parquet", "--judgments", files[1], home=tmp_path
    )
    assert (ran.returncode, "no.parquet: expected a Parquet file" in ran.stderr) == (1, True)
