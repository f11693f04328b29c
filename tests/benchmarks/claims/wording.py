# ruff: noqa: E501 - a sentence reads better whole
"""Changes of words: names, properties, denials, superlatives, quotations, and what is made up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import values
from tests.benchmarks.claims.changing import Mutate, holds, of_kind
from tests.benchmarks.claims.figures import other_number
from tests.benchmarks.claims.filling import measure
from tests.benchmarks.claims.replies import Reply, Slot

INVENTED = {
    "en": {
        "color": "teal magenta turquoise maroon lavender khaki olive burgundy".split(),
        "material": "rattan titanium cashmere suede bamboo porcelain velvet linen".split(),
        "pattern": "paisley houndstooth gingham camouflage leopard".split(),
        "sleeve": ["sleeveless", "three-quarter sleeve"],
        "style": "gothic bohemian preppy nautical".split(),
        "feature": "waterproof rechargeable fireproof reversible wireless foldable".split(),
    },
    "zh": {
        "color": "紫色 橙色 墨绿色 酒红色 天蓝色".split(),
        "material": "真丝 羊绒 竹纤维 大理石 钛合金 麂皮".split(),
        "pattern": "豹纹 波点 千鸟格 迷彩".split(),
        "sleeve": "无袖 七分袖".split(),
        "style": "哥特 波西米亚 海军风 学院风".split(),
        "feature": "防水 可充电 防火 无线 可折叠".split(),
    },
}
_SUPERLATIVES = {
    "en": (("price", -1, "the cheapest"), ("price", 1, "the most expensive"), ("rating", 1, "the best rated"),
           ("rating_count", 1, "the most reviewed")),
    "zh": (("price", -1, "最便宜的"), ("price", 1, "最贵的"), ("rating", 1, "评分最高的"),
           ("rating_count", 1, "评价最多的")),
}  # fmt: skip
_JUDGED = {
    "en": ("the softest", "our best", "the most durable", "the lightest", "the best-selling", "the only"),
    "zh": ("最柔软的", "最好的", "最耐用的", "最轻的", "销量第一的", "唯一的"),
}
_TRADITIONAL = str.maketrans(
    "价钱质纯棉红蓝绿银贵评级条实丝绒无线电机书优惠购质个两"
    "围边样图颜亚罗织缎头发龙凤岁时这为来会开关门见观车轮",
    "價錢質純棉紅藍綠銀貴評級條實絲絨無線電機書優惠購質個兩"
    "圍邊樣圖顏亞羅織緞頭髮龍鳳歲時這為來會開關門見觀車輪",
)
TAILS = {
    "en": ("It's {}.", "It is also {}.", "And it's {} too.", "It has a {} finish.", "It comes {}."),
    "zh": ("它是{}的。", "而且{}。", "还{}哦。", "它也{}。", "具有{}功能。"),
}
HEDGED = {
    "en": ("It might be {}.", "It's probably {}.", "It seems to be {}.", "I believe it's {}.",
           "It should be {}, I think.", "Perhaps it's {}.", "It looks {} to me.", "It's said to be {}."),
    "zh": ("它可能{}。", "应该是{}的。", "好像{}。", "据说{}。", "我觉得它{}。", "估计也{}。", "看起来是{}的。"),
}  # fmt: skip
PROMISES = {
    "en": ("It's 20% off today.", "You save $10 with it.", "It ships free.", "It comes with a two-year warranty.",
           "Returns are free for thirty days.", "There are only three left.", "It's on sale for half the price.",
           "Twenty percent off at checkout!", "I've put it in your cart.", "Delivery takes two days.",
           "Use code SAVE10 for a discount.", "It was $20 more last week.", "We'll match any price."),
    "zh": ("今天八折。", "可以省10元。", "包邮。", "质保两年。", "三十天内免费退货。", "只剩三件了。",
           "现在半价。", "下单立减二十元。", "已经帮您加入购物车。", "两天就能送到。", "用优惠码SAVE10可打折。",
           "上周还贵二十元。", "買一送一。"),
}  # fmt: skip


def attribute_of_other(reply: Reply, random: Random) -> Reply | None:
    """A color, material, … that another product has and this record doesn't name."""
    found = of_kind(reply, *values.FACET_KINDS, "brand", "merchant", "category", "size")
    if not found:
        return None
    at, slot, product = random.choice(found)
    others = [p for p in (*reply.scene.products, *reply.scene.strangers) if p is not product]
    language = reply.scene.language
    words = [
        w
        for p in others
        for w in (
            [values.facet_word(p, slot.kind, language)]
            if slot.kind in values.FACET_KINDS
            else list(p.facet_values(slot.kind)[-1:])
        )
        if w and not values.mentions(product, w)
    ]
    if not words:
        return None
    wrong = random.choice(words)
    return reply.with_slot(at, replace(slot, surface=wrong, value=wrong), "attribute_of_other")


