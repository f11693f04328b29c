"""Progress bars on standard error: bytes of a pull, products of an ingest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from retrieval.weights import PullProgress


class RateColumn(ProgressColumn):
    """Products a second."""

    def render(self, task: object) -> Text:
        """Blank until something was measured."""
        speed = getattr(task, "speed", None)
        return Text(f"{speed:,.0f}/s" if speed else "", style="dim")


@contextmanager
def pull_progress(console: Console) -> Iterator[Callable[[PullProgress], None]]:
    """A bar of bytes with rate and time left; each thing pulled has its own line."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def on_progress(state: PullProgress) -> None:
            if state.what not in tasks:
                tasks[state.what] = progress.add_task(state.what, total=None)
            progress.update(tasks[state.what], completed=state.done_bytes, total=state.total_bytes or None)

        yield on_progress


@contextmanager
def ingest_progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A bar of products with rate and time left, one line for each stage."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def on_progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total or None)
            progress.update(tasks[stage], completed=done, total=total or None)

        yield on_progress
