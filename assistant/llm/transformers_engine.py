"""The same models by transformers and accelerate: the default on a GPU.

An own decoding loop instead of `generate`: it stops between any two tokens, starts from copies of
computed prefixes, and puts grammar masks where it needs them.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors.torch import load_file, save_file
from tokenizers.decoders import DecodeStream
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

from assistant.errors import ModelUnavailableError
from assistant.llm.chat import ChatTokens
from assistant.llm.conversion import converted
from assistant.llm.grammar import Grammars
from assistant.llm.local import Job, Stopped
from assistant.llm.options import Branching, branchings, option_log_probs
from assistant.llm.prefix_files import PrefixFiles
from assistant.llm.slots import Tokens, longest_prefix
from assistant.llm.stops import StopTexts
from assistant.protocols import ChatMessage, Decoding, Finished, OptionScores, Usage

_CHUNK_TOKENS = 512
_MIN_P = 0.05


@dataclass(slots=True, kw_only=True)
class TransformersBackend:
    """A GGUF model, converted once to safetensors under `cache_dir`, on `device` (None: by detection).

    `dtype` None takes bfloat16 where the device computes in it, else float32. Answers are decoded one
    after another; for many shoppers at once use a server such as vLLM.
    """

    gguf: Path
    sha256: str
    cache_dir: Path
    device: str | None = None
    dtype: torch.dtype | None = None
    parallel: int = field(init=False, default=1)
    _model: Any = field(init=False)
    _tokenizer: Any = field(init=False)
    _chat: ChatTokens = field(init=False)
    _grammars: Grammars = field(init=False)
    _files: PrefixFiles = field(init=False)
    _prefixes: dict[Tokens, DynamicCache] = field(init=False, default_factory=dict)

    def open(self) -> None:
        """Convert where needed, load, and let accelerate place the weights."""
        device = self.device or ("cuda" if torch.cuda.is_available() else "cpu")
        dtype = self.dtype or best_dtype(device)
        folder = converted(self.gguf, sha256=self.sha256, into=self.cache_dir / "safetensors", dtype=dtype)
        placed = "auto" if device == "cuda" else {"": device}
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, device_map=placed)
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._chat = ChatTokens(_Tokenizer(self._tokenizer))
        self._grammars = Grammars(
            self._tokenizer, vocabulary=self._model.config.vocab_size, end=self._chat.end
        )
        revision = f"{self.sha256} transformers {transformers.__version__} {dtype}"
        self._files = PrefixFiles(folder=self.cache_dir, revision=revision)

    def warm(self, prefix: Sequence[ChatMessage], stopped: threading.Event) -> None:
        """Have the keys and values of the prefix in memory and on disk."""
        tokens = self._chat.prefix(prefix)
        if not tokens or tokens in self._prefixes:
            return
        if self._files.intact(tokens):
            self._prefixes[tokens] = self._load_cache(self.cache_dir / self._files.name(tokens))
            return
        _, cache = self._read(tokens, stopped)
        self._files.write(tokens, lambda name: _save_cache(cache, self.cache_dir / name))
        self._prefixes[tokens] = cache

    def generate(self, job: Job, emit: Callable[[str], None]) -> Finished:
        """Decode one answer, greedy or sampled; under a grammar where the job has a schema."""
        tokens = self._chat.prompt(job.messages)
        logits, cache = self._read(tokens, job.stopped)
        mask = self._grammars.mask(json.dumps(job.schema)) if job.schema is not None else None
        text = _Text(self._tokenizer, job.decoding.stop, emit)
        pick = _picker(job.decoding, logits.device)
        made, reason = 0, "length"
        while made < job.decoding.max_tokens:
            token = pick(mask.apply(logits) if mask else logits)
            made += 1
            if token in self._ends or not text.add(token):
                reason = "stop"
                break
            if mask:
                mask.accept(token)
            if made < job.decoding.max_tokens:
                logits = self._forward([[token]], cache, job.stopped)[0, -1]
        text.end()
        return Finished(usage=self._usage(tokens, made), reason=reason)

    def score(
        self, messages: Sequence[ChatMessage], options: Sequence[str], stopped: threading.Event
    ) -> OptionScores:
        """One pass over the prompt and one over all beginnings after which options part."""
        answers = [self._chat.answer(option) for option in options]
        tokens = self._chat.prompt(messages)
        logits, cache = self._read(tokens, stopped)
        places = branchings(answers)
        rows = [place.path for place in places if place.path]
        after = {(): logits} | self._after(rows, cache, stopped)
        chosen = {place.path: _among(place, after[place.path]) for place in places}
        return OptionScores(
            log_probs=option_log_probs(answers, chosen), usage=self._usage(tokens, sum(map(len, rows)))
        )

    def close(self) -> None:
        """Free the model and its caches."""
        self._prefixes.clear()
        del self._model
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    @property
    def _ends(self) -> frozenset[int]:
        return frozenset({self._chat.end, self._tokenizer.eos_token_id})

    def _read(self, tokens: Tokens, stopped: threading.Event) -> tuple[torch.Tensor, DynamicCache]:
        """Logits float32 [vocabulary] after the tokens, and the cache that holds them."""
        prefix = longest_prefix(list(self._prefixes), tokens)
        cache = copy.deepcopy(self._prefixes[prefix]) if prefix else DynamicCache(config=self._model.config)
        for start in range(len(prefix), len(tokens), _CHUNK_TOKENS):
            logits = self._forward([tokens[start : start + _CHUNK_TOKENS]], cache, stopped, last=True)
        return logits[0, -1], cache

    @torch.inference_mode()
    def _forward(
        self,
        rows: Sequence[Sequence[int]],
        cache: DynamicCache,
        stopped: threading.Event,
        *,
        last: bool = False,
    ) -> torch.Tensor:
        """Logits float32 [rows, tokens or 1, vocabulary]; extends the cache. Raises Stopped."""
        if stopped.is_set():
            raise Stopped
        ids = torch.tensor(rows, device=self._model.device)
        made = self._model(
            input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1 if last else 0
        )
        logits: torch.Tensor = made.logits.float()
        return logits

    def _after(
        self, rows: Sequence[Tokens], cache: DynamicCache, stopped: threading.Event
    ) -> dict[Tokens, torch.Tensor]:
        """Logits after each row. Rows are padded on the right, where causal attention never looks."""
        if not rows:
            return {}
        longest = max(map(len, rows))
        padded = [[*row, *[self._chat.end] * (longest - len(row))] for row in rows]
        cache.batch_repeat_interleave(len(rows))
        logits = self._forward(padded, cache, stopped)
        return {row: logits[i, len(row) - 1] for i, row in enumerate(rows)}

    def _load_cache(self, file: Path) -> DynamicCache:
        stored = load_file(file, device=str(self._model.device))
        cache = DynamicCache(config=self._model.config)
        for layer in range(len(stored) // 2):
            cache.update(stored[f"{layer}.keys"], stored[f"{layer}.values"], layer)
        return cache

    def _usage(self, tokens: Tokens, made: int) -> Usage:
        cached = len(longest_prefix(list(self._prefixes), tokens))
        return Usage(prompt_tokens=len(tokens), cached_tokens=cached, completion_tokens=made)


def best_dtype(device: str) -> torch.dtype:
    """Return bfloat16 where the device has instructions for it; without them it is slower than float32."""
    if device.startswith("cuda"):
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    return torch.bfloat16 if torch.cpu.get_capabilities().get("avx512_bf16") else torch.float32


@dataclass(frozen=True, slots=True)
class _Tokenizer:
    """A transformers tokenizer as chat prompts need it."""

    inner: Any

    def plain(self, text: str) -> Sequence[int]:
        """Ids of a text without control tokens."""
        ids: list[int] = self.inner(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        return ids

    def control(self, token: str) -> int:
        """Id of a control token."""
        if token not in self.inner.get_vocab():
            raise ModelUnavailableError(f"expected a chatml model with a token {token!r}, got none")
        return int(self.inner.convert_tokens_to_ids(token))


class _Text:
    """Tokens → text, passed on as soon as characters are whole and can't belong to a stop text."""

    def __init__(self, tokenizer: Any, stops: Sequence[str], emit: Callable[[str], None]) -> None:
        self._inner = tokenizer.backend_tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)
        self._stops = StopTexts(stops)
        self._emit = emit

    def add(self, token: int) -> bool:
        """Take one token; False once a stop text was met."""
        text, met = self._stops.feed(self._stream.step(self._inner, token) or "")
        if text:
            self._emit(text)
        return not met

    def end(self) -> None:
        """Pass on what was held back; after a stop text that is nothing."""
        if rest := self._stops.rest():
            self._emit(rest)


