"""BM25 over the fields of a snapshot's products, in English and Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.config import LexicalConfig
from retrieval.fusion import Scale
from retrieval.index_words import index_words
from retrieval.item_rows import ascending, best_places, top
from retrieval.postings import Postings
from retrieval.protocols import ItemIndices
from retrieval.query_words import AskedWords, QueryWords
from retrieval.title_words import TitleWords
from retrieval.types import Candidate, Product

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there "
    "these they this to was will with "
    "的 了 和 与 及 或 在 是 有 给 把 一个 一款 一些 这 那 我 你 请 吗 呢 吧 啊 想 要".split()
)
_POOL = 1_000
"""Best products by words alone, among which their order in titles is looked at."""


@dataclass(frozen=True, slots=True)
class _Field:
    weight: float
    postings: Postings


class LexicalRetriever:
    """Retriever by words: BM25 per field (title, labels, description), summed with weights of the fields.

    Labels are brand, category, tags, facets and attributes. Words of the query that stand next to each other
    in a title add to the sum. Thread-safe; read-only once built.
    """

    def __init__(self, products: Sequence[Product], *, config: LexicalConfig) -> None:
        """Index products by item_idx."""
        self._size = len(products)
        self._config = config
        titles = [_kept(product.title) for product in products]
        labels = [_labels(product) for product in products]
        described = [_kept(product.description) for product in products]
        self._title = Postings(titles, k1=config.k1, b=config.b)
        self._fields = (
            _Field(config.title, self._title),
            _Field(config.labels, Postings(labels, k1=config.k1, b=config.b)),
            _Field(config.description, Postings(described, k1=config.k1, b=config.b)),
        )
        self._order = TitleWords(titles, numbers=self._title.words)
        # Finding candidates, scoring and scaling them ask for the same text.
        self._by_words = lru_cache(maxsize=2)(self._total)
        self._read = lru_cache(maxsize=2)(self._asked)
        self._query_words = QueryWords(
            known=frozenset(word for field in self._fields for word in field.postings.words),
            frequencies=_frequencies(titles, labels) if config.mends else {},
        )

    def query_terms(self, text: str) -> tuple[str, ...]:
        """Words that the index is asked for: stop words dropped, unknown words respelled, in order."""
        return self._read(text).words

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: the score of each given product, 0 where no word occurs."""
        scores = self._by_words(text)[item_idx]
        found = np.flatnonzero(scores > 0.0)
        scores[found] += self._by_order(self.query_terms(text), item_idx[found])
        return scores

    def scale(self, text: str) -> Scale:
        """A full match is `full_match` of what a title of mean length with each word once would score."""
        words = dict.fromkeys(self.query_terms(text))
        once = sum(self._title.idf(word) for word in words) / (1.0 + self._config.k1)
        return Scale(full=self._config.full_match * self._config.title * once)

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first, ties by item_idx; only products that share a word with the text."""
        scores = self._by_words(text)
        if allowed is None:
            rows = np.flatnonzero(scores > 0.0)
        else:
            rows = ascending(allowed)
            rows = rows[scores[rows] > 0.0]
        rows = rows[best_places(scores[rows], max(limit, _POOL))]
        return top(rows, scores[rows] + self._by_order(self.query_terms(text), rows), limit)

    def _asked(self, text: str) -> AskedWords:
        return self._query_words.read(_kept(text))

    def _total(self, text: str) -> NDArray[np.float32]:
        """Every product's score by words alone, float32 [n]; read-only."""
        asked = self._read(text).weights
        total = np.zeros(self._size, dtype=np.float32)
        for field in self._fields:
            field.postings.add_scores(total, {word: field.weight * much for word, much in asked.items()})
        total.setflags(write=False)
        return total

    def _by_order(self, words: Sequence[str], item_idx: ItemIndices) -> NDArray[np.float32]:
        """What the order of words in titles adds, float32 [n], in units of a word's idf."""
        numbers, idf = self._title.words, self._title.idf
        pairs = [pair for pair in pairwise(words) if pair[0] in numbers and pair[1] in numbers]
        if not pairs or not self._config.neighbors:
            return np.zeros(len(item_idx), dtype=np.float32)
        worth = np.array([idf(first) + idf(second) for first, second in pairs], dtype=np.float32)
        found = self._order.following([(numbers[a], numbers[b]) for a, b in pairs], item_idx)
        return np.float32(self._config.neighbors) * (worth @ found.astype(np.float32))


def _kept(text: str) -> list[str]:
    return [word for word in index_words(text) if word not in STOP_WORDS]


def _labels(product: Product) -> list[str]:
    named = (text for text in (product.brand, product.merchant) if text)
    facets = (facet.value for facet in product.facets)
    attributes = (f"{attribute.name} {attribute.value}" for attribute in product.attributes)
    groups = (*product.category, *dict.fromkeys((*named, *product.tags, *facets, *attributes)))
    return [word for group in groups for word in _kept(group)]


def _frequencies(*fields: Iterable[Sequence[str]]) -> Mapping[str, int]:
    return Counter(word for texts in zip(*fields, strict=True) for word in set().union(*texts))
