"""`python -m tests.benchmarks.bench_turns`: milestones of whole turns, and what Shopwright adds to its model.

Every call of the model in a turn is recorded and repeated directly on the same model, with the same
prompt and as many tokens; the overhead is the turn's time over the sum of those direct calls.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.bootstrap import Home
from assistant.conversation import Assistant
from assistant.protocols import (
    ChatMessage,
    Decoding,
    Delta,
    Finished,
    JsonCompletion,
    LanguageModel,
    OptionScores,
    StreamEvent,
)
from assistant.settings import Settings
from retrieval.policies import Policies
from tests.benchmarks.conversations import ingested
from tests.conversing import Spoken, scripts, speak

SHOP = "livostyle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One call: its prompt, its schema for JSON, and how many tokens came."""

    messages: tuple[ChatMessage, ...]
    decoding: Decoding
    schema: Mapping[str, Any] | None
    tokens: int


@dataclass(slots=True)
class Recorder:
    """The model, with every call written down."""

    model: LanguageModel
    calls: list[Recorded] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the model."""
        return self.model.name

    async def warm(self, prefixes: Sequence[Sequence[ChatMessage]]) -> None:
        """Pass on."""
        await self.model.warm(prefixes)

    async def stream(
        self, messages: Sequence[ChatMessage], *, decoding: Decoding
    ) -> AsyncIterator[StreamEvent]:
        """Pass on; what was taken counts, also of a stream that is closed early."""
        deltas = 0
        tokens = None
        try:
            async for event in self.model.stream(messages, decoding=decoding):
                deltas += isinstance(event, Delta)
                tokens = event.usage.completion_tokens if isinstance(event, Finished) else tokens
                yield event
        finally:
            self._record(messages, decoding, None, deltas if tokens is None else tokens)

    async def complete_json(
        self, messages: Sequence[ChatMessage], *, schema: Mapping[str, Any], decoding: Decoding
    ) -> JsonCompletion:
        """Pass on."""
        completion = await self.model.complete_json(messages, schema=schema, decoding=decoding)
        self._record(messages, decoding, schema, completion.usage.completion_tokens)
        return completion

    async def score_options(self, messages: Sequence[ChatMessage], *, options: Sequence[str]) -> OptionScores:
        """Pass on."""
        return await self.model.score_options(messages, options=options)

    async def aclose(self) -> None:
        """Pass on."""
        await self.model.aclose()

    def _record(
        self,
        messages: Sequence[ChatMessage],
        decoding: Decoding,
        schema: Mapping[str, Any] | None,
        tokens: int,
    ) -> None:
        self.calls.append(
            Recorded(messages=tuple(messages), decoding=decoding, schema=schema, tokens=max(tokens, 1))
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=None, help="a home that is kept (default: a new one)")
    parser.add_argument("--conversations", type=int, default=8)
    chosen = parser.parse_args()
    if chosen.home is not None:
        asyncio.run(run(chosen.home, chosen.conversations))
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder), chosen.conversations))


async def run(folder: Path, conversations: int) -> None:
    """Speak the first conversations of the shop, then repeat their model calls directly."""
    data = Path(os.environ.get("SHOPWRIGHT_DATA", Path(__file__).parents[3] / "shared" / "data"))
    async with Home(Settings.load(home=folder, env=os.environ)) as home:
        ingested(home, SHOP, data)
        opened = await home.open_assistant()
        if opened.model is None:
            raise SystemExit("expected the default model, got none; run `shopwright models pull`")
        recorder = Recorder(opened.model)
        assistant = Assistant(
            shops=home.shops,
            open_policies=lambda _index: Policies(()),
            conversations=home.conversations,
            prompts=home.prompts,
            model=recorder,
        )
        assistant.open_shops([SHOP])
        spoken: list[tuple[Spoken, list[Recorded]]] = []
        async for one in speak(home, assistant, scripts(SHOP)[:conversations]):
            spoken.append((one, recorder.calls))
            recorder.calls = []
        direct = [sum([await _repeat(opened.model, call) for call in calls]) for _, calls in spoken]
    _print([one for one, _ in spoken], direct)


async def _repeat(model: LanguageModel, call: Recorded) -> float:
    """Milliseconds of the same call made directly."""
    decoding = replace(call.decoding, max_tokens=call.tokens)
    started = time.perf_counter()
    if call.schema is not None:
        await model.complete_json(call.messages, schema=call.schema, decoding=call.decoding)
    else:
        async for _ in model.stream(call.messages, decoding=decoding):
            pass
    return (time.perf_counter() - started) * 1000.0


def _print(spoken: Sequence[Spoken], direct: Sequence[float]) -> None:
    rows = [(one, ms) for one, ms in zip(spoken, direct, strict=True) if ms > 0]
    totals = [one.ms["total"] for one, _ in rows]
    cards = sorted(one.ms["cards"] - one.ms["understanding"] for one in spoken)
    first = [one.ms["first_text"] for one, _ in rows]
    calls = [call for one in spoken for call in one.turn.receipt.model_calls]
    answers = [call for call in calls if call.purpose == "answer"]
    new = [call.prompt_tokens - call.cached_tokens for call in answers if call.prompt_tokens]
    print(  # noqa: T201 - the report is what the command is for
        f"turns {len(spoken)}, of which {len(rows)} called the model\n"
        f"cards after understanding, p95: {cards[int(0.95 * (len(cards) - 1))]:.0f} ms\n"
        f"understanding, p50: {statistics.median(o.ms['understanding'] for o in spoken):.0f} ms\n"
        f"first text, p50: {statistics.median(first):.0f} ms\n"
        f"whole turn, p50: {statistics.median(totals):.0f} ms "
        f"(over all turns: {statistics.median(o.ms['total'] for o in spoken):.0f} ms)\n"
        f"the same model calls made directly, p50: {statistics.median(ms for _, ms in rows):.0f} ms\n"
        f"turn / direct calls: {sum(totals) / sum(ms for _, ms in rows):.3f}\n"
        f"new prompt tokens of an answer, p50: {statistics.median(new):.0f}, "
        f"max {max(new)}; tokens written, p50: {statistics.median(c.completion_tokens for c in answers):.0f}"
    )


if __name__ == "__main__":
    main()
