"""The confirmed write about an order or an account: done, refused, or unknown.

Success is said only after the write returned, and nothing is asked of the shop between the two.
"""

from __future__ import annotations

from assistant.acting.cases import Case, Step
from assistant.acting.exchanging import SWAPS, versions_of
from assistant.acting.paying import refused
from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
    WriteRefusedError,
)
from assistant.commerce.orders import CODES, Refusal
from assistant.commerce.protocols import ShopBackend
from assistant.commerce.types import Customer, Order, OrderLine, WriteResult
from assistant.facts.order_changes import account_brief, change_brief, not_offered_brief
from assistant.facts.orders import action_brief, order_note, refusal_brief
from assistant.types import PendingAction

CHANGES = SWAPS | {"payment"}
"""Kinds whose words are in `facts.order_changes`."""
FREE_REASON = "not said"
_OWN_WORDS = frozenset(CODES) - {"refused", "reason", "refund"}


def written(case: Case) -> Step:
    """Write what was confirmed. Raises CommerceError only where nothing was written yet."""
    pending, order = case.pending, case.order
    versions = versions_of(case) if pending.kind in SWAPS else {}
    gone = [
        line.title for line in order.lines if _swapped(line, pending) and line.product_id in case.withheld
    ]
    if gone:
        return refused(case, "no_other", *gone)
    try:
        result = _write(case)
    except (BackendUnavailableError, BackendAnswerError):
        return _unknown(pending, case.language)
    except NotFoundError:
        return _refused(case, "refused")
    except WriteRefusedError as error:
        return _refused(case, error.code)
    if pending.kind in CHANGES:
        brief = change_brief("done", pending, order, case.customer, versions, language=case.language)
        return Step(brief=brief)
    return Step(brief=action_brief("done", pending, result.order or order, language=case.language))


def written_account(
    pending: PendingAction, customer: Customer, backend: ShopBackend, *, language: str
) -> Step:
    """Write the confirmed address of an account."""
    if pending.address is None:
        raise ValueError("expected a confirmed address, got none")
    try:
        backend.change_account_address(customer.customer_id, pending.address, key=pending.key)
    except (BackendUnavailableError, BackendAnswerError):
        return _unknown(pending, language)
    except WriteRefusedError as error:
        told = not_offered_brief("account", language) if error.code == "not_offered" else None
        return Step(brief=told or order_note("shop_refused", language))
    except NotFoundError:
        return Step(brief=order_note("shop_refused", language))
    return Step(brief=account_brief("done", pending.address, language))


def method_of(kind: str, order: Order, customer: Customer) -> str:
    """The customer's payment method of a kind, the order's own first; "" for none."""
    if not kind:
        return order.paid_with
    fitting = [method.method_id for method in customer.payment_methods if method.kind == kind]
    return order.paid_with if order.paid_with in fitting else next(iter(fitting), "")


def _write(case: Case) -> WriteResult:
    backend, pending, order_id = case.backend, case.pending, case.order.order_id
    match pending.kind:
        case "cancel":
            return backend.cancel(order_id, reason=pending.reason or FREE_REASON, key=pending.key)
        case "payment":
            return backend.change_payment(order_id, pending.method_id, key=pending.key)
        case "exchange" | "items":
            write = backend.exchange_items if pending.kind == "exchange" else backend.change_items
            return write(
                order_id,
                pending.swaps,
                method_id=pending.method_id,
                difference_minor=pending.amount_minor,
                key=pending.key,
            )
        case "address" if pending.address is not None:
            return backend.change_address(order_id, pending.address, key=pending.key)
        case "return":
            refund_to = method_of(pending.refund_to, case.order, case.customer)
            return backend.return_items(order_id, pending.item_ids, refund_to=refund_to, key=pending.key)
        case kind:
            raise ValueError(f"expected a kind of write with all its details, got {kind!r}")


def _unknown(pending: PendingAction, language: str) -> Step:
    """A yes repeats the write under its key."""
    return Step(brief=order_note("unknown", language), pending=pending, awaiting="confirmation")


def _swapped(line: OrderLine, pending: PendingAction) -> bool:
    return pending.kind in SWAPS and any(swap.item_id == line.item_id for swap in pending.swaps)


def _refused(case: Case, code: str) -> Step:
    if case.pending.kind not in CHANGES:
        days = case.rules.return_days or 0
        refusal = Refusal(code=code, status=case.order.status, days=days)
        return Step(brief=refusal_brief(case.pending.kind, case.order, refusal, language=case.language))
    if code not in _OWN_WORDS:
        return Step(brief=order_note("shop_refused", case.language))
    items = {swap.item_id for swap in case.pending.swaps}
    titles = [line.title for line in case.order.lines if line.item_id in items]
    return refused(case, code, *titles)
