# ruff: noqa: E501 - a pattern reads better whole
"""Which currency a shopper's word names, seen from a shop's own currency."""

from __future__ import annotations

import re

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"})
_YUAN_SIGN = frozenset({"CNY", "JPY"})

BEFORE = r"us\s?\$|hk\s?\$|ca?\$|au?\$|nt\s?\$|sg\$|\$|€|£|¥|₹|₩|usd|eur|gbp|cny|rmb|jpy|hkd|cad|aud|人民币"
AFTER = (
    r"(?:us|american|u\.s\.) dollars?|(?:hong kong|hk) dollars?|canadian dollars?|australian dollars?|dollars?|dollers?|bucks?|"
    r"euros?|pounds?(?: sterling)?|quid|yuan|kuai|rmb|yen|rupees?|won|usd|eur|gbp|cny|jpy|hkd|cad|aud|inr|krw|"
    r"\$|€|£|¥|美元|美金|美刀|刀|欧元|英镑|日元|日圆|港币|港元|韩元|台币|块钱|块|元|人民币|大洋"
)
_NAMED = (
    (re.compile(r"us\s?\$|usd|(?:us|american|u\.s\.) dollar|美元|美金|美刀|^刀$"), "USD"),
    (re.compile(r"hk\s?\$|hkd|(?:hong kong|hk) dollar|港币|港元"), "HKD"),
    (re.compile(r"ca?\$|cad|canadian"), "CAD"),
    (re.compile(r"^au?\$|aud|australian"), "AUD"),
    (re.compile(r"nt\s?\$|台币"), "TWD"),
    (re.compile(r"sg\$"), "SGD"),
    (re.compile(r"€|eur|欧元"), "EUR"),
    (re.compile(r"£|gbp|pound|quid|英镑"), "GBP"),
    (re.compile(r"jpy|yen|日元|日圆"), "JPY"),
    (re.compile(r"₹|inr|rupee"), "INR"),
    (re.compile(r"₩|krw|won|韩元"), "KRW"),
    (re.compile(r"cny|rmb|yuan|kuai|人民币|块|元|大洋"), "CNY"),
)


def foreign(word: str | None, *, shop: str) -> str | None:
    """ISO code of the currency that a word names when it is not the shop's own; None otherwise.

    '$', 'dollars' and 'bucks' are those of any dollar shop, '¥' that of a yuan or yen shop.
    """
    if not word:
        return None
    word = word.strip()
    if word == "¥":
        return None if shop in _YUAN_SIGN else "CNY"
    for pattern, code in _NAMED:
        if pattern.search(word):
            return None if code == shop else code
    return None if shop in _DOLLARS else "USD"
