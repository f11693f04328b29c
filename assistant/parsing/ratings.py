# ruff: noqa: E501 - a pattern reads better whole
"""Rating conditions: '4 stars and up', 'rated above 4.5', 评分4.5以上."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing import numerals_zh
from assistant.parsing.money import Found
from assistant.parsing.source import Source, Span, overlaps
from retrieval.types import Constraint, Op

_NUMBER = r"(?P<num>[0-5](?:\.\d+)?|one(?=[ -]stars?)|two|three|four|five)"
_LOW = r"(?:at least|over|above|more than|higher than|better than|minimum(?: of)?|min|from|no less than|not (?:under|below|less than)|>=?|≥|exceeding)"
_HIGH = r"(?P<high>at most|under|below|less than|lower than|no more than|worse than|<=?|≤)"
_UP = r"(?:\+|(?:stars? )?(?:or|and) (?:up|higher|more|above|better|over)|plus|up|minimum|at least)"
_STAR = r"-?\s?\+?\s?-?stars?"
_NAME = r"(?:rated|ratings?|reviews?|review scores?|scores?|scored|stars?|averag(?:e|ing))"
_ENGLISH = (
    re.compile(
        rf"(?:\b(?:a |an |with |have |has |that |is |are )*{_NAME}\s?(?:is|are|of|at|:|rating)?\s?)(?:(?:{_LOW}|{_HIGH})\s?)?(?:a |an )?{_NUMBER}(?!\w|\.?\d)"
        rf"(?:{_STAR}|\s?/\s?5|\sout of (?:5|five))?(?:\s?{_UP})?(?!\s?(?:pack|piece|item|of|one|dollar))"
    ),
    re.compile(
        rf"(?:\b(?:with |have |has |a |an )*(?:{_LOW}|{_HIGH})\s?(?:a |an )?)?(?<![\d.$€£¥])\b{_NUMBER}{_STAR}(?:\s(?:rated|ratings?|reviews?))?(?:\s?{_UP})?"
    ),
    re.compile(
        rf"\b(?:with |have |has |a |an )*(?:{_LOW}|{_HIGH})\s?(?:a |an )?{_NUMBER}\s?(?:in )?(?:ratings?|reviews?|rated)\b"
    ),
    re.compile(
        rf"(?<![\d.$€£¥])\b{_NUMBER}\s?(?:\+|or (?:better|higher|more|above))\s?(?:in )?(?:ratings?|reviews?|rated)\b"
    ),
)
_ZH_NUMBER = r"(?P<num>[0-5](?:\.\d+)?|[一二三四五](?:点[零一二三四五六七八九])?)"
_CHINESE = (
    re.compile(
        rf"(?:评分|评价|得分|好评|星级|打分)(?:要|得|是|在|为)*(?P<high>低于|不到|不超过)?(?:至少|不低于|高于|大于|超过|最低|>=?|≥)?\s?{_ZH_NUMBER}(?![\d百十千%])(?:颗)?(?:分|星)?(?P<half>半)?(?:及|或)?(?:以上|起|往上)?(?P<below>以下)?"
    ),
    re.compile(
        rf"(?P<high>低于|不到)?(?:至少|不低于|高于|大于|超过)?(?<![\d.]){_ZH_NUMBER}(?:颗星|星级|星)(?P<half>半)?(?:及|或)?(?:以上|起|往上|好评)?(?P<below>以下)?"
    ),
    re.compile(
        rf"(?P<high>低于|不到)?(?:至少|不低于|高于|大于|超过)?(?<![\d.多少差]){_ZH_NUMBER}分(?!之|钟|钱|没|都|也|货)(?:及|或)?(?:以上|起|往上|的)?(?P<below>以下)?"
    ),
)
_SPOKEN = {name: float(value) for value, name in enumerate("one two three four five".split(), start=1)}


def find(source: Source, *, taken: Sequence[Span]) -> tuple[Found, ...]:
    """Rating bounds on the 0–5 scale, in reading order; a bare '4 stars' means at least four."""
    found: list[Found] = []
    chinese = any(token.cjk for token in source.tokens)
    for pattern in (*_CHINESE, *_ENGLISH) if chinese else _ENGLISH:
        for match in pattern.finditer(source.text):
            value = _value(match.group("num"))
            if value is None or overlaps(match.span(), (*taken, *(f.span for f in found))):
                continue
            groups = match.groupdict()
            value += 0.5 if groups.get("half") else 0.0
            op = Op.LTE if groups.get("high") or groups.get("below") else Op.GTE
            found.append(
                Found(span=match.span(), constraints=(Constraint(facet="rating", op=op, value=value),))
            )
    return tuple(sorted(found, key=lambda f: f.span))


def _value(text: str) -> float | None:
    if text in _SPOKEN:
        return _SPOKEN[text]
    if "点" in text:
        whole, tenth = (numerals_zh.value_of(part) for part in text.split("点", 1))
        return None if whole is None or tenth is None else whole + tenth / 10
    value = numerals_zh.value_of(text)
    return value if value is not None and value <= 5 else None
