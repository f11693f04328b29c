"""The words that are counted: measures, fractions, entities, both languages."""

from __future__ import annotations

import pytest

from retrieval.index_words import index_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('24 in. vanity, 24" vanity', "24 inch vaniti 24 inch vaniti"),
        ("24-inch 24 inches 24-in.", "24 inch 24 inch 24 inch"),
        ("4x8 sheets", "4 x 8 sheet"),
        ("1/2 in. x 6' pipe", "1/2 inch x 6 ft pipe"),
        ("1½ cups", "1 1/2 cup"),
        ("12v 100W bulb", "12 volt 100 watt bulb"),
        ("a v-neck w/ 1,000 beads", "a v neck w 1000 bead"),
        ("women&#39;s shoes &amp; socks", "women shoe sock"),
        ("rest in peace", "rest in peac"),
        ("1.5米窗帘 500毫升", "1.5 m 窗帘 500 ml"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_words_are_in_one_form(text: str, expected: str) -> None:
    """Every spelling of a measure is the same word."""
    assert index_words(text) == tuple(expected.split())
