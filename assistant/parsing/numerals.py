# ruff: noqa: E501 - a pattern reads better whole
"""Numbers as shoppers write them in English: 45, 1,200.50, 1.5k, 2 hundred, fifty, two fifty, nineteen ninety-nine."""

from __future__ import annotations

import re

_UNITS = {
    name: value
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    name: 10 * value
    for value, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000}
_SCALED = [[name] for name in (*_SCALES, "and")]
_SMALL = "|".join(sorted({*_UNITS, *_TENS}, key=len, reverse=True))
_DIGITS = r"(?>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"

NUMBER = (
    rf"(?<![\w.])(?>{_DIGITS}(?>\s?(?:k|grand)\b|\s(?:hundred|thousand)\b)?"
    rf"|(?:a\s)?(?:couple (?:of )?(?=hundred|thousand|grand))?(?:\b(?:{_SMALL}|hundred|thousand|grand)\b(?:(?:[\s-]|(?:(?<=hundred)|(?<=thousand))\sand\s)(?=(?:{_SMALL}|hundred|thousand|grand)\b))?)+)"
)
"""Pattern of one number; atomic, so that a later condition can't make it match half a number."""

_WORD = re.compile(r"[a-z]+")
_NUMERIC = re.compile(rf"({_DIGITS})\s?([a-z]+)?")


def value_of(text: str) -> float | None:
    """The value of a text that NUMBER matched: 'two hundred and fifty' and 'two fifty' → 250; None when it is none."""
    numeric = _NUMERIC.fullmatch(text.strip())
    if numeric:
        return float(numeric.group(1).replace(",", "")) * _SCALES.get(numeric.group(2) or "", 1)
    parts = _WORD.findall(text)
    whole = _spoken(parts[:-2]) if parts[-2:-1] == ["ninety"] and parts[-3:-2] not in ([], *_SCALED) else None
    if whole is not None and whole >= 10 and parts[-1] in _UNITS:
        return whole + (90 + _UNITS[parts[-1]]) / 100
    return _spoken(parts)


def _spoken(parts: list[str]) -> float | None:
    total = 0
    current = 0
    seen = False
    for part in parts:
        if part in ("a", "and", "of"):
            continue
        seen = True
        if part in _SCALES:
            current = (current or 1) * _SCALES[part]
            if _SCALES[part] >= 1000:
                total, current = total + current, 0
        elif part == "couple":
            current = 2
        elif part in _UNITS or part in _TENS:
            value = _UNITS.get(part, 0) + _TENS.get(part, 0)
            current = (100 * current if value >= 10 and 0 < current < 10 else current) + value
        else:
            return None
    return float(total + current) if seen else None