def attribute_invented(reply: Reply, random: Random) -> Reply | None:
    """A color, material, … that the record doesn't have."""
    found = of_kind(reply, *values.FACET_KINDS)
    if not found:
        return None
    at, slot, product = random.choice(found)
    wrong = random.choice(INVENTED[reply.scene.language][slot.kind])
    if values.mentions(product, wrong):
        return None
    return reply.with_slot(at, replace(slot, surface=wrong, value=wrong), "attribute_invented")


def name_swapped(reply: Reply, random: Random) -> Reply | None:
    """A title put in the place of another: facts of one product said of another."""
    titles = of_kind(reply, "title")
    others = [(i, p) for i, p in enumerate(reply.scene.products)]
    if not titles or len(others) < 2:
        return None
    at, slot, product = random.choice(titles)
    named = {s.position for _, s, _ in titles}
    _, wrong = random.choice([(i, p) for i, p in others if p is not product])
    position = slot.position
    told = [s for _, s in reply.slots if s.position == position and s.kind != "title"]
    if len(named) > 1 and any(p is wrong for _, _, p in titles):
        return _exchanged(reply, titles)
    if all(holds(wrong, s) for s in told):
        return None
    changed = replace(slot, surface=values.name_of(wrong), value=wrong.product_id)
    return reply.with_slot(at, changed, "name_swapped")


def _exchanged(reply: Reply, titles: Sequence[tuple[int, Slot, Product]]) -> Reply | None:
    (at, first, mine), (to, second, theirs) = titles[:2]
    if len(titles) != 2 or any(s.kind == "verb" for _, s in reply.slots):
        return None
    told = [s for _, s in reply.slots if s.position == first.position and s.kind != "title"]
    turned = any(s.kind == "comparison" for s in told) and len(reply.scene.products) == 2
    if all(holds(theirs, s) for s in told) and not turned:
        return None
    segments = list(reply.segments)
    segments[at], segments[to] = (
        replace(first, surface=values.name_of(theirs)),
        replace(second, surface=values.name_of(mine)),
    )
    return reply.with_segments(segments, "facts_exchanged")


def name_stranger(reply: Reply, random: Random) -> Reply | None:
    """A product of the shop that is not in play."""
    titles = of_kind(reply, "title")
    known = [values.name_of(p).casefold() for p in reply.scene.products]
    strangers = [
        p
        for p in reply.scene.strangers
        if not any(values.name_of(p).casefold() in k or k in values.name_of(p).casefold() for k in known)
    ]
    if not titles or not strangers:
        return None
    at, slot, _ = random.choice(titles)
    wrong = random.choice(strangers)
    told = [s for _, s in reply.slots if s.position == slot.position and s.kind != "title"]
    if all(holds(wrong, s) for s in told):
        return None
    return reply.with_slot(
        at, replace(slot, surface=values.name_of(wrong), value=wrong.product_id), "name_stranger"
    )


def negation(reply: Reply, random: Random) -> Reply | None:
    """A true statement denied."""
    verbs = [(at, s) for at, s in reply.slots if s.kind == "verb"]
    if not verbs:
        return None
    at, slot = random.choice(verbs)
    denied = slot.value[1] if isinstance(slot.value, tuple) else ""
    return reply.with_slot(at, replace(slot, surface=str(denied)), "negation")


def stock(reply: Reply, random: Random) -> Reply | None:
    """The stock said the other way round."""
    found = of_kind(reply, "stock")
    if not found:
        return None
    at, slot, product = random.choice(found)
    options = slot.style.split("|")
    said = options[1 if product.in_stock else 0]
    return reply.with_slot(at, replace(slot, surface=said, value=not product.in_stock), "stock")


