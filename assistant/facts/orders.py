"""Briefs about orders. Personal ones are built from records of the identified customer alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.commerce.orders import Refusal
from assistant.commerce.types import Order
from assistant.facts.types import AnswerBrief, AnswerKind, Fact, Statement
from assistant.phrasing.cart import line_title
from assistant.phrasing.display import plain
from assistant.phrasing.orders import (
    address_line,
    order_label,
    order_lines,
    order_sentence,
    order_total,
    state_of,
)
from assistant.types import PendingAction

MAX_LISTED = 8
_REFUSED = {"cancel": "refuse_cancel", "return": "refuse_return", "address": "refuse_address"}
_TOLD = {
    "too_late": "too_late",
    "not_returnable": "not_returnable",
    "reason": "bad_reason",
    "refund": "bad_refund",
}


def order_note(key: str, language: str, **values: object) -> AnswerBrief:
    """One sentence that says nothing personal."""
    return order_brief([order_sentence(key, language, **values)], language)


def orders_brief(key: str, orders: Sequence[Order], *, language: str, number: str = "") -> AnswerBrief:
    """The customer's orders: listed (`your_orders`), to choose from (`which_order`), or `unknown_order`."""
    if not orders:
        return order_note("no_orders", language)
    labels = ("、" if language == "zh" else "; ").join(order_label(o, language) for o in orders[:MAX_LISTED])
    if key == "unknown_order":
        labels = order_sentence("your_orders", language, orders=labels)
    sentence = order_sentence(key, language, orders=labels, number=plain(number, 40))
    return order_brief([sentence], language, orders[:MAX_LISTED])


def status_brief(order: Order, *, language: str, with_address: bool = False) -> AnswerBrief:
    """Where an order stands, what is in it, and how to follow it."""
    sentences = [_told("status", order, language, state=state_of(order.status, language))]
    if order.tracking:
        tracking = ", ".join(plain(number, 40) for number in order.tracking)
        sentences.append(order_sentence("tracking", language, tracking=tracking))
    if with_address:
        sentences.append(order_sentence("going_to", language, address=address_line(order.address, language)))
        return order_brief(sentences, language, [order])
    return replace(order_brief(sentences, language, [order]), statements=_statements(order, language))


def _statements(order: Order, language: str) -> tuple[Statement, ...]:
    """Where an order stands, its pieces, total and tracking numbers, as statements that are checked."""
    number = {"number": plain(order.order_id, 40)}
    tracking = ", ".join(plain(each, 40) for each in order.tracking)
    return (
        Statement(kind="order", values={**number, "state": state_of(order.status, language)}),
        Statement(kind="order_total", values={"total": order_total(order, language)}),
        *(
            Statement(
                kind="pieces",
                values={"quantity": str(line.quantity), "title": line_title(line.title, line.options)},
            )
            for line in order.lines
        ),
        *((Statement(kind="tracking", values={"tracking": tracking}),) if tracking else ()),
    )


def ask_brief(key: str, order: Order, *, language: str, damaged: bool = False) -> AnswerBrief:
    """Ask for the items (`ask_items`), the reason (`ask_reason`) or the address (`ask_address`)."""
    opening = [order_sentence("damaged", language)] if damaged else []
    return order_brief([*opening, _told(key, order, language)], language, [order])


def action_brief(
    stage: str, pending: PendingAction, order: Order, *, language: str, refund: str = "original"
) -> AnswerBrief:
    """Before a write (`confirm`) or after it succeeded (`done`): exactly what it changes."""
    chosen = tuple(line for line in order.lines if line.item_id in pending.item_ids) or order.lines
    address = address_line(pending.address, language) if pending.address else ""
    sentence = order_sentence(
        f"{stage}_{pending.kind}",
        language,
        number=plain(order.order_id, 40),
        lines=order_lines(chosen, language),
        total=order_total(order, language),
        address=address,
        refund=order_sentence(refund, language),
    )
    return order_brief([sentence], language, [order])


def refusal_brief(kind: str, order: Order, refusal: Refusal, *, language: str) -> AnswerBrief:
    """Why the shop's rules don't allow it."""
    key = _TOLD.get(refusal.code) or (_REFUSED[kind] if refusal.code == "status" else "shop_refused")
    sentence = order_sentence(
        key,
        language,
        number=plain(order.order_id, 40),
        state=state_of(order.status, language),
        days=refusal.days,
        titles=("、" if language == "zh" else ", ").join(plain(title, 80) for title in refusal.titles),
    )
    return replace(order_brief([sentence], language, [order]), limited=True)


def with_opening(key: str, brief: AnswerBrief) -> AnswerBrief:
    """The brief with a sentence before it."""
    return replace(brief, opening=order_sentence(key, brief.language))


def _told(key: str, order: Order, language: str, **values: object) -> str:
    return order_sentence(
        key,
        language,
        number=plain(order.order_id, 40),
        lines=order_lines(order.lines, language),
        total=order_total(order, language),
        **values,
    )


def order_brief(sentences: Sequence[str], language: str, orders: Sequence[Order] = ()) -> AnswerBrief:
    """Sentences about these orders, each a fact of the brief."""
    gap = "" if language == "zh" else " "
    facts = tuple(
        Fact(product_id=None, field="order", value=order.order_id, display=order_label(order, language))
        for order in orders
    )
    return AnswerBrief(kind=AnswerKind.ORDER, language=language, reply=gap.join(sentences), facts=facts)
