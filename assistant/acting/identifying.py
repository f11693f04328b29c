"""Who is speaking: what was said is put to the shop's records; nothing personal is told before it holds.

E-mail and order number, e-mail and postal code, or name and postal code prove a customer. Whether one
detail alone is known to the shop is never told.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.commerce.identity import lives_at
from assistant.commerce.orders import same_order_number
from assistant.commerce.protocols import ShopBackend
from assistant.parsing.orders import OrderRequest
from assistant.types import ServiceState

MAX_FAILURES = 3
"""Proofs that may fail before this conversation tells nothing about orders any more."""


def identified(service: ServiceState, request: OrderRequest, backend: ShopBackend) -> ServiceState:
    """The state after what the utterance adds to the proof. Raises CommerceError."""
    if service.customer_id is not None or service.failures >= MAX_FAILURES:
        return service
    service = _told(service, request, backend)
    number = request.order_number or service.order_id
    if service.email_given and (number or service.postal_code):
        holds = _holds(service, number, backend)
        return _settled(service, service.candidate_id if holds else None)
    if service.name and service.postal_code:
        return _settled(service, backend.find_by_name(service.name, service.postal_code))
    return service


def missing(service: ServiceState) -> str:
    """The sentence that asks for what the proof still lacks."""
    if service.failures >= MAX_FAILURES:
        return "locked"
    if service.email_given:
        return "ask_second"
    if service.name:
        return "ask_postal"
    return "ask_name" if service.postal_code else "ask_identity"


def _told(service: ServiceState, request: OrderRequest, backend: ShopBackend) -> ServiceState:
    """The state with what was said; of an e-mail only whom it claims is kept."""
    if request.email:
        service = replace(service, email_given=True, candidate_id=backend.find_by_email(request.email))
    return replace(
        service,
        name=request.name or service.name,
        postal_code=request.postal_code or service.postal_code,
        order_id=request.order_number or service.order_id,
    )


def _holds(service: ServiceState, number: str, backend: ShopBackend) -> bool:
    """Whether the second detail is the claimed customer's; every detail that was given must be."""
    if service.candidate_id is None:
        return False
    if service.postal_code and not lives_at(backend.customer(service.candidate_id), service.postal_code):
        return False
    own = backend.orders(service.candidate_id) if number else ()
    known = any(same_order_number(order.order_id, number) for order in own)
    return known if number and not service.postal_code else True


def _settled(service: ServiceState, customer_id: str | None) -> ServiceState:
    """Identified, or one more failure with the proof forgotten; what is wanted is kept."""
    fresh = replace(service, candidate_id=None, email_given=False, name="", postal_code="")
    if customer_id is not None:
        return replace(fresh, customer_id=customer_id, failures=0)
    return replace(fresh, failures=service.failures + 1, order_id="")
