"""Whose profile a conversation may use, and what is read into it. Blocking; thread-safe."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.commerce.errors import CommerceError
from assistant.commerce.protocols import ShopBackend
from assistant.profiles.gathering import Titles, of_interactions, of_orders
from assistant.profiles.store import ProfileStore, anonymous_owner
from assistant.profiles.types import ProfileEntry, ShopperProfile
from retrieval.types import Interaction

_LOG = logging.getLogger(__name__)
_GATHERED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks in a conversation, as far as that is vouched for.

    `shopper_id` is passed by the shop itself, `customer_id` was proved in the conversation.
    """

    shop: str
    conversation_id: str
    shopper_id: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedProfile:
    """The profile that a turn may use; `profile` None: the shopper never said what may be kept."""

    speaker: Speaker
    owner: str | None = None
    profile: ShopperProfile | None = None

    @property
    def kept(self) -> ShopperProfile | None:
        """The profile, where consent to it holds."""
        return self.profile if self.profile is not None and self.profile.consent.holds else None


def _no_interactions(_shop: str, _shopper_id: str) -> Sequence[Interaction]:
    return ()


class Profiles:
    """The profiles of a home. `interactions` gives a shopper's own events of a shop's log."""

    def __init__(
        self,
        store: ProfileStore,
        *,
        interactions: Callable[[str, str], Sequence[Interaction]] = _no_interactions,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self.now = now
        self._interactions = interactions

    def open(
        self, speaker: Speaker, *, title: Titles | None = None, backend: ShopBackend | None = None
    ) -> OpenedProfile:
        """The speaker's profile.

        With `title` and consent, orders and interactions are read into it first, at most once an hour.
        Raises ProfileError.
        """
        owner = self._owner(speaker)
        if owner is None:
            return OpenedProfile(speaker=speaker)
        opened = OpenedProfile(speaker=speaker, owner=owner, profile=self.store.profile(owner))
        profile = opened.kept
        if profile is None or title is None or not profile.personalizes:
            return opened
        self.store.link(owner, speaker.conversation_id)
        read = profile.gathered_at
        if read is not None and self.now() - read < _GATHERED_EVERY:
            return opened
        self._gather(owner, speaker, title=title, backend=backend)
        return OpenedProfile(speaker=speaker, owner=owner, profile=self.store.profile(owner))

    def consent(self, opened: OpenedProfile, *, given: bool) -> OpenedProfile:
        """Note what the shopper says to being remembered; a no erases what was kept. Raises ProfileError."""
        speaker = opened.speaker
        owner = self.store.consent(
            opened.owner or anonymous_owner(speaker.shop),
            shop=speaker.shop,
            given=given,
            conversation_id=speaker.conversation_id,
        )
        return OpenedProfile(speaker=speaker, owner=owner, profile=self.store.profile(owner))

    def keep(self, opened: OpenedProfile, entries: Iterable[ProfileEntry]) -> int:
        """Keep entries where consent holds; returns how many were kept. Raises ProfileError."""
        if opened.owner is None or opened.kept is None:
            return 0
        found = tuple(entries)
        return self.store.add(opened.owner, found) if found else 0

    def _owner(self, speaker: Speaker) -> str | None:
        if speaker.shopper_id is not None:
            return f"{speaker.shop}/shopper:{speaker.shopper_id}"
        if speaker.customer_id is not None:
            return f"{speaker.shop}/customer:{speaker.customer_id}"
        return self.store.owner_of(speaker.conversation_id)

    def _gather(self, owner: str, speaker: Speaker, *, title: Titles, backend: ShopBackend | None) -> None:
        entries: list[ProfileEntry] = []
        if speaker.shopper_id is not None:
            seen = self._interactions(speaker.shop, speaker.shopper_id)
            entries.extend(of_interactions(seen, title=title))
        if speaker.customer_id is not None and backend is not None:
            try:
                entries.extend(of_orders(backend.orders(speaker.customer_id)))
            except CommerceError as error:
                _LOG.warning("orders not read into a profile", extra={"error": type(error).__name__})
                return
        self.store.add(owner, entries, gathered=True)
