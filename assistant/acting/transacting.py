"""Carts, orders and coupons at the shop's service desk; without one, what can't be done is said."""

from __future__ import annotations

from assistant.acting.cart import carry_out_cart
from assistant.acting.deals import carry_out_deal
from assistant.acting.orders import carry_out_order
from assistant.acting.types import Outcome, Work, said
from assistant.facts.service import service_brief
from assistant.types import Intent


def transact(intent: Intent, work: Work) -> Outcome:
    """One turn of intent cart, order or deal."""
    desk = work.shop.desk
    if desk is None:
        return said(service_brief(intent=intent, language=work.state.language, turn=work.state.turn))
    if intent is Intent.CART:
        return carry_out_cart(work, desk)
    return carry_out_order(work, desk) if intent is Intent.ORDER else carry_out_deal(work, desk)
