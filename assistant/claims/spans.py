"""One sentence as the checker reads it: normalized text, tokens, and a mask of what is accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.text import stem

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?P<cjk>[{CJK}]+)|(?P<number>\d+(?:[.,]\d+)*)|(?P<word>(?:(?![{CJK}])[^\W\d_])+(?:['’](?:(?![{CJK}])[^\W\d_])+)*)"
)
_WIDE = str.maketrans(
    {"，": ", ", "；": "; ", "：": ": ", "！": "! ", "？": "? ", "（": " (", "）": ") ", "’": "'", "‘": "'"}
)
_FOLDED = str.maketrans(
    {"“": '"', "”": '"', "「": '"', "」": '"', "《": '"', "》": '"', "『": '"', "』": '"'}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, number or Chinese run at `start`:`end`. `key` is the stem of a word, else the text."""

    kind: str
    text: str
    key: str
    start: int
    end: int


def prepare(text: str) -> str:
    """NFKC with one kind of quotes, and wide punctuation set off from digits."""
    wide = text.translate(_WIDE).translate(_FOLDED)
    return " ".join(unicodedata.normalize("NFKC", wide).split())


def lowered(text: str) -> str:
    """Lower case of the same length, so that spans stay valid."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def tokens(text: str) -> tuple[Token, ...]:
    """Words, numbers and Chinese runs of a prepared text, in order."""
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        raw = match.group()
        key = stem(raw.lower()) if kind == "word" else raw
        yield Token(kind=kind, text=raw, key=key, start=match.start(), end=match.end())


class Mask:
    """Which characters of a sentence are accounted for."""

    def __init__(self, text: str) -> None:
        self._done = bytearray(len(text))

    def cover(self, start: int, end: int) -> None:
        """Mark a span as accounted for."""
        self._done[start:end] = b"\x01" * (end - start)

    def covered(self, start: int, end: int) -> bool:
        """Whether all of a span is accounted for."""
        return all(self._done[start:end])

    def touched(self, start: int, end: int) -> bool:
        """Whether any of a span is accounted for."""
        return any(self._done[start:end])
