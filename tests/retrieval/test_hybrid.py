"""Two retrievers as one: candidates of either, judged by both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.config import LexicalConfig
from retrieval.errors import EmbedderError
from retrieval.exact import ExactRetriever
from retrieval.fusion import Scale
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalRetriever
from retrieval.protocols import ItemIndices
from retrieval.types import Candidate, Product
from tests.fakes import HashingEmbedder

TITLES = ("red wool scarf", "red hat", "blue shirt", "crimson muffler", "scarf")
PRODUCTS = tuple(
    Product(product_id=f"p{row}", title=title, currency="USD", price_minor=1)
    for row, title in enumerate(TITLES)
)
LEXICAL = LexicalRetriever(PRODUCTS, config=LexicalConfig())


class Meaning:
    """A dense half that knows what a muffler is."""

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """Cosines of a fixed table."""
        return np.array([0.8, 0.3, 0.1, 0.9, 0.7], dtype=np.float32)[item_idx] * bool(text)

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first."""
        rows = np.arange(5) if allowed is None else allowed
        found = self.scores(text, rows)
        order = np.argsort(-found)[:limit]
        return [Candidate(item_idx=int(rows[at]), score=float(found[at])) for at in order]

    def scale(self, text: str) -> Scale:  # noqa: ARG002 - the protocol's
        """A blind pick has a cosine of nothing."""
        return Scale()


class Broken(Meaning):
    """A dense half whose embedder fails."""

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """Fail."""
        raise EmbedderError(f"no memory for {text!r} and {len(item_idx)} products")


def found(retriever: HybridRetriever, allowed: ItemIndices | None = None, limit: int = 5) -> list[int]:
    """Rows for a scarf."""
    return [each.item_idx for each in retriever.retrieve("red scarf", allowed=allowed, limit=limit)]


def test_what_one_half_alone_finds_is_found() -> None:
    """The muffler shares no word with the wish and stands among the results."""
    hybrid = HybridRetriever(lexical=LEXICAL, dense=Meaning(), lexical_weight=0.5)
    assert 3 not in [each.item_idx for each in LEXICAL.retrieve("red scarf", allowed=None, limit=5)]
    assert found(hybrid)[0] == 0
    assert 3 in found(hybrid)


def test_candidates_of_one_half_are_scored_by_the_other() -> None:
    """With a pool of one each, both finds carry fused scores of both halves."""
    hybrid = HybridRetriever(lexical=LEXICAL, dense=Meaning(), lexical_weight=0.5, pool=1)
    (first,) = hybrid.retrieve("red scarf", allowed=None, limit=1)
    (second,) = hybrid.retrieve("red scarf", allowed=np.array([3]), limit=1)
    assert (first.item_idx, second.item_idx) == (0, 3)
    assert first.score == pytest.approx(float(hybrid.scores("red scarf", np.array([0, 3]))[0]))


def test_only_allowed_products_and_no_more_than_asked() -> None:
    """The filter holds for both halves."""
    hybrid = HybridRetriever(lexical=LEXICAL, dense=Meaning(), lexical_weight=0.5)
    assert set(found(hybrid, allowed=np.array([1, 2]))) == {1, 2}
    assert len(found(hybrid, limit=2)) == 2
    assert found(hybrid, limit=0) == []


def test_a_failing_half_leaves_the_other() -> None:
    """With no vectors the answer is that of words, in the same order."""
    broken = HybridRetriever(lexical=LEXICAL, dense=Broken(), lexical_weight=0.5)
    words = HybridRetriever(lexical=LEXICAL, dense=None, lexical_weight=0.5)
    assert found(broken) == found(words) == [0, 4, 1]


def test_vectors_alone_answer_too() -> None:
    """Words turned off: the order is that of the cosines."""
    embedder = HashingEmbedder()
    exact = ExactRetriever(embedder, embedder.embed_documents(TITLES))
    alone = HybridRetriever(lexical=None, dense=exact, lexical_weight=0.5)
    assert found(alone)[0] == 0


def test_at_least_one_half_is_needed() -> None:
    """Neither words nor vectors is an error at construction."""
    with pytest.raises(ValueError, match="at least one of lexical and dense"):
        HybridRetriever(lexical=None, dense=None, lexical_weight=0.5)
