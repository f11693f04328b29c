"""`shopwright train ranking`: a shop's weights learned from its judgments."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.common import HomeOption, ShopOption, estimated, messages, new_home, private_results
from api.commands.evaluate import JsonOption, tell_rejected
from api.errors import CommandError


def ranking(
    context: typer.Context,
    *,
    shop: ShopOption,
    judgments: Annotated[
        Path,
        typer.Option("--judgments", metavar="FILE", help='JSON Lines: {"query": …, "grades": {ID: GRADE}}.'),
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Learn how much each part of a score should count; say what that is worth on queries left out.

    Nothing is changed: what is printed goes into the shop's rules (`shopwright rules set`) if it is wanted.
    """
    from api.progress import ingest_progress
    from assistant.evaluation.judgments import judge_products
    from assistant.evaluation.learning import learning_report

    opened = new_home(context, home)
    try:
        read = judge_products(opened.catalogs.load(shop).products, judgments)
        tell_rejected(read.rejected, usable=len(read.grades))
        with private_results() as results, ingest_progress(messages()) as bars:
            ranker = opened.shops.open(shop).ranker
            try:
                learned = learning_report(ranker, read, on_progress=partial(bars.ingested, "Queries"))
            except ValueError as error:
                raise CommandError(f"{judgments}: {error}") from error
            results.write(json.dumps(learned) + "\n" if as_json else _summary(learned))
    finally:
        asyncio.run(opened.aclose())


def _summary(learned: Mapping[str, Any]) -> str:
    import yaml

    figures = learned["ndcg_at_10"]
    served, fitted, gain = (estimated(figures[name]) for name in ("served", "learned", "gain"))
    better = figures["gain"]["low"] is not None and figures["gain"]["low"] > 0.0
    verdict = "better, beyond chance" if better else "no more than chance; keep what is served"
    document = yaml.safe_dump({"weights": learned["weights"]}, sort_keys=False)
    return (
        f"nDCG@10 over {learned['queries']} queries, each ranked by weights learned from others "
        f"({learned['folds']} folds):\n  served {served}, learned {fitted}, gain {gain}: {verdict}\n\n"
        f"# learned from all; for the shop's rules\n{document}"
    )
