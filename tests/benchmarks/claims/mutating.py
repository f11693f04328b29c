"""True replies drawn from the shops, as many as wanted, and false ones made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from retrieval.policies import Policies
from tests.benchmarks.claims import coded, fifth, fourth, mutations, second, third, writer_en, writer_zh
from tests.benchmarks.claims.changing import Mutate
from tests.benchmarks.claims.filling import fill
from tests.benchmarks.claims.replies import Reply
from tests.benchmarks.claims.scenes import Shelf, draw

_FIRST: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {"find": writer_en.FIND, "ask": writer_en.ASK, "compare": writer_en.COMPARE},
    "zh": {"find": writer_zh.FIND, "ask": writer_zh.ASK, "compare": writer_zh.COMPARE},
}
_PROGRAM: Mapping[str, Mutate] = {
    "program_figure": coded.figure,
    "program_term": coded.term,
    "program_names": coded.names_exchanged,
}
_ANYWHERE = frozenset({"promise", "invented", "hedged"})
_TRIES = 300
_PROGRAM_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Patterns of true replies by language and mode, their changes, and the share of `coded` replies."""

    name: str
    patterns: Mapping[str, Mapping[str, Sequence[str]]]
    changes: Mapping[str, Mutate]
    coded: float = 0.0


FIRST = Writer(
    name="first", patterns=_FIRST, changes={**mutations.MUTATIONS, **_PROGRAM}, coded=_PROGRAM_SHARE
)
WRITERS: Mapping[str, Writer] = {
    writer.name: writer
    for writer in (
        FIRST,
        Writer(name="second", patterns=second.PATTERNS, changes=second.MUTATIONS),
        Writer(name="third", patterns=third.PATTERNS, changes=third.MUTATIONS),
        Writer(name="fourth", patterns=fourth.PATTERNS, changes=fourth.MUTATIONS),
        Writer(name="fifth", patterns=fifth.PATTERNS, changes=fifth.MUTATIONS),
    )
}
"""Written by different people, one after the other; the checker was mended on the first and the second."""


class Supply:
    """Endless true and false replies of one seed and one writer."""

    def __init__(
        self, shelves: Sequence[Shelf], policies: Policies, *, seed: int, writer: Writer = FIRST
    ) -> None:
        if not shelves:
            raise ValueError("claims: expected a shop with 30 products of a language or more, got none")
        self._shelves = [s for s in shelves if s.aisles]
        self._policies = policies
        self._random = Random(seed)
        self._writer = writer

    def true(self) -> Iterator[Reply]:
        """True replies; English and Chinese in turn where the shops have both."""
        while True:
            for language in ("en", "zh"):
                shelves = [s for s in self._shelves if s.language == language]
                if shelves and (reply := self._one(self._random.choice(shelves))) is not None:
                    yield reply

    def false(self, accepted: Callable[[Reply], bool]) -> Iterator[Reply]:
        """False replies, the kinds of change in turn, each made of a true reply that is `accepted`.

        A checker that refuses everything catches nothing here. A kind that no reply of 300 allows is left
        out from then on.
        """
        true = self.true()
        changes = dict(self._writer.changes)
        while changes:
            for name in self._random.sample(list(changes), len(changes)):
                change = changes[name]
                program = name.startswith("program_")
                for reply in islice(true, _TRIES):
                    if reply.writer.startswith("program:") is not program and name not in _ANYWHERE:
                        continue
                    changed = change(reply, self._random)
                    if changed is not None and changed.text != reply.text and accepted(reply):
                        yield changed
                        break
                else:
                    del changes[name]

    def _one(self, shelf: Shelf) -> Reply | None:
        scene = draw(shelf, self._random)
        if self._random.random() < self._writer.coded:
            return coded.coded(scene, self._policies, self._random)
        patterns = self._writer.patterns[shelf.language][scene.mode]
        for pattern in self._random.sample(list(patterns), len(patterns)):
            reply = fill(pattern, scene, self._random, f"{self._writer.name}:{scene.mode}")
            if reply is not None:
                return reply
        return None
