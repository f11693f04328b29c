"""Batches of texts by their length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.token_batches import token_batches
from tests.benchmarks.bench_embedding import padding_share


def test_texts_of_like_length_share_a_batch() -> None:
    """Of at most 8 tokens a batch: one of 6, two of 3, three of 1."""
    batches = token_batches([1, 3, 6, 1, 3, 1], budget=8)
    assert [batch.tolist() for batch in batches] == [[2], [1, 4], [0, 3, 5]]
    assert padding_share([1, 3, 6, 1, 3, 1], batches) == 0.0


def test_padding_is_counted_against_all_computed_tokens() -> None:
    """Texts of 2 and 4 tokens in one batch compute 8, of which 2 are padding."""
    assert padding_share([2, 4], [[0, 1]]) == pytest.approx(2 / 8)
    assert padding_share([], []) == 0.0


@given(st.lists(st.integers(min_value=0, max_value=128), max_size=60), st.integers(1, 300))
def test_every_text_is_in_one_batch_within_the_budget(lengths: list[int], budget: int) -> None:
    """No row is lost or repeated, and only a lone text may be over the budget."""
    batches = token_batches(lengths, budget=budget)
    assert sorted(row for batch in batches for row in batch.tolist()) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= budget
