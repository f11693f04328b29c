"""Scenes drawn from the shops: products that stand together on screen, and what a reply may rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

from assistant.claims.attributes import AttributeLexicon
from assistant.claims.types import Grounds
from retrieval.types import FACETS, Constraint, Op, Product
from tests.benchmarks.claims.replies import Scene
from tests.benchmarks.claims.values import name_of

MODES = ("find", "find", "compare", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Products of a shop in one language, by category; `live_values` are the shop's facet values."""

    shop: str
    language: str
    products: Sequence[Product]
    aisles: Sequence[Sequence[Product]]
    live_values: Mapping[str, Sequence[str]]


def shelves(shop: str, products: Sequence[Product]) -> list[Shelf]:
    """A shop's products by language; languages with fewer than 30 products are left out."""
    live = {
        facet: sorted({v for p in products for v in p.facet_values(facet)})
        for facet in FACETS
        if facet not in ("price", "rating", "stock")
    }
    found = []
    for language in ("en", "zh"):
        own = sorted((p for p in products if p.language == language and p.category), key=_aisle)
        aisles = [list(group) for _, group in groupby(own, key=_aisle)]
        if len(own) >= 30:
            found.append(
                Shelf(
                    shop=shop,
                    language=language,
                    products=own,
                    aisles=[aisle for aisle in aisles if len(aisle) > 1],
                    live_values=live,
                )
            )
    return found


def _aisle(product: Product) -> str:
    return "/".join(product.category[:2])


def draw(shelf: Shelf, random: Random) -> Scene:
    """A scene of one of the modes; no two of its products bear one title."""
    mode = random.choice(MODES)
    aisle = random.choice(shelf.aisles)
    wanted = {"find": random.randint(1, 6), "compare": random.choice((2, 2, 3)), "ask": 1}[mode]
    shown = list(
        {name_of(p).casefold(): p for p in random.sample(list(aisle), min(wanted, len(aisle)))}.values()
    )
    strangers = random.sample(list(shelf.products), 8)
    if mode == "compare" and len(shown) < 2:
        mode = "find"
    limit = _limit(shown, random) if mode == "find" else None
    matching = random.randint(len(shown) + 1, len(shown) + 180) if mode == "find" else len(shown)
    currency = shown[0].currency
    grounds = Grounds(
        products=tuple(shown),
        language=shelf.language,
        comparable=mode == "compare",
        fits=mode == "find",
        counts=frozenset(
            {matching, len(shown)} if mode == "find" else {len(shown)} if mode == "compare" else ()
        ),
        limits=()
        if limit is None
        else (Constraint(facet="price", op=Op.LTE, value=limit, currency=random.choice((None, currency))),),
        lexicon=AttributeLexicon.with_values(shelf.live_values),
    )
    return Scene(
        mode=mode,
        shop=shelf.shop,
        language=shelf.language,
        products=tuple(shown),
        grounds=grounds,
        matching=matching,
        limit=limit,
        strangers=tuple(p for p in strangers if p not in shown),
    )


def _limit(shown: Sequence[Product], random: Random) -> float | None:
    prices = [p.price_minor for p in shown if p.price_minor is not None]
    if len(prices) < len(shown) or random.random() < 0.4:
        return None
    return float((max(prices) // 500 + random.randint(1, 6)) * 5)
