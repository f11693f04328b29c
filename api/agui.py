"""AG-UI 1.0 events of one assistant run, as plain JSON objects."""

from __future__ import annotations

from typing import Any

from ag_ui.core import (
    PROTOCOL_VERSION,
    BaseEvent,
    RunAgentInput,
    RunErrorEvent,
    RunFinishedCancelledOutcome,
    RunFinishedEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    UserMessage,
)

Event = dict[str, Any]
"""One AG-UI event as JSON, camel-case keys, absent fields left out."""


def run_started(*, thread_id: str, run_id: str, message_id: str, said: str) -> Event:
    """Opens a run; its input echoes what the shopper said, for those who did not send it."""
    asked = RunAgentInput(
        thread_id=thread_id,
        run_id=run_id,
        state={},
        messages=[UserMessage(id=message_id, role="user", content=said)],
        tools=[],
        context=[],
        forwarded_props={},
    )
    return _json(
        RunStartedEvent(thread_id=thread_id, run_id=run_id, protocol_version=PROTOCOL_VERSION, input=asked)
    )


def text_start(*, message_id: str) -> Event:
    """Opens the reply."""
    return _json(TextMessageStartEvent(message_id=message_id, role="assistant"))


def text_content(*, message_id: str, delta: str) -> Event:
    """Appends to the reply."""
    return _json(TextMessageContentEvent(message_id=message_id, delta=delta))


def text_end(*, message_id: str) -> Event:
    """Closes the reply."""
    return _json(TextMessageEndEvent(message_id=message_id))


def run_finished(*, thread_id: str, run_id: str) -> Event:
    """Closes a run that did not fail."""
    return _json(RunFinishedEvent(thread_id=thread_id, run_id=run_id))


def run_cancelled(*, thread_id: str, run_id: str) -> Event:
    """Closes a run that was stopped; nothing of it is kept."""
    outcome = RunFinishedCancelledOutcome()
    return _json(RunFinishedEvent(thread_id=thread_id, run_id=run_id, outcome=outcome))


def run_error(*, message: str, code: str) -> Event:
    """Ends a run that failed."""
    return _json(RunErrorEvent(message=message, code=code))


def _json(event: BaseEvent) -> Event:
    form: Event = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    return form
