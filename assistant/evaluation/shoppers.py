"""Simulated shoppers: each wants one product, knows some of it, and talks until it is shown. Pure."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.types import AskedQuestion
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.money import format_money, to_major, to_minor
from retrieval.text import has_cjk, normalize
from retrieval.types import Product

MAX_TURNS = 8
"""Utterances after which a shopper gives up."""

_KNOWS = MappingProxyType(
    {"color": 0.8, "size": 0.8, "sleeve": 0.6, "material": 0.5, "style": 0.5, "pattern": 0.5}
)
_KNOWS_BUDGET = 0.7
_NAMES_LEAF = 0.5
_INITIATIVE = 0.35
_OPENINGS = MappingProxyType(
    {
        "en": ("I'm looking for {kind}", "{kind}", "do you have {kind}?", "show me {kind} please"),
        "zh": ("我想买{kind}", "{kind}", "有{kind}吗", "想看看{kind}"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """Someone with a target in mind.

    `kind` is how they call it at first; `category` its last category; `facets` what they know of it,
    each with the values that the record states; `budget` the most they would pay, major units;
    `volunteers` says for each turn whether they add a wish of their own when nothing is asked (else they
    ask for more).
    """

    target: str
    language: str
    opening: str
    category: str
    facets: Mapping[str, tuple[str, ...]]
    budget: float | None
    currency: str
    volunteers: tuple[bool, ...]


def shoppers(snapshot: CatalogSnapshot, *, count: int, seed: int) -> tuple[Shopper, ...]:
    """`count` shoppers of a catalog, the same for the same seed. Targets have a price, a category and stock.

    Raises ValueError where no product can be a target.
    """
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    wanted = [p for p in snapshot.products if p.price_minor and p.category and p.in_stock]
    if not wanted:
        raise ValueError("expected a product with price, category and stock to look for, got none")
    return tuple(_shopper(chance.choice(wanted), snapshot, chance) for _ in range(count))


def next_utterance(
    shopper: Shopper, *, turn: int, question: AskedQuestion | None, told: frozenset[str]
) -> tuple[str, str]:
    """What the shopper says in their `turn`-th utterance (from 1), and the facet that it tells ("" for none).

    A `question` of the assistant's last turn is answered truthfully; `told` are the facets told so far.
    """
    if turn == 1:
        return shopper.opening, ""
    if question is not None:
        return _answer(shopper, question), question.facet
    untold = [facet for facet in ("price", *shopper.facets) if facet not in told and _knows(shopper, facet)]
    if untold and shopper.volunteers[(turn - 1) % len(shopper.volunteers)]:
        return _wish(shopper, untold[0]), untold[0]
    return ("还有别的吗" if shopper.language == "zh" else "show me more"), ""


def _shopper(target: Product, snapshot: CatalogSnapshot, chance: random.Random) -> Shopper:
    leaf = target.category[-1]
    language = "zh" if has_cjk(leaf) else "en"
    broad = target.category[-2] if len(target.category) > 1 else leaf
    kind = normalize(leaf if chance.random() < _NAMES_LEAF else broad)
    stated = {facet: target.facet_values(facet) for facet in _KNOWS}
    known = [facet for facet in stated if stated[facet] and chance.random() < _KNOWS[facet]]
    chance.shuffle(known)
    price = to_major(target.price_minor or 0, target.currency)
    budget = _round_up(price * chance.uniform(1.05, 1.5)) if chance.random() < _KNOWS_BUDGET else None
    return Shopper(
        target=target.product_id,
        language=language,
        opening=chance.choice(_OPENINGS[language]).format(kind=kind),
        category=leaf,
        facets={facet: stated[facet] for facet in known},
        budget=budget,
        currency=snapshot.shop.currency,
        volunteers=tuple(chance.random() < _INITIATIVE for _ in range(MAX_TURNS)),
    )


def _answer(shopper: Shopper, question: AskedQuestion) -> str:
    facet = question.facet
    if not _knows(shopper, facet):
        return question.any_says
    if facet == "price":
        return _wish(shopper, facet)
    values = (shopper.category,) if facet == "category" else shopper.facets[facet]
    known = {normalize(value) for value in values}
    for option in question.options:
        if normalize(str(option.constraints[0].value)) in known:
            return option.says
    return _wish(shopper, facet)


def _wish(shopper: Shopper, facet: str) -> str:
    zh = shopper.language == "zh"
    if facet == "price":
        limit = format_money(
            to_minor(shopper.budget or 0, shopper.currency), shopper.currency, shopper.language
        )
        return f"{limit}以内" if zh else f"under {limit}"
    value = shopper.category if facet == "category" else shopper.facets[facet][0]
    return f"要{value}的" if zh else f"{value} please"


def _knows(shopper: Shopper, facet: str) -> bool:
    if facet == "price":
        return shopper.budget is not None
    return facet == "category" or facet in shopper.facets


def _round_up(amount: float) -> float:
    step = 5.0 if amount < 100 else 10.0 ** math.floor(math.log10(amount)) / 2
    return math.ceil(amount / step) * step
