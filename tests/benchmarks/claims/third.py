"""The third writer with its own changes, kept back: measured once, never mended on.

What it writes stands in `third_patterns`, what its changes add to a reply in `third_adding`; those here alter
a fact that the reply states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import Mutate, holds, of_kind
from tests.benchmarks.claims.replies import Reply, Segment, Slot
from tests.benchmarks.claims.third_adding import ADDED, first, lacks
from tests.benchmarks.claims.third_patterns import PATTERNS

__all__ = ["MUTATIONS", "PATTERNS"]

_TRAITS = ("color", "material", "pattern", "sleeve", "style", "feature")

_CURRENCIES = ("USD", "CNY", "GBP", "EUR")

_UNITS = {
    "en": {"kg": "g", "g": "kg", "ml": "l", "l": "ml", "cm": "m", "mm": "cm", "m": "km", "W": "kW"}
    | {"hours": "days", "years": "months", "inches": "feet", "year": "month", "minutes": "hours"},
    "zh": {"克": "公斤", "千克": "克", "毫升": "升", "升": "毫升", "厘米": "米", "小时": "分钟", "瓦": "千瓦"}
    | {"天": "个月", "岁": "个月", "米": "厘米", "英寸": "厘米"},
}

_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s?([A-Za-z]+|[\u4e00-\u9fff]{1,2})")

_BRANDS = ("Nike", "IKEA", "Calvin Klein", "Zara", "Samsung", "Ralph Lauren", "Philips")

_EDITIONS = {
    "en": (" Pro Max", " Limited Edition", " (second generation)"),
    "zh": ("Pro Max", "限量版", "二代"),
}


def _one_of(reply: Reply, random: Random, *kinds: str) -> tuple[int, Slot, Product] | None:
    found = of_kind(reply, *kinds)
    return random.choice(found) if found else None


def _reslotted(
    name: str, kinds: Sequence[str], new: Callable[[Slot, Product, Reply, Random], Slot | None]
) -> Mutate:
    """A change of one slot of these kinds, dropped where the new slot could be true of its product."""

    def change(reply: Reply, random: Random) -> Reply | None:
        found = _one_of(reply, random, *kinds)
        if found is None:
            return None
        at, slot, product = found
        changed = new(slot, product, reply, random)
        if changed is None or holds(product, changed):
            return None
        return reply.with_slot(at, changed, name)

    return change


def _prices(product: Product) -> set[int]:
    own = {sku.price_minor for sku in product.skus} | {product.price_minor, product.compare_at_price_minor}
    return {price for price in own if price is not None}


def _price_in_words(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """A whole amount in words that is a quarter off or more."""
    whole = max(2, round(int(str(slot.value)) * random.choice((0.5, 0.6, 0.7, 1.3, 1.5, 2)) / 100))
    minor, style = whole * 100, "spelled_en" if reply.scene.language == "en" else "spelled_zh"
    if any(abs(minor - price) < price * 0.1 for price in _prices(product)):
        return None
    said = surfaces.money(minor, product.currency, style)
    return replace(slot, value=minor, surface=said, style=style)


def _price_transposed(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """Two neighboring digits of the whole part exchanged."""
    del reply
    whole, cents = divmod(int(str(slot.value)), 100)
    digits = list(str(whole))
    places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1] and digits[at + 1] != "0"]
    if not places:
        return None
    at = random.choice(places)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    minor = int("".join(digits)) * 100 + cents
    if minor in _prices(product):
        return None
    return replace(slot, value=minor, surface=surfaces.money(minor, product.currency, slot.style))


def _price_belittled(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """An amount that the price exceeds, with "less than"."""
    dollars = int(min(_prices(product)) * random.choice((0.5, 0.6, 0.75, 0.85)) / 500) * 5
    if dollars < 5:
        return None
    said = surfaces.money(dollars * 100, product.currency, "sign")
    under = f"less than {said}" if reply.scene.language == "en" else f"不到{said}"
    return replace(slot, value=dollars * 100, surface=under, style="sign")


def _wrong_currency(reply: Reply, random: Random) -> Reply | None:
    found = _one_of(reply, random, "price")
    if found is None:
        return None
    at, slot, product = found
    other = random.choice([c for c in _CURRENCIES if c != product.currency])
    said = surfaces.money(int(str(slot.value)), other, slot.style)
    return reply.with_slot(at, replace(slot, surface=said), "wrong_currency")


def _rating_lifted(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """A flawless rating, in words or digits, of a product that has none."""
    if product.rating is None or product.rating > 4.7:
        return None
    words = (
        ("five", "5", "5.0", "a perfect 5") if reply.scene.language == "en" else ("五", "5", "5.0", "满分5")
    )
    return replace(slot, value=5.0, surface=random.choice(words))


def _rating_moved(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """A rating that is half a star off, or so."""
    del product, reply
    moved = round(float(str(slot.value)) + random.choice((-1.1, -0.7, -0.5, -0.4, 0.4, 0.5)), 1)
    return replace(slot, value=moved, surface=f"{moved:.1f}") if 1 <= moved <= 5 else None


def _reviews_swollen(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """Hundreds or thousands of reviews of a product that has fewer than 500."""
    if product.rating_count >= 500:
        return None
    english = ("over 900", "more than two thousand", "nearly 5,000")
    said = random.choice(english if reply.scene.language == "en" else ("超过900", "两千多", "将近5000"))
    return replace(slot, value=900, surface=said)


def _wrong_count(reply: Reply, random: Random) -> Reply | None:
    """Another number of matches or of products shown, half the time in words."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind in ("matching", "shown")]
    if not found:
        return None
    at, slot = random.choice(found)
    true = {reply.scene.matching, len(reply.scene.products)}
    number = int(str(slot.value)) + random.randint(1, 4 if slot.kind == "shown" else 90)
    if number in true:
        return None
    spelled = "spelled_en" if reply.scene.language == "en" else "spelled_zh"
    style = random.choice((spelled, "digits"))
    new = replace(slot, value=number, surface=surfaces.count(number, style), style=style)
    return reply.with_slot(at, new, "wrong_count")


