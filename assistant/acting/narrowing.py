"""A question beside the cards of a search, where its answer is expected to narrow enough."""

from __future__ import annotations

from dataclasses import replace

from assistant.acting.types import Outcome, Work
from assistant.clarifying import clarification
from retrieval.types import Ranking


def narrowed(outcome: Outcome, ranking: Ranking, work: Work) -> Outcome:
    """The outcome with a question after its prose and the answers as quick replies, or as it is."""
    if not ranking.items:
        return outcome
    asked = clarification(
        ranking.facet_counts,
        work.state,
        clarifier=work.clarifier,
        currency=work.shop.index.snapshot.shop.currency,
    )
    if asked is None:
        return outcome
    brief = replace(outcome.brief, notes=(*outcome.brief.notes, asked.sentence))
    return replace(
        outcome,
        brief=brief,
        quick_replies=(*outcome.quick_replies, *asked.quick_replies),
        question=asked.question,
    )
