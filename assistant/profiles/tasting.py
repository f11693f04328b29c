"""What a profile comes to in a search: the taste that ranking uses, and conditions that are named. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.phrasing.bilingual import translated
from assistant.profiles.types import DEEDS, EntryKind, LastingWish, ProfileState, ShopperProfile
from assistant.types import DialogueState, Understanding
from retrieval.recommenders.types import Way
from retrieval.taste import Deed, ShopperTaste, StatedTaste, TasteEvent
from retrieval.text import names
from retrieval.types import Constraint, Op, Strength

_MAX_EVENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A state with the shopper's lasting wishes among its conditions.

    `added` were put in by this turn; `waived` were not, because the shopper asks for the very thing.
    """

    state: DialogueState
    added: tuple[Constraint, ...] = ()
    waived: tuple[Constraint, ...] = ()


def lasting_wishes(profile: ShopperProfile | None, said: ProfileState) -> tuple[LastingWish, ...]:
    """Wishes of this conversation and of a profile that may be used, newest first; none when switched off."""
    if said.off or (profile is not None and not profile.personalizes):
        return ()
    kept = [entry.wish for entry in profile.entries] if profile else []
    return tuple(dict.fromkeys((*reversed(said.wishes), *(wish for wish in kept if wish is not None))))


def taste_of(
    profile: ShopperProfile | None, said: ProfileState, *, catalog_language: str
) -> ShopperTaste | None:
    """Deeds and likes for the ranker; None where there is nothing, or nothing may be used."""
    stated = tuple(
        StatedTaste(value=translated(wish.value, catalog_language), facet=wish.facet)
        for wish in lasting_wishes(profile, said)
        if wish.kind is EntryKind.LIKES
    )
    usable = profile is not None and profile.personalizes and not said.off
    deeds = [entry for entry in profile.entries if entry.kind in DEEDS] if usable and profile else []
    events = tuple(
        TasteEvent(product_id=entry.product_id, deed=Deed(entry.kind.value), at=entry.at)
        for entry in deeds[:_MAX_EVENTS]
    )
    return ShopperTaste(events=events, stated=stated) if events or stated else None


def conditions_of(
    wishes: Iterable[LastingWish], *, catalog_language: str, divides: Callable[[Constraint], bool]
) -> tuple[Constraint, ...]:
    """What is avoided as hard conditions, what is disliked and the size worn as soft ones.

    As the shopper says it and as the catalog does; only those by which products differ at all (`divides`).
    """
    found = (
        _condition(wish, value)
        for wish in wishes
        for value in (translated(wish.value, catalog_language), wish.value)
    )
    return tuple(dict.fromkeys(each for each in found if each is not None and divides(each)))


def reminded(
    before: DialogueState,
    state: DialogueState,
    understanding: Understanding,
    wanted: Sequence[Constraint],
) -> Reminded:
    """The state after `state.update` with the wanted conditions in it, where products are looked for.

    What the shopper took out again stays out for the topic; nothing is put in against what they ask for, and
    nothing where they seek a gift.
    """
    known = state.profile
    said = tuple(c for c in state.constraints if c not in known.applied or c in understanding.constraints)
    looks = bool(state.search_text or state.plan or said or state.sort)
    gift = state.plan is not None and state.plan.way is Way.GIFT
    anew = understanding.new_topic or understanding.plan is not None or understanding.paging == "restart"
    gone = [c for c in known.applied if c in before.constraints and c not in state.constraints]
    lifted = () if anew else tuple(dict.fromkeys((*known.lifted, *gone)))
    open_ = [c for c in wanted if c not in lifted] if looks and not gift else []
    waived = tuple(c for c in open_ if _asked_for(c, state))
    mine = [c for c in open_ if c not in waived]
    applied = tuple(c for c in mine if c not in said)
    after = replace(
        state,
        constraints=(*said, *applied),
        profile=replace(known, applied=applied, lifted=lifted),
    )
    added = tuple(c for c in applied if anew or c not in before.constraints)
    return Reminded(state=after, added=added, waived=waived if anew else ())


def _condition(wish: LastingWish, value: str) -> Constraint | None:
    if wish.kind is EntryKind.AVOIDS:
        return Constraint(facet=wish.facet or "feature", op=Op.NE, value=value)
    if wish.kind is EntryKind.DISLIKES:
        return Constraint(facet=wish.facet or "feature", op=Op.NE, value=value, strength=Strength.SOFT)
    if wish.kind is EntryKind.WEARS:
        return Constraint(facet="size", op=Op.EQ, value=value, strength=Strength.SOFT)
    return None


def _asked_for(condition: Constraint, state: DialogueState) -> bool:
    """Whether the shopper asks for what a condition would keep out, or for another size."""
    value = str(condition.value)
    stated = [c for c in state.constraints if c.op is Op.EQ and c not in state.profile.applied]
    if condition.op is Op.NE:
        return names(state.search_text, value) or any(names(str(c.value), value) for c in stated)
    return any(c.facet == condition.facet for c in stated)
