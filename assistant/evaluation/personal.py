"""What the shopper vector buys: the last purchase foretold from those before, with and without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from assistant.evaluation import sampling
from assistant.evaluation.past import Buyer, with_sales
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.config import RankingConfig
from retrieval.metrics import ndcg_at_k, recall_at_k
from retrieval.ranker import Ranker
from retrieval.ranker_parts import VectorRetriever
from retrieval.recommenders.types import Way, Wish
from retrieval.recommenders.ways import Recommenders
from retrieval.taste import Deed, ShopperTaste, TasteEvent
from retrieval.text import stems
from retrieval.types import Product, Query, RankedItem

DEPTH = 10
WEIGHTS = (0.02, 0.05, 0.1, 0.15, 0.3, 0.6)
"""Weights of `personal` among which the first half of the shoppers chooses."""
TASKS = ("search", "for_you")
_QUERY_WORDS = 2
_GRADES = 2.0
_MEASURES = ("ndcg_at_10", "recall_at_10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """One catalog, searched and recommended from under any weight of `personal`."""

    ranker: Ranker
    words: Mapping[str, int]

    @classmethod
    def of(
        cls,
        products: Sequence[Product],
        buyers: Sequence[Buyer],
        dense: VectorRetriever,
        *,
        now: Callable[[], datetime],
    ) -> Shelves:
        """Index the products, with the sales that the histories amount to."""
        snapshot = CatalogSnapshot(
            shop=ShopSettings(name="evaluation", currency=products[0].currency),
            catalog_version=1,
            products=with_sales(products, buyers),
        )
        words = Counter(word for product in products for word in set(stems(product.title)))
        return cls(
            ranker=Ranker(snapshot=snapshot, dense=dense, config=RankingConfig(), now=now), words=words
        )

    def weighted(self, weight: float) -> Ranker:
        """The ranker with this weight."""
        config = RankingConfig()
        weights = replace(config.feature_weights, personal=weight)
        return self.ranker.configured(replace(config, feature_weights=weights))

    def wish(self, product_id: str) -> str:
        """What a shopper might type for a product: the two words of its title that most other titles have."""
        product = self.ranker.parts.snapshot.get(product_id)
        title = product.title if product else ""
        found = {word: self.words.get(stems(word)[0], 0) for word in title.split() if stems(word)}
        common = sorted(found, key=lambda word: (-found[word], word))[:_QUERY_WORDS]
        return " ".join(word for word in title.split() if word in common)


def personal_report(
    shelves: Shelves,
    buyers: Sequence[Buyer],
    *,
    count: int,
    seed: int,
    on_progress: Callable[[int, int], None],
) -> Mapping[str, object]:
    """Figures of the second half of `count` shoppers, at the weight that the first half chose."""
    order = np.random.default_rng(seed).permutation(len(buyers))[:count]
    drawn = [buyers[at] for at in order]
    chosen_by, told_of = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]
    total = len(TASKS) * (len(chosen_by) * len(WEIGHTS) + len(told_of) * 2)
    steps = iter(range(1, total + 1))

    def run(task: str, of: Sequence[Buyer], weight: float) -> list[Sequence[float]]:
        found = _runner(shelves, task, weight)
        measured = []
        for buyer in of:
            measured.append(_measured(found(buyer), buyer.bought))
            on_progress(next(steps), total)
        return measured

    tasks: dict[str, object] = {}
    for task in TASKS:
        tried = {weight: run(task, chosen_by, weight) for weight in WEIGHTS}
        best = max(WEIGHTS, key=lambda weight: (sum(row[0] for row in tried[weight]), -weight))
        without, with_ = run(task, told_of, 0.0), run(task, told_of, best)
        tasks[task] = {
            "weight": best,
            "without": _means(without),
            "with": _means(with_),
            "gain": _means(
                [[b - a for a, b in zip(*pair, strict=True)] for pair in zip(without, with_, strict=True)]
            ),
        }
    return {
        "kind": "personal",
        "products": len(shelves.ranker.parts.snapshot.products),
        "chosen_by": len(chosen_by),
        "shoppers": len(told_of),
        "seed": seed,
        "tasks": tasks,
    }


def _runner(shelves: Shelves, task: str, weight: float) -> Callable[[Buyer], Sequence[RankedItem]]:
    ranker = shelves.weighted(weight)
    if task == "search":
        return lambda buyer: ranker.rank(_query(buyer, shelves.wish(buyer.bought))).items
    recommenders = Recommenders(ranker, interactions=tuple, review_counts=dict)
    return lambda buyer: recommenders.recommend(Way.FOR_YOU, Wish(query=_query(buyer, ""))).items


def _query(buyer: Buyer, text: str) -> Query:
    events = tuple(
        TasteEvent(product_id=each.product_id, deed=Deed.BOUGHT, at=each.at) for each in buyer.history
    )
    return Query(text=text, limit=DEPTH, taste=ShopperTaste(events=events))


def _measured(items: Sequence[RankedItem], bought: str) -> Sequence[float]:
    """nDCG@10 and recall@10 of the one purchase, in the order of the measures' names."""
    run = [item.product.product_id for item in items]
    ndcg, recall = ndcg_at_k(run, {bought: _GRADES}, DEPTH), recall_at_k(run, {bought}, DEPTH)
    return (ndcg or 0.0, recall or 0.0)


def _means(rows: Sequence[Sequence[float]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for at, name in enumerate(_MEASURES):
        estimate = sampling.mean([row[at] for row in rows])
        found[name] = {"value": estimate.value, "ci95": [estimate.low, estimate.high]}
    return found
