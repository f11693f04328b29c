"""What to do next, decided from the state and what was understood. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.profiles.types import Ask, EntryKind, ProfileRequest
from assistant.types import DialogueState, Intent, PageContext, Plan, Understanding

MAX_COMPARED = 4
MAX_ASKED = 3

_SERVICE_INTENTS = frozenset(
    {
        Intent.HANDOFF,
        Intent.UNSUPPORTED,
        Intent.POLICY,
        Intent.SMALLTALK,
    }
)
_DESK_INTENTS = frozenset({Intent.CART, Intent.ORDER, Intent.DEAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Search for the state's topic; `more` asks for further products of the same search."""

    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Set these products side by side; `asked_facet` is what decides, "" for everything."""

    product_ids: tuple[str, ...]
    asked_facet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAbout:
    """Answer from the records of these products."""

    product_ids: tuple[str, ...]
    asked_facet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """Begin anew; the state is already cleared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBack:
    """Something is needed first: a kind of product (`what`) or a product (`which`)."""

    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An intent without products: small talk, service, and what this version can't do."""

    intent: Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Transact:
    """Something about the cart, orders or coupons, done at the shop's service desk."""

    intent: Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommend:
    """Suggest products by a plan; `more` asks for further ones."""

    plan: Plan
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFeedback:
    """Answer to a judgment of products; `then` is what goes on without the rejected ones, None for words."""

    then: Search | Recommend | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutProfile:
    """Tell, change or erase what is known of the shopper, as they ask."""

    request: ProfileRequest


Decision = (
    Search
    | Compare
    | AnswerAbout
    | Restart
    | AskBack
    | Service
    | Transact
    | Recommend
    | TakeFeedback
    | AboutProfile
)


def decide(state: DialogueState, understanding: Understanding, context: PageContext) -> Decision:
    """The next action; `state` is the one after `state.update`."""
    if understanding.paging == "restart" and not understanding.search_text:
        return Restart()
    asked = understanding.profile
    if asked is not None and (asked.commands or _only_states(state, understanding, asked)):
        return AboutProfile(request=asked)
    intent = understanding.primary
    if intent in _SERVICE_INTENTS:
        return Service(intent=intent)
    if intent in _DESK_INTENTS:
        return Transact(intent=intent)
    if understanding.plan is not None:
        return Recommend(plan=understanding.plan, more=understanding.paging == "more")
    if intent in (Intent.SIMILAR, Intent.COMPLEMENT):
        return AskBack(missing="which")
    if intent is Intent.FEEDBACK:
        return _feedback(state, understanding)
    if intent is Intent.COMPARE:
        return _compare(state, understanding, context)
    if intent is Intent.ASK_PRODUCT:
        return _about(state, understanding, context)
    return _search(state, understanding)


def _only_states(state: DialogueState, understanding: Understanding, asked: ProfileRequest) -> bool:
    """Whether a shopper speaks of themselves alone, and nothing goes on that it could be a condition of."""
    likes = any(wish.kind is EntryKind.LIKES for wish in asked.wishes)
    if not asked.alone or state.service.awaiting or (likes and understanding.search_text):
        return False
    searched_before = state.search_text not in ("", understanding.search_text)
    return asked.ask is Ask.CORRECT or not (searched_before or state.plan)


def _feedback(state: DialogueState, understanding: Understanding) -> Decision:
    if not understanding.rejected:
        pointless = understanding.references and not understanding.liked
        return AskBack(missing="which") if pointless and state.shown else TakeFeedback()
    if state.plan is not None:
        return TakeFeedback(then=Recommend(plan=state.plan, more=True))
    searching = state.search_text or state.constraints or state.sort
    return TakeFeedback(then=Search(more=True) if searching else None)


def _search(state: DialogueState, understanding: Understanding) -> Decision:
    if state.plan is not None:
        return Recommend(plan=state.plan, more=understanding.paging == "more")
    if not (state.search_text or state.constraints or state.sort):
        return AskBack(missing="what")
    return Search(more=understanding.paging == "more")


def _compare(state: DialogueState, understanding: Understanding, context: PageContext) -> Decision:
    named = _referenced(understanding)
    if len(named) == 1:
        partner = [i for i in (context.product_id, *state.focus, *state.shown) if i and i not in named]
        named = (*named, *partner[:1])
    if not named and not understanding.references:
        named = state.focus if len(state.focus) > 1 else state.shown
    if len(named) > 1:
        return Compare(product_ids=named[:MAX_COMPARED], asked_facet=understanding.asked_facet)
    if understanding.search_text and not state.shown:
        return _search(state, understanding)
    return AskBack(missing="which")


def _about(state: DialogueState, understanding: Understanding, context: PageContext) -> Decision:
    named = _referenced(understanding)
    if not named and not understanding.references:
        page = (context.product_id,) if context.product_id else ()
        named = page or state.focus or state.shown[:1]
    if named:
        return AnswerAbout(product_ids=named[:MAX_ASKED], asked_facet=understanding.asked_facet)
    if understanding.search_text and not understanding.references:
        return _search(state, understanding)
    return AskBack(missing="which")


def _referenced(understanding: Understanding) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for ref in understanding.references for i in ref.product_ids))
