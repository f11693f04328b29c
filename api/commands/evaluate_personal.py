"""`shopwright evaluate personal`: what the shopper vector buys on purchases that really followed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.common import HomeOption, messages, new_home, private_results
from api.commands.evaluate import JsonOption, tell_rejected
from api.commands.vectors import exact_vectors


def personal(
    context: typer.Context,
    *,
    products: Annotated[
        Path, typer.Option("--products", metavar="FILE", help="Parquet: product_id, title[, description].")
    ],
    purchases: Annotated[
        Path,
        typer.Option(
            "--purchases", metavar="FILE", help="Parquet: user_id, product_id, position[, timestamp]."
        ),
    ],
    shoppers: Annotated[int, typer.Option(min=4, help="Shoppers; half of them choose the weight.")] = 400,
    seed: Annotated[int, typer.Option(help="Which shoppers.")] = 1,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Foretell each shopper's last purchase from those before, with and without the shopper vector."""
    from api.progress import ingest_progress
    from assistant.evaluation.judgments import read_products
    from assistant.evaluation.past import read_buyers
    from assistant.evaluation.personal import Shelves, personal_report
    from assistant.evaluation.types import RejectedRow

    opened = new_home(context, home)
    try:
        rejected: list[RejectedRow] = []
        catalog = sorted(read_products(products, rejected).values(), key=lambda product: product.product_id)
        buyers = read_buyers(purchases, catalog)
        tell_rejected(rejected, usable=len(catalog))
        with private_results() as results, ingest_progress(messages()) as bars:
            dense = exact_vectors(opened, catalog, bars)
            shelves = Shelves.of(catalog, buyers, dense, now=lambda: datetime.now(UTC))
            measured = personal_report(
                shelves, buyers, count=shoppers, seed=seed, on_progress=partial(bars.ingested, "Shoppers")
            )
            results.write(json.dumps(measured) + "\n" if as_json else _summary(measured))
    finally:
        asyncio.run(opened.aclose())


def _summary(measured: Mapping[str, Any]) -> str:
    head = (
        f"{measured['products']} products; {measured['shoppers']} shoppers told of, "
        f"weight chosen by {measured['chosen_by']} others"
    )
    lines = [head]
    for task, figures in measured["tasks"].items():
        lines.append(f"{task}, weight {figures['weight']:g}")
        for name in ("without", "with", "gain"):
            told = "  ".join(f"{measure} {_figure(value)}" for measure, value in figures[name].items())
            lines.append(f"  {name:<8}{told}")
    return "\n".join(lines) + "\n"


def _figure(estimate: Mapping[str, Any]) -> str:
    low, high = estimate["ci95"]
    return f"{estimate['value']:.4f} ({low:.4f} to {high:.4f})"
