"""What every reranker promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.protocols import Reranker
from retrieval.reranker import CrossEncoderReranker
from tests.fakes import WordsReranker
from tests.tiny_cross_encoder import tiny_cross_encoder

TEXT = "red scarf"
DOCUMENTS = ("Red wool scarf", "Blue shirt with a very long description, " * 20, "", "红色围巾")


@pytest.fixture(scope="module", params=["cross-encoder", "words"])
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    """Each implementation."""
    if request.param == "words":
        return WordsReranker()
    return CrossEncoderReranker(tiny_cross_encoder(tmp_path_factory.mktemp("reranker")), device="cpu")


def test_a_score_a_document_between_zero_and_one(reranker: Reranker) -> None:
    """Whatever the documents are; none for none."""
    found = reranker.scores(TEXT, DOCUMENTS)
    assert found.shape == (4,)
    assert found.dtype == np.float32
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert reranker.scores(TEXT, []).shape == (0,)


def test_alone_as_in_a_batch(reranker: Reranker) -> None:
    """A document's score doesn't depend on its neighbors."""
    together = reranker.scores(TEXT, DOCUMENTS)
    alone = [float(reranker.scores(TEXT, [document])[0]) for document in DOCUMENTS]
    assert together == pytest.approx(alone, abs=1e-4)


def test_threads_may_share_it(reranker: Reranker) -> None:
    """Eight searches at once get what one gets."""
    wanted = reranker.scores(TEXT, DOCUMENTS)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: reranker.scores(TEXT, DOCUMENTS), range(8)))
    assert all(each == pytest.approx(wanted, abs=1e-4) for each in found)


def test_the_tiny_model_is_the_same_each_time(tmp_path: Path) -> None:
    """Two copies of the folder give equal scores."""
    first, second = (
        CrossEncoderReranker(tiny_cross_encoder(tmp_path / name), device="cpu") for name in ("a", "b")
    )
    assert first.scores(TEXT, DOCUMENTS) == pytest.approx(second.scores(TEXT, DOCUMENTS), abs=1e-6)
