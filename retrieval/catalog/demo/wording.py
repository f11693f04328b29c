"""How demo text is put together: titles, sentences and value casing in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())
_UNITS = frozenset("cm g kg l m ml mm x".split())
_WORD = re.compile(r"([a-z]+(?:'[a-z]+)?)([,.?!:]*)")


def title_text(template: str, values: Mapping[str, str], *, language: str) -> str:
    """A title with its values filled in; English ones are set in title case, spaces of empty values close."""
    text = " ".join(template.format_map(values).split())
    return title_case(text) if language == "en" else text


def sentence_text(template: str, values: Mapping[str, str]) -> str:
    """A sentence with its values filled in, starting with a capital."""
    text = " ".join(template.format_map(values).split())
    return text[:1].upper() + text[1:]


def join_sentences(sentences: tuple[str, ...], *, language: str) -> str:
    """Sentences as one paragraph."""
    return (" " if language == "en" else "").join(sentences)


def title_case(text: str) -> str:
    """Each lower-case word capitalized, except units and small words: 'lamp in oak' → 'Lamp in Oak'."""
    words = text.split(" ")
    return " ".join(_cased(word, first=index == 0) for index, word in enumerate(words))


def _cased(word: str, *, first: bool) -> str:
    if not first and word.rstrip(",.?!:") in _SMALL_WORDS | _UNITS:
        return word
    return "-".join(_capital(part) for part in word.split("-"))


def _capital(part: str) -> str:
    return part[:1].upper() + part[1:] if _WORD.fullmatch(part) and part not in _SMALL_WORDS else part
