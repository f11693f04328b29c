"""The fourth writer of replies, with its own changes, kept back: measured once, never mended on.

Its changes either put a wrong value where a true one stood, or add what no record says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.changing import Mutate, holds, of_kind
from tests.benchmarks.claims.fourth_additions import ADDITIONS
from tests.benchmarks.claims.fourth_patterns import PATTERNS
from tests.benchmarks.claims.replies import Reply, Slot

__all__ = ["MUTATIONS", "PATTERNS"]

_Found = tuple[int, Slot, Product]
_DETAILS = ("color", "material", "pattern", "sleeve", "style", "feature", "brand", "merchant")
_PAIRED = ("price", "rating", "reviews", "color", "material", "pattern", "brand")
_SLEEVES = frozenset(("long sleeve", "short sleeve", "sleeveless", "长袖", "短袖", "无袖"))
_BROAD = frozenset(
    "alloy ceramic checkered fabric geometric gingham knit leather metal multicolor plaid plastic "
    "polyurethane synthetic wood 几何 塑料 布艺 彩色 木 格子 棉 真皮 皮革 金属 陶瓷".split()
)  # what may well be true although the record says it in other words
_NUMBER = re.compile(r"\d+")


def slipped_figure(reply: Reply, random: Random) -> Reply | None:
    """A price, rating, number of reviews or difference that is off."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind in ("price", "rating", "reviews", "gap")]
    if not found:
        return None
    at, slot = random.choice(found)
    owner = None if slot.position is None else reply.scene.products[slot.position]
    for _ in range(20):
        wrong = _slipped(slot, reply.scene.products[0].currency, random)
        if wrong.surface != slot.surface and not _priced(owner, wrong):
            return reply.with_slot(at, wrong, "slipped_figure")
    return None