def _trait_borrowed(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """A trait of another product of the shop that the record doesn't mention."""
    others = [p for p in (*reply.scene.products, *reply.scene.strangers) if p != product]
    found = [values.facet_word(p, slot.kind, reply.scene.language, random.randrange(5)) for p in others]
    words = [word for word in found if word is not None and not values.mentions(product, word)]
    word = random.choice(words) if words else None
    return None if word is None else replace(slot, value=word, surface=word)


def _maker_borrowed(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """Another brand or merchant of the shop, or one that everybody knows."""
    named = [getattr(p, slot.kind) for p in reply.scene.strangers]
    known = [*(n for n in named if n), *(_BRANDS if slot.kind == "brand" else ())]
    names = [name for name in known if not values.mentions(product, name)]
    name = random.choice(names) if names else None
    return None if name is None else replace(slot, value=name, surface=name)


def _section_borrowed(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """The section of another product."""
    english = reply.scene.language == "en"
    found = [p.category[-1] for p in reply.scene.strangers if p.category]
    names = [n for n in found if n.isascii() is english and not values.mentions(product, n)]
    name = random.choice(names) if names else None
    return None if name is None else replace(slot, value=name, surface=name)


def _maker_invented(reply: Reply, random: Random) -> Reply | None:
    """A well-known brand beside the name of a product that says nothing of it."""
    brand = random.choice(_BRANDS)
    found = _one_of(reply, random, "title")
    if found is None or values.mentions(found[2], brand):
        return None
    at = found[0]
    english = reply.scene.language == "en"
    segments = list(reply.segments)
    segments.insert(at + 1 if english else at, f" by {brand}" if english else f"{brand}牌")
    return reply.with_segments(segments, "maker_invented")


def _edition_invented(reply: Reply, random: Random) -> Reply | None:
    """A version of the product that the shop doesn't have."""
    found = _one_of(reply, random, "title")
    if found is None or not lacks(found[2], ("edition", "limited", "generation", "pro ", "限量", "代")):
        return None
    at, slot, _ = found
    added = random.choice(_EDITIONS[reply.scene.language])
    return reply.with_slot(at, replace(slot, value="", surface=slot.surface + added), "edition_invented")


def _name_of_another(reply: Reply, random: Random) -> Reply | None:
    """The first product's price or rating under the name of another product that has a different one."""
    named = [at for at, slot in reply.slots if slot.kind == "title" and slot.position == 0]
    facts = [slot for _, slot, _ in of_kind(reply, "price", "rating") if slot.position == 0]
    if not named or not facts:
        return None
    names = {values.name_of(p).casefold() for p in reply.scene.products}
    others = [
        p
        for p in reply.scene.strangers
        if values.name_of(p).casefold() not in names and not any(holds(p, fact) for fact in facts)
    ]
    if not others:
        return None
    other = random.choice(others)
    segments = list(reply.segments)
    for at in named:
        old = segments[at]
        if isinstance(old, Slot):
            segments[at] = replace(old, value=other.product_id, surface=values.name_of(other))
    return reply.with_segments(segments, "name_of_another")


def _facts_exchanged(reply: Reply, random: Random) -> Reply | None:
    """Two products' facts of one kind, exchanged."""
    of_both = [
        (a, b)
        for a in of_kind(reply, "price", "rating", "reviews", "brand", "category", *_TRAITS)
        for b in of_kind(reply, a[1].kind)
        if a[1].position == 0 and b[1].position != 0
    ]
    fair = [(a, b) for a, b in of_both if not holds(a[2], b[1]) or not holds(b[2], a[1])]
    if not fair:
        return None
    (at, slot, _), (at_other, other, _) = random.choice(fair)
    segments = list(reply.segments)
    segments[at] = replace(other, position=slot.position)
    segments[at_other] = replace(slot, position=other.position)
    return reply.with_segments(segments, "facts_exchanged")


def _negated(reply: Reply, random: Random) -> Reply | None:
    """A verb denied."""
    verbs = [(at, slot) for at, slot in reply.slots if slot.kind == "verb"]
    if not verbs:
        return None
    at, slot = random.choice(verbs)
    denied = slot.value[1] if isinstance(slot.value, tuple) else ""
    return reply.with_slot(at, replace(slot, surface=str(denied)), "negated")


def _stock_flipped(reply: Reply, random: Random) -> Reply | None:
    """Every word on the stock of one product turned around."""
    found = _one_of(reply, random, "stock")
    if found is None:
        return None
    segments: list[Segment] = list(reply.segments)
    for at, slot, _ in of_kind(reply, "stock"):
        if slot.position == found[1].position:
            said = slot.style.split("|")[1 if slot.value else 0]
            segments[at] = replace(slot, value=not slot.value, surface=said)
    return reply.with_segments(segments, "stock_flipped")


def _budget_too_low(reply: Reply, random: Random) -> Reply | None:
    """A limit below the price that is said to keep to it."""
    limits = [(at, slot) for at, slot in reply.slots if slot.kind == "limit"]
    price = first(reply).price_minor
    if not limits or price is None:
        return None
    at, slot = limits[0]
    minor = int(price * random.choice((0.5, 0.65, 0.8, 0.9)) / 500) * 500
    if minor < 500:
        return None
    said = surfaces.money(minor, first(reply).currency, slot.style)
    return reply.with_slot(at, replace(slot, value=minor, surface=said), "budget_too_low")


def _direction_turned(reply: Reply, random: Random) -> Reply | None:
    """The other side of a comparison."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind == "comparison" and slot.style]
    if not found:
        return None
    at, slot = random.choice(found)
    return reply.with_slot(at, replace(slot, surface=slot.style, style=slot.surface), "direction_turned")


def _gap_changed(reply: Reply, random: Random) -> Reply | None:
    """Another difference of prices."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind == "gap"]
    if not found:
        return None
    at, slot = found[0]
    gap = int(str(slot.value))
    minor = random.choice((gap * 2, gap + 500, gap + 1300, max(gap // 200 * 100, 100)))
    if abs(minor - gap) < 100:
        return None
    said = surfaces.money(minor, first(reply).currency, slot.style)
    return reply.with_slot(at, replace(slot, value=minor, surface=said), "gap_changed")


def _share_changed(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """Another percentage of the same stuff."""
    del product
    number = random.choice([n for n in (15, 25, 35, 45, 55, 65, 75, 85) if n != slot.value])
    english = ("sign", "word", "spelled_en")
    style = random.choice(english if reply.scene.language == "en" else ("sign", "wide", "spelled_zh"))
    return replace(slot, value=number, surface=surfaces.percent(number, style), style=style)


def _measure_changed(slot: Slot, product: Product, reply: Reply, random: Random) -> Slot | None:
    """Another unit, or another number before it, in a named fact."""
    value = str(slot.value)
    found = _MEASURE.search(value)
    if found is None:
        return None
    number, unit = found.groups()
    other = _UNITS[reply.scene.language].get(unit)
    if other is not None and random.random() < 0.5:
        new = value[: found.start(2)] + other + value[found.end(2) :]
    else:
        more = str(round(float(number) * random.choice((2, 3)) + 1))
        new = value[: found.start(1)] + more + value[found.end(1) :]
    if not lacks(product, (new.casefold(), new.casefold().replace(" ", ""))):
        return None
    return replace(slot, value=new, surface=new)


def _measure(reply: Reply, random: Random) -> Reply | None:
    found = _one_of(reply, random, "attr")
    if found is None:
        return None
    at, slot, product = found
    new = _measure_changed(slot, product, reply, random)
    return None if new is None else reply.with_slot(at, new, "measure_changed")


MUTATIONS: Mapping[str, Mutate] = {
    **ADDED,
    "price_in_words": _reslotted("price_in_words", ("price",), _price_in_words),
    "price_transposed": _reslotted("price_transposed", ("price",), _price_transposed),
    "price_belittled": _reslotted("price_belittled", ("price",), _price_belittled),
    "wrong_currency": _wrong_currency,
    "rating_lifted": _reslotted("rating_lifted", ("rating",), _rating_lifted),
    "rating_moved": _reslotted("rating_moved", ("rating",), _rating_moved),
    "reviews_swollen": _reslotted("reviews_swollen", ("reviews",), _reviews_swollen),
    "wrong_count": _wrong_count,
    "trait_borrowed": _reslotted("trait_borrowed", _TRAITS, _trait_borrowed),
    "maker_borrowed": _reslotted("maker_borrowed", ("brand", "merchant"), _maker_borrowed),
    "section_borrowed": _reslotted("section_borrowed", ("category",), _section_borrowed),
    "maker_invented": _maker_invented,
    "edition_invented": _edition_invented,
    "name_of_another": _name_of_another,
    "facts_exchanged": _facts_exchanged,
    "negated": _negated,
    "stock_flipped": _stock_flipped,
    "budget_too_low": _budget_too_low,
    "direction_turned": _direction_turned,
    "gap_changed": _gap_changed,
    "share_changed": _reslotted("share_changed", ("percent",), _share_changed),
    "measure_changed": _measure,
}
