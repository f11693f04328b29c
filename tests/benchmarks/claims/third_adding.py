"""What the third writer's changes add to a reply: claims without a record and wrong conclusions.

Kept back: measured once, never mended on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import Mutate
from tests.benchmarks.claims.filling import measure
from tests.benchmarks.claims.replies import Reply
from tests.benchmarks.claims.third_inventions import INVENTIONS, SMALL, Invention

_LACKING: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "waterproof": ("water", "rain", "splash"),
        "reversible": ("revers", "both sides"),
        "fire-resistant": ("fire", "flame"),
        "solar-powered": ("solar",),
        "hand-painted": ("hand-paint", "hand paint", "handpaint"),
        "glow-in-the-dark": ("glow", "dark"),
        "wrinkle-free": ("wrinkle", "crease", "iron"),
        "voice-controlled": ("voice",),
        "insulated": ("insul", "warm", "thermal", "cold"),
        "biodegradable": ("biodegrad", "compost"),
    },
    "zh": {
        "防水": ("水", "雨"),
        "夜光": ("夜", "光"),
        "可折叠": ("折",),
        "防紫外线": ("紫外", "防晒"),
        "抗静电": ("静电",),
        "免熨烫": ("烫", "皱"),
        "太阳能充电": ("太阳", "充"),
        "手绘": ("绘", "画"),
        "可降解": ("降解", "环保"),
        "恒温": ("温",),
    },
}

_BLENDS = {
    "en": (("cotton", "silk"), ("wool", "cashmere"), ("hemp", "linen"), ("silk", "bamboo")),
    "zh": (("棉", "真丝"), ("羊毛", "羊绒"), ("麻", "竹纤维")),
}


def lacks(product: Product, words: Sequence[str]) -> bool:
    """Whether the record has none of the words."""
    text = values.whole_text(product)
    return not any(word in text for word in words)


def first(reply: Reply) -> Product:
    """The product that the reply is about first."""
    return reply.scene.products[0]


def _it(reply: Reply) -> str:
    """What a sentence added at the end calls the first product."""
    alone = all(slot.position in (0, None) for _, slot in reply.slots)
    if alone and reply.scene.mode != "compare":
        return "it" if reply.scene.language == "en" else "它"
    name = values.name_of(first(reply))
    return f"the {name}" if reply.scene.language == "en" else name


def _with_sentence(reply: Reply, sentence: str, change: str, random: Random) -> Reply:
    """The reply with a sentence after one of its own, or joined to it by "and"."""
    chinese = reply.scene.language == "zh"
    named = min((at for at, slot in reply.slots if slot.kind == "title" and slot.position == 0), default=0)
    ends = re.compile(r"[。！？]" if chinese else r"[.!?](?= |$)")
    segments = list(reply.segments)
    places = [
        (at, mark.end())
        for at, segment in enumerate(segments)
        if isinstance(segment, str) and at > named
        for mark in ends.finditer(segment)
    ]
    stop = "" if sentence.endswith(('"', "”")) else "。" if chinese else "."
    if not places:
        said = sentence if chinese else f" {sentence[0].upper()}{sentence[1:]}"
        return reply.with_segments((*segments, said + stop), change)
    at, end = random.choice(places)
    text = str(segments[at])
    before, after = text[:end], text[end:]
    joined = before[-1] in ".。" and ends.search(before[:-1]) is None and random.random() < 0.4
    if joined and chinese:
        said = f"{before[:-1]}，而且{sentence}{stop}"
    elif joined:
        said = f"{before[:-1]}, and {sentence}{stop}"
    else:
        said = f"{before}{'' if chinese else ' '}{sentence}{stop}"
    segments[at] = said + after
    return reply.with_segments(segments, change)


def _inventing(name: str, invention: Invention) -> Mutate:
    def change(reply: Reply, random: Random) -> Reply | None:
        if not lacks(first(reply), invention.telling):
            return None
        said = random.choice(invention.en if reply.scene.language == "en" else invention.zh)
        return _with_sentence(reply, said.format(it=_it(reply)), name, random)

    return change


def _last_pieces(reply: Reply, random: Random) -> Reply | None:
    """Few pieces left where many are, or where nobody counted them."""
    stock = first(reply).stock
    if stock is not None and 0 < stock < 10:
        return None
    it = _it(reply)
    said = (
        (f"only two of {it} are left", f"there are just 3 pieces of {it} remaining")
        if reply.scene.language == "en"
        else (f"{it}只剩最后两件了", f"{it}库存仅有3件")
    )
    if it == "it":
        said = ("only two are left", "there are just 3 pieces remaining")
    return _with_sentence(reply, random.choice(said), "last_pieces", random)


def _first_in_shop(reply: Reply, random: Random) -> Reply | None:
    """A superlative over the whole shop that another product there deserves."""
    own, it, english = first(reply), _it(reply), reply.scene.language == "en"
    said = []
    for dimension, sign, in_english, in_chinese in (
        ("price", -1, "the cheapest item in our whole shop", "全店最便宜的"),
        ("rating", 1, "the best-rated product that we sell", "全店评分最高的"),
        ("rating_count", 1, "the most reviewed product in the store", "全店评价最多的"),
    ):
        mine = measure(own, dimension)
        others = [measure(p, dimension) for p in reply.scene.strangers]
        if mine is not None and any(other is not None and other * sign > mine * sign for other in others):
            said.append(f"{it} is {in_english}" if english else f"{it}是{in_chinese}")
    return _with_sentence(reply, random.choice(said), "first_in_shop", random) if said else None


def _all_of_them(reply: Reply, random: Random) -> Reply | None:
    """A bound on everything shown that one of the products breaks."""
    products = reply.scene.products
    prices = [p.price_minor for p in products if p.price_minor is not None]
    ratings = [p.rating for p in products if p.rating is not None]
    english = reply.scene.language == "en"
    said = []
    if len(prices) > 1 and max(prices) - min(prices) > 400:
        bound = surfaces.money((min(prices) + max(prices)) // 200 * 100, products[0].currency, "sign")
        said.append(
            f"all the products shown cost less than {bound}" if english else f"展示的商品都不到{bound}"
        )
    if len(ratings) > 1 and min(ratings) < 4.4:
        said.append("every product shown is rated above 4.5" if english else "展示的每一款评分都在4.5以上")
    return _with_sentence(reply, random.choice(said), "all_of_them", random) if said else None


def _false_tie(reply: Reply, random: Random) -> Reply | None:
    """Two that differ are said to be level."""
    if reply.scene.mode != "compare" or len(reply.scene.products) != 2:
        return None
    said = []
    for dimension, in_english, in_chinese in (
        ("price", "both cost exactly the same", "两款价格一样"),
        ("rating", "they share the same rating", "两款评分相同"),
        ("rating_count", "they have the same number of reviews", "两款评价数一样多"),
    ):
        one, other = (measure(p, dimension) for p in reply.scene.products)
        if one is not None and other is not None and abs(one - other) >= 0.2:
            said.append(in_english if reply.scene.language == "en" else in_chinese)
    return _with_sentence(reply, random.choice(said), "false_tie", random) if said else None


def _times_the_price(reply: Reply, random: Random) -> Reply | None:
    """A wrong multiple between two prices."""
    if reply.scene.mode != "compare" or len(reply.scene.products) != 2:
        return None
    one, other = (p.price_minor for p in reply.scene.products)
    if not one or not other or one == other:
        return None
    ratio = one / other
    first, second = (values.name_of(p) for p in reply.scene.products)
    english = reply.scene.language == "en"
    if ratio < 1 and not 0.4 < ratio < 0.6:
        said = (
            f"the {first} is half the price of the {second}" if english else f"{first}的价格是{second}的一半"
        )
    elif ratio > 1 and not 2.6 < ratio < 3.4:
        said = f"the {first} costs three times as much as the {second}"
        said = said if english else f"{first}的价格是{second}的三倍"
    else:
        return None
    return _with_sentence(reply, said, "times_the_price", random)


def _discount(reply: Reply, random: Random) -> Reply | None:
    """A sale price of a product that has none, or far from so great a one."""
    own = first(reply)
    price, before = own.price_minor, own.compare_at_price_minor
    if price is None or not lacks(own, ("% off", "sale", "discount", "折", "特价", "优惠")):
        return None
    if before is not None and before > price * 1.5:
        return None
    old = surfaces.money(price * 5 // 200 * 100, own.currency, "sign")
    it = _it(reply)
    said = (
        (f"{it} is 60% off today", f"{it} has been marked down from {old}", f"{it} used to be {old}")
        if reply.scene.language == "en"
        else (f"{it}今天打四折", f"{it}原价{old}，现在直降", f"{it}已经降价六成")
    )
    return _with_sentence(reply, random.choice(said), "discount", random)


def _lacked(reply: Reply, random: Random) -> str | None:
    """A property on which the first product's record is silent."""
    own = first(reply)
    table = _LACKING[reply.scene.language]
    words = [w for w, tell in table.items() if lacks(own, tell) and not values.mentions(own, w)]
    return random.choice(words) if words else None


