"""Home Depot's titles and queries with their vectors, and larger catalogs made of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.commands.common import messages
from api.progress import ingest_progress
from assistant.evaluation.judgments import Judgments, read_judgments
from retrieval.catalog.documents import document_text
from retrieval.embedders import EMBEDDERS
from retrieval.embedding import SentenceEmbedder, load_embedder
from retrieval.protocols import Vectors
from retrieval.types import Product
from tests.weights_root import weights_root

SPEC = EMBEDDERS["all-minilm-l6-v2"]
_SEED = 20_260_101
_BLEND = 0.35
_NOISE = 0.15
_BLOCK = 20_000


class Known:
    """An embedder that knows the vectors of all texts beforehand: what remains is the others' own time."""

    def __init__(self, vectors: Mapping[str, Vectors], *, name: str = SPEC.name, dim: int = SPEC.dim) -> None:
        self.name, self.dim, self.kin_cosine, self._vectors = name, dim, SPEC.kin_cosine, vectors

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim]."""
        return self._vectors[text]

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim]."""
        return np.stack([self._vectors[text] for text in texts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Products, their vectors (float32 [n, dim]) and prices in cents, and queries with their vectors."""

    products: tuple[Product, ...]
    vectors: Vectors
    prices: NDArray[np.int64]
    queries: Mapping[str, Vectors]


def judged(data: Path) -> Judgments:
    """Every product and grade."""
    folder = data / "home_depot"
    return read_judgments(folder / "products.parquet", folder / "judgments.parquet", relevant_from=2.0)


def embedder() -> SentenceEmbedder:
    """The one that English catalogs get."""
    return load_embedder(SPEC, root=weights_root())


def title_vectors(folder: Path, products: Sequence[Product]) -> Vectors:
    """float32 [n, dim] of the products' documents, computed once for a folder."""
    texts = [document_text(product) for product in products]

    def embed(start: int) -> Vectors:
        return embedder_.embed_documents(texts[start : start + 1_024])

    kept = folder / f"titles-{len(texts)}.npy"
    if not kept.is_file():
        embedder_ = embedder()
        np.save(kept, _collected("Titles embedded", embed, len(texts), 1_024))
    return np.asarray(np.load(kept), dtype=np.float32)


def query_vectors(folder: Path, queries: Sequence[str]) -> Vectors:
    """float32 [n, dim] of queries, computed once for a folder."""

    def embed(start: int) -> Vectors:
        return np.stack([embedder_.embed_query(text) for text in queries[start : start + 50]])

    kept = folder / f"queries-{len(queries)}.npy"
    if not kept.is_file():
        embedder_ = embedder()
        np.save(kept, _collected("Queries embedded", embed, len(queries), 50))
    return np.asarray(np.load(kept), dtype=np.float32)


def query_embedding_ms(queries: Sequence[str]) -> float:
    """Mean time to embed one new query."""
    loaded = embedder()
    loaded.warm()
    started = time.perf_counter()
    for text in queries:
        loaded.embed_query(text)
    return (time.perf_counter() - started) * 1_000 / len(queries)


def corpus(judgments: Judgments, folder: Path, *, products: int, queries: int) -> Corpus:
    """The first so many titles; beyond their number, variants of them.

    The vector of a variant lies up to 35 % of the way between those of two titles, with noise of length .15;
    its title is the first one's with "variant N" behind it. Prices are log-normal around 30 dollars.
    """
    texts = sorted(judgments.grades)
    chosen = _random(0).choice(len(texts), size=min(queries, len(texts)), replace=False)
    known = query_vectors(folder, texts)
    base = title_vectors(folder, judgments.products)
    vectors = np.empty((products, base.shape[1]), dtype=np.float32)
    vectors[: len(base)] = base[:products]
    sources = np.arange(products) % len(base)
    rng = _random(1)
    for start in range(len(base), products, _BLOCK):
        rows = sources[start : start + _BLOCK]
        vectors[start : start + len(rows)] = _variants(base, rows, rng)
    return Corpus(
        products=tuple(
            _product(at, judgments.products[source].title, at // len(base))
            for at, source in enumerate(sources)
        ),
        vectors=vectors,
        prices=_random(2).lognormal(8.0, 1.0, size=products).astype(np.int64),
        queries={texts[at]: known[at] for at in chosen},
    )


def _random(what: int) -> np.random.Generator:
    """Numbers for one purpose, which don't depend on how many another one takes."""
    return np.random.default_rng([_SEED, what])


def _variants(base: Vectors, rows: NDArray[np.int64], rng: np.random.Generator) -> Vectors:
    others = base[rng.integers(0, len(base), size=len(rows))]
    share = rng.uniform(0.0, _BLEND, size=(len(rows), 1)).astype(np.float32)
    noise = rng.normal(0.0, _NOISE / np.sqrt(base.shape[1]), size=others.shape).astype(np.float32)
    made = (1 - share) * base[rows] + share * others + noise
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def _product(at: int, title: str, variant: int) -> Product:
    name = f"{title} variant {variant}" if variant else title
    return Product(product_id=f"p{at:07}", title=name, currency="USD", price_minor=None)


def _collected(what: str, piece: Callable[[int], Vectors], total: int, step: int) -> Vectors:
    pieces = []
    with ingest_progress(messages()) as bars:
        for start in range(0, total, step):
            pieces.append(piece(start))
            bars.ingested(what, min(start + step, total), total)
    return np.concatenate(pieces)
