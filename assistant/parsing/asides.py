# ruff: noqa: E501 - a pattern reads better whole
"""Clauses beside the wish: how things are, what is let go, what is taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.parsing import background, numerals, numerals_zh
from assistant.parsing.intents import TOLD, is_wishing
from assistant.parsing.reading import ClauseReading
from assistant.parsing.wishes import Wish
from assistant.types import Intent
from retrieval.types import Constraint, Op, Strength

_OWNED = frozenset(("old", "new", "current", "trusty", "favorite", "last", "previous", "beloved", "only"))
"""What is said of things that are owned already."""
_FOUND = frozenset({Intent.FIND, Intent.REFINE})
_AMOUNT = re.compile(
    rf"(?:make it |make that |say |more like |rather |let us say )?[$£€¥]?(?P<number>{numerals.NUMBER})(?=$|[ ,.](?!\s?(?:inch|cm|piece|pack|people|person)))"
)
_AMOUNT_ZH = re.compile(
    rf"(?:还是|那就|就|改|算|要|[\s,])*(?P<number>{numerals_zh.NUMBER})(?:块钱?|元|刀|美元)?(?=$|[,，。吧]|以)"
)
_SEVERAL = frozenset({"feature", "style"})
"""Facets that a product has many values of."""
_SURE = 0.6
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
    framed = any(other is not reading and _wishes(other) for other in readings)
    return framed and not reading.references and background.tells(reading.source)


def _wishes(reading: ClauseReading) -> bool:
    wish = reading.wish
    return is_wishing(reading.source) or (wish.certain and not wish.told)


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
        constraints=reading.constraints if reading.lets_go else _bounds(reading),
        sort=None,
        leftover=(),
    )


def _bounds(reading: ClauseReading) -> tuple[Constraint, ...]:
    """What a clause beside the wish limits or excludes: 'the office is chipping in, not over 90'."""
    if background.paid(reading.source):
        return ()
    return tuple(
        c
        for c in reading.constraints
        if (c.op is Op.NE and c.facet not in _SEVERAL) or (c.facet == "price" and c.strength is Strength.HARD)
    )


def _thing(wish: Wish) -> Wish:
    """The kind alone where a wish tells what became of a thing: 'old hoodie finally fell apart' → hoodie."""
    words = wish.without({facet for facet, _ in wish.values}).text.split()
    kept = [word for word in words if word not in _OWNED and not background.of_person(word)]
    return replace(wish, text=" ".join(kept) or wish.text)


def _without_taken_back(readings: Sequence[ClauseReading]) -> list[ClauseReading]:
    """What a later clause corrects is dropped: 'a red vase, no wait, a blue lamp' is about the lamp."""
    renewed = [_with_amount(reading, readings) for reading in readings]
    return [
        _corrected(reading, [other for other in renewed if other.source.revoked < reading.source.revoked])
        for reading in renewed
    ]


def _with_amount(reading: ClauseReading, readings: Sequence[ClauseReading]) -> ClauseReading:
    """A bare amount that corrects a price limit limits likewise: 'under forty. no hang on, fifty'."""
    value = _amount_of(reading.source.text)
    before = [r for r in readings if r.source.revoked > reading.source.revoked]
    limits = [c for r in before for c in r.constraints if c.facet == "price"]
    if value is None or not limits or any(c.facet == "price" for c in reading.constraints):
        return reading
    limit = replace(limits[-1], value=value)
    wish = reading.wish if reading.wish.certain else Wish()
    return replace(reading, wish=wish, constraints=(*reading.constraints, limit))


def _amount_of(text: str) -> float | None:
    """The amount that a clause begins with, in either language."""
    amount = _AMOUNT.match(text)
    if amount:
        return numerals.value_of(amount.group("number"))
    chinese = _AMOUNT_ZH.match(text)
    return numerals_zh.value_of(chinese.group("number")) if chinese else None


def _corrected(reading: ClauseReading, later: Sequence[ClauseReading]) -> ClauseReading:
    """A reading without what `later` ones say anew: a facet's value, the kind, what is meant at all."""
    renewed = {_place(constraint) for other in later for constraint in other.constraints}
    named = any(other.wish.certain for other in later) or (
        not reading.wish.certain and any(other.wish.text for other in later)
    )
    other_aim = any(_aims_elsewhere(other) for other in later)
    if not (renewed or named or other_aim):
        return reading
    return replace(
        reading,
        intents={} if other_aim else reading.intents,
        wish=Wish() if named else reading.wish.without({facet for facet, _ in renewed}),
        constraints=tuple(c for c in reading.constraints if _place(c) not in renewed),
        leftover=(),
    )


def _place(constraint: Constraint) -> tuple[str, bool]:
    """What a later condition takes the place of: its facet; of features those wished or those excluded."""
    return constraint.facet, constraint.facet in _SEVERAL and constraint.op is Op.NE


def _aims_elsewhere(reading: ClauseReading) -> bool:
    """Whether a clause surely means something other than a search."""
    first, confidence = next(iter(reading.intents.items()), (Intent.FIND, 0.0))
    return first not in _FOUND and confidence >= _SURE
