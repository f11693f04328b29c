"""Bulk embedding beside `SentenceTransformer.encode` with its defaults, in one run on the same texts.

`python -m tests.benchmarks.bench_embedding [--texts N] [--embedder ID] [--rounds N]` prints one JSON object.
Texts are documents of real products (Crowdflower's). Both read the same number of tokens of a text, with
float32 weights; rounds alternate, and the best of each counts. `cosine` is that of both vectors of a text.
`flops_of_matrix_rate` is the model's arithmetic (two operations a weight and token, and attention) per second
over what a large matrix product reaches on the same device in the same format.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pyarrow import parquet
from sentence_transformers import SentenceTransformer
from torch import bfloat16, float32, nn, randn

from retrieval.catalog.documents import document_text
from retrieval.embedders import EMBEDDERS, EmbedderSpec
from retrieval.embedding import load_embedder
from retrieval.encoder import multiplies_bfloat16
from retrieval.token_batches import token_batches
from retrieval.types import Product
from retrieval.weights import locate
from tests.conftest import ROOT
from tests.weights_root import weights_root

_DEFAULT_BATCH = 32


def documents(data: Path, count: int) -> list[str]:
    """Texts as they are embedded, of products drawn by seed."""
    rows = parquet.read_table(data / "crowdflower" / "products.parquet").to_pylist()
    chosen = np.random.default_rng(0).choice(len(rows), size=min(count, len(rows)), replace=False)
    return [
        document_text(
            Product(
                product_id=str(at),
                title=str(rows[at]["title"]),
                description=str(rows[at]["description"] or ""),
                currency="USD",
                price_minor=None,
            )
        )
        for at in chosen
    ]


def measure(spec: EmbedderSpec, texts: Sequence[str], *, rounds: int) -> dict[str, object]:
    """Rates of both, how much they agree, and what of the work is padding."""
    ours = load_embedder(spec, root=weights_root())
    folder = locate(spec.weights, root=weights_root())
    device = ours.warm().split(", ")[0]
    library = SentenceTransformer(
        str(folder), device=device, local_files_only=True, model_kwargs={"dtype": float32}
    )
    library.max_seq_length = spec.max_tokens
    library.encode_document(list(texts[:_DEFAULT_BATCH]))
    ours.embed_documents(texts[:_DEFAULT_BATCH])
    spent: dict[str, list[float]] = {"ours": [], "library": []}
    for _ in range(rounds):
        started = time.perf_counter()
        theirs = library.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        spent["library"].append(time.perf_counter() - started)
        started = time.perf_counter()
        vectors = ours.embed_documents(texts)
        spent["ours"].append(time.perf_counter() - started)
    agreement = np.sum(vectors * theirs, axis=1)
    lengths = [
        len(ids)
        for ids in library.tokenizer(list(texts), truncation=True, max_length=spec.max_tokens)["input_ids"]
    ]
    flops = _flops(library, lengths) / min(spent["ours"])
    return {
        "embedder": ours.name,
        "device": ours.warm(),
        "bfloat16": multiplies_bfloat16(library.device.type),
        "texts": len(texts),
        "mean_tokens": round(float(np.mean(lengths)), 1),
        "texts_per_s": {name: round(len(texts) / min(times), 1) for name, times in spent.items()},
        "ratio": round(min(spent["library"]) / min(spent["ours"]), 2),
        "cosine": {"least": round(float(agreement.min()), 6), "mean": round(float(agreement.mean()), 6)},
        "padding_share": _padding(texts, lengths, spec),
        "gflops": round(flops / 1e9, 1),
        "flops_of_matrix_rate": round(flops / _matrix_rate(library), 3),
        "load": round(os.getloadavg()[0], 1),
    }


def padding_share(lengths: Sequence[int], batches: Sequence[Sequence[int] | NDArray[np.int64]]) -> float:
    """Share, 0..1, of all computed tokens that are padding."""
    computed = sum(len(rows) * max(lengths[row] for row in rows) for rows in batches)
    return 1.0 - sum(lengths) / computed if computed else 0.0


def _padding(texts: Sequence[str], lengths: Sequence[int], spec: EmbedderSpec) -> dict[str, float]:
    by_characters = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
    starts = range(0, len(texts), _DEFAULT_BATCH)
    default = [by_characters[start : start + _DEFAULT_BATCH] for start in starts]
    return {
        "ours": round(padding_share(lengths, token_batches(lengths, budget=spec.batch_tokens)), 4),
        "library": round(padding_share(lengths, default), 4),
    }


def _flops(model: SentenceTransformer, lengths: Sequence[int]) -> float:
    layers = [each for each in model.modules() if isinstance(each, nn.Linear)]
    weights = sum(layer.weight.numel() for layer in layers)
    config = cast("Any", model[0]).model.config
    tokens = np.array(lengths, dtype=np.float64)
    attention = 4.0 * config.num_hidden_layers * config.hidden_size * float(np.sum(tokens**2))
    return float(2.0 * weights * float(tokens.sum()) + attention)


def _matrix_rate(model: SentenceTransformer) -> float:
    """Operations a second of a square matrix product in the format that documents are computed in."""
    size = 2_048 if model.device.type == "cpu" else 8_192
    kind = bfloat16 if multiplies_bfloat16(model.device.type) else float32
    left, right = (randn(size, size, device=model.device).to(kind) for _ in range(2))
    spent = []
    for _ in range(6):
        started = time.perf_counter()
        float((left @ right)[0, 0])
        spent.append(time.perf_counter() - started)
    return 2.0 * size**3 / min(spent)


def main() -> None:
    """Print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--texts", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--embedder", choices=sorted(EMBEDDERS), default="all-minilm-l6-v2")
    arguments = parser.parse_args()
    texts = documents(arguments.data, arguments.texts)
    measured = measure(EMBEDDERS[arguments.embedder], texts, rounds=arguments.rounds)
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
