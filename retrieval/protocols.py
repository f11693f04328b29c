"""What retrieval's parts must offer to be exchangeable. Each has a contract suite in tests/contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.recommenders.types import Suggestions, Wish
from retrieval.types import Candidate

Vectors = NDArray[np.float32]
ItemIndices = NDArray[np.int64]


class Embedder(Protocol):
    """Texts to unit vectors. Thread-safe.

    The same text gives the same vector alone or in a batch: queries within 1e-4, documents, which may be
    computed in a shorter format, with a cosine of .9999 or more.
    """

    @property
    def name(self) -> str:
        """Stable id of model and revision: vectors of different names are never compared."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def kin_cosine(self) -> float:
        """Cosine from which a product is likely of the kind that a wish describes."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], unit norm, in input order; [0, dim] for no texts."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim], unit norm."""
        ...


class Retriever(Protocol):
    """Finds candidates for a text among the products of one catalog snapshot."""

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first, ties by item_idx; only of `allowed` (None: every product), at most `limit`."""
        ...


class Reranker(Protocol):
    """Reads a wish and each product together. Thread-safe."""

    def scores(self, text: str, documents: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n] in 0..1: how well each document meets the text. Raises RerankerError."""
        ...


class Recommender(Protocol):
    """Chooses products without a search, among those of one catalog snapshot."""

    def recommend(self, wish: Wish) -> Suggestions:
        """At most `wish.query.limit` items, scores falling, each the sum of its contributions.

        No item breaks a hard constraint, is among `exclude_ids`, or is an anchor. The same wish gives the
        same items.
        """
        ...
