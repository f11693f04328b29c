"""Clauses beside the wish: how things are, what is let go, what is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.parsing import background
from assistant.parsing.intents import TOLD, is_wishing
from assistant.parsing.reading import ClauseReading
from assistant.parsing.wishes import Wish
from assistant.types import Intent
from retrieval.text import stem

_OWNED = frozenset(("old", "new", "current", "trusty", "favorite", "last", "previous", "beloved", "only"))
"""What is said of things that are owned already."""
_FOUND = frozenset({Intent.FIND, Intent.REFINE})
_WISHED = _FOUND | {Intent.COMPLEMENT, Intent.SIMILAR, Intent.RECOMMEND}


def settled(readings: Sequence[ClauseReading]) -> list[ClauseReading]:
    """The readings, where clauses beside the wish name none: 'I have a tan coat. I need boots'."""
    kept = _without_taken_back(readings)
    beside = [_is_beside(reading, kept) for reading in kept]
    others = [reading for reading, aside in zip(kept, beside, strict=True) if not aside]
    named = any(reading.wish.text for reading in others)
    if not named and not any(_WISHED & set(reading.intents) for reading in others):
        return kept
    seeks = not named and any(_FOUND & set(reading.intents) for reading in others)
    return [_as_told(r, seeks=seeks) if aside else r for r, aside in zip(kept, beside, strict=True)]


def _is_beside(reading: ClauseReading, readings: Sequence[ClauseReading]) -> bool:
    if reading.aside or reading.lets_go:
        return True
    framed = any(other is not reading and is_wishing(other.source) for other in readings)
    return framed and not reading.references and background.tells(reading.source)


def _as_told(reading: ClauseReading, *, seeks: bool) -> ClauseReading:
    """A clause beside the wish; `seeks`: another one seeks what only this one names ('my drill died')."""
    meant = {
        intent: confidence
        for intent, confidence in reading.intents.items()
        if intent not in _FOUND
        and not (intent is Intent.ORDER and confidence <= TOLD)
        and not (intent is Intent.FEEDBACK and not reading.references and background.tells(reading.source))
    }
    sought = seeks and reading.wish.certain and not reading.lets_go
    return replace(
        reading,
        intents=meant,
        searches=reading.searches or sought,
        wish=_thing(reading.wish) if sought else Wish(),
        constraints=reading.constraints if reading.lets_go else (),
        sort=None,
        leftover=(),
    )


def _thing(wish: Wish) -> Wish:
    """The kind alone where a wish tells what became of a thing: 'old hoodie finally fell apart' → hoodie."""
    words = wish.text.split()
    last = max((place for place, word in enumerate(words) if stem(word) == wish.head), default=len(words) - 1)
    kept = [word for word in words[: last + 1] if word not in _OWNED]
    return replace(wish, text=" ".join(kept) or wish.text)


def _without_taken_back(readings: Sequence[ClauseReading]) -> list[ClauseReading]:
    """What a later clause corrects is dropped: 'a red vase, no wait, a blue lamp' is about the lamp."""
    later = [reading for reading in readings if not reading.source.revoked]
    facets = {constraint.facet for reading in later for constraint in reading.constraints}
    named = any(reading.wish.text for reading in later)
    if not (facets or named):
        return list(readings)
    return [_corrected(r, facets, named=named) if r.source.revoked else r for r in readings]


def _corrected(reading: ClauseReading, facets: set[str], *, named: bool) -> ClauseReading:
    kept = tuple(c for c in reading.constraints if c.facet not in facets)
    wish = Wish() if named else reading.wish
    return replace(reading, wish=wish, constraints=kept, leftover=())
