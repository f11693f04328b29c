"""How a conversation's state follows from what was understood and shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import DialogueState, Intent, Understanding
from retrieval.types import Constraint, Op

SEARCH_INTENTS = frozenset({Intent.FIND, Intent.REFINE})


def update(state: DialogueState, understanding: Understanding) -> DialogueState:
    """The state that this turn works on: language, topic, constraints and order after the utterance."""
    state = replace(state, turn=state.turn + 1, language=understanding.language)
    if understanding.paging == "restart":
        state = _cleared(state)
    if not SEARCH_INTENTS & set(understanding.intents):
        return state
    if understanding.new_topic:
        state = _cleared(state)
    kept = tuple(c for c in state.constraints if c.facet not in understanding.dropped_facets)
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
    )


def after_items(state: DialogueState, product_ids: Sequence[str], *, searched: bool) -> DialogueState:
    """The state after cards were shown; compared or asked-about products become the focus instead."""
    if not product_ids:
        return state if not searched else replace(state, shown=(), focus=())
    shown = tuple(product_ids)
    if not searched:
        return replace(state, focus=shown)
    seen = tuple(dict.fromkeys((*state.seen, *shown)))
    return replace(state, shown=shown, seen=seen, focus=())


def merge_constraints(current: Sequence[Constraint], stated: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """Current constraints overruled by newly stated ones.

    A stated bound replaces the bound of its side, and the other side too where both can't hold; stated
    alternatives (EQ) replace the facet's earlier ones; an EQ and an NE of one value cancel the older.
    """
    kept = tuple(old for old in current if not any(_overrules(new, old) for new in stated))
    return tuple(dict.fromkeys((*kept, *stated)))


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
    return replace(state, search_text="", constraints=(), sort=None, shown=(), seen=(), focus=())
