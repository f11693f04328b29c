"""How a shop ranks, in plain words, in English and Chinese."""

from __future__ import annotations

from assistant.phrasing.placing import feature_of
from retrieval.ranking_account import Part, RankingAccount

_MEANS = {
    "relevance": (
        "How well the words and the meaning of a product's record fit what you asked for.",
        "商品资料的文字和含义与您的需求有多吻合。",
    ),
    "constraint_match": (
        "That it meets the conditions you set. Every product shown meets all of them.",
        "满足您提出的条件。展示的每件商品都满足全部条件。",
    ),
    "preference_match": (
        "How many of the wishes it meets that you would like but do not insist on.",
        "满足您“最好如此”但不坚持的偏好的多少。",
    ),
    "rating": (
        "Its rating by shoppers; a rating by few counts less.",
        "顾客评分；评分人数少的，影响也小。",
    ),
    "price_fit": (
        "How near its price is to one that you would like. Nothing gains by costing more than you wish.",
        "价格与您希望的价格有多接近。价格更高不会因此加分。",
    ),
    "freshness": ("How new it is in the catalog.", "上架时间有多新。"),
    "stock": ("That it is in stock.", "有现货。"),
    "popularity": ("How often it was sold.", "销量有多高。"),
    "personal": (
        "How near it is to your taste; only if you let the shop remember it, and you can switch that off.",
        "与您个人喜好的接近程度；只有您允许本店记住时才使用，可以随时关闭。",
    ),
    "long_tail": (
        "That it has seldom been sold, so that little-known products get a chance too.",
        "较少售出的商品也有机会展示。",
    ),
    "boost": ("The shop moves products up that it wants to feature.", "本店上调想要重点推荐的商品。"),
    "bury": ("The shop moves products down that it wants to show less.", "本店下调想要少展示的商品。"),
    "sponsored": (
        "Somebody pays for a better place. Such products carry the label “Sponsored”.",
        "商家付费获得更好的位置。这些商品会标明“广告”。",
    ),
    "diversity": (
        "What a product loses for being much like one that stands above it.",
        "与前面商品过于相似会减分，以便选择更多样。",
    ),
    "pin": (
        "The shop gives a product a place of its own choice, where it matches what you asked for.",
        "本店为符合您需求的商品指定位置。",
    ),
    "brand_cap": (
        "What products of one brand lose once enough of that brand stand above them.",
        "同一品牌已展示足够多时，其余商品后移。",
    ),
    "merchant_cap": (
        "What products of one seller lose once enough of that seller stand above them.",
        "同一商家已展示足够多时，其余商品后移。",
    ),
}
_RULES = {
    "pin": ("places given by the shop", "本店指定的位置"),
    "boost": ("boosts", "上调规则"),
    "bury": ("buries", "下调规则"),
    "recalled": ("recalls (such products are never offered)", "召回（此类商品一律不提供）"),
    "banned": ("bans (such products are never offered)", "禁售（此类商品一律不提供）"),
    "age_restricted": ("age limits", "年龄限制"),
    "sponsored": ("paid placements", "付费推广"),
}


def part_name(part: Part, language: str) -> str:
    """What a part is called, as an answer to "why is A above B" calls it."""
    name = feature_of(part.feature, language)
    return name[:1].upper() + name[1:]


def part_meaning(part: Part, language: str) -> str:
    """What a part counts, in a sentence; "" for one that has no words yet."""
    return _MEANS.get(part.feature, ("", ""))[language == "zh"]


def rule_name(kind: str, language: str) -> str:
    """What a kind of rules is called."""
    return _RULES[kind][language == "zh"]


def statements(account: RankingAccount, language: str) -> tuple[str, ...]:
    """What holds for every order of the shop: conditions, the sum, orders asked for, ages, paid placement."""
    zh = language == "zh"
    told = [
        _BASIS[zh],
        "您要求的排序（例如价格从低到高）会被严格遵守，本店的规则和广告都不改变它。"
        if zh
        else "An order that you ask for, such as the lowest price first, is kept exactly: no rule of the "
        "shop and no payment changes it.",
    ]
    if account.minimum_ages:
        ages = ("、" if zh else ", ").join(str(age) for age in account.minimum_ages)
        told.append(
            f"部分商品只向年满一定岁数（{ages}）的顾客展示。不知道您的年龄时不展示。"
            if zh
            else f"Some products are only for shoppers of a certain age ({ages}). They are left out while "
            "your age is not known."
        )
    return (*told, _paid(account, zh=zh), _ASK[zh])


_BASIS = (
    (
        "Your conditions come first: a product that breaks one is not shown, whatever speaks for it. The "
        "products that are left are ordered by a score, which is the sum of these parts and nothing else. "
        "All else equal, a product never stands higher for costing more, unless you ask for dear things, or "
        "for being rated lower."
    ),
    (
        "您的条件优先：不符合条件的商品一律不展示，无论其他方面多好。其余商品按得分排序，得分就是以下各项之和，别无其他。"
        "其他条件相同时，除非您要贵的，价格更高或评分更低绝不会让商品排得更前。"
    ),
)
_ASK = (
    "Ask the assistant “Why is the first one above the second?” and it works out the difference in points.",
    "您可以问助手“为什么第一个排在第二个前面？”，它会逐项算出相差的分数。",
)


def _paid(account: RankingAccount, *, zh: bool) -> str:
    most = account.sponsored_most
    if not most:
        return "目前没有付费推广。" if zh else "No place is paid for at the moment."
    if zh:
        return f"付费推广已开启：每次回答最多{most}款，均标明“广告”，且必须符合您的条件和需求。"
    products = "product" if most == 1 else "products"
    return (
        f"Paid placement is on: at most {most} {products} of an answer, each labeled “Sponsored”, and only "
        "ones that meet your conditions and fit what you asked for."
    )
