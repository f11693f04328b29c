"""Retrieval under filters at any selectivity: time and recall beside Chroma, bm25s and an exact scan.

`python -m tests.benchmarks.bench_filters [--products N …] [--queries N] [--chroma-up-to N] [--folder DIR]`
prints one JSON object for each number of products and selectivity. Products are Home Depot titles; above
their number, variants of them (`home_depot.corpus` says how they are made). The filter keeps prices up to a
quantile; finding out which those are is in none of our times, and in plain Chroma's. Embedding queries is
left out of every time and stated apart. The exact scan and bm25s score every product and keep the allowed.
Recall is the share of the exact scan's best 10 and 100 that a way finds among its own. `thread_p95_ms` is
the time that the calling thread ran, which, unlike the clock, hardly grows with what others do on the same
cores (with more than one BLAS thread it is short of what those did). Chroma's index of a million takes
hours: beyond `--chroma-up-to` it is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from api.commands.common import messages
from api.progress import ingest_progress
from assistant.evaluation.plain_bm25 import PlainBm25
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.config import RankingConfig
from retrieval.dense_retriever import DenseRetriever
from retrieval.hybrid import HybridRetriever
from retrieval.item_rows import top
from retrieval.lexical import LexicalRetriever
from retrieval.protocols import ItemIndices, Retriever, Vectors
from tests.benchmarks.home_depot import Corpus, Known, corpus, judged, query_embedding_ms
from tests.conftest import ROOT

if TYPE_CHECKING:
    from chromadb.api.types import Where

SELECTIVITIES = (1.0, 0.5, 0.1, 0.01, 0.001)
LIMIT = 100
_CHROMA_BATCH = 2_000

Way = Callable[[str, ItemIndices | None], Sequence[int]]


class Held:
    """The vectors of a corpus, as a database would hand them out."""

    def __init__(self, made: Corpus) -> None:
        self.embedder = Known(made.queries)
        self._vectors = made.vectors

    def vectors(self, keys: Sequence[str]) -> Vectors:
        """float32 [n, dim]."""
        return self._vectors[: len(keys)]

    def refresh(self) -> None:
        """Do nothing: nobody else writes here."""


def ways(made: Corpus, folder: Path, *, chroma_up_to: int) -> Mapping[str, Way]:
    """Ours, and what it is measured against."""
    config = RankingConfig()
    started = time.perf_counter()
    snapshot = CatalogSnapshot(shop=ShopSettings(name="bench"), catalog_version=1, products=made.products)
    dense = DenseRetriever(snapshot=snapshot, index=Held(made))
    dense.retrieve(next(iter(made.queries)), allowed=None, limit=LIMIT)
    dense_s = time.perf_counter() - started
    before = _peak_gb()
    started = time.perf_counter()
    lexical = LexicalRetriever(made.products, config=config.lexical)
    _print(
        {
            "products": len(made.products),
            "dense_start_s": round(dense_s, 1),
            "lexical_start_s": round(time.perf_counter() - started, 1),
            "peak_memory_gb": {"before_lexical": before, "with_lexical": _peak_gb()},
        }
    )
    hybrid = HybridRetriever(lexical=lexical, dense=dense, lexical_weight=config.lexical_weight)
    bm25 = PlainBm25([product.title for product in made.products])
    found: dict[str, Way] = {
        "exact scan": lambda text, allowed: _cut(made.vectors @ made.queries[text], allowed),
        "dense (ours)": _way(dense),
        "plain bm25s": lambda text, allowed: _cut(bm25.scores(text), allowed),
        "words (ours)": _way(lexical),
        "hybrid (ours)": _way(hybrid),
    }
    return found | ({"plain chroma": _chroma(made, folder)} if len(made.products) <= chroma_up_to else {})


def measure(made: Corpus, found: Mapping[str, Way], share: float) -> dict[str, object]:
    """Milliseconds of every way at one selectivity, and recall of the dense ones against the exact scan."""
    allowed = None
    if share < 1.0:
        allowed = np.flatnonzero(made.prices <= np.quantile(made.prices, share)).astype(np.int64)
    spent: dict[str, list[float]] = {name: [] for name in found}
    ran: dict[str, list[float]] = {name: [] for name in found}
    recalls: dict[str, list[tuple[float, float]]] = {}
    for text in made.queries:
        truth: Sequence[int] = ()
        for name, way in found.items():
            started, begun = time.perf_counter(), time.thread_time()
            rows = way(text, allowed)
            ran[name].append((time.thread_time() - begun) * 1_000)
            spent[name].append((time.perf_counter() - started) * 1_000)
            if name == "exact scan":
                truth = rows
            elif name in ("plain chroma", "dense (ours)"):
                recalls.setdefault(name, []).append((_recall(rows, truth, 10), _recall(rows, truth, LIMIT)))
    p95 = {name: float(np.percentile(times, 95)) for name, times in spent.items()}
    return {
        "products": len(made.products),
        "selectivity": share,
        "allowed": len(made.products) if allowed is None else len(allowed),
        "ways": {
            name: {
                "p50_ms": round(float(np.percentile(times, 50)), 2),
                "p95_ms": round(p95[name], 2),
                "thread_p95_ms": round(float(np.percentile(ran[name], 95)), 2),
                **_means(recalls.get(name, ())),
            }
            for name, times in spent.items()
        },
        "hybrid_of_bm25s_and_exact": round(
            p95["hybrid (ours)"] / (p95["plain bm25s"] + p95["exact scan"]), 3
        ),
        "load": round(os.getloadavg()[0], 1),
    }


def crossing(made: Corpus) -> dict[str, object]:
    """Median milliseconds of scoring every allowed product, and of choosing by short vectors first."""
    snapshot = CatalogSnapshot(shop=ShopSettings(name="bench"), catalog_version=1, products=made.products)
    exactly = DenseRetriever(snapshot=snapshot, index=Held(made), exact_rows=len(made.products))
    choosing = DenseRetriever(snapshot=snapshot, index=Held(made), exact_rows=0)
    rng = np.random.default_rng(0)
    found: dict[str, object] = {}
    for size in (2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000):
        if size <= len(made.products):
            rows = np.sort(rng.choice(len(made.products), size=size, replace=False))
            both = {"exact_ms": _median(_way(exactly), made, rows)}
            found[str(size)] = both | {"short_ms": _median(_way(choosing), made, rows)}
    return {"products": len(made.products), "allowed": found}


def _way(retriever: Retriever) -> Way:
    return lambda text, allowed: [
        found.item_idx for found in retriever.retrieve(text, allowed=allowed, limit=LIMIT)
    ]


def _cut(scores: NDArray[np.float32], allowed: ItemIndices | None) -> Sequence[int]:
    """The best of the allowed by the scores of all."""
    rows = np.arange(len(scores)) if allowed is None else allowed
    return [found.item_idx for found in top(rows, scores[rows], LIMIT)]


def _chroma(made: Corpus, folder: Path) -> Way:
    """A collection with prices as metadata, as Chroma's documentation shows it."""
    import chromadb  # noqa: PLC0415 - slow import

    size = len(made.products)
    client = chromadb.PersistentClient(str(folder / f"plain-{size}"))
    plain = client.get_or_create_collection("plain", configuration={"hnsw": {"space": "cosine"}})
    started, first = time.perf_counter(), plain.count()
    with ingest_progress(messages()) as bars:
        for start in range(first, size, _CHROMA_BATCH):
            rows = range(start, min(start + _CHROMA_BATCH, size))
            plain.add(
                ids=[str(row) for row in rows],
                embeddings=made.vectors[start : rows.stop],
                metadatas=[{"price": int(made.prices[row])} for row in rows],
            )
            bars.ingested("Plain Chroma", rows.stop, size)
    if first < size:
        rate = (size - first) / (time.perf_counter() - started)
        _print({"plain_chroma_added": size - first, "vectors_per_s": round(rate)})

    def search(text: str, allowed: ItemIndices | None) -> Sequence[int]:
        limit = None if allowed is None else int(made.prices[allowed].max())
        where = None if limit is None else cast("Where", {"price": {"$lte": limit}})
        got = plain.query(
            query_embeddings=made.queries[text][None, :], n_results=LIMIT, where=where, include=[]
        )
        return [int(found) for found in got["ids"][0]]

    return search


