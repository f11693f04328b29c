"""Briefs about the order of two products: what their distance is made of, and what would turn it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.facts.types import AnswerBrief, AnswerKind, Statement
from assistant.phrasing.display import money
from assistant.phrasing.placing import direction_of, feature_of, names_of, order_of, placing, stated
from retrieval.contrasts import Contrast
from retrieval.counterfactuals import PriceToLead
from retrieval.types import Product, Sort

POINTS = 1000
"""Points of a score of 1."""


def place_brief(
    *,
    found: Contrast,
    products: tuple[Product, Product],
    sort: Sort | None,
    lead: PriceToLead | None,
    language: str,
) -> AnswerBrief:
    """What to say of two products of which the first stands above the second; code alone phrases it.

    With `sort` the records' own values answer, else the points of the score; those, and the price to lead,
    are no facts of a record, so that they are told as notes.
    """
    words = placing(language)
    gap, parts = points_of(found)
    level = sort is not None and len({stated(product, sort.field, language) for product in products}) == 1
    notes = [words.apart(products, gap, parts)] if sort is None else [words.level(sort)] if level else []
    return AnswerBrief(
        kind=AnswerKind.COMPARE,
        language=language,
        opening="" if sort is None else words.asked(sort),
        reply="" if sort is None or level else words.ordered(products, sort),
        products=products,
        statements=_statements(products, gap, parts, sort=sort, level=level, lead=lead, language=language),
        notes=(*notes, words.would_lead(lead, products)) if lead is not None else tuple(notes),
    )


def _statements(
    products: tuple[Product, Product],
    gap: int,
    parts: Sequence[tuple[str, int]],
    *,
    sort: Sort | None,
    level: bool,
    lead: PriceToLead | None,
    language: str,
) -> tuple[Statement, ...]:
    """The points or the order asked for, and the price to lead, each as a statement that is checked."""
    over, under = names_of(products, language)
    pair = {"over": over, "under": under}
    found = _sorted_by(products, sort, pair, level, language) if sort else _points(pair, gap, parts, language)
    if lead is not None:
        price = money(lead.price_minor, lead.product.currency, language)
        less = {"less": "yes"} if lead.or_less else {}
        found.append(Statement(kind="lead", values={"under": under, "price": price, **less}))
    return tuple(found)


def _points(
    pair: Mapping[str, str], gap: int, parts: Sequence[tuple[str, int]], language: str
) -> list[Statement]:
    if not parts:
        return [Statement(kind="level_score", values=pair)]
    return [
        Statement(kind="points", values={**pair, "gap": str(gap)}),
        *(
            Statement(
                kind="part",
                values={
                    "points": str(abs(points)),
                    "way": direction_of(points, language),
                    "feature": feature_of(name, language),
                },
            )
            for name, points in parts
        ),
    ]


def _sorted_by(
    products: tuple[Product, Product], sort: Sort, pair: Mapping[str, str], level: bool, language: str
) -> list[Statement]:
    asked = Statement(kind="order_asked", values={"order": order_of(sort, language)})
    if level:
        return [asked, Statement(kind="level", values={"then": "yes"} if sort.field == "rating" else {})]
    mine, other = (stated(product, sort.field, language) for product in products)
    values = {**pair, "mine": mine, **({"other": other} if other else {})}
    return [asked, Statement(kind="in_order", values=values)]


def unknown_place_brief(*, language: str) -> AnswerBrief:
    """The order can't be made again: suggestions, or a catalog that has changed since."""
    reply = placing(language).unknown()
    return AnswerBrief(kind=AnswerKind.ASK_BACK, language=language, reply=reply)


def points_of(found: Contrast) -> tuple[int, Sequence[tuple[str, int]]]:
    """The gap and its parts in whole points that sum to it exactly, largest first; parts of 0 are left out.

    Rounded by largest remainder (Hamilton's method), ties by the order of the contrast.
    """
    exact = [(each.feature, each.value * POINTS) for each in found.differences]
    gap = math.floor(found.gap * POINTS + 0.5)
    whole = [math.floor(value) for _, value in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: whole[at] - exact[at][1])
    for at in by_rest[: gap - sum(whole)]:
        whole[at] += 1
    parts = [(feature, points) for (feature, _), points in zip(exact, whole, strict=True) if points]
    return gap, sorted(parts, key=lambda part: -abs(part[1]))
