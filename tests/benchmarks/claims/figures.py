"""Changes of figures: prices, ratings, counts, measures, units, and figures of two products exchanged."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import holds, of_kind
from tests.benchmarks.claims.replies import Reply

_UNITS = {
    "cm": "m", "mm": "cm", "ml": "l", "l": "ml", "kg": "g", "g": "kg", "inches": "feet", "in": "cm",
    "oz": "lb", "w": "kW", "m": "cm", "hours": "days", "毫升": "升", "厘米": "米", "升": "毫升", "克": "公斤",
    "公斤": "克", "小时": "天", "千克": "克", "根": "千根", "寸": "米", "米": "毫米", "件": "打",
}  # fmt: skip


def other_number(number: int, random: Random) -> int:
    """The number with one digit changed."""
    digits = list(str(number))
    at = random.randrange(len(digits))
    choices = [d for d in "0123456789" if d != digits[at] and not (at == 0 and d == "0")]
    digits[at] = random.choice(choices)
    return int("".join(digits))


def _unmoney(reply: Reply, minor: int) -> bool:
    """Whether no product in play, limit or gap has this amount, so that saying it is false anywhere."""
    prices = [p.price_minor for p in reply.scene.products if p.price_minor is not None]
    gaps = [abs(a - b) for a in prices for b in prices]
    limits = [round(reply.scene.limit * 100)] if reply.scene.limit is not None else []
    return minor not in {*prices, *gaps, *limits}


def price_digit(reply: Reply, random: Random) -> Reply | None:
    """A digit of a price."""
    found = of_kind(reply, "price")
    if not found:
        return None
    at, slot, product = random.choice(found)
    wrong = other_number(int(str(slot.value)), random)
    style = random.choice((slot.style, surfaces.money_style(reply.scene.language, random)))
    if not _unmoney(reply, wrong):
        return None
    said = surfaces.money(wrong, product.currency, style)
    return reply.with_slot(at, replace(slot, surface=said, value=wrong), "price_digit")


def price_of_other(reply: Reply, random: Random) -> Reply | None:
    """The price of another product in play, or of the shop."""
    found = of_kind(reply, "price")
    if not found:
        return None
    at, slot, product = random.choice(found)
    others = [*reply.scene.products, *reply.scene.strangers]
    prices = [p.price_minor for p in others if p.price_minor not in (None, product.price_minor)]
    if not prices:
        return None
    wrong = random.choice(prices)
    said = surfaces.money(wrong or 0, product.currency, slot.style)
    return reply.with_slot(at, replace(slot, surface=said, value=wrong), "price_of_other")


def currency(reply: Reply, random: Random) -> Reply | None:
    """The same number in another currency."""
    found = of_kind(reply, "price")
    if not found:
        return None
    at, slot, product = random.choice(found)
    other = random.choice([c for c in ("USD", "CNY", "GBP", "EUR") if c != product.currency])
    said = surfaces.money(int(str(slot.value)), other, slot.style)
    return reply.with_slot(at, replace(slot, surface=said), "currency") if said != slot.surface else None


def rating(reply: Reply, random: Random) -> Reply | None:
    """Another rating: a tenth or more away, or another product's."""
    found = of_kind(reply, "rating")
    if not found:
        return None
    at, slot, product = random.choice(found)
    others = [f"{p.rating:.1f}" for p in reply.scene.products if p.rating is not None]
    wrong = random.choice([*others, f"{random.randint(10, 50) / 10:.1f}"])
    if wrong == values.rounded(product):
        return None
    said = (
        wrong.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
        if random.random() < 0.15
        else wrong
    )
    return reply.with_slot(at, replace(slot, surface=said, value=float(wrong)), "rating")


