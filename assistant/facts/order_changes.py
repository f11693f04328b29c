"""Briefs about exchanges, changed items, payment methods and the address of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.commerce.orders import Refusal
from assistant.commerce.swaps import Versions, values, version
from assistant.commerce.types import Address, Customer, Order, OrderLine, PaymentMethod
from assistant.facts.orders import order_brief
from assistant.facts.types import AnswerBrief
from assistant.phrasing.display import plain
from assistant.phrasing.order_changes import (
    change_sentence,
    difference_sentence,
    listed,
    method_label,
    one_change,
)
from assistant.phrasing.orders import address_line, order_lines, order_total, state_of
from assistant.types import PendingAction

_NOT_OFFERED = {
    "exchange": "no_exchange",
    "items": "no_change_items",
    "payment": "no_change_payment",
    "account": "no_change_account",
}


def not_offered_brief(kind: str, language: str) -> AnswerBrief:
    """The shop doesn't offer that here; a person may."""
    return _limited(change_sentence(_NOT_OFFERED[kind], language), language)


def change_refusal_brief(kind: str, order: Order, refusal: Refusal, *, language: str) -> AnswerBrief:
    """Why the shop's rules don't allow it."""
    if refusal.code == "not_offered":
        return not_offered_brief(kind, language)
    sentence = change_sentence(
        f"refuse_{kind}" if refusal.code == "status" else refusal.code,
        language,
        number=plain(order.order_id, 40),
        state=state_of(order.status, language),
        days=refusal.days,
        titles=listed(refusal.titles, language),
    )
    return _limited(sentence, language, order)


def ask_items_brief(order: Order, language: str) -> AnswerBrief:
    """Ask which items are meant."""
    number, lines = plain(order.order_id, 40), order_lines(order.lines, language)
    return order_brief(
        [change_sentence("ask_items", language, number=number, lines=lines)], language, [order]
    )


def ask_version_brief(
    order: Order, line: OrderLine, labels: Sequence[str], *, gone: bool, language: str
) -> AnswerBrief:
    """Ask for the version; `gone`: the one that was named is out of stock."""
    sentence = change_sentence(
        "version_gone" if gone else "ask_version",
        language,
        title=plain(line.title, 80),
        versions=listed(labels, language),
    )
    return order_brief([sentence], language, [order])


def ask_method_brief(
    order: Order,
    methods: Sequence[PaymentMethod],
    *,
    language: str,
    difference_minor: int | None,
    wrong: str = "",
) -> AnswerBrief:
    """Ask how to settle a difference, or (None) what an order is charged to; `wrong` is said before."""
    opening = [change_sentence(wrong, language)] if wrong else []
    labels = listed([method_label(method, language) for method in methods], language)
    if difference_minor is None:
        question = change_sentence("ask_payment", language, number=plain(order.order_id, 40), methods=labels)
    else:
        told = difference_sentence(difference_minor, order.currency, None, language)
        question = change_sentence("ask_method", language, difference=told, methods=labels)
    return order_brief([*opening, question], language, [order])


def change_brief(
    stage: str, pending: PendingAction, order: Order, customer: Customer, versions: Versions, *, language: str
) -> AnswerBrief:
    """Before a write (`confirm`) or after it succeeded (`done`); `order` is the one before it."""
    method = customer.method(pending.method_id)
    sentence = change_sentence(
        f"{stage}_{pending.kind}",
        language,
        number=plain(order.order_id, 40),
        total=order_total(order, language),
        changes=_changes(pending, order, versions, language),
        difference=difference_sentence(pending.amount_minor, order.currency, method, language),
        method=method_label(method, language),
        before=method_label(customer.method(order.paid_with), language),
    )
    return order_brief([sentence.strip()], language, [order])


def account_brief(stage: str, address: Address | None, language: str) -> AnswerBrief:
    """Ask for an account's address (`ask`), or say it before (`confirm`) and after (`done`) the write."""
    told = address_line(address, language) if address else ""
    return order_brief([change_sentence(f"{stage}_account", language, address=told)], language)


def _changes(pending: PendingAction, order: Order, versions: Versions, language: str) -> str:
    lines = {line.item_id: line for line in order.lines}
    told = []
    for swap in pending.swaps:
        line = lines[swap.item_id]
        sku = version(versions, line.product_id, swap.sku_id)
        told.append(one_change(line, values(sku) if sku else (), language))
    return ("；" if language == "zh" else "; ").join(told)


def _limited(sentence: str, language: str, *orders: Order) -> AnswerBrief:
    return replace(order_brief([sentence], language, orders), limited=True)
