"""What each half of retrieval and their fusion are worth, and how long ranking takes, on the real data.

`python -m tests.benchmarks.bench_retrieval [--products N] [--queries N]` prints one JSON object a
measurement. Relevance is nDCG@10 on human judgments, by halves: settings were chosen on the development
half (SHA-256 of the query even), the other half reports. Products are the judged ones of the chosen queries,
then others up to N. `bm25s` is that library with its defaults on title and description, the reference.
Vectors are kept under the system's temporary folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from pyarrow import parquet

from retrieval.catalog.documents import document_text
from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.config import RankingConfig
from retrieval.embedders import EMBEDDERS
from retrieval.embedding import load_embedder
from retrieval.fusion import fuse
from retrieval.lexical import LexicalRetriever
from retrieval.metrics import ndcg_at_k
from retrieval.protocols import Embedder, ItemIndices, Vectors
from retrieval.ranker import Ranker
from retrieval.types import Candidate, Constraint, Op, Product, Query
from tests.conftest import ROOT
from tests.weights_root import weights_root

Scores = NDArray[np.float32]
Score = Callable[[str], Scores]

WISHES = (
    *("striped sweaters", "gold hoop earrings", "floral midi dress", "black leather belt", "denim jacket"),
    *("wide leg pants", "laptop bag", "beach cover up", "wedding ring", "cozy cardigan", "gaming laptop"),
    *("crossbody bag", "sandals", "lounge set", "baseball cap", "blue", "gift for my sister", "jeans"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Products sorted by id, and the grades of each query."""

    name: str
    products: tuple[Product, ...]
    grades: Mapping[str, Mapping[str, float]]


class Exact:
    """Dense retrieval over vectors in memory: what remains when the index's own time is left out."""

    def __init__(self, embedder: Embedder, vectors: Vectors) -> None:
        self._embedder = embedder
        self._vectors = vectors

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first, ties by item_idx."""
        rows = np.arange(len(self._vectors), dtype=np.int64) if allowed is None else allowed
        scores = self.scores(text, rows)
        order = np.lexsort((rows, -scores))[:limit]
        return [Candidate(item_idx=int(rows[at]), score=float(scores[at])) for at in order]

    def scores(self, text: str, item_idx: ItemIndices) -> Scores:
        """Cosines, float32 [n]."""
        return np.asarray(self._vectors[item_idx] @ self._embedder.embed_query(text), dtype=np.float32)

    def vectors(self) -> Vectors:
        """float32 [n_products, dim]."""
        return self._vectors


def read_collection(folder: Path, *, queries: int, products: int) -> Collection:
    """The first `queries` by hash, with every product judged for them and others up to `products`."""
    grades: dict[str, dict[str, float]] = {}
    for row in parquet.read_table(folder / "judgments.parquet").to_pylist():
        grades.setdefault(row["query"], {})[str(row["product_id"])] = float(row["relevance"])
    chosen = sorted(grades, key=_digest)[:queries]
    judged = {product_id for query in chosen for product_id in grades[query]}
    rows = parquet.read_table(folder / "products.parquet").to_pylist()
    rows.sort(key=lambda row: (str(row["product_id"]) not in judged, _digest(str(row["product_id"]))))
    kept = sorted(rows[: max(products, len(judged))], key=lambda row: str(row["product_id"]))
    return Collection(
        name=folder.name,
        products=tuple(_product(row) for row in kept),
        grades={query: grades[query] for query in chosen},
    )


def embed(products: Sequence[Product], embedder: Embedder) -> Vectors:
    """Vectors of the products' documents, from the temporary folder where they were made before."""
    texts = [document_text(product) for product in products]
    key = hashlib.sha256("\n".join([embedder.name, *texts]).encode()).hexdigest()[:24]
    path = Path(tempfile.gettempdir()) / f"shopwright-bench-{key}.npy"
    if not path.is_file():
        np.save(path, embedder.embed_documents(texts))
    return np.asarray(np.load(path), dtype=np.float32)


