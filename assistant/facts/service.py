"""Briefs for turns without a search: asking back, starting over, small talk, service, policies."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.sentences import split_sentences
from assistant.facts.types import AnswerBrief, AnswerKind, Fact, Statement
from assistant.phrasing.book import phrasebook
from assistant.phrasing.display import plain
from assistant.phrasing.handing_over import handoff_sentence
from assistant.phrasing.service import approved_answer, policy_lines, policy_unknown, service_sentence
from assistant.types import Intent
from retrieval.answered_questions import AnsweredQuestion
from retrieval.policies import PolicyLine

_POLICY_CHARS = 300
_HEADING_CHARS = 40
_MAX_LINES = 2
_TALK = {
    "thanks": ("thank", "thx", "cheers", "谢", "感谢"),
    "goodbye": ("bye", "see you", "that's all", "再见", "拜拜", "就这样"),
    "about": (
        *("who are you", "what are you", "what can you", "what do you do", "are you a", "how do you"),
        *("your name", "bot", "human", "你是谁", "你是", "您是", "你能", "会做什么", "机器人", "叫什么"),
    ),
}


def ask_back_brief(*, missing: str, language: str, shown: int = 0) -> AnswerBrief:
    """Ask for a kind of product (`missing` "what") or for one of the `shown` products ("which")."""
    reply = phrasebook(language).asked_back(missing, shown=shown)
    return AnswerBrief(kind=AnswerKind.ASK_BACK, language=language, reply=reply)


def restart_brief(*, language: str) -> AnswerBrief:
    """Everything was forgotten, as asked."""
    return AnswerBrief(
        kind=AnswerKind.RESTART, language=language, reply=service_sentence("restart", language=language)
    )


def smalltalk_brief(*, text: str, language: str, shop_title: str, turn: int = 0) -> AnswerBrief:
    """Greet, thank, say goodbye or say what the assistant is, by what the shopper said."""
    reply = service_sentence(_talk(text), language=language, shop=plain(shop_title, 40), turn=turn)
    return AnswerBrief(kind=AnswerKind.SMALLTALK, language=language, reply=reply)


def service_brief(*, intent: Intent, language: str, turn: int = 0) -> AnswerBrief:
    """Decline what must not be done, or say honestly that this version doesn't serve it yet."""
    kind = AnswerKind.UNSUPPORTED if intent is Intent.UNSUPPORTED else AnswerKind.NOT_SERVED
    return AnswerBrief(
        kind=kind, language=language, reply=service_sentence(intent.value, language=language, turn=turn)
    )


def handoff_brief(*, language: str, already: bool = False) -> AnswerBrief:
    """A person was asked for: now, or earlier in the conversation (`already`)."""
    sentence = handoff_sentence("already" if already else "queued", language)
    return AnswerBrief(kind=AnswerKind.HANDOFF, language=language, reply=sentence)


def policy_brief(
    *, lines: Sequence[PolicyLine], language: str, pair: AnsweredQuestion | None = None
) -> AnswerBrief:
    """Quote the shop's own policy lines, at most two, under their heading, then the approved pair if any.

    Each sentence is quoted for itself and is a claim that names its file and line, or its pair. Says so where
    nothing is on file.
    """
    quoted = [
        (line, sentence)
        for line in lines[:_MAX_LINES]
        for sentence in split_sentences(plain(line.text, _POLICY_CHARS))
    ]
    heading = plain(quoted[0][0].heading, _HEADING_CHARS) if quoted else ""
    told = split_sentences(plain(pair.answer, _POLICY_CHARS)) if pair else ()
    said = [policy_lines([sentence for _, sentence in quoted], language, heading=heading)] if quoted else []
    if pair and told:
        said.append(approved_answer(told, language, agent=pair.approved_by, day=pair.approved_on))
    facts = [(f"policy:{line.file}:{line.line}", sentence) for line, sentence in quoted]
    facts += [(f"faq:{pair.pair_id}", sentence) for sentence in told] if pair else []
    return AnswerBrief(
        kind=AnswerKind.POLICY,
        language=language,
        reply=("" if language == "zh" else " ").join(said) or policy_unknown(language),
        facts=tuple(Fact(product_id=None, field=at, value=text, display=text) for at, text in facts),
        quotes=tuple(text for _, text in facts),
        statements=(Statement(kind="policy", values={"heading": heading} if heading else {}),)
        if quoted
        else (),
    )


def _talk(text: str) -> str:
    said = text.casefold()
    return next((topic for topic, marks in _TALK.items() if any(mark in said for mark in marks)), "greeting")
