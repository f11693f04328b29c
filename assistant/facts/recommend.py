"""Briefs for suggestions and for judgments of products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.facts.prompting import find_variables, template_name
from assistant.facts.reasons import reasons_for
from assistant.facts.search import applied_constraints, order_proofs, other_currency_notes, shown_facts
from assistant.facts.types import AnswerBrief, AnswerKind, Fact
from assistant.phrasing import recommending
from assistant.phrasing.book import phrasebook
from assistant.phrasing.recommending import MAX_NAMED
from retrieval.recommenders.types import Suggestions, Way
from retrieval.types import Constraint, Product, Query, Sort

NEWEST = Sort(field="created_at", direction="desc")


def recommend_brief(
    found: Suggestions,
    *,
    asked: Way,
    query: Query,
    anchors: Sequence[Product],
    bounds: Sequence[Constraint],
    audience: str,
    currency: str,
    turn: int,
    more: bool,
    reduced: bool,
) -> AnswerBrief:
    """What to say about suggestions: how they came about, then the first one as any find is told."""
    language = query.language
    book = phrasebook(language)
    notes = other_currency_notes(query.constraints, currency=currency, language=language)
    notes = (*notes, book.reduced()) if reduced else notes
    if not found.items:
        return _none(
            found, asked=asked, query=query, anchors=anchors, currency=currency, more=more, notes=notes
        )
    products = tuple(item.product for item in found.items)
    limits = applied_constraints(query.constraints, currency)
    newest = found.way is Way.NEW and not query.exclude_ids
    proofs = order_proofs(products, NEWEST) if newest else ()
    reasons = reasons_for(
        found.items[0],
        constraints=limits,
        search_text="",
        proofs=proofs,
        language=language,
        currency=currency,
    )
    return AnswerBrief(
        kind=AnswerKind.MORE if more else AnswerKind.FIND,
        language=language,
        opening=recommending.opening(
            asked=asked,
            way=found.way,
            basis=found.basis,
            anchors=anchors,
            audience=audience,
            bounds=bounds,
            more=more,
            language=language,
        ),
        reply=book.first(products[0], [reason.display for reason in reasons], turn),
        products=products,
        facts=tuple(fact for product in products[:2] for fact in shown_facts(product, language)),
        reasons=reasons,
        reason_sentence=book.because(_told(reasons)),
        notes=notes,
        prompt=template_name("answer_find", language),
        variables=find_variables(products[0], reasons, language=language),
        counts=frozenset({len(products)}),
        limits=limits,
        proofs=proofs,
        named=() if more or found.way is not asked else tuple(anchors[:MAX_NAMED]),
    )


def judged_brief(
    *, liked: Sequence[Product], rejected: Sequence[Product], praised: bool, language: str, fallback: str
) -> AnswerBrief:
    """What to say to a judgment alone; `fallback` where neither products nor praise are meant."""
    if rejected:
        reply = recommending.left_out(rejected, language)
    elif liked:
        reply = recommending.glad(liked, language)
    else:
        reply = recommending.pleased(language) if praised else fallback
    named = rejected_named(rejected) or tuple(liked[:MAX_NAMED])
    return AnswerBrief(kind=AnswerKind.SMALLTALK, language=language, reply=reply, named=named)


def without_rejected(brief: AnswerBrief, rejected: Sequence[Product]) -> AnswerBrief:
    """The brief of what goes on, opened by what is left out."""
    opening = recommending.left_out(rejected, brief.language)
    return replace(brief, opening=opening, named=rejected_named(rejected))


def rejected_named(rejected: Sequence[Product]) -> tuple[Product, ...]:
    """Rejected products that are named: all of few, none of many."""
    return tuple(rejected) if len(rejected) <= MAX_NAMED else ()


def _none(
    found: Suggestions,
    *,
    asked: Way,
    query: Query,
    anchors: Sequence[Product],
    currency: str,
    more: bool,
    notes: tuple[str, ...],
) -> AnswerBrief:
    language, book = query.language, phrasebook(query.language)
    if not found.carried and query.text:
        return AnswerBrief(
            kind=AnswerKind.NOT_CARRIED,
            language=language,
            reply=book.not_carried(query.text, (), turn=0),
            notes=notes,
        )
    if more:
        reply = recommending.nothing_more(language)
        return AnswerBrief(kind=AnswerKind.NO_MORE, language=language, reply=reply, notes=notes)
    if any(relaxation.matching for relaxation in found.relaxations):
        return AnswerBrief(
            kind=AnswerKind.NOTHING_LEFT,
            language=language,
            reply=book.nothing_left(found.relaxations, currency),
            notes=notes,
            counts=frozenset(relaxation.matching for relaxation in found.relaxations),
            limits=applied_constraints(query.constraints, currency),
        )
    reply = recommending.none_found(way=asked, anchors=anchors, language=language)
    return AnswerBrief(
        kind=AnswerKind.NO_MORE,
        language=language,
        reply=reply,
        notes=notes,
        named=tuple(anchors[:MAX_NAMED]),
    )


def _told(reasons: Sequence[Fact]) -> list[str]:
    """Wordings that can follow "it's"."""
    return [reason.display for reason in reasons if reason.field != "title"]
