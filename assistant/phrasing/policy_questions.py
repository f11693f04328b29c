"""Questions that shoppers ask about a shop's rules, likeliest first, in both languages."""

from __future__ import annotations

_EN = (
    "How long is the return period?",
    "How long do refunds take?",
    "Who pays for return shipping?",
    "Can I exchange for another size?",
    "How much is shipping?",
    "How long does delivery take?",
    "Do you ship abroad?",
    "Is there a warranty?",
    "Can I return an item that arrives damaged?",
    "Which payment methods do you accept?",
    "Can I pay in installments?",
    "Do you offer gift wrapping?",
)
_ZH = (
    "退货期限是多久？",
    "退款多久到账？",
    "退货运费谁出？",
    "支持换货吗？",
    "运费多少钱？",
    "配送要多久？",
    "能寄到国外吗？",
    "有保修吗？",
    "破损可以退货吗？",
    "支持哪些支付方式？",
    "可以分期付款吗？",
    "有礼品包装吗？",
)


def likely_questions(language: str) -> tuple[str, ...]:
    """The questions of a language."""
    return _ZH if language == "zh" else _EN
