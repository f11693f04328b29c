"""Values of the prompt registry: templates and what rendering makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptMessage:
    """One chat message. `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingSettings:
    """Decoding that the prompt was written for."""

    max_tokens: int
    temperature: float = 0.0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked example: what the user message looks like, and the answer wanted."""

    user: str
    assistant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One immutable version of a prompt.

    `system` and `examples` hold no variables: they are the prefix whose cache is computed once.
    `user` has `{{name}}` places for each of `variables` (name → what it is).
    """

    name: str
    version: int
    description: str
    languages: tuple[str, ...]
    system: str
    user: str
    variables: Mapping[str, str]
    decoding: DecodingSettings
    examples: tuple[Example, ...] = ()
    schema: Mapping[str, Any] | None = None
    changelog: str = ""

    @property
    def ref(self) -> str:
        """`name@version`, as receipts quote it."""
        return f"{self.name}@{self.version}"

    def prefix(self) -> tuple[PromptMessage, ...]:
        """The messages that every rendering starts with."""
        messages = [PromptMessage(role="system", content=self.system)]
        for example in self.examples:
            messages.append(PromptMessage(role="user", content=example.user))
            messages.append(PromptMessage(role="assistant", content=example.assistant))
        return tuple(messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPrompt:
    """What is really sent. `sha256` covers every message's role and content, in order."""

    name: str
    version: int
    sha256: str
    messages: tuple[PromptMessage, ...]
    decoding: DecodingSettings
    schema: Mapping[str, Any] | None = field(default=None)

    @property
    def ref(self) -> str:
        """`name@version`."""
        return f"{self.name}@{self.version}"
