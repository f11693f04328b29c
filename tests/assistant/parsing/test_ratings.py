"""Rating conditions."""

from __future__ import annotations

import pytest

from assistant.parsing import ratings
from assistant.parsing.source import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 stars and up", "gte 4"),
        ("rated above 4.5", "gte 4.5"),
        ("at least 4 stars", "gte 4"),
        ("4.5+ stars", "gte 4.5"),
        ("a rating of at least four", "gte 4"),
        ("under 3 stars", "lte 3"),
        ("4.5星以上", "gte 4.5"),
        ("评分4分以上", "gte 4"),
        ("评分高于四点五", "gte 4.5"),
    ],
)
def test_reads_rating_bounds(text: str, expected: str) -> None:
    """Stars and scores on the 0–5 scale, at least unless said otherwise."""
    (found,) = ratings.find(Source.read(text), taken=())
    (constraint,) = found.constraints
    assert f"{constraint.op.value} {constraint.value:g}" == expected


@pytest.mark.parametrize("text", ["highest rated ones", "rated best", "45 dollars", "5 pack", ""])
def test_leaves_other_words_alone(text: str) -> None:
    """Orders and other numbers are no rating bounds."""
    assert ratings.find(Source.read(text), taken=()) == ()
