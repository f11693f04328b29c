"""Help with typing slips."""

from __future__ import annotations

import pytest

from retrieval.spelling import Spelling, edit_distance

SPELLING = Spelling({"sweater": 9, "sweat": 2, "refrigerator": 1, "skirt": 5, "shirt": 8, "毛衣": 3})


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("sweater", "sweater", 0),
        ("sweeter", "sweater", 1),
        ("sewater", "sweater", 1),
        ("swetr", "sweater", 2),
    ],
)
def test_distance_counts_edits_and_swaps(left: str, right: str, distance: int) -> None:
    """A swap of neighbors is one edit."""
    assert edit_distance(left, right, limit=3) == distance


def test_distance_stops_at_its_limit() -> None:
    """More than the limit is reported as one more than it."""
    assert edit_distance("piano", "refrigerator", limit=2) == 3


def test_a_known_word_stays() -> None:
    """Known words are never read as something else."""
    assert SPELLING.nearest("sweat") == "sweat"


def test_one_edit_needs_five_letters() -> None:
    """Short words are left alone."""
    assert SPELLING.nearest("sweatr") == "sweater"
    assert SPELLING.nearest("swet") is None


def test_two_edits_need_ten_letters() -> None:
    """A long word may have two slips, a middling one may not."""
    assert SPELLING.nearest("refrigarater") == "refrigerator"
    assert SPELLING.nearest("sweeder") is None


def test_the_first_letter_is_kept() -> None:
    """Slips seldom hit the first letter: a blender is no slender."""
    assert SPELLING.nearest("bkirt") is None


def test_ties_go_to_the_frequent_word() -> None:
    """Of two neighbors the one in more products is meant."""
    assert SPELLING.nearest("shkirt") == "shirt"


def test_chinese_words_are_never_respelled() -> None:
    """Edits of letters say nothing about characters."""
    assert SPELLING.nearest("毛衣衣服衣") is None
