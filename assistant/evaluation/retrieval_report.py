"""The ablation of retrieval as one HTML page that needs nothing else; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from assistant.evaluation.html_report import STYLE, rejected_rows
from assistant.evaluation.searching import COLUMNS

_WIDTH, _LABELS, _BAR = 860, 300, 26

Report = Mapping[str, Any]


def retrieval_page(report: Report) -> str:
    """Every measure of every variant, and nDCG@10 with its intervals as a plot."""
    head = "".join(f"<th>{escape(name.replace('_at_', '@'))}</th>" for name in COLUMNS)
    rows = "".join(
        f"<tr><td>{escape(name)}</td>{''.join(_cell(figures, m) for m in COLUMNS)}</tr>"
        for name, figures in report["variants"].items()
    )
    basis = (
        f"{report['queries']} queries over {report['products']} products; a product is relevant from grade "
        f"{report['relevant_from']:g}; served: {escape(report['served'])}."
    )
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8"><title>Retrieval</title>',
            f"<style>{STYLE}</style></head><body><h1>Retrieval</h1>",
            f"<p>{basis}</p>",
            "<h2>nDCG@10 with 95 % intervals</h2>",
            bars_svg(report["variants"], served=report["served"]),
            f"<h2>All measures</h2><table><tr><th></th>{head}</tr>{rows}</table>",
            rejected_rows(report["rejected"]),
            "</body></html>",
        )
    )


def bars_svg(variants: Mapping[str, Report], *, served: str) -> str:
    """One bar a variant with the interval as a line; what is served is dark."""
    height = _BAR * len(variants)
    scale = _WIDTH - _LABELS - 60
    parts = [f'<svg role="img" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">']
    for place, (name, figures) in enumerate(variants.items()):
        value = figures["ndcg_at_10"] or 0.0
        low, high = figures["ci95"]["ndcg_at_10"] or (value, value)
        top, fill = place * _BAR, "#26704a" if name == served else "#a9c7b6"
        middle, left, right = top + _BAR / 2, _LABELS + low * scale, _LABELS + high * scale
        size = f'width="{value * scale:.1f}" height="{_BAR - 8}"'
        ends = f'x1="{left:.1f}" x2="{right:.1f}" y1="{middle}" y2="{middle}"'
        parts += [
            f'<text x="{_LABELS - 8}" y="{top + 17}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LABELS}" y="{top + 4}" {size} fill="{fill}"/>',
            f'<line {ends} stroke="#222"/>',
            f'<text x="{right + 6:.1f}" y="{top + 17}">{value:.3f}</text>',
        ]
    return "\n".join((*parts, "</svg>"))


def _cell(figures: Report, measure: str) -> str:
    if figures[measure] is None:
        return '<td class="n">–</td>'
    interval = figures["ci95"].get(measure)
    spread = f'<br><span class="interval">{interval[0]:.3f}–{interval[1]:.3f}</span>' if interval else ""
    return f'<td class="n">{figures[measure]:.3f}{spread}</td>'