def _property_added(reply: Reply, random: Random) -> Reply | None:
    """A sentence on a property that the product lacks."""
    word, it = _lacked(reply, random), _it(reply)
    if word is None:
        return None
    said = (
        (f"{it} is also {word}", f"{it}'s {word}, by the way", f"I'd guess that {it} is {word} too")
        if reply.scene.language == "en"
        else (f"{it}还{word}", f"{it}应该也是{word}的", f"{it}采用{word}设计")
    )
    return _with_sentence(reply, random.choice(said), "property_added", random)


def _property_before_name(reply: Reply, random: Random) -> Reply | None:
    """A property that the product lacks, before its name."""
    word = _lacked(reply, random)
    segments = list(reply.segments)
    for at, slot in reply.slots:
        if slot.kind != "title" or slot.position != 0 or word is None:
            continue
        before = segments[at - 1] if at else ""
        if not isinstance(before, str):
            return None
        if reply.scene.language == "en" and re.search(r"(?i)\bthe $", before):
            segments.insert(at, f"{word} ")
        elif reply.scene.language == "zh" and not before.endswith(("“", "比", "由")):
            segments.insert(at, f"{word}的")
        else:
            return None
        return reply.with_segments(segments, "property_before_name")
    return None


def _blend_invented(reply: Reply, random: Random) -> Reply | None:
    """Shares of two fibers of which the record says nothing."""
    own = first(reply)
    one, other = random.choice(_BLENDS[reply.scene.language])
    share = random.choice((60, 70, 80))
    if not own.facet_values("material") or not lacks(own, (str(share), str(100 - share))):
        return None
    if values.mentions(own, one) and values.mentions(own, other):
        return None
    it = _it(reply)
    said = (
        f"{it} is {share}% {one} and {100 - share}% {other}"
        if reply.scene.language == "en"
        else f"{it}含{share}%{one}和{100 - share}%{other}"
    )
    return _with_sentence(reply, said, "blend_invented", random)


