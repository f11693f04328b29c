"""A language model whose every answer is written in the test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jsonschema

from assistant.errors import ModelOutputError, ModelUnavailableError
from assistant.protocols import (
    ChatMessage,
    Decoding,
    Delta,
    Finished,
    JsonCompletion,
    OptionScores,
    StreamEvent,
    Usage,
)

Messages = Sequence[ChatMessage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a scripted model. `method` is warm, stream, complete_json or score_options."""

    method: str
    messages: tuple[ChatMessage, ...]
    schema: Mapping[str, Any] | None = None
    options: tuple[str, ...] = ()
    decoding: Decoding | None = None

    @property
    def said(self) -> str:
        """Content of the last message."""
        return self.messages[-1].content if self.messages else ""


@dataclass(slots=True, kw_only=True)
class ScriptedModel:
    """Answers by the functions given; a token is a whitespace-separated word.

    `text` gives what `stream` says, `value` what `complete_json` returns (checked against the schema),
    `scores` one log-probability per option. A function may raise a ModelError. `delay_s` passes before
    the first token of every call, `word_delay_s` before each streamed word; `failure` is raised by every
    call; `hangs` makes every call wait until it is cancelled.
    """

    text: Callable[[Messages], str] = lambda _messages: ""
    value: Callable[[Messages], Any] = lambda _messages: {}
    scores: Callable[[Messages, Sequence[str]], Sequence[float]] = lambda _messages, options: (
        [0.0] * len(options)
    )
    name: str = "scripted@1"
    delay_s: float = 0.0
    word_delay_s: float = 0.0
    failure: Exception | None = None
    hangs: bool = False
    calls: list[Call] = field(default_factory=list)
    running: int = 0
    warmed: list[tuple[ChatMessage, ...]] = field(default_factory=list)
    closed: bool = False

    async def warm(self, prefixes: Sequence[Messages]) -> None:
        """Remember the prefixes; prompts that start with one count its words as cached."""
        for prefix in prefixes:
            async with self._called(Call(method="warm", messages=tuple(prefix))):
                self.warmed.append(tuple(prefix))

    async def stream(self, messages: Messages, *, decoding: Decoding) -> AsyncIterator[StreamEvent]:
        """One delta a word, cut at `max_tokens`."""
        call = Call(method="stream", messages=tuple(messages), decoding=decoding)
        async with self._called(call):
            words = self.text(messages).split(" ")
            for i, word in enumerate(words[: decoding.max_tokens]):
                await asyncio.sleep(self.word_delay_s)
                yield Delta(text=word if i == 0 else f" {word}")
            said = min(len(words), decoding.max_tokens)
            yield Finished(
                usage=self._usage(messages, said), reason="stop" if said == len(words) else "length"
            )

    async def complete_json(
        self, messages: Messages, *, schema: Mapping[str, Any], decoding: Decoding
    ) -> JsonCompletion:
        """Return the scripted value. Raises ModelOutputError where it breaks the schema."""
        call = Call(method="complete_json", messages=tuple(messages), schema=schema, decoding=decoding)
        async with self._called(call):
            value = self.value(messages)
            try:
                jsonschema.validate(value, schema)
            except jsonschema.ValidationError as error:
                raise ModelOutputError(f"expected a value of the schema, got {value!r}") from error
            return JsonCompletion(value=value, usage=self._usage(messages, len(json.dumps(value).split())))

    async def score_options(self, messages: Messages, *, options: Sequence[str]) -> OptionScores:
        """Return the scripted scores."""
        call = Call(method="score_options", messages=tuple(messages), options=tuple(options))
        async with self._called(call):
            return OptionScores(
                log_probs=tuple(self.scores(messages, options)), usage=self._usage(messages, 0)
            )

    async def aclose(self) -> None:
        """Refuse every later call."""
        self.closed = True

    @asynccontextmanager
    async def _called(self, call: Call) -> AsyncIterator[None]:
        if self.closed:
            raise ModelUnavailableError("expected an open model, got a closed one; open it again")
        self.calls.append(call)
        self.running += 1
        try:
            await asyncio.sleep(self.delay_s)
            if self.hangs:
                await asyncio.Event().wait()
            if self.failure is not None:
                raise self.failure
            yield
        finally:
            self.running -= 1

    def _usage(self, messages: Messages, completion_tokens: int) -> Usage:
        warm = [p for p in self.warmed if tuple(messages[: len(p)]) == p]
        return Usage(
            prompt_tokens=_words(messages),
            cached_tokens=max((_words(prefix) for prefix in warm), default=0),
            completion_tokens=completion_tokens,
        )


def _words(messages: Messages) -> int:
    return sum(len(message.content.split()) for message in messages)
