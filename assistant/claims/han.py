"""Chinese runs: a run is accounted for when free phrases and pieces of the record cover all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.claims import lexicon_zh
from assistant.claims.attributes import AttributeLexicon
from assistant.claims.records import Record

_OFFERED = lexicon_zh.NEUTRAL | lexicon_zh.OFFER_WORDS
_LONGEST_NEUTRAL = max(len(phrase) for phrase in _OFFERED)
_LONGEST_PIECE = 14
_NEVER = ("最", "更", "唯一", "一样", "相同", "完美", "绝对", "第一名")
_WORDS_WITH_NEGATOR = frozenset(
    ["无袖", "无线", "无糖", "无缝", "无痕", "无绳", "不粘", "免洗", "免烫", "防水", "不锈钢"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A covered stretch of a run, free or out of the record."""

    start: int
    end: int
    from_record: bool


def cover_run(
    run: str, records: Sequence[Record], lexicon: AttributeLexicon, *, offer: bool = False
) -> tuple[Piece, ...] | None:
    """Fewest pieces that cover the whole run; None when nothing does. Every record must have each piece.

    `offer`: words of asking and offering are free too.
    """
    free = _OFFERED if offer else lexicon_zh.NEUTRAL
    best: list[tuple[int, tuple[Piece, ...]] | None] = [(0, ())] + [None] * len(run)
    for start in range(len(run)):
        reached = best[start]
        if reached is None:
            continue
        for piece in _pieces(run, start, records, lexicon, free):
            cost = reached[0] + 1
            known = best[piece.end]
            if known is None or cost < known[0]:
                best[piece.end] = (cost, (*reached[1], piece))
    final = best[len(run)]
    return None if final is None else final[1]


def _pieces(
    run: str, start: int, records: Sequence[Record], lexicon: AttributeLexicon, free: frozenset[str]
) -> list[Piece]:
    found = []
    for length in range(1, min(_LONGEST_PIECE, len(run) - start) + 1):
        text = run[start : start + length]
        if length <= _LONGEST_NEUTRAL and text in free:
            found.append(Piece(start=start, end=start + length, from_record=False))
        elif records and _quotable(text, lexicon) and all(r.says_han(text, lexicon) for r in records):
            found.append(Piece(start=start, end=start + length, from_record=True))
    return found


def _quotable(text: str, lexicon: AttributeLexicon) -> bool:
    """Whether a piece may come out of a record at all: no bare negator, superlative or service word."""
    if len(text) < 2 and lexicon.facet_of(text) is None:
        return False
    if any(mark in text for mark in _NEVER) or any(
        word in text for word in lexicon_zh.RESTRICTED if len(word) > 1
    ):
        return False
    negator = next((n for n in lexicon_zh.NEGATORS if n in text), None)
    if negator is None or text in _WORDS_WITH_NEGATOR:
        return True
    return text.startswith(negator) and len(text) - len(negator) >= 2
