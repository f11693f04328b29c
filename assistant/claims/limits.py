"""The shopper's own price limit, where a sentence repeats it: what is spoken of must keep it."""

from __future__ import annotations

import re

from assistant.claims import figures
from assistant.claims.numbers import Number
from assistant.claims.reading import Reading

_BEFORE = re.compile(
    r"(?:\b(?:budget|limit|cap|ceiling|max|maximum|spending)"
    r"(?: (?:of|is|was|tops out at|ends at|stops at|goes up to|set at))?"
    r"|\byou (?:said|asked for|mentioned|set|gave|named|wanted)(?: (?:at most|up to|to spend|to pay))?"
    r"|(?:预算|上限|限额)(?:是|为)?|[您你](?:说|提|给|要|定|设)[的了]?|在[您你]的?)\s*$"
)
_AFTER = re.compile(
    r"\s*(?:budget|limit|cap|ceiling|max(?:imum)?)\b|的?(?:上限|预算|限额|封顶)(?:之内|以内|内|里)?"
)
_BEYOND = re.compile(
    r"\b(?:over|above|beyond|past|outside|exceed\w*|higher|more) |"
    r"(?<!没有)(?<!没)(?<!不)(?<!未)超|高于|多于|以上|贵"
)
_THAN_SAID = re.compile(r"比[您你](?:说|提|给|要|定|设)的?\s*$")
_UNDER = re.compile(r"\b(?:below|under|inside|within|beneath) (?:your |the |that )?$")
_LOWER = re.compile(r"[之还]?(?:要|更)?(?:低|少|便宜)(?:一些|一点|些|了)?")


def read_limit(reading: Reading, number: Number) -> bool:
    """Accept an amount that is called the shopper's limit, is it, and is kept by the products spoken of."""
    before = _BEFORE.search(reading.unnamed[: number.start])
    after = _AFTER.match(reading.low, number.end)
    if not (before or after) or _BEYOND.search(reading.unnamed):
        return False
    clause = reading.binding.clause_at(number.start)
    ids = reading.binding.at(number.start) or reading.binding.main_subject(clause)
    about = [reading.products[i] for i in ids] or reading.grounds.products
    if not about or not all(figures.is_kept_limit(number, p, reading.grounds) for p in about):
        return False
    than = _THAN_SAID.search(reading.low[: number.start])
    lower = _LOWER.match(reading.low, number.end) if than else after
    start = than.start() if than else before.start() if before else number.start
    if under := _UNDER.search(reading.low[:start]):
        start = under.start()
    end = lower.end() if lower else number.end
    reading.accept(start, end, "price", [p.product_id for p in about])
    return True
