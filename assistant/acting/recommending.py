"""Suggestions by a plan, and answers to what shoppers think of products."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.types import Outcome, Work, said
from assistant.commerce.errors import CommerceError
from assistant.facts.recommend import judged_brief, recommend_brief, without_rejected
from assistant.facts.service import service_brief
from assistant.parsing.recommending import praises
from assistant.types import Intent, Plan
from retrieval.money import to_major
from retrieval.recommenders.types import Signal, Way, Wish
from retrieval.types import Constraint, Op, Product, Query

_LOG = logging.getLogger(__name__)
MAX_SUGGESTED = 5
_WEIGHTS = (("liked", 1.0), ("carted", 1.0), ("looked_at", 0.5), ("shown", 0.1))
_UNSEEN = frozenset({Way.SURPRISE, Way.FOR_YOU})
"""Ways that never bring back what this conversation has shown."""
_TASTED = frozenset({Way.FOR_YOU, Way.POPULAR, Way.NEW})
"""Ways that a shopper's own taste adds to: a gift is for another, and likeness is to what was named."""


def recommend(work: Work, plan: Plan, *, more: bool) -> Outcome:
    """Cards by the plan, under every constraint of the state; rejected products never come."""
    index, state = work.shop.index, work.state
    anchors = work.shop.products(plan.product_ids)
    bounds = _beyond(work, anchors) if plan.way is Way.SIMILAR else ()
    query = _query(work, plan, more=more, ordered=not bounds)
    wish = Wish(
        query=query,
        bounds=bounds,
        anchors=plan.product_ids,
        need=plan.need,
        audience=plan.audience,
        signals=_signals(work) if plan.way is Way.FOR_YOU else (),
        times_shown=Counter(state.appeared),
        seed=f"{state.conversation_id}/{state.turn}",
    )
    found = index.recommenders.recommend(plan.way, wish)
    brief = recommend_brief(
        found,
        asked=plan.way,
        query=query,
        anchors=anchors,
        bounds=bounds,
        audience=plan.audience,
        currency=index.snapshot.shop.currency,
        turn=state.turn,
        more=more,
        reduced=work.reduced,
    )
    return Outcome(items=found.items, brief=brief, searched=True)


def take_feedback(work: Work, then: Outcome | None) -> Outcome:
    """Words on what was liked or rejected; `then` goes on without the rejected ones."""
    language = work.state.language
    liked = work.shop.products(work.understanding.liked)
    rejected = work.shop.products(work.understanding.rejected)
    if then is not None:
        return replace(then, brief=without_rejected(then.brief, rejected))
    fallback = service_brief(intent=Intent.FEEDBACK, language=language, turn=work.state.turn).reply
    return said(
        judged_brief(
            liked=liked, rejected=rejected, praised=praises(work.text), language=language, fallback=fallback
        )
    )


def _query(work: Work, plan: Plan, *, more: bool, ordered: bool) -> Query:
    state = work.state
    barred = frozenset(state.rejected) | (frozenset(state.seen) if more else frozenset())
    if plan.way in _UNSEEN:
        barred |= frozenset(state.appeared)
    return Query(
        text=plan.wanted,
        language=state.language,
        constraints=state.constraints,
        sort=state.sort if ordered else None,
        limit=work.understanding.count or MAX_SUGGESTED,
        exclude_ids=barred,
        taste=work.taste if plan.way in _TASTED else None,
    )


def _beyond(work: Work, anchors: Sequence[Product]) -> tuple[Constraint, ...]:
    """'Like this but cheaper' (or dearer, or better rated): a hard bound at the product spoken of."""
    sort = work.state.sort
    if sort is None or not anchors:
        return ()
    anchor = anchors[0]
    if sort.field == "price" and anchor.price_minor is not None:
        cheaper = sort.direction == "asc"
        limit = to_major(anchor.price_minor + (-1 if cheaper else 1), anchor.currency)
        return (Constraint(facet="price", op=Op.LTE if cheaper else Op.GTE, value=float(limit)),)
    if sort.field == "rating" and sort.direction == "desc" and anchor.rating is not None:
        return (Constraint(facet="rating", op=Op.GTE, value=anchor.rating),)
    return ()


def _signals(work: Work) -> tuple[Signal, ...]:
    """What this conversation tells of the shopper's taste, strongest first; not what they rejected."""
    state, page = work.state, work.utterance.context.product_id
    sources = {
        "liked": state.liked,
        "carted": _carted(work),
        "looked_at": (*state.focus, *((page,) if page else ())),
        "shown": tuple(dict.fromkeys(state.appeared)),
    }
    return tuple(
        Signal(product_id=product_id, how=how, weight=weight)
        for how, weight in _WEIGHTS
        for product_id in sources[how]
        if product_id not in state.rejected
    )


def _carted(work: Work) -> tuple[str, ...]:
    """Products in the conversation's cart; none where the shop has no desk or it does not answer."""
    if work.shop.desk is None:
        return ()
    try:
        cart = work.shop.desk.backend.cart(work.state.conversation_id)
    except CommerceError as error:
        _LOG.warning("cart not read, suggestions go without it: %s", error)
        return ()
    return tuple(line.product_id for line in cart.lines)
