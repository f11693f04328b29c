"""Nouns in one form: singular, without possessive; unlike stems they keep 'belted' apart from 'belt'."""

from __future__ import annotations

from functools import lru_cache

from retrieval.text import has_cjk, words

_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "mens": "man",
    "womens": "woman",
    "children": "child",
    "childrens": "child",
    "feet": "foot",
    "mice": "mouse",
    "geese": "goose",
    "knives": "knife",
    "loaves": "loaf",
    "leaves": "leaf",
    "wives": "wife",
    "shoes": "shoe",
    "hoes": "hoe",
    "canoes": "canoe",
    "toes": "toe",
    "cookies": "cookie",
    "movies": "movie",
    "hoodies": "hoodie",
    "beanies": "beanie",
    "brownies": "brownie",
    "veggies": "veggie",
    "selfies": "selfie",
    "onesies": "onesie",
    "undies": "undies",
    "panties": "panty",
    "booties": "bootie",
    "smoothies": "smoothie",
    "ties": "tie",
    "pies": "pie",
    "gps": "gps",
    "tights": "tights",
}
_KEEP_ENDINGS = ("ss", "us", "is")
_ES_ENDINGS = ("ches", "shes", "xes", "sses", "zzes")


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """One normalized word without possessive and plural: knives → knife, dress → dress, men's → man."""
    base = word.replace("’", "'").removesuffix("'s").removesuffix("s'")
    if has_cjk(base) or len(base) < 3:
        return base
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base.endswith(("elves", "arves")):
        return base[:-3] + "f"
    if base.endswith("ies") and len(base) > 4:
        return base[:-3] + "y"
    if base.endswith(_ES_ENDINGS) or (base.endswith("oes") and len(base) > 4):
        return base[:-2]
    return base[:-1] if base.endswith("s") and not base.endswith(_KEEP_ENDINGS) else base


@lru_cache(maxsize=32_768)
def nouns(text: str) -> tuple[str, ...]:
    """Words of a text in order, each singular."""
    return tuple(singular(word) for word in words(text))
