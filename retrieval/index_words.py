"""The words that BM25 counts: measures in one form, letters and digits apart, English words stemmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from retrieval.text import has_cjk, normalize, stem, words

_PIECE = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
_INCHES = re.compile(r"(?<=\d)(?:\s*-?\s*in(?:\.|\b)|\s*(?:\"|''|”|″))(?=[\s,)x×/-]|$)")
_VULGAR = re.compile(r"(?<=\d)(?=[¼½¾⅓⅔⅛⅜⅝⅞])")
_FEET = re.compile(r"(?<=\d)\s*(?:'|’|′)(?=[\s,)x×\d-]|$)")
_DIGIT = re.compile(r"\d")
_UNITS = {
    form: unit
    for unit, forms in {
        "inch": "inches",
        "ft": "foot feet",
        "yd": "yard yards",
        "mm": "millimeter millimeters millimetre millimetres",
        "cm": "centimeter centimeters centimetre centimetres 厘米 公分",
        "m": "meter meters metre metres 米",
        "oz": "ounce ounces",
        "lb": "lbs pound pounds",
        "g": "gram grams gr 克",
        "kg": "kilo kilos kilogram kilograms 千克 公斤",
        "gal": "gallon gallons",
        "qt": "quart quarts",
        "l": "liter liters litre litres 升",
        "ml": "milliliter milliliters millilitre millilitres 毫升",
        "watt": "w watts",
        "volt": "v volts",
        "amp": "a amps",
        "btu": "btus",
    }.items()
    for form in forms.split()
}


def index_words(text: str) -> tuple[str, ...]:
    """Words of a text in order, as they are indexed and looked for.

    "24 in.", '24"' and "24-inch" give 24 and inch; "4x8" gives 4, x and 8; "1/2" and "4.5" stay whole.
    A letter such as w is a unit only behind a number. Entities are characters; Chinese runs are segmented;
    the possessive s falls.
    """
    flat = unescape(text)
    if flat.isascii():
        flat = normalize(flat)
    else:
        flat = normalize(_VULGAR.sub(" ", flat)).replace("⁄", "/").replace("’", "'")
    return tuple(_formed(_measured(flat)))


def _measured(flat: str) -> str:
    return _FEET.sub(" ft ", _INCHES.sub(" inch ", flat)) if _DIGIT.search(flat) else flat


def _formed(flat: str) -> Iterator[str]:
    pieces: list[str] = _PIECE.findall(flat)
    if has_cjk(flat):
        pieces = [word for piece in pieces for word in (words(piece) if has_cjk(piece) else (piece,))]
    behind_number = False
    for word in pieces:
        yield _form(word)[behind_number]
        behind_number = word[0].isdigit()


@lru_cache(maxsize=131_072)
def _form(word: str) -> tuple[str, str]:
    """How a word is indexed by itself, and behind a number."""
    plain = word.replace(",", "") if word[0].isdigit() else stem(word)
    unit = _UNITS.get(word)
    if unit is None:
        return plain, plain
    return (unit if len(word) > 1 or has_cjk(word) else plain), unit
