"""GGUF models by llama.cpp: the default where there is no GPU."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import xllamacpp

from assistant.errors import ModelUnavailableError
from assistant.llm.chat import ChatTokens
from assistant.llm.local import Job, Stopped
from assistant.llm.native_server import Chunk, NativeServer
from assistant.llm.options import Branching, branchings, option_log_probs
from assistant.llm.prefix_files import PrefixFiles
from assistant.llm.slots import Slot, SlotPool, Tokens, longest_prefix, shared_length
from assistant.protocols import ChatMessage, Decoding, Finished, OptionScores, Usage

_CHOICE_BIAS = 100.0
"""Added to the logits of the choices of a branching: all others together get less than e^-60."""
_LEAST_LOG_PROB = math.log(1e-38)
"""Stands for a probability that float32 rounds to zero."""


@dataclass(slots=True, kw_only=True)
class LlamaCppBackend:
    """A GGUF file with `parallel` slots of `slot_tokens` tokens, computed by `threads` threads.

    Warmed prefixes lie in `cache_dir`, keyed by the model's `sha256`, and are copied into a slot (17 MB
    for 600 tokens of the default model, 10 ms) whenever the slot that serves a prompt holds less of it.
    """

    gguf: Path
    sha256: str
    cache_dir: Path
    threads: int
    parallel: int = 2
    slot_tokens: int = 4096
    _server: NativeServer = field(init=False)
    _chat: ChatTokens = field(init=False)
    _pool: SlotPool = field(init=False)
    _files: PrefixFiles = field(init=False)
    _prefixes: list[Tokens] = field(init=False, default_factory=list)

    def open(self) -> None:
        """Load the model and its tokenizer, and build the grammars' view of the vocabulary."""
        self._server = NativeServer(
            self.gguf,
            state_dir=self.cache_dir,
            slots=self.parallel,
            slot_tokens=self.slot_tokens,
            threads=self.threads,
        )
        self._chat = ChatTokens(_ServerTokenizer(self._server))
        self._pool = SlotPool(self.parallel)
        revision = f"{self.sha256} xllamacpp {xllamacpp.__version__}"
        self._files = PrefixFiles(folder=self.cache_dir, revision=revision)
        self._build_grammars()

    def warm(self, prefix: Sequence[ChatMessage], stopped: threading.Event) -> None:
        """Have the prefix on disk and in a slot."""
        tokens = self._chat.prefix(prefix)
        if not tokens or tokens in self._prefixes:
            return
        if not self._files.intact(tokens):
            self._compute(tokens, stopped)
        self._prefixes.append(tokens)
        with self._slot(tokens):
            pass

    def generate(self, job: Job, emit: Callable[[str], None]) -> Finished:
        """Decode one answer, greedy or sampled; under a grammar where the job has a schema."""
        tokens = self._fitting(self._chat.prompt(job.messages), job.decoding.max_tokens)
        finished: list[Finished] = []

        def receive(chunk: Chunk) -> bool:
            return job.stopped.is_set() or _take(chunk, emit, finished)

        with self._slot(tokens) as slot:
            self._server.complete(_body(tokens, slot, job.decoding, job.schema), receive)
        if job.stopped.is_set():
            raise Stopped
        if not finished:
            raise ModelUnavailableError("llama.cpp ended the answer without a reason")
        return finished[0]

    def score(
        self, messages: Sequence[ChatMessage], options: Sequence[str], stopped: threading.Event
    ) -> OptionScores:
        """One decoding step for each place where the options' tokens part."""
        answers = [self._chat.answer(option) for option in options]
        tokens = self._fitting(self._chat.prompt(messages), max(map(len, answers)))
        chosen: dict[Tokens, Mapping[int, float]] = {}
        cached = 0
        with self._slot(tokens) as slot:
            for place in branchings(answers):
                if stopped.is_set():
                    raise Stopped
                chosen[place.path], usage = self._choose(tokens, place, slot)
                cached = cached or usage.cached_tokens
        return OptionScores(
            log_probs=option_log_probs(answers, chosen),
            usage=Usage(prompt_tokens=len(tokens), cached_tokens=cached, completion_tokens=len(chosen)),
        )

    def close(self) -> None:
        """Free the model."""
        self._server.close()

    @contextmanager
    def _slot(self, tokens: Tokens) -> Iterator[Slot]:
        """A slot that holds at least the longest warmed prefix of the prompt."""
        prefix = longest_prefix(self._prefixes, tokens)
        with self._pool.take(tokens, prefix=prefix) as slot:
            if shared_length(slot.tokens, tokens) < len(prefix):
                with suppress(ModelUnavailableError):  # a file that is gone costs time only: it is computed
                    self._server.restore_slot(slot.number, self._files.name(prefix))
            slot.tokens = tokens
            yield slot

    def _compute(self, tokens: Tokens, stopped: threading.Event) -> None:
        fitting = self._fitting(tokens, 1)
        with self._pool.take(fitting, prefix=()) as slot:
            slot.tokens = ()
            body = _body(fitting, slot, Decoding(max_tokens=0), None)
            self._server.complete(body, lambda _chunk: stopped.is_set())
            if stopped.is_set():
                raise Stopped
            slot.tokens = fitting
            self._files.write(fitting, lambda name: self._server.save_slot(slot.number, name))

    def _build_grammars(self) -> None:
        """Decode one token under a grammar: the first one costs more than a second, once."""
        with self._pool.take((self._chat.end,), prefix=()) as slot:
            body = _body((self._chat.end,), slot, Decoding(max_tokens=1), {"const": 1})
            self._server.complete(body, lambda _chunk: False)

    def _choose(self, tokens: Tokens, branching: Branching, slot: Slot) -> tuple[Mapping[int, float], Usage]:
        """Log-probabilities of the choices among themselves, and the step's usage.

        With only the choices biased up and no sampler after that, the probabilities before sampling are
        the softmax over the choices.
        """
        answers: list[Chunk] = []
        body = {
            "prompt": [*tokens, *branching.path],
            "id_slot": slot.number,
            "cache_prompt": True,
            "max_tokens": 1,
            "temperature": 1.0,
            "samplers": [],
            "logit_bias": [[token, _CHOICE_BIAS] for token in branching.choices],
            "n_probs": len(branching.choices),
            "post_sampling_probs": True,
        }

        def receive(chunk: Chunk) -> bool:
            answers.append(chunk)
            return False

        self._server.complete(body, receive)
        listed = answers[0]["choices"][0]["logprobs"]["content"][0]["top_probs"]
        probs = {int(entry["id"]): float(entry["prob"]) for entry in listed}
        log_probs = {
            token: math.log(probs[token]) if probs.get(token) else _LEAST_LOG_PROB
            for token in branching.choices
        }
        return log_probs, _usage(answers[0])

    def _fitting(self, tokens: Tokens, more: int) -> Tokens:
        if len(tokens) + more > self.slot_tokens:
            raise ModelUnavailableError(
                f"expected at most {self.slot_tokens} tokens in prompt and answer, "
                f"got {len(tokens)} + {more}; shorten the prompt"
            )
        return tokens


