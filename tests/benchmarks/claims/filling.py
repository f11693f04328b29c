"""Patterns of sentences filled with what is true of a scene.

`{title}` `{price}` `{rating}` `{reviews}` `{color}` … are facts of the first product, `{title2}` of the
second; `{limit}` `{matching}` `{shown}` `{gap}` of the answer. `{v|is|isn't}` is a verb with its denial,
`{stock|in stock|sold out}` what is true of the stock, `{c:price|cheaper|dearer}` the side on which the first
product stands to the second, `{s:price|…|…}` where it stands among all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from retrieval.types import Product
from tests.benchmarks.claims import surfaces, values
from tests.benchmarks.claims.replies import Reply, Scene, Segment, Slot

_HOLE = re.compile(r"\{([^{}]+)\}")
_DIMENSIONS = ("price", "rating", "rating_count")


class NotStatedError(Exception):
    """The scene has no such fact."""


def fill(pattern: str, scene: Scene, random: Random, writer: str) -> Reply | None:
    """The reply, or None where the scene lacks a fact of it."""
    segments: list[Segment] = []
    end = 0
    pick = random.randrange(5)
    try:
        for hole in _HOLE.finditer(pattern):
            segments += [pattern[end : hole.start()], _slot(hole.group(1), scene, random, pick)]
            end = hole.end()
    except NotStatedError:
        return None
    segments.append(pattern[end:])
    return Reply(scene=scene, segments=tuple(s for s in segments if s != ""), writer=writer)


def measure(product: Product, dimension: str) -> float | None:
    """What is compared."""
    if dimension == "price":
        return product.price_minor
    return product.rating if dimension == "rating" else (product.rating_count or None)


def _slot(hole: str, scene: Scene, random: Random, pick: int) -> Slot:
    name, *options = hole.split("|")
    if name == "v":
        return Slot(kind="verb", position=None, value=tuple(options), surface=options[0])
    if name[:2] in ("c:", "s:"):
        return _comparing(name, options, scene)
    match = re.fullmatch(r"([a-z]+)([23]?)", name)
    if match is None:
        raise ValueError(f"pattern: expected a fact, got {hole!r}")
    kind, place = match.group(1), int(match.group(2) or 1) - 1
    if kind in ("limit", "matching", "shown", "gap"):
        return _whole(kind, scene, random)
    if place >= len(scene.products):
        raise NotStatedError
    product = scene.products[place]
    if kind == "stock":
        said = options[0 if product.in_stock else 1]
        return Slot(kind=kind, position=place, value=product.in_stock, surface=said, style="|".join(options))
    return _fact(kind, place, product, scene.language, random, pick)


def _comparing(name: str, options: Sequence[str], scene: Scene) -> Slot:
    dimension = name[2:]
    known = [measure(p, dimension) for p in scene.products]
    if len(known) < 2 or any(v is None for v in known) or dimension not in _DIMENSIONS:
        raise NotStatedError
    amounts = [v for v in known if v is not None]
    rest = amounts[1:2] if name[0] == "c" else amounts[1:]
    if name[0] == "c" and len(scene.products) != 2:
        raise NotStatedError
    less, more = all(amounts[0] < v for v in rest), all(amounts[0] > v for v in rest)
    if not less and not more:
        raise NotStatedError
    said = options[0] if less else options[1]
    if not said:
        raise NotStatedError
    other = options[1] if less else options[0]
    return Slot(
        kind="comparison", position=0, value=(dimension, -1 if less else 1), surface=said, style=other
    )


def _whole(kind: str, scene: Scene, random: Random) -> Slot:
    language = scene.language
    if kind == "limit":
        if scene.limit is None:
            raise NotStatedError
        style = surfaces.money_style(language, random)
        minor, currency = round(scene.limit * 100), scene.products[0].currency
        said = surfaces.money(minor, currency, style)
        return Slot(kind=kind, position=None, value=minor, surface=said, style=style)
    if kind == "gap":
        first, second = (
            (p.price_minor for p in scene.products[:2]) if len(scene.products) == 2 else (None, None)
        )
        if first is None or second is None or first == second:
            raise NotStatedError
        style = surfaces.money_style(language, random)
        gap = abs(first - second)
        said = surfaces.money(gap, scene.products[0].currency, style)
        return Slot(kind=kind, position=None, value=gap, surface=said, style=style)
    number = scene.matching if kind == "matching" else len(scene.products)
    if number < 2:
        raise NotStatedError
    style = surfaces.count_style(language, random)
    return Slot(kind=kind, position=None, value=number, surface=surfaces.count(number, style), style=style)


def _fact(kind: str, place: int, product: Product, language: str, random: Random, pick: int) -> Slot:
    value, said, style = _stated(kind, product, language, random, pick)
    return Slot(kind=kind, position=place, value=value, surface=said, style=style)


def _stated(kind: str, product: Product, language: str, random: Random, pick: int) -> tuple[object, str, str]:
    if kind == "title":
        return product.product_id, values.name_of(product), ""
    if kind == "price" and product.price_minor is not None:
        style = surfaces.money_style(language, random)
        return product.price_minor, surfaces.money(product.price_minor, product.currency, style), style
    if kind == "rating" and product.rating is not None:
        return product.rating, values.rounded(product), ""
    if kind == "reviews" and product.rating_count > 1:
        style = surfaces.count_style(language, random)
        return product.rating_count, surfaces.count(product.rating_count, style), style
    if kind in values.FACET_KINDS and (word := values.facet_word(product, kind, language, pick)):
        return word, word, ""
    if kind in ("attr", "attrname", "percent", "percentword"):
        return _detail(kind, product, language, random, pick)
    return _named(kind, product, language, pick)


def _named(kind: str, product: Product, language: str, pick: int) -> tuple[object, str, str]:
    if kind == "quote" and (sentences := values.quotable(product)):
        sentence = sentences[pick % len(sentences)]
        return sentence, sentence, ""
    if kind == "category" and product.category and (product.category[-1].isascii() is (language == "en")):
        return product.category[-1], product.category[-1], ""
    if kind in ("brand", "merchant") and (named := getattr(product, kind)):
        return named, named, ""
    if kind == "size" and (sizes := [s for s in product.facet_values("size") if len(s) <= 12]):
        return sizes[pick % len(sizes)], sizes[pick % len(sizes)], ""
    raise NotStatedError


def _detail(kind: str, product: Product, language: str, random: Random, pick: int) -> tuple[object, str, str]:
    if kind in ("attr", "attrname") and (stated := values.attributes(product, language)):
        name, value = stated[pick % len(stated)]
        return (name, name, "") if kind == "attrname" else (value, value, name)
    if kind in ("percent", "percentword") and (shares := values.percentages(product)):
        number, word = shares[pick % len(shares)]
        if kind == "percentword":
            return word, word, ""
        style = random.choice(("sign", "word", "spelled_en") if language == "en" else ("sign", "wide"))
        return number, surfaces.percent(number, style), style
    raise NotStatedError
