"""Carrying out a question about coupons: for the product spoken of, else for the cart, else in general."""

from __future__ import annotations

from assistant.acting.desk import ServiceDesk, cards
from assistant.acting.types import Outcome, Work, said
from assistant.commerce.coupons import BasketLine, best_deal, is_current
from assistant.commerce.errors import CommerceError
from assistant.commerce.pricing import basket, priced
from assistant.facts.deals import coupons_brief, deal_brief
from assistant.facts.service import service_brief
from assistant.phrasing.display import title_of
from assistant.types import Intent
from retrieval.types import Product


def carry_out_deal(work: Work, desk: ServiceDesk) -> Outcome:
    """One turn about coupons; a shop without any says so as before."""
    language = work.state.language
    try:
        coupons = desk.backend.coupons()
        cart = desk.backend.cart(work.utterance.conversation_id)
    except CommerceError:
        coupons = ()
    if not coupons:
        return said(service_brief(intent=Intent.DEAL, language=language, turn=work.state.turn))
    product = _product(work)
    if product is not None and product.price_minor is not None:
        line = BasketLine(
            amount_minor=product.price_minor, currency=product.currency, categories=product.category
        )
        deal = best_deal(coupons, [line], now=desk.now())
        brief = deal_brief(
            deal,
            total_minor=product.price_minor,
            currency=product.currency,
            language=language,
            title=title_of(product),
        )
        return Outcome(items=cards(work, [product.product_id]), brief=brief, shows_cards=False)
    products = {p.product_id: p for p in work.shop.products([line.product_id for line in cart.lines])}
    withheld = work.shop.index.snapshot.withheld
    lines = basket(priced(cart, products, dict(work.state.service.shown_prices), withheld=withheld))
    if not lines or len({line.currency for line in lines}) > 1:
        current = [coupon for coupon in coupons if is_current(coupon, desk.now())]
        return said(coupons_brief(current, language=language))
    deal = best_deal(coupons, lines, now=desk.now())
    total = sum(line.amount_minor for line in lines)
    brief = deal_brief(deal, total_minor=total, currency=lines[0].currency, language=language)
    return Outcome(items=cards(work, list(products)), brief=brief, shows_cards=False)


def _product(work: Work) -> Product | None:
    """The product that the question points at: referred to, or the page's."""
    referred = [i for r in work.understanding.references for i in r.product_ids]
    page = work.utterance.context.product_id
    wanted = referred or ([page] if page else [])
    return next(iter(work.shop.products(wanted)), None) if len(set(wanted)) == 1 else None
