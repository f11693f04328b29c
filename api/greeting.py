"""The first words of a shop's assistant: a greeting and questions that its catalog can answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from retrieval.catalog.demo.shop import EXAMPLE_QUESTIONS
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.money import format_money, to_major, to_minor
from retrieval.types import LANGUAGES, Product

_GREETINGS = {
    "en": "Hi! I'm the shopping assistant of {title}. Tell me what you are looking for.",
    "zh": "您好!我是{title}的智能导购。想找点什么?",
}
_DISCLOSURES = {
    "en": "You are talking with an AI assistant. It only states what the shop's catalog says.",
    "zh": "您正在与人工智能助手对话。它只陈述商品目录中的事实。",
}
_SHAPES = {
    "en": (
        "Show me {category} under {price}",
        "Which {category} are rated best?",
        "What is new in {category}?",
    ),
    "zh": ("想看{price}以内的{category}", "评分最高的{category}是哪款?", "有什么新到的{category}?"),
}
_DEMO = "demo"


def greeting(title: str) -> dict[str, str]:
    """What the assistant says first, by language."""
    return {language: _GREETINGS[language].format(title=title) for language in LANGUAGES}


def disclosure() -> dict[str, str]:
    """That one talks to software, by language."""
    return dict(_DISCLOSURES)


def example_questions(snapshot: CatalogSnapshot) -> dict[str, list[str]]:
    """Questions by language: the demo shop's own, or drawn from the best filled categories.

    A shop of one language gets questions in that language alone; they quote its category names.
    """
    shop = snapshot.shop
    if shop.name == _DEMO:
        return {language: list(questions) for language, questions in EXAMPLE_QUESTIONS.items()}
    return {language: _drawn(snapshot, language) for language in shop.languages}


def _drawn(snapshot: CatalogSnapshot, language: str) -> list[str]:
    by_category: dict[str, list[Product]] = defaultdict(list)
    for product in snapshot.products:
        if product.product_id in snapshot.withheld:
            continue
        if product.category and product.in_stock and product.price_minor and product.language == language:
            by_category[product.category[-1]].append(product)
    filled = sorted(by_category.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        shape.format(category=_spoken(category, language), price=_typical_price(products, language))
        for shape, (category, products) in zip(_SHAPES[language], filled, strict=False)
    ]


def _spoken(category: str, language: str) -> str:
    return category.lower() if language == "en" else category


def _typical_price(products: Sequence[Product], language: str) -> str:
    """A round price that about half of them stay under."""
    currency = products[0].currency
    middle = median(to_major(product.price_minor or 0, currency) for product in products)
    step = 10 ** max(len(str(int(middle))) - 1, 0)
    rounded = max(step, -(-int(middle) // step) * step)
    return format_money(to_minor(rounded, currency), currency, language)
