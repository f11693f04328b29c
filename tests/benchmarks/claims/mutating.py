"""True replies drawn from the shops, as many as wanted, and false ones made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from random import Random

from retrieval.policies import Policies
from tests.benchmarks.claims import coded, held_back, mutations, writer_en, writer_zh
from tests.benchmarks.claims.changing import Mutate
from tests.benchmarks.claims.filling import fill
from tests.benchmarks.claims.replies import Reply
from tests.benchmarks.claims.scenes import Shelf, draw

PATTERNS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {"find": writer_en.FIND, "ask": writer_en.ASK, "compare": writer_en.COMPARE},
    "zh": {"find": writer_zh.FIND, "ask": writer_zh.ASK, "compare": writer_zh.COMPARE},
}
PROGRAM: Mapping[str, Mutate] = {
    "program_figure": coded.figure,
    "program_term": coded.term,
    "program_names": coded.names_exchanged,
}
_ANYWHERE = frozenset({"promise", "invented", "hedged"})
_TRIES = 300
_PROGRAM_SHARE = 0.3


class Supply:
    """Endless true and false replies of one seed; `held_back` takes the second writer and its changes."""

    def __init__(
        self, shelves: Sequence[Shelf], policies: Policies, *, seed: int, held_back: bool = False
    ) -> None:
        if not shelves:
            raise ValueError("claims: expected a shop with 30 products of a language or more, got none")
        self._shelves = [s for s in shelves if s.aisles]
        self._policies = policies
        self._random = Random(seed)
        self._held_back = held_back

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
        changes = dict(self._changes())
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

    def _changes(self) -> Mapping[str, Mutate]:
        return held_back.MUTATIONS if self._held_back else {**mutations.MUTATIONS, **PROGRAM}

    def _one(self, shelf: Shelf) -> Reply | None:
        scene = draw(shelf, self._random)
        if not self._held_back and self._random.random() < _PROGRAM_SHARE:
            return coded.coded(scene, self._policies, self._random)
        patterns = (held_back.PATTERNS if self._held_back else PATTERNS)[shelf.language][scene.mode]
        writer = "held-back" if self._held_back else "writer"
        for pattern in self._random.sample(list(patterns), len(patterns)):
            reply = fill(pattern, scene, self._random, f"{writer}:{scene.mode}")
            if reply is not None:
                return reply
        return None
