"""Text comparison that every stage shares: normalization, word segmentation, stemming, naming."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import rjieba
import Stemmer

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CJK_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_STEMMER = Stemmer.Stemmer("english")
_PLURAL_F = (
    (re.compile(r"((?:shel|scar|wol|loa|thie|hoo|handkerchie))ves$|((?:^|be)hal)ves$"), r"\1\2f"),
    (re.compile(r"^((?:pen)?kni|midwi|housewi)ves$"), r"\1fe"),
)
"""Plurals that write v for f."""


def normalize(text: str) -> str:
    """NFKC, case-folded, runs of whitespace as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def has_cjk(text: str) -> bool:
    """Whether any Chinese character occurs."""
    return not text.isascii() and _CJK.search(text) is not None


def detect_language(text: str) -> str:
    """'zh' when Chinese characters weigh at least as much as Latin words, else 'en'."""
    chinese = len(_CJK.findall(text))
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    return "zh" if chinese and chinese >= latin else "en"


def words(text: str) -> tuple[str, ...]:
    """Normalized words in order; Chinese runs are segmented, everything else splits at non-letters."""
    flat = normalize(text)
    found = _WORD.findall(flat)
    if not has_cjk(flat):
        return tuple(found)
    return tuple(part for word in found for part in _segment(word))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Snowball English stem of a normalized word, f for v in 'shelves'; Chinese words stay as they are."""
    if has_cjk(word):
        return word
    bare = word.replace("’", "'").removesuffix("'s")
    if bare.endswith("ves"):
        for plural, single in _PLURAL_F:
            bare = plural.sub(single, bare)
    return str(_STEMMER.stemWord(bare))


def stems(text: str) -> tuple[str, ...]:
    """Stemmed words of a text, in order."""
    return tuple(stem(word) for word in words(text))


def names(text: str, value: str) -> bool:
    """Whether a text names a value: whole stemmed words in sequence, or a Chinese substring."""
    if has_cjk(value):
        return normalize(value).replace(" ", "") in normalize(text).replace(" ", "")
    return contains_sequence(stems(text), stems(value))


def contains_sequence(haystack: Sequence[str], needle: Sequence[str]) -> bool:
    """Whether `needle` occurs contiguously in `haystack`; an empty needle never does."""
    size = len(needle)
    if not size:
        return False
    first = needle[0]
    return any(
        haystack[start] == first and tuple(haystack[start : start + size]) == tuple(needle)
        for start in range(len(haystack) - size + 1)
    )


def _segment(word: str) -> list[str]:
    if not has_cjk(word):
        return [word]
    parts: list[str] = []
    position = 0
    for run in _CJK_RUN.finditer(word):
        if run.start() > position:
            parts.append(word[position : run.start()])
        parts.extend(str(piece) for piece in rjieba.cut(run.group(), False))
        position = run.end()
    if position < len(word):
        parts.append(word[position:])
    return parts
