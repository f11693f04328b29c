"""Carrying out what the shopper wants of their orders.

Identify first, then find the order, then ask for what is missing, then check the shop's rules, then ask
for a yes, then write. Success is said only after the write returned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.cases import Case, Step
from assistant.acting.desk import ServiceDesk, buttons, cards, settled, write_key
from assistant.acting.exchanging import SWAPS, swap_step
from assistant.acting.identifying import identified, missing
from assistant.acting.order_writes import FREE_REASON, method_of, written, written_account
from assistant.acting.paying import payment_step
from assistant.acting.types import Outcome, Work, said
from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
)
from assistant.commerce.orders import (
    Refusal,
    address_refusal,
    cancel_refusal,
    return_refusal,
    same_order_number,
)
from assistant.commerce.types import Address, Order, OrderRules
from assistant.facts.order_changes import account_brief, not_offered_brief
from assistant.facts.orders import (
    action_brief,
    ask_brief,
    order_note,
    orders_brief,
    refusal_brief,
    status_brief,
    with_opening,
)
from assistant.facts.service import service_brief
from assistant.facts.types import AnswerBrief
from assistant.parsing.answers import Reply, gives_up, read_reply
from assistant.parsing.desk import corrects
from assistant.parsing.orders import picks, read_order
from assistant.phrasing.cart import line_title
from assistant.types import Intent, PendingAction

_WRITES = frozenset({"cancel", "return", "address", "payment"}) | SWAPS
_SAID_CHARS = 600
_OTHER = re.compile(
    r"\b(?:other|another|different) (?:one|order)|\b(?:an|some|one of (?:my|the)|any) orders?\b"
    r"|另(?:外)?(?:一)?(?:个|单)|别的订单|其他订单|(?<!这)(?<!那)(?<!上)[一某]个订单"
)


def carry_out_order(work: Work, desk: ServiceDesk) -> Outcome:
    """One order turn."""
    counter = _Counter(work, desk)
    try:
        rules = desk.backend.order_rules()
        if rules is None:
            return said(
                service_brief(intent=Intent.ORDER, language=work.state.language, turn=work.state.turn)
            )
        return counter.serve(rules)
    except (BackendUnavailableError, BackendAnswerError, NotFoundError):
        return counter.say(order_note("unreachable", work.state.language), keep=True)


class _Counter:
    """One turn at the order counter."""

    def __init__(self, work: Work, desk: ServiceDesk) -> None:
        self._work = work
        self._desk = desk
        self._language = work.state.language
        self._service = work.state.service
        self._request = read_order(work.text, awaiting=self._service.awaiting)
        self._greeting = ""

    def serve(self, rules: OrderRules) -> Outcome:
        """Take the conversation one step further."""
        service, reply = self._service, read_reply(self._work.text)
        if service.awaiting == "confirmation" and service.pending is not None:
            if reply is Reply.YES:
                return self._confirmed(service.pending, rules)
            if corrects(self._work.text, service):
                return self._corrected(service.pending, rules)
            if reply is Reply.UNCLEAR and not self._request.action:
                return self.say(order_note("ask_yes_no", self._language), keep=True)
        declined = gives_up(self._work.text) or (reply is Reply.NO and service.awaiting == "confirmation")
        if declined and service.pending is not None and not self._request.action:
            return self.say(order_note("left_alone", self._language))
        pending = self._wanted()
        failures = service.failures
        self._service = identified(service, self._request, self._desk.backend)
        if self._service.customer_id is None:
            return self._unidentified(pending, failed=self._service.failures > failures)
        if service.customer_id is None:
            self._greeting = "identified"
        elif self._is_another(service.customer_id):
            return self.say(order_note("other_person", self._language))
        return self._serve_known(pending, self._service.customer_id, rules)

    def say(
        self,
        brief: AnswerBrief,
        *,
        product_ids: Sequence[str] = (),
        pending: PendingAction | None = None,
        awaiting: str = "",
        choices: tuple[str, ...] = (),
        keep: bool = False,
    ) -> Outcome:
        """Words; what was pending is settled, unless kept as it was."""
        service = self._service
        if not keep:
            service = settled(service, pending=pending, awaiting=awaiting, choices=choices)
        service = replace(service, topic="order")
        if self._greeting:
            brief = with_opening(self._greeting, brief)
        return Outcome(
            items=cards(self._work, product_ids),
            brief=brief,
            shows_cards=False,
            service=service,
            quick_replies=buttons(service, self._language),
        )

    def _wanted(self) -> PendingAction:
        """What is to be done, with what this utterance adds to it."""
        request, before = self._request, self._service.pending
        if before is not None and before.kind != "add" and _goes_on(before.kind, request.action):
            return replace(
                before,
                reason=request.reason or before.reason,
                address=request.address or before.address,
                refund_to=request.refund or before.refund_to,
                key="",
            )
        return PendingAction(
            kind=request.action or "status",
            reason=request.reason,
            address=request.address,
            refund_to=request.refund,
            said=self._work.text[:_SAID_CHARS],
        )

    def _unidentified(self, pending: PendingAction, *, failed: bool) -> Outcome:
        key = missing(self._service)
        if failed and key != "locked":
            key = "not_matched"
        if key == "locked":
            return self.say(order_note(key, self._language))
        return self.say(order_note(key, self._language), pending=pending, awaiting="identity")

    def _is_another(self, customer_id: str) -> bool:
        """Whether the identified shopper now gives somebody else's e-mail."""
        email = self._request.email
        return bool(email) and self._desk.backend.find_by_email(email) != customer_id

    def _serve_known(self, pending: PendingAction, customer_id: str, rules: OrderRules) -> Outcome:
        if pending.kind == "account":
            return self._account(pending, rules)
        orders = self._desk.backend.orders(customer_id)
        if pending.kind == "list" or not orders:
            return self.say(orders_brief("your_orders", orders, language=self._language))
        found = self._order(pending, orders)
        if isinstance(found, Outcome):
            return found
        pending = replace(pending, order_id=found.order_id)
        self._service = replace(self._service, order_id=found.order_id)
        if pending.kind not in _WRITES:
            brief = status_brief(found, language=self._language, with_address=_asks_address(self._work.text))
            return self.say(brief, product_ids=[line.product_id for line in found.lines])
        return self._prepare(pending, found, rules)

    def _order(self, pending: PendingAction, orders: Sequence[Order]) -> Order | Outcome:
        """The order that is meant, or the question which."""
        number = self._request.order_number or pending.order_id
        if self._service.awaiting == "order" and not self._request.order_number:
            places = picks(self._work.text, self._service.choices)
            if len(places) == 1 and places[0] < len(orders):
                return orders[places[0]]
        if number:
            for order in orders:
                if same_order_number(order.order_id, number):
                    return order
            brief = orders_brief("unknown_order", orders, language=self._language, number=number)
            self._service = replace(self._service, order_id="")
            return self._ask_order(brief, pending, orders)
        if len(orders) == 1:
            return orders[0]
        meant = self._naming(orders, pending) or self._spoken_of(orders)
        if meant is not None:
            return meant
        brief = orders_brief("which_order", orders, language=self._language)
        return self._ask_order(brief, pending, orders)

    def _ask_order(self, brief: AnswerBrief, pending: PendingAction, orders: Sequence[Order]) -> Outcome:
        labels = tuple(_label(order) for order in orders)
        return self.say(brief, pending=replace(pending, order_id=""), awaiting="order", choices=labels)

    def _naming(self, orders: Sequence[Order], pending: PendingAction) -> Order | None:
        """The one order that holds what the utterance names, or what was named when it began."""
        for text in (self._work.text, pending.said):
            places = picks(text, [_label(order) for order in orders])
            if len(places) == 1:
                return orders[places[0]]
        return None

    def _spoken_of(self, orders: Sequence[Order]) -> Order | None:
        """The order that the conversation is about, unless another one is asked for."""
        if _OTHER.search(self._work.text.casefold()):
            return None
        number = self._service.order_id
        return next((order for order in orders if same_order_number(order.order_id, number)), None)

    def _account(self, pending: PendingAction, rules: OrderRules) -> Outcome:
        """Ask for the address of the account, or for a yes to it."""
        if not rules.account_address:
            return self.say(not_offered_brief("account", self._language))
        if pending.address is None:
            pending = replace(pending, address=read_order(pending.said).address)
        stage, awaiting = ("confirm", "confirmation") if pending.address else ("ask", "address")
        brief = account_brief(stage, pending.address, self._language)
        return self.say(brief, pending=pending, awaiting=awaiting)

    def _prepare(self, pending: PendingAction, order: Order, rules: OrderRules) -> Outcome:
        """Ask for what is missing, refuse what the rules forbid, or ask for a yes."""
        if pending.kind == "payment":
            return self._say_step(payment_step(self._case(pending, order, rules)), order)
        if pending.kind in SWAPS:
            return self._say_step(swap_step(self._case(pending, order, rules)), order)
        forbidden = self._forbidden(pending, order, rules)
        if forbidden is not None:
            return self.say(refusal_brief(pending.kind, order, forbidden, language=self._language))
        if pending.kind == "cancel" and rules.cancel_reasons and not pending.reason:
            return self._ask("reason", pending, order)
        if pending.kind == "address":
            pending = replace(pending, address=pending.address or self._account_address(pending))
            if pending.address is None:
                return self._ask("address", pending, order)
        if pending.kind == "return":
            pending = replace(pending, item_ids=self._items(pending, order))
            if not pending.item_ids:
                return self._ask("items", pending, order)
            refusal = return_refusal(order, rules, pending.item_ids, now=self._desk.now())
            if refusal is not None:
                return self.say(refusal_brief("return", order, refusal, language=self._language))
            pending = replace(pending, refund_to=self._refund_kind(pending.refund_to, order))
        brief = action_brief(
            "confirm", pending, order, language=self._language, refund=pending.refund_to or "original"
        )
        return self._say_step(Step(brief=brief, pending=pending, awaiting="confirmation"), order)

    def _case(self, pending: PendingAction, order: Order, rules: OrderRules) -> Case:
        return Case(
            pending=pending,
            order=order,
            customer=self._desk.backend.customer(order.customer_id),
            rules=rules,
            backend=self._desk.backend,
            now=self._desk.now(),
            language=self._language,
            text=self._work.text,
            awaiting=self._service.awaiting,
            choices=self._service.choices,
            withheld=self._work.shop.index.snapshot.withheld,
        )

    def _corrected(self, pending: PendingAction, rules: OrderRules) -> Outcome:
        """Another version than the one that was asked about: the question is put anew."""
        customer_id = self._service.customer_id
        if customer_id is None:
            return self._unidentified(pending, failed=False)
        return self._serve_known(replace(pending, key=""), customer_id, rules)

    def _say_step(self, step: Step, order: Order) -> Outcome:
        """A step's words; the order's products are cards beside a question that ends in a write."""
        asked = step.awaiting == "confirmation"
        return self.say(
            step.brief,
            product_ids=[line.product_id for line in order.lines] if asked else (),
            pending=step.pending,
            awaiting=step.awaiting,
            choices=step.choices,
        )

    def _account_address(self, pending: PendingAction) -> Address | None:
        """The address of the customer's account, where the order is to go there."""
        meant = self._request.to_account or read_order(pending.said).to_account
        customer_id = self._service.customer_id
        return self._desk.backend.customer(customer_id).address if meant and customer_id else None

    def _forbidden(self, pending: PendingAction, order: Order, rules: OrderRules) -> Refusal | None:
        """What forbids it whatever is still to be said."""
        if pending.kind == "cancel":
            known = pending.reason or next(iter(rules.cancel_reasons), FREE_REASON)
            return cancel_refusal(order, rules, known)
        if pending.kind == "address":
            return address_refusal(order, rules)
        every = [line.item_id for line in order.lines if line.returnable] or [order.lines[0].item_id]
        return return_refusal(order, rules, every, now=self._desk.now())

    def _items(self, pending: PendingAction, order: Order) -> tuple[str, ...]:
        """Items to return: those said before, the only one, or those that the utterance chooses."""
        if pending.item_ids:
            return pending.item_ids
        if len(order.lines) == 1:
            return (order.lines[0].item_id,)
        labels = [line_title(line.title, line.options) for line in order.lines]
        places = picks(self._work.text, labels) or picks(pending.said, labels)
        return tuple(order.lines[place].item_id for place in places)

    def _ask(self, what: str, pending: PendingAction, order: Order) -> Outcome:
        labels = tuple(line_title(line.title, line.options) for line in order.lines)
        brief = ask_brief(f"ask_{what}", order, language=self._language, damaged=self._request.damaged)
        return self.say(brief, pending=pending, awaiting=what, choices=labels if what == "items" else ())

    def _confirmed(self, pending: PendingAction, rules: OrderRules) -> Outcome:
        """Write what was confirmed, under a key that a repetition has again."""
        customer_id = self._service.customer_id
        if customer_id is None:
            return self._unidentified(pending, failed=False)
        key = pending.key or write_key(
            self._work.utterance.conversation_id, self._work.state.turn, pending.kind, pending.order_id
        )
        pending = replace(pending, key=key)
        backend = self._desk.backend
        if pending.kind == "account":
            step = written_account(pending, backend.customer(customer_id), backend, language=self._language)
            return self.say(step.brief, pending=step.pending, awaiting=step.awaiting)
        own = backend.orders(customer_id)
        order = next((each for each in own if each.order_id == pending.order_id), None)
        if order is None:
            return self.say(order_note("shop_refused", self._language))
        step = written(self._case(pending, order, rules))
        return self.say(step.brief, pending=step.pending, awaiting=step.awaiting)

    def _refund_kind(self, kind: str, order: Order) -> str:
        """The kind of payment method that was named, "" where the customer has none of it on file."""
        return kind if kind and method_of(kind, order, self._desk.backend.customer(order.customer_id)) else ""


def _goes_on(kind: str, action: str) -> bool:
    """Whether an utterance of this action adds to the pending wish."""
    return action in ("", kind, "status") or (kind in SWAPS and action in SWAPS)


def _label(order: Order) -> str:
    titles = "; ".join(line_title(line.title, line.options) for line in order.lines)
    return f"{order.order_id} {titles}"


def _asks_address(text: str) -> bool:
    return "address" in text.casefold() or "地址" in text
