"""Ways to search, each run over every judged query and measured: an ablation of retrieval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np

from assistant.evaluation import sampling
from assistant.evaluation.judgments import Judgments
from assistant.evaluation.plain_bm25 import PlainBm25
from retrieval.config import RankingConfig
from retrieval.hybrid import HybridRetriever, ScoringRetriever
from retrieval.lexical import LexicalRetriever
from retrieval.metrics import coverage, ndcg_at_k, recall_at_k, reciprocal_rank_at_k
from retrieval.protocols import Reranker, Retriever
from retrieval.ranker import Ranker
from retrieval.relevance import reranking
from retrieval.types import Product, Query

Run = Sequence[str]
Search = Callable[[str], Run]
"""Product ids best first, at most DEPTH of them."""

DEPTH = 100
HYBRID = "hybrid"
RANKED = "hybrid, ranked"
REFERENCE = "bm25s"
MEASURES = ("ndcg_at_10", "recall_at_10", "recall_at_100", "mrr_at_10", "precision_at_10", "f1_at_10")
"""Means over queries, each with an interval."""
COLUMNS = (*MEASURES, "coverage_at_10")
"""Everything that is told of a way to search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Each measure of one query; None where it has no product to find."""

    ndcg_at_10: float | None
    recall_at_10: float | None
    recall_at_100: float | None
    mrr_at_10: float | None
    precision_at_10: float | None
    f1_at_10: float | None


def variants(
    products: Sequence[Product],
    dense: ScoringRetriever | None,
    *,
    reranker: Reranker | None = None,
    ranker: Ranker | None = None,
) -> Mapping[str, Search]:
    """The reference and every way that stages can be combined, those alone whose stages are given.

    The last one is what is served: `ranker`, which judges kinds and adds the shop's features, where it is
    given.
    """
    config = RankingConfig()
    lexical = LexicalRetriever(products, config=config.lexical)
    strict = LexicalRetriever(products, config=replace(config.lexical, mends=False, neighbors=0.0))
    ways: dict[str, Retriever] = {
        "words, no mending, no neighbors": strict,
        "words, no mending": LexicalRetriever(products, config=replace(config.lexical, mends=False)),
        "words": lexical,
    }
    if dense is not None:
        weight = config.lexical_weight
        ways["vectors"] = dense
        ways["vectors and words, no mending, no neighbors"] = HybridRetriever(
            lexical=strict, dense=dense, lexical_weight=weight
        )
    hybrid = partial(HybridRetriever, lexical=lexical, dense=dense, lexical_weight=config.lexical_weight)
    if reranker is not None:
        ways["hybrid, not reranked"] = hybrid()
    ids = [product.product_id for product in products]
    found: dict[str, Search] = {REFERENCE: reference(products)}
    stage = None if reranker is None else reranking(reranker, products, config)
    for name, way in {**ways, HYBRID: hybrid(reranking=stage)}.items():
        found[name] = _searching(way, ids)
    if ranker is not None:
        found[RANKED] = partial(_ranked, ranker)
    return found


def reference(products: Sequence[Product]) -> Search:
    """Plain BM25 over title and description."""
    index = PlainBm25([f"{product.title} {product.description}" for product in products])
    ids = [product.product_id for product in products]

    def search(text: str) -> Run:
        scores = index.scores(text)
        rows = np.flatnonzero(scores > 0.0)
        return [ids[at] for at in rows[np.lexsort((rows, -scores[rows]))[:DEPTH]]]

    return search


def measure(run: Run, grades: Mapping[str, float], *, relevant_from: float) -> Measured:
    """Every measure of one query's run."""
    relevant = frozenset(product_id for product_id, grade in grades.items() if grade >= relevant_from)
    hits = len(relevant.intersection(run[:10]))
    precision = hits / 10 if relevant else None
    recall = recall_at_k(run, relevant, 10)
    return Measured(
        ndcg_at_10=ndcg_at_k(run, grades, 10),
        recall_at_10=recall,
        recall_at_100=recall_at_k(run, relevant, 100),
        mrr_at_10=reciprocal_rank_at_k(run, relevant, 10),
        precision_at_10=precision,
        f1_at_10=_f1(precision, recall),
    )


def searches_report(
    judgments: Judgments, ways: Mapping[str, Search], *, on_progress: Callable[[int, int], None]
) -> Mapping[str, object]:
    """Means with bootstrap intervals of every way; README.md here documents the form."""
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    # All ways of one query before the next: its vector is still at hand.
    for done, query in enumerate(judgments.grades, start=1):
        for name, search in ways.items():
            runs[name].append(search(query))
        on_progress(done, len(judgments.grades))
    report = {
        name: _means(
            [
                measure(run, grades, relevant_from=judgments.relevant_from)
                for run, grades in zip(found, judgments.grades.values(), strict=True)
            ]
        )
        | {"coverage_at_10": coverage(found, len(judgments.products), 10)}
        for name, found in runs.items()
    }
    return {
        "kind": "retrieval",
        "queries": len(judgments.grades),
        "products": len(judgments.products),
        "relevant_from": judgments.relevant_from,
        "served": list(ways)[-1],
        "reference": REFERENCE,
        "variants": report,
        "rejected": [asdict(row) for row in judgments.rejected],
    }


def _means(measured: Sequence[Measured]) -> dict[str, object]:
    means: dict[str, object] = {}
    intervals: dict[str, object] = {}
    for name in MEASURES:
        estimate = sampling.mean([value for each in measured if (value := getattr(each, name)) is not None])
        means[name] = estimate.value
        intervals[name] = None if estimate.low is None else [estimate.low, estimate.high]
    return {**means, "ci95": intervals}


def _searching(way: Retriever, ids: Sequence[str]) -> Search:
    def search(text: str) -> Run:
        return [ids[found.item_idx] for found in way.retrieve(text, allowed=None, limit=DEPTH)]

    return search


def _ranked(ranker: Ranker, text: str) -> Run:
    return [item.product.product_id for item in ranker.rank(Query(text=text, limit=DEPTH)).items]


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
