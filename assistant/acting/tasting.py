"""A turn's view of the shopper's profile: opened before the turn, used in it, written to after it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np

from assistant.acting.types import OpenedShop, Outcome
from assistant.errors import ProfileError
from assistant.parsing.profile_wishes import profile_request
from assistant.parsing.source import Source
from assistant.profiles.gathering import Titles, of_turn
from assistant.profiles.keeping import OpenedProfile, Profiles, Speaker
from assistant.profiles.tasting import Reminded, conditions_of, lasting_wishes, reminded, taste_of
from assistant.profiles.types import ProfileRequest
from assistant.types import DialogueState, Intent, Understanding, Utterance
from retrieval.taste import ShopperTaste
from retrieval.types import Constraint

_LOG = logging.getLogger(__name__)


def asked_profile(text: str, state: DialogueState) -> ProfileRequest | None:
    """What a text says or asks of the profile; a bare yes answers only the question for consent."""
    asked_now = state.profile.asked_turn == state.turn and state.turn > 0
    other = state.service.awaiting or (state.question is not None and state.question.turn == state.turn)
    return profile_request(text, consent_asked=asked_now and not other)


def command(request: ProfileRequest | None, text: str, state: DialogueState) -> Understanding | None:
    """The understanding of an utterance that is about the profile alone; None for any other."""
    if request is None or not request.commands:
        return None
    language = Source.read(text, fallback_language=state.language).language
    return Understanding(language=language, intents=(Intent.SMALLTALK,), profile=request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasting:
    """What one turn knows of its shopper; `opened` None: the profile could not be read, or none is kept."""

    before: DialogueState
    shop: OpenedShop
    profiles: Profiles | None
    opened: OpenedProfile | None
    taste: ShopperTaste | None

    @classmethod
    def open(
        cls, utterance: Utterance, before: DialogueState, shop: OpenedShop, profiles: Profiles | None
    ) -> Tasting:
        """Read the profile; where that fails the turn goes on without one. Blocking."""
        opened = None if profiles is None else _opened(utterance, before, shop, profiles)
        taste = taste_of(opened.kept if opened else None, before.profile, catalog_language=_language_of(shop))
        return cls(before=before, shop=shop, profiles=profiles, opened=opened, taste=taste)

    def reminded(self, state: DialogueState, understanding: Understanding) -> Reminded:
        """The state after `state.update` with the conditions that lasting wishes come to."""
        wishes = lasting_wishes(self.opened.kept if self.opened else None, state.profile)
        wanted = conditions_of(wishes, catalog_language=_language_of(self.shop), divides=self._divides)
        return reminded(self.before, state, understanding, wanted)

    @property
    def unread(self) -> bool:
        """Whether there may be a profile, but it could not be read."""
        return self.profiles is not None and self.opened is None

    def note(self, after: DialogueState, outcome: Outcome) -> None:
        """Keep what the shopper did in the turn, where they let it be kept. Blocking; failures are logged."""
        if self.profiles is None or self.opened is None or self.opened.kept is None or after.profile.off:
            return
        if not self.opened.kept.personalizes:
            return
        viewed = () if outcome.searched else tuple(item.product for item in outcome.items)
        entries = of_turn(self.before, after, viewed=viewed, title=_titles(self.shop), at=self.profiles.now())
        try:
            self.profiles.keep(self.opened, entries)
        except ProfileError as error:
            _LOG.warning("a turn's deeds were not kept", extra={"error": str(error)})

    def _divides(self, condition: Constraint) -> bool:
        mask = self.shop.index.ranker.parts.filters.mask(condition)
        return bool(np.any(mask)) and not bool(np.all(mask))


def _opened(
    utterance: Utterance, before: DialogueState, shop: OpenedShop, profiles: Profiles
) -> OpenedProfile | None:
    speaker = Speaker(
        shop=utterance.shop,
        conversation_id=utterance.conversation_id,
        shopper_id=utterance.shopper_id,
        customer_id=before.service.customer_id,
    )
    try:
        return profiles.open(speaker, title=_titles(shop), backend=shop.desk.backend if shop.desk else None)
    except ProfileError as error:
        _LOG.warning("profile not read, the turn goes without", extra={"error": str(error)})
        return None


def _titles(shop: OpenedShop) -> Titles:
    def title(product_id: str) -> str | None:
        found = shop.index.snapshot.get(product_id)
        return found.title if found else None

    return title


def _language_of(shop: OpenedShop) -> str:
    return shop.index.snapshot.shop.languages[0]
