"""What reduced vectors cost on Home Depot: agreement with the full ones, judged relevance, and size.

`python -m tests.benchmarks.bench_vectors [--queries N] [--folder DIR]` prints one JSON object a format.
Recall is the share of the 10 and 100 nearest by full float32 vectors that a format finds; nDCG@10 is that of
the format's order by itself over judged queries. "choosing" formats pick 2,000 products that full vectors
then put in order, as `retrieval.dense_retriever` does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.evaluation.judgments import Judgments
from retrieval.item_rows import best_places
from retrieval.metrics import ndcg_at_k
from retrieval.protocols import Vectors
from retrieval.short_vectors import principal_axes
from tests.benchmarks.home_depot import judged, query_vectors, title_vectors
from tests.conftest import ROOT

POOL = 2_000
LIMIT = 100

Scored = Callable[[Vectors], Vectors]


def formats(vectors: Vectors) -> Mapping[str, tuple[int, Scored]]:
    """Bytes a vector, and the scores of all products for a query's vector, by the format's name."""
    found: dict[str, tuple[int, Scored]] = {"float32": (4 * vectors.shape[1], lambda query: vectors @ query)}
    half = vectors.astype(np.float16).astype(np.float32)
    found["float16"] = (2 * vectors.shape[1], lambda query: half @ query)
    found["int8"] = (vectors.shape[1], _int8(vectors))
    for dim in (256, 128, 96, 64):
        axes = principal_axes(vectors, dim)
        short = vectors @ axes
        found[f"PCA {dim}"] = (4 * dim, _short(short, axes))
        found[f"PCA {dim}, int8"] = (dim, _short_int8(short, axes))
    return found


def measure(
    judgments: Judgments, queries: Mapping[str, Vectors], vectors: Vectors
) -> list[dict[str, object]]:
    """One line a format, then one for each as a choice of 2,000 that full vectors put in order."""
    ids = [product.product_id for product in judgments.products]
    truth = {text: _best(vectors @ query, LIMIT) for text, query in queries.items()}
    lines: list[dict[str, object]] = []
    for name, (size, scored) in formats(vectors).items():
        alone = {text: scored(query) for text, query in queries.items()}
        lines.append(
            _line(name, size, {text: _best(s, LIMIT) for text, s in alone.items()}, truth, judgments, ids)
        )
        chosen = {text: _reranked(alone[text], vectors, query) for text, query in queries.items()}
        lines.append(_line(f"{name}, choosing", size, chosen, truth, judgments, ids))
    return lines


def _line(
    name: str,
    size: int,
    found: Mapping[str, Sequence[int]],
    truth: Mapping[str, Sequence[int]],
    judgments: Judgments,
    ids: Sequence[str],
) -> dict[str, object]:
    ndcg = [
        value
        for text, rows in found.items()
        if (value := ndcg_at_k([ids[row] for row in rows], judgments.grades[text], 10)) is not None
    ]
    return {
        "format": name,
        "mb_per_million": size,
        **{
            f"recall_at_{at}": round(
                float(
                    np.mean(
                        [len(set(rows[:at]) & set(truth[text][:at])) / at for text, rows in found.items()]
                    )
                ),
                4,
            )
            for at in (10, LIMIT)
        },
        "ndcg_at_10": round(float(np.mean(ndcg)), 4),
    }


def _int8(vectors: Vectors) -> Scored:
    """Each coordinate in 255 steps of its own largest value, the query in full."""
    steps = np.abs(vectors).max(axis=0) / 127.0
    whole = np.round(vectors / steps).astype(np.int8).astype(np.float32)
    return lambda query: whole @ (query * steps)


def _short(short: Vectors, axes: Vectors) -> Scored:
    return lambda query: short @ (query @ axes)


def _short_int8(short: Vectors, axes: Vectors) -> Scored:
    scored = _int8(short)
    return lambda query: scored(query @ axes)


def _best(scores: Vectors, count: int) -> Sequence[int]:
    rows = best_places(scores, count)
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))[:count]]]


def _reranked(scores: Vectors, vectors: Vectors, query: Vectors) -> Sequence[int]:
    rows = best_places(scores, POOL)
    return [int(rows[at]) for at in _best(vectors[rows] @ query, LIMIT)]


def main() -> None:
    """Print a line for every format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "shopwright-filters")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    judgments = judged(arguments.data)
    texts = sorted(judgments.grades)
    known = query_vectors(arguments.folder, texts)
    chosen = np.random.default_rng(0).choice(
        len(texts), size=min(arguments.queries, len(texts)), replace=False
    )
    queries = {texts[at]: known[at] for at in chosen}
    for line in measure(judgments, queries, title_vectors(arguments.folder, judgments.products)):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