def reference(products: Sequence[Product]) -> Score:
    """Plain bm25s with English stop words and the Snowball stemmer, the defaults otherwise."""
    stemmer = Stemmer.Stemmer("english")
    texts = [f"{product.title} {product.description}".lower() for product in products]
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False
    )

    def score(query: str) -> Scores:
        (words,) = bm25s.tokenize(
            [query.lower()], stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        found = index.get_scores(words) if words else np.zeros(len(texts))
        return np.asarray(found, dtype=np.float32)

    return score


def ablation(collection: Collection, embedder: Embedder | None) -> Iterable[dict[str, object]]:
    """nDCG@10 of each way to score, for the development half and for the reporting one."""
    rows = np.arange(len(collection.products), dtype=np.int64)
    config = RankingConfig()
    lexical = LexicalRetriever(collection.products, config=config.lexical)
    ways: dict[str, Score] = {
        "bm25s": reference(collection.products),
        "lexical": lambda query: lexical.scores(query, rows),
    }
    if embedder is not None:
        dense = Exact(embedder, embed(collection.products, embedder))
        ways["dense"] = lambda query: dense.scores(query, rows)
        ways["fused"] = lambda query: fuse(
            lexical.scores(query, rows), dense.scores(query, rows), lexical_weight=config.lexical_weight
        )
    for way, score in ways.items():
        halves = {
            "development": _mean(collection, score, even=True),
            "report": _mean(collection, score, even=False),
        }
        yield {
            "collection": collection.name,
            "products": len(rows),
            "queries": len(collection.grades),
            "way": way,
            **{f"ndcg_at_10_{half}": round(value, 4) for half, value in halves.items()},
        }


def latency(snapshot: CatalogSnapshot, embedder: Embedder | None, *, repeats: int) -> dict[str, object]:
    """Milliseconds of `Ranker.rank` (the query's embedding included) and of its slowest stages."""
    dense = Exact(embedder, embed(snapshot.products, embedder)) if embedder else None
    started = time.perf_counter()
    ranker = Ranker(
        snapshot=snapshot, dense=dense, config=RankingConfig(), now=lambda: datetime(2026, 6, 1, tzinfo=UTC)
    )
    built_s = time.perf_counter() - started
    limit = Constraint(facet="price", op=Op.LTE, value=80.0)
    without = Constraint(facet="material", op=Op.NE, value="leather")
    spent: list[float] = []
    stages: dict[str, list[float]] = {}
    for round_ in range(repeats + 1):
        for wish in WISHES:
            # A text of its own each time: an embedder that remembers queries must not look fast.
            query = Query(text=f"{wish} {'nice ' * round_}".strip(), constraints=(limit, without))
            started = time.perf_counter()
            ranking = ranker.rank(query)
            if round_:
                spent.append((time.perf_counter() - started) * 1_000)
                for stage, value in ranking.stage_ms.items():
                    stages.setdefault(stage, []).append(value)
    p50, p95 = np.percentile(spent, [50, 95])
    return {
        "ranking": "dense and lexical" if dense else "lexical alone",
        "products": len(snapshot.products),
        "build_s": round(built_s, 2),
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "stages_p95_ms": {
            name: round(float(np.percentile(values, 95)), 1) for name, values in stages.items()
        },
    }


def fashion_shop(data: Path, folder: Path) -> CatalogSnapshot:
    """The real fashion catalog of 2,766 products."""
    store = CatalogStore(f"sqlite:///{folder / 'catalog.db'}")
    ingest(data / "livostyle", settings=ShopSettings(name="livostyle"), store=store, vectors=None)
    return store.load("livostyle")


def _mean(collection: Collection, score: Score, *, even: bool) -> float:
    ids = [product.product_id for product in collection.products]
    rows = np.arange(len(ids))
    found = []
    for query, grades in collection.grades.items():
        if (int(_digest(query), 16) % 2 == 0) is even:
            order = np.lexsort((rows, -score(query)))[:10]
            found.append(ndcg_at_k([ids[at] for at in order], grades, 10))
    return float(np.mean([value for value in found if value is not None]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _product(row: Mapping[str, str | None]) -> Product:
    return Product(
        product_id=str(row["product_id"]),
        title=str(row["title"]),
        description=row.get("description") or "",
        currency="USD",
        price_minor=None,
    )


def main() -> None:
    """Print every measurement as it is ready; without weights those of words alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--lexical-only", action="store_true")
    arguments = parser.parse_args()
    embedder = None
    if not arguments.lexical_only:
        embedder = load_embedder(EMBEDDERS["all-minilm-l6-v2"], root=weights_root())
    for name in ("crowdflower", "home_depot"):
        collection = read_collection(
            arguments.data / name, queries=arguments.queries, products=arguments.products
        )
        for figures in ablation(collection, embedder):
            _print(figures)
    with tempfile.TemporaryDirectory() as folder:
        shop = fashion_shop(arguments.data, Path(folder))
        _print(latency(shop, embedder, repeats=arguments.repeats))


def _print(figures: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
