"""Retrieval by meaning: every allowed product scored, or of many those that their short vectors choose."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.exact import ExactRetriever
from retrieval.fusion import Scale
from retrieval.item_rows import ascending
from retrieval.protocols import Embedder, ItemIndices, Vectors
from retrieval.short_vectors import ShortVectors
from retrieval.types import Candidate

_EXACT_ROWS = 5_000
"""Products up to which scoring each takes no longer than choosing first: `bench_filters` prints both."""
_POOL = 2_000
_POOL_OF_LIMIT = 8
_POOL_OF_SIZE = 1 / 150
"""Short vectors choose `_POOL` products, or these shares of the limit and of the allowed, which is more."""


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
    limit, or one in 150) that are. Vectors are read, and shortened, when first needed.
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
        self._opened: ExactRetriever | None = None
        self._short: ShortVectors | None = None
        self._opening = RLock()
        index.refresh()

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first by cosine, ties by item_idx.

        Raises: VectorIndexError where vectors are missing, EmbedderError where the text can't be embedded.
        """
        rows = None if allowed is None else ascending(allowed)
        size = len(self._keys) if rows is None else len(rows)
        if limit <= 0 or not size:
            return []
        if size > self._exact_rows:
            vector = self._index.embedder.embed_query(text)
            pool = max(self._pool, _POOL_OF_LIMIT * limit, round(_POOL_OF_SIZE * size))
            rows = self._shortened().nearest(vector, rows, pool)
        return self._exact().retrieve(text, allowed=rows, limit=limit)

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: cosine of the text with each of the given products. Raises as `retrieve`."""
        return self._exact().scores(text, item_idx)

    def kin(self, text: str, item_idx: ItemIndices) -> ItemIndices:
        """Those of the given products that are likely of the kind that the text describes, in their order."""
        return self._exact().kin(text, item_idx)

    def scale(self, text: str) -> Scale:
        """A blind pick has the mean cosine of all products. Raises as `retrieve`."""
        return self._exact().scale(text)

    def embed(self, text: str) -> Vectors:
        """float32 [dim], unit norm: a text as if it were a product; in no cache. Raises as `retrieve`."""
        return self._exact().embed(text)

    def vectors(self) -> Vectors:
        """float32 [n_products, dim], row = item_idx; read-only.

        Raises: VectorIndexError where vectors are missing.
        """
        return self._exact().vectors()

    def mean(self) -> Vectors:
        """float32 [dim]: the mean of the products' vectors. Raises as `vectors`."""
        return self._exact().mean()

    def _exact(self) -> ExactRetriever:
        with self._opening:
            if self._opened is None:
                self._opened = ExactRetriever(self._index.embedder, self._index.vectors(self._keys))
            return self._opened

    def _shortened(self) -> ShortVectors:
        with self._opening:
            if self._short is None:
                self._short = ShortVectors(self.vectors())
            return self._short
