"""Values of shopper profiles: entries with source and time, consent, what is asked of a profile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from retrieval.types import Constraint

CONSENT_VERSION = 1
"""Number of the words that consent is given to; consent to earlier words no longer counts."""


class EntryKind(StrEnum):
    """What an entry says of the shopper: a stated wish, or a deed with a product."""

    LIKES = "likes"
    DISLIKES = "dislikes"
    AVOIDS = "avoids"
    WEARS = "wears"
    BOUGHT = "bought"
    CARTED = "carted"
    LIKED = "liked"
    VIEWED = "viewed"


WISHES = frozenset({EntryKind.LIKES, EntryKind.DISLIKES, EntryKind.AVOIDS, EntryKind.WEARS})
DEEDS = frozenset(EntryKind) - WISHES


class EntrySource(StrEnum):
    """Where an entry comes from."""

    STATED = "stated"
    CORRECTED = "corrected"
    ORDER = "order"
    INTERACTIONS = "interactions"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingWish:
    """A wish that a shopper states for good. `value` is as they said it; `facet` "" where none is known."""

    kind: EntryKind
    value: str
    facet: str = ""

    def __post_init__(self) -> None:
        if self.kind not in WISHES:
            raise ValueError(f"expected one of {sorted(WISHES)}, got {self.kind.value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEntry:
    """One thing known of a shopper. `value` is a wish's words or a product's title.

    `at` is when it was said or done, None where the source keeps no time; `conversation_id` the one that it
    was said or done in.
    """

    kind: EntryKind
    value: str
    source: EntrySource
    at: datetime | None
    facet: str = ""
    product_id: str = ""
    conversation_id: str | None = None

    @property
    def entry_id(self) -> str:
        """The key of the entry in its profile: what it says, whenever it was said."""
        subject = self.product_id or self.value.casefold()
        said = "\x1f".join((self.kind.value, self.facet, subject))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def wish(self) -> LastingWish | None:
        """The wish that it is, None for a deed."""
        return (
            LastingWish(kind=self.kind, value=self.value, facet=self.facet) if self.kind in WISHES else None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Whether a shopper lets things be kept, to which words, and when they said so."""

    given: bool
    version: int
    at: datetime

    @property
    def holds(self) -> bool:
        """Whether something may be kept now."""
        return self.given and self.version == CONSENT_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperProfile:
    """All that is kept of a shopper in one shop; `entries` newest first, () without consent.

    `personalizes` False: kept, but not used. `gathered_at` is when orders and interactions were last read.
    """

    owner: str
    shop: str
    consent: Consent
    personalizes: bool = True
    entries: tuple[ProfileEntry, ...] = ()
    gathered_at: datetime | None = None


class Ask(StrEnum):
    """What an utterance asks of the profile; STATE and CORRECT stand beside whatever else is said."""

    SEE = "see"
    FORGET = "forget"
    OFF = "off"
    ON = "on"
    ERASE = "erase"
    CONSENT = "consent"
    REFUSE = "refuse"
    STATE = "state"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRequest:
    """What an utterance says about the profile.

    `forgets` are the words of what is to be forgotten. `alone`: it says nothing but the wishes.
    """

    ask: Ask
    wishes: tuple[LastingWish, ...] = ()
    forgets: str = ""
    alone: bool = False

    @property
    def commands(self) -> bool:
        """Whether it is all that the utterance is about."""
        return self.ask not in (Ask.STATE, Ask.CORRECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileState:
    """What a conversation itself remembers of a shopper's lasting wishes; it ends with the conversation.

    `wishes` were stated here. `off`: no personalization was wanted here. `asked_turn` is the turn that asked
    for consent, `refused` that it was not given. `applied` are the conditions that were put in from lasting
    wishes and `lifted` those that the shopper took out again.
    """

    wishes: tuple[LastingWish, ...] = ()
    off: bool = False
    asked_turn: int | None = None
    refused: bool = False
    applied: tuple[Constraint, ...] = ()
    lifted: tuple[Constraint, ...] = ()
