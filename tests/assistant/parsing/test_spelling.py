"""Misspellings."""

from __future__ import annotations

import pytest

from assistant.parsing.spelling import Spelling, is_one_edit


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("sweatr", "sweater", True),
        ("sweaater", "sweater", True),
        ("swaeter", "sweater", True),
        ("swetter", "sweater", True),
        ("sweater", "sweater", False),
        ("sweat", "sweater", False),
    ],
)
def test_one_edit(left: str, right: str, expected: bool) -> None:
    """One insertion, deletion, replacement or swap of neighbors; equal words have none."""
    assert is_one_edit(left, right) is expected


def test_corrects_to_the_most_frequent_word() -> None:
    """Ties go to the more frequent word; short words and other initials stay."""
    spelling = Spelling.of({"striped": 9, "stripes": 2})
    assert spelling.correct("stripee") == "striped"
    assert spelling.correct("stripde") == "striped"
    assert spelling.correct("ztriped") is None
    assert spelling.correct("stri") is None
