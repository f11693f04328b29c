"""The stage that reads the best products of a search again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.config import LexicalConfig
from retrieval.errors import RerankerError
from retrieval.fusion import Scores
from retrieval.hybrid import HybridRetriever, Reranking
from retrieval.lexical import LexicalRetriever
from retrieval.protocols import Reranker
from retrieval.reranker import CrossEncoderReranker
from retrieval.types import Product
from tests.fakes import WordsReranker
from tests.tiny_cross_encoder import tiny_cross_encoder

TITLES = ("scarf scarf scarf", "red wool scarf", "scarf rack")
ALL = np.arange(3)


class Broken:
    """A reranker whose device failed."""

    def scores(self, text: str, documents: object) -> Scores:
        """Fail."""
        raise RerankerError(f"no memory for {text!r} and {documents!r}")


def search(reranker: Reranker | None, *, best: int = 3, weight: float = 0.5) -> HybridRetriever:
    """Words alone over three scarves, then the reranker."""
    products = [Product(product_id=t, title=t, currency="USD", price_minor=1) for t in TITLES]
    stage = (
        Reranking(reranker=reranker, document=TITLES.__getitem__, best=best, weight=weight)
        if reranker is not None
        else None
    )
    return HybridRetriever(
        lexical=LexicalRetriever(products, config=LexicalConfig()),
        dense=None,
        lexical_weight=1.0,
        reranking=stage,
    )


def test_the_scores_of_both_are_weighed() -> None:
    """Each product's is the mean of its fused score and the share of the wish's words that it has."""
    fused = search(None).scores("wool scarf", ALL)
    words = np.array([1 / 2, 2 / 2, 1 / 2])
    assert search(WordsReranker()).scores("wool scarf", ALL) == pytest.approx(0.5 * fused + 0.5 * words)


def test_what_is_not_read_stays_below() -> None:
    """With one place to read, only the best by fused score gets anything from the reranker."""
    fused = search(None).scores("wool scarf", ALL)
    found = search(WordsReranker(), best=1).scores("wool scarf", ALL)
    best = int(fused.argmax())
    assert found == pytest.approx([0.5 * f + (0.5 if at == best else 0.0) for at, f in enumerate(fused)])


def test_a_failing_reranker_leaves_the_fused_scores(caplog: pytest.LogCaptureFixture) -> None:
    """The search goes on and says what is wrong."""
    assert search(Broken()).scores("scarf", ALL) == pytest.approx(search(None).scores("scarf", ALL))
    assert "reranking failed" in caplog.text


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    """Empty folders and models with three outputs are refused."""
    with pytest.raises(RerankerError, match="expected a cross-encoder"):
        CrossEncoderReranker(tmp_path / "none", device="cpu").scores("scarf", ["scarf"])
    three = tiny_cross_encoder(tmp_path / "three", outputs=3)
    with pytest.raises(RerankerError, match="one output, got 3"):
        CrossEncoderReranker(three, device="cpu").scores("scarf", ["scarf"])