def _picker(decoding: Decoding, device: torch.device) -> Callable[[torch.Tensor], int]:
    """Greedy at temperature 0; else sampling over tokens of at least 5 % of the best one's probability."""
    if decoding.temperature == 0:
        return lambda logits: int(logits.argmax())
    generator = torch.Generator(device=device).manual_seed(decoding.seed)
    return partial(_sample, temperature=decoding.temperature, generator=generator)


def _sample(logits: torch.Tensor, *, temperature: float, generator: torch.Generator) -> int:
    probs = torch.softmax(logits, dim=-1)
    likely = torch.where(probs >= _MIN_P * probs.max(), logits, -torch.inf)
    return int(torch.multinomial(torch.softmax(likely / temperature, dim=-1), 1, generator=generator))


def _among(place: Branching, logits: torch.Tensor) -> Mapping[int, float]:
    """Log-probabilities of the choices among themselves."""
    values = torch.log_softmax(logits[list(place.choices)].double(), dim=-1).tolist()
    return dict(zip(place.choices, values, strict=True))


def _save_cache(cache: DynamicCache, file: Path) -> None:
    tensors = {}
    layers: Sequence[Any] = cache.layers
    for number, layer in enumerate(layers):
        tensors[f"{number}.keys"] = layer.keys.contiguous().cpu()
        tensors[f"{number}.values"] = layer.values.contiguous().cpu()
    save_file(tensors, file)
