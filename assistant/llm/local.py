"""The asynchronous face of a model that computes in this process.

```
event loop                              worker thread (one per parallel sequence)
stream() ── Job ──► executor queue ──►  Backend.generate(job, emit)
         ◄─ call_soon_threadsafe ─────  emit(text) after each token
close/cancel ── job.stopped.set() ──►   seen at the next token
```
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from assistant.errors import ModelError, ModelTimeoutError, ModelUnavailableError
from assistant.llm.structured import checked_json
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

T = TypeVar("T")


class Stopped(Exception):  # noqa: N818 - not an error: the caller asked for it
    """Raised inside a worker thread to leave a computation whose caller is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One generation. `stopped` is set when nobody waits for it any more."""

    messages: tuple[ChatMessage, ...]
    decoding: Decoding
    schema: Mapping[str, Any] | None = None
    stopped: threading.Event = field(default_factory=threading.Event)


class Backend(Protocol):
    """A model behind blocking calls; all but `parallel` run in worker threads.

    `generate` calls `emit` with each piece of text and looks at `job.stopped` before each token.
    """

    @property
    def parallel(self) -> int:
        """How many generations run at the same time."""
        ...

    def open(self) -> None:
        """Load the weights. Called once, before everything else."""
        ...

    def warm(self, prefix: Sequence[ChatMessage], stopped: threading.Event) -> None:
        """Compute this prefix, or fetch it from disk, and keep it."""
        ...

    def generate(self, job: Job, emit: Callable[[str], None]) -> Finished:
        """Decode one answer."""
        ...

    def score(
        self, messages: Sequence[ChatMessage], options: Sequence[str], stopped: threading.Event
    ) -> OptionScores:
        """Log-probability of each option."""
        ...

    def close(self) -> None:
        """Free the model. No other call is running or follows."""
        ...


class LocalModel:
    """A language model over a blocking backend; loads at the first call, in a worker thread.

    A call waits at most `timeout_s` (s) for its complete answer, queueing included; `load_timeout_s` (s)
    holds for loading and for each prefix that is warmed.
    """

    def __init__(
        self, backend: Backend, *, name: str, timeout_s: float = 60.0, load_timeout_s: float = 600.0
    ) -> None:
        self._backend = backend
        self._name = name
        self._timeout_s, self._load_timeout_s = timeout_s, load_timeout_s
        self._workers = ThreadPoolExecutor(backend.parallel, thread_name_prefix="language-model")
        self._running: set[threading.Event] = set()
        self._opening = threading.Lock()
        self._opened = False
        self._closed = False

    @property
    def name(self) -> str:
        """Registry id and revision."""
        return self._name

    async def warm(self, prefixes: Sequence[Sequence[ChatMessage]]) -> None:
        """Load the model; compute or restore each prefix."""
        await self._wait(lambda _stopped: None, threading.Event(), self._load_timeout_s)
        for prefix in prefixes:
            warm = partial(self._backend.warm, tuple(prefix))
            await self._wait(warm, threading.Event(), self._load_timeout_s)

    async def stream(
        self, messages: Sequence[ChatMessage], *, decoding: Decoding
    ) -> AsyncIterator[StreamEvent]:
        """Deltas, then one Finished. What waits unread is at most `decoding.max_tokens` deltas."""
        job = Job(messages=tuple(messages), decoding=decoding)
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[StreamEvent | None] = asyncio.Queue()

        def emit(text: str) -> None:
            loop.call_soon_threadsafe(events.put_nowait, Delta(text=text))

        def generate(_stopped: threading.Event) -> Finished:
            return self._backend.generate(job, emit)

        call = asyncio.create_task(self._wait(generate, job.stopped, self._timeout_s))

        def end(done: asyncio.Task[Finished]) -> None:
            if not done.cancelled():
                done.exception()  # seen here, so that asyncio does not complain when the stream was closed
            events.put_nowait(None)

        call.add_done_callback(end)
        try:
            while (event := await events.get()) is not None:
                yield event
            yield await call
        finally:
            job.stopped.set()
            call.cancel()

    async def complete_json(
        self, messages: Sequence[ChatMessage], *, schema: Mapping[str, Any], decoding: Decoding
    ) -> JsonCompletion:
        """A value of the schema, decoded under a grammar and checked once more.

        Raises ModelOutputError where `decoding.max_tokens` cut it short.
        """
        job = Job(messages=tuple(messages), decoding=decoding, schema=schema)
        pieces: list[str] = []
        finished = await self._wait(
            lambda _stopped: self._backend.generate(job, pieces.append), job.stopped, self._timeout_s
        )
        value = checked_json("".join(pieces), schema, max_tokens=decoding.max_tokens)
        return JsonCompletion(value=value, usage=finished.usage)

    async def score_options(self, messages: Sequence[ChatMessage], *, options: Sequence[str]) -> OptionScores:
        """Log-probabilities under decoding constrained to the options (see `assistant.llm.options`)."""
        if len(set(options)) < len(options):
            raise ValueError(f"options: expected distinct texts, got {tuple(options)!r}")
        if not options:
            return OptionScores(
                log_probs=(), usage=Usage(prompt_tokens=0, cached_tokens=0, completion_tokens=0)
            )
        score = partial(self._backend.score, tuple(messages), tuple(options))
        return await self._wait(score, threading.Event(), self._timeout_s)

    async def aclose(self) -> None:
        """Stop what runs, wait for its last token, free the model."""
        if self._closed:
            return
        self._closed = True
        for stopped in self._running:
            stopped.set()
        await asyncio.to_thread(self._workers.shutdown, cancel_futures=True)
        if self._opened:
            await asyncio.to_thread(self._backend.close)

    async def _wait(
        self, work: Callable[[threading.Event], T], stopped: threading.Event, timeout_s: float
    ) -> T:
        """Run blocking work in a worker; when the waiting ends for any reason, the work is told to stop."""
        if self._closed:
            raise ModelUnavailableError(f"{self._name} is closed; open it again")
        self._running.add(stopped)
        future = asyncio.get_running_loop().run_in_executor(self._workers, self._work, work, stopped)
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError as error:
            raise ModelTimeoutError(f"{self._name}: no complete answer within {timeout_s} s") from error
        except Stopped as error:
            raise ModelUnavailableError(f"{self._name} was closed while it answered") from error
        finally:
            stopped.set()
            self._running.discard(stopped)

    def _work(self, work: Callable[[threading.Event], T], stopped: threading.Event) -> T:
        if stopped.is_set():
            raise Stopped
        try:
            with self._opening:
                if not self._opened:
                    self._backend.open()
                    self._opened = True
            return work(stopped)
        except (ModelError, Stopped):
            raise
        except Exception as error:
            raise ModelUnavailableError(f"{self._name} failed: {error}") from error
