"""Vectors cut to their principal axes: a scan of a third of the memory, which leaves few to score exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retrieval.exact import dot_products
from retrieval.item_rows import best_places
from retrieval.protocols import ItemIndices, Vectors

SHORT_DIM = 128
"""Axes kept. `tests/benchmarks/bench_vectors.py` measures what fewer cost."""
_SAMPLE = 50_000
_BLOCK = 16_384


class ShortVectors:
    """The coordinates of vectors on the axes along which they differ most. Thread-safe, read-only.

    512 bytes a vector. Cosines of short vectors only choose whom to score exactly.
    """

    def __init__(self, vectors: Vectors, *, dim: int = SHORT_DIM) -> None:
        """Shorten float32 [n, dim], row = item_idx; the same vectors give the same axes."""
        self._axes = principal_axes(vectors, dim)
        self._rows = np.empty((len(vectors), self._axes.shape[1]), dtype=np.float32)
        for start in range(0, len(vectors), _BLOCK):
            np.matmul(vectors[start : start + _BLOCK], self._axes, out=self._rows[start : start + _BLOCK])

    def nearest(self, vector: Vectors, item_idx: ItemIndices | None, count: int) -> ItemIndices:
        """About the `count` nearest of the given products (None: of all), ascending like `item_idx`."""
        scores = dot_products(self._rows, vector @ self._axes, item_idx)
        kept = best_places(scores, count)
        return kept if item_idx is None else item_idx[kept]


def principal_axes(vectors: Vectors, dim: int) -> NDArray[np.float32]:
    """float32 [full dim, dim]: orthonormal axes that keep most of the length of (evenly sampled) vectors."""
    sample = vectors[:: -(-len(vectors) // _SAMPLE) or 1]
    _, axes = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(axes[:, ::-1][:, :dim], dtype=np.float32)
