"""Rows in order, and the best of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.item_rows import ascending, best_places, top


def test_rows_in_order_are_left_alone() -> None:
    """The very array where it is ascending without repeats; else each row once, ascending."""
    rows = np.array([1, 4, 9])
    assert ascending(rows) is rows
    assert ascending(np.array([4, 1, 4])).tolist() == [1, 4]
    assert ascending(np.array([3, 3])).tolist() == [3]
    assert ascending(np.array([], dtype=np.int64)).tolist() == []


def test_ties_at_the_cut_are_all_among_the_best_places() -> None:
    """Of 3, 1, 2, 2 the two best are three, as the last ties."""
    scores = np.array([3, 1, 2, 2], dtype=np.float32)
    assert best_places(scores, 2).tolist() == [0, 2, 3]
    assert best_places(scores, 9).tolist() == [0, 1, 2, 3]


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(-1, 45))
def test_the_top_is_that_of_sorting_everything(values: list[int], limit: int) -> None:
    """Best first, ties by item_idx, at most the limit."""
    rows = np.arange(len(values), dtype=np.int64) * 3
    found = top(rows, np.array(values, dtype=np.float32), limit)
    expected = sorted(range(len(values)), key=lambda at: (-values[at], at))[: max(limit, 0)]
    assert [(each.item_idx, each.score) for each in found] == [(3 * at, float(values[at])) for at in expected]
