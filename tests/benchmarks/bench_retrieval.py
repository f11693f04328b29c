"""How long ranking takes on a real catalog, stage by stage.

`python -m tests.benchmarks.bench_retrieval [--repeats N] [--lexical-only]` prints one JSON object. What
search is worth is measured by `shopwright evaluate retrieval`. Vectors are kept under the system's
temporary folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from retrieval.catalog.documents import document_text
from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.config import RankingConfig
from retrieval.embedders import EMBEDDERS
from retrieval.embedding import load_embedder
from retrieval.exact import ExactRetriever
from retrieval.protocols import Embedder, Vectors
from retrieval.ranker import Ranker
from retrieval.types import Constraint, Op, Product, Query
from tests.conftest import ROOT
from tests.weights_root import weights_root

WISHES = (
    *("striped sweaters", "gold hoop earrings", "floral midi dress", "black leather belt", "denim jacket"),
    *("wide leg pants", "laptop bag", "beach cover up", "wedding ring", "cozy cardigan", "gaming laptop"),
    *("crossbody bag", "sandals", "lounge set", "baseball cap", "blue", "gift for my sister", "jeans"),
)


def embed(products: Sequence[Product], embedder: Embedder) -> Vectors:
    """Vectors of the products' documents, from the temporary folder where they were made before."""
    texts = [document_text(product) for product in products]
    key = hashlib.sha256("\n".join([embedder.name, *texts]).encode()).hexdigest()[:24]
    path = Path(tempfile.gettempdir()) / f"shopwright-bench-{key}.npy"
    if not path.is_file():
        np.save(path, embedder.embed_documents(texts))
    return np.asarray(np.load(path), dtype=np.float32)


def latency(snapshot: CatalogSnapshot, embedder: Embedder | None, *, repeats: int) -> dict[str, object]:
    """Milliseconds of `Ranker.rank` (the query's embedding included) and of its slowest stages."""
    dense = ExactRetriever(embedder, embed(snapshot.products, embedder)) if embedder else None
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


def main() -> None:
    """Print the measurement; without weights that of words alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--lexical-only", action="store_true")
    arguments = parser.parse_args()
    embedder = None
    if not arguments.lexical_only:
        embedder = load_embedder(EMBEDDERS["all-minilm-l6-v2"], root=weights_root())
    with tempfile.TemporaryDirectory() as folder:
        shop = fashion_shop(arguments.data, Path(folder))
        _print(latency(shop, embedder, repeats=arguments.repeats))


def _print(figures: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
