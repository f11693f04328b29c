"""Which of a model's parallel sequences serves a prompt, so that what it already computed is reused. Pure.

A slot keeps the tokens of its last prompt; a prompt that begins with them skips their computation.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

Tokens = tuple[int, ...]


@dataclass(slots=True)
class Slot:
    """One sequence: its number, the tokens it holds, and when it was last taken (a running number)."""

    number: int
    tokens: Tokens = ()
    taken: int = 0


def shared_length(a: Sequence[int], b: Sequence[int]) -> int:
    """Number of equal tokens at the beginning of both."""
    length = min(len(a), len(b))
    return next((i for i in range(length) if a[i] != b[i]), length)


def longest_prefix(prefixes: Sequence[Tokens], tokens: Tokens) -> Tokens:
    """The longest of the prefixes that `tokens` begin with; () when none fits."""
    return max((p for p in prefixes if tokens[: len(p)] == p), key=len, default=())


@dataclass(slots=True)
class SlotPool:
    """Hands out free slots, one holder at a time; a caller waits while all are taken."""

    count: int
    _free: list[Slot] = field(init=False)
    _changed: threading.Condition = field(init=False, default_factory=threading.Condition)
    _takes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._free = [Slot(number) for number in range(self.count)]

    @contextmanager
    def take(self, tokens: Tokens, *, prefix: Tokens) -> Iterator[Slot]:
        """A free slot for this prompt: the one that holds most of it, if that is at least `prefix`.

        Otherwise `prefix` must be restored anyway, and the least recently taken slot gives way. The
        holder sets `slot.tokens` to what the sequence then holds.
        """
        with self._changed:
            while not self._free:
                self._changed.wait()
            slot = self._choose(tokens, len(prefix))
            self._free.remove(slot)
            self._takes += 1
            slot.taken = self._takes
        try:
            yield slot
        finally:
            with self._changed:
                self._free.append(slot)
                self._changed.notify()

    def _choose(self, tokens: Tokens, enough: int) -> Slot:
        best = max(self._free, key=lambda slot: (shared_length(slot.tokens, tokens), -slot.taken))
        if shared_length(best.tokens, tokens) >= max(enough, 1):
            return best
        return min(self._free, key=lambda slot: slot.taken)
