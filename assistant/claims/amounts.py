"""Numbers of a sentence: each is a figure of the record it is bound to, a stated limit, or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import figures, lexicon_en, lexicon_zh
from assistant.claims.comparisons import Comparison, holds
from assistant.claims.contrasts import sides
from assistant.claims.limits import read_limit
from assistant.claims.measures import read_measure
from assistant.claims.numbers import Number, find_numbers
from assistant.claims.reading import Reading, named
from retrieval.types import Product

_OPENER_LIMIT = re.compile(
    rf"(?:\b(?:(?:below|under|inside|within|beneath) (?:your |the )?(?=budget of|limit of))?"
    rf"(?:{lexicon_en.BELOW}|{lexicon_en.ABOVE})|{lexicon_zh.BELOW_BEFORE}|{lexicon_zh.ABOVE_BEFORE})"
    r"\s*(?:your|the|您的|你的|您|你)?\s*$"
)
_DIFFERENCE = re.compile(
    r"(?:\b(?:price difference|difference in price|price gap|difference|gap|a difference) "
    r"(?:is|of|comes to|between them is)|\b(?:differ|apart)(?: in price)? by|"
    r"相差|差了?|差价(?:是|为)?|差距(?:是|为)?)\s*$"
)
_BY = re.compile(r"\s*(?:the )?\s*by\s*")
_ONLY = re.compile(r"\b(?:only|just)\s*$")
_GAP_REACH = 14
_OPPOSED = re.compile(r"[^:,;]{1,30}? (?:against|versus|vs\.?) [^:,;]{1,30}?:")
"""Two figures, then the two that they are of: "$9 against $7: the A costs more than the B"."""
_LISTED = re.compile(r"\bto (?:consider|see|look at)$")
"""Said of what the sentence names: "two to consider: the A and the B"."""
_IN_TURN = re.compile(r"\brespectively\b|\bin turn\b|分别|依次|各自")


def read_numbers(reading: Reading, comparisons: Sequence[Comparison]) -> None:
    """Accept or refuse every number that is not part of a name or quotation."""
    for number in find_numbers(reading.unnamed):
        compared = any(c.start <= number.start < c.end for c in comparisons)
        if not compared and not reading.mask.touched(number.start, number.end):
            _number(reading, number, comparisons)


def _number(reading: Reading, number: Number, comparisons: Sequence[Comparison]) -> None:
    bound = _in_turn(reading, number, reading.bound(number.start))
    field = {"money": "price", "rating": "rating", "reviews": "rating_count", "products": "count"}.get(
        number.kind
    )
    if _counted(reading, number) or (number.kind == "money" and _gap(reading, number, comparisons)):
        return
    if field is None or number.kind == "products":
        read_measure(reading, number, bound)
        return
    if not bound and number.bound and reading.grounds.fits:
        bound = reading.grounds.products
    if bound and all(_has_figure(reading, number, field, p) for p in bound):
        start = _with_opener(reading, number)
        reading.accept(start, number.end, field, [p.product_id for p in bound])
    elif not (field == "price" and read_limit(reading, number)):
        reading.refuse("number", number.start, number.end, f"not the {field} of {named(bound)}")


def _in_turn(reading: Reading, number: Number, bound: tuple[Product, ...]) -> tuple[Product, ...]:
    """The one of several products that a figure belongs to where as many follow: "A and B are 4 and 5"."""
    opposed = _OPPOSED.match(reading.unnamed)
    if not opposed and (len(bound) < 2 or not _IN_TURN.search(reading.unnamed)):
        return bound
    listed = [
        each.start
        for each in find_numbers(reading.unnamed)
        if (each.kind == "money") == (number.kind == "money")
        and (each.start < opposed.end() if opposed else reading.bound(each.start) == bound)
    ]
    if number.start not in listed or len(listed) != len(reading.named_ids):
        return bound
    return (reading.products[reading.named_ids[listed.index(number.start)]],)


def _has_figure(reading: Reading, number: Number, field: str, product: Product) -> bool:
    if field == "price":
        return figures.supports_money(number, product, reading.grounds)
    if field == "rating":
        return figures.supports_rating(number, product, reading.grounds)
    return figures.supports_reviews(number, product)


def _with_opener(reading: Reading, number: Number) -> int:
    """Start of a number with its "under" or "only" before it."""
    pattern = _OPENER_LIMIT if number.bound else _ONLY
    opener = pattern.search(reading.low[: number.start])
    return opener.start() if opener else number.start


def _counted(reading: Reading, number: Number) -> bool:
    said = reading.low[number.start : number.end]
    listed = _LISTED.search(said) is not None and number.value == len(reading.named_ids)
    if number.kind == "products" and (number.value in reading.grounds.counts or listed):
        reading.accept(number.start, number.end, "count", ())
        return True
    if (
        (number.value == 1 and said.startswith("one"))
        or said == "一"
        or (said.startswith("一") and len(said) <= 2 and number.kind in ("bare", "products"))
    ):
        reading.mask.cover(number.start, number.end if said.startswith("one") else number.start + 1)
        return True
    in_play = number.kind in ("bare", "products") and number.value == len(reading.grounds.products) > 1
    if in_play and reading.scope and reading.scope[0] <= number.start < reading.scope[1]:
        reading.accept(number.start, number.end, "count", ())
        return True
    around = reading.low[max(0, number.start - 7) : number.start]
    if (
        in_play
        and re.search(r"(?:these|the|those|all|of|both)\s+$|这|那|全部|$", around)
        and reading.grounds.comparable
    ):
        reading.accept(number.start, number.end, "count", ())
        return True
    return False


def _gap(reading: Reading, number: Number, comparisons: Sequence[Comparison]) -> bool:
    between = _DIFFERENCE.search(reading.low[: number.start])
    two = len(reading.named_ids) == 2
    pair = [reading.products[i] for i in reading.named_ids] if two else reading.grounds.products
    if between and len(pair) == 2:
        first, second = pair
        if figures.supports_difference(number, first, [second]):
            reading.accept(between.start(), number.end, "price", [first.product_id, second.product_id])
            return True
    for comparison in comparisons:
        near = min(abs(number.start - comparison.end), abs(comparison.start - number.end)) <= _GAP_REACH
        near |= _BY.fullmatch(reading.unnamed[comparison.end : number.start]) is not None
        if comparison.dimension != "price" or comparison.sign == 0 or not near:
            continue
        if reading.binding.clause_at(number.start) != reading.binding.clause_at(comparison.start):
            continue
        for subject, others in sides(reading, comparison):
            if figures.supports_difference(number, subject, others) and holds(comparison, subject, others):
                reading.accept(number.start, number.end, "price", [subject.product_id, others[0].product_id])
                return True
    return False
