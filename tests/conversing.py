"""Scripted conversations with the real assistant over real shops, and what is counted about them."""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant.bootstrap import Home
from assistant.conversation import Assistant
from assistant.types import (
    DialogueState,
    Intent,
    ItemsRanked,
    TextDelta,
    Turn,
    TurnFinished,
    Understood,
    Utterance,
)
from tests.second_check import constraint_faults, named, reply_faults

SCRIPTS = Path(__file__).parent / "conversations"
SOURCES = {"livostyle": "livostyle", "aws": "aws_retail_demo_products", "litemall": "litemall_zh"}
_SEARCHES = {Intent.FIND, Intent.REFINE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One scripted utterance; `expect` is items, none or reply (see tests/conversations)."""

    shop: str
    conversation: int
    say: str
    expect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A finished turn, with milestones in ms from the utterance and the faults found by the second check."""

    line: Line
    turn: Turn
    state: DialogueState
    ms: dict[str, float]
    faults: tuple[str, ...]

    @property
    def shows_item(self) -> bool:
        """Whether any card is no mere alternative."""
        return any(not item.alternative for item in self.turn.items)

    @property
    def as_expected(self) -> bool:
        """Whether cards came, or did not, as the script says."""
        return self.line.expect == "reply" or self.shows_item is (self.line.expect == "items")


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts over spoken turns."""

    spoken: list[Spoken] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every fault, with shop and utterance."""
        return [f"{s.line.shop}: {s.line.say!r}: {fault}" for s in self.spoken for fault in s.faults]

    @property
    def satisfied(self) -> float:
        """Share of find and refine turns that can be satisfied (by the script) and show an item."""
        meant = [s for s in self.spoken if s.line.expect == "items" and _searched(s)]
        return _share([s.shows_item for s in meant])

    @property
    def as_expected(self) -> float:
        """Share of turns whose cards came or stayed away as the script says."""
        return _share([s.as_expected for s in self.spoken])

    @property
    def own_prose(self) -> float:
        """Share of find, refine and compare replies about items whose prose is wholly the model's."""
        return _share([s.turn.receipt.reply_source == "model" for s in self.spoken if _phrased(s)])

    @property
    def unnamed(self) -> list[str]:
        """Such replies of the model's that do not name the first item."""
        return [
            f"{s.line.shop}: {s.line.say!r}: {s.turn.reply}"
            for s in self.spoken
            if _phrased(s) and s.turn.receipt.reply_source == "model" and not _names_first(s.turn)
        ]

    def percentile(self, milestone: str, share: float) -> float:
        """Milliseconds at a share (0–1) of the turns."""
        values = sorted(s.ms[milestone] for s in self.spoken if milestone in s.ms)
        return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0

    def report(self) -> str:
        """The counts, for people."""
        sources = [s.turn.receipt.reply_source for s in self.spoken if _phrased(s)]
        lines = [
            f"turns {len(self.spoken)}, faults {len(self.faults)}, as expected {self.as_expected:.2f}",
            f"satisfiable find/refine turns that show an item: {self.satisfied:.3f}",
            f"prose of find/refine/compare: model {self.own_prose:.2f} of {len(sources)}",
            f"  mixed {sources.count('mixed')}, template {sources.count('template')}",
            f"model replies that do not name the first item: {len(self.unnamed)}",
        ]
        lines += [
            f"{name} ms: p50 {self.percentile(name, 0.5):.0f}, p95 {self.percentile(name, 0.95):.0f}"
            for name in ("understanding", "cards", "first_text", "total")
        ]
        called = [s for s in self.spoken if s.turn.receipt.model_calls]
        in_model = sum(call.ms for s in called for call in s.turn.receipt.model_calls)
        if in_model:
            lines.append(
                f"turns that called the model {len(called)}, total p50 "
                f"{statistics.median(s.ms['total'] for s in called):.0f} ms, "
                f"turn / its model calls {sum(s.ms['total'] for s in called) / in_model:.3f}"
            )
        after = [s.ms["cards"] - s.ms["understanding"] for s in self.spoken]
        lines.append(
            f"cards after understanding ms: p50 {statistics.median(after):.0f}, "
            f"p95 {sorted(after)[int(0.95 * (len(after) - 1))]:.0f}"
        )
        return "\n".join(lines)


def scripts(shop: str) -> list[list[Line]]:
    """The scripted conversations of a shop."""
    written: list[list[dict[str, Any]]] = yaml.safe_load((SCRIPTS / f"{shop}.yaml").read_text("utf-8"))
    return [
        [Line(shop=shop, conversation=number, say=line["say"], expect=line["expect"]) for line in lines]
        for number, lines in enumerate(written)
    ]


async def speak(
    home: Home, assistant: Assistant, conversations: Sequence[Sequence[Line]]
) -> AsyncIterator[Spoken]:
    """Every line of every conversation, one after the other, checked."""
    for lines in conversations:
        shop = lines[0].shop
        settings = home.catalogs.shop(shop)
        conversation_id = await home.conversations.create(shop=shop)
        for line in lines:
            utterance = Utterance(conversation_id=conversation_id, shop=shop, text=line.say)
            turn, state, ms = await timed(assistant, utterance)
            faults = reply_faults(turn, state.constraints)
            if _searched_turn(turn):
                faults += constraint_faults(turn, state.constraints, settings.currency)
            yield Spoken(line=line, turn=turn, state=state, ms=ms, faults=tuple(faults))


async def timed(
    assistant: Assistant, utterance: Utterance, clock: Callable[[], float] = time.perf_counter
) -> tuple[Turn, DialogueState, dict[str, float]]:
    """A finished turn, the state after it, and its milestones in ms."""
    started = clock()
    ms: dict[str, float] = {}
    async for event in assistant.reply(utterance):
        passed = (clock() - started) * 1000.0
        match event:
            case Understood():
                ms["understanding"] = passed
            case ItemsRanked():
                ms["cards"] = passed
            case TextDelta():
                ms.setdefault("first_text", passed)
            case TurnFinished(turn=turn, state=state):
                ms["total"] = passed
                return turn, state, ms
            case _:
                continue
    raise AssertionError("expected a turn that finishes")


def transcript(spoken: Sequence[Spoken]) -> str:
    """The conversations as people read them."""
    lines: list[str] = []
    last: tuple[str, int] | None = None
    for one in spoken:
        here = (one.line.shop, one.line.conversation)
        if here != last:
            lines.append(f"\n== {one.line.shop} {one.line.conversation}")
            last = here
        source = one.turn.receipt.reply_source
        lines.append(f"> {one.line.say}")
        for item in one.turn.items:
            price = item.product.price_minor
            mark = " (alternative)" if item.alternative else ""
            lines.append(f"    {item.product.title} | {price and price / 100} | {item.product.rating}{mark}")
        lines.append(
            f"  [{one.turn.understanding.primary.value}, {source}, {one.ms['total']:.0f} ms] {one.turn.reply}"
        )
        lines.extend(f"  FAULT {fault}" for fault in one.faults)
        if not one.as_expected:
            lines.append(f"  UNEXPECTED: the script expects {one.line.expect}")
    return "\n".join(lines)


def _searched(spoken: Spoken) -> bool:
    return _searched_turn(spoken.turn)


def _searched_turn(turn: Turn) -> bool:
    return turn.understanding.primary in _SEARCHES


def _phrased(spoken: Spoken) -> bool:
    kinds = _SEARCHES | {Intent.COMPARE}
    return spoken.turn.understanding.primary in kinds and spoken.shows_item


def _names_first(turn: Turn) -> bool:
    first = turn.items[0].product
    return first in named(turn.reply, [item.product for item in turn.items])


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 1.0
