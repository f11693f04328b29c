"""The price of objectives as one HTML page that needs nothing else; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from assistant.evaluation.html_report import STYLE, rejected_rows
from assistant.evaluation.retrieval_report import bars_svg

COLUMNS = (
    "ndcg_at_10",
    "diversity",
    "brand_share",
    "merchant_share",
    "brand_gini",
    "coverage",
    "long_tail",
    "age_days",
)

Report = Mapping[str, Any]


def levels(report: Report) -> dict[str, Report]:
    """Figures of what is served and of every level, by a name such as "diversity stronger (0.24)".

    Objectives of which no level changes anything are left out.
    """
    idle = unmoved(report)
    named = {
        f"{name.replace('_', ' ')} {level} ({figures['value']:g})": figures
        for name, ways in report["objectives"].items()
        for level, figures in ways.items()
        if name not in idle
    }
    return {"as served": report["served"], **named}


def unmoved(report: Report) -> tuple[str, ...]:
    """Objectives that change no figure here, most often because the catalog has nothing to go by."""
    return tuple(
        name
        for name, ways in report["objectives"].items()
        if all(len({figures[column] for figures in ways.values()}) == 1 for column in COLUMNS)
    )


def shown(figure: float | None, column: str) -> str:
    """A figure as tables show it."""
    if figure is None:
        return "–"
    return f"{figure:.0f}" if column == "age_days" else f"{figure:.3f}"


def price_of(figures: Report) -> str:
    """What a level takes off nDCG@10, with its interval; "" for what is served and for "off"."""
    price = figures.get("price")
    if not price or price["ci95"] is None:
        return ""
    low, high = price["ci95"]
    return f"{price['ndcg_at_10']:+.3f} ({low:+.3f} to {high:+.3f})"


def idle_note(report: Report) -> str:
    """What changes nothing, in a sentence; "" where everything does something."""
    idle = ", ".join(name.replace("_", " ") for name in unmoved(report))
    return f"Nothing changes here with: {idle}." if idle else ""


def objectives_page(report: Report) -> str:
    """nDCG@10 of every level as a plot, and what each costs and buys as a table."""
    found = levels(report)
    bars = {
        name: {"ndcg_at_10": figures["ndcg_at_10"], "ci95": {"ndcg_at_10": figures["ci95"]}}
        for name, figures in found.items()
    }
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in ("price", *COLUMNS))
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(price_of(figures))}</td>"
        + "".join(f'<td class="n">{shown(figures[column], column)}</td>' for column in COLUMNS)
        + "</tr>"
        for name, figures in found.items()
    )
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8"><title>Objectives</title>',
            f"<style>{STYLE}</style></head><body><h1>Objectives of {escape(report['shop'])}</h1>",
            f"<p>{report['queries']} judged queries over {report['products']} products.</p>",
            "<h2>nDCG@10 with 95 % intervals</h2>",
            bars_svg(bars, served="as served"),
            f"<p>{escape(idle_note(report))}</p>",
            "<h2>What each costs and buys</h2>",
            "<p>The price is what nDCG@10 loses against the objective switched off, query by query.</p>",
            f"<table><tr><th></th>{head}</tr>{rows}</table>",
            rejected_rows(report["rejected"]),
            "</body></html>",
        )
    )
