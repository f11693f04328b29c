# ruff: noqa: E501 - a pattern reads better whole
"""Which payment method an utterance names, among those that a customer has on file. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.commerce.types import PaymentMethod
from assistant.parsing.options import normalized

_KINDS = (
    ("gift_card", r"\bgift ?cards?\b|礼品卡|礼物卡|储值卡"),
    ("paypal", r"\bpay ?pal\b|贝宝"),
    ("credit_card", r"(?<!gift )(?<!gift)\b(?:credit ?|debit ?|bank ?)?cards?\b|\b(?:visa|master ?card|amex|american express)\b|信用卡|银行卡|借记卡"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_ORIGINAL = re.compile(
    r"\b(?:original|same|old|current|first) (?:payment|method|card|way|one|account|credit|gift|paypal)|\boriginal\b|\bthe way i paid\b|原(?:支付|付款|来|路|卡|方式)"
)
_DIGITS = re.compile(r"(?:ending|ends|last four|last 4|尾号)\D{0,12}(\d{4})(?!\d)|(?<!\d)(\d{4})(?!\d)")
_PHRASE = re.compile(
    r"[,;，；]?\s*(?:\band )?(?:\b(?:pay(?:ing)?|paid|refund(?:ed)?|charge|use|using|difference|put it|settle)\b|差价|退款|退到|付款|支付|用|改用)[^,.;，。；]{0,40}?(?:"
    + "|".join(pattern for _, pattern in _KINDS)
    + r"|\b(?:original|same) (?:payment )?(?:method|card|way|account)\b|原支付方式|原路)(?:\s*\(?(?:visa|mastercard|amex)?,?\s*(?:ending|尾号)\s*(?:in|with)?\s*\d{4}\)?)?(?:支付|付款)?"
)


def kind_of(text: str) -> str:
    """The kind of payment method that the text names: gift_card, paypal or credit_card; "" for none."""
    low = normalized(text)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(low)), "")


def names_method(text: str) -> bool:
    """Whether the text speaks of a payment method at all."""
    return bool(kind_of(text) or _ORIGINAL.search(normalized(text)))


def meant_methods(
    text: str, methods: Sequence[PaymentMethod], *, original: str = ""
) -> tuple[PaymentMethod, ...]:
    """The methods on file that the text can mean; () where it names none of them.

    `original` is the id of the one that paid the order.
    """
    low = normalized(text)
    digits = {digits for match in _DIGITS.finditer(low) for digits in match.groups() if digits}
    numbered = tuple(m for m in methods if digits & set(re.findall(r"\d{4}", m.label)))
    if numbered:
        return numbered
    if _ORIGINAL.search(low):
        return tuple(m for m in methods if m.method_id == original)
    kinds = {kind for kind, pattern in _PATTERNS if pattern.search(low)}
    fitting = tuple(m for m in methods if m.kind in kinds) or tuple(m for m in methods if _named(low, m))
    branded = tuple(m for m in fitting if any(word in low.split() for word in normalized(m.label).split()))
    return branded or fitting


def without_payment(low: str) -> str:
    """Normalized text without the phrases that say how to pay or be refunded."""
    return _PHRASE.sub(" ", low)


def _named(low: str, method: PaymentMethod) -> bool:
    """Whether the text has the shop's own word for the kind."""
    word = normalized(method.kind.replace("_", " "))
    return bool(word) and re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", low) is not None
