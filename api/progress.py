"""Progress bars on standard error: bytes of a pull, products of an ingest, each with rate and time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from retrieval.weights import PullProgress


class AmountColumn(ProgressColumn):
    """Done of total, in bytes or in pieces, as the task's `unit` says."""

    def render(self, task: Task) -> Text:
        """Without a total, what is done alone."""
        done = _amount(task.completed, task)
        return Text(done if task.total is None else f"{done} of {_amount(task.total, task)}")


class RateColumn(ProgressColumn):
    """Amount a second."""

    def render(self, task: Task) -> Text:
        """Blank until something was measured."""
        speed = task.finished_speed or task.speed
        return Text(f"{_amount(speed, task)}/s" if speed else "", style="dim")


def _amount(number: float, task: Task) -> str:
    return decimal(int(number)) if task.fields["unit"] == "bytes" else f"{number:,.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One line for each thing that is pulled and each stage of an ingest, in order of appearance."""

    progress: Progress
    tasks: dict[str, TaskID] = field(default_factory=dict)

    def pulled(self, state: PullProgress) -> None:
        """Take note of a pull's progress."""
        self._update(state.what, done=state.done_bytes, total=state.total_bytes or None, unit="bytes")

    def ingested(self, stage: str, done: int, total: int | None) -> None:
        """Take note of a stage's progress."""
        self._update(stage, done=done, total=total, unit="pieces")

    def _update(self, what: str, *, done: int, total: int | None, unit: str) -> None:
        if what not in self.tasks:
            self.tasks[what] = self.progress.add_task(what, total=total, unit=unit)
        self.progress.update(self.tasks[what], completed=done, total=total)


@contextmanager
def ingest_progress(console: Console) -> Iterator[Bars]:
    """Bars that are drawn until the block ends."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        AmountColumn(),
        RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield Bars(progress=progress)


@contextmanager
def pull_progress(console: Console) -> Iterator[Callable[[PullProgress], None]]:
    """The same bars for pulls alone."""
    with ingest_progress(console) as bars:
        yield bars.pulled
