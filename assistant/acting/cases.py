"""One wish about an order as a turn hears it, and the step that it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.commerce.protocols import ShopBackend
from assistant.commerce.types import Customer, Order, OrderRules
from assistant.facts.types import AnswerBrief
from assistant.types import PendingAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A wish of the identified customer about one of their orders.

    `text` is the utterance and `awaiting` the question that it may answer, with the `choices` offered;
    `withheld` are ids of products of which the shop sends no further piece.
    """

    pending: PendingAction
    order: Order
    customer: Customer
    rules: OrderRules
    backend: ShopBackend
    now: datetime
    language: str
    text: str = ""
    awaiting: str = ""
    choices: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is said and asked next. `pending` None: the wish is settled, nothing was written."""

    brief: AnswerBrief
    pending: PendingAction | None = None
    awaiting: str = ""
    choices: tuple[str, ...] = ()
