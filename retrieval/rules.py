"""One search over a shop's written policies and its approved answers; what is written comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from retrieval.answered_questions import AnsweredQuestion, AnsweredQuestions
from retrieval.asked import Asked, read_question, unexplained_words
from retrieval.policies import Policies, PolicyLine
from retrieval.policy_words import GENERIC, topics_of, topics_under
from retrieval.text import normalize, stems

_RANGE = r"(\d+(?:[.,]\d+)*)(?:\s*(?:to|or|-|–|至|到|~)\s*(\d+(?:[.,]\d+)*))?"
_MEASURES = MappingProxyType(
    {
        "money": re.compile(rf"[$€£¥]\s?{_RANGE}|{_RANGE}\s?(?:dollars?|euros?|usd|eur|yuan|元|块|美元)"),
        "share": re.compile(rf"{_RANGE}\s?(?:%|percent)"),
        "time": re.compile(
            rf"{_RANGE}[ -]?(?:个)?(?:(?:business|working|calendar) )?"
            r"(?:minutes?|hours?|days?|weeks?|months?|years?|分钟|小时|工作日|天|日|周|星期|月|年)"
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a shop says to a question: policy lines, best first, and an approved pair, None where none is."""

    lines: tuple[PolicyLine, ...] = ()
    pair: AnsweredQuestion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that may be quoted on a shop's rules."""

    policies: Policies
    pairs: AnsweredQuestions

    def search(self, question: str, *, language: str, limit: int = 2) -> Found:
        """Policy lines and the pair that answer a question.

        A policy line that speaks of all that is asked stands alone. One that speaks of its topics stands
        first, and a pair on what it leaves open follows unless their figures differ. One that leaves a
        topic open, or shares none with the question, gives way to a pair that asks just this.
        """
        lines = self.policies.search(question, language=language, limit=limit)
        pair = self.pairs.find(question)
        if pair is None or not lines:
            return Found(lines=lines, pair=pair)
        asked = read_question(question)
        open_words = _leaves_open(lines, asked)
        if not covers(lines[0], question) or (open_words and not asked.topics - GENERIC):
            return Found(pair=pair)
        if not open_words or _figures_differ(lines, pair):
            return Found(lines=lines)
        return Found(lines=lines, pair=pair)


def covers(line: PolicyLine, question: str) -> bool:
    """Whether a line, with its heading, speaks of all the topics that a question is about."""
    spoken = topics_of(line.text) | topics_under(line.heading)
    return topics_of(question) - GENERIC <= spoken


def _leaves_open(lines: tuple[PolicyLine, ...], asked: Asked) -> bool:
    """Whether a question has words of its own that no line says and no topic stands for."""
    said = " ".join(f"{line.heading} {line.text}" for line in lines)
    squeezed = normalize(said).replace(" ", "")
    left = unexplained_words(asked, asked.topics) - frozenset(stems(said))
    return any(word not in squeezed for word in left)


def _figures_differ(lines: tuple[PolicyLine, ...], pair: AnsweredQuestion) -> bool:
    """Whether the pair's answer has a sum, share or time that the lines, which have some, do not have."""
    written = _measures(" ".join(line.text for line in lines))
    told = _measures(pair.answer)
    return any(kind in written and figures - written[kind] for kind, figures in told.items())


def _measures(text: str) -> dict[str, set[str]]:
    """Figures of a text by what they measure: money, share, time."""
    flat = normalize(text)
    found: dict[str, set[str]] = {}
    for kind, pattern in _MEASURES.items():
        figures = {each for match in pattern.finditer(flat) for each in match.groups() if each}
        if figures:
            found[kind] = figures
    return found
