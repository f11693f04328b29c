"""What was measured, as JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from assistant.evaluation import understanding
from assistant.evaluation.conversations import HeldTurn, tally
from assistant.evaluation.sampling import percentile
from assistant.evaluation.types import RejectedRow, Wanted, WantedConstraint
from assistant.evaluation.understanding import Judged
from assistant.types import Understanding

Json = Mapping[str, object]


def understanding_report(judged: Sequence[Judged], rejected: Sequence[RejectedRow], *, reader: str) -> Json:
    """The measures of read utterances; README.md here documents the form."""
    return {"kind": "understanding", "reader": reader, **_readings(judged, rejected)}


def conversations_report(held: Sequence[HeldTurn], rejected: Sequence[RejectedRow], *, mode: str) -> Json:
    """The measures of held conversations: those of their readings, and per turn and conversation."""
    judged = [turn.judged for turn in held]
    groups = {
        language: asdict(tally([turn for turn in held if turn.judged.wanted.language == language]))
        for language in sorted({each.wanted.language for each in judged})
    }
    wrong = [_turn_failure(turn) for turn in held if not turn.right]
    return {
        "kind": "conversations",
        "mode": mode,
        "turns": {"overall": asdict(tally(held)), "by_language": groups},
        **_readings(judged, rejected),
        "failures": wrong,
    }


def _readings(judged: Sequence[Judged], rejected: Sequence[RejectedRow]) -> Json:
    times = [each.ms for each in judged]
    return {
        "utterances": len(judged),
        "overall": asdict(understanding.figures(judged)),
        "by_language": _figures_of(understanding.by_language(judged)),
        "by_intent": _figures_of(understanding.by_intent(judged)),
        "confusion": [
            {"wanted": wanted, "got": got, "count": count}
            for (wanted, got), count in sorted(understanding.confusion(judged).items())
        ],
        "unanswered": sum(each.unanswered for each in judged),
        "timing_ms": {"p50": percentile(times, 50), "p95": percentile(times, 95)},
        "failures": [_failure(each) for each in judged if not each.right],
        "rejected": [asdict(row) for row in rejected],
    }


def _figures_of(groups: Mapping[str, Sequence[Judged]]) -> Json:
    return {name: asdict(understanding.figures(judged)) for name, judged in groups.items()}


def _failure(judged: Judged) -> dict[str, object]:
    return {
        "at": judged.name,
        "say": judged.say,
        "faults": list(judged.faults),
        "wanted": _wanted(judged.wanted),
        "got": _got(judged.got),
    }


def _turn_failure(turn: HeldTurn) -> dict[str, object]:
    cards = ["cards"] if turn.cards_right is False else []
    return {
        **_failure(turn.judged),
        "faults": [*turn.judged.faults, *cards],
        "violations": [*turn.item_violations, *turn.claim_violations],
        "conversation": turn.conversation,
        "reply": turn.reply,
    }


def _wanted(wanted: Wanted) -> str:
    parts = [" ".join(intent.value for intent in wanted.intents)]
    parts += [_stated(each) for each in wanted.constraints]
    if wanted.sort:
        parts.append(f"sort {wanted.sort.field} {wanted.sort.direction}")
    if wanted.references is not None:
        parts.append(f"points at {', '.join(str(each) for each in wanted.references)}")
    if wanted.search_text is not None:
        parts.append(f"search {wanted.search_text!r}")
    return "; ".join(parts)


def _stated(wanted: WantedConstraint) -> str:
    values = " | ".join(str(value) for value in wanted.values)
    soft = "" if wanted.strength == "hard" else " soft"
    return f"{wanted.facet} {wanted.op.value} {values}{_money(wanted.currency)}{soft}"


def _got(got: Understanding) -> str:
    parts = [" ".join(intent.value for intent in got.intents)]
    parts += [
        f"{c.facet} {c.op.value} {c.value}{_money(c.currency)}{'' if c.strength == 'hard' else ' soft'}"
        for c in got.constraints
    ]
    if got.sort:
        parts.append(f"sort {got.sort.field} {got.sort.direction}")
    if got.references:
        ids = [product_id for reference in got.references for product_id in reference.product_ids]
        parts.append(f"points at {', '.join(ids) or 'nothing shown'}")
    if got.search_text:
        parts.append(f"search {got.search_text!r}")
    return "; ".join(parts)


def _money(currency: str | None) -> str:
    return f" {currency}" if currency else ""
