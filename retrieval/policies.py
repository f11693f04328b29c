"""A shop's written policies: Markdown lines, found by their words and quoted with their place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.asked import ASKING
from retrieval.instructing import addresses_assistant
from retrieval.policy_words import GENERIC, GENERIC_STEMS, topics_of, topics_under
from retrieval.text import detect_language, stems

_MARKUP = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+|[*_`]+")
_TOPIC_WEIGHT = 1.6
_HEADED = 0.5
"""A topic of the heading or the file's name counts so much of one that the line itself names."""
_NEAR_BEST = 0.6
"""Least share of the best line's score at which another line is an answer too."""
_FIRST = 0.5
"""Rules that stand first are the general ones: this much for line 1, a half of it for line 2, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """One rule as it stands in a policy file. `line` counts from 1; `heading` is the nearest above it."""

    file: str
    line: int
    heading: str
    text: str
    language: str


class Policies:
    """Every rule of one folder of Markdown files; an empty collection where a shop has none.

    A line that speaks to the assistant instead of to shoppers is no rule and is left out.
    """

    def __init__(self, lines: Sequence[PolicyLine]) -> None:
        self.lines = tuple(line for line in lines if not addresses_assistant(line.text))
        self._stems = tuple(frozenset(stems(line.text)) - ASKING for line in self.lines)
        self._topics = tuple(topics_of(line.text) for line in self.lines)
        self._headed = tuple(topics_under(f"{line.heading} {line.file}") for line in self.lines)
        self._spread = Counter(stem for found in self._stems for stem in found)
        self._topic_spread = Counter(topic for found in self._topics for topic in found)

    @classmethod
    def from_folder(cls, folder: Path | None) -> Policies:
        """Read `*.md` of a folder; None or a missing folder gives no lines."""
        if folder is None or not folder.is_dir():
            return cls(())
        return cls([line for file in sorted(folder.glob("*.md")) for line in _read(file)])

    def search(self, question: str, *, language: str, limit: int = 3) -> tuple[PolicyLine, ...]:
        """The best lines of one file about the question, best first; () where none is about it.

        A line scores the inverse document frequency of the words and topics that it shares with the
        question; a topic joins English and Chinese, and the heading counts too. Lines in the question's
        language come first; where none of them answers, the others are searched by topic. Cost and time
        alone are no answer: the line must share something else.
        """
        asked = frozenset(stems(question)) - ASKING
        topics = topics_of(question)
        for same_language in (True, False):
            scored = [
                (self._score(index, asked if same_language else frozenset(), topics), index)
                for index, line in enumerate(self.lines)
                if (line.language == language) is same_language
            ]
            best = sorted((pair for pair in scored if pair[0] > 0.0), key=lambda pair: (-pair[0], pair[1]))
            if best:
                return self._answers(best)[:limit]
        return ()

    def headings(self, language: str) -> tuple[tuple[str, str], ...]:
        """File and heading of every part of the rules in a language, in order, each once."""
        found = (
            (line.file, line.heading) for line in self.lines if line.language == language and line.heading
        )
        return tuple(dict.fromkeys(each for each in found if not addresses_assistant(each[1])))

    def under(self, heading: str, *, language: str, limit: int = 3) -> tuple[PolicyLine, ...]:
        """The first lines under a heading, in order; () where there is no such heading."""
        found = [line for line in self.lines if line.heading == heading and line.language == language]
        return tuple(line for line in found if line.file == found[0].file)[:limit]

    def _answers(self, best: Sequence[tuple[float, int]]) -> tuple[PolicyLine, ...]:
        enough = best[0][0] * _NEAR_BEST
        file = self.lines[best[0][1]].file
        chosen = [self.lines[index] for score, index in best if score >= enough]
        return tuple(line for line in chosen if line.file == file)

    def _score(self, index: int, asked: frozenset[str], topics: frozenset[str]) -> float:
        own, headed = self._topics[index] & topics, self._headed[index] & topics
        shared = asked & self._stems[index]
        if not (shared - GENERIC_STEMS or (own | headed) - GENERIC):
            return 0.0
        words = sum(self._rarity(self._spread[stem]) for stem in shared)
        spoken = sum(self._rarity(self._topic_spread[topic]) for topic in own)
        about = sum(self._rarity(self._topic_spread[topic]) for topic in headed)
        return words + _TOPIC_WEIGHT * (spoken + _HEADED * about) + _FIRST / self.lines[index].line

    def _rarity(self, lines: int) -> float:
        return math.log(1.0 + len(self.lines) / (1.0 + lines))


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
