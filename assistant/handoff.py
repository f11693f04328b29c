"""Handing over to a person: when it is due or offered, and the summary that the person reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.facts.types import AnswerBrief, AnswerKind
from assistant.types import (
    DialogueState,
    HandoffReason,
    HandoffRequested,
    HandoffSummary,
    Intent,
    TriedStep,
    Turn,
    Understanding,
)
from retrieval.types import Constraint

OFFERED_AFTER = 2
"""Turns in a row without a product or an answer, from which a person is offered."""

_MAX_TRIED = 8
_EMPTY_HANDED = frozenset(
    {AnswerKind.NOT_CARRIED, AnswerKind.NOTHING_LEFT, AnswerKind.ASK_BACK, AnswerKind.NOT_SERVED}
)
_PERSONAL = re.compile(r"\S*@\S*|https?://\S+|\+?\d(?:[\s().-]*\d){4,}|#?\b[A-Za-z]+-?\d[\w-]{2,}")


def reason_for(understanding: Understanding, *, angry: bool) -> HandoffReason | None:
    """Why this turn asks for a person, None where it doesn't."""
    if angry:
        return HandoffReason.ANGER
    return HandoffReason.REQUESTED if Intent.HANDOFF in understanding.intents else None


def fails(brief: AnswerBrief) -> bool:
    """Whether a reply shows nothing that was asked for and answers nothing."""
    return brief.kind in _EMPTY_HANDED or (brief.kind is AnswerKind.POLICY and not brief.quotes)


def is_offered(state: DialogueState, brief: AnswerBrief) -> bool:
    """Whether a person should be offered beside this reply; never once one was asked for."""
    if state.handoff_turn is not None:
        return False
    return brief.limited or (fails(brief) and state.failures + 1 >= OFFERED_AFTER)


def counted(state: DialogueState, brief: AnswerBrief, *, handoff: HandoffReason | None) -> DialogueState:
    """The state with this turn's failure or success, and with the request that it made."""
    asked_in = state.turn if handoff is not None and state.handoff_turn is None else state.handoff_turn
    return replace(state, failures=state.failures + 1 if fails(brief) else 0, handoff_turn=asked_in)


def request(state: DialogueState, reason: HandoffReason, turns: Sequence[Turn]) -> HandoffRequested:
    """The request of the turn under way; `turns` are those before it, oldest first."""
    summary = HandoffSummary(
        language=state.language,
        utterances=len(turns) + 1,
        search_text=without_personal_data(state.search_text),
        constraints=tuple(_clean(constraint) for constraint in state.constraints),
        sort=state.sort,
        shown=state.focus or state.shown,
        tried=tuple(
            TriedStep(turn=turn.turn, intents=turn.understanding.intents, items=len(turn.items))
            for turn in turns[-_MAX_TRIED:]
        ),
    )
    return HandoffRequested(turn=state.turn, reason=reason, summary=summary)


def without_personal_data(text: str) -> str:
    """Text without e-mail addresses, links, long numbers and what looks like an order number."""
    return " ".join(_PERSONAL.sub(" ", text).split())


def _clean(constraint: Constraint) -> Constraint:
    if isinstance(constraint.value, str):
        return replace(constraint, value=without_personal_data(constraint.value))
    return constraint
