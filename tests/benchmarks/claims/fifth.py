"""The fifth writer of replies, with its own changes, kept back: measured once, never mended on.

Its patterns stand in `fifth_patterns`; what its changes add, in `fifth_additions`; which traits a
product lacks, in `fifth_traits`. It knows nothing of the checker or of the writers before it; whoever tunes
the checker on what it finds has used it up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import fifth_additions as additions
from tests.benchmarks.claims import fifth_traits as traits
from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import Mutate, holds, of_kind
from tests.benchmarks.claims.fifth_patterns import PATTERNS
from tests.benchmarks.claims.filling import measure
from tests.benchmarks.claims.replies import Reply, Segment, Slot

__all__ = ["MUTATIONS", "PATTERNS"]

_TRAITS = ("color", "material", "pattern", "feature")
_LOOSE = re.compile(r"up to|from|at least|over|about|max|min|[≤≥<>~约最起至可]|以上|以下|以内|左右")


def figure_shaded(reply: Reply, random: Random) -> Reply | None:
    """A price, a rating, a number of reviews, a measure or a share is slightly off."""
    found = of_kind(reply, "price", "rating", "reviews", "attr", "percent")
    random.shuffle(found)
    for at, slot, product in found:
        shaded = _shaded(slot, product, random)
        if shaded is not None and (slot.kind == "attr" or not holds(product, shaded)):
            return reply.with_slot(at, shaded, "figure_shaded")
    return None


def _shaded(slot: Slot, product: Product, random: Random) -> Slot | None:
    if slot.kind == "attr":
        return _shaded_measure(slot, product, random)
    number = float(str(slot.value))
    if slot.kind == "rating":
        rating = round(number, 1) + random.choice((-0.3, -0.2, 0.2, 0.3))
        return replace(slot, value=rating, surface=f"{rating:.1f}") if 1 <= rating <= 5 else None
    if slot.kind == "price":
        minor = int(number) + random.choice((-200, -100, -50, 50, 100, 300))
        known = {product.compare_at_price_minor, *(sku.price_minor for sku in product.skus)}
        said = surfaces.money(minor, product.currency, slot.style)
        return replace(slot, value=minor, surface=said) if minor > 0 and minor not in known else None
    if slot.kind == "percent":
        share = int(number) + random.choice((-5, -4, -3, 3, 4))
        return (
            replace(slot, value=share, surface=surfaces.percent(share, slot.style)) if share < 100 else None
        )
    reviews = int(number) + random.choice((-6, -3, -1, 1, 2, 10))
    if reviews < 2:
        return None
    return replace(slot, value=reviews, surface=surfaces.count(reviews, slot.style))


def _shaded_measure(slot: Slot, product: Product, random: Random) -> Slot | None:
    said = str(slot.value)
    figure = re.search(r"\d+", said)
    if figure is None or _LOOSE.search(said.casefold()):
        return None
    other = str(int(figure.group()) + max(1, round(int(figure.group()) * random.choice((0.05, 0.1)))))
    if re.search(rf"(?<!\d){other}(?!\d)", values.whole_text(product)):
        return None
    changed = said[: figure.start()] + other + said[figure.end() :]
    return replace(slot, value=changed, surface=changed)


def facts_crossed(reply: Reply, random: Random) -> Reply | None:
    """Two products exchange a fact, or what is said of the first bears the name of another."""
    found = of_kind(reply, "price", "rating", "reviews", "color", "material", "feature", "stock")
    pairs = [(a, b) for a in found for b in found if _crossing(a, b)]
    if pairs:
        (at, first, _), (there, second, _) = random.choice(pairs)
        segments = list(reply.segments)
        segments[at] = replace(first, value=second.value, surface=second.surface, style=second.style)
        segments[there] = replace(second, value=first.value, surface=first.surface, style=first.style)
        return reply.with_segments(segments, "facts_crossed")
    figures = [slot for _, slot, _ in found if slot.kind in ("price", "rating") and slot.position == 0]
    named = {slot.position for _, slot in reply.slots if slot.kind == "title"}
    others = [
        place
        for place, product in enumerate(reply.scene.products)
        if place not in named and any(not holds(product, slot) for slot in figures)
    ]
    if named != {0} or not others or any(s.kind == "comparison" for _, s in reply.slots):
        return None
    other = additions.title_slot(reply, random.choice(others))
    renamed: list[Segment] = [
        other if isinstance(s, Slot) and s.kind == "title" else s for s in reply.segments
    ]
    return reply.with_segments(renamed, "facts_crossed")


def _crossing(one: tuple[int, Slot, Product], two: tuple[int, Slot, Product]) -> bool:
    (at, first, owner), (there, second, other) = one, two
    if at >= there or first.kind != second.kind or first.position == second.position:
        return False
    if first.kind in _TRAITS:
        return traits.lacks(other, first.kind, str(first.value)) or traits.lacks(
            owner, second.kind, str(second.value)
        )
    return not holds(other, first) or not holds(owner, second)


def trait_borrowed(reply: Reply, random: Random) -> Reply | None:
    """A color, a material, a pattern or a feature that another product has and this one lacks."""
    found = of_kind(reply, *_TRAITS)
    random.shuffle(found)
    for at, slot, product in found:
        words = _lacking(reply, product, slot.kind, random)
        if words is not None:
            return reply.with_slot(at, replace(slot, value=words, surface=words), "trait_borrowed")
    return None


def color_added(reply: Reply, random: Random) -> Reply | None:
    """Another color is said to be there too."""
    for at, _, product in of_kind(reply, "color"):
        other = _lacking(reply, product, "color", random)
        if other is not None:
            chinese = reply.scene.language == "zh"
            said = random.choice(
                ("和{}", "、{}", "或者{}") if chinese else (" or {}", " as well as {}", " and {}")
            )
            return additions.behind(reply, at, said.format(other), "color_added")
    return None


def nothing_else(reply: Reply, random: Random) -> Reply | None:
    """One of several colors or sizes is said to be the only one; a blend is said to be pure."""
    chinese = reply.scene.language == "zh"
    for at, slot, product in of_kind(reply, "color", "material", "size"):
        if slot.kind == "size" and len(set(product.facet_values("size"))) > 1:
            said = (
                ("（只有这一种规格）", "（仅此一种）")
                if chinese
                else (" (the only size)", " and no other size")
            )
            return additions.behind(reply, at, random.choice(said), "nothing_else")
        if slot.kind == "color" and traits.many_colored(product):
            said = (
                ("（仅此一色）", "（没有别的颜色）")
                if chinese
                else (" (its only color)", " and no other color")
            )
            return additions.behind(reply, at, random.choice(said), "nothing_else")
        if slot.kind == "material" and traits.blended(product, str(slot.value)):
            pure = random.choice(("纯", "百分之百的") if chinese else ("pure ", "100% ", "all-"))
            return reply.with_slot(at, replace(slot, surface=f"{pure}{slot.surface}"), "nothing_else")
    return None


def all_alike(reply: Reply, random: Random) -> Reply | None:
    """The others are said to share what they do not."""
    others = reply.scene.products[1:]
    own = _traits_of(reply, random)
    lone = [(kind, word) for kind, word in own if any(traits.lacks(other, kind, word) for other in others)]
    if not lone:
        return None
    kind, word = random.choice(lone)
    if reply.scene.language == "zh":
        said = (
            f"另外几款也都{traits.having_zh(kind, word)}"
            if len(others) > 1
            else f"另一款也{traits.having_zh(kind, word)}"
        )
    elif len(others) == 1:
        said = f"the other one shown {traits.having(kind, word, 'one')} too"
    else:
        said = random.choice(("all the others shown {} as well", "all of these {}"))
        said = said.format(traits.having(kind, word, "many"))
    return additions.with_clause(reply, said, "all_alike", random)


def one_of_a_kind(reply: Reply, random: Random) -> Reply | None:
    """The first product is said to be alone in what another one shown has as well."""
    others = reply.scene.products[1:]
    own = _traits_of(reply, random)
    shared = [(kind, word) for kind, word in own if any(word in o.facet_values(kind) for o in others)]
    if not shared:
        return None
    kind, word = random.choice(shared)
    if reply.scene.language == "zh":
        said = random.choice(("展示的里面只有{it}", "跟其他展示的不同，{it}")) + traits.having_zh(kind, word)
    else:
        said = random.choice(("{it} is the only one shown that ", "unlike the rest shown, {it} "))
        said += traits.having(kind, word, "one")
    return additions.with_clause(reply, said, "one_of_a_kind", random)


def _traits_of(reply: Reply, random: Random) -> list[tuple[str, str]]:
    product, language = reply.scene.products[0], reply.scene.language
    found = [(kind, values.facet_word(product, kind, language, random.randrange(5))) for kind in _TRAITS]
    return [(kind, word) for kind, word in found if word and word not in traits.BROAD]


def aside_reversed(reply: Reply, random: Random) -> Reply | None:
    """A comparison turned round, or one put in passing that is the wrong way round."""
    turned = [(at, s) for at, s in reply.slots if s.kind == "comparison" and s.style]
    if turned and random.random() < 0.5:
        at, slot = random.choice(turned)
        return reply.with_slot(at, replace(slot, surface=slot.style, style=slot.surface), "aside_reversed")
    wrong = [
        (place, said) for place in range(1, len(reply.scene.products)) for said in _reversals(reply, place)
    ]
    if not wrong:
        return None
    place, said = random.choice(wrong)
    other = additions.title_slot(reply, place).surface
    if reply.scene.language == "zh":
        return additions.with_aside(reply, f"比{other}{said}", "aside_reversed")
    return additions.with_aside(reply, f"{said} than the {other}", "aside_reversed")


def _reversals(reply: Reply, place: int) -> list[str]:
    first, other = reply.scene.products[0], reply.scene.products[place]
    chinese = reply.scene.language == "zh"
    words = {
        "price": ("略贵一点", "便宜一点")
        if chinese
        else ("a little pricier", "a little easier on the wallet"),
        "rating": ("评分高一点", "评分低一点") if chinese else ("a bit better rated", "a bit lower rated"),
        "rating_count": ("评价更多", "评价更少") if chinese else ("with more reviews", "with fewer reviews"),
    }
    found = []
    for dimension, (more, less) in words.items():
        own, theirs = measure(first, dimension), measure(other, dimension)
        if own is not None and theirs is not None and own != theirs:
            found.append(more if own < theirs else less)
    return found


def budget_misjudged(reply: Reply, random: Random) -> Reply | None:
    """A budget kept is said to be broken or reckoned wrongly; one that nobody named is said to be kept."""
    product, chinese = reply.scene.products[0], reply.scene.language == "zh"
    if product.price_minor is None:
        return None
    if reply.scene.limit is None:
        said = (
            ("{it}在您给的预算之内", "{it}没有超过您说的价位")
            if chinese
            else (
                "{it} stays inside the budget you gave",
                "that keeps within the amount you named",
            )
        )
        return additions.with_clause(reply, random.choice(said), "budget_misjudged", random)
    limit = round(reply.scene.limit * 100)
    left = limit - product.price_minor
    prices = [p.price_minor for p in reply.scene.products if p.price_minor is not None]
    wrong = left + random.choice((200, 300, 500, 1000))
    if any(limit - price == wrong for price in prices):
        return None
    money = surfaces.money(wrong, product.currency, surfaces.money_style(reply.scene.language, random))
    over = "{it}比您的预算高一点点" if chinese else "{it} goes a touch over what you wanted to spend"
    spare = f"预算还能剩下{money}" if chinese else f"that leaves {money} of your budget"
    half = "只用了您预算的一半左右" if chinese else "that's only about half of what you allowed"
    near = any(0.35 < price / limit < 0.65 for price in prices)
    choices = [over, spare] if near else [over, spare, half]
    return additions.with_clause(reply, random.choice(choices), "budget_misjudged", random)


def deal_hinted(reply: Reply, random: Random) -> Reply | None:
    """A sale, an earlier price or a deadline that no record knows."""
    if any(p.compare_at_price_minor is not None for p in reply.scene.products):
        prices = of_kind(reply, "price")
        if not prices or not additions.silent(reply.scene.products, "sunday friday weekend 周末 周日 今天"):
            return None
        chinese = reply.scene.language == "zh"
        said = (
            ("（周日前有效）", "（仅限今天）")
            if chinese
            else (" until Sunday", " for today only", " this weekend")
        )
        return additions.behind(reply, prices[0][0], random.choice(said), "deal_hinted")
    return _invention(additions.DEALS, reply, random, "deal_hinted")


def crowd_favorite(reply: Reply, random: Random) -> Reply | None:
    """A popularity that no record shows."""
    return _invention(additions.FAVOR, reply, random, "crowd_favorite")


def suited_to(reply: Reply, random: Random) -> Reply | None:
    """Someone or something that it suits, by no record."""
    return _invention(additions.SUITED, reply, random, "suited_to")


def origin_slipped_in(reply: Reply, random: Random) -> Reply | None:
    """A place that it comes from, said in passing."""
    said = additions.invented(additions.ORIGINS, reply, random)
    return None if said is None else additions.with_aside(reply, said, "origin_slipped_in")


def stock_tale(reply: Reply, random: Random) -> Reply | None:
    """A number of pieces left, or a delivery, that the record does not tell of."""
    product = reply.scene.products[0]
    left = {product.stock, sum(sku.stock or 0 for sku in product.skus), *(sku.stock for sku in product.skus)}
    said = additions.invented(additions.STOCKS, reply, random)
    number = random.choice([n for n in (2, 3, 4, 5, 6, 7, 8) if n not in left] or [9])
    if said is None or number in left:
        return None
    style = random.choice(("digits", "spelled_en"))
    counted = str(number) if reply.scene.language == "zh" else surfaces.count(number, style)
    return additions.with_clause(reply, said.replace("{n}", counted), "stock_tale", random)


def unseen_ranked(reply: Reply, random: Random) -> Reply | None:
    """A place among products that are not in play: in the whole shop, or among the matches not shown."""
    scene, product = reply.scene, reply.scene.products[0]
    chinese = scene.language == "zh"
    rest = (*scene.products[1:], *scene.strangers)
    price, rating = product.price_minor, product.rating
    said: list[str] = []
    rivals = [p.price_minor for p in rest if p.price_minor is not None and p.currency == product.currency]
    if price is not None and any(other < price for other in rivals):
        said.append("全店没有比{it}更便宜的" if chinese else "nothing in our shop costs less than {it}")
    if rating is not None and any(p.rating is not None and p.rating > rating for p in rest):
        said.append("店里没有评分比{it}更高的" if chinese else "no product of ours is rated above {it}")
    if scene.mode == "find" and scene.matching > 3 * len(scene.products):
        said.append("其余符合的大多比{it}贵" if chinese else "most of the other matches cost more than {it}")
        if rating is not None:
            said.append(
                "其余符合的评分大多不如{it}" if chinese else "most other matches are rated below {it}"
            )
    if not said:
        return None
    return additions.with_clause(reply, random.choice(said), "unseen_ranked", random)


def _invention(
    table: Mapping[str, Sequence[additions.Invention]], reply: Reply, random: Random, change: str
) -> Reply | None:
    said = additions.invented(table, reply, random)
    return None if said is None else additions.with_clause(reply, said, change, random)


def _lacking(reply: Reply, product: Product, kind: str, random: Random) -> str | None:
    scene = reply.scene
    donors = [p for p in scene.products if p is not product] + list(scene.strangers)
    for donor in donors:
        word = values.facet_word(donor, kind, scene.language, random.randrange(5))
        if word is not None and traits.lacks(product, kind, word):
            return word
    return None


MUTATIONS: Mapping[str, Mutate] = {
    "figure_shaded": figure_shaded,
    "facts_crossed": facts_crossed,
    "trait_borrowed": trait_borrowed,
    "color_added": color_added,
    "nothing_else": nothing_else,
    "all_alike": all_alike,
    "one_of_a_kind": one_of_a_kind,
    "aside_reversed": aside_reversed,
    "budget_misjudged": budget_misjudged,
    "deal_hinted": deal_hinted,
    "crowd_favorite": crowd_favorite,
    "suited_to": suited_to,
    "origin_slipped_in": origin_slipped_in,
    "stock_tale": stock_tale,
    "unseen_ranked": unseen_ranked,
}
"""Changes that make a reply of the fifth writer false, by name."""
