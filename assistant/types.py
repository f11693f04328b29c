"""Values the conversation speaks in: utterances, understanding, state, decisions, events, receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.commerce.types import Address, Swap
from assistant.profiles.types import ProfileRequest, ProfileState
from retrieval.recommenders.types import Way
from retrieval.types import Constraint, RankedItem, Sort

MAX_UTTERANCE_CHARS = 2_000
"""Longest text that can be a turn, on every way in."""


class Intent(StrEnum):
    """What a shopper wants, most specific first (architecture.md, Intents)."""

    HANDOFF = "handoff"
    UNSUPPORTED = "unsupported"
    ORDER = "order"
    POLICY = "policy"
    DEAL = "deal"
    CART = "cart"
    COMPARE = "compare"
    ASK_PRODUCT = "ask_product"
    SIMILAR = "similar"
    COMPLEMENT = "complement"
    FEEDBACK = "feedback"
    REFINE = "refine"
    FIND = "find"
    RECOMMEND = "recommend"
    SMALLTALK = "smalltalk"


class Mode(StrEnum):
    """FULL: a language model took part. REDUCED: parser and deterministic sentences alone."""

    FULL = "full"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """The shop page in view; `age` is the shopper's in years, where the shop knows it."""

    product_id: str | None = None
    category: str | None = None
    channel: str | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Text that one shopper said, with where they said it.

    `message_id` is the sender's own id of it, at most once per conversation; None where there is none.
    """

    conversation_id: str
    shop: str
    text: str
    message_id: str | None = None
    shopper_id: str | None = None
    context: PageContext = PageContext()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentUtterance:
    """Text that a customer-service agent said in a conversation; `agent` names who."""

    agent: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A shown, named or page product that the utterance points at.

    `kind` is ordinal, attribute, name, page or all; `product_ids` is empty when nothing shown fits.
    """

    kind: str
    text: str
    product_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What suggestions are asked for where no search decides.

    `product_ids` are the products that they are like or go with; `audience` is men, women, kids or "";
    `need` is what they should go with, in the shopper's words; `wanted` the kind of product, "" for any.
    """

    way: Way
    product_ids: tuple[str, ...] = ()
    audience: str = ""
    need: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What one utterance says, given the state before it.

    `constraints` are only those stated here; `dropped_facets` are those given up here ("any color").
    `search_text` is the kind of product named here, without conditions; "" when none is.
    `asked_facet` names what is asked of a product: a canonical facet, or free words; "" for a general
    question. `paging` is "more" or "restart" or None. `new_topic`: another kind of product than before;
    `swaps`: it takes the place of the one before, under the same conditions ("cardigans instead").
    `count`: how many products to show, None where that is left open.
    `plan` is set where suggestions are asked for; `liked` and `rejected` are products judged well or badly.
    `profile` is what the shopper says of themselves for good, or asks of their profile.
    """

    language: str
    intents: tuple[Intent, ...]
    constraints: tuple[Constraint, ...] = ()
    dropped_facets: tuple[str, ...] = ()
    sort: Sort | None = None
    references: tuple[Reference, ...] = ()
    search_text: str = ""
    asked_facet: str = ""
    paging: str | None = None
    new_topic: bool = False
    swaps: bool = False
    count: int | None = None
    plan: Plan | None = None
    liked: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    profile: ProfileRequest | None = None

    @property
    def primary(self) -> Intent:
        """The intent that decides what happens."""
        return self.intents[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAction:
    """What a shopper wants done, as far as it is known; written only once they have confirmed it.

    `kind` is one of `parsing.orders.ACTIONS`, or items (other versions in an order not yet sent), for orders;
    add for the cart. `swaps` are the items that give way, `method_id` pays `amount_minor` (below 0: gets it
    back). `said` are the words that it began with, which may name an item. `key` is set where a write's
    outcome is unknown: repeating it under the same key changes nothing twice.
    """

    kind: str
    order_id: str = ""
    item_ids: tuple[str, ...] = ()
    reason: str = ""
    refund_to: str = ""
    address: Address | None = None
    product_id: str = ""
    sku_id: str = ""
    quantity: int = 1
    said: str = ""
    key: str = ""
    swaps: tuple[Swap, ...] = ()
    method_id: str = ""
    amount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """Who the shopper has proved to be in this conversation, and the question they were asked.

    `customer_id` is set once they are identified; `candidate_id` is whom their e-mail claims, never said.
    `awaiting` is "", identity, order, items, version, method, address, reason, option or confirmation;
    `choices` are the labels offered with it, in order. `failures` counts proofs that did not hold. `topic` is
    cart or order where the turn before was about it; `in_cart` are the product ids that the cart last held.
    `shown_prices` pairs product ids with the price in minor units that the shopper last saw.
    """

    customer_id: str | None = None
    candidate_id: str | None = None
    email_given: bool = False
    name: str = ""
    postal_code: str = ""
    failures: int = 0
    order_id: str = ""
    pending: PendingAction | None = None
    awaiting: str = ""
    choices: tuple[str, ...] = ()
    topic: str = ""
    in_cart: tuple[str, ...] = ()
    shown_prices: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOption:
    """One answer that was offered to a question, and the constraints that it means."""

    says: str
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """The question that turn `turn` asked about a facet; `any_says` is the offered "no preference"."""

    facet: str
    turn: int
    options: tuple[AskedOption, ...]
    any_says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueState:
    """All that a conversation remembers; a pure function of its event log.

    `shown` are the product ids of the last cards, in order; `seen` all ids ever shown for this topic;
    `focus` the products last compared or asked about; `service` is about carts and orders.
    `question` is the last one asked, pending while its turn is the last; `settled` are the facets asked
    about or given up in this topic.
    `plan` is set while suggestions are looked at instead of a search; `liked` and `rejected` are products
    judged so far, `failures` the last turns in a row that showed and answered nothing, `handoff_turn` the
    turn that asked for a person, and `appeared` every card so far in order, with repetitions, at most the
    last 200. `profile` is what the shopper said of themselves here, `age` the least age in years that they
    say they have.
    """

    conversation_id: str
    shop: str
    turn: int = 0
    language: str = "en"
    search_text: str = ""
    constraints: tuple[Constraint, ...] = ()
    sort: Sort | None = None
    shown: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    question: AskedQuestion | None = None
    settled: tuple[str, ...] = ()
    service: ServiceState = ServiceState()
    failures: int = 0
    handoff_turn: int | None = None
    plan: Plan | None = None
    liked: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    age: int | None = None
    profile: ProfileState = field(default_factory=ProfileState)


class HandoffReason(StrEnum):
    """Why a person is asked for."""

    REQUESTED = "requested"
    ANGER = "anger"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedStep:
    """One earlier turn, for the person who takes over: what was wanted, and how many products were shown."""

    turn: int
    intents: tuple[Intent, ...]
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffSummary:
    """What a person needs to go on, written by code: no words of the shopper's but the kind of product.

    `utterances` counts the shopper's; `shown` are the product ids last in view; `tried` the last steps.
    """

    language: str
    utterances: int
    search_text: str
    constraints: tuple[Constraint, ...]
    sort: Sort | None
    shown: tuple[str, ...]
    tried: tuple[TriedStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested:
    """A person is asked for; sent once the request is in the queue."""

    turn: int
    reason: HandoffReason
    summary: HandoffSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One factual span of a reply, bound to the record (or policy line) that supports it."""

    text: str
    product_id: str | None
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One call of the language model, as the receipt lists it. Tokens are counts; ms is wall time."""

    purpose: str
    prompt: str
    prompt_sha256: str
    model: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    ms: float
    accepted: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a reply rests on."""

    catalog_version: int
    record_ids: tuple[str, ...]
    claims: tuple[Claim, ...]
    model_calls: tuple[ModelCall, ...]
    reply_source: str
    """'model' (all of the prose is the model's), 'mixed', or 'template' (deterministic sentences)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickReply:
    """An answer that the shopper may pick instead of typing.

    `text` is what a button shows and `says` what picking it says; `count` is how many products it would
    leave, None where nothing is counted.
    """

    text: str
    says: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStarted:
    """The turn's number, before anything else happens."""

    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The utterance was read."""

    understanding: Understanding
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsRanked:
    """Product cards in display order, before any prose; possibly none."""

    items: tuple[RankedItem, ...]
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """A checked piece of the reply; joining all pieces gives the reply exactly."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One finished assistant turn, as stored and as `chat --json` prints it. Timings in ms."""

    conversation_id: str
    turn: int
    language: str
    understanding: Understanding
    items: tuple[RankedItem, ...]
    reply: str
    receipt: Receipt
    mode: Mode
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    quick_replies: tuple[QuickReply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFinished:
    """The last event of a turn: the stored turn and the state after it."""

    turn: Turn
    state: DialogueState


TurnEvent = TurnStarted | Understood | ItemsRanked | HandoffRequested | TextDelta | TurnFinished