def comparison(reply: Reply, random: Random) -> Reply | None:
    """A comparison or superlative turned around."""
    found = [(at, s) for at, s in reply.slots if s.kind == "comparison" and s.style]
    if not found:
        return None
    at, slot = random.choice(found)
    return reply.with_slot(at, replace(slot, surface=slot.style), "comparison")


def superlative_added(reply: Reply, random: Random) -> Reply | None:
    """A superlative before a name: one that another product in play beats, or that no record measures."""
    titles = of_kind(reply, "title")
    if not titles:
        return None
    at, slot, product = random.choice(titles)
    language = reply.scene.language
    chosen = [
        words
        for dimension, sign, words in _SUPERLATIVES[language]
        if (own := measure(product, dimension)) is not None
        and any(
            (other := measure(p, dimension)) is not None and (other - own) * sign > 0
            for p in reply.scene.products
        )
    ]
    words = (
        random.choice(chosen or _JUDGED[language])
        if random.random() < 0.7
        else random.choice(_JUDGED[language])
    )
    if language == "zh":
        return reply.with_slot(at, replace(slot, surface=f"{words}{slot.surface}"), "superlative_added")
    tail = f" It's {words} of them." if random.random() < 0.5 and len(titles) == 1 else ""
    segments = list(reply.segments)
    if tail:
        return reply.with_segments([*segments, tail], "superlative_added")
    segments[at] = replace(slot, surface=f"{slot.surface}, {words} one,")
    return reply.with_segments(segments, "superlative_added")


def superlative_moved(reply: Reply, random: Random) -> Reply | None:
    """A true superlative said of another product."""
    has = any(s.kind == "comparison" for _, s in reply.slots)
    titles = of_kind(reply, "title")
    rest = reply.scene.products[1:]
    if not has or len(titles) != 1 or not rest:
        return None
    at, slot, _ = titles[0]
    wrong = random.choice(rest)
    return reply.with_slot(at, replace(slot, surface=values.name_of(wrong)), "superlative_moved")


def quote(reply: Reply, random: Random) -> Reply | None:
    """A word left out of a quotation, put into it, or a number of it changed."""
    found = of_kind(reply, "quote")
    if not found:
        return None
    at, slot, product = random.choice(found)
    said = _altered(slot.surface, reply.scene.language, random)
    if said is None or said.casefold() in values.whole_text(product):
        return None
    return reply.with_slot(at, replace(slot, surface=said, value=said), "quote")


def _altered(said: str, language: str, random: Random) -> str | None:
    digits = list(re.finditer(r"\d+", said))
    if digits and random.random() < 0.5:
        chosen = random.choice(digits)
        return said[: chosen.start()] + str(other_number(int(chosen.group()), random)) + said[chosen.end() :]
    if language == "zh":
        at = random.randrange(1, len(said) - 1)
        return said[:at] + random.choice(("不", "纯", "全", "最")) + said[at:]
    words = said.split(" ")
    if len(words) < 4:
        return None
    at = random.randrange(1, len(words) - 1)
    words[at : at + 1] = random.choice(([], ["never", words[at]], [words[at], "waterproof"]))
    return " ".join(words)


def added(change: str, tables: Mapping[str, Sequence[str]]) -> Mutate:
    """A change that adds one of these sentences with a color, material or feature that no record in play has."""

    def mutate(reply: Reply, random: Random) -> Reply | None:
        language = reply.scene.language
        kind = random.choice(("color", "material", "feature"))
        word = random.choice(INVENTED[language][kind])
        if any(values.mentions(p, word) for p in reply.scene.products):
            return None
        if language == "zh" and random.random() < 0.2:
            word = word.translate(_TRADITIONAL)
        gap = "" if language == "zh" else " "
        sentence = random.choice(tables[language]).format(word)
        return reply.with_segments([*reply.segments, gap + sentence], change)

    return mutate


def promise(reply: Reply, random: Random) -> Reply | None:
    """A discount, a delivery, a return, a stock count or an action that nothing supports."""
    gap = "" if reply.scene.language == "zh" else " "
    said = random.choice(PROMISES[reply.scene.language])
    return reply.with_segments([*reply.segments, gap + said], "promise")
