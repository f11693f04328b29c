"""The inverted index against BM25 counted by hand and by the library it follows."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from retrieval.postings import Postings
from retrieval.title_words import TitleWords

TEXTS = [["red", "scarf"], ["red", "red", "hat"], [], ["blue", "scarf", "wool"]]


def scores(postings: Postings, **asked: float) -> list[float]:
    """The scores of every text."""
    total = np.zeros(postings.size, dtype=np.float32)
    postings.add_scores(total, asked)
    return [float(each) for each in total]


def test_scores_are_those_of_bm25s() -> None:
    """The same formula as the library's lucene method, on the same words."""
    library = bm25s.BM25(k1=0.8, b=0.4, method="lucene")
    library.index([text or [""] for text in TEXTS], show_progress=False)
    ours = scores(Postings([text or [""] for text in TEXTS], k1=0.8, b=0.4), red=1.0, scarf=1.0)
    assert ours == pytest.approx([float(each) for each in library.get_scores(["red", "scarf"])], rel=1e-5)


def test_words_count_as_much_as_they_are_asked_for() -> None:
    """Twice the weight, twice the score; unknown words add nothing."""
    postings = Postings(TEXTS, k1=0.8, b=0.4)
    assert scores(postings, hat=2.0) == pytest.approx([2 * each for each in scores(postings, hat=1.0)])
    assert scores(postings, sock=1.0) == [0.0] * 4


def test_no_texts_have_no_scores() -> None:
    """An empty index answers with an empty array."""
    assert scores(Postings([], k1=0.8, b=0.4), red=1.0) == []


def test_neighbors_follow_each_other_within_one_title() -> None:
    """'red scarf' is a pair of the first title; 'hat blue' spans two titles and is none."""
    numbers = {"red": 0, "scarf": 1, "hat": 2, "blue": 3, "wool": 4}
    order = TitleWords(TEXTS, numbers=numbers)
    rows = np.array([3, 1, 0, 2])
    found = order.following([(0, 1), (2, 3), (1, 4)], rows)
    assert found.tolist() == [
        [False, False, True, False],
        [False, False, False, False],
        [True, False, False, False],
    ]
