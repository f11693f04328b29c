"""Queries read in an index's own words."""

from __future__ import annotations

import pytest

from retrieval.query_words import QueryWords

SEEN = {"iron": 9, "board": 9, "dishwash": 5, "refriger": 7, "filter": 8, "washer": 3, "dish": 3, "snow": 2}
WORDS = QueryWords(known=frozenset(SEEN), frequencies=SEEN)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("filter", "filter"),
        ("folter", "filter"),
        ("ironboard", "iron board"),
        ("zzzz", "zzzz"),
        ("2045", "2045"),
        ("冰箱", "冰箱"),
    ],
)
def test_unknown_words_are_mended(asked: str, read: str) -> None:
    """A slip is respelled, two words run together are parted; numbers, Chinese and riddles stay."""
    assert WORDS.read([asked]).words == tuple(read.split())


def test_neighbors_are_asked_for_as_their_compound_too() -> None:
    """'dish washer' also finds dishwashers; the words in order stay two."""
    read = WORDS.read(["dish", "washer"])
    assert read.words == ("dish", "washer")
    assert set(read.weights) == {"dish", "washer", "dishwash"}


def test_without_frequencies_nothing_is_mended() -> None:
    """Mending turned off leaves every word as it was typed."""
    plain = QueryWords(known=frozenset(SEEN), frequencies={})
    assert plain.read(["folter", "ironboard"]).words == ("folter", "ironboard")