def _recall(rows: Sequence[int], truth: Sequence[int], at: int) -> float:
    wanted = set(truth[:at])
    return len(wanted.intersection(rows[:at])) / max(len(wanted), 1)


def _means(recalls: Sequence[tuple[float, float]]) -> dict[str, float]:
    if not recalls:
        return {}
    at_10, at_100 = np.mean(recalls, axis=0)
    return {"recall_at_10": round(float(at_10), 4), "recall_at_100": round(float(at_100), 4)}


def _median(way: Way, made: Corpus, rows: ItemIndices) -> float:
    spent = []
    for text in list(made.queries)[:20]:
        started = time.perf_counter()
        way(text, rows)
        spent.append((time.perf_counter() - started) * 1_000)
    return round(float(np.median(spent)), 2)


def _peak_gb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)


def main() -> None:
    """Print every size and selectivity as it is ready."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--products", type=int, nargs="+", default=[54_667])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--chroma-up-to", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shopwright-filters")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    judgments = judged(arguments.data)
    asked = sorted(judgments.grades)[:50]
    _print({"embedding_a_query_ms": round(query_embedding_ms(asked), 1)})
    for size in arguments.products:
        made = corpus(judgments, arguments.folder, products=size, queries=arguments.queries)
        found = ways(made, arguments.folder, chroma_up_to=arguments.chroma_up_to)
        for share in SELECTIVITIES:
            _print(measure(made, found, share))
        _print(crossing(made))


def _print(figures: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
