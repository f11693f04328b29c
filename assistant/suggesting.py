"""Whether an utterance asks for suggestions, and what plan that makes. Pure."""

from __future__ import annotations

from assistant.parsing.types import Parsed
from assistant.types import DialogueState, Intent, PageContext, Plan
from retrieval.recommenders.types import Way

SUGGESTING = frozenset({Intent.SIMILAR, Intent.COMPLEMENT, Intent.RECOMMEND})
MAX_ANCHORS = 3
_SHOP_WIDE = frozenset({Way.NEW, Way.POPULAR, Way.SURPRISE, Way.GIFT})


def suggests(parsed: Parsed, primary: Intent, state: DialogueState) -> bool:
    """Whether a wish without a kind of product is really one for suggestions: 'new arrivals', 热销.

    Where a search is going on, an order of it is meant instead.
    """
    if primary is Intent.RECOMMEND or (not parsed.intents and parsed.suggested.way is not None):
        return True
    going_on = bool(state.search_text)
    return (
        primary in (Intent.FIND, Intent.REFINE, Intent.SMALLTALK)
        and parsed.suggested.way in _SHOP_WIDE
        and not going_on
        and not parsed.paging
    )


def plan_of(primary: Intent, parsed: Parsed, state: DialogueState, context: PageContext) -> Plan | None:
    """The plan of an utterance whose first intent asks for suggestions; None where a product is missing."""
    if primary is Intent.SIMILAR:
        anchors = _anchors(parsed, state, context)
        wanted = parsed.search_text if parsed.kind_known else ""
        return Plan(way=Way.SIMILAR, product_ids=anchors, wanted=wanted) if anchors else None
    if primary is Intent.COMPLEMENT:
        return _complement(parsed, state, context)
    if primary is Intent.RECOMMEND:
        way = parsed.suggested.way or (Way.GIFT if parsed.suggested.audience else Way.FOR_YOU)
        return Plan(
            way=way, audience=parsed.suggested.audience, need=parsed.suggested.need if way is Way.GIFT else ""
        )
    return None


def _complement(parsed: Parsed, state: DialogueState, context: PageContext) -> Plan | None:
    """What goes with a product pointed at, else with the thing or occasion named, else what is in view."""
    pointed = tuple(dict.fromkeys(i for ref in parsed.references for i in ref.product_ids))
    plan = Plan(
        way=Way.COMPLEMENT,
        product_ids=pointed[:MAX_ANCHORS],
        audience=parsed.suggested.audience,
        need=parsed.suggested.need,
        wanted=parsed.suggested.wanted,
    )
    if pointed or parsed.suggested.need_known:
        return plan
    anchors = _anchors(parsed, state, context)
    if not anchors:
        return None
    return Plan(
        way=Way.COMPLEMENT,
        product_ids=anchors,
        audience=parsed.suggested.audience,
        wanted=parsed.suggested.wanted,
    )


def _anchors(parsed: Parsed, state: DialogueState, context: PageContext) -> tuple[str, ...]:
    """Products pointed at; where none is, the page's, those in focus, or the first shown."""
    pointed = tuple(dict.fromkeys(i for ref in parsed.references for i in ref.product_ids))
    if pointed:
        return pointed[:MAX_ANCHORS]
    if any(ref.kind in ("ordinal", "name", "attribute") for ref in parsed.references):
        return ()
    page = (context.product_id,) if context.product_id else ()
    return page or state.focus[:MAX_ANCHORS] or state.shown[:1]
