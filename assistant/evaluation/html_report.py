"""A report as one HTML page that needs nothing else; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from assistant.types import Intent

_CELL = 34
_LABELS = 110
STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.8rem 0}
td,th{border-bottom:1px solid #ddd;padding:.25rem .6rem;text-align:left;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.interval{color:#777;font-size:.85em}
svg text{font:11px system-ui,sans-serif}
"""
_MEASURES = ("intent", "constraint_f1", "sort", "references", "search_text", "everything")

Report = Mapping[str, Any]


def html_page(report: Report, *, title: str) -> str:
    """The whole page: measures with intervals, the confusion plot and every failure."""
    turns = _turns(report["turns"]) if "turns" in report else ""
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
            f"<style>{STYLE}</style></head><body>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{report['utterances']} utterances; understanding took {_ms(report['timing_ms'])}.</p>",
            turns,
            "<h2>Readings</h2>",
            _figures(report),
            "<h2>Intents: labeled (rows) and read (columns)</h2>",
            confusion_svg(report["confusion"]),
            f"<h2>Failures ({len(report['failures'])})</h2>",
            _failures(report["failures"]),
            rejected_rows(report["rejected"]),
            "</body></html>",
        )
    )


def confusion_svg(cells: Sequence[Mapping[str, Any]]) -> str:
    """Counts of labeled against read primary intents; each row is shaded by its own total."""
    intents = [intent.value for intent in Intent]
    counts = {(cell["wanted"], cell["got"]): int(cell["count"]) for cell in cells}
    side = _LABELS + _CELL * len(intents)
    parts = [f'<svg role="img" viewBox="0 0 {side} {side}" width="{side}" height="{side}">']
    for place, name in enumerate(intents):
        middle = _LABELS + _CELL * place + _CELL // 2
        parts.append(f'<text x="{_LABELS - 6}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>')
        parts.append(
            f'<text transform="translate({middle + 4} {_LABELS - 6}) rotate(-90)">{escape(name)}</text>'
        )
    for row, wanted in enumerate(intents):
        total = sum(counts.get((wanted, got), 0) for got in intents)
        for column, got in enumerate(intents):
            parts.append(_square(row, column, counts.get((wanted, got), 0), total))
    return "\n".join((*parts, "</svg>"))


def _square(row: int, column: int, count: int, total: int) -> str:
    x, y = _LABELS + _CELL * column, _LABELS + _CELL * row
    hue = "38,110,72" if row == column else "190,50,40"
    shade = f"rgba({hue},{count / total:.2f})" if count else "#fafafa"
    square = f'<rect x="{x}" y="{y}" width="{_CELL - 1}" height="{_CELL - 1}" fill="{shade}"/>'
    if not count:
        return square
    ink = "#fff" if count * 2 > total else "#222"
    return f'{square}<text x="{x + _CELL // 2}" y="{y + 21}" text-anchor="middle" fill="{ink}">{count}</text>'


def _figures(report: Report) -> str:
    groups = {"all": report["overall"], **report["by_language"], **report["by_intent"]}
    head = "".join(f"<th>{escape(measure.replace('_', ' '))}</th>" for measure in _MEASURES)
    rows = "".join(
        f"<tr><td>{escape(name)}</td>{''.join(_estimate(figures[m]) for m in _MEASURES)}</tr>"
        for name, figures in groups.items()
    )
    return f"<table><tr><th></th>{head}</tr>{rows}</table>"


def _turns(turns: Report) -> str:
    groups = {"all": turns["overall"], **turns["by_language"]}
    measures = ("turns", "conversations", "cards")
    head = "".join(f"<th>{measure} right</th>" for measure in measures)
    rows = "".join(
        f"<tr><td>{escape(name)}</td>{''.join(_estimate(figures[m]) for m in measures)}"
        f'<td class="n">{figures["item_violations"]}</td>'
        f'<td class="n">{figures["claim_violations"]}</td></tr>'
        for name, figures in groups.items()
    )
    return (
        f"<h2>Turns</h2><table><tr><th></th>{head}<th>items that break a condition</th>"
        f"<th>claims without a record</th></tr>{rows}</table>"
    )


def _estimate(estimate: Mapping[str, Any]) -> str:
    if estimate["value"] is None:
        return '<td class="n">–</td>'
    interval = f"{estimate['low']:.3f}–{estimate['high']:.3f}, n = {estimate['count']}"
    return f'<td class="n">{estimate["value"]:.3f}<br><span class="interval">{interval}</span></td>'


def _failures(failures: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(_failure(each) for each in failures)
    return f"<table><tr><th>at</th><th>said</th><th>wrong</th><th>wanted</th><th>got</th></tr>{rows}</table>"


def _failure(failure: Mapping[str, Any]) -> str:
    wrong = ", ".join((*failure["faults"], *failure.get("violations", ())))
    cells = (failure["at"], failure["say"], wrong, failure["wanted"], failure["got"])
    return f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in cells)}</tr>"


def rejected_rows(rejected: Sequence[Mapping[str, Any]]) -> str:
    """What was left out, and why; nothing for no rows."""
    if not rejected:
        return ""
    rows = "".join(
        f"<li>{escape(str(row['file']))}:{row['line']}: {escape(str(row['field']))}: expected "
        f"{escape(str(row['expected']))}, got {escape(str(row['got']))}</li>"
        for row in rejected
    )
    return f"<h2>Rows left out ({len(rejected)})</h2><ul>{rows}</ul>"


def _ms(timing: Mapping[str, Any]) -> str:
    if timing["p50"] is None:
        return "no time"
    return f"p50 {timing['p50']:.0f} ms, p95 {timing['p95']:.0f} ms"
