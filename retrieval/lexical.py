"""BM25 over the fields of a snapshot's products, in English and Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from retrieval.config import FieldWeights
from retrieval.product_terms import ProductTerms
from retrieval.protocols import ItemIndices
from retrieval.spelling import Spelling
from retrieval.text import has_cjk, stems
from retrieval.types import Candidate

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there "
    "these they this to was will with "
    "的 了 和 与 及 或 在 是 有 给 把 一个 一款 一些 这 那 我 你 请 吗 呢 吧 啊 想 要".split()
)


class LexicalRetriever:
    """Retriever by words: BM25 per field (title, labels, description), summed with field weights.

    Labels are category, tags, facets and attributes. Thread-safe; the index is read-only once built.
    """

    def __init__(self, terms: Sequence[ProductTerms], *, weights: FieldWeights) -> None:
        """Index products by item_idx. `known_words` of the query are never read as something else."""
        self._size = len(terms)
        labels = [_labels(term) for term in terms]
        self._fields = tuple(
            (weight, _Bm25Field(texts, k1=weights.k1, b=weights.b))
            for weight, texts in (
                (weights.title, [_kept(term.title) for term in terms]),
                (weights.labels, labels),
                (weights.description, [_kept(term.description) for term in terms]),
            )
            if weight > 0.0
        )
        self._known = frozenset(word for _, field in self._fields for word in field.vocabulary)
        self._spelling = Spelling(_frequencies(terms, labels))

    def query_terms(self, text: str) -> tuple[str, ...]:
        """Stems that the index is asked for: stop words dropped, unknown words respelled, in order."""
        return tuple(
            word if word in self._known else self._spelling.nearest(word) or word
            for word in _kept(stems(text))
        )

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: the BM25 score of each given product, 0 where no word occurs."""
        return self._all_scores(text)[item_idx]

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first, ties by item_idx; only products that share a word with the text."""
        everything = self._all_scores(text)
        item_idx = np.arange(self._size, dtype=np.int64) if allowed is None else np.unique(allowed)
        scores = everything[item_idx]
        found = np.flatnonzero(scores > 0.0)
        best = found[np.lexsort((item_idx[found], -scores[found]))[: max(limit, 0)]]
        return tuple(
            Candidate(item_idx=int(item_idx[position]), score=float(scores[position])) for position in best
        )

    def _all_scores(self, text: str) -> NDArray[np.float32]:
        words = self.query_terms(text)
        total = np.zeros(self._size, dtype=np.float32)
        for weight, field in self._fields:
            total += np.float32(weight) * field.scores(words)
        return total


class _Bm25Field:
    def __init__(self, texts: Sequence[Sequence[str]], *, k1: float, b: float) -> None:
        self.vocabulary: Mapping[str, int] = {
            word: number for number, word in enumerate(sorted({word for text in texts for word in text}))
        }
        self._size = len(texts)
        self._index = bm25s.BM25(k1=k1, b=b, backend="numpy") if self.vocabulary else None
        if self._index is not None:
            ids = [[self.vocabulary[word] for word in text] for text in texts]
            self._index.index((ids, dict(self.vocabulary)), create_empty_token=False, show_progress=False)

    def scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        ids = [self.vocabulary[word] for word in words if word in self.vocabulary]
        if self._index is None or not ids:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores_from_ids(ids), dtype=np.float32)


def _kept(words: Sequence[str]) -> list[str]:
    return [
        word
        for word in words
        if word not in STOP_WORDS and (len(word) > 1 or has_cjk(word) or word.isdigit())
    ]


def _labels(term: ProductTerms) -> list[str]:
    groups = (*term.category, *dict.fromkeys((*term.tags, *term.facets, *term.attributes)))
    return [word for group in groups for word in _kept(group)]


def _frequencies(terms: Sequence[ProductTerms], labels: Sequence[Sequence[str]]) -> Mapping[str, int]:
    return Counter(
        word for term, label in zip(terms, labels, strict=True) for word in {*_kept(term.title), *label}
    )
