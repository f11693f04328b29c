"""What a head sees of a text: its vector, and the letters and words in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.protocols import Embedder, Vectors
from retrieval.text import normalize

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BUCKETS = 1 << 13
_WORD = r"[^\W\d_]['\w]*|\d+"


class TextFeatures:
    """Rows of features: a unit vector of the embedder, then hashed n-grams of unit norm.

    The n-grams are those of 1 to 4 characters within words and of 1 to 2 words, hashed into `buckets`
    columns each; a vector alone blurs "not" and spelling, n-grams alone know no synonyms.
    """

    def __init__(self, embedder: Embedder, *, buckets: int = BUCKETS) -> None:
        # Imported here because it takes half a second, and most commands read no utterance.
        from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415

        def hashing(analyzer: str, longest: int) -> Any:
            return HashingVectorizer(
                n_features=buckets,
                alternate_sign=False,
                lowercase=False,
                analyzer=analyzer,
                token_pattern=_WORD,
                ngram_range=(1, longest),
            )

        self._embedder = embedder
        self._buckets = buckets
        self._hashed = (hashing("char_wb", 4), hashing("word", 2))

    @property
    def embedder(self) -> str:
        """Name of the embedder whose vectors these are."""
        return self._embedder.name

    @property
    def width(self) -> int:
        """Features of a text."""
        return self._embedder.dim + self._buckets * len(self._hashed)

    @property
    def dense(self) -> int:
        """How many of the features, the first ones, are the vector."""
        return self._embedder.dim

    def of_query(self, text: str) -> csr_matrix:
        """One row [1, width] of a text as a shopper says it. Raises EmbedderError."""
        return self._rows([text], self._embedder.embed_query(text)[None, :])

    def of_queries(self, texts: Sequence[str], vectors: Vectors) -> csr_matrix:
        """Rows [n, width] of texts whose vectors [n, dim], as of `embed_query`, are at hand."""
        return self._rows(texts, vectors)

    def _rows(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> csr_matrix:
        from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - as above

        read = [normalize(text) for text in texts]
        return csr_matrix(hstack([csr_matrix(vectors), *(each.transform(read) for each in self._hashed)]))
