"""What every command shares: where the home is, who talks to people, and where results go."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from rich.console import Console

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from assistant.conversation import Assistant
    from assistant.settings import Settings

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Where everything is kept (default: SHOPWRIGHT_HOME, else the user's data folder).",
        show_default=False,
    ),
]
ShopOption = Annotated[str, typer.Option("--shop", metavar="NAME", help="Name of the shop.")]


def settings_of(context: typer.Context, home: Path | None) -> Settings:
    """Settings of the home that the command line, or else the environment, names. Raises SettingsError."""
    from assistant.settings import Settings

    before: Path | None = context.find_root().params.get("home")
    return Settings.load(home=home or before, env=os.environ)


@contextmanager
def open_home(context: typer.Context, home: Path | None) -> Iterator[Home]:
    """The opened home, for commands without an event loop of their own; closed at the end."""
    opened = new_home(context, home)
    try:
        yield opened
    finally:
        asyncio.run(opened.aclose())


def new_home(context: typer.Context, home: Path | None) -> Home:
    """The opened home; the caller closes it."""
    from assistant.bootstrap import Home

    return Home(settings_of(context, home))


async def load_assistant(opened: Home, *, reduced: bool, shop: str | None = None) -> Assistant:
    """The assistant, warm; missing weights are pulled with a progress bar. Raises as Home.open_assistant."""
    from api.progress import pull_progress

    console = messages()
    console.print("[dim]Loading the assistant…[/]")
    with pull_progress(console) as on_pull:
        return await opened.open_assistant(shop=shop, reduced=reduced, on_pull=on_pull)


def messages() -> Console:
    """Where people are told things; results alone go to standard output."""
    return Console(stderr=True)


def estimated(estimate: Mapping[str, Any]) -> str:
    """An estimate with its interval, as tables show it."""
    if estimate["value"] is None:
        return "–"
    return f"{estimate['value']:.3f} ({estimate['low']:.3f} to {estimate['high']:.3f})"


def private_results() -> TextIO:
    """The real standard output, for results alone.

    From here on file descriptor 1 is standard error for everybody else, also for libraries that print
    from native code. It stays so until the process ends.
    """
    sys.stdout.flush()
    results = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return results
