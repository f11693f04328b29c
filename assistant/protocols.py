"""What the assistant needs from a language model and from a conversation store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from assistant.types import AgentUtterance, DialogueState, HandoffRequested, Turn, Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a prompt. `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How to decode. Temperature 0 is greedy and then the seed has no effect."""

    max_tokens: int = 128
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Token counts of one call; `cached_tokens` of the prompt were reused, not computed."""

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A piece of text, as decoded."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The last event of a stream. `reason` is stop or length."""

    usage: Usage
    reason: str


StreamEvent = Delta | Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonCompletion:
    """A schema-valid JSON value and what it cost."""

    value: Any
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionScores:
    """Log-probability of each option as the continuation, length-normalized, in option order."""

    log_probs: tuple[float, ...]
    usage: Usage


class LanguageModel(Protocol):
    """A local or remote chat model. Every method may raise a ModelError; none blocks the event loop.

    Cancelling the awaiting task, or closing the stream, stops the generation within one token.
    Calls may overlap; an engine queues what it can't run at once.
    """

    @property
    def name(self) -> str:
        """Registry id and revision, as receipts quote it."""
        ...

    async def warm(self, prefixes: Sequence[Sequence[ChatMessage]]) -> None:
        """Load, and compute and keep the caches of these fixed prompt prefixes (message-aligned)."""
        ...

    def stream(self, messages: Sequence[ChatMessage], *, decoding: Decoding) -> AsyncIterator[StreamEvent]:
        """Deltas, then exactly one Finished."""
        ...

    async def complete_json(
        self, messages: Sequence[ChatMessage], *, schema: Mapping[str, Any], decoding: Decoding
    ) -> JsonCompletion:
        """A value that is valid under the JSON schema, by constrained decoding where the engine can."""
        ...

    async def score_options(self, messages: Sequence[ChatMessage], *, options: Sequence[str]) -> OptionScores:
        """How likely each option is as the assistant's whole answer."""
        ...

    async def aclose(self) -> None:
        """Stop running generations and free the model. Idempotent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """One event of a conversation's log. `seq` starts at 1 and has no gaps; `turn` is the turn it is of.

    An agent's utterance is of the turn that it follows, 0 where there is none.
    """

    seq: int
    turn: int
    at: datetime
    value: Utterance | Turn | AgentUtterance


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """What a list of conversations shows."""

    conversation_id: str
    shop: str
    turns: int
    created_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedHandoff:
    """A request for a person, as the queue holds it."""

    conversation_id: str
    at: datetime
    request: HandoffRequested


class ConversationStore(Protocol):
    """Append-only log of turns; the state is what its events add up to."""

    async def create(self, *, shop: str, conversation_id: str | None = None) -> str:
        """A new conversation's unguessable id (or the given one, for callers that own their ids).

        A given id that this shop already has is opened, not made again. Raises ConversationNotFoundError
        when the id belongs to another shop.
        """
        ...

    async def load(self, conversation_id: str) -> DialogueState:
        """The state after the last stored turn. Raises ConversationNotFoundError."""
        ...

    async def append(self, utterance: Utterance, turn: Turn, state: DialogueState) -> None:
        """Store one turn, atomically: the utterance, the turn, the impressions, the state after it.

        Raises ConversationNotFoundError, and ConversationConflictError when a turn of that number, or a
        message of that id, is stored already.
        """
        ...

    async def append_agent(self, conversation_id: str, utterance: AgentUtterance) -> None:
        """Store what an agent said after the last turn; the state stays. Raises ConversationNotFoundError."""
        ...

    async def turns(self, conversation_id: str) -> Sequence[tuple[Utterance, Turn]]:
        """Every stored turn, oldest first. Raises ConversationNotFoundError."""
        ...

    async def events(self, conversation_id: str, *, after: int = 0) -> Sequence[LoggedEvent]:
        """Stored events with `seq` above `after`, in order. Raises ConversationNotFoundError."""
        ...

    async def conversations(
        self, *, shop: str | None = None, limit: int = 100
    ) -> Sequence[ConversationSummary]:
        """Stored conversations, last active first."""
        ...

    async def request_handoff(self, conversation_id: str, handoff: HandoffRequested) -> None:
        """Put a request for a person into the queue, once per turn. Raises ConversationNotFoundError."""
        ...

    async def handoffs(self, shop: str) -> Sequence[QueuedHandoff]:
        """A shop's requests for a person, oldest first."""
        ...

    async def delete(self, conversation_id: str) -> None:
        """Erase everything of it. Raises ConversationNotFoundError."""
        ...

    async def aclose(self) -> None:
        """Finish what is being written and let go of the database. Idempotent."""
        ...
