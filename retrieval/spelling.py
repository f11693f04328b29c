"""Light help with typing slips: an unknown word is read as the nearest word of the catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.text import has_cjk


def edit_distance(left: str, right: str, *, limit: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbors between two words; `limit` + 1 if more.

    Optimal string alignment distance (Damerau 1964, restricted).
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + int(letter != other))
            swapped = row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other
            current.append(min(cost, before[column - 2] + 1) if swapped else cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """How far a word may be from what was meant: letters from which one edit, and two, are allowed.

    `same_start`: the first letter must be right. The defaults decide what a wish is for (at 8 letters,
    headboard was read as headband); a search, which finds nothing by an unknown word anyway, can be bolder.
    """

    one: int = 5
    two: int = 10
    same_start: bool = True


class Spelling:
    """Nearest catalog word of an unknown one: some edits away, or written as it sounds (headfones).

    Ties go to the word with the same first letter, then to the more frequent, then the alphabetically first.
    """

    def __init__(self, frequencies: Mapping[str, int], *, slips: Slips = Slips()) -> None:
        """Take words (already stemmed or not, but consistently) with how many products have them."""
        self._slips = slips
        self._frequencies = {word: count for word, count in frequencies.items() if _plain(word)}
        self._by_sound = {_sound(word): word for word in sorted(self._frequencies, reverse=True)}
        self._words = sorted(self._frequencies)
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint32)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int64)

    def nearest(self, word: str) -> str | None:
        """Return the word itself when known, its nearest neighbor when near enough, else None."""
        if word in self._frequencies:
            return word
        limit = self._limit(word)
        if not limit:
            return None
        ranked = sorted(
            (distance, other[0] != word[0], -self._frequencies[other], other)
            for other in self._neighbors(word, limit)
            if (distance := edit_distance(word, other, limit=limit)) <= limit
        )
        return ranked[0][-1] if ranked else self._by_sound.get(_sound(word))

    def distance(self, word: str, other: str) -> int:
        """Edits between two words, one more than allowed where they are too far apart."""
        return edit_distance(word, other, limit=max(1, self._limit(word)))

    def _limit(self, word: str) -> int:
        if not _plain(word) or len(word) < self._slips.one:
            return 0
        return 1 if len(word) < self._slips.two else 2

    def _neighbors(self, word: str, limit: int) -> Sequence[str]:
        """Words that may be so near: an edit turns at most two letters on or off."""
        turned = np.bitwise_count(self._letters ^ np.uint32(_letters(word)))
        lengths = self._lengths
        near = (turned <= 2 * limit) & (np.abs(lengths - len(word)) <= limit) & (lengths >= 4)
        found = [self._words[row] for row in np.flatnonzero(near)]
        return [other for other in found if other[0] == word[0]] if self._slips.same_start else found


def _sound(word: str) -> str:
    """A rough spelling by sound: ph as f, ck as k, doubled letters once."""
    return re.sub(r"(.)\1", r"\1", word.replace("ph", "f").replace("ck", "k"))


def _plain(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and not has_cjk(word)


def _letters(word: str) -> int:
    """Which letters occur, one bit each; letters beyond a to z share bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 32)
    return bits
