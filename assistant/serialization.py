"""The one place where conversation values become JSON and come back equal."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.types import AgentUtterance, DialogueState, HandoffRequested, Turn, Utterance


class StoredTurn(BaseModel):
    """Payload of a turn event: what was answered, and the state that the answer left behind."""

    model_config = ConfigDict(frozen=True)

    turn: Turn
    state: DialogueState


_UTTERANCE = TypeAdapter(Utterance)
_AGENT_UTTERANCE = TypeAdapter(AgentUtterance)
_HANDOFF = TypeAdapter(HandoffRequested)


def dump_utterance(utterance: Utterance) -> str:
    """JSON text of an utterance."""
    return _UTTERANCE.dump_json(utterance).decode()


def load_utterance(payload: str) -> Utterance:
    """The utterance that `dump_utterance` wrote."""
    return _UTTERANCE.validate_json(payload)


def dump_agent_utterance(utterance: AgentUtterance) -> str:
    """JSON text of what an agent said."""
    return _AGENT_UTTERANCE.dump_json(utterance).decode()


def load_agent_utterance(payload: str) -> AgentUtterance:
    """What `dump_agent_utterance` wrote."""
    return _AGENT_UTTERANCE.validate_json(payload)


def dump_turn(turn: Turn, state: DialogueState) -> str:
    """JSON text of a turn and the state after it."""
    return StoredTurn(turn=turn, state=state).model_dump_json()


def load_turn(payload: str) -> StoredTurn:
    """The turn and state that `dump_turn` wrote."""
    return StoredTurn.model_validate_json(payload)


def dump_handoff(handoff: HandoffRequested) -> str:
    """JSON text of a request for a person."""
    return _HANDOFF.dump_json(handoff).decode()


def load_handoff(payload: str) -> HandoffRequested:
    """The request that `dump_handoff` wrote."""
    return _HANDOFF.validate_json(payload)