@dataclass(frozen=True, slots=True)
class _ServerTokenizer:
    """The model's own tokenizer, asked through the server."""

    server: NativeServer

    def plain(self, text: str) -> Sequence[int]:
        """Ids of a text without control tokens."""
        return self.server.tokenize(text, control=False)

    def control(self, token: str) -> int:
        """Id of a control token."""
        ids = self.server.tokenize(token, control=True)
        if len(ids) != 1:
            raise ModelUnavailableError(
                f"expected a chatml model with a token {token!r}, got {len(ids)} tokens"
            )
        return ids[0]


def _body(
    tokens: Tokens, slot: Slot, decoding: Decoding, schema: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    body: dict[str, Any] = {
        "prompt": list(tokens),
        "id_slot": slot.number,
        "cache_prompt": True,
        "max_tokens": decoding.max_tokens,
        "temperature": decoding.temperature,
        "samplers": ["min_p", "temperature"],
        "seed": decoding.seed,
        "stop": list(decoding.stop),
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,
    }
    if schema is not None:
        body["grammar"] = json_grammar(json.dumps(schema))
    return body


@lru_cache(maxsize=64)
def json_grammar(schema: str) -> str:
    """Grammar of the compact JSON texts of a schema, properties in the schema's order.

    Without optional white space, which small models spend tokens on.
    """
    compact = {**json.loads(schema), "x-guidance": {"whitespace_flexible": False}}
    return str(xllamacpp.json_schema_to_grammar(json.dumps(compact)))


def _take(chunk: Chunk, emit: Callable[[str], None], finished: list[Finished]) -> bool:
    """Pass on a chunk's text; note reason and usage, which come in different chunks. Never stops."""
    for choice in chunk["choices"]:
        if choice.get("text"):
            emit(choice["text"])
        if choice.get("finish_reason"):
            finished[:] = [
                Finished(
                    usage=Usage(prompt_tokens=0, cached_tokens=0, completion_tokens=0),
                    reason=choice["finish_reason"],
                )
            ]
    if chunk.get("usage") and finished:
        finished[:] = [Finished(usage=_usage(chunk), reason=finished[0].reason)]
    return False


def _usage(chunk: Chunk) -> Usage:
    usage = chunk["usage"]
    return Usage(
        prompt_tokens=usage["prompt_tokens"],
        cached_tokens=usage["prompt_tokens_details"]["cached_tokens"],
        completion_tokens=usage["completion_tokens"],
    )