def _slipped(slot: Slot, currency: str, random: Random) -> Slot:
    if slot.kind == "rating":
        wrong = min(5.0, max(1.0, float(str(slot.value)) + random.choice((-1.2, -0.6, -0.3, 0.3, 0.4, 0.7))))
        return replace(slot, value=round(wrong, 1), surface=f"{wrong:.1f}")
    number = int(str(slot.value))
    if slot.kind == "reviews":
        wrong_count = random.choice((number * 10, number + random.randint(3, 40), max(2, number // 2)))
        return replace(slot, value=wrong_count, surface=surfaces.count(wrong_count, slot.style))
    minor = random.choice((_transposed(number), round(number * 0.8), number + 500, round(number * 1.5)))
    minor = max(100, minor - minor % 5)
    return replace(slot, value=minor, surface=surfaces.money(minor, currency, slot.style))


def _transposed(minor: int) -> int:
    """Hundredths with the first two digits of the whole part exchanged: 4599 → 5499."""
    whole = str(minor // 100)
    return int(whole[1] + whole[0] + whole[2:]) * 100 + minor % 100 if whole[1:2] > "0" else minor + 300


def _priced(owner: Product | None, slot: Slot) -> bool:
    """Whether the figure is one of the product's after all, be it that of another version."""
    if owner is None:
        return False
    prices = {owner.compare_at_price_minor, *(sku.price_minor for sku in owner.skus)}
    return holds(owner, slot) or (slot.kind == "price" and slot.value in prices)


def borrowed_detail(reply: Reply, random: Random) -> Reply | None:
    """A color, material, brand … that another product of the shop has and this one lacks."""
    found = of_kind(reply, *_DETAILS)
    if not found:
        return None
    at, slot, owner = random.choice(found)
    others = (*reply.scene.products, *reply.scene.strangers)
    words = {word for other in others if (word := _detail(other, slot.kind, reply.scene.language))}
    if slot.kind == "sleeve":
        words &= _SLEEVES if slot.value in _SLEEVES else set()
    false = sorted(word for word in words - _BROAD if not values.mentions(owner, word))
    if not false:
        return None
    word = random.choice(false)
    return reply.with_slot(at, replace(slot, value=word, surface=word), "borrowed_detail")


def _detail(product: Product, kind: str, language: str) -> str | None:
    if kind == "brand":
        return product.brand
    return product.merchant if kind == "merchant" else values.facet_word(product, kind, language)


def swapped_figures(reply: Reply, random: Random) -> Reply | None:
    """Two products with each other's price, rating, color …."""
    found = of_kind(reply, *_PAIRED)
    pairs = [(one, other) for one in found for other in found if one[0] < other[0] and _swappable(one, other)]
    if not pairs:
        return None
    (at, slot, _), (other_at, other, _) = random.choice(pairs)
    swapped = reply.with_slot(at, replace(other, position=slot.position), "swapped_figures")
    return swapped.with_slot(other_at, replace(slot, position=other.position), "swapped_figures")


def _swappable(one: _Found, other: _Found) -> bool:
    (_, slot, owner), (_, second, second_owner) = one, other
    same = slot.kind != second.kind or slot.position == second.position
    return not same and not _priced(owner, second) and not _priced(second_owner, slot)


def denied(reply: Reply, random: Random) -> Reply | None:
    """What is true, said not to be."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind == "verb" and isinstance(slot.value, tuple)]
    if not found:
        return None
    at, slot = random.choice(found)
    assert isinstance(slot.value, tuple)
    return reply.with_slot(at, replace(slot, surface=str(slot.value[1])), "denied")


def turned_around(reply: Reply, random: Random) -> Reply | None:
    """Cheaper for dearer, in stock for sold out."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind in ("comparison", "stock")]
    if not found:
        return None
    at, slot = random.choice(found)
    said = slot.style
    if slot.kind == "stock":
        available, gone = slot.style.split("|")
        said = gone if slot.value else available
    return reply.with_slot(at, replace(slot, surface=said), "turned_around") if said else None


def tighter_limit(reply: Reply, random: Random) -> Reply | None:
    """A limit that nobody set and the price breaks."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind == "limit"]
    first = reply.scene.products[0]
    if not found or first.price_minor is None:
        return None
    at, slot = found[0]
    limit = round(first.price_minor * random.uniform(0.4, 0.9)) // 500 * 500
    if limit == 0:
        return None
    said = surfaces.money(limit, first.currency, slot.style)
    return reply.with_slot(at, replace(slot, value=limit, surface=said), "tighter_limit")


def miscounted(reply: Reply, random: Random) -> Reply | None:
    """More matches, or more on screen, than there are."""
    found = [(at, slot) for at, slot in reply.slots if slot.kind in ("matching", "shown")]
    if not found:
        return None
    at, slot = random.choice(found)
    number = int(str(slot.value)) + random.choice((1, 2, 3, 7, 20, 150))
    if number in (reply.scene.matching, len(reply.scene.products)):
        return None
    said = surfaces.count(number, slot.style)
    return reply.with_slot(at, replace(slot, value=number, surface=said), "miscounted")


def altered_measure(reply: Reply, random: Random) -> Reply | None:
    """Another number in a size, a weight, a share."""
    found = [one for one in of_kind(reply, "attr", "size", "percent") if _NUMBER.search(str(one[1].value))]
    if not found:
        return None
    at, slot, owner = random.choice(found)
    whole = str(slot.value)
    figure = _NUMBER.search(whole)
    assert figure is not None
    true = int(figure.group())
    wrong = random.choice((true + 1, true + 5, true + 10, true * 2 + 2, max(1, true // 2 - 1)))
    said = whole[: figure.start()] + str(wrong) + whole[figure.end() :]
    if re.search(rf"(?<!\d){wrong}(?!\d)", values.whole_text(owner)):
        return None
    if slot.kind == "percent":
        if wrong > 100:
            return None
        return reply.with_slot(
            at, replace(slot, value=wrong, surface=surfaces.percent(wrong, slot.style)), "altered_measure"
        )
    return reply.with_slot(at, replace(slot, value=said, surface=said), "altered_measure")


MUTATIONS: Mapping[str, Mutate] = {
    "slipped_figure": slipped_figure,
    "borrowed_detail": borrowed_detail,
    "swapped_figures": swapped_figures,
    "denied": denied,
    "turned_around": turned_around,
    "tighter_limit": tighter_limit,
    "miscounted": miscounted,
    "altered_measure": altered_measure,
    **ADDITIONS,
}
