"""The words of a query as an index knows them: slips mended, compounds parted and joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retrieval.spelling import Slips, Spelling
from retrieval.text import has_cjk, stem

_PART = 3
"""Least letters of each half of a parted word."""
_SEEN = 2
"""Least products that have a word for it to be a part or a compound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWords:
    """`words` in order, and how much each is asked for; compounds of neighbors are in the weights alone."""

    words: tuple[str, ...]
    weights: Mapping[str, float]


class QueryWords:
    """Reads queries for one index. Thread-safe; a word once mended is remembered (65,536 of them)."""

    def __init__(self, *, known: frozenset[str], frequencies: Mapping[str, int]) -> None:
        """Take every word of the index, and how many products have those that slips may mean."""
        self._known = known
        self._frequencies = frequencies
        self._spelling = Spelling(frequencies, slips=Slips(one=4, two=7, same_start=False))
        self._mended = lru_cache(maxsize=65_536)(self._mend)

    def read(self, words: Sequence[str]) -> AskedWords:
        """Words as the index has them; one that nobody knows stays as it is."""
        mended = [part for word in words for part in self._mended(word)]
        weights = dict.fromkeys(mended, 1.0)
        for first, second in pairwise(words):
            compound = stem(first + second)
            if _spelled(first) and _spelled(second) and self._frequencies.get(compound, 0) >= _SEEN:
                weights[compound] = 1.0
        return AskedWords(words=tuple(mended), weights=weights)

    def _mend(self, word: str) -> tuple[str, ...]:
        if word in self._known or not _spelled(word):
            return (word,)
        near = self._spelling.nearest(word)
        parts = self._parts(word)
        if parts is None or (near is not None and self._spelling.distance(word, near) <= 1):
            return (near or word,)
        return parts

    def _parts(self, word: str) -> tuple[str, str] | None:
        """The two known words that make up an unknown one, the rarer of them as frequent as can be."""
        best: tuple[int, tuple[str, str]] | None = None
        for place in range(_PART, len(word) - _PART + 1):
            first, second = stem(word[:place]), stem(word[place:])
            seen = min(self._frequencies.get(first, 0), self._frequencies.get(second, 0))
            if seen >= _SEEN and (best is None or seen > best[0]):
                best = (seen, (first, second))
        return best[1] if best else None


def _spelled(word: str) -> bool:
    return word.isalpha() and not has_cjk(word)
