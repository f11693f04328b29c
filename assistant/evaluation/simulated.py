"""Simulated shoppers talk with the assistant under several ways of asking back; the measures compared."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.clarifying import SERVED, Clarifier
from assistant.conversation import Assistant
from assistant.evaluation import sampling
from assistant.evaluation.sampling import Estimate
from assistant.evaluation.shoppers import MAX_TURNS, Shopper, next_utterance
from assistant.protocols import ConversationStore
from assistant.types import AskedQuestion, TurnFinished, Utterance
from retrieval.types import FacetCounts


@dataclass(frozen=True, slots=True)
class NeverAsk:
    """Asks nothing."""

    def choose(self, counts: Sequence[FacetCounts]) -> FacetCounts | None:  # noqa: ARG002 - of the protocol
        """Nothing."""
        return None


class RandomAsk:
    """Asks about any facet that divides what matches, whenever a question is allowed."""

    def __init__(self, *, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - reproducible, not secret

    def choose(self, counts: Sequence[FacetCounts]) -> FacetCounts | None:
        """One of them with equal probability."""
        return self._chance.choice(counts) if counts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """How one shopper fared: the turn in which the target was shown (None: given up), and questions asked."""

    found_in: int | None
    questions: int

    @property
    def turns(self) -> int:
        """Utterances that it took; one more than the limit where the shopper gave up."""
        return MAX_TURNS + 1 if self.found_in is None else self.found_in


Progress = Callable[[int, int], None]


def policies(seed: int) -> Mapping[str, Clarifier]:
    """What is compared: the served way first."""
    return {"served": SERVED, "never_ask": NeverAsk(), "random_ask": RandomAsk(seed=seed)}


async def run(
    assistant: Assistant,
    shoppers: Sequence[Shopper],
    *,
    shop: str,
    store: ConversationStore,
    compared: Mapping[str, Clarifier],
    on_progress: Progress,
) -> Mapping[str, Sequence[Session]]:
    """The same shoppers under each policy. Conversations are deleted as soon as they end.

    Raises whatever `Assistant.reply` raises.
    """
    sessions: dict[str, list[Session]] = {name: [] for name in compared}
    total = len(shoppers) * len(compared)
    for shopper in shoppers:
        for name, clarifier in compared.items():
            talking = assistant.asking(clarifier)
            conversation_id = await store.create(shop=shop)
            try:
                sessions[name].append(await _session(talking, shopper, shop, conversation_id))
            finally:
                await store.delete(conversation_id)
            on_progress(sum(len(held) for held in sessions.values()), total)
    return sessions


async def _session(assistant: Assistant, shopper: Shopper, shop: str, conversation_id: str) -> Session:
    told: set[str] = set()
    question: AskedQuestion | None = None
    questions = 0
    for turn in range(1, MAX_TURNS + 1):
        says, facet = next_utterance(shopper, turn=turn, question=question, told=frozenset(told))
        told.add(facet)
        finished = await _reply(assistant, Utterance(conversation_id=conversation_id, shop=shop, text=says))
        if any(item.product.product_id == shopper.target for item in finished.turn.items):
            return Session(found_in=turn, questions=questions)
        asked = finished.state.question
        question = asked if asked is not None and asked.turn == finished.turn.turn else None
        questions += question is not None
    return Session(found_in=None, questions=questions)


async def _reply(assistant: Assistant, utterance: Utterance) -> TurnFinished:
    finished = [event async for event in assistant.reply(utterance) if isinstance(event, TurnFinished)]
    return finished[0]


def report(sessions: Mapping[str, Sequence[Session]], *, seed: int) -> Mapping[str, Any]:
    """Measures by policy with 95 % bootstrap intervals; the first policy's paired gains over the others."""
    first = next(iter(sessions))
    return {
        "sessions": len(sessions[first]),
        "max_turns": MAX_TURNS,
        "policies": {name: _measures(held, seed) for name, held in sessions.items()},
        "gains": {
            f"{first}-{other}": _gains(sessions[first], held, seed)
            for other, held in sessions.items()
            if other != first
        },
    }


def _measures(held: Sequence[Session], seed: int) -> Mapping[str, Any]:
    found = [float(s.found_in) for s in held if s.found_in is not None]
    return {
        "success": asdict(sampling.share([s.found_in is not None for s in held], seed=seed)),
        "turns_to_target": asdict(sampling.mean(found, seed=seed)),
        "turns": asdict(sampling.mean([float(s.turns) for s in held], seed=seed)),
        "questions": asdict(sampling.mean([float(s.questions) for s in held], seed=seed)),
    }


def _gains(mine: Sequence[Session], other: Sequence[Session], seed: int) -> Mapping[str, Any]:
    pairs = list(zip(mine, other, strict=True))
    success = [float(a.found_in is not None) - float(b.found_in is not None) for a, b in pairs]
    saved: Estimate = sampling.mean([float(b.turns - a.turns) for a, b in pairs], seed=seed)
    return {"success": asdict(sampling.mean(success, seed=seed)), "turns_saved": asdict(saved)}