def reviews(reply: Reply, random: Random) -> Reply | None:
    """Another number of reviews, in any way of writing it."""
    found = of_kind(reply, "reviews")
    if not found:
        return None
    at, slot, product = random.choice(found)
    wrong = other_number(product.rating_count, random)
    if wrong < 2 or wrong == product.rating_count:
        return None
    style = surfaces.count_style(reply.scene.language, random)
    return reply.with_slot(at, replace(slot, surface=surfaces.count(wrong, style), value=wrong), "reviews")


def figure_of_attribute(reply: Reply, random: Random) -> Reply | None:
    """A digit of a measure or of a share."""
    found = [f for f in of_kind(reply, "attr", "percent", "size") if re.search(r"\d", f[1].surface)]
    if not found:
        return None
    at, slot, product = random.choice(found)
    if slot.kind == "percent":
        wrong = other_number(int(str(slot.value)), random)
        style = random.choice(
            ("sign", "word", "spelled_en") if reply.scene.language == "en" else ("sign", "wide", "spelled_zh")
        )
        said = surfaces.percent(wrong, style)
        told = any(number == wrong for number, _ in values.percentages(product))
        return None if told else reply.with_slot(at, replace(slot, surface=said, value=wrong), "share")
    digits = list(re.finditer(r"\d+", slot.surface))
    chosen = random.choice(digits)
    number = str(other_number(int(chosen.group()), random))
    said = slot.surface[: chosen.start()] + number + slot.surface[chosen.end() :]
    if values.mentions(product, said) or number in values.whole_text(product):
        return None
    return reply.with_slot(at, replace(slot, surface=said, value=said), "measure")


def unit(reply: Reply, random: Random) -> Reply | None:
    """The unit of a measure."""
    found = [
        (at, slot, product, match)
        for at, slot, product in of_kind(reply, "attr", "size")
        if (match := re.search(r"(?<=\d)(\s?)([a-zA-Z]{1,6}|[\u4e00-\u9fff]{1,2})", slot.surface))
        and match.group(2) in _UNITS
    ]
    if not found:
        return None
    at, slot, product, match = random.choice(found)
    said = slot.surface[: match.start(2)] + _UNITS[match.group(2)] + slot.surface[match.end(2) :]
    if said.casefold().replace(" ", "") in values.whole_text(product).replace(" ", ""):
        return None
    return reply.with_slot(at, replace(slot, surface=said, value=said), "unit")


def count(reply: Reply, random: Random) -> Reply | None:
    """Another number of matches."""
    found = [(at, s) for at, s in reply.slots if s.kind in ("matching", "shown")]
    if not found:
        return None
    at, slot = random.choice(found)
    wrong = other_number(int(str(slot.value)), random)
    if wrong in (int(str(slot.value)), 1, 0) or wrong == len(reply.scene.products):
        return None
    style = surfaces.count_style(reply.scene.language, random)
    return reply.with_slot(at, replace(slot, surface=surfaces.count(wrong, style), value=wrong), "count")


def amount(reply: Reply, random: Random) -> Reply | None:
    """Another limit than the shopper's, another gap than that of the prices."""
    found = [(at, s) for at, s in reply.slots if s.kind in ("limit", "gap")]
    if not found:
        return None
    at, slot = random.choice(found)
    wrong = other_number(int(str(slot.value)), random)
    if not _unmoney(reply, wrong) or not wrong:
        return None
    said = surfaces.money(wrong, reply.scene.products[0].currency, slot.style)
    return reply.with_slot(at, replace(slot, surface=said, value=wrong), slot.kind)


def exchanged_prices(reply: Reply, _random: Random) -> Reply | None:
    """The figures of two products put on each other."""
    for kind in ("price", "rating", "material", "color"):
        found = of_kind(reply, kind)
        if len(found) != 2:
            continue
        (at, mine, first), (to, theirs, second) = found
        if mine.position == theirs.position or holds(first, theirs) or holds(second, mine):
            continue
        segments = list(reply.segments)
        segments[at] = replace(theirs, position=mine.position)
        segments[to] = replace(mine, position=theirs.position)
        return reply.with_segments(segments, "facts_exchanged")
    return None
