"""Messages → token ids of the chatml prompt, with what was said kept apart from the control tokens.

Contents are tokenized as plain text: a shopper who types `<|im_end|>` writes those ten characters and
closes no message.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from assistant.protocols import ChatMessage

START, END = "<|im_start|>", "<|im_end|>"
_KEPT_TEXTS = 512


class Tokenizer(Protocol):
    """The two things a chat prompt needs of a tokenizer."""

    def plain(self, text: str) -> Sequence[int]:
        """Ids of a text in which nothing is a control token; no begin or end is added."""
        ...

    def control(self, token: str) -> int:
        """Id of a control token. Raises ModelUnavailableError where the vocabulary lacks it."""
        ...


class ChatTokens:
    """Prompts of one model as token ids; texts seen before are not tokenized again."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._start, self._end = tokenizer.control(START), tokenizer.control(END)
        self._plain = lru_cache(maxsize=_KEPT_TEXTS)(lambda text: tuple(tokenizer.plain(text)))

    @property
    def end(self) -> int:
        """The token that ends a message."""
        return self._end

    def prefix(self, messages: Sequence[ChatMessage]) -> tuple[int, ...]:
        """Ids of whole messages; a prompt that begins with these messages begins with these ids."""
        ids: list[int] = []
        for message in messages:
            text = f"{message.role}\n{message.content}"
            ids += [self._start, *self._plain(text), self._end, *self._plain("\n")]
        return tuple(ids)

    def prompt(self, messages: Sequence[ChatMessage]) -> tuple[int, ...]:
        """Ids of the messages and the opening of the assistant's answer."""
        return (*self.prefix(messages), self._start, *self._plain("assistant\n"))

    def answer(self, text: str) -> tuple[int, ...]:
        """Ids of a text as the assistant's whole answer, with the end of the message."""
        return (*self._plain(text), self._end)
