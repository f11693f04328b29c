"""Small deterministic implementations of retrieval's protocols for tests."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from retrieval.fusion import Scores
from retrieval.protocols import Vectors
from retrieval.text import stems


class HashingEmbedder:
    """A bag of stemmed words, each hashed to one of `dim` axes: texts that share words are similar.

    `embedded` lists every document text ever embedded, in order, so that tests can count work.
    """

    def __init__(self, *, dim: int = 256, name: str | None = None) -> None:
        self.embedded: list[str] = []
        self._dim = dim
        self._name = name or f"hashing-{dim}"

    @property
    def name(self) -> str:
        """Id of this fake."""
        return self._name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def kin_cosine(self) -> float:
        """Half of the words shared."""
        return 0.5

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], unit norm."""
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.embed_query(text)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim], unit norm; a text without words is the first axis."""
        counts = np.zeros(self._dim, dtype=np.float32)
        for stem in stems(text):
            counts[int.from_bytes(sha256(stem.encode()).digest()[:4], "big") % self._dim] += 1
        if not counts.any():
            counts[0] = 1
        return np.asarray(counts / np.linalg.norm(counts), dtype=np.float32)


class WordsReranker:
    """Scores a document by the share of the text's word stems that it has."""

    def scores(self, text: str, documents: Sequence[str]) -> Scores:
        """float32 [n] in 0..1."""
        wanted = set(stems(text))
        return np.array(
            [len(wanted & set(stems(document))) / max(len(wanted), 1) for document in documents],
            dtype=np.float32,
        )
