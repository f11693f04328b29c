"""Whether the default model's rewriting of queries pays: graded searches with it and without.

`python -m tests.benchmarks.bench_rewriting --home DIR [--queries N]` prints one JSON object for each graded
set whose shop the home has. The model is asked for up to three other names of what a query wants, in the
catalog's language. `gain` is the mean over queries of nDCG@10 less that of the served hybrid, with an
interval over resampled queries. `ms` is what a rewriting takes on top of a search.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from api.commands.common import messages
from api.progress import ingest_progress
from assistant.bootstrap import Home
from assistant.errors import ModelError
from assistant.evaluation import sampling
from assistant.evaluation.judgments import judge_products
from assistant.protocols import ChatMessage, Decoding, LanguageModel
from assistant.settings import Settings
from retrieval.config import RankingConfig
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalRetriever
from retrieval.metrics import ndcg_at_k

SETS = {"livostyle": "livostyle_en", "litemall": "litemall_zh"}
_JUDGED = Path(__file__).parents[1] / "evaluation_sets" / "judged"
_LIMIT, _POOL = 10, 300
_NAMES = 3
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"names": {"type": "array", "items": {"type": "string"}, "maxItems": _NAMES}},
    "required": ["names"],
    "additionalProperties": False,
}
_ASKED = (
    ChatMessage(
        role="system",
        content=(
            "A shopper's search finds too little. Answer with JSON only: other names, at most 3 of them, by "
            "which a shop's catalog may call just this kind of product, in the catalog's language."
        ),
    ),
    ChatMessage(role="user", content="catalog English, search: something to keep my neck warm"),
    ChatMessage(role="assistant", content='{"names":["scarf","neck warmer","snood"]}'),
    ChatMessage(role="user", content="catalog English, search: shades for the beach"),
    ChatMessage(role="assistant", content='{"names":["sunglasses","beach sunglasses"]}'),
    ChatMessage(role="user", content="catalog Chinese, search: 厨房切菜用的板"),
    ChatMessage(role="assistant", content='{"names":["砧板","菜板","切菜板"]}'),
)


async def rewritten(model: LanguageModel, text: str, language: str) -> Sequence[str]:
    """Other names for what a query wants; none where the model fails."""
    catalog = {"en": "English", "zh": "Chinese"}[language]
    asked = ChatMessage(role="user", content=f"catalog {catalog}, search: {text}")
    try:
        told = await model.complete_json((*_ASKED, asked), schema=_SCHEMA, decoding=Decoding(max_tokens=48))
    except ModelError:
        return ()
    return [name.strip() for name in told.value["names"] if name.strip()][:_NAMES]


def runs(search: HybridRetriever, text: str, names: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Places of the best products by every way to use a rewriting, of which none may be at hand."""
    found = {"query alone": [each.item_idx for each in search.retrieve(text, allowed=None, limit=_LIMIT)]}
    if not names:
        return found | dict.fromkeys(
            ("rewriting alone", "both as one text", "mean of both"), found["query alone"]
        )
    texts = {"rewriting alone": " ".join(names), "both as one text": " ".join((text, *names))}
    for way, asked in texts.items():
        found[way] = [each.item_idx for each in search.retrieve(asked, allowed=None, limit=_LIMIT)]
    pools = [search.retrieve(asked, allowed=None, limit=_POOL) for asked in (text, " ".join(names))]
    rows = np.unique([each.item_idx for pool in pools for each in pool])
    scores = search.scores(text, rows) + search.scores(" ".join(names), rows)
    found["mean of both"] = [int(row) for row in rows[np.lexsort((rows, -scores))[:_LIMIT]]]
    return found


async def measure(home: Home, model: LanguageModel, shop: str, queries: int | None) -> Mapping[str, object]:
    """nDCG@10 of every way over one shop's graded queries."""
    snapshot = home.catalogs.load(shop)
    judged = judge_products(snapshot.products, _JUDGED / f"{SETS[shop]}.jsonl")
    config = RankingConfig()
    search = HybridRetriever(
        lexical=LexicalRetriever(snapshot.products, config=config.lexical),
        dense=home.dense(snapshot),
        lexical_weight=config.lexical_weight,
    )
    ids = [product.product_id for product in snapshot.products]
    values: dict[str, list[float]] = {}
    spent: list[float] = []
    language = SETS[shop].rpartition("_")[2]
    asked = list(judged.grades.items())[:queries]
    with ingest_progress(messages()) as bars:
        for done, (text, grades) in enumerate(asked, start=1):
            started = time.perf_counter()
            names = await rewritten(model, text, language)
            spent.append((time.perf_counter() - started) * 1_000)
            for way, run in runs(search, text, names).items():
                values.setdefault(way, []).append(ndcg_at_k([ids[at] for at in run], grades, 10) or 0.0)
            bars.ingested(f"Queries of {shop}", done, len(asked))
    alone = values["query alone"]
    return {
        "shop": shop,
        "queries": len(asked),
        "ways": {
            way: {
                "ndcg_at_10": asdict(sampling.mean(found)),
                "gain": asdict(sampling.mean([one - other for one, other in zip(found, alone, strict=True)])),
            }
            for way, found in values.items()
        },
        "rewriting_p50_ms": round(statistics.median(spent)),
    }


async def run(chosen: argparse.Namespace) -> None:
    """Measure and print every set whose shop there is."""
    async with Home(Settings.load(home=chosen.home, env=os.environ)) as home:
        shops = sorted(SETS.keys() & {row.settings.name for row in home.catalogs.shops()})
        if not shops:
            raise SystemExit(f"expected a home with one of the shops {sorted(SETS)}, got none of them")
        model = (await home.open_assistant(shop=shops[0])).model
        if model is None:
            raise SystemExit("expected a model, got none; set another one than 'none'")
        for shop in shops:
            sys.stdout.write(json.dumps(await measure(home, model, shop, chosen.queries)) + "\n")
            sys.stdout.flush()


def main() -> None:
    """Print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--home", type=Path, required=True, help="a home with the shops livostyle or litemall"
    )
    parser.add_argument("--queries", type=int, default=None, help="only so many of each set")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
