"""Asking back: which one question narrows what matches the most, and what its answer says. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from assistant.parsing.choosing import bare_answer, means_any
from assistant.parsing.source import Source
from assistant.phrasing.clarifying import any_option, option_text, question_sentence
from assistant.types import AskedOption, AskedQuestion, DialogueState, Intent, QuickReply, Understanding
from retrieval.types import FacetCount, FacetCounts

_KNOWN = MappingProxyType(
    {
        "category": 0.9,
        "price": 0.9,
        "color": 0.8,
        "size": 0.8,
        "sleeve": 0.6,
        "material": 0.5,
        "style": 0.5,
        "pattern": 0.5,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarifyingSettings:
    """When a question is worth its place.

    `min_products`: least that match; fewer are seen at a glance. `min_gain_bits`: least expected narrowing,
    in bits (1 halves what matches). `min_stated`: least share of the matching products that state the facet.
    `every_turns`: one question in so many turns. `max_options`: buttons beside "no preference". `known`: how
    probably a shopper has an answer, by facet.
    """

    min_products: int = 13
    min_gain_bits: float = 1.2
    min_stated: float = 0.5
    every_turns: int = 2
    max_options: int = 4
    known: Mapping[str, float] = field(default_factory=lambda: _KNOWN)


class Clarifier(Protocol):
    """Chooses what to ask."""

    def choose(self, counts: Sequence[FacetCounts]) -> FacetCounts | None:
        """One of the facets that may be asked about, or None to ask nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGain:
    """Asks about the facet with the highest expected gain, where that is enough."""

    settings: ClarifyingSettings = ClarifyingSettings()

    def choose(self, counts: Sequence[FacetCounts]) -> FacetCounts | None:
        """The best facet, ties by the order given."""
        stated = [c for c in counts if stated_share(c) >= self.settings.min_stated]
        worth = [(gain_bits(c) * self.settings.known.get(c.facet, 0.0), -at) for at, c in enumerate(stated)]
        if not worth:
            return None
        best, place = max(worth)
        return stated[-place] if best >= self.settings.min_gain_bits else None


SERVED = InformationGain()
"""What shoppers are served with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """A question to add to a reply: its sentence, the buttons, and what is to be remembered of it."""

    sentence: str
    quick_replies: tuple[QuickReply, ...]
    question: AskedQuestion


def gain_bits(counts: FacetCounts) -> float:
    """Expected information of the answer about the target, in bits.

    The target is any matching product with equal probability and the shopper answers with one of its
    values: sum over values of share / total * log2(total / count). A product without a value, or with one
    that is not counted, gains nothing.
    """
    return math.fsum(
        c.share / counts.total * math.log2(counts.total / c.count) for c in counts.counts if c.count
    )


def stated_share(counts: FacetCounts) -> float:
    """Share of the matching products that state the facet."""
    return 1.0 - counts.unstated / counts.total


def clarification(
    counts: Sequence[FacetCounts],
    state: DialogueState,
    *,
    clarifier: Clarifier,
    currency: str,
    settings: ClarifyingSettings | None = None,
) -> Clarification | None:
    """The question that this turn may ask, if any; `state` is the one after `state.update`.

    Never a facet that a constraint speaks of, that was given up, or that was asked about in this topic.
    """
    limits = settings or ClarifyingSettings()
    if state.question is not None and state.turn - state.question.turn < limits.every_turns:
        return None
    closed = {c.facet for c in state.constraints} | set(state.settled)
    chosen = clarifier.choose([c for c in counts if c.total >= limits.min_products and c.facet not in closed])
    if chosen is None:
        return None
    offered = _offered(chosen, state.language, currency, limits.max_options)
    if len(offered) < 2:
        return None
    text, says = any_option(chosen.facet, state.language)
    options = tuple(AskedOption(says=words, constraints=count.constraints) for words, count in offered)
    return Clarification(
        sentence=question_sentence(chosen.facet, state.language),
        quick_replies=(
            *(_button(words, count) for words, count in offered),
            QuickReply(text=text, says=says),
        ),
        question=AskedQuestion(facet=chosen.facet, turn=state.turn, options=options, any_says=says),
    )


def answered(text: str, state: DialogueState) -> Understanding | None:
    """What `text` says as the plain answer to the question of the last turn; None where it is none.

    Whatever says more than one option or "any" is left to the parser.
    """
    question = state.question
    if question is None or question.turn != state.turn:
        return None
    understanding = Understanding(
        language=Source.read(text, fallback_language=state.language).language, intents=(Intent.REFINE,)
    )
    bare = bare_answer(text)
    for option in question.options:
        if bare == bare_answer(option.says):
            return replace(understanding, constraints=option.constraints)
    if bare == bare_answer(question.any_says) or means_any(text):
        return replace(understanding, dropped_facets=(question.facet,))
    return None


def remembered(
    state: DialogueState, understanding: Understanding, asked: AskedQuestion | None
) -> DialogueState:
    """The state with this turn's question, and with the facets that are settled for the topic."""
    anew = understanding.new_topic or understanding.paging == "restart"
    settled = () if anew else state.settled
    named = (*settled, *understanding.dropped_facets, *((asked.facet,) if asked else ()))
    return replace(state, settled=tuple(dict.fromkeys(named)), question=asked or state.question)


def _offered(
    counts: FacetCounts, language: str, currency: str, limit: int
) -> Sequence[tuple[str, FacetCount]]:
    """Words and counts of the most frequent values, each wording once."""
    found: dict[str, FacetCount] = {}
    for count in counts.counts:
        words = option_text(count.constraints, language, currency)
        if words and count.count:
            found.setdefault(words, count)
    return tuple(found.items())[:limit]


def _button(words: str, count: FacetCount) -> QuickReply:
    return QuickReply(text=words[:1].upper() + words[1:], says=words, count=count.count)
