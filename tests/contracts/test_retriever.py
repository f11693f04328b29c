"""What every retriever does, on a snapshot whose answers are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.config import LexicalConfig
from retrieval.dense import VectorDatabase, VectorIndex
from retrieval.dense_retriever import DenseRetriever
from retrieval.exact import ExactRetriever
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalRetriever
from retrieval.protocols import ItemIndices, Retriever
from retrieval.types import Product
from tests.chroma_server import chroma_server
from tests.fakes import HashingEmbedder

TITLES = ("red wool scarf", "red wool hat", "blue cotton shirt", "blue cotton shirt", "羊毛围巾 红色")
SNAPSHOT = CatalogSnapshot(
    shop=ShopSettings(name="demo"),
    catalog_version=1,
    products=tuple(
        Product(product_id=f"p{number}", title=title, currency="USD", price_minor=1_000)
        for number, title in enumerate(TITLES)
    ),
)
EMPTY = CatalogSnapshot(shop=ShopSettings(name="demo"), catalog_version=2, products=())

Build = Callable[[CatalogSnapshot], Retriever]


def lexical(snapshot: CatalogSnapshot) -> Retriever:
    """BM25 over a snapshot."""
    return LexicalRetriever(snapshot.products, config=LexicalConfig())


def dense(location: Path | str, stack: ExitStack, *, exact_rows: int = 1_000) -> Build:
    """Vectors that count shared words, kept in Chroma; short ones choose above `exact_rows`."""

    def build(snapshot: CatalogSnapshot) -> Retriever:
        database = stack.enter_context(closing(VectorDatabase(location)))
        index = VectorIndex(database=database, shop=snapshot.shop.name, embedder=HashingEmbedder())
        texts = [document_text(product) for product in snapshot.products]
        index.add([embedding_key(text) for text in texts], texts, on_progress=lambda _done, _total: None)
        return DenseRetriever(snapshot=snapshot, index=index, exact_rows=exact_rows)

    return build


def hybrid(snapshot: CatalogSnapshot) -> Retriever:
    """Words and vectors over a snapshot."""
    embedder = HashingEmbedder()
    vectors = embedder.embed_documents([product.title for product in snapshot.products])
    words = LexicalRetriever(snapshot.products, config=LexicalConfig())
    return HybridRetriever(lexical=words, dense=ExactRetriever(embedder, vectors), lexical_weight=0.5)


@pytest.fixture(
    params=["lexical", "hybrid", "dense", "dense-shortened", "dense-server", "dense-server-shortened"]
)
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Build]:
    """Each implementation's way to make a retriever of a snapshot."""
    with ExitStack() as stack:
        if request.param == "lexical":
            yield lexical
        elif request.param == "hybrid":
            yield hybrid
        else:
            served = request.param.startswith("dense-server")
            location = stack.enter_context(chroma_server(tmp_path)) if served else tmp_path / "vectors"
            yield dense(location, stack, exact_rows=0 if request.param.endswith("shortened") else 1_000)


def rows(*items: int) -> ItemIndices:
    """Product indices."""
    return np.array(items, dtype=np.int64)


def test_retrievers_keep_the_contract(build: Build) -> None:
    """Best first, ties by item_idx, only allowed products, at most the limit, in English and Chinese."""
    retriever = build(SNAPSHOT)
    found = retriever.retrieve("red wool scarf", allowed=None, limit=2)
    assert [candidate.item_idx for candidate in found] == [0, 1]
    assert found[0].score > found[1].score
    tied = retriever.retrieve("blue cotton shirt", allowed=None, limit=2)
    assert [candidate.item_idx for candidate in tied] == [2, 3]
    assert tied[0].score == tied[1].score
    only = retriever.retrieve("red wool scarf", allowed=rows(3, 1), limit=9)
    assert only[0].item_idx == 1
    assert {candidate.item_idx for candidate in only} <= {1, 3}
    assert retriever.retrieve("围巾", allowed=None, limit=1)[0].item_idx == 4
    assert list(retriever.retrieve("red", allowed=rows(), limit=9)) == []
    assert list(retriever.retrieve("red", allowed=None, limit=0)) == []


def test_an_empty_catalog_has_no_candidates(build: Build) -> None:
    """Nothing is found where there is nothing."""
    assert list(build(EMPTY).retrieve("red wool scarf", allowed=None, limit=3)) == []
