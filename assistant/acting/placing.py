"""Questions about the order of what is shown, answered by ranking the same search again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.types import OpenedShop, Outcome, Work, said
from assistant.facts.places import place_brief, unknown_place_brief
from assistant.parsing.placing import asked_place
from assistant.parsing.shelf import Shelf
from assistant.parsing.source import Source
from assistant.types import DialogueState, Intent, PageContext, Understanding
from retrieval.contrasts import contrast
from retrieval.counterfactuals import PriceToLead, price_to_lead
from retrieval.types import RankedItem

PLACE = "place in the order"
"""What is asked of a product where its place is: no free words of a shopper's, which have no stop words."""
_AFTER_FIRST = frozenset({"diversity", "brand_cap", "merchant_cap"})
"""What later places are decided by alone: nothing stands above the first that it could be like."""


def asked_places(
    text: str, state: DialogueState, shop: OpenedShop, context: PageContext
) -> Understanding | None:
    """What a text says that asks why shown products stand where they stand; None for any other text."""
    shelf = Shelf.of(state, shop.products(state.shown), context)
    named = asked_place(text, shelf)
    if not named:
        return None
    return Understanding(
        language=Source.read(text, fallback_language=state.language).language,
        intents=(Intent.COMPARE if len(named) > 1 else Intent.ASK_PRODUCT,),
        references=named,
        asked_facet=PLACE,
    )


def explain_places(work: Work, product_ids: Sequence[str]) -> Outcome:
    """Why the higher one of two shown products stands above the other; of one, beside the first or the next.

    For the lower one the price at which it would stand first is told, where there is one.
    """
    state = work.state
    ranker, shown_before = work.shop.index.ranker, frozenset(state.seen) - frozenset(state.shown)
    query = replace(work.query(exclude_ids=shown_before), limit=max(2, len(state.shown)))
    items = ranker.rank(query).items
    pair = _pair(items, product_ids)
    if state.plan is not None or pair is None or not _as_shown(items, state.shown):
        return said(unknown_place_brief(language=state.language))
    over, under = pair
    asked_of_first = len(product_ids) == 1 and product_ids[0] == over.product.product_id
    lead: PriceToLead | None = None if asked_of_first else price_to_lead(ranker, query, under.product)
    brief = place_brief(
        found=contrast(over, under, leaving_out=_AFTER_FIRST if over is items[0] else frozenset()),
        products=(over.product, under.product),
        sort=query.sort,
        lead=lead,
        language=state.language,
    )
    return Outcome(items=pair, brief=brief)


def _as_shown(items: Sequence[RankedItem], shown: Sequence[str]) -> bool:
    return [item.product.product_id for item in items[: len(shown)]] == list(shown)


def _pair(items: Sequence[RankedItem], product_ids: Sequence[str]) -> tuple[RankedItem, RankedItem] | None:
    """The asked products in the ranking's order; one alone beside the first, the first beside the next."""
    places = sorted(at for at, item in enumerate(items) if item.product.product_id in product_ids)
    if len(places) == 1 and len(product_ids) == 1 and len(items) > 1:
        places = [0, places[0] or 1]
    return (items[places[0]], items[places[1]]) if len(places) == 2 else None
