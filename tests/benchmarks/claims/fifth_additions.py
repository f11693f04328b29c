"""What the fifth writer's changes add to a reply that no record says: words, and how they are put in.

Each invention comes with words that, standing in the record, might make it true; then it is not used. In a
clause `{it}` is the first product, by its title where the reply names another too. Kept back with the fifth
writer: measured once, never mended on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import values
from tests.benchmarks.claims.replies import Reply, Segment, Slot

Invention = tuple[str, str]

DEALS: Mapping[str, Sequence[Invention]] = {
    "en": (
        ("{it} goes back to its old price on Monday", "sale discount offer"),
        ("{it} cost more until last week", "sale discount offer"),
        ("the price holds until Sunday", "sale discount offer sunday"),
        ("you're catching {it} while the promotion lasts", "sale discount offer promo"),
    ),
    "zh": (
        ("{it}下周一就恢复原价了", "促销 特价 折 优惠 原价"),
        ("{it}上周还要更贵一些", "促销 特价 折 优惠 降价"),
        ("这个价格保留到周日", "促销 特价 折 优惠"),
        ("现在正赶上{it}做活动", "促销 特价 折 优惠 活动"),
    ),
}
FAVOR: Mapping[str, Sequence[Invention]] = {
    "en": (
        ("regulars keep coming back for {it}", "favorit best popular regulars"),
        ("{it} has been going out the door all week", "favorit best popular"),
        ("most shoppers who look at these end up with {it}", "favorit best popular"),
        ("our staff get asked about {it} a lot", "favorit best popular"),
    ),
    "zh": (
        ("不少老顾客会回头再买{it}", "回购 热销 热卖 畅销 人气 爆款"),
        ("{it}这周走得很快", "热销 热卖 畅销 人气 爆款"),
        ("看这类商品的顾客大多最后选了{it}", "热销 热卖 畅销 人气 爆款"),
        ("经常有人来问{it}", "热销 热卖 畅销 人气 爆款"),
    ),
}
SUITED: Mapping[str, Sequence[Invention]] = {
    "en": (
        ("{it} is gentle enough for newborns", "newborn baby infant birth toddler kid child age"),
        ("{it} can stay outside all year", "outdoor outside weather patio garden terrace water"),
        ("{it} fits in cabin luggage", "cabin carry luggage travel suitcase flight trip pack"),
        ("{it} is fine for people with allergies", "allerg sensitive nut gluten skin"),
        ("{it} pairs with any iPhone", "phone ios bluetooth apple wireless usb"),
        ("{it} is cleared for use in schools", "school class student pupil"),
    ),
    "zh": (
        ("{it}新生儿也能用", "婴 宝宝 新生 儿童 孩 岁"),
        ("{it}一年四季放在室外也没问题", "户外 室外 阳台 花园 防水 耐候 露营"),
        ("{it}可以带上飞机", "飞机 登机 旅行 出差 行李"),
        ("{it}过敏体质的人也能放心用", "过敏 敏感 亲肤 肌肤"),
        ("{it}跟苹果手机能配套用", "手机 苹果 蓝牙 无线 充电"),
        ("{it}孕妇也适用", "孕 妈妈 产后"),
    ),
}
ORIGINS: Mapping[str, Sequence[Invention]] = {
    "en": (
        ("made in Portugal", "portug"),
        ("from a workshop near Kyoto", "kyoto japan"),
        ("Danish by design", "danish denmark danes scandi"),
        ("which we bring in from Italy", "ital milan florence tuscan"),
    ),
    "zh": (
        ("福建产的", "福建"),
        ("日本进口的", "日本 日式 和风"),
        ("出自景德镇的", "景德镇 江西"),
        ("意大利设计的", "意大利 意式"),
    ),
}
STOCKS: Mapping[str, Sequence[Invention]] = {
    "en": (
        ("{it} is down to the last {n}", ""),
        ("our stock of {it} has shrunk to {n}", ""),
        ("a fresh batch of {it} came in this morning", "batch"),
        ("{it} won't be restocked after this", "limited restock edition"),
    ),
    "zh": (
        ("{it}仓库里只剩{n}件", ""),
        ("{it}库存就{n}件了", ""),
        ("{it}今早刚补过货", "补货"),
        ("{it}卖完就不再补了", "限量 绝版 补货"),
    ),
}


def silent(products: Sequence[Product], words: str) -> bool:
    """Whether none of these words stands in any of the records."""
    texts = [values.whole_text(product) for product in products]
    return not any(word in text for word in words.split() for text in texts)


def invented(table: Mapping[str, Sequence[Invention]], reply: Reply, random: Random) -> str | None:
    """An invention of a table that no record of the scene comes near; None where there is none."""
    fit = [said for said, words in table[reply.scene.language] if silent(reply.scene.products, words)]
    return random.choice(fit) if fit else None


def title_slot(reply: Reply, position: int) -> Slot:
    """The title of a product of the scene."""
    product = reply.scene.products[position]
    return Slot(
        kind="title", position=position, value=product.product_id, surface=values.name_of(product), style=""
    )


def with_clause(reply: Reply, clause: str, change: str, random: Random) -> Reply:
    """The reply with a clause at its end: joined to its last sentence, or as a sentence of its own."""
    chinese = reply.scene.language == "zh"
    head, last = list(reply.segments), ""
    if isinstance(head[-1], str):
        last = str(head.pop())
    ending = last[-1:]
    if ending in (".", "。") and "?" not in last and random.random() < 0.5:
        bridge = random.choice(("，而且", "，")) if chinese else random.choice((", and ", "; "))
        return reply.with_segments([*head, last[:-1], bridge, *_named(clause, reply), ending], change)
    if ending not in tuple(".!?。！？”"):
        last += "。" if chinese else "."
    gap, stop = ("", "。") if chinese else (" ", ".")
    first, *others = _named(clause, reply)
    if isinstance(first, str):
        first = first[:1].upper() + first[1:]
    return reply.with_segments([*head, last, gap, first, *others, stop], change)


def with_aside(reply: Reply, aside: str, change: str) -> Reply | None:
    """The reply with an aside behind the first product's title; None where the title can't bear one."""
    chinese = reply.scene.language == "zh"
    for at, slot in reply.slots:
        if slot.kind == "title" and slot.position == 0:
            follows = reply.segments[at + 1] if at + 1 < len(reply.segments) else ""
            if not _bears_aside(follows, chinese):
                return None
            close = "," if isinstance(follows, str) and follows[:1] == " " else ""
            said = f"（{aside}）" if chinese else f", {aside}{close}"
            return reply.with_segments([*reply.segments[: at + 1], said, *reply.segments[at + 1 :]], change)
    return None


def behind(reply: Reply, at: int, words: str, change: str) -> Reply:
    """The reply with words behind one of its segments."""
    return reply.with_segments([*reply.segments[: at + 1], words, *reply.segments[at + 1 :]], change)


def _bears_aside(follows: Segment, chinese: bool) -> bool:
    if chinese:
        return not isinstance(follows, str) or follows[:1] not in tuple("*（”")
    return isinstance(follows, str) and re.match(r"[,.;]| (?:[a-z]|$)", follows) is not None


def _named(clause: str, reply: Reply) -> list[Segment]:
    alone = {slot.position for _, slot in reply.slots if slot.kind == "title"} == {0}
    chinese = reply.scene.language == "zh"
    segments: list[Segment] = []
    for place, part in enumerate(clause.split("{it}")):
        if place and alone:
            segments.append("它" if chinese else "it")
        elif place:
            segments += ["" if chinese else "the ", title_slot(reply, 0)]
        segments.append(part)
    return [segment for segment in segments if segment != ""]
