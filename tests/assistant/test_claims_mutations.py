"""True replies must pass and every mutant of one must be caught, in English and Chinese.

A mutant changes one fact of a true reply so that it is false of the products in play.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from assistant.claims.checker import Checker
from assistant.claims.types import Grounds
from retrieval.money import format_money
from retrieval.types import Product
from tests.assistant.answer_products import BEDDING, CARDIGAN, KETTLE, QUILT, SWEATER, at_most, product

COAT = product(
    "e5",
    "Marrow Quilted Field Coat",
    12900,
    rating=4.2,
    count=41,
    facets={"color": ("olive",), "material": ("polyester",)},
)
RUG = product(
    "e6",
    "Saltmarsh Flatweave Rug",
    8950,
    rating=4.4,
    count=17,
    facets={"color": ("beige",), "material": ("jute",)},
)
PAN = product(
    "z4",
    "炊烟铸铁煎锅",
    16900,
    rating=4.8,
    count=52,
    currency="CNY",
    facets={"color": ("黑色",), "material": ("铁",)},
)
TOWEL = product(
    "z5",
    "晨雾长绒浴巾",
    7900,
    rating=4.5,
    count=18,
    currency="CNY",
    facets={"color": ("蓝色",), "material": ("棉",)},
)
LIMIT_EN, LIMIT_ZH, MATCHES = 150, 500, 23
ENGLISH = (SWEATER, CARDIGAN, KETTLE, COAT, RUG)
CHINESE = (BEDDING, QUILT, PAN, TOWEL)

TRUE_EN = (
    "The {t} is a great match at {p}.",
    "I'd start with the {t}: it's {p} and rated {r} from {n} reviews.",
    "Take a look at the {t}, which comes in {c}.",
    "The {t} costs {p}, under your ${l} limit.",
    "I found 23 matches, and the {t} is my first pick at {p}.",
    "For {p}, the {t} is a nice choice. It's made of {m}.",
    "The {t} is rated {r} stars by {n} shoppers.",
    "You might like the {t}? It's {p}.",
    "How about the {t} in {c}, at {p}?",
    "The {t} fits your budget at just {p}, and it's {c}.",
    "With a rating of {r} from {n} reviews, the {t} is well worth a look.",
    "First up: the {t}, {p}, listed as {m}.",
    "My first suggestion is the {t}. It has {n} reviews and a rating of {r}.",
    "The {t} is in stock at {p}.",
    "There are 23 matches; the {t} ({p}, {r} from {n} reviews) is a good place to start.",
    "The {t} meets your request: {c}, {m} and {p}.",
    "Here's the {t}, priced at {p} and rated {r} out of 5.",
    "The {t} is available in {c}, and its price is {p}.",
    "Good news: the {t} is only {p}, within your ${l} budget.",
    "The {t} comes in {c} and has {n} customer reviews with {r} stars.",
    "If you like {c}, the {t} is a great option at {p}.",
)
TRUE_ZH = (
    "为您推荐{t}，售价{p}。",
    "推荐先看{t}，价格{p}，评分{r}（{n}条评价）。",
    "{t}是不错的选择，颜色为{c}。",
    "{t}售价{p}，在您{l}元的预算以内。",
    "找到23款符合要求的商品，首推{t}，{p}。",
    "{t}只要{p}，材质为{m}。",
    "{t}的评分是{r}分，来自{n}位顾客。",
    "您可以看看{t}，有{c}可选，售价{p}。",
    "{t}有货，价格是{p}。",
    "这款{t}很适合您，{p}，{m}材质。",
    "{t}符合您的要求，售价{p}。",
    "{t}标价{p}，共有{n}条评价，评分{r}。",
    "如果您喜欢{c}，可以考虑{t}，{p}。",
    "{t}的颜色是{c}，材质是{m}，评分{r}。",
    "先看看{t}吧，售价{p}，评分{r}，来自{n}条评价。",
    "有23款商品符合您的要求，{t}售价{p}。",
    "{t}值得考虑，{n}位用户打分，评分{r}。",
    "您要的{t}，现价{p}，{c}。",
    "{t}价格{p}，在预算以内。",
    "{t}，{p}，评分{r}/5。",
    "我推荐{t}，它的售价是{p}，颜色是{c}。",
    "向您推荐{t}，材质{m}，{p}。",
    "{t}正好满足您的需求：{c}，{p}。",
    "这是{t}，售价{p}，采用{m}制作。",
    "{t}很不错，评分{r}，{n}条评论。",
    "{t}属于不错的选择，售价{p}，{m}的。",
)
STRANGE_EN = ("teal", "rattan", "waterproof", "handmade")
STRANGE_ZH = ("紫色", "竹", "防水", "手工")


def grounds(language: str) -> Grounds:
    """What the replies of one language rest on."""
    products, limit = (ENGLISH, LIMIT_EN) if language == "en" else (CHINESE, LIMIT_ZH)
    return Grounds(
        products=products,
        language=language,
        fits=True,
        counts=frozenset({MATCHES}),
        limits=(at_most(float(limit)),),
    )


def filled(template: str, item: Product, language: str) -> str:
    """A true reply about a product."""
    return template.format(
        t=item.title,
        p=format_money(item.price_minor or 0, item.currency, language),
        r=item.rating,
        n=item.rating_count,
        c=item.facet_values("color")[0],
        m=item.facet_values("material")[0],
        l=LIMIT_EN if language == "en" else LIMIT_ZH,
    )


def true_replies(language: str) -> Iterator[tuple[str, Product]]:
    """Every template about every product."""
    for template in TRUE_EN if language == "en" else TRUE_ZH:
        for item in ENGLISH if language == "en" else CHINESE:
            yield filled(template, item, language), item


def _swap(text: str, old: str, new: str) -> str | None:
    return text.replace(old, new, 1) if old and old in text and new not in text else None


def _price(text: str, item: Product, language: str) -> str | None:
    said = format_money(item.price_minor or 0, item.currency, language)
    return _swap(text, said, format_money((item.price_minor or 0) + 300, item.currency, language))


def _currency(text: str, item: Product, language: str) -> str | None:
    said = format_money(item.price_minor or 0, item.currency, language)
    return _swap(text, said, said.replace("$", "£") if language == "en" else said.replace("¥", "$"))


def _rating(text: str, item: Product, _language: str) -> str | None:
    return _swap(text, f"{item.rating}", f"{(item.rating or 0) - 0.3:.1f}")


def _count(text: str, item: Product, language: str) -> str | None:
    unit = r"(?= (?:customer )?reviews| shoppers)" if language == "en" else r"(?=[条位])"
    mutant = re.sub(rf"\b{item.rating_count}{unit}" if language == "en" else f"{item.rating_count}{unit}",
                    str(item.rating_count + 7), text)  # fmt: skip
    return mutant if mutant != text else None


def _matches(text: str, _item: Product, _language: str) -> str | None:
    return _swap(text, str(MATCHES), "31")


def _limit(text: str, _item: Product, language: str) -> str | None:
    return _swap(text, f"${LIMIT_EN}", "$140") if language == "en" else _swap(text, f"{LIMIT_ZH}元", "480元")


def _color(text: str, item: Product, language: str) -> str | None:
    return _swap(text.replace(item.title, "\0"), item.facet_values("color")[0],
                 STRANGE_EN[0] if language == "en" else STRANGE_ZH[0])  # fmt: skip


def _material(text: str, item: Product, language: str) -> str | None:
    return _swap(text.replace(item.title, "\0"), item.facet_values("material")[0],
                 STRANGE_EN[1] if language == "en" else STRANGE_ZH[1])  # fmt: skip


def _negated(text: str, item: Product, language: str) -> str | None:
    if language == "zh":
        return _swap(text, "是", "不是") or _swap(text, f"有{item.facet_values('color')[0]}", "没有") or None
    return next(
        (m for old, new in ((" is ", " isn't "), ("comes in", "doesn't come in"), ("'s made", "'s not made"))
         if (m := _swap(text, old, new))), None)  # fmt: skip


def _superlative(text: str, item: Product, language: str) -> str | None:
    if language == "zh":
        return text.replace(item.title, f"最便宜的{item.title}", 1)
    return text.rstrip(".?") + ", the best and cheapest of all."


def _other_product(text: str, item: Product, language: str) -> str | None:
    others = ENGLISH if language == "en" else CHINESE
    other = others[(others.index(item) + 1) % len(others)]
    keeps = "in stock" in text or "有货" in text
    has_figure = any(str(x) in text for x in (item.rating, item.price_minor)) or "$" in text or "¥" in text
    return text.replace(item.title, other.title) if has_figure and not (keeps and not has_figure) else None


def _stranger(text: str, item: Product, language: str) -> str | None:
    return text.replace(item.title, "Aurora Ember Parka" if language == "en" else "极光户外冲锋衣")


def _property(text: str, _item: Product, language: str) -> str | None:
    return text + (" It's waterproof." if language == "en" else "它防水。")


def _action(text: str, _item: Product, language: str) -> str | None:
    return text + (" I've added it to your cart." if language == "en" else "已为您加入购物车。")


def _promise(text: str, _item: Product, language: str) -> str | None:
    return text + (" It ships free today." if language == "en" else "今天下单包邮。")


def _denial(text: str, _item: Product, language: str) -> str | None:
    return text + (" It contains no wool." if language == "en" else "不含羊毛。")


def _sold_out(text: str, _item: Product, language: str) -> str | None:
    return _swap(text, "in stock", "sold out") if language == "en" else _swap(text, "有货", "缺货")


MUTATIONS: tuple[Callable[[str, Product, str], str | None], ...] = (
    _price, _currency, _rating, _count, _matches, _limit, _color, _material, _negated, _superlative,
    _other_product, _stranger, _property, _action, _promise, _denial, _sold_out,
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_true_replies_pass(language: str) -> None:
    """At least 100 true replies, of which all pass."""
    checker = Checker(grounds(language))
    replies = list(true_replies(language))
    refused = [
        (text, [(v.kind, v.text) for v in verdict.violations])
        for text, _ in replies
        if not (verdict := checker.check(text)).supported
    ]
    assert len(replies) >= 100
    assert refused == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.__name__.strip("_"))
def test_every_mutant_is_caught(mutation: Callable[[str, Product, str], str | None], language: str) -> None:
    """A changed number, currency, property, name or sign, a superlative, a promise: none may pass."""
    checker = Checker(grounds(language))
    mutants = [
        changed.replace("\0", item.title)
        for text, item in true_replies(language)
        if (changed := mutation(text, item, language)) is not None and changed != text
    ]
    assert len(mutants) >= 4
    assert [mutant for mutant in mutants if checker.check(mutant).supported] == []


def test_mutants_are_many() -> None:
    """More than 1,000 mutants are tried in all."""
    tried = sum(
        mutation(text, item, language) is not None
        for language in ("en", "zh")
        for text, item in true_replies(language)
        for mutation in MUTATIONS
    )
    assert tried > 1_000
