"""`shopwright evaluate`: how well utterances are understood and conversations held, against labels."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from api.commands.common import (
    HomeOption,
    ShopOption,
    estimated,
    load_assistant,
    messages,
    new_home,
    private_results,
)
from api.errors import CommandError

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from assistant.evaluation.conversations import HeldTurn
    from assistant.evaluation.types import Case, RejectedRow, Script
    from assistant.evaluation.understanding import Judged

app = typer.Typer(help="Measure understanding and conversations against labeled files.", no_args_is_help=True)

FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="YAML or JSONL; see assistant/evaluation/README.md.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="All measures and failures as one JSON object.")]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write an HTML report.", show_default=False)
]


class ReaderName(StrEnum):
    """Who reads: all as served, parser and head as in reduced mode, the parser alone, or the model alone."""

    BOTH = "both"
    REDUCED = "reduced"
    PARSER = "parser"
    MODEL = "model"


@app.command()
def understanding(
    context: typer.Context,
    files: FilesArgument,
    shop: ShopOption,
    reader: Annotated[ReaderName, typer.Option("--reader", help="Who reads.")] = ReaderName.BOTH,
    as_json: JsonOption = False,
    report: ReportOption = None,
    home: HomeOption = None,
) -> None:
    """Read labeled utterances. --shop is the shop of files and rows that name none."""
    from assistant.evaluation.cases import read_cases
    from assistant.evaluation.report import understanding_report

    read = [read_cases(file) for file in files]
    cases = [replace(case, shop=case.shop or shop) for each in read for case in each.cases]
    rejected = [row for each in read for row in each.rejected]
    tell_rejected(rejected, usable=len(cases))
    with private_results() as results:
        judged = asyncio.run(_read(new_home(context, home), cases, reader))
        measured = understanding_report(judged, rejected, reader=reader.value)
        title = f"Understanding, reader {reader.value}"
        results.write(_written(measured, title, report=report, as_json=as_json))


@app.command()
def conversations(
    context: typer.Context,
    files: FilesArgument,
    shop: ShopOption,
    reduced: Annotated[bool, typer.Option("--reduced", help="Without a language model.")] = False,
    as_json: JsonOption = False,
    report: ReportOption = None,
    home: HomeOption = None,
) -> None:
    """Hold scripted conversations; they are deleted afterwards. --shop as for `understanding`."""
    from assistant.evaluation.cases import read_scripts
    from assistant.evaluation.report import conversations_report

    read = [read_scripts(file) for file in files]
    scripts = [replace(script, shop=script.shop or shop) for each in read for script in each.scripts]
    rejected = [row for each in read for row in each.rejected]
    tell_rejected(rejected, usable=len(scripts))
    mode = "reduced" if reduced else "full"
    with private_results() as results:
        held = asyncio.run(_hold(new_home(context, home), scripts, reduced=reduced))
        measured = conversations_report(held, rejected, mode=mode)
        results.write(_written(measured, f"Conversations, {mode} mode", report=report, as_json=as_json))


async def _read(opened: Home, cases: Sequence[Case], name: ReaderName) -> list[Judged]:
    from api.progress import ingest_progress, pull_progress
    from assistant.evaluation.running import ShopView, read_cases_with
    from assistant.understanding import Reader

    async with opened:
        model = None
        if name in (ReaderName.BOTH, ReaderName.MODEL):
            model = (await load_assistant(opened, reduced=False)).model
        head = None
        if name in (ReaderName.BOTH, ReaderName.REDUCED):
            with pull_progress(messages()) as on_pull:
                head = opened.intent_head(on_pull=on_pull)
        reader = Reader(model=model, prompts=opened.prompts, head=head, parser=name is not ReaderName.MODEL)
        view = cache(lambda shop: ShopView.of(opened.catalogs.load(shop)))
        with ingest_progress(messages()) as bars:
            return await read_cases_with(
                reader, cases, view=view, on_progress=_to(bars.ingested, "Utterances")
            )


async def _hold(opened: Home, scripts: Sequence[Script], *, reduced: bool) -> list[HeldTurn]:
    from api.progress import ingest_progress
    from assistant.evaluation.running import hold_scripts_with

    async with opened:
        for shop in {script.shop for script in scripts if script.shop}:
            opened.catalogs.shop(shop)
        assistant = await load_assistant(opened, reduced=reduced)
        with ingest_progress(messages()) as bars:
            return await hold_scripts_with(
                assistant,
                scripts,
                store=opened.conversations,
                currency_of=lambda shop: opened.catalogs.shop(shop).currency,
                on_progress=_to(bars.ingested, "Turns"),
            )


def _to(progress: Callable[[str, int, int | None], None], stage: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage, done, total)


def tell_rejected(rejected: Sequence[RejectedRow], *, usable: int) -> None:
    """Say which rows were left out. Raises CommandError where none is usable."""
    console = messages()
    for row in rejected:
        console.print(str(row), markup=False, highlight=False)
    if not usable:
        raise CommandError("expected at least one usable row, got none; see assistant/evaluation/README.md")


def _written(measured: Mapping[str, Any], title: str, *, report: Path | None, as_json: bool) -> str:
    from assistant.evaluation.html_report import html_page

    write_report(report, lambda: html_page(measured, title=title))
    if as_json:
        return json.dumps(measured, ensure_ascii=False, allow_nan=False) + "\n"
    return _summary(measured)


def write_report(file: Path | None, page: Callable[[], str]) -> None:
    """Write an HTML page where one was asked for. Raises CommandError where the file can't be written."""
    if file is None:
        return
    try:
        file.write_text(page(), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file}: expected a file that can be written: {error}") from error


def _summary(measured: Mapping[str, Any]) -> str:
    from rich.table import Table

    console = Console(width=110, highlight=False, file=None)
    table = Table("", "n", "intent", "constraint F1", "sort", "references", "everything right")
    groups = {"all": measured["overall"], **measured["by_language"], **measured["by_intent"]}
    for name, figures in groups.items():
        everything = figures["everything"]
        shown = [
            estimated(figures[m]) for m in ("intent", "constraint_f1", "sort", "references", "everything")
        ]
        table.add_row(name, str(everything["count"]), *shown)
    with console.capture() as captured:
        console.print(table)
        for name, figures in measured.get("turns", {}).get("by_language", {}).items():
            console.print(_turns_line(name, figures), markup=False)
        timing = measured["timing_ms"]
        console.print(f"understanding: p50 {timing['p50']:.0f} ms, p95 {timing['p95']:.0f} ms", markup=False)
        console.print(f"failures: {len(measured['failures'])}, rows left out: {len(measured['rejected'])}")
        if measured["unanswered"]:
            console.print(f"the model was asked in vain: {measured['unanswered']}")
    return captured.get()


def _turns_line(language: str, figures: Mapping[str, Any]) -> str:
    return (
        f"{language}: turns right {estimated(figures['turns'])}, conversations right "
        f"{estimated(figures['conversations'])}, cards right {estimated(figures['cards'])}, "
        f"items that break a condition {figures['item_violations']}, "
        f"claims without a record {figures['claim_violations']}"
    )
