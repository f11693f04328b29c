"""Values that an answer is written from: verified facts, proofs, and the brief that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retrieval.types import Constraint, Product


class AnswerKind(StrEnum):
    """Which case a reply is about."""

    FIND = "find"
    MORE = "more"
    NO_MORE = "no_more"
    NOT_CARRIED = "not_carried"
    NOTHING_LEFT = "nothing_left"
    COMPARE = "compare"
    ASK_PRODUCT = "ask_product"
    ASK_BACK = "ask_back"
    RESTART = "restart"
    SMALLTALK = "smalltalk"
    UNSUPPORTED = "unsupported"
    NOT_SERVED = "not_served"
    POLICY = "policy"
    CART = "cart"
    ORDER = "order"
    DEAL = "deal"
    HANDOFF = "handoff"


class ProofKind(StrEnum):
    """A comparison that code has established over everything it says, not only over what is shown."""

    CHEAPEST = "cheapest"
    PRICIEST = "priciest"
    BEST_RATED = "best_rated"
    NEWEST = "newest"
    MOST_POPULAR = "most_popular"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that the catalog (or the filter) says of one product.

    `value` is as the catalog has it; `display` is how it is said in the reply's language; `product_id`
    is None for a fact about the whole answer.
    """

    product_id: str | None
    field: str
    value: str
    display: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A product is first in its kind among all that match."""

    kind: ProofKind
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that code worked out and no record states: a saving, points between two places, a total.

    `values` are its names and figures as the reply says them, by what they are; the checker compares all.
    """

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBrief:
    """All that a reply may rest on, and the deterministic reply itself.

    `products` are those in play, in the order shown. `reasons` speak of the first product, and
    `reason_sentence` says them after it was named. `notes` are
    said by code after the prose, whoever wrote it; `opening` before it. `prompt` names the template
    that may phrase the answer, None where only code may. `counts` and `limits` are the numbers that the
    prose may use beside the records'; `quotes` are texts that may be cited word for word. `named` are
    products that code names by their titles beside those in play.
    `limited`: the shop's rules forbid what was asked. `statements` are what code worked out beside the
    records; where there are any, the checker lets no sentence or note pass that says otherwise.
    """

    kind: AnswerKind
    language: str
    reply: str
    products: tuple[Product, ...] = ()
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Fact, ...] = ()
    reason_sentence: str = ""
    opening: str = ""
    notes: tuple[str, ...] = ()
    prompt: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    counts: frozenset[int] = frozenset()
    limits: tuple[Constraint, ...] = ()
    proofs: tuple[Proof, ...] = ()
    quotes: tuple[str, ...] = ()
    named: tuple[Product, ...] = ()
    limited: bool = False
    statements: tuple[Statement, ...] = ()
