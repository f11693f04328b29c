"""Token masks that leave only the JSON texts of a schema, for engines that bring no grammars themselves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
import xgrammar


class Grammars:
    """Compiled schemas of one tokenizer; compiling takes 10–100 ms, so the last 64 are kept."""

    def __init__(self, tokenizer: Any, *, vocabulary: int, end: int) -> None:
        info = xgrammar.TokenizerInfo.from_huggingface(tokenizer, vocab_size=vocabulary, stop_token_ids=[end])
        self._compiler = xgrammar.GrammarCompiler(info, max_threads=1)
        self._vocabulary = vocabulary
        self._compiled = lru_cache(maxsize=64)(self._compile)

    def mask(self, schema: str) -> JsonMask:
        """A mask at the beginning of a text of this JSON schema."""
        return JsonMask(self._compiled(schema), self._vocabulary)

    def _compile(self, schema: str) -> xgrammar.CompiledGrammar:
        return self._compiler.compile_json_schema(schema, any_whitespace=False, separators=(",", ":"))


class JsonMask:
    """Where one text stands in its grammar."""

    def __init__(self, grammar: xgrammar.CompiledGrammar, vocabulary: int) -> None:
        self._matcher = xgrammar.GrammarMatcher(grammar)
        self._bits = xgrammar.allocate_token_bitmask(1, vocabulary)

    def apply(self, logits: torch.Tensor) -> torch.Tensor:
        """The logits (float32 [vocabulary]) with minus infinity for every token that may not follow."""
        self._matcher.fill_next_token_bitmask(self._bits)
        masked = logits.unsqueeze(0).clone()
        xgrammar.apply_token_bitmask_inplace(masked, self._bits.to(logits.device))
        return masked[0]

    def accept(self, token: int) -> None:
        """Go on by one token that the mask allowed."""
        self._matcher.accept_token(token)
