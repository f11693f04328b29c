"""Figures that are no price, rating or count of products: measures, shares, sizes, numbers of reviews."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import figures
from assistant.claims.numbers import Number
from assistant.claims.reading import Reading, named
from assistant.claims.records import Record
from assistant.claims.spans import CJK, Token, tokens
from retrieval.text import has_cjk
from retrieval.types import Product

_CODE = re.compile(r"[0-9A-Za-z×*±/-]+(?:\.\d+[0-9A-Za-z×*±/-]*)*")
_REVIEWS = re.compile(r"\breviews?\b|评价|评论")
_REVIEWS_REACH = 160
_COUNTED_SO = re.compile(r"\s*(?:of them|条|个)")
_UNIT = re.compile(
    r"分钟|小时|[秒天周月年岁]|厘米|毫米|米|千?克|公斤|毫?升|毫安|[千毫]?瓦|英?寸|(?:minute|hour|second|day|week|month|year)s?$|"
    r"(?:[mc]?m|km|in|inch(?:es)?|ft|feet|k?g|oz|lbs?|m?l|lit(?:er|re)s?|w|v|k?wh|mah|gb|tb|mb|hz)$"
)
"""A number's unit: the word before the number alone does not say what it measures."""
_WORD_AFTER = re.compile(rf"\s*(?:of\s+)?([A-Za-z]+|[{CJK}]{{1,6}})")
_WORD_BEFORE = re.compile(rf"([A-Za-z]+|[{CJK}]{{1,2}})\s*[:为是]?\s*$")


def read_measure(reading: Reading, number: Number, bound: Sequence[Product]) -> None:
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
