"""What a turn says and queues where a person is asked for, or offers where it failed."""

from __future__ import annotations

from dataclasses import replace

from assistant.acting.types import Outcome, Work
from assistant.facts.service import handoff_brief
from assistant.facts.types import AnswerBrief, AnswerKind
from assistant.handoff import is_offered, reason_for
from assistant.parsing.temper import is_angry
from assistant.phrasing.handing_over import handoff_sentence, person_button
from assistant.types import HandoffReason

_WORDS_ALONE = frozenset(
    {AnswerKind.HANDOFF, AnswerKind.UNSUPPORTED, AnswerKind.NOT_SERVED, AnswerKind.SMALLTALK}
)


def handed_over(outcome: Outcome, work: Work) -> Outcome:
    """The outcome with a request for a person, with an offer of one, or as it is.

    Anger never stops what was asked for: it is carried out, and the request comes beside it.
    """
    state, language = work.state, work.state.language
    reason = reason_for(work.understanding, angry=is_angry(work.text))
    if reason is not None:
        queued = replace(outcome, brief=_told(outcome.brief, work, reason), handoff=reason)
        return queued if state.handoff_turn is None else replace(queued, handoff=None)
    if not is_offered(state, outcome.brief):
        return outcome
    brief = outcome.brief
    return replace(
        outcome,
        brief=replace(brief, notes=(*brief.notes, handoff_sentence("offer", language))),
        quick_replies=(*outcome.quick_replies, person_button(language)),
    )


def _told(brief: AnswerBrief, work: Work, reason: HandoffReason) -> AnswerBrief:
    language, already = work.state.language, work.state.handoff_turn is not None
    sorry = handoff_sentence("sorry", language) if reason is HandoffReason.ANGER else ""
    if brief.kind in _WORDS_ALONE:
        return replace(handoff_brief(language=language, already=already), opening=sorry)
    sentence = handoff_sentence("already" if already else "queued", language)
    return replace(brief, opening=sorry or brief.opening, notes=(*brief.notes, sentence))
