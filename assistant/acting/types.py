"""Values of acting: the shop as a turn sees it, what is to be done, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from assistant.acting.desk import ServiceDesk
from assistant.clarifying import SERVED, Clarifier
from assistant.facts.types import AnswerBrief
from assistant.parsing import CatalogVocabulary
from assistant.profiles.keeping import OpenedProfile, Profiles
from assistant.profiles.types import ProfileState
from assistant.types import (
    AskedQuestion,
    DialogueState,
    HandoffReason,
    QuickReply,
    ServiceState,
    Understanding,
    Utterance,
)
from retrieval.answered_questions import AnsweredQuestions
from retrieval.policies import Policies
from retrieval.rules import Rules
from retrieval.shops import ShopIndex
from retrieval.taste import ShopperTaste
from retrieval.types import Constraint, Product, Query, RankedItem


def no_pairs() -> AnsweredQuestions:
    """The approved pairs of a shop that has none."""
    return AnsweredQuestions(())


def no_ages(_age: int) -> ShopIndex:
    """No product of the shop is left out for age, so nobody asks."""
    raise LookupError("expected a shop that opens by age")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedShop:
    """What a turn needs of a shop: one catalog version, its words, its policies and its service desk.

    `pairs` gives the approved question–answer pairs as they are when it is called; `at_age` the index as a
    shopper of an age in years may see it.
    """

    index: ShopIndex
    vocabulary: CatalogVocabulary
    live_values: Mapping[str, Iterable[str]]
    policies: Policies
    desk: ServiceDesk | None = None
    pairs: Callable[[], AnsweredQuestions] = no_pairs
    at_age: Callable[[int], ShopIndex] = no_ages

    def rules(self) -> Rules:
        """The written policies and the approved pairs, to search both at once."""
        return Rules(policies=self.policies, pairs=self.pairs())

    def products(self, product_ids: Sequence[str]) -> list[Product]:
        """Records of products that the catalog still has, in order."""
        found = (self.index.snapshot.get(product_id) for product_id in product_ids)
        return [product for product in found if product is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One turn between decision and reply. `state` is the one after `state.update`; `text` is stripped.

    `profiles` None: nothing is remembered here. `reminders` are conditions put into the state from lasting
    wishes by this turn, `waived` those that were not because the shopper asks for the very thing.
    `unread`: the profile could not be read.
    """

    utterance: Utterance
    text: str
    understanding: Understanding
    state: DialogueState
    shop: OpenedShop
    reduced: bool
    clarifier: Clarifier = SERVED
    profiles: Profiles | None = None
    profile: OpenedProfile | None = None
    taste: ShopperTaste | None = None
    reminders: tuple[Constraint, ...] = ()
    waived: tuple[Constraint, ...] = ()
    unread: bool = False

    def query(self, *, exclude_ids: Set[str] = frozenset()) -> Query:
        """The search of the state, without what was rejected and `exclude_ids`."""
        return Query(
            text=self.state.search_text,
            language=self.state.language,
            constraints=self.state.constraints,
            sort=self.state.sort,
            exclude_ids=frozenset(exclude_ids) | frozenset(self.state.rejected),
            taste=self.taste,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a decision came to: cards, the brief that the reply is written from, and whether it searched.

    `service` is the state of carts and orders after it; None: whatever was pending there is set aside.
    `shows_cards` is False where the items are only spoken of. `profile` is what is remembered of the
    shopper's lasting wishes, None: as before; `erases` are other conversations that go with their profile.
    """

    items: tuple[RankedItem, ...]
    brief: AnswerBrief
    searched: bool = False
    shows_cards: bool = True
    service: ServiceState | None = None
    quick_replies: tuple[QuickReply, ...] = ()
    question: AskedQuestion | None = None
    handoff: HandoffReason | None = None
    profile: ProfileState | None = None
    erases: tuple[str, ...] = ()

    @property
    def cards(self) -> tuple[RankedItem, ...]:
        """The items that are shown."""
        return self.items if self.shows_cards else ()


def said(brief: AnswerBrief) -> Outcome:
    """Words alone."""
    return Outcome(items=(), brief=brief)
