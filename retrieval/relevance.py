"""How well products fit the text of a wish: found by words and by meaning, and named by title and labels."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from retrieval.carried import KindMatch
from retrieval.catalog.documents import document_text
from retrieval.config import RankingConfig
from retrieval.coverage import WordCoverage
from retrieval.hybrid import HybridRetriever, Reranking, ScoringRetriever
from retrieval.lexical import LexicalRetriever
from retrieval.ordering import relevant_rows
from retrieval.product_terms import ProductTerms
from retrieval.protocols import ItemIndices, Reranker
from retrieval.text import normalize, stem
from retrieval.types import Op, Product, Query, Strength


class Relevance:
    """What a ranker adds to hybrid retrieval: the share of the wish that a product names, and its kind.

    Thread-safe; read-only once built. `dense` None, or failing, leaves the lexical half alone.
    """

    def __init__(
        self,
        products: Sequence[Product],
        *,
        terms: Sequence[ProductTerms],
        dense: ScoringRetriever | None,
        config: RankingConfig,
        reranker: Reranker | None = None,
    ) -> None:
        """Index products by item_idx; `terms` are theirs."""
        self._config = config
        self._lexical = LexicalRetriever(products, config=config.lexical)
        self._hybrid = HybridRetriever(
            lexical=self._lexical,
            dense=dense,
            lexical_weight=config.lexical_weight,
            reranking=None if reranker is None else reranking(reranker, products, config),
        )
        self._coverage = WordCoverage(terms)

    def configured(self, config: RankingConfig) -> Relevance:
        """The same, over the same index, with other weights; what counts as a word stays."""
        other = copy(self)
        other._config = config
        other._hybrid = self._hybrid.weighed(config.lexical_weight)
        return other

    def words(self, text: str) -> tuple[str, ...]:
        """Words of a text that products are searched by."""
        return self._lexical.query_terms(text)

    def scores(self, query: Query, match: KindMatch, rows: ItemIndices) -> NDArray[np.float32]:
        """float32 [n] in 0..1: fused score, share of the wish that is named, and kind, as configured."""
        if not query.text.strip():
            return np.zeros(len(rows), dtype=np.float32)
        fused = self._hybrid.scores(query.text, rows)
        named = self._coverage.share(match.modifiers or self.words(query.text), rows)
        titled = _titled(match, rows)
        by_name, by_title = self._config.named_share, self._config.titled_share
        return np.asarray(
            (1.0 - by_name - by_title) * fused + by_name * named + by_title * titled, dtype=np.float32
        )

    def meant(
        self, query: Query, match: KindMatch, rows: ItemIndices, scores: NDArray[np.float32]
    ) -> NDArray[np.int64]:
        """Positions, ascending, of the scored products that the wish can mean."""
        modifiers = [stem(word) for word in _unfiltered(match.strict, query)]
        unbounded = match.rows is None and bool(query.text.strip())
        return relevant_rows(
            scores,
            credit=self._coverage.least(modifiers, rows),
            floor=self._config.relevance_floor if unbounded else 0.0,
        )

    def unnamed(self, match: KindMatch, rows: ItemIndices) -> tuple[str, ...]:
        """Modifiers of the wish that none of the products names."""
        return tuple(word for word in match.strict if not self._coverage.naming(stem(word))[rows].any())


def reranking(reranker: Reranker, products: Sequence[Product], config: RankingConfig) -> Reranking:
    """The reranker over the documents of products, by item_idx."""
    return Reranking(
        reranker=reranker,
        document=lambda row: document_text(products[row]),
        best=config.reranked,
        weight=config.reranker_weight,
    )


def _titled(match: KindMatch, rows: ItemIndices) -> NDArray[np.float32]:
    """Whether a title itself names the kind, float32 [n]; 1 for every product where no kind is named."""
    if match.titled is None:
        return np.ones(len(rows), dtype=np.float32)
    return np.isin(rows, match.titled).astype(np.float32)


def _unfiltered(words: Sequence[str], query: Query) -> Sequence[str]:
    """Words that no hard constraint enforces already: 纯棉 where 棉 is asked for as the material."""
    wanted = [
        normalize(str(c.value)) for c in query.constraints if c.op is Op.EQ and c.strength is Strength.HARD
    ]
    return [word for word in words if not any(word in value or value in word for value in wanted)]
