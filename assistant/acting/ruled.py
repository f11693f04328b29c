"""What the shop's own rules do to an outcome, told: paid places, products left out for age or withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.types import Outcome, Work, said
from assistant.facts.types import AnswerBrief, AnswerKind
from assistant.parsing.source import Source
from assistant.phrasing.display import title_of
from assistant.phrasing.shop_rules import age_noted, left_out_for_age, not_offered, paid_places, says_age
from assistant.types import DialogueState, Intent, QuickReply, Understanding
from retrieval.shop_rules.types import is_sponsored
from retrieval.types import Query, Ranking

AGE = "age"
"""What an utterance that says nothing but its shopper's age is about."""


def disclosed(outcome: Outcome, work: Work) -> Outcome:
    """The outcome with a note that names every card whose place is paid for."""
    paid = [title_of(item.product) for item in outcome.cards if is_sponsored(item)]
    if not paid:
        return outcome
    notes = (*outcome.brief.notes, paid_places(paid, work.state.language))
    return replace(outcome, brief=replace(outcome.brief, notes=notes))


def with_age_told(outcome: Outcome, work: Work, query: Query, ranking: Ranking) -> Outcome:
    """The outcome with how many more would match at the next age, counted by ranking again for it.

    Whose age is known is offered no other one to say, and told only where nothing else matches.
    """
    minimum_age = work.shop.index.minimum_age
    if minimum_age is None:
        return outcome
    older = work.shop.at_age(minimum_age).ranker.rank(replace(query, limit=1))
    more = older.matching - ranking.matching
    known = work.state.age is not None or work.utterance.context.age is not None
    if more <= 0 or (known and ranking.items):
        return outcome
    language = work.state.language
    note, offer = left_out_for_age(more, minimum_age, language), says_age(minimum_age, language)
    brief = _told(outcome.brief, note, found=bool(ranking.items))
    offered = () if known else (QuickReply(text=offer, says=offer, count=older.matching),)
    return replace(outcome, brief=brief, quick_replies=(*outcome.quick_replies, *offered))


def unavailable(work: Work, product_ids: Sequence[str]) -> Outcome | None:
    """Words where products are spoken of that the shop withholds from this shopper; None for any others."""
    if work.shop.index.snapshot.withheld.isdisjoint(product_ids):
        return None
    language = work.state.language
    return said(AnswerBrief(kind=AnswerKind.NO_MORE, language=language, reply=not_offered(language)))


def told_age(text: str, state: DialogueState) -> Understanding:
    """What a text says that tells nothing but an age: what is looked for is looked for again."""
    looking = bool(state.search_text or state.constraints or state.sort or state.plan)
    return Understanding(
        language=Source.read(text, fallback_language=state.language).language,
        intents=(Intent.REFINE if looking else Intent.SMALLTALK,),
        asked_facet=AGE,
    )


def age_brief(work: Work) -> AnswerBrief:
    """An answer to an age that was told while nothing was looked for."""
    language = work.state.language
    return AnswerBrief(
        kind=AnswerKind.SMALLTALK, language=language, reply=age_noted(work.state.age or 0, language)
    )


def _told(brief: AnswerBrief, note: str, *, found: bool) -> AnswerBrief:
    """With the note; where nothing else matches it is the reply."""
    if found:
        return replace(brief, notes=(*brief.notes, note))
    return AnswerBrief(kind=AnswerKind.NOTHING_LEFT, language=brief.language, reply=note, notes=brief.notes)
