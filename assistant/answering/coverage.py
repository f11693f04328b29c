"""Whether a reply does its duty: it names the first product and gives a true reason."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.mentions import find_mentions
from assistant.claims.spans import prepare
from assistant.facts.types import AnswerBrief
from assistant.phrasing.display import title_of
from assistant.types import Claim
from retrieval.text import has_cjk

_SAME_FIELD = {
    "price_limit": "price",
    "cheapest": "comparison:price",
    "best_rated": "comparison:rating",
    "newest": "comparison:created_at",
}
_NO_REASON = frozenset({"title", "count", "fit"})


def names_first(text: str, brief: AnswerBrief) -> bool:
    """Whether the text names the first product: by its title, or, in English, by a clear part of it."""
    title = title_of(brief.products[0])
    if has_cjk(title):
        return title in text
    first = brief.products[0].product_id
    return any(m.product_ids == (first,) for m in find_mentions(prepare(text), brief.products))


def states_reason(claims: Sequence[Claim], brief: AnswerBrief) -> bool:
    """Whether a claim about the first product says one of the brief's reasons.

    A comparison needs a figure or a proven comparison of any compared product.
    """
    in_play = {brief.products[0].product_id} if brief.reasons else {p.product_id for p in brief.products}
    ours = [c for c in claims if c.product_id in in_play and c.field not in _NO_REASON]
    if not brief.reasons:
        return True
    wanted = {_SAME_FIELD.get(r.field, r.field) for r in brief.reasons if r.product_id in in_play}
    values = [word for r in brief.reasons for word in r.value.casefold().split()]
    return any(c.field in wanted or c.field.startswith("comparison") for c in ours) or any(
        c.text.casefold() in values for c in ours
    )
