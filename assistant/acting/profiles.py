"""What shoppers ask of their profile, and say of themselves for good; success is said once it is so."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.types import Outcome, Work, said
from assistant.errors import ProfileError
from assistant.facts.types import AnswerBrief, AnswerKind
from assistant.phrasing.profiles import ProfileWords
from assistant.profiles.gathering import of_wish
from assistant.profiles.keeping import OpenedProfile, Profiles
from assistant.profiles.store import RETENTION_DAYS
from assistant.profiles.types import (
    Ask,
    EntryKind,
    EntrySource,
    LastingWish,
    ProfileEntry,
    ProfileRequest,
    ProfileState,
)
from assistant.types import QuickReply
from retrieval.text import names

_LOG = logging.getLogger(__name__)


def about_profile(work: Work, request: ProfileRequest) -> Outcome:
    """Words on the profile; where a write fails, that nothing was changed."""
    words = words_of(work)
    acts = {
        Ask.SEE: _see,
        Ask.FORGET: _forget,
        Ask.OFF: _switch,
        Ask.ON: _switch,
        Ask.ERASE: _erase,
        Ask.CONSENT: _consent,
        Ask.REFUSE: _refuse,
        Ask.STATE: _state,
        Ask.CORRECT: _state,
    }
    try:
        return acts[request.ask](work, request, words)
    except ProfileError as error:
        _LOG.warning("profile not changed", extra={"error": str(error)})
        return _told(work, words.say("failed"), work.state.profile)


def with_profile(outcome: Outcome, work: Work) -> Outcome:
    """Any other turn's outcome, with what was put in from lasting wishes named, and what was said noted."""
    words, request = words_of(work), work.understanding.profile
    notes = [words.reminder(work.reminders)] if work.reminders and outcome.searched else []
    notes += [words.waived(work.waived)] if work.waived and outcome.searched else []
    notes += [words.say("unread")] if work.unread and outcome.searched else []
    buttons, state = outcome.quick_replies, outcome.profile
    if request is not None and not request.commands:
        stated = about_profile(work, request)
        notes.append(stated.brief.reply)
        buttons = buttons or stated.quick_replies
        state = stated.profile
    if not notes:
        return outcome
    brief = replace(outcome.brief, notes=(*outcome.brief.notes, *notes))
    return replace(outcome, brief=brief, quick_replies=buttons, profile=state)


def words_of(work: Work) -> ProfileWords:
    """The sentences in the turn's language."""
    days = work.profiles.store.retention.days if work.profiles else RETENTION_DAYS
    return ProfileWords(language=work.state.language, days=days)


def _see(work: Work, _request: ProfileRequest, words: ProfileWords) -> Outcome:
    here = work.state.profile
    kept = work.profile.kept if work.profile else None
    known = list(kept.entries if kept else ())
    known += [e for e in _said_here(here) if all(e.entry_id != other.entry_id for other in known)]
    off = here.off or (kept is not None and not kept.personalizes)
    if not known:
        return _told(work, words.say("empty_kept" if kept else "empty"), here)
    lasts = words.say("kept_for" if kept else "only_here")
    return _told(work, words.join([words.known(known), words.say("is_off") if off else "", lasts]), here)


def _forget(work: Work, request: ProfileRequest, words: ProfileWords) -> Outcome:
    here, opened = work.state.profile, work.profile
    kept = opened.kept if opened else None
    mine = [wish for wish in here.wishes if _fits(wish, request)]
    entries = [entry for entry in (kept.entries if kept else ()) if _fits(entry, request)]
    if entries and work.profiles and opened and opened.owner:
        work.profiles.store.forget(opened.owner, [entry.entry_id for entry in entries])
    state = replace(here, wishes=tuple(wish for wish in here.wishes if wish not in mine))
    gone: list[ProfileEntry | LastingWish] = [*entries]
    gone += [wish for wish in mine if not any(_same(wish, entry) for entry in entries)]
    reply = words.forgotten(gone) if gone else words.say("not_found")
    return _told(work, reply, state)


def _switch(work: Work, request: ProfileRequest, words: ProfileWords) -> Outcome:
    on = request.ask is Ask.ON
    if work.profiles and work.profile and work.profile.owner:
        work.profiles.store.personalize(work.profile.owner, on=on)
    return _told(work, words.say("on" if on else "off"), replace(work.state.profile, off=not on))


