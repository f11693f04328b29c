"""What a finished turn must not do: show an item that breaks a hard condition, or claim without a record.

The check reads the records in its own plain way, apart from the filters that chose the items.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Turn
from retrieval.money import to_major
from retrieval.text import names, normalize
from retrieval.types import Constraint, Op, Product, RankedItem, Strength

SOFT_PRICE_SLACK = 1.15
"""Items may exceed a soft price by 15 %."""


def item_violations(items: Sequence[RankedItem], constraints: Sequence[Constraint]) -> tuple[str, ...]:
    """Shown items, alternatives aside, that break a condition; one line each."""
    return tuple(
        f"{item.product.product_id}: {group[0].facet} {group[0].op.value} "
        + " or ".join(str(each.value) for each in group)
        for item in items
        if not item.alternative
        for group in _groups(constraints)
        if not any(_meets(item.product, each) for each in group)
    )


def claim_violations(turn: Turn) -> tuple[str, ...]:
    """Claims of the receipt about a product that is not in its records, or that the reply does not hold."""
    records = set(turn.receipt.record_ids)
    reply = _letters(turn.reply)
    return tuple(
        f"{claim.field}: {claim.text}"
        for claim in turn.receipt.claims
        if (claim.product_id is not None and claim.product_id not in records)
        or _letters(claim.text) not in reply
    )


def _letters(text: str) -> str:
    """Letters and digits alone: quotation marks and spaces change with the language."""
    return "".join(character for character in normalize(text) if character.isalnum())


def _groups(constraints: Sequence[Constraint]) -> list[list[Constraint]]:
    """Conditions that each must hold; the wished values of one facet are alternatives."""
    binding = [each for each in constraints if each.strength is Strength.HARD or each.facet == "price"]
    wished: dict[str, list[Constraint]] = {}
    for each in binding:
        if each.op is Op.EQ:
            wished.setdefault(each.facet, []).append(each)
    return [*wished.values(), *([each] for each in binding if each.op is not Op.EQ)]


def _meets(product: Product, constraint: Constraint) -> bool:
    if constraint.facet in ("price", "rating"):
        return _within(product, constraint)
    if constraint.facet == "stock":
        return product.in_stock
    value = str(constraint.value)
    if constraint.op is Op.NE:
        return not names(_everything(product), value)
    own = (*product.facet_values(constraint.facet), product.title)
    return any(normalize(value) == normalize(each) or names(each, value) for each in own)


def _within(product: Product, constraint: Constraint) -> bool:
    bound = float(constraint.value)
    if constraint.facet == "rating":
        actual = product.rating
    elif constraint.currency not in (None, product.currency):
        return True
    else:
        known = product.price_minor is not None
        actual = float(to_major(product.price_minor or 0, product.currency)) if known else None
        bound *= SOFT_PRICE_SLACK if constraint.strength is Strength.SOFT else 1.0
    if actual is None:
        return False
    if constraint.op is Op.EQ:
        return actual == bound
    return actual <= bound if constraint.op is Op.LTE else actual >= bound


def _everything(product: Product) -> str:
    values = (facet.value for facet in product.facets)
    brand = product.brand or ""
    return "\n".join((product.title, brand, *product.tags, *product.category, *values, product.description))
