"""Questions that shoppers ask about a shop's rules, likeliest first, in both languages."""

from __future__ import annotations

import re

_ABOUT_EN = re.compile(r"What are the shop's rules on (?P<heading>[^?\n]+)\?")
_ABOUT_ZH = re.compile(r"本店关于“(?P<heading>[^”\n]+)”有什么规定？")
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


def heading_question(heading: str, language: str) -> str:
    """A question for everything that stands under a heading."""
    return (
        f"本店关于“{heading}”有什么规定？" if language == "zh" else f"What are the shop's rules on {heading}?"
    )


def heading_asked(text: str, language: str) -> str:
    """The heading that such a question names; "" where a text is no such question."""
    pattern = _ABOUT_ZH if language == "zh" else _ABOUT_EN
    match = pattern.fullmatch(text.strip())
    return match.group("heading").strip() if match else ""
