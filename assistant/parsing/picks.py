# ruff: noqa: E501 - a pattern reads better whole
"""What picks some of a set by an order: the cheapest, the two newest, second dearest, the mid priced; 贵的, 第二便宜的, 中间价位的."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parsing import numerals_zh
from assistant.parsing.shelf import Shelf
from assistant.parsing.sorts import SortSpan
from assistant.parsing.source import Source, Span, overlaps
from retrieval.types import Product, Sort

_COUNT = {"two": 2, "2": 2, "couple": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_PLACE = {"second": 2, "2nd": 2, "next": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5}
_BEFORE = re.compile(
    rf"\b(?:(?P<place>{'|'.join(_PLACE)})[- ]|(?P<count>{'|'.join(_COUNT)}) (?:of )?(?:the )?)$"
)
_AFTER = re.compile(rf" (?P<count>{'|'.join(_COUNT)})\b(?! (?:dollars|bucks|stars))")
_BEFORE_ZH = re.compile(r"(?:第(?P<place>[二三四五])|(?P<next>次))(?:个)?$")
_AFTER_ZH = re.compile(r"(?:的)?(?:那|这)?(?P<count>[两俩三四])(?=个|款|件|条|双|只|张|把|台|套|$|都)?")
_OWN = tuple(
    (Sort(field=field, direction=direction), re.compile(pattern))
    for field, direction, pattern in (
        ("price", "desc", r"\b(?:expensive|pric(?:e)?y|pricier|dear(?:er)?|costl(?:y|ier)|fanc(?:y|ier))(?= )|(?<![太更好不这那么有])贵(?:一?点儿?|一?些)?(?:的)?(?=的|那|这)|(?<=[二三四五])贵(?:的)?|(?<=[个款件条双只张把台套副支根])(?:更)?贵(?:一?点儿?|一?些)?的|(?:更|最)贵(?:的)?|^贵的"),
        ("price", "asc", r"\b(?:cheaper|affordable|budget|inexpensive)(?= (?:one|pair))|便宜(?:一?点儿?|一?些)?的|便宜(?=那|这)|(?<=[二三四五])便宜(?:的)?"),
        ("created_at", "desc", r"\bnewer(?= )|(?:更|比较)新的"),
        ("created_at", "asc", r"\bolde(?:r|st)(?= )|最旧的?"),
        ("rating", "desc", r"(?:评分|评价|口碑)(?:更|比较)?[高好](?:一?点|一?些)?的"),
        ("rating", "asc", r"(?:评分|评价|口碑)(?:更|比较|最)?[低差](?:一?点|一?些)?的"),
    )
)  # fmt: skip
_MIDDLE = re.compile(
    r"\b(?:(?:mid|middle|medium|median|moderate(?:ly)?)[- ]?(?:priced?|cost|range|tier)|middle[- ]of[- ]the[- ](?:road|range)|in[- ]between(?= (?:one|price)))\b|\bin the middle (?:price[- ]wise|on price|of the price range)\b"
    r"|(?:中间|中等|中档|居中|适中|中)(?:的)?(?:价位|价格|价钱|价|档(?:次|位)?)(?:的)?|价(?:格|位|钱)?(?:居中|中等|适中|(?:在|排)?(?:正)?(?:中间|当中))(?:的)?|(?:不|既不)贵(?:也|又)?不便宜的?|(?:价格|价位)?不高不低的?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """An order that picks out of a set, and its words.

    `place` counts from the wished end, `count` how many are taken from there; `middle`: the one half way.
    `relative`: a comparative, which picks among those spoken of last.
    """

    span: Span
    sort: Sort
    place: int = 1
    count: int = 1
    middle: bool = False
    relative: bool = False


def find(source: Source, ordered: Sequence[SortSpan], *, taken: Sequence[Span]) -> tuple[Pick, ...]:
    """Picks in reading order: the orders found, as far as they reach with rank and number, and others."""
    found = [
        Pick(span=match.span(), sort=Sort(field="price", direction="asc"), middle=True)
        for match in _MIDDLE.finditer(source.text)
    ]
    orders = [(s.span, s.sort, s.relative) for s in ordered if not s.arranged]
    for sort, pattern in _OWN:
        orders += [(match.span(), sort, True) for match in pattern.finditer(source.text)]
    for span, sort, relative in orders:
        pick = _widened(source, span, sort, relative=relative)
        if not overlaps(pick.span, [*taken, *(each.span for each in found)]):
            found.append(pick)
    return tuple(sorted(found, key=lambda pick: pick.span))


def chosen(shelf: Shelf, ids: Sequence[str], pick: Pick) -> tuple[str, ...]:
    """What a pick takes out of shown products, by what the records say; ties go to the first shown."""
    base = [p for p in shelf.shown if p.product_id in ids]
    spoken = shelf.said if len(shelf.said) > 1 else shelf.focus if pick.relative else ()
    if len(spoken) > 1:
        base = [p for p in base if p.product_id in spoken] or base
    valued = [(value, p.product_id) for p in base if (value := _measure(p, pick.sort.field)) is not None]
    valued.sort(key=lambda pair: pair[0], reverse=pick.sort.direction == "desc")
    ranked = [product_id for _, product_id in valued]
    if pick.middle:
        return (ranked[(len(ranked) - 1) // 2],) if len(ranked) > 2 else ()
    return tuple(ranked[pick.place - 1 : pick.place - 1 + pick.count])


def _widened(source: Source, span: Span, sort: Sort, *, relative: bool) -> Pick:
    """An order with the rank before it and the number beside it."""
    text, (start, end) = source.text, span
    before = _BEFORE.search(text[:start]) or _BEFORE_ZH.search(text[:start])
    after = _AFTER.match(text, end) or _AFTER_ZH.match(text, end)
    said = {**(after.groupdict() if after else {}), **(before.groupdict() if before else {})}
    place = _PLACE.get(said.get("place") or "") or numerals_zh.value_of(said.get("place") or "")
    number = _COUNT.get(said.get("count") or "") or numerals_zh.value_of(said.get("count") or "")
    return Pick(
        span=(before.start() if before else start, after.end() if after and said.get("count") else end),
        sort=sort,
        place=2 if said.get("next") else int(place or 1),
        count=int(number or 1),
        relative=relative and not place,
    )


def _measure(product: Product, name: str) -> float | None:
    if name == "price":
        return None if product.price_minor is None else float(product.price_minor)
    if name == "rating":
        return product.rating
    if name == "created_at":
        return None if product.created_at is None else product.created_at.timestamp()
    return None if product.units_sold is None else float(product.units_sold)
