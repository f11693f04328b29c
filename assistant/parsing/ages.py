"""Shoppers who say how old they are: only plain statements about themselves count."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.parsing import numerals_zh
from assistant.parsing.numerals import value_of

OF_AGE = 18
"""What "I'm an adult" says at least."""
_OLDEST = 120
_NUMBER = r"(?P<n>\d{1,3}|[a-z]+(?:[ -][a-z]+)?)"
_ZH_NUMBER = r"(?P<n>\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_SELF = r"\b(?:i am|i['’]?m|im)(?: (?:already|now|actually|definitely|well|currently))?"
_END = r"(?=\s*(?:$|[,.;!?]|and\b|so\b|but\b))"
_YEARS = r"(?: ?(?:years? old|years? of age|yrs? old|y/?o))"
_OVER = r"(?:over|above|past|older than|at least)"
_UNDER = r"(?:under|below|younger than|not (?:yet |even )?(?:over |at least )?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAge:
    """The least age in years that a text says its shopper has, and the text without saying so."""

    age: int
    rest: str


_YOUNGER = (
    re.compile(rf"{_SELF} (?:only )?{_UNDER} ?{_NUMBER}{_YEARS}?{_END}", re.IGNORECASE),
    re.compile(
        rf"我(?:今年|现在|还|才)?(?:还?没有?满|未满|不满|不到|没到|还没到){_ZH_NUMBER}(?:周?岁)?(?!的)"
    ),
)
_MINOR = (
    re.compile(
        rf"{_SELF} (?:(?:still )?(?:a minor|underage)|not (?:yet )?(?:an adult|of (?:legal )?age)){_END}",
        re.IGNORECASE,
    ),
    re.compile(r"我(?:还)?(?:是)?(?:未成年人?|没有?成年)"),
)
_AGED = (
    re.compile(rf"{_SELF} (?:{_OVER} )?{_NUMBER}{_YEARS}{_END}", re.IGNORECASE),
    re.compile(rf"{_SELF} {_OVER} (?:the age of )?{_NUMBER}{_END}", re.IGNORECASE),
    re.compile(rf"{_SELF} {_NUMBER} ?(?:\+|or (?:over|older|above)){_END}", re.IGNORECASE),
    re.compile(rf"^\s*{_SELF} {_NUMBER}[.!]?\s*$", re.IGNORECASE),
    re.compile(rf"我(?:今年|现在|已经|已|都)*(?:年?满|超过了?|过了?)?{_ZH_NUMBER}周?岁(?:了|以上)?(?!的)"),
    re.compile(rf"我(?:已经|已|都)*(?:年?满){_ZH_NUMBER}(?:了|$|(?=[，。,.！!]))"),
)
_ADULT = (
    re.compile(rf"{_SELF} (?:an adult|of (?:legal )?age){_END}", re.IGNORECASE),
    re.compile(r"我(?:已经|已|早就?|都)?(?:是成年人|成年)了?"),
)
_SUPPOSED = re.compile(
    r"(?:\b(?:if|when|once|until|unless|suppos\w+|imagin\w+|pretend\w*|assum\w+|say|that|like)|等|如果|要是|假如|假装|假设|就当|等到)\s*$",
    re.IGNORECASE,
)
_JOINT = re.compile(r"^[\s,.;!?，。；！？]*(?:(?:and|so|but)\b[\s,]*|(?:所以|而且))?", re.IGNORECASE)


def stated_age(text: str) -> StatedAge | None:
    """What a text says of its shopper's own age; None where it says nothing plainly.

    "Over 18" says at least 18, "under 18" at most 17, and a text that says both says the lower one.
    """
    for patterns, shift in ((_YOUNGER, -1), (_AGED, 0)):
        for pattern in patterns:
            match = _said(pattern, text)
            years = _years(match["n"]) if match else None
            if match and years is not None:
                return StatedAge(age=max(0, years + shift), rest=_without(text, match))
        for pattern in _MINOR if shift else _ADULT:
            match = _said(pattern, text)
            if match:
                return StatedAge(age=OF_AGE + shift, rest=_without(text, match))
    return None


def _said(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Where a pattern is said of the shopper, not supposed."""
    match = pattern.search(text)
    return None if match is None or _SUPPOSED.search(text[: match.start()]) else match


def _years(said: str) -> int | None:
    value = value_of(said.casefold()) if said.isascii() else numerals_zh.value_of(said)
    return int(value) if value is not None and 0 < value <= _OLDEST else None


def _without(text: str, match: re.Match[str]) -> str:
    before, after = text[: match.start()].rstrip(" ,，"), _JOINT.sub("", text[match.end() :])
    return f"{before} {after}".strip()
