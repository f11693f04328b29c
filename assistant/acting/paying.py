"""Which payment method settles a difference, and charging an order to another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.acting.cases import Case, Step
from assistant.commerce.orders import Refusal
from assistant.commerce.swaps import charge_refusal, payment_refusal
from assistant.commerce.types import PaymentMethod
from assistant.facts.order_changes import ask_method_brief, change_brief, change_refusal_brief
from assistant.parsing.paying import meant_methods, names_method
from assistant.phrasing.order_changes import method_label


def payment_step(case: Case) -> Step:
    """Charge the order to another method: find it, check it, ask for a yes."""
    order, customer = case.order, case.customer
    refusal = payment_refusal(order, case.rules, customer, "")
    if refusal is not None:
        return refused(case, refusal.code)
    others = tuple(m for m in customer.payment_methods if m.method_id != order.paid_with)
    named = _named(case)
    meant = tuple(m for m in named if m in others)
    if not others or (named and not meant):
        return refused(case, "same_method" if named else "no_method")
    wrong = "bad_method" if not named and _speaks_of_one(case) else ""
    if wrong or len(meant or others) > 1:
        return _ask(case, meant or others, difference_minor=None, wrong=wrong)
    method_id = (meant or others)[0].method_id
    refusal = payment_refusal(order, case.rules, customer, method_id)
    if refusal is not None:
        return refused(case, refusal.code if named else "no_method")
    pending = replace(case.pending, method_id=method_id)
    brief = change_brief("confirm", pending, order, customer, {}, language=case.language)
    return Step(brief=brief, pending=pending, awaiting="confirmation")


def chosen_method(case: Case, difference_minor: int) -> PaymentMethod | Step:
    """The method that settles a difference, or the question which; the only one on file is not asked for."""
    methods = case.customer.payment_methods
    named = _named(case)
    original = case.customer.method(case.order.paid_with)
    if not named and _speaks_of_one(case):
        return _ask(case, methods, difference_minor=difference_minor, wrong="bad_method")
    held = case.customer.method(case.pending.method_id)
    if not named and (held or (original and difference_minor == 0)):
        named = tuple(method for method in (held or original,) if method is not None)
    fitting = named or methods
    if len(fitting) != 1:
        return _ask(case, fitting, difference_minor=difference_minor)
    refusal = charge_refusal(case.order, case.customer, fitting[0].method_id, difference_minor)
    if refusal is None:
        return fitting[0]
    others = tuple(method for method in methods if method is not fitting[0])
    if not others:
        return refused(case, refusal.code)
    return _ask(case, others, difference_minor=difference_minor, wrong="low_balance")


def refused(case: Case, code: str, *titles: str) -> Step:
    """The wish is settled: why it can't be done."""
    days = case.rules.return_days or 0
    refusal = Refusal(code=code, status=case.order.status, days=days, titles=titles)
    brief = change_refusal_brief(case.pending.kind, case.order, refusal, language=case.language)
    return Step(brief=brief)


def _named(case: Case) -> tuple[PaymentMethod, ...]:
    """The methods that this utterance can mean, else those that the wish began with."""
    methods, original = case.customer.payment_methods, case.order.paid_with
    now = meant_methods(case.text, methods, original=original)
    if now or case.pending.method_id or case.awaiting == "method":
        return now
    return meant_methods(case.pending.said, methods, original=original)


def _speaks_of_one(case: Case) -> bool:
    said = "" if case.pending.method_id or case.awaiting == "method" else case.pending.said
    return names_method(case.text) or names_method(said)


def _ask(
    case: Case, methods: Sequence[PaymentMethod], *, difference_minor: int | None, wrong: str = ""
) -> Step:
    if not methods:
        return refused(case, "no_method")
    brief = ask_method_brief(
        case.order, methods, language=case.language, difference_minor=difference_minor, wrong=wrong
    )
    labels = tuple(method_label(method, case.language) for method in methods)
    pending = replace(case.pending, method_id="")
    return Step(brief=brief, pending=pending, awaiting="method", choices=labels)