def _only_color(reply: Reply, random: Random) -> Reply | None:
    """One of many colors is said to be the only one."""
    own, language = first(reply), reply.scene.language
    colors = set(own.facet_values("color"))
    color = values.facet_word(own, "color", language, random.randrange(5))
    if len(colors) < 4 or color is None:
        return None
    it = _it(reply)
    said = (
        f"{color} is the only color that {it} comes in" if language == "en" else f"{it}只有{color}这一种颜色"
    )
    return _with_sentence(reply, said, "only_color", random)


def _every_size(reply: Reply, random: Random) -> Reply | None:
    """Sizes that the record doesn't list."""
    own, it = first(reply), _it(reply)
    if not own.facet_values("size") or not lacks(
        own, (*SMALL, "xxs", "6xl", "5xl", "plus size", "大码", "均码")
    ):
        return None
    said = (
        (f"{it} comes in every size from XXS to 6XL", f"{it} is also made in kids' sizes")
        if reply.scene.language == "en"
        else (f"{it}从XXS到6XL都有", f"{it}也有儿童尺码")
    )
    return _with_sentence(reply, random.choice(said), "every_size", random)


ADDED: Mapping[str, Mutate] = {
    **{name: _inventing(name, invention) for name, invention in INVENTIONS.items()},
    "last_pieces": _last_pieces,
    "first_in_shop": _first_in_shop,
    "all_of_them": _all_of_them,
    "false_tie": _false_tie,
    "times_the_price": _times_the_price,
    "discount": _discount,
    "property_added": _property_added,
    "property_before_name": _property_before_name,
    "blend_invented": _blend_invented,
    "only_color": _only_color,
    "every_size": _every_size,
}
"""Changes by name that leave the reply's own words as they are."""
