"""`shopwright evaluate retrieval` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from retrieval.catalog.changes import CatalogChange, product_row
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.types import Product
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.tiny_cross_encoder import tiny_cross_encoder
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


def test_a_reranker_of_the_settings_reads_the_best_again(
    shopwright: Shopwright,  # noqa: F811
    files: tuple[str, str],
    tmp_path: Path,
) -> None:
    """It is a way of its own in the table; a folder that isn't there is named before anything runs."""
    options = ("--products", files[0], "--judgments", files[1], "--words-alone", "--json")
    model = tiny_cross_encoder(tmp_path / "cross-encoder")
    (tmp_path / "config.yaml").write_text(f"reranker: {model}\n", encoding="utf-8")
    ran = shopwright("evaluate", "retrieval", *options, home=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert {"hybrid", "hybrid, not reranked"} <= set(json.loads(ran.stdout)["variants"])
    (tmp_path / "config.yaml").write_text("reranker: nowhere\n", encoding="utf-8")
    ran = shopwright("evaluate", "retrieval", *options, home=tmp_path)
    assert ran.returncode != 0
    assert "reranker" in ran.stderr
    assert "nowhere" in ran.stderr


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


@pytest.fixture
def judged(tmp_path: Path) -> str:
    """Judgments in JSON Lines; one names no product of the shop."""
    file = tmp_path / "judged.jsonl"
    rows = ({"query": "scraf", "grades": {"a": 3, "x": 3}}, {"query": "sofa", "grades": {"b": 3}})
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(file)


def test_a_shop_of_the_home_is_searched_by_words(
    shopwright: Shopwright,  # noqa: F811
    judged: str,
    tmp_path: Path,
) -> None:
    """Its products are those of its catalog; the judgment of another product is told."""
    rows = [
        product_row(
            Product(product_id=product_id, title=title, currency="USD", price_minor=None), embedding_key=title
        )
        for product_id, title in (("a", "wool scarf"), ("b", "couch"))
    ]
    store = CatalogStore(f"sqlite:///{tmp_path / 'catalogs.sqlite'}")
    store.apply(CatalogChange(settings=ShopSettings(name="wool"), products=rows))
    store.close()
    options = ("--shop", "wool", "--judgments", judged, "--words-alone", "--json")
    ran = shopwright("evaluate", "retrieval", *options, home=tmp_path)
    found = json.loads(ran.stdout)
    assert (found["queries"], found["products"], len(found["rejected"])) == (2, 2, 1)
    assert found["variants"]["hybrid"]["recall_at_10"] == 0.5
    assert "judged.jsonl:1: product_id: expected one of the products, got 'x'" in ran.stderr


@pytest.mark.embedder
def test_a_shop_is_searched_with_the_vectors_it_has(
    shopwright: Shopwright,  # noqa: F811
    judged: str,
    tmp_path: Path,
) -> None:
    """A sofa is a couch; nothing is embedded anew, and without vectors the remedy is told."""
    home = tmp_path / "home"
    home.mkdir()
    link_embedders(home)
    source = tmp_path / "products.csv"
    source.write_text("id,title,price\na,wool scarf,10\nb,couch,20\n", encoding="utf-8")
    assert shopwright("ingest", str(source), "--shop", "wool", home=home).returncode == 0
    options = ("--shop", "wool", "--judgments", judged, "--json")
    found = json.loads(shopwright("evaluate", "retrieval", *options, home=home).stdout)
    assert [found["variants"][way]["recall_at_10"] for way in ("words", "hybrid")] == [0.5, 1.0]
    assert (found["served"], found["variants"]["hybrid, ranked"]["recall_at_10"]) == ("hybrid, ranked", 1.0)
    assert not (home / "evaluation").exists()
    (home / "vectors").rename(tmp_path / "moved")
    failed = shopwright("evaluate", "retrieval", *options, home=home)
    assert (failed.returncode, "run `shopwright ingest`" in failed.stderr) == (1, True)


@pytest.mark.parametrize("given", ["neither", "both"])
def test_either_a_file_or_a_shop_is_searched(
    shopwright: Shopwright,  # noqa: F811
    files: tuple[str, str],
    given: str,
    tmp_path: Path,
) -> None:
    """Neither and both are told before anything is read."""
    options = ("--products", files[0], "--shop", "wool") if given == "both" else ()
    ran = shopwright("evaluate", "retrieval", "--judgments", files[1], *options, home=tmp_path)
    assert (ran.returncode, f"--products FILE and --shop NAME, got {given}" in ran.stderr) == (1, True)
