"""A large catalog from a file to a first ranking: time, memory and disk of every stage.

`python -m tests.benchmarks.bench_ingest [--products N] [--folder DIR] [--embedder ID]` prints a JSON object.
Products are those of the load catalog; beyond their number, the same with "variant N" behind the title.
Without `--embedder` vectors are synthetic (a blend of two of 4,096 random ones, chosen by the text's hash)
and cost next to nothing, so that what is measured is reading, Chroma, SQLite and the indexes. What a real
embedder adds is its own rate, which `bench_embedding` measures. Memory is the peak of the process so far.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from api.commands.common import messages
from api.progress import ingest_progress
from retrieval.catalog.changes import CatalogChange, product_row
from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.config import RankingConfig
from retrieval.dense import VectorDatabase, VectorIndex
from retrieval.dense_retriever import DenseRetriever
from retrieval.embedders import EMBEDDERS
from retrieval.embedding import load_embedder
from retrieval.protocols import Embedder, Vectors
from retrieval.ranker import Ranker
from retrieval.types import Constraint, Op, Query
from tests.conftest import ROOT
from tests.weights_root import weights_root

_POOL = 4_096
_SHOP = "load"
_CHANGED = 1_000


class Synthetic:
    """Unit vectors by the hash of a text, at about 50,000 a second."""

    name, dim, kin_cosine = "synthetic@1", 384, 0.5

    def __init__(self) -> None:
        self._pool = np.random.default_rng(0).standard_normal((_POOL, self.dim)).astype(np.float32)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]."""
        hashes = np.array([zlib.crc32(text.encode()) for text in texts], dtype=np.int64)
        made = self._pool[hashes % _POOL] + 0.7 * self._pool[hashes // _POOL % _POOL]
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim]."""
        return np.asarray(self.embed_documents([text])[0], dtype=np.float32)


def write_source(data: Path, folder: Path, products: int) -> Path:
    """A Parquet file of so many products."""
    table = parquet.read_table(data / "load_catalog" / "catalog_214k.parquet")
    pieces, left, variant = [], products, 0
    while left > 0:
        piece = table.slice(0, left)
        if variant:
            for name, mark in (("id", f"-v{variant}"), ("title", f" variant {variant}")):
                texts = piece[name].cast(pa.string())
                column = compute.binary_join_element_wise(texts, mark, "")
                piece = piece.set_column(piece.column_names.index(name), name, column.cast(piece[name].type))
        pieces.append(piece)
        left, variant = left - len(piece), variant + 1
    path = folder / "source" / "products.parquet"
    path.parent.mkdir(exist_ok=True)
    parquet.write_table(pa.concat_tables(pieces), path)
    return path


class Stages:
    """Seconds and peak memory at the end of each stage, as they come."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self._begun: dict[str, float] = {}
        self._started = time.perf_counter()

    def progress(self, stage: str, _done: int, _total: int | None) -> None:
        """Take note of a stage of the ingest."""
        self._begun.setdefault(stage, time.perf_counter())

    def ingested(self) -> None:
        """Divide the time of the ingest by its stages, the last of which prunes too."""
        begun = [*self._begun.items(), ("", time.perf_counter())]
        for (stage, start), (_, end) in pairwise(begun):
            self.found[stage] = {"s": round(end - start, 1)}
        self.lap("ingest in all")

    def lap(self, stage: str) -> None:
        """End a stage that began where the last one ended."""
        now = time.perf_counter()
        peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
        self.found[stage] = {"s": round(now - self._started, 1), "peak_memory_gb": peak}
        self._started = now


def measure(source: Path, folder: Path, embedder: Embedder) -> dict[str, object]:
    """Ingest, open and rank."""
    store = CatalogStore(f"sqlite:///{folder / 'catalog.db'}")
    with VectorDatabase(folder / "vectors") as database, ingest_progress(messages()) as bars:
        index = VectorIndex(database=database, shop=_SHOP, embedder=embedder)
        stages = Stages()

        def on_progress(stage: str, done: int, total: int | None) -> None:
            stages.progress(stage, done, total)
            bars.ingested(stage, done, total)

        report = ingest(
            source,
            settings=ShopSettings(name=_SHOP),
            store=store,
            vectors=index,
            on_progress=on_progress,
        )
        stages.ingested()
        snapshot = store.load(_SHOP)
        stages.lap("catalog read")
        dense = DenseRetriever(snapshot=snapshot, index=index)
        dense.vectors()
        stages.lap("vectors copied")
        DenseRetriever(snapshot=snapshot, index=index).vectors()
        stages.lap("vectors mapped again")
        ranker = Ranker(
            snapshot=snapshot,
            dense=dense,
            config=RankingConfig(),
            now=lambda: datetime(2026, 6, 1, tzinfo=UTC),
        )
        stages.lap("ranker built")
        cheap = Constraint(facet="price", op=Op.LTE, value=50.0)
        ranker.rank(Query(text="red wool scarf", constraints=(cheap,)))
        stages.lap("first ranking")
        store.apply(_dearer(snapshot))
        stages.lap("prices of 1,000 products changed")
        again = store.load(_SHOP, snapshot)
        stages.lap("changed products read")
        if ranker.renewed(again) is None:
            raise RuntimeError("expected a ranker over the same index, got none")
        stages.lap("ranker renewed")
    return {
        "products": report.source.products,
        "embedder": embedder.name,
        "embedded": report.embedded,
        "products_per_s": round(report.source.products / stages.found["ingest in all"]["s"]),
        "stages": stages.found,
        "disk_gb": {name: _size_gb(folder / name) for name in ("source", "catalog.db", "vectors")},
        "load": round(os.getloadavg()[0], 1),
    }


def _dearer(snapshot: CatalogSnapshot) -> CatalogChange:
    chosen = snapshot.products[:: max(1, len(snapshot.products) // _CHANGED)][:_CHANGED]
    dearer = [replace(product, price_minor=(product.price_minor or 0) + 100) for product in chosen]
    rows = [product_row(each, embedding_key=embedding_key(document_text(each))) for each in dearer]
    return CatalogChange(settings=snapshot.shop, products=rows, upsert=True)


def _size_gb(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return round(sum(each.stat().st_size for each in files) / 1e9, 2)


def main() -> None:
    """Print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--embedder", choices=sorted(EMBEDDERS))
    parser.add_argument("--folder", type=Path, help="where to work; a temporary one without it")
    arguments = parser.parse_args()
    embedder: Embedder = Synthetic()
    if arguments.embedder:
        embedder = load_embedder(EMBEDDERS[arguments.embedder], root=weights_root())
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        source = write_source(arguments.data, Path(folder), arguments.products)
        sys.stdout.write(json.dumps(measure(source, Path(folder), embedder)) + "\n")


if __name__ == "__main__":
    main()
