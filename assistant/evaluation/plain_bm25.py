"""The library bm25s as it comes: what searches are measured against."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray


class PlainBm25:
    """BM25 with English stop words and the Snowball stemmer, defaults otherwise."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index texts in order."""
        self._size = len(texts)
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        lowered = [text.lower() for text in texts]
        tokens = bm25s.tokenize(lowered, stopwords="en", stemmer=self._stemmer, show_progress=False)
        self._index.index(tokens, show_progress=False)

    def scores(self, text: str) -> NDArray[np.float32]:
        """float32 [n]: 0 where no word occurs."""
        (words,) = bm25s.tokenize(
            [text.lower()], stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        found = self._index.get_scores(words) if words else np.zeros(self._size)
        return np.asarray(found, dtype=np.float32)
