"""Retrieval by meaning: every allowed product scored, or of many those that their short vectors choose."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.exact import cosines, mean_vector
from retrieval.fusion import Scale
from retrieval.item_rows import ascending, top
from retrieval.protocols import Embedder, ItemIndices, Vectors
from retrieval.short_vectors import ShortVectors
from retrieval.types import Candidate

_EXACT_ROWS = 5_000
"""Products up to which scoring each takes no longer than choosing first: `bench_filters` prints both."""
_POOL = 2_000
_POOL_SHARE = 8
"""Short vectors choose `_POOL` products, or `_POOL_SHARE` times the limit where that is more."""


class VectorSource(Protocol):
    """Keeps the vectors of document texts under their keys."""

    @property
    def embedder(self) -> Embedder:
        """Whose vectors they are."""
        ...

    def vectors(self, keys: Sequence[str]) -> Vectors:
        """float32 [n, dim] in the order of `keys`, read-only.

        Raises: VectorIndexError where one is missing.
        """
        ...

    def refresh(self) -> None:
        """See what other processes have written since the last read."""
        ...


class DenseRetriever:
    """Finds the products of one snapshot whose documents mean the same as a text.

    Up to `exact_rows` allowed products are all scored; of more, short vectors choose `pool` (or 8 times the
    limit) that are. Vectors are read, and shortened, when first needed.
    """

    def __init__(
        self,
        *,
        snapshot: CatalogSnapshot,
        index: VectorSource,
        exact_rows: int = _EXACT_ROWS,
        pool: int = _POOL,
    ) -> None:
        self._index = index
        self._exact_rows = exact_rows
        self._pool = pool
        self._keys = [embedding_key(document_text(product)) for product in snapshot.products]
        self._matrix: Vectors | None = None
        self._short: ShortVectors | None = None
        self._mean: Vectors | None = None
        self._matrix_lock = RLock()
        index.refresh()

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first by cosine, ties by item_idx.

        Raises: VectorIndexError where vectors are missing, EmbedderError where the text can't be embedded.
        """
        rows = None if allowed is None else ascending(allowed)
        size = len(self._keys) if rows is None else len(rows)
        if limit <= 0 or not size:
            return []
        vector = self._index.embedder.embed_query(text)
        if size > self._exact_rows:
            rows = self._shortened().nearest(vector, rows, max(self._pool, _POOL_SHARE * limit))
        elif rows is None:
            rows = np.arange(size, dtype=np.int64)
        return top(rows, self._cosines(vector, rows), limit)

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: cosine of the text with each of the given products."""
        return self._cosines(self._index.embedder.embed_query(text), item_idx)

    def kin(self, text: str, item_idx: ItemIndices) -> ItemIndices:
        """Those of the given products that are likely of the kind that the text describes, in their order."""
        return item_idx[self.scores(text, item_idx) >= self._index.embedder.kin_cosine]

    def embed(self, text: str) -> Vectors:
        """float32 [dim], unit norm: a text as if it were a product; in no cache. Raises EmbedderError."""
        return np.asarray(self._index.embedder.embed_documents([text])[0], dtype=np.float32)

    def scale(self, text: str) -> Scale:
        """A blind pick has the mean cosine of all products.

        Raises: VectorIndexError where vectors are missing, EmbedderError where the text can't be embedded.
        """
        if self._mean is None:
            self._mean = mean_vector(self.vectors())
        return Scale(blind=float(self._mean @ self._index.embedder.embed_query(text)))

    def vectors(self) -> Vectors:
        """float32 [n_products, dim], row = item_idx; read-only.

        Raises: VectorIndexError where vectors are missing.
        """
        with self._matrix_lock:
            if self._matrix is None:
                self._matrix = self._index.vectors(self._keys)
            return self._matrix

    def _shortened(self) -> ShortVectors:
        with self._matrix_lock:
            if self._short is None:
                self._short = ShortVectors(self.vectors())
            return self._short

    def _cosines(self, vector: Vectors, item_idx: ItemIndices) -> NDArray[np.float32]:
        return cosines(self.vectors(), vector, item_idx)
