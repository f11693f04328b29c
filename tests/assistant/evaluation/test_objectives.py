"""What objectives cost and buy, over a shop whose lists are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evaluation.judgments import judge_products
from assistant.evaluation.objectives import LEVELS, bought, objectives_report
from assistant.evaluation.objectives_report import idle_note, levels, objectives_page, price_of
from retrieval.objectives import Objectives, configured
from retrieval.types import Query
from tests.retrieval.corner_shop import product, snapshot
from tests.small_shop import NOW, lexical_ranker

LAMPS = snapshot(
    *(
        product(name, "Desk Lamp", category=("Lamps",), brand=brand, units_sold=sold, created_at=NOW)
        for name, brand, sold in (("a", "Lux", 50), ("b", "Lux", 0), ("c", "Lux", 0), ("d", "<b>Nova", 0))
    ),
    product("x", "Wool Hat", category=("Hats",)),
)
RANKER = lexical_ranker(LAMPS)


def report(folder: Path) -> dict[str, object]:
    """Of one judged query: only Lux lamps are wanted."""
    file = folder / "judged.jsonl"
    rows = [{"query": "desk lamp", "grades": {"a": 3, "b": 3, "c": 3}}, {"query": "hat", "grades": {"z": 3}}]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    judgments = judge_products(LAMPS.products, file)
    done: list[int] = []
    found = objectives_report(RANKER, judgments, on_progress=lambda n, _all: done.append(n))
    assert done == [1]
    return found


def test_what_lists_have() -> None:
    """Three of four lamps are Lux; four of five products are shown; all but the best seller are the tail."""
    run = [item.product for item in RANKER.rank(Query(text="desk lamp")).items]
    found = bought(RANKER, [run, []], now=NOW)
    assert (found.brand_share, found.merchant_share) == (3 / 4, None)
    assert (found.coverage, found.long_tail, found.age_days) == (4 / 5, 3 / 4, 0.0)
    assert found.diversity == pytest.approx(0.0)
    assert found.brand_gini == pytest.approx(0.25)


def test_a_cap_has_its_price(tmp_path: Path) -> None:
    """One Lux, then Nova: what was third goes fourth, and nDCG@10 falls by that; off costs nothing."""
    found = report(tmp_path)
    ways = found["objectives"]
    assert isinstance(ways, dict)
    off, stronger = ways["most_per_brand"]["off"], ways["most_per_brand"]["stronger"]
    gains = 1 + 1 / 1.584962500721156 + 1 / 2
    capped = 1 + 1 / 2 + 1 / 2.321928094887362
    assert off["ndcg_at_10"] == pytest.approx(1.0)
    assert stronger["ndcg_at_10"] == pytest.approx(capped / gains)
    assert stronger["price"]["ndcg_at_10"] == pytest.approx(1 - capped / gains)
    assert off["price"]["ndcg_at_10"] == 0.0
    assert off["served"]
    assert len(found["rejected"]) == 1  # type: ignore[arg-type]


def test_the_page_tells_price_and_what_is_idle(tmp_path: Path) -> None:
    """A plot, a row for every level that changes something, and what changes nothing in a sentence."""
    found = report(tmp_path)
    assert idle_note(found) == "Nothing changes here with: diversity, freshness, most per merchant."
    names = list(levels(found))
    assert names[0] == "as served"
    assert "most per brand stronger (1)" in names
    assert price_of(found["served"]) == ""  # type: ignore[arg-type]
    page = objectives_page(found)
    assert "<svg" in page
    assert "Nova" not in page


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_levels_set_their_own_objective_alone(name: str) -> None:
    """Each level of an objective differs from the others by it; nothing stated changes nothing."""
    config = RANKER.parts.config
    ways = [configured(config, wanted) for wanted in LEVELS[name].values()]
    assert len(set(ways)) == 3
    assert configured(config, Objectives()) == config
