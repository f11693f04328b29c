"""A shop's written policies: Markdown lines, found by their words and quoted with their place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.text import detect_language, stems

_MARKUP = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+|[*_`]+")
_ABOUT = {
    "returns": ("return", "refund", "exchange", "send back", "退货", "退款", "换货", "退换", "退"),
    "shipping": (
        "ship",
        "deliver",
        "arrive",
        "postage",
        "运费",
        "配送",
        "发货",
        "快递",
        "送货",
        "包邮",
        "物流",
    ),
    "warranty": ("warranty", "guarantee", "repair", "broken", "defect", "保修", "质保", "维修"),
    "payment": (
        "pay",
        "payment",
        "card",
        "invoice",
        "installment",
        "支付",
        "付款",
        "发票",
        "分期",
        "微信",
        "支付宝",
    ),
}
_TOPIC_WEIGHT = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """One rule as it stands in a policy file. `line` counts from 1; `heading` is the nearest above it."""

    file: str
    line: int
    heading: str
    text: str
    language: str


class Policies:
    """Every rule of one folder of Markdown files; an empty collection where a shop has none."""

    def __init__(self, lines: Sequence[PolicyLine]) -> None:
        self._lines = tuple(lines)
        self._stems = tuple(frozenset(stems(f"{line.heading} {line.text}")) for line in self._lines)
        self._spread = Counter(stem for found in self._stems for stem in found)

    @classmethod
    def from_folder(cls, folder: Path | None) -> Policies:
        """Read `*.md` of a folder; None or a missing folder gives no lines."""
        if folder is None or not folder.is_dir():
            return cls(())
        return cls([line for file in sorted(folder.glob("*.md")) for line in _read(file)])

    def search(self, question: str, *, language: str, limit: int = 3) -> tuple[PolicyLine, ...]:
        """The best lines of one file about the question, in file order; () where none shares a word with it.

        A line scores the inverse document frequency of the words it shares with the question, and more
        where its file is about the topic that the question names.
        """
        asked = frozenset(stems(question))
        topics = {topic for topic, cues in _ABOUT.items() if _mentions(question, asked, cues)}
        scored = [
            (self._score(index, asked, topics), index)
            for index, line in enumerate(self._lines)
            if line.language == language
        ]
        best = sorted((pair for pair in scored if pair[0] > 0.0), key=lambda pair: (-pair[0], pair[1]))
        if not best:
            return ()
        file = self._lines[best[0][1]].file
        chosen = [index for _, index in best if self._lines[index].file == file][:limit]
        return tuple(self._lines[index] for index in sorted(chosen))

    def _score(self, index: int, asked: frozenset[str], topics: set[str]) -> float:
        shared = asked & self._stems[index]
        words = sum(math.log(1.0 + len(self._lines) / self._spread[stem]) for stem in shared)
        about = any(self._lines[index].file.startswith(topic) for topic in topics)
        return words + (_TOPIC_WEIGHT if about else 0.0)


def _mentions(question: str, asked: frozenset[str], cues: Sequence[str]) -> bool:
    return any(set(stems(cue)) <= asked or (not cue.isascii() and cue in question) for cue in cues)


def _read(file: Path) -> list[PolicyLine]:
    found: list[PolicyLine] = []
    heading = ""
    text = file.read_text(encoding="utf-8", errors="replace")
    language = detect_language(text)
    for number, raw in enumerate(text.splitlines(), start=1):
        stripped = raw.strip()
        if stripped.startswith("#"):
            heading = stripped.lstrip("#").strip()
        elif stripped:
            rule = _MARKUP.sub("", stripped).strip()
            found.append(
                PolicyLine(file=file.name, line=number, heading=heading, text=rule, language=language)
            )
    return found
