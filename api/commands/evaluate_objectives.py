"""`shopwright evaluate objectives`: what each aim of a shop's ranking costs in nDCG, and what it buys."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.common import HomeOption, ShopOption, messages, new_home, private_results
from api.commands.evaluate import JsonOption, ReportOption, tell_rejected, write_report


def objectives(
    context: typer.Context,
    *,
    shop: ShopOption,
    judgments: Annotated[
        Path,
        typer.Option("--judgments", metavar="FILE", help='JSON Lines: {"query": …, "grades": {ID: GRADE}}.'),
    ],
    as_json: JsonOption = False,
    report: ReportOption = None,
    home: HomeOption = None,
) -> None:
    """Rank judged queries with each objective off, on and stronger; pins, boosts and buries left aside."""
    from api.progress import ingest_progress
    from assistant.evaluation.judgments import judge_products
    from assistant.evaluation.objectives import objectives_report
    from assistant.evaluation.objectives_report import objectives_page
    from retrieval.shop_rules.types import NO_RULES

    opened = new_home(context, home)
    try:
        products = opened.catalogs.load(shop).products
        read = judge_products(products, judgments)
        tell_rejected(read.rejected, usable=len(read.grades))
        with private_results() as results, ingest_progress(messages()) as bars:
            ranker = opened.shops.open(shop).ranker.ruled(NO_RULES)
            measured = objectives_report(ranker, read, on_progress=partial(bars.ingested, "Queries"))
            write_report(report, lambda: objectives_page(measured))
            results.write(json.dumps(measured, ensure_ascii=False) + "\n" if as_json else _summary(measured))
    finally:
        asyncio.run(opened.aclose())


def _summary(measured: Mapping[str, Any]) -> str:
    from rich.console import Console
    from rich.table import Table

    from assistant.evaluation.objectives_report import COLUMNS, idle_note, levels, price_of, shown

    console = Console(width=160, highlight=False)
    title = f"{measured['queries']} queries, {measured['products']} products; price: nDCG@10 lost against off"
    table = Table("", "price", *(name.replace("_", " ") for name in COLUMNS), title=title)
    for name, figures in levels(measured).items():
        cells = [shown(figures[column], column) for column in COLUMNS]
        if figures["ci95"]:
            low, high = figures["ci95"]
            cells[0] += f" ({low:.3f}–{high:.3f})"
        table.add_row(name, price_of(figures), *cells)
    with console.capture() as captured:
        console.print(table)
        console.print(idle_note(measured), markup=False)
    return captured.get()
