"""Questions about the shop's own rules: the line that answers, and what is likely asked next."""

from __future__ import annotations

from assistant.acting.types import Outcome, Work
from assistant.facts.service import policy_brief
from assistant.phrasing.policy_questions import likely_questions
from assistant.types import QuickReply
from retrieval.policies import Policies, PolicyLine
from retrieval.policy_words import GENERIC, topics_of, topics_under

_QUOTED = 2
_NEXT = 3


def answer_policy(work: Work) -> Outcome:
    """The lines that answer, quoted; quick replies are questions that other lines answer."""
    language, policies = work.state.language, work.shop.policies
    lines = policies.search(work.text, language=language, limit=_QUOTED)
    brief = policy_brief(lines=lines, language=language)
    return Outcome(items=(), brief=brief, quick_replies=_next(policies, work.text, lines, language))


def _next(
    policies: Policies, said: str, quoted: tuple[PolicyLine, ...], language: str
) -> tuple[QuickReply, ...]:
    """Questions whose best line has not been quoted, those about the same file first; none twice."""
    told = {(line.file, line.line) for line in quoted}
    asked = topics_of(said)
    files = {line.file for line in quoted}
    found: list[tuple[bool, QuickReply]] = []
    for question in likely_questions(language):
        best = policies.search(question, language=language, limit=1)
        if not best or topics_of(question) == asked or not _covers(best[0], question):
            continue
        if (best[0].file, best[0].line) in told:
            continue
        told.add((best[0].file, best[0].line))
        found.append((best[0].file not in files, QuickReply(text=question, says=question)))
    return tuple(reply for _, reply in sorted(found, key=lambda pair: pair[0]))[:_NEXT]


def _covers(line: PolicyLine, question: str) -> bool:
    """Whether a line, with its heading, speaks of all that a question is about."""
    spoken = topics_of(line.text) | topics_under(line.heading)
    return topics_of(question) - GENERIC <= spoken
