"""Why A over B, prices to lead, conditions to drop: each confirmed by a ranker built anew.

The ranker that confirms indexes a catalog in which the product really costs so much, and shares nothing with
the one that answered.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.contrasts import contrast
from retrieval.counterfactuals import fewer_conditions, price_to_lead
from retrieval.ranker import Ranker
from retrieval.types import Constraint, Op, Product, Query, RankedItem, Sort, Strength

_NOW = datetime(2026, 6, 1, tzinfo=UTC)
Build = Callable[[CatalogSnapshot], Ranker]


def built(snapshot: CatalogSnapshot) -> Ranker:
    """A ranker of a catalog, from nothing; the lexical half, so that each takes about a second."""
    return Ranker(snapshot=snapshot, dense=None, config=RankingConfig(), now=lambda: _NOW)


@dataclass(slots=True)
class Confirmed:
    """How many of each kind were told, how many a ranker built anew confirmed; `wrong` are the others."""

    told: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, kind: str, holds: bool, example: str) -> None:
        """One counterfactual."""
        self.told[kind] += 1
        self.held[kind] += holds
        if not holds:
            self.wrong.append(f"[{kind}] {example}")

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        kinds = {kind: {"confirmed": self.held[kind], "total": n} for kind, n in self.told.items()}
        return {
            "confirmed": self.held.total(),
            "total": self.told.total(),
            "kinds": kinds,
            "wrong": self.wrong,
        }

    def report(self) -> str:
        """For people."""
        rows = [f"  {kind}: {self.held[kind]}/{self.told[kind]}" for kind in sorted(self.told)]
        head = f"counterfactuals confirmed {self.held.total()}/{self.told.total()}"
        return "\n".join((head, *rows, *self.wrong[:10]))


def confirm(
    snapshot: CatalogSnapshot, *, queries: int, seed: int, on_query: Callable[[], None], build: Build = built
) -> Confirmed:
    """Ask so many queries of a shop for pairs, prices to lead and dropped conditions, and confirm each."""
    random, found = Random(seed), Confirmed()
    served, again = build(snapshot), build(snapshot)
    for _ in range(queries):
        query = _query(snapshot, random)
        items = served.rank(query).items
        if len(items) > 1:
            _pair(items, again.rank(query).items, random, query, found)
            _lead(served, snapshot, query, random.choice(items[1:]).product, found, build, random)
        _dropped(served, query, found, again)
        on_query()
    return found


def _query(snapshot: CatalogSnapshot, random: Random) -> Query:
    product = random.choice(snapshot.products)
    kind = product.category[-1] if product.category and random.random() < 0.5 else product.title
    if random.random() < 0.3:
        kind = product.title.split()[-1]
    wishes = [
        Constraint(facet=facet, op=Op.EQ, value=values[0])
        for facet in ("color", "material")
        if (values := product.facet_values(facet)) and random.random() < 0.4
    ]
    if product.price_minor and random.random() < 0.5:
        value = float(product.price_minor // 100 + random.randint(0, 40))
        strength = random.choice((Strength.HARD, Strength.SOFT))
        wishes.append(Constraint(facet="price", op=Op.LTE, value=value, strength=strength))
    sort = random.choice(
        (None, None, None, Sort(field="price", direction="asc"), Sort(field="rating", direction="desc"))
    )
    return Query(text=kind, language=product.language, constraints=tuple(wishes), sort=sort)


def _pair(
    items: Sequence[RankedItem], anew: Sequence[RankedItem], random: Random, query: Query, found: Confirmed
) -> None:
    """A pair stands in the same order, by the same differences, which sum to the gap of the scores."""
    at = random.randrange(len(items) - 1)
    told = contrast(items[at], items[at + 1])
    same = contrast(anew[at], anew[at + 1])
    gap = items[at].final_score - items[at + 1].final_score
    holds = told == same and math.isclose(told.gap, gap, abs_tol=1e-9)
    found.note("pair", holds, f"{query.text!r}: {told} / {same}, scores differ by {gap}")


def _lead(
    served: Ranker,
    snapshot: CatalogSnapshot,
    query: Query,
    product: Product,
    found: Confirmed,
    build: Build,
    random: Random,
) -> None:
    """First at the price, not at a minor unit more, and, where that is said, first at a lower price too."""
    lead = price_to_lead(served, query, product)
    if lead is None:
        return
    tries = [(lead.price_minor, True), (lead.price_minor + 1, False)]
    if lead.or_less and lead.price_minor > 1:
        tries.append((random.randrange(1, lead.price_minor), True))
    for price_minor, leads in tries:
        first = build(_repriced(snapshot, product, price_minor)).rank(query).items[:1]
        is_first = bool(first) and first[0].product.product_id == product.product_id
        found.note("price to lead", is_first is leads, f"{query} {product.title!r} at {price_minor}")


def _repriced(snapshot: CatalogSnapshot, product: Product, price_minor: int) -> CatalogSnapshot:
    """A catalog that really holds the product at the price, built from its records."""
    products = [
        replace(p, price_minor=price_minor) if p.product_id == product.product_id else p
        for p in snapshot.products
    ]
    return CatalogSnapshot(
        shop=snapshot.shop, catalog_version=snapshot.catalog_version, products=tuple(products)
    )


def _dropped(served: Ranker, query: Query, found: Confirmed, again: Ranker) -> None:
    """So many match without a condition as the ranker built anew finds, and more than with it."""
    matching = again.rank(query).matching
    for each in fewer_conditions(served, query):
        others = tuple(c for c in query.constraints if c != each.constraint)
        freed = again.rank(replace(query, constraints=others)).matching
        holds = each.matching == freed > matching
        found.note("dropped condition", holds, f"{query}: {each.matching} told, {freed} found")