def _erase(work: Work, _request: ProfileRequest, words: ProfileWords) -> Outcome:
    opened, others = work.profile, list[str]()
    found = False
    if work.profiles and opened and opened.owner:
        others = [i for i in work.profiles.store.conversations(opened.owner) if i != _conversation(work)]
        found = work.profiles.store.erase(opened.owner)
    count = "erased_other" if len(others) == 1 else "erased_others"
    told = [
        words.say("erased" if found else "nothing_to_erase"),
        words.say(count, count=len(others)) if others else "",
        words.say("this_one"),
    ]
    return replace(
        _told(work, words.join(told), ProfileState(applied=work.state.profile.applied)), erases=tuple(others)
    )


def _consent(work: Work, _request: ProfileRequest, words: ProfileWords) -> Outcome:
    here = work.state.profile
    if work.profiles is None or work.profile is None:
        return _told(work, words.say("unkept"), here)
    opened = work.profiles.consent(work.profile, given=True)
    _keep(work.profiles, opened, here.wishes, work)
    return _told(work, words.say("consented"), replace(here, refused=False, off=False))


def _refuse(work: Work, _request: ProfileRequest, words: ProfileWords) -> Outcome:
    kept = work.profile is not None and work.profile.kept is not None
    if work.profiles and work.profile and kept:
        work.profiles.consent(work.profile, given=False)
    return _told(
        work, words.say("withdrawn" if kept else "refused"), replace(work.state.profile, refused=True)
    )


def _state(work: Work, request: ProfileRequest, words: ProfileWords) -> Outcome:
    corrected = request.ask is Ask.CORRECT
    wishes = tuple(_of_catalog(wish, work) for wish in request.wishes)
    sizes = {wish.facet for wish in wishes if wish.kind is EntryKind.WEARS}
    before = [
        wish
        for wish in work.state.profile.wishes
        if wish not in wishes and not (wish.kind is EntryKind.WEARS and wish.facet in sizes)
    ]
    here = replace(work.state.profile, wishes=(*before, *wishes))
    noted = words.noted(wishes, corrected=corrected)
    opened = work.profile
    if work.profiles and opened and opened.kept:
        _keep(work.profiles, opened, wishes, work, corrected=corrected)
        return _told(work, noted, here)
    known_no = opened is not None and opened.profile is not None and not opened.profile.consent.given
    if here.off:
        return _told(work, words.join([noted, words.say("is_off"), words.say("only_here")]), here)
    if work.profiles is None or known_no or here.refused or here.asked_turn is not None:
        return _told(work, words.join([noted, words.say("only_here")]), here)
    here = replace(here, asked_turn=work.state.turn)
    buttons = tuple(QuickReply(text=text, says=says) for text, says in words.answers)
    reply = words.join([noted, words.say("ask_consent")])
    return replace(_told(work, reply, here), quick_replies=buttons)


def _keep(
    profiles: Profiles,
    opened: OpenedProfile,
    wishes: Sequence[LastingWish],
    work: Work,
    *,
    corrected: bool = False,
) -> None:
    at, conversation_id = profiles.now(), _conversation(work)
    entries = [of_wish(wish, at=at, conversation_id=conversation_id, corrected=corrected) for wish in wishes]
    profiles.keep(opened, entries)


def _of_catalog(wish: LastingWish, work: Work) -> LastingWish:
    """The wish with the facet whose live values have it, where one does."""
    if wish.facet:
        return wish
    live = work.shop.live_values
    facets = (
        f for f, values in live.items() if any(str(v).casefold() == wish.value.casefold() for v in values)
    )
    return replace(wish, facet=next(facets, ""))


def _said_here(here: ProfileState) -> list[ProfileEntry]:
    return [
        ProfileEntry(kind=wish.kind, value=wish.value, facet=wish.facet, source=EntrySource.STATED, at=None)
        for wish in reversed(here.wishes)
    ]


def _same(wish: LastingWish, entry: ProfileEntry) -> bool:
    return (wish.kind, wish.value.casefold()) == (entry.kind, entry.value.casefold())


def _fits(each: ProfileEntry | LastingWish, request: ProfileRequest) -> bool:
    """Whether it is what the shopper wants forgotten: the same wish, or what their words name."""
    if request.wishes:
        return any(
            (wish.kind, wish.value.casefold()) == (each.kind, each.value.casefold())
            for wish in request.wishes
        )
    return names(request.forgets, each.value) or names(each.value, request.forgets)


def _conversation(work: Work) -> str:
    return work.state.conversation_id


def _told(work: Work, reply: str, state: ProfileState) -> Outcome:
    brief = AnswerBrief(kind=AnswerKind.SMALLTALK, language=work.state.language, reply=reply)
    return replace(said(brief), profile=state)
