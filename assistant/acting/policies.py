"""Questions about the shop's own rules: what answers them, and what is likely asked next."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.acting.types import OpenedShop, Outcome, Work
from assistant.facts.service import policy_brief
from assistant.parsing.source import Source
from assistant.phrasing.policy_questions import heading_asked, heading_question, likely_questions
from assistant.types import DialogueState, Intent, QuickReply, Understanding
from retrieval.asked import is_question
from retrieval.policies import PolicyLine
from retrieval.policy_words import topics_of
from retrieval.rules import Found, Rules, covers
from retrieval.text import normalize

_QUOTED = 2
_NEXT = 3
_NEXT_PAIRS = 2


def asked_rules(text: str, state: DialogueState, shop: OpenedShop) -> Understanding | None:
    """What a text says that asks a question which the shop has answered, an offered one, or for a heading.

    None where it may as well say something else; parser and model read it then. Blocking.
    """
    rules = shop.rules()
    language = Source.read(text, fallback_language=state.language).language
    known = (
        text in likely_questions(language)
        or _under_heading(rules, text, language)
        or (is_question(text) and rules.pairs.is_asked(text))
    )
    return Understanding(language=language, intents=(Intent.POLICY,)) if known else None


def answer_policy(work: Work) -> Outcome:
    """The lines or the approved answer, quoted; quick replies are questions that have an answer too."""
    language, rules = work.state.language, work.shop.rules()
    found = _found(rules, work.text, language)
    brief = policy_brief(lines=found.lines, pair=found.pair, language=language)
    return Outcome(items=(), brief=brief, quick_replies=_next(rules, work.text, found, language))


def _found(rules: Rules, text: str, language: str) -> Found:
    under = _under_heading(rules, text, language)
    return Found(lines=under) if under else rules.search(text, language=language, limit=_QUOTED)


def _under_heading(rules: Rules, text: str, language: str) -> tuple[PolicyLine, ...]:
    heading = heading_asked(text, language)
    return rules.policies.under(heading, language=language, limit=_QUOTED) if heading else ()


def _next(rules: Rules, said: str, told: Found, language: str) -> tuple[QuickReply, ...]:
    """Questions with an answer that was not given, likeliest first; no answer is offered twice."""
    given = _answers(told) | {f"{line.file}:{line.line}" for line in told.lines[:1]}
    offered: list[QuickReply] = []
    for question in _candidates(rules, said, told, language):
        answers = _answers(_found(rules, question, language))
        if answers and not answers & given:
            given |= answers
            offered.append(QuickReply(text=question, says=question))
        if len(offered) == _NEXT:
            break
    return tuple(offered)


def _candidates(rules: Rules, said: str, told: Found, language: str) -> Iterator[str]:
    """Approved pairs near what was asked, then likely questions and headings of the same file, then others.

    Each is read as a question about the rules when it is sent, and its best line speaks of all it asks.
    """
    files = {line.file for line in told.lines}
    near = rules.pairs.near(said, language=language)
    yield from (pair.question for pair, _ in near[:_NEXT_PAIRS])
    likely = [
        question for question in likely_questions(language) if _is_covered(rules, question, said, language)
    ]
    of_file = [question for question in likely if _best_file(rules, question, language) in files]
    yield from of_file
    for file, heading in rules.policies.headings(language):
        if file in files:
            yield heading_question(heading, language)
    yield from (question for question in likely if question not in of_file)


def _is_covered(rules: Rules, question: str, said: str, language: str) -> bool:
    best = rules.policies.search(question, language=language, limit=1)
    return bool(best) and topics_of(question) != topics_of(said) and covers(best[0], question)


def _best_file(rules: Rules, question: str, language: str) -> str:
    return rules.policies.search(question, language=language, limit=1)[0].file


def _answers(found: Found) -> set[str]:
    """What a question alone is answered with: the words of its pair, else the place of its best line."""
    if found.pair is not None:
        return {normalize(found.pair.answer)}
    return {f"{line.file}:{line.line}" for line in found.lines[:1]}
