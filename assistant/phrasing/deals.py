"""Sentences about coupons, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.commerce.coupons import Applied, Rejected
from assistant.commerce.types import Coupon, CouponKind
from assistant.phrasing.display import money, number_of, plain
from assistant.phrasing.orders import dated

_EN = {
    "best_cart": "For your cart, {codes} saves {saving}: {total} becomes {after}.",
    "best_product": "For {title}, {codes} saves {saving}: {total} becomes {after}.",
    "none_cart": "No coupon applies to your cart.",
    "none_product": "No coupon applies to {title}.",
    "current": "Coupons right now: {coupons}.",
    "none_current": "There is no coupon that can be used right now.",
    "min_spend": "{code} needs {missing} more",
    "category": "{code} is for {categories}",
    "currency": "{code} is in another currency",
    "not_started": "{code} starts on {day}",
    "ended": "{code} ended on {day}",
    "used_up": "{code} is used up",
    "worse": "{code} would save no more and can't be added",
    "also": "Why not others: {reasons}.",
}
_ZH = {
    "best_cart": "购物车用{codes}可省{saving}：{total}变为{after}。",
    "best_product": "{title}用{codes}可省{saving}：{total}变为{after}。",
    "none_cart": "您的购物车目前没有可用的优惠券。",
    "none_product": "{title}目前没有可用的优惠券。",
    "current": "现在可用的优惠券：{coupons}。",
    "none_current": "目前没有可用的优惠券。",
    "min_spend": "{code}还差{missing}",
    "category": "{code}只用于{categories}",
    "currency": "{code}是另一种货币的",
    "not_started": "{code}从{day}开始",
    "ended": "{code}已于{day}结束",
    "used_up": "{code}已领完",
    "worse": "{code}省得不更多，也不能叠加",
    "also": "其他券不能用的原因：{reasons}。",
}
_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "zh": _ZH})


def deal_sentence(key: str, language: str, **values: object) -> str:
    """The sentence for a case of coupons."""
    return _TABLES["zh" if language == "zh" else "en"][key].format(**values)


def codes(applied: Sequence[Applied], language: str) -> str:
    """The codes that are used together."""
    return (" + " if language == "en" else "＋").join(plain(one.coupon.code, 30) for one in applied)


def coupon_line(coupon: Coupon, language: str) -> str:
    """A coupon with its discount and its conditions."""
    off = _discount(coupon, language)
    conditions = []
    if coupon.min_spend_minor:
        least = money(coupon.min_spend_minor, coupon.currency, language)
        conditions.append(f"满{least}" if language == "zh" else f"from {least}")
    if coupon.categories:
        told = _categories(coupon, language)
        conditions.append(f"限{told}" if language == "zh" else f"on {told}")
    if coupon.ends is not None:
        day = dated(coupon.ends, language)
        conditions.append(f"{day}前" if language == "zh" else f"before {day}")
    code = plain(coupon.code, 30)
    if language == "zh":
        return f"{code}（{'，'.join((off, *conditions))}）"
    return f"{code} ({', '.join((off, *conditions))})"


def coupon_terms(coupon: Coupon, language: str) -> Mapping[str, str]:
    """What a coupon's line says, by what it is."""
    terms = {"code": plain(coupon.code, 30), "off": _discount(coupon, language)}
    if coupon.min_spend_minor:
        terms["least"] = money(coupon.min_spend_minor, coupon.currency, language)
    if coupon.categories:
        terms["on"] = _categories(coupon, language)
    if coupon.ends is not None:
        terms["before"] = dated(coupon.ends, language)
    return terms


def reason_terms(rejected: Rejected, language: str) -> Mapping[str, str]:
    """Why a coupon is not used, by what it is: its code, and the reason with amount, day or kind."""
    coupon = rejected.coupon
    moment = coupon.starts if rejected.code == "not_started" else coupon.ends
    details = {
        "min_spend": money(rejected.missing_minor, coupon.currency, language),
        "category": _categories(coupon, language),
        "not_started": dated(moment, language) if moment else "",
        "ended": dated(moment, language) if moment else "",
    }
    return {"code": plain(coupon.code, 30), rejected.code: details.get(rejected.code, "yes")}


def reason(rejected: Rejected, language: str) -> str:
    """Why a coupon is not used."""
    coupon = rejected.coupon
    moment = coupon.starts if rejected.code == "not_started" else coupon.ends
    return deal_sentence(
        rejected.code,
        language,
        code=plain(coupon.code, 30),
        missing=money(rejected.missing_minor, coupon.currency, language),
        categories=_categories(coupon, language),
        day=dated(moment, language) if moment else "",
    )


def _discount(coupon: Coupon, language: str) -> str:
    if coupon.kind is CouponKind.AMOUNT:
        amount = money(coupon.value, coupon.currency, language)
        return f"减{amount}" if language == "zh" else f"{amount} off"
    percent = number_of(coupon.value / 100)
    return f"减{percent}%" if language == "zh" else f"{percent}% off"


def _categories(coupon: Coupon, language: str) -> str:
    return ("、" if language == "zh" else ", ").join(plain(name, 40) for name in coupon.categories)
