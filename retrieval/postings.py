"""An inverted index with BM25 weights, computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


class Postings:
    """Which texts have which words, and how much each says (Robertson 2009). Thread-safe, read-only.

    The weight of a word in a text is idf · tf / (tf + k1 · (1 − b + b · length / mean length)), with
    idf = ln(1 + (n − df + 0.5) / (df + 0.5)): what bm25s calls "lucene". Eight bytes an entry.
    """

    def __init__(self, texts: Sequence[Sequence[str]], *, k1: float, b: float) -> None:
        """Count the words of every text, by item_idx."""
        self.size = len(texts)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        self.words: dict[str, int] = {}
        number = self.words.setdefault
        ids = np.fromiter(
            (number(word, len(self.words)) for text in texts for word in text),
            dtype=np.int64,
            count=int(lengths.sum()),
        )
        rows = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
        entries, counts = np.unique(ids * max(len(texts), 1) + rows, return_counts=True)
        words, self._rows = np.divmod(entries, max(len(texts), 1))
        self._rows = self._rows.astype(np.int32)
        frequencies = np.bincount(words, minlength=len(self.words))
        self._starts = np.concatenate([[0], np.cumsum(frequencies)])
        norms = k1 * (1.0 - b + b * lengths / max(float(lengths.mean()) if len(texts) else 0.0, 1e-9))
        self._idf = np.log1p((len(texts) - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        self._rarest = float(np.log1p((len(texts) + 0.5) / 0.5))
        self._weights = (self._idf[words] * counts / (counts + norms[self._rows])).astype(np.float32)

    def idf(self, word: str) -> float:
        """How much a word says; one of no text says the most."""
        number = self.words.get(word)
        return self._rarest if number is None else float(self._idf[number])

    def add_scores(self, total: NDArray[np.float32], asked: Mapping[str, float]) -> None:
        """Add, to float32 [n], each text's weights of the words asked for, times how much each is asked."""
        for word, much in asked.items():
            span = self._span(word)
            total[self._rows[span]] += np.float32(much) * self._weights[span]

    def _span(self, word: str) -> slice:
        number = self.words.get(word)
        if number is None:
            return slice(0, 0)
        return slice(int(self._starts[number]), int(self._starts[number + 1]))
