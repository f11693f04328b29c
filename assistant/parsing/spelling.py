"""Misspellings one letter away, found by common deletions (SymSpell, Garbe 2012)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

SHORTEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """Words that a misspelled one may have been meant for; more frequent words win ties."""

    by_deletion: Mapping[str, tuple[str, ...]]
    real: Set[str] = frozenset()

    @classmethod
    def of(cls, frequencies: Mapping[str, int], *, real: Set[str] = frozenset()) -> Spelling:
        """Index the words of at least five letters; `real` words are taken for no misspelling."""
        index: dict[str, list[str]] = {}
        for word in sorted(frequencies, key=lambda word: (-frequencies[word], word)):
            if len(word) >= SHORTEST and word.isalpha() and word.isascii():
                for key in (word, *_deletions(word)):
                    index.setdefault(key, []).append(word)
        return cls(by_deletion={key: tuple(words) for key, words in index.items()}, real=real)

    def correct(self, word: str) -> str | None:
        """The word meant by one of at least five letters with the same initial, or None.

        A real word ("gloss") is meant as it stands, but for another way of writing it ("fibre").
        """
        if len(word) < SHORTEST or not word.isalpha() or not word.isascii():
            return None
        for key in (word, *_deletions(word)):
            for candidate in self.by_deletion.get(key, ()):
                if candidate[0] != word[0] or not is_one_edit(word, candidate):
                    continue
                if not self._is_real(word) or _folded(word) == _folded(candidate):
                    return candidate
        return None

    def _is_real(self, word: str) -> bool:
        """Whether people write the word, or the one that it is the plural of: choker, so chokers."""
        singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        return word in self.real or singular in self.real


def is_one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbors separates two words."""
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1 or left == right:
        return False
    first = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[first:] == right[first + 1 :]
    if left[first + 1 :] == right[first + 1 :]:
        return True
    swapped = left[:first] + left[first + 1 : first + 2] + left[first : first + 1] + left[first + 2 :]
    return swapped == right


def _folded(word: str) -> str:
    """Letters that two ways of writing one word share: British or American, single or doubled."""
    plain = re.sub(r"([bcdfgklmnprstz])\1", r"\1", word)
    return re.sub(
        r"re$", "er", plain.replace("our", "or").replace("isation", "ization").replace("ise", "ize")
    )


def _deletions(word: str) -> Iterable[str]:
    yield from dict.fromkeys(word[:i] + word[i + 1 :] for i in range(len(word)))
