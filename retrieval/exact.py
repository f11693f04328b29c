"""Every vector compared: what an approximate index is measured against, and faster where few are left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.fusion import Scale
from retrieval.item_rows import ascending, top
from retrieval.protocols import Embedder, ItemIndices, Vectors
from retrieval.types import Candidate

SCORE_DECIMALS = 6
"""Scores are rounded so that equal vectors tie exactly, whatever the order of summation."""
_FEW = 10
"""A matrix this many times as long as the rows asked for is read by rows instead of whole."""


class ExactRetriever:
    """Cosines of a text with product vectors in memory. Thread-safe as its embedder is."""

    def __init__(self, embedder: Embedder, vectors: Vectors) -> None:
        """Take unit vectors, float32 [n_products, dim], row = item_idx."""
        self._embedder = embedder
        self._vectors = vectors
        self._mean: Vectors | None = None

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first, ties by item_idx. Raises EmbedderError."""
        rows = np.arange(len(self._vectors), dtype=np.int64) if allowed is None else ascending(allowed)
        if limit <= 0 or not rows.size:
            return []
        return top(rows, self.scores(text, rows), limit)

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: cosine of the text with each of the given products. Raises EmbedderError."""
        return cosines(self._vectors, self._embedder.embed_query(text), item_idx)

    def kin(self, text: str, item_idx: ItemIndices) -> ItemIndices:
        """Those of the given products that are likely of the kind that the text describes, in their order."""
        return item_idx[self.scores(text, item_idx) >= self._embedder.kin_cosine]

    def scale(self, text: str) -> Scale:
        """A blind pick has the mean cosine of all products. Raises EmbedderError."""
        return Scale(blind=float(self.mean() @ self._embedder.embed_query(text)))

    def embed(self, text: str) -> Vectors:
        """float32 [dim], unit norm: a text as if it were a product; in no cache. Raises EmbedderError."""
        return np.asarray(self._embedder.embed_documents([text])[0], dtype=np.float32)

    def vectors(self) -> Vectors:
        """float32 [n_products, dim], row = item_idx."""
        return self._vectors

    def mean(self) -> Vectors:
        """float32 [dim]: its product with a vector is the mean of that one's cosines; 0 for no products."""
        if self._mean is None:
            total = self._vectors.sum(axis=0)
            self._mean = np.asarray(total / max(len(self._vectors), 1), dtype=np.float32)
        return self._mean


def cosines(vectors: Vectors, vector: Vectors, item_idx: ItemIndices) -> NDArray[np.float32]:
    """float32 [n]: cosine of one unit vector with the given rows of unit vectors."""
    return np.asarray(np.round(dot_products(vectors, vector, item_idx), SCORE_DECIMALS), dtype=np.float32)


def dot_products(vectors: Vectors, vector: Vectors, item_idx: ItemIndices | None) -> NDArray[np.float32]:
    """float32 [n]: one vector times the given rows (None: all); few rows are read without the rest."""
    if item_idx is None:
        return np.asarray(vectors @ vector)
    if item_idx.size * _FEW < len(vectors):
        # A matrix product would start threads, which on busy cores take 30 times as long as these sums.
        return np.asarray(np.vecdot(vectors[item_idx], vector))
    return np.asarray((vectors @ vector)[item_idx])
