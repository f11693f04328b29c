"""From a decision to an outcome; blocking, so it runs in a worker thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.narrowing import narrowed
from assistant.acting.placing import PLACE, explain_places
from assistant.acting.policies import answer_policy
from assistant.acting.profiles import about_profile, with_profile
from assistant.acting.recommending import recommend, take_feedback
from assistant.acting.ruled import AGE, age_brief, disclosed, unavailable, with_age_told
from assistant.acting.transacting import transact
from assistant.acting.types import Outcome, Work, said
from assistant.facts.asking import ask_brief
from assistant.facts.compare import compare_brief
from assistant.facts.search import search_brief
from assistant.facts.service import (
    ask_back_brief,
    handoff_brief,
    restart_brief,
    service_brief,
    smalltalk_brief,
)
from assistant.facts.types import AnswerBrief
from assistant.phrasing.book import phrasebook
from assistant.policy import (
    AboutProfile,
    AnswerAbout,
    AskBack,
    Compare,
    Decision,
    Recommend,
    Restart,
    Search,
    Service,
    TakeFeedback,
    Transact,
)
from assistant.types import Intent
from retrieval.counterfactuals import fewer_conditions
from retrieval.types import RankedItem


def carry_out(decision: Decision, work: Work) -> Outcome:
    """Cards and brief of one turn."""
    outcome = _carried_out(decision, work)
    return outcome if isinstance(decision, AboutProfile) else with_profile(outcome, work)


def _carried_out(decision: Decision, work: Work) -> Outcome:
    match decision:
        case AboutProfile(request=request):
            return about_profile(work, request)
        case Search(more=more):
            return _search(work, more=more)
        case Compare() | AnswerAbout():
            return _of_products(decision, work)
        case Restart():
            return said(restart_brief(language=work.state.language))
        case Recommend(plan=plan, more=more):
            return recommend(work, plan, more=more)
        case TakeFeedback(then=then):
            return take_feedback(work, None if then is None else _carried_out(then, work))
        case AskBack(missing=missing):
            return _ask_back(work, missing)
        case Transact(intent=intent):
            return transact(intent, work)
        case Service(intent=intent):
            return answer_policy(work) if intent is Intent.POLICY else said(_service(work, intent))


def _search(work: Work, *, more: bool) -> Outcome:
    state, index = work.state, work.shop.index
    query = work.query(exclude_ids=frozenset(state.seen) if more else frozenset())
    count = work.understanding.count
    ranking = index.ranker.rank(query if count is None else replace(query, limit=count))
    if ranking.relaxations:
        ranking = replace(ranking, relaxations=fewer_conditions(index.ranker, query))
    brief = search_brief(
        ranking=ranking,
        query=query,
        language=state.language,
        currency=index.snapshot.shop.currency,
        turn=state.turn,
        refined=work.understanding.primary is Intent.REFINE,
        more=more,
        wanted=count,
        reduced=work.reduced,
    )
    outcome = disclosed(Outcome(items=ranking.items, brief=brief, searched=True), work)
    return narrowed(with_age_told(outcome, work, query, ranking), ranking, work)


def _of_products(decision: Compare | AnswerAbout, work: Work) -> Outcome:
    ids, asked = decision.product_ids, decision.asked_facet
    if asked == PLACE:
        return explain_places(work, ids)
    return _compare(work, ids, asked) if isinstance(decision, Compare) else _answer_about(work, ids, asked)


def _compare(work: Work, product_ids: Sequence[str], asked_facet: str) -> Outcome:
    items = _resolved(work, product_ids)
    if len(items) < 2:
        return unavailable(work, product_ids) or _ask_back(work, "which")
    brief = compare_brief(
        products=[item.product for item in items],
        language=work.state.language,
        asked_facet=asked_facet,
        reduced_note=_reduced_note(work),
    )
    return Outcome(items=items, brief=brief)


def _answer_about(work: Work, product_ids: Sequence[str], asked_facet: str) -> Outcome:
    items = _resolved(work, product_ids)
    if not items:
        return unavailable(work, product_ids) or _ask_back(work, "which")
    brief = ask_brief(
        products=[item.product for item in items],
        asked_facet=asked_facet,
        question=work.text,
        language=work.state.language,
        reduced_note=_reduced_note(work),
    )
    return Outcome(items=items, brief=brief)


def _ask_back(work: Work, missing: str) -> Outcome:
    state = work.state
    return said(ask_back_brief(missing=missing, language=state.language, shown=len(state.shown)))


def _service(work: Work, intent: Intent) -> AnswerBrief:
    state = work.state
    if work.understanding.asked_facet == AGE:
        return age_brief(work)
    if intent is Intent.SMALLTALK:
        title = work.shop.index.snapshot.shop.title
        return smalltalk_brief(text=work.text, language=state.language, shop_title=title, turn=state.turn)
    if intent is Intent.HANDOFF:
        return handoff_brief(language=state.language, already=state.handoff_turn is not None)
    return service_brief(intent=intent, language=state.language, turn=state.turn)


def _reduced_note(work: Work) -> str:
    return phrasebook(work.state.language).reduced() if work.reduced else ""


def _resolved(work: Work, product_ids: Sequence[str]) -> tuple[RankedItem, ...]:
    known = [product.product_id for product in work.shop.products(product_ids)]
    return tuple(work.shop.index.ranker.resolve(known, work.query()))
