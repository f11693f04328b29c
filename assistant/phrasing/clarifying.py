"""Questions that narrow a search, and the words of their answers, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.phrasing.bilingual import translated
from assistant.phrasing.display import ECHO_CHARS, plain
from retrieval.money import format_money, to_minor
from retrieval.types import Constraint, Op

_EN = MappingProxyType(
    {
        "category": "What kind are you thinking of?",
        "price": "About how much would you like to spend?",
        "color": "Is there a color you have in mind?",
        "material": "Is there a material you prefer?",
        "size": "Which size do you need?",
        "style": "Which style suits you best?",
        "pattern": "Is there a pattern you have in mind?",
        "sleeve": "Which sleeve length would you like?",
    }
)
_ZH = MappingProxyType(
    {
        "category": "您想要哪一类？",
        "price": "您的预算大概是多少？",
        "color": "您想要什么颜色？",
        "material": "您偏好什么材质？",
        "size": "您需要什么尺码？",
        "style": "您喜欢什么风格？",
        "pattern": "您想要什么图案？",
        "sleeve": "您想要什么袖长？",
    }
)
_ZH_NAMES = MappingProxyType(
    {
        "category": "类别",
        "price": "价格",
        "color": "颜色",
        "material": "材质",
        "size": "尺码",
        "style": "风格",
        "pattern": "图案",
        "sleeve": "袖长",
    }
)


def question_sentence(facet: str, language: str) -> str:
    """The question about a facet. Raises KeyError for one that is never asked about."""
    table: Mapping[str, str] = _ZH if language == "zh" else _EN
    return table[facet]


def option_text(constraints: Sequence[Constraint], language: str, currency: str) -> str:
    """An answer as a shopper would say it: 'black', 'under $45', '$45 to $60', 45美元以下."""
    if constraints[0].facet == "price":
        return _price_text(constraints, language, currency)
    return translated(plain(str(constraints[0].value), ECHO_CHARS), language)


def any_option(facet: str, language: str) -> tuple[str, str]:
    """Label and words of the answer that gives a facet up."""
    if language == "zh":
        return "都可以", f"{_ZH_NAMES[facet]}都可以"
    return "No preference", f"any {facet}"


def _price_text(constraints: Sequence[Constraint], language: str, currency: str) -> str:
    bounds = {c.op: _money(c, currency, language) for c in constraints}
    low, high = bounds.get(Op.GTE), bounds.get(Op.LTE)
    if language == "zh":
        if low and high:
            return f"{low}到{high}"
        return f"{high}以下" if high else f"{low}以上"
    if low and high:
        return f"{low} to {high}"
    return f"under {high}" if high else f"over {low}"


def _money(constraint: Constraint, currency: str, language: str) -> str:
    return format_money(to_minor(constraint.value, currency), currency, language)
