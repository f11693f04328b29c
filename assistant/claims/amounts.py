"""Numbers of a sentence: each is a figure of the record it is bound to, a stated limit, or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import figures, lexicon_en, lexicon_zh
from assistant.claims.comparisons import Comparison, holds
from assistant.claims.contrasts import sides
from assistant.claims.limits import read_limit
from assistant.claims.numbers import Number, find_numbers
from assistant.claims.reading import Reading, named
from assistant.claims.records import Record
from assistant.claims.spans import CJK, Token, tokens
from retrieval.text import has_cjk
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
_CODE = re.compile(r"[0-9A-Za-z×*±/-]+(?:\.\d+[0-9A-Za-z×*±/-]*)*")
_REVIEWS = re.compile(r"\breviews?\b|评价|评论")
_REVIEWS_REACH = 160
_COUNTED_SO = re.compile(r"\s*(?:of them|条|个)")
_UNIT = re.compile(
    r"分钟|小时|[秒天周月年岁]|厘米|毫米|米|千?克|公斤|毫?升|毫安|[千毫]?瓦|英?寸|(?:minute|hour|second|day|week|month|year)s?$|"
    r"(?:[mc]?m|km|in|inch(?:es)?|ft|feet|k?g|oz|lbs?|m?l|lit(?:er|re)s?|w|v|k?wh|mah|gb|tb|mb|hz)$"
)
"""A number's unit: the word before the number alone does not say what it measures."""
_IN_TURN = re.compile(r"\brespectively\b|\bin turn\b|分别|依次|各自")
_WORD_AFTER = re.compile(rf"\s*(?:of\s+)?([A-Za-z]+|[{CJK}]{{1,6}})")
_WORD_BEFORE = re.compile(rf"([A-Za-z]+|[{CJK}]{{1,2}})\s*[:为是]?\s*$")


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
        _bare(reading, number, bound)
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
    named_so = tuple(dict.fromkeys(i for m in reading.mentions for i in m.product_ids))
    if number.start not in listed or len(listed) != len(named_so):
        return bound
    return (reading.products[named_so[listed.index(number.start)]],)


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
    named_so = {i for m in reading.mentions for i in m.product_ids}
    if number.kind == "products" and number.value in {*reading.grounds.counts, len(named_so)}:
        reading.accept(number.start, number.end, "count", ())
        return True
    said = reading.low[number.start : number.end]
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
    named_two = tuple(dict.fromkeys(i for m in reading.mentions for i in m.product_ids))
    pair = [reading.products[i] for i in named_two] if len(named_two) == 2 else reading.grounds.products
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


def _bare(reading: Reading, number: Number, bound: Sequence[Product]) -> None:
    """A measure, pack size or size: its neighbor words must stand beside it in the record too."""
    spoken = tokens(reading.text)
    index = next((i for i, t in enumerate(spoken) if t.start <= number.start < t.end), None)
    records = [reading.known[p.product_id] for p in bound]
    if number.kind == "percent" and _share(reading, number, records):
        return
    if _reviews(reading, number, bound) or _coded(reading, number, records):
        return
    if index is not None and records and number.kind in ("bare", "percent", "products"):
        span = _measure(spoken, index, records)
        if span is not None:
            tail = reading.text[span[1] : span[1] + 1] == "%"
            reading.accept(span[0], span[1] + tail, "attribute", [p.product_id for p in bound])
            return
    if not _part_of_word(reading, number, records):
        reading.refuse("number", number.start, number.end, f"no such figure in {named(bound)}")


def _coded(reading: Reading, number: Number, records: Sequence[Record]) -> bool:
    """Accept digits among letters or signs where every record has all of it: "180x200cm"."""
    run = next((m for m in _CODE.finditer(reading.text) if m.start() <= number.start < m.end()), None)
    if run is None or not records or run.group().replace(".", "").isdigit():
        return False
    if not all(r.cites(run.group()) for r in records):
        return False
    reading.accept(*run.span(), "attribute", [r.product.product_id for r in records])
    return True


def _reviews(reading: Reading, number: Number, bound: Sequence[Product]) -> bool:
    """Accept a bare count in a sentence about reviews where it is that of everything spoken of."""
    before = reading.unnamed[max(0, number.start - _REVIEWS_REACH) : number.start]
    if number.kind not in ("bare", "products") or not _REVIEWS.search(before):
        return False
    if not bound or not all(figures.supports_reviews(number, p) for p in bound):
        return False
    tail = _COUNTED_SO.match(reading.low, number.end)
    reading.accept(
        number.start, tail.end() if tail else number.end, "rating_count", [p.product_id for p in bound]
    )
    return True


def _part_of_word(reading: Reading, number: Number, records: Sequence[Record]) -> bool:
    """Whether a Chinese numeral is part of a word that every record has (百褶, 百货): then that is read."""
    if not records or not has_cjk(reading.text[number.start : number.end]):
        return False
    windows = [
        reading.text[start : start + 2]
        for start in (number.start - 1, number.end - 1)
        if start >= 0
        and has_cjk(reading.text[start : start + 2].replace(reading.text[number.start : number.end], ""))
    ]
    return any(all(r.says_han(w, reading.grounds.lexicon) for r in records) for w in windows)


def _share(reading: Reading, number: Number, records: Sequence[Record]) -> bool:
    """Accept a share however written where every record has it beside the same word: "95% Rayon"."""
    after = _WORD_AFTER.match(reading.text, number.end)
    before = _WORD_BEFORE.search(reading.text[: number.start])
    share = f"{number.value.normalize():f}%"
    names = [after.group(1)[:size] for size in range(len(after.group(1)), 0, -1)] if after else []
    whole = names if after and has_cjk(after.group(1)) else names[:1]
    beside = [
        (f"{share}{gap}{name}", after.start(1) + len(name)) for name in whole for gap in ("", " ") if after
    ]
    beside += [(f"{before.group(1)}{gap}{share}", number.end) for gap in ("", " ") if before]
    for words, end in beside:
        if records and all(r.cites(words) for r in records):
            reading.accept(number.start, end, "attribute", [r.product.product_id for r in records])
            return True
    return False


def _measure(spoken: Sequence[Token], index: int, records: Sequence[Record]) -> tuple[int, int] | None:
    """Span of a number with a neighbor word, where every record has both in a row."""
    unit = index + 1 < len(spoken) and _UNIT.match(spoken[index + 1].text.lower())
    for first, last in ((index, index + 1), *(() if unit else ((index - 1, index),))):
        if first < 0 or last >= len(spoken):
            continue
        pair = spoken[first : last + 1]
        for size in range(len(pair[-1].text), 0, -1) if pair[-1].kind == "cjk" else (len(pair[-1].text),):
            tail = pair[-1].text[:size] if pair[-1].kind == "cjk" else pair[-1].key
            joined = pair[0].text + pair[-1].text[:size]
            if all(r.says_phrase((pair[0].key, tail)) or r.cites(joined) for r in records):
                return pair[0].start, pair[-1].start + size
    if all(r.says_size(spoken[index].text) for r in records):
        return spoken[index].start, spoken[index].end
    return None
