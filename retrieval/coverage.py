"""Which products name each word of a wish, by inverted lists built once per snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.product_terms import ProductTerms
from retrieval.protocols import ItemIndices
from retrieval.text import has_cjk

Rows = NDArray[np.int64]

DESCRIPTION_CREDIT = 0.5
"""A word that only the description names counts half: there it may be what to combine the product with."""


class WordCoverage:
    """Share of a wish's words that a product names. Thread-safe, read-only once built."""

    def __init__(self, terms: Sequence[ProductTerms]) -> None:
        """Index the stems of products by item_idx."""
        self._size = len(terms)
        self._labels = _postings(term.labels() for term in terms)
        self._descriptions = _postings(frozenset(term.description) for term in terms)
        self._texts = tuple("\n".join(term.texts[:-1]) for term in terms)
        self._described = tuple(term.texts[-1] for term in terms)

    def naming(self, word: str) -> NDArray[np.float32]:
        """float32 [n_products]: 1 where title or labels name a stem, half where only the description does."""
        if has_cjk(word):
            return self._naming_chinese(word)
        credit = np.zeros(self._size, dtype=np.float32)
        for index, value in ((self._descriptions, DESCRIPTION_CREDIT), (self._labels, 1.0)):
            rows = index.get(word)
            if rows is not None:
                credit[rows] = value
        return credit

    def share(self, words: Sequence[str], item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: mean credit of the words for each given product; 1 for no words."""
        if not words:
            return np.ones(len(item_idx), dtype=np.float32)
        total = np.zeros(len(item_idx), dtype=np.float32)
        for word in words:
            total += self.naming(word)[item_idx]
        return total / np.float32(len(words))

    def least(self, words: Sequence[str], item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: credit of the least-named word for each given product; 1 for no words."""
        credit = np.ones(len(item_idx), dtype=np.float32)
        for word in words:
            credit = np.minimum(credit, self.naming(word)[item_idx])
        return credit

    def _naming_chinese(self, word: str) -> NDArray[np.float32]:
        return np.array(
            [
                1.0 if word in label else DESCRIPTION_CREDIT if word in described else 0.0
                for label, described in zip(self._texts, self._described, strict=True)
            ],
            dtype=np.float32,
        )


def _postings(groups: Iterable[frozenset[str]]) -> Mapping[str, Rows]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, group in enumerate(groups):
        for stem in group:
            rows[stem].append(row)
    return {stem: np.array(found, dtype=np.int64) for stem, found in rows.items()}
