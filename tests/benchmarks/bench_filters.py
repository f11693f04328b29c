"""Retrieval under filters at any selectivity: time and recall beside plain Chroma, bm25s and an exact scan.

`python -m tests.benchmarks.bench_filters [--products N] [--queries N] [--folder DIR]` prints one JSON object
a selectivity. Products are Home Depot titles; above their number, labeled variants of them ("… variant 7")
whose vectors are the original's with noise (cosine about 0.95). Prices are drawn by seed; the filter keeps
those up to a quantile. Embedding queries is left out of every time and stated apart. Recall is the share of
the exact scan's 100 best (by cosine) that a way finds among its own 100.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from pyarrow import parquet

from api.commands.common import messages
from api.progress import ingest_progress
from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.config import RankingConfig
from retrieval.dense import VectorDatabase, VectorIndex
from retrieval.dense_retriever import DenseRetriever
from retrieval.embedders import EMBEDDERS
from retrieval.embedding import load_embedder
from retrieval.exact import ExactRetriever
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalRetriever
from retrieval.protocols import ItemIndices, Vectors
from retrieval.types import Product
from tests.conftest import ROOT
from tests.weights_root import weights_root

if TYPE_CHECKING:
    from chromadb.api.types import Where

SELECTIVITIES = (1.0, 0.5, 0.1, 0.01, 0.001)
LIMIT = 100
_NOISE = 0.33
_SEED = 20_260_101

Found = Sequence[int]
Way = Callable[[str, ItemIndices | None], Found]


class Known:
    """An embedder that knows the vectors of all texts beforehand: what remains is retrieval's own time."""

    def __init__(self, name: str, vectors: Mapping[str, Vectors]) -> None:
        self.name, self._vectors = name, vectors
        self.dim = len(next(iter(vectors.values())))

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim]."""
        return self._vectors[text]

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]."""
        return np.stack([self._vectors[text] for text in texts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Products, their vectors and prices, and queries with theirs."""

    products: tuple[Product, ...]
    vectors: Vectors
    prices: NDArray[np.int64]
    queries: Mapping[str, Vectors]
    embedding_ms: float


def read_corpus(data: Path, folder: Path, *, products: int, queries: int) -> Corpus:
    """Titles and queries embedded once; the vectors of titles are kept in the folder."""
    embedder = load_embedder(EMBEDDERS["all-minilm-l6-v2"], root=weights_root())
    rows = parquet.read_table(data / "home_depot" / "products.parquet").to_pylist()
    titles = [str(row["title"]) for row in rows][:products]
    kept = folder / f"titles-{len(titles)}.npy"
    if not kept.is_file():
        np.save(kept, _embedded(embedder.embed_documents, titles))
    base = np.asarray(np.load(kept), dtype=np.float32)
    asked = sorted(
        {str(r["query"]) for r in parquet.read_table(data / "home_depot" / "judgments.parquet").to_pylist()}
    )
    rng = np.random.default_rng(_SEED)
    chosen = [asked[at] for at in rng.choice(len(asked), size=queries, replace=False)]
    started = time.perf_counter()
    known = {text: embedder.embed_query(text) for text in chosen}
    embedding_ms = (time.perf_counter() - started) * 1_000 / queries
    vectors = np.concatenate([base, *_variants(base, products - len(base), rng)])
    names = [
        *titles,
        *(f"{titles[at % len(titles)]} variant {at // len(titles)}" for at in range(len(titles), products)),
    ]
    made = tuple(
        Product(product_id=f"p{at:07}", title=name, currency="USD", price_minor=None)
        for at, name in enumerate(names)
    )
    prices = rng.lognormal(8.0, 1.0, size=products).astype(np.int64)
    return Corpus(products=made, vectors=vectors, prices=prices, queries=known, embedding_ms=embedding_ms)


def ways(corpus: Corpus, folder: Path) -> Mapping[str, Way]:
    """Ours, and what it is measured against."""
    config = RankingConfig()
    known = Known(EMBEDDERS["all-minilm-l6-v2"].name, corpus.queries)
    index, chroma = _index(corpus, folder)
    snapshot = CatalogSnapshot(shop=ShopSettings(name="bench"), catalog_version=1, products=corpus.products)
    dense = DenseRetriever(snapshot=snapshot, index=index)
    dense.vectors()
    lexical = LexicalRetriever(corpus.products, config=config.lexical)
    hybrid = HybridRetriever(lexical=lexical, dense=dense, lexical_weight=config.lexical_weight)
    exact = ExactRetriever(known, corpus.vectors)

    def of(retrieve: DenseRetriever | HybridRetriever | LexicalRetriever | ExactRetriever) -> Way:
        return lambda text, allowed: [
            found.item_idx for found in retrieve.retrieve(text, allowed=allowed, limit=LIMIT)
        ]

    return {
        "exact scan": of(exact),
        "plain chroma": chroma,
        "dense (ours)": of(dense),
        "plain bm25s": _bm25s(corpus),
        "words (ours)": of(lexical),
        "hybrid (ours)": of(hybrid),
    }


def measure(corpus: Corpus, found: Mapping[str, Way], share: float) -> dict[str, object]:
    """Milliseconds of every way at one selectivity, and recall of the dense ones against the exact scan."""
    allowed = None
    if share < 1.0:
        allowed = np.flatnonzero(corpus.prices <= np.quantile(corpus.prices, share)).astype(np.int64)
    spent: dict[str, list[float]] = {name: [] for name in found}
    recalls: dict[str, list[float]] = {}
    for text in corpus.queries:
        truth: frozenset[int] = frozenset()
        for name, way in found.items():
            started = time.perf_counter()
            rows = way(text, allowed)
            spent[name].append((time.perf_counter() - started) * 1_000)
            if name == "exact scan":
                truth = frozenset(rows)
            elif name in ("plain chroma", "dense (ours)"):
                recalls.setdefault(name, []).append(len(truth.intersection(rows)) / max(len(truth), 1))
    return {
        "products": len(corpus.products),
        "selectivity": share,
        "allowed": len(corpus.products) if allowed is None else len(allowed),
        "ways": {
            name: {
                "p50_ms": round(float(np.percentile(times, 50)), 2),
                "p95_ms": round(float(np.percentile(times, 95)), 2),
                **({"recall": round(float(np.mean(recalls[name])), 4)} if name in recalls else {}),
            }
            for name, times in spent.items()
        },
    }


def _index(corpus: Corpus, folder: Path) -> tuple[VectorIndex, Way]:
    """Our index over Chroma, filled, and a plain Chroma collection with prices as metadata."""
    import chromadb  # noqa: PLC0415 - the plain collection is measured as its documentation shows it

    texts = [document_text(product) for product in corpus.products]
    keys = [embedding_key(text) for text in texts]
    vectors = dict(zip(texts, corpus.vectors, strict=True)) | dict(corpus.queries)
    index = VectorIndex(
        database=VectorDatabase(folder / f"ours-{len(texts)}"),
        shop="bench",
        embedder=Known(EMBEDDERS["all-minilm-l6-v2"].name, vectors),
    )
    client = chromadb.PersistentClient(str(folder / f"plain-{len(texts)}"))
    plain = client.get_or_create_collection("plain", configuration={"hnsw": {"space": "cosine"}})
    with ingest_progress(messages()) as bars:
        missing = set(index.missing(keys))
        new = {key: text for key, text in zip(keys, texts, strict=True) if key in missing}
        index.add(list(new), list(new.values()), on_progress=lambda *step: bars.ingested("Ours", *step))
        for start in range(plain.count(), len(texts), 2_000):
            rows = range(start, min(start + 2_000, len(texts)))
            plain.add(
                ids=[str(row) for row in rows],
                embeddings=corpus.vectors[start : rows.stop],
                metadatas=[{"price": int(corpus.prices[row])} for row in rows],
            )
            bars.ingested("Plain Chroma", rows.stop, len(texts))

    def search(text: str, allowed: ItemIndices | None) -> Found:
        limit = None if allowed is None else int(corpus.prices[allowed].max())
        where = None if limit is None else cast("Where", {"price": {"$lte": limit}})
        got = plain.query(
            query_embeddings=corpus.queries[text][None, :],
            n_results=LIMIT,
            where=where,
            include=[],
        )
        return [int(found) for found in got["ids"][0]]

    return index, search


def _bm25s(corpus: Corpus) -> Way:
    """The library as it comes, its scores cut to the allowed products."""
    stemmer = Stemmer.Stemmer("english")
    titles = [product.title.lower() for product in corpus.products]
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(titles, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False
    )

    def search(text: str, allowed: ItemIndices | None) -> Found:
        (words,) = bm25s.tokenize(
            [text.lower()], stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        scores = np.asarray(index.get_scores(words)) if words else np.zeros(len(titles))
        if allowed is not None:
            cut = np.full(len(titles), -1.0)
            cut[allowed] = scores[allowed]
            scores = cut
        best = np.argpartition(-scores, LIMIT)[:LIMIT]
        return [int(row) for row in best[np.argsort(-scores[best])]]

    return search


def _embedded(embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
    pieces = []
    with ingest_progress(messages()) as bars:
        for start in range(0, len(texts), 1_024):
            pieces.append(embed(texts[start : start + 1_024]))
            bars.ingested("Titles embedded", min(start + 1_024, len(texts)), len(texts))
    return np.concatenate(pieces)


def _variants(base: Vectors, count: int, rng: np.random.Generator) -> list[Vectors]:
    made = []
    for start in range(0, max(count, 0), len(base)):
        rows = base[: min(len(base), count - start)]
        noisy = rows + rng.normal(0.0, _NOISE / np.sqrt(rows.shape[1]), size=rows.shape).astype(np.float32)
        made.append((noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32))
    return made


def main() -> None:
    """Print every selectivity as it is ready, then memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--products", type=int, default=54_667)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shopwright-filters")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(
        arguments.data, arguments.folder, products=arguments.products, queries=arguments.queries
    )
    _print({"embedding_a_query_ms": round(corpus.embedding_ms, 1), "queries": len(corpus.queries)})
    found = ways(corpus, arguments.folder)
    for share in SELECTIVITIES:
        _print(measure(corpus, found, share))
    _print({"peak_memory_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)})


def _print(figures: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
