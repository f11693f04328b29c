"""Ranking weights learned from judgments of a shop."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.evaluation.judgments import Judgments
from assistant.evaluation.learning import learning_report
from retrieval.config import RankingConfig
from retrieval.ranker import Ranker
from retrieval.shop_rules.reading import read_rules
from retrieval.types import Query
from tests.retrieval.corner_shop import product, snapshot

COLORS = ("red", "blue", "green", "black", "white", "gray")
PRODUCTS = tuple(
    product(f"{color}-{stars}", f"{color} mug", 10.0, rating=float(stars), rating_count=400)
    for color in COLORS
    for stars in (1, 2, 3, 4, 5)
)
RANKER = Ranker(
    snapshot=snapshot(*PRODUCTS),
    dense=None,
    config=RankingConfig(),
    now=lambda: datetime(2026, 6, 1, tzinfo=UTC),
)


def judgments(*colors: str) -> Judgments:
    """People who want the best rated mug of a color."""
    grades = {
        f"{color} mug": {f"{color}-{stars}": 3.0 if stars == 5 else 1.0 for stars in (1, 2, 3, 4, 5)}
        for color in colors
    }
    return Judgments(products=PRODUCTS, grades=grades, relevant_from=2.0, rejected=())


def test_what_people_want_gains_weight_and_is_measured_on_others() -> None:
    """Ratings tell the grades; the same input gives the same figures."""
    steps: list[tuple[int, int]] = []
    report = learning_report(RANKER, judgments(*COLORS), on_progress=lambda *step: steps.append(step))
    weights, served = report["weights"], report["served_weights"]
    assert isinstance(weights, dict)
    assert isinstance(served, dict)
    assert weights["rating"] > served["rating"]
    assert steps[-1] == (6, 6)
    assert report == learning_report(RANKER, judgments(*COLORS), on_progress=lambda *_: None)


def test_learned_weights_hold_as_rules() -> None:
    """What is printed can be set, and the ranking then has those weights and sums."""
    report = learning_report(RANKER, judgments(*COLORS), on_progress=lambda *_: None)
    weights = report["weights"]
    assert isinstance(weights, dict)
    lines = "".join(f"  {name}: {value}\n" for name, value in weights.items())
    ruled = RANKER.ruled(read_rules(f"weights:\n{lines}"))
    (best, *_) = ruled.rank(Query(text="red mug")).items
    assert best.product.product_id == "red-5"
    rating = next(c.value for c in best.contributions if c.feature == "rating")
    before = next(
        c.value for c in RANKER.rank(Query(text="red mug")).items[0].contributions if c.feature == "rating"
    )
    assert rating / before == pytest.approx(weights["rating"] / 0.08, rel=1e-3)


def test_too_few_queries_are_an_error() -> None:
    """There must be one for each fold."""
    with pytest.raises(ValueError, match="at least 5 judged queries, got 2"):
        learning_report(RANKER, judgments("red", "blue"), on_progress=lambda *_: None)
