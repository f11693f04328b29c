"""Briefs about coupons: the best choice with its exact saving, and why others don't apply."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.commerce.coupons import Deal
from assistant.commerce.types import Coupon
from assistant.facts.types import AnswerBrief, AnswerKind, Fact, Statement
from assistant.phrasing.deals import (
    codes,
    coupon_line,
    coupon_terms,
    deal_sentence,
    reason,
    reason_terms,
)
from assistant.phrasing.display import money

MAX_TOLD = 4
"""Coupons, and reasons against them, that one reply tells."""


def deal_brief(deal: Deal, *, total_minor: int, currency: str, language: str, title: str = "") -> AnswerBrief:
    """The best choice for a cart, or for the product of this title."""
    target = "product" if title else "cart"
    if deal.applied:
        first = deal_sentence(
            f"best_{target}",
            language,
            title=title,
            codes=codes(deal.applied, language),
            saving=money(deal.saving_minor, currency, language),
            total=money(total_minor, currency, language),
            after=money(total_minor - deal.saving_minor, currency, language),
        )
    else:
        first = deal_sentence(f"none_{target}", language, title=title)
    against = [reason(one, language) for one in deal.rejected[:MAX_TOLD]]
    told = ("；" if language == "zh" else "; ").join(against)
    also = [deal_sentence("also", language, reasons=told)] if against else []
    coupons = [one.coupon for one in deal.applied] + [one.coupon for one in deal.rejected[:MAX_TOLD]]
    named = {"target": title} if title else {}
    sums = {
        "codes": codes(deal.applied, language),
        "saving": money(deal.saving_minor, currency, language),
        "total": money(total_minor, currency, language),
        "after": money(total_minor - deal.saving_minor, currency, language),
    }
    best = Statement(kind="saving", values={**named, **sums})
    stated = [best if deal.applied else Statement(kind="no_coupon", values=named)]
    rejected = deal.rejected[:MAX_TOLD]
    stated += [Statement(kind="against", values=reason_terms(one, language)) for one in rejected]
    return _brief([first, *also], coupons, language, stated)


def coupons_brief(coupons: Sequence[Coupon], *, language: str) -> AnswerBrief:
    """The coupons that can be used now."""
    if not coupons:
        return _brief([deal_sentence("none_current", language)], (), language)
    told = ("；" if language == "zh" else "; ").join(coupon_line(c, language) for c in coupons[:MAX_TOLD])
    stated = [Statement(kind="coupon", values=coupon_terms(c, language)) for c in coupons[:MAX_TOLD]]
    return _brief([deal_sentence("current", language, coupons=told)], coupons[:MAX_TOLD], language, stated)


def _brief(
    sentences: Sequence[str],
    coupons: Sequence[Coupon],
    language: str,
    statements: Sequence[Statement] = (),
) -> AnswerBrief:
    gap = "" if language == "zh" else " "
    return AnswerBrief(
        kind=AnswerKind.DEAL,
        language=language,
        reply=gap.join(sentences),
        facts=tuple(
            Fact(product_id=None, field="coupon", value=c.code, display=coupon_line(c, language))
            for c in coupons
        ),
        statements=tuple(statements),
    )
