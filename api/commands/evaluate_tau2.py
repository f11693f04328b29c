"""`shopwright evaluate tau2`: a scripted customer's tasks, and whether the database ends as it should."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from api.commands.common import messages, private_results


def tau2(
    db: Annotated[Path, typer.Option("--db", metavar="FILE", help="A tau2-style retail database.")],
    tasks: Annotated[Path, typer.Option("--tasks", metavar="FILE", help="Its tasks, as JSON.")],
    terse: Annotated[
        bool, typer.Option("--terse", help="A customer who gives no detail before it is asked for.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
) -> None:
    """Run tau2 retail tasks in reduced mode; the database file itself is not changed."""
    from api.progress import ingest_progress
    from assistant.evaluation.tau2 import report, run_tasks
    from assistant.evaluation.tau2_tasks import read_database, read_tasks

    data = read_database(db)
    wanted = read_tasks(tasks, data)
    with private_results() as results, ingest_progress(messages()) as bars:
        outcomes = asyncio.run(
            run_tasks(
                wanted,
                data,
                on_progress=lambda done, total: bars.ingested("Tasks", done, total),
                terse=terse,
            )
        )
        measured = report(outcomes)
        if as_json:
            results.write(json.dumps(measured, ensure_ascii=False) + "\n")
            return
        results.write(f"{measured['right']} of {measured['tasks']} tasks end in the right database state\n")
        for reason, count in measured["reasons"].items():
            results.write(f"{count:4}  {reason}\n")
