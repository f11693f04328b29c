"""Word lists written as text."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Words of a text, parted by whitespace."""
    return frozenset(text.split())
