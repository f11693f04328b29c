"""`shopwright evaluate retrieval`: how well products are found for judged queries, stage by stage."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.common import HomeOption, messages, new_home, private_results
from api.commands.evaluate import JsonOption, ReportOption, tell_rejected, write_report
from api.commands.vectors import exact_vectors
from api.errors import CommandError

if TYPE_CHECKING:
    from api.progress import Bars
    from assistant.bootstrap import Home
    from assistant.evaluation.judgments import Judgments
    from retrieval.catalog.snapshot import CatalogSnapshot
    from retrieval.dense_retriever import DenseRetriever
    from retrieval.hybrid import ScoringRetriever
    from retrieval.ranker import Ranker


def retrieval(
    context: typer.Context,
    *,
    judgments: Annotated[
        Path,
        typer.Option(
            "--judgments",
            metavar="FILE",
            help='Parquet: query, product_id, relevance; or JSON Lines: {"query": …, "grades": {ID: GRADE}}.',
        ),
    ],
    products: Annotated[
        Path | None,
        typer.Option(
            "--products",
            metavar="FILE",
            help="Parquet: product_id, title[, description].",
            show_default=False,
        ),
    ] = None,
    shop: Annotated[
        str | None,
        typer.Option(
            "--shop", metavar="NAME", help="A shop of the home, in place of --products.", show_default=False
        ),
    ] = None,
    relevant_from: Annotated[
        float | None,
        typer.Option(help="Least grade that counts as relevant (default: half way up).", show_default=False),
    ] = None,
    words_alone: Annotated[bool, typer.Option("--words-alone", help="Without vectors.")] = False,
    as_json: JsonOption = False,
    report: ReportOption = None,
    home: HomeOption = None,
) -> None:
    """Search for judged queries in every way that stages can be combined, beside plain BM25."""
    from api.progress import ingest_progress
    from assistant.evaluation.retrieval_report import retrieval_page
    from assistant.evaluation.searching import searches_report, variants

    opened = new_home(context, home)
    try:
        collection = _collection(opened, products, shop, judgments, relevant_from)
        read = collection.judgments
        tell_rejected(read.rejected, usable=len(read.grades))
        with private_results() as results, ingest_progress(messages()) as bars:
            dense = None if words_alone else collection.dense(bars)
            ranker = None if words_alone else collection.ranker()
            ways = variants(read.products, dense, reranker=opened.reranker, ranker=ranker)
            measured = searches_report(read, ways, on_progress=partial(bars.ingested, "Queries"))
            write_report(report, lambda: retrieval_page(measured))
            results.write(json.dumps(measured, ensure_ascii=False) + "\n" if as_json else _summary(measured))
    finally:
        asyncio.run(opened.aclose())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Collection:
    """What is searched and judged; `dense` opens its vectors, `ranker` the ranking that a shop serves."""

    judgments: Judgments
    dense: Callable[[Bars], ScoringRetriever]
    ranker: Callable[[], Ranker | None]


def _collection(
    opened: Home, products: Path | None, shop: str | None, judgments: Path, relevant_from: float | None
) -> _Collection:
    """Products of a file or of a shop, judged. Raises CommandError unless exactly one of both is given."""
    from assistant.evaluation.judgments import judge_products, read_judgments

    if shop is not None and products is None:
        snapshot = opened.catalogs.load(shop)
        read = judge_products(snapshot.products, judgments, relevant_from=relevant_from)
        return _Collection(
            judgments=read,
            dense=partial(_kept, opened, snapshot),
            ranker=lambda: opened.shops.open(shop).ranker,
        )
    if products is not None and shop is None:
        read = read_judgments(products, judgments, relevant_from=relevant_from)
        dense = partial(exact_vectors, opened, read.products)
        return _Collection(judgments=read, dense=dense, ranker=lambda: None)
    got = "neither" if shop is None else "both"
    raise CommandError(f"expected exactly one of --products FILE and --shop NAME, got {got}")


def _kept(opened: Home, snapshot: CatalogSnapshot, bars: Bars) -> DenseRetriever:
    """The vectors that ingesting kept. Raises VectorIndexError where one is missing."""
    dense = opened.dense(snapshot, on_pull=bars.pulled)
    dense.vectors()
    return dense


def _summary(measured: Mapping[str, Any]) -> str:
    from rich.console import Console
    from rich.table import Table

    from assistant.evaluation.searching import COLUMNS

    console = Console(width=120, highlight=False)
    title = f"{measured['queries']} queries, {measured['products']} products; served: {measured['served']}"
    table = Table("", *(name.replace("_at_", "@") for name in COLUMNS), title=title)
    for name, figures in measured["variants"].items():
        shown = [_figure(figures[column]) for column in COLUMNS]
        low, high = figures["ci95"]["ndcg_at_10"] or (None, None)
        shown[0] += f" ({_figure(low)}–{_figure(high)})"
        table.add_row(name, *shown)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
