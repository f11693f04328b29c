"""Retrieval by words and by meaning together: candidates of either, scored by both, fused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrieval.errors import RetrievalError
from retrieval.fusion import Scale, Scores, fuse, normalize_scores
from retrieval.protocols import ItemIndices, Reranker, Retriever
from retrieval.types import Candidate

_LOG = logging.getLogger(__name__)


class ScoringRetriever(Retriever, Protocol):
    """A retriever that can also score given products."""

    def scores(self, text: str, item_idx: ItemIndices) -> Scores:
        """float32 [n]: how well the text fits each given product."""
        ...

    def scale(self, text: str) -> Scale:
        """What scores of this text mean."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reranking:
    """The last stage of a search: who reads, `document(item_idx)`, how many of the best, and their weight."""

    reranker: Reranker
    document: Callable[[int], str]
    best: int
    weight: float


class HybridRetriever:
    """Fuses two retrievers; either may be None (turned off). Thread-safe as they are.

    Each finds `pool` candidates; all of them are scored by both, so that what one half has not found is
    still judged by it. Where the dense half fails the lexical one answers alone. `reranking` reads the best
    of them again; those it doesn't read stay below, and where it fails the fused scores stand.
    """

    def __init__(
        self,
        *,
        lexical: ScoringRetriever | None,
        dense: ScoringRetriever | None,
        lexical_weight: float,
        pool: int = 300,
        reranking: Reranking | None = None,
    ) -> None:
        """Raises ValueError where both halves are None."""
        if lexical is None and dense is None:
            raise ValueError("expected at least one of lexical and dense, got neither")
        self._lexical, self._dense = lexical, dense
        self._lexical_weight = lexical_weight
        self._pool = pool
        self._reranking = reranking

    def weighed(self, lexical_weight: float) -> HybridRetriever:
        """The same halves and stages, with another share of the lexical half."""
        other = copy(self)
        other._lexical_weight = lexical_weight
        return other

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first, ties by item_idx; scores in 0..1, comparable for one text only."""
        if limit <= 0 or not text.strip():
            return ()
        rows = self._candidates(text, allowed, max(limit, self._pool))
        scores = self.scores(text, rows)
        order = np.lexsort((rows, -scores))[:limit]
        return tuple(Candidate(item_idx=int(rows[at]), score=float(scores[at])) for at in order)

    def scores(self, text: str, item_idx: ItemIndices) -> Scores:
        """float32 [n] in 0..1: fused scores of given products."""
        words = _shares(self._lexical, text, item_idx)
        try:
            meaning = _shares(self._dense, text, item_idx)
        except RetrievalError as error:
            _LOG.warning("dense scoring failed, words alone: %s", error)
            meaning = _shares(None, text, item_idx)
        fused = fuse(words, meaning, lexical_weight=self._lexical_weight)
        return fused if self._reranking is None else _reranked(fused, text, item_idx, self._reranking)

    def _candidates(self, text: str, allowed: ItemIndices | None, pool: int) -> ItemIndices:
        found: list[Candidate] = []
        if self._lexical is not None:
            found += self._lexical.retrieve(text, allowed=allowed, limit=pool)
        if self._dense is not None:
            try:
                found += self._dense.retrieve(text, allowed=allowed, limit=pool)
            except RetrievalError as error:
                _LOG.warning("dense retrieval failed, words alone: %s", error)
        return np.unique(np.array([candidate.item_idx for candidate in found], dtype=np.int64))


def _reranked(fused: Scores, text: str, item_idx: ItemIndices, stage: Reranking) -> Scores:
    """Of the best by fused score a weighted mean with the reranker's; of the others their share of it."""
    best = np.lexsort((item_idx, -fused))[: stage.best]
    try:
        read = stage.reranker.scores(text, [stage.document(int(row)) for row in item_idx[best]])
    except RetrievalError as error:
        _LOG.warning("reranking failed, fused scores stand: %s", error)
        return fused
    scores = fused * np.float32(1.0 - stage.weight)
    scores[best] += np.float32(stage.weight) * read
    return scores


def _shares(half: ScoringRetriever | None, text: str, item_idx: ItemIndices) -> Scores:
    if half is None:
        return np.zeros(len(item_idx), dtype=np.float32)
    return normalize_scores(half.scores(text, item_idx), half.scale(text))
