"""How a conversation's state follows from what was understood and shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.profiles.types import ProfileState
from assistant.types import DialogueState, Intent, Plan, ServiceState, Understanding
from retrieval.recommenders.types import Way
from retrieval.types import Constraint, Op, RankedItem

_KIND_FREE = frozenset({"price", "rating", "stock", "brand", "merchant", "color", "material"})
MAX_PRICES = 30
"""Products whose last seen price is remembered."""
MAX_APPEARED = 200
"""Cards whose showing is remembered, and as many judged products."""
_OF_THE_PLAN = frozenset({"created_at", "popularity"})
"""Orders that a plan itself stands for."""
SEARCH_INTENTS = frozenset({Intent.FIND, Intent.REFINE})


def update(state: DialogueState, understanding: Understanding) -> DialogueState:
    """The state that this turn works on: language, topic, constraints and order after the utterance."""
    state = replace(state, turn=state.turn + 1, language=understanding.language)
    if understanding.paging == "restart":
        state = replace(_cleared(state), liked=(), rejected=(), appeared=())
    state = _judged(state, understanding)
    if understanding.plan is not None:
        return _planned(state, understanding, understanding.plan)
    if not SEARCH_INTENTS & set(understanding.intents):
        return state
    current = state.constraints
    if understanding.new_topic:
        current = tuple(c for c in current if _outlives_kind(c)) if understanding.swaps else ()
        state = _cleared(state)
    kept = tuple(c for c in current if c.facet not in understanding.dropped_facets)
    constraints = merge_constraints(kept, understanding.constraints)
    sort = understanding.sort or state.sort
    searched_anew = (
        constraints != state.constraints
        or sort != state.sort
        or understanding.search_text not in ("", state.search_text)
    )
    return replace(
        state,
        search_text=understanding.search_text or state.search_text,
        constraints=constraints,
        sort=sort,
        seen=() if searched_anew else state.seen,
        plan=None if understanding.search_text else state.plan,
    )


def after_items(state: DialogueState, product_ids: Sequence[str], *, searched: bool) -> DialogueState:
    """The state after cards were shown; compared or asked-about products become the focus instead."""
    if not product_ids:
        return state if not searched else replace(state, shown=(), focus=())
    shown = tuple(product_ids)
    if not searched:
        return replace(state, focus=shown)
    seen = tuple(dict.fromkeys((*state.seen, *shown)))
    appeared = (*state.appeared, *shown)[-MAX_APPEARED:]
    return replace(state, shown=shown, seen=seen, appeared=appeared, focus=())


def after_service(
    state: DialogueState, service: ServiceState | None, items: Sequence[RankedItem]
) -> DialogueState:
    """The state after a turn's carts and orders; `service` None sets aside what was pending there.

    A yes answers only the question just asked. The prices on the cards are remembered as last seen.
    """
    kept = service or replace(state.service, pending=None, awaiting="", choices=(), topic="")
    prices = dict(kept.shown_prices)
    for item in items:
        prices.pop(item.product.product_id, None)
        if item.product.price_minor is not None:
            prices[item.product.product_id] = item.product.price_minor
    newest = tuple(prices.items())[-MAX_PRICES:]
    return replace(state, service=replace(kept, shown_prices=newest))


def only_spoken(before: DialogueState, state: DialogueState) -> DialogueState:
    """The state after a turn about the shopper alone: what they search for stays as it was."""
    return replace(
        state,
        search_text=before.search_text,
        constraints=before.constraints,
        sort=before.sort,
        plan=before.plan,
        seen=before.seen,
    )


def after_profile(state: DialogueState, profile: ProfileState | None) -> DialogueState:
    """The state with what is now remembered of the shopper; None: as before.

    What is no longer to be avoided is no condition any more.
    """
    if profile is None:
        return state
    gone = {wish.value.casefold() for wish in state.profile.wishes if wish not in profile.wishes}
    constraints = tuple(
        c for c in state.constraints if not (c.op is Op.NE and str(c.value).casefold() in gone)
    )
    return replace(state, constraints=constraints, profile=profile)


def _judged(state: DialogueState, understanding: Understanding) -> DialogueState:
    """Products judged now overrule what was said of them before."""
    if not (understanding.liked or understanding.rejected):
        return state
    liked = [i for i in state.liked if i not in understanding.rejected]
    rejected = [i for i in state.rejected if i not in understanding.liked]
    return replace(
        state,
        liked=tuple(dict.fromkeys((*liked, *understanding.liked)))[-MAX_APPEARED:],
        rejected=tuple(dict.fromkeys((*rejected, *understanding.rejected)))[-MAX_APPEARED:],
    )


def _planned(state: DialogueState, understanding: Understanding, plan: Plan) -> DialogueState:
    """Suggestions begin. What is like a product of this search keeps to its constraints, all else is new."""
    same_search = plan.way is Way.SIMILAR and any(i in (*state.seen, *state.focus) for i in plan.product_ids)
    current = state.constraints if same_search else ()
    kept = tuple(c for c in current if c.facet not in understanding.dropped_facets)
    order = understanding.sort
    sort = None if order is not None and order.field in _OF_THE_PLAN else order
    goes_on = plan == state.plan and understanding.paging == "more"
    return replace(
        state,
        search_text=state.search_text if same_search else "",
        constraints=merge_constraints(kept, understanding.constraints),
        sort=sort,
        seen=state.seen if goes_on else (),
        plan=plan,
    )


def merge_constraints(current: Sequence[Constraint], stated: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """Current constraints overruled by newly stated ones.

    A stated bound replaces the bound of its side, and the other side too where both can't hold; stated
    alternatives (EQ) replace the facet's earlier ones; an EQ and an NE of one value cancel the older.
    """
    kept = tuple(old for old in current if not any(_overrules(new, old) for new in stated))
    return tuple(dict.fromkeys((*kept, *stated)))


def _outlives_kind(constraint: Constraint) -> bool:
    """Whether a condition means the same for another kind of product: a price or a color does, a size not."""
    return constraint.op is Op.NE or constraint.facet in _KIND_FREE


def _overrules(new: Constraint, old: Constraint) -> bool:
    if new.facet != old.facet:
        return False
    if Op.EQ in (new.op, old.op) and Op.NE in (new.op, old.op):
        return new.value == old.value
    if Op.NE in (new.op, old.op):
        return False
    if new.op is old.op or Op.EQ in (new.op, old.op):
        return True
    low, high = (new, old) if new.op is Op.GTE else (old, new)
    return float(low.value) > float(high.value)


def _cleared(state: DialogueState) -> DialogueState:
    return replace(state, search_text="", constraints=(), sort=None, shown=(), seen=(), focus=(), plan=None)
