"""Numbers as shoppers write them in Chinese: 两百, 三百五 (350), 一千二 (1200), 1千, 1.5万, 千元."""

from __future__ import annotations

import re

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "k": 1000, "w": 10_000}

NUMBER = (
    r"(?<![\d.第])(?>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?>\s?[百千万kw](?![a-z]))?"
    r"|(?<![第几一二两三四五六七八九十百千万])(?>[一二两三四五六七八九十百千万][零〇一二两三四五六七八九十百千万]*)"
)
"""Pattern of one number, digits or characters; never an ordinal (第二)."""

_NUMERIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([百千万kw])?")
_PAIR = re.compile(r"([一二两三四五六七八])([两二三四五六七八九])([十百千万])")


def value_of(text: str) -> float | None:
    """The value of a Chinese or digit number; None when it is none."""
    numeric = _NUMERIC.fullmatch(text.strip())
    if numeric:
        return float(numeric.group(1).replace(",", "")) * _SCALE.get(numeric.group(2) or "", 1)
    return _characters(text.strip())


def pair_of(text: str) -> tuple[float, float] | None:
    """The two bounds of a spoken pair such as 一两百 (100, 200) or 三五十; None otherwise."""
    match = _PAIR.fullmatch(text.strip())
    if match is None:
        return None
    low, high = (_DIGIT[match.group(i)] * _SCALE[match.group(3)] for i in (1, 2))
    return (float(low), float(high)) if low < high else None


def _characters(text: str) -> float | None:
    total = section = digit = 0
    last_scale = 0
    for character in text:
        if character in _DIGIT:
            digit = _DIGIT[character]
            if character in "零〇":
                last_scale = 0
        elif character == "万":
            total, section, digit = (total + section + digit or 1) * 10_000, 0, 0
            last_scale = 10_000
        elif character in _SCALE:
            last_scale = _SCALE[character]
            section += (digit or 1) * last_scale
            digit = 0
        else:
            return None
    if digit and last_scale >= 100:
        digit *= last_scale // 10
    return float(total + section + digit) if text else None
