"""A turn as it runs: timed from when its words were read, and collected into one value."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from assistant.types import ItemsRanked, TextDelta, Turn, TurnEvent, TurnFinished, Understood, Utterance

Clock = Callable[[], float]
"""Seconds of a monotonic clock."""


class Replier(Protocol):
    """What answers: the assistant, or one scripted by a test."""

    def reply(self, utterance: Utterance) -> AsyncIterator[TurnEvent]:
        """The events of one turn, TurnFinished last."""
        ...


async def timed(
    events: AsyncIterator[TurnEvent], *, started: float, clock: Clock = perf_counter
) -> AsyncIterator[TurnEvent]:
    """The same events; the finished turn's timings run from `started` (a reading of `clock`), in ms."""
    timings: dict[str, float] = {}
    async for event in events:
        name = _milestone(event)
        if name is not None and name not in timings:
            timings[name] = (clock() - started) * 1000
        if isinstance(event, TurnFinished):
            yield replace(event, turn=replace(event.turn, timings_ms=timings))
        else:
            yield event


async def collect(events: AsyncIterator[TurnEvent]) -> Turn:
    """The finished turn. Raises RuntimeError where the events end without one."""
    finished: Turn | None = None
    async for event in events:
        if isinstance(event, TurnFinished):
            finished = event.turn
    if finished is None:
        raise RuntimeError("expected a turn that finishes, got events without TurnFinished")
    return finished


def _milestone(event: TurnEvent) -> str | None:
    match event:
        case Understood():
            return "understanding"
        case ItemsRanked():
            return "cards"
        case TextDelta():
            return "first_text"
        case TurnFinished():
            return "total"
        case _:
            return None
