"""The order of words in titles: which stand next to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.protocols import ItemIndices


class TitleWords:
    """Titles as numbers of words. Thread-safe, read-only; four bytes a word and twelve a title."""

    def __init__(self, titles: Sequence[Sequence[str]], *, numbers: Mapping[str, int]) -> None:
        """Take the words of each title by item_idx, and the number of each word."""
        lengths = np.fromiter(map(len, titles), dtype=np.int64, count=len(titles))
        self._lengths = lengths.astype(np.int32)
        self._starts = np.cumsum(lengths) - lengths
        self._words = np.fromiter(
            (numbers[word] for title in titles for word in title), dtype=np.int32, count=int(lengths.sum())
        )

    def following(self, pairs: Sequence[tuple[int, int]], item_idx: ItemIndices) -> NDArray[np.bool_]:
        """Bool [pairs, n]: whether the second word of each pair stands right behind its first in a title."""
        starts, lengths = self._starts[item_idx], self._lengths[item_idx]
        owner = np.repeat(np.arange(len(item_idx)), lengths)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        words = self._words[np.repeat(starts, lengths) + within]
        neighbors = owner[1:] == owner[:-1]
        found = np.zeros((len(pairs), len(item_idx)), dtype=np.bool_)
        for place, (first, second) in enumerate(pairs):
            found[place, owner[1:][(words[:-1] == first) & (words[1:] == second) & neighbors]] = True
        return found
