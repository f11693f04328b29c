"""A second writer and a second set of changes; kept back at first, mended on since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import Mutate, holds
from tests.benchmarks.claims.replies import Reply, Slot

FIND_EN = (
    "Sure! The {title} is one option: it's {price}.",
    "One of the {matching} matching items is the {title}, priced {price}.",
    "Would the {title} suit you? It {v|sells|doesn't sell} for {price} and comes in {color}.",
    "For {price} you can have the {title}, rated {rating} on the basis of {reviews} reviews.",
    "I'd go with the {title}, which {v|is|isn't} {material} and {color}.",
    "Have a look at the {title} from {brand}: {price}.",
    "The {title}, at {price}, is below your limit of {limit}.",
    "Here are {matching} products. The top one is the {title} at {price}.",
    "The {title} sits at {price} with {rating} stars.",
    "You asked for {color}: the {title} {v|comes|doesn't come} in it, for {price}.",
    "The {title} is {price}, whereas the {title2} is priced at {price2}.",
    "My pick would be the {title}, {stock|in stock|sold out} at {price}.",
    "{rating} stars from {reviews} shoppers: that's the {title}.",
    "Another option is the {title2} at {price2}, next to the {title} at {price}.",
    "The {title} {v|carries|doesn't carry} a price of {price} and a rating of {rating}.",
)
ASK_EN = (
    "According to the catalog, the {attrname} of the {title} {v|is|isn't} {attr}.",
    "Yes, the {title} {v|comes in|does not come in} {color}.",
    'The description of the {title} reads: "{quote}"',
    "Its record says the {title} is {percent} {percentword}.",
    "The {title} {v|is|isn't} {stock|in stock|out of stock}, and the price is {price}.",
    "The material of the {title}: {material}.",
    "As for the {title}, its color {v|is|isn't} {color}.",
)
COMPARE_EN = (
    "Between the two, the {title} is the {c:price|cheaper|more expensive} one at {price}.",
    "The {title} ({price}) is {c:price|cheaper|more expensive} than the {title2} ({price2}).",
    "You'd pay {gap} {c:price|less|more} for the {title} than for the {title2}.",
    "In terms of rating, the {title} is {c:rating|lower rated|better rated}: {rating} versus {rating2}.",
    "The {title} has {c:rating_count|fewer reviews|more reviews} ({reviews}) than the {title2} ({reviews2}).",
    "The {title} is {material}, the {title2} is {material2}.",
    "Price-wise, the {title} is {price} and the {title2} is {price2}.",
    "The {title} {s:price|has the lowest price|has the highest price}: {price}.",
)
FIND_ZH = (
    "符合条件的有{matching}款，您可以先看看{title}，售价{price}。",
    "{title}怎么样？价格{price}，评分{rating}。",
    "我推荐{title}，{color}，{v|售价|售价不是}{price}。",
    "{title}现在{price}，由{brand}出品。",
    "{title}的评分为{rating}，有{reviews}位顾客评价。",
    "{title}（{price}）和{title2}（{price2}）都可以考虑。",
    "在您{limit}的预算内，{title}售价{price}。",
    "{title}{v|是|不是}{material}做的，{price}。",
    "看看这款{title}吧，{stock|有货|无货}，价格{price}。",
    "其中{title}价格{price}，属于{category}类。",
)
ASK_ZH = (
    "{title}的{attrname}{v|是|并不是}{attr}。",
    "根据商品资料，{title}{v|采用|没有采用}{material}。",
    "{title}的描述是：“{quote}”",
    "{title}目前{stock|有货|售罄}，价格{price}。",
    "{title}的颜色{v|有|没有}{color}。",
)
COMPARE_ZH = (
    "{title}要比{title2}{c:price|便宜|贵}{gap}。",
    "价格上，{title}是{price}，{title2}是{price2}。",
    "两款里{title}的价格{c:price|更低|更高}。",
    "{title}的评分{c:rating|更低|更高}，{rating}对{rating2}。",
    "从材质看，{title}是{material}，{title2}是{material2}。",
    "{title}{s:price|价格最低|价格最高}，只要{price}。",
)
PATTERNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"find": FIND_EN, "ask": ASK_EN, "compare": COMPARE_EN},
    "zh": {"find": FIND_ZH, "ask": ASK_ZH, "compare": COMPARE_ZH},
}


def _slot(reply: Reply, kind: str, random: Random) -> tuple[int, Slot] | None:
    found = [(at, s) for at, s in reply.slots if s.kind == kind and s.position is not None]
    return random.choice(found) if found else None


def thereabouts(reply: Reply, random: Random) -> Reply | None:
    """A price said to be under, over or about a number that it isn't under, over or anywhere near."""
    found = _slot(reply, "price", random)
    if found is None or int(str(found[1].value)) < 3000:
        return None
    at, slot = found
    low, high = (int(str(slot.value)) * part // 1000 * 100 for part in (5, 20))
    currency = reply.scene.products[slot.position or 0].currency
    if round((reply.scene.limit or 0) * 100) in (low, high):
        return None
    said = random.choice(
        (("under {}", low), ("less than {}", low), ("over {}", high), ("about {}", low), ("almost {}", high))
        if reply.scene.language == "en"
        else (("不到{}", low), ("低于{}", low), ("超过{}", high), ("大约{}", low), ("将近{}", high))
    )
    return reply.with_slot(
        at, replace(slot, surface=said[0].format(surfaces.money(said[1], currency, "sign"))), "thereabouts"
    )


def multiplied(reply: Reply, random: Random) -> Reply | None:
    """A multiple or a share of another's price that nobody computed."""
    if len(reply.scene.products) < 2 or reply.scene.mode != "compare":
        return None
    first, second = (p.price_minor or 0 for p in reply.scene.products[:2])
    if not first or not second or 1.8 < second / first < 2.2:
        return None
    said = random.choice(
        (
            " The second one costs twice as much.",
            " The first one is half the price.",
            " The second is double the price.",
        )
        if reply.scene.language == "en"
        else ("第二款贵一倍。", "第二款的价格是第一款的两倍。", "第一款只要一半的价格。")
    )
    if "half" in said and abs(first * 2 - second) < second * 0.1:
        return None
    return reply.with_segments([*reply.segments, said], "multiplied")


def inflated(reply: Reply, random: Random) -> Reply | None:
    """More reviews or stars than there are, as a round phrase."""
    product = reply.scene.products[0]
    if product.rating_count > 90 or (product.rating or 0) > 4.94:
        return None
    said = random.choice(
        (
            " It has hundreds of reviews.",
            " It has more than 100 reviews.",
            " It's rated five stars.",
            " Dozens more people bought it.",
            " Nearly everyone gave it five stars.",
            " It has a perfect rating.",
        )
        if reply.scene.language == "en"
        else (
            "有上百条评价。",
            "评价超过100条。",
            "评分五星。",
            "好评如潮。",
            "几乎人人都给五分。",
            "满分好评。",
        )
    )
    return reply.with_segments([*reply.segments, said], "inflated")


def no_longer(reply: Reply, random: Random) -> Reply | None:
    """A product said to be gone, back, old or new where the record says none of it."""
    said = random.choice(
        (
            " It's no longer made.",
            " It just came back.",
            " It's been reduced.",
            " It's hardly used.",
            " Everyone is buying it.",
            " It used to cost more.",
            " The last one was taken yesterday.",
        )
        if reply.scene.language == "en"
        else (
            "已经停产了。",
            "刚刚补货。",
            "刚降过价。",
            "卖得飞快。",
            "大家都在买。",
            "以前更贵。",
            "昨天刚涨价。",
        )
    )
    return reply.with_segments([*reply.segments, said], "no_longer")


def everything(reply: Reply, random: Random) -> Reply | None:
    """What holds of one said of all products in play."""
    if len(reply.scene.products) < 2:
        return None
    kinds = ("color", "material", "price", "rating")
    for kind in random.sample(kinds, len(kinds)):
        found = _slot(reply, kind, random)
        if found is None or all(holds(p, found[1]) for p in reply.scene.products):
            continue
        said = found[1].surface
        sentence = (
            {"price": f" All of them cost {said}.", "rating": f" They're all rated {said}."}.get(
                kind, f" All of them are {said}."
            )
            if reply.scene.language == "en"
            else {"price": f"它们都是{said}。", "rating": f"评分都是{said}。"}.get(
                kind, f"这些都是{said}的。"
            )
        )
        return reply.with_segments([*reply.segments, sentence], "everything")
    return None


def only_other(reply: Reply, random: Random) -> Reply | None:
    """What the product has said to be had by another alone, or by all but it."""
    found = _slot(reply, "material", random) or _slot(reply, "color", random)
    if found is None:
        return None
    word = found[1].surface
    said = random.choice(
        (
            f" It contains no {word}.",
            f" It's free of {word}.",
            f" Sadly, there's no {word} in it.",
            f" It comes in anything but {word}.",
        )
        if reply.scene.language == "en"
        else (f"它不含{word}。", f"可惜没有{word}。", f"完全不含{word}。", f"除了{word}都有。")
    )
    return reply.with_segments([*reply.segments, said], "denied_later")


def maker(reply: Reply, random: Random) -> Reply | None:
    """A famous maker or a place of origin that no record names."""
    names = (
        ("Nike", "IKEA", "Italy", "Apple", "Patagonia")
        if reply.scene.language == "en"
        else ("耐克", "宜家", "意大利", "苹果", "海尔")
    )
    name = random.choice(names)
    if any(values.mentions(p, name) for p in reply.scene.products):
        return None
    said = (
        random.choice((" It's by {}.", " It was made in {}.", " It comes from {}.", " {} makes it."))
        if reply.scene.language == "en"
        else random.choice(("它是{}的。", "{}制造。", "来自{}。", "品牌是{}。"))
    )
    return reply.with_segments([*reply.segments, said.format(name)], "maker")


MUTATIONS: Mapping[str, Mutate] = {
    "thereabouts": thereabouts,
    "multiplied": multiplied,
    "inflated": inflated,
    "no_longer": no_longer,
    "everything": everything,
    "denied_later": only_other,
    "maker": maker,
}
