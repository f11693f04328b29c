"""`shopwright demo`: the bundled shop, a short real conversation, then the page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, load_assistant, messages, new_home
from api.commands.ingest import DEMO, demo_request, run_ingest
from api.commands.serve import DEFAULT_PORT, serve_assistant

if TYPE_CHECKING:
    from assistant.bootstrap import Home
    from assistant.conversation import Assistant

_CONVERSATION = (
    "I need a wool sweater under $150, but not in black",
    "which of them is rated best?",
    "compare the first two",
)


def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = DEFAULT_PORT,
    talk_only: Annotated[
        bool, typer.Option("--talk-only", help="End after the conversation; do not serve.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Prepare the demo shop, play a short conversation with the real model, then serve the page."""
    opened = new_home(context, home)
    with asyncio.Runner() as runner:
        try:
            prepare(opened)
            assistant = runner.run(load_assistant(opened, reduced=False))
            play(opened, assistant, runner)
            if not talk_only:
                runner.run(serve_assistant(opened, assistant, host="127.0.0.1", port=port))
        finally:
            runner.run(opened.aclose())


def prepare(opened: Home) -> None:
    """Ingest the demo catalog, unless this home has it already."""
    from assistant.bootstrap import IngestRequest
    from retrieval.catalog.demo import demo_settings

    if any(row.settings.name == DEMO and row.products for row in opened.catalogs.shops()):
        return
    request = IngestRequest(source=opened.settings.home, shop=demo_settings(opened.settings.home).name)
    run_ingest(opened, demo_request(opened, request), messages())


def play(opened: Home, assistant: Assistant, runner: asyncio.Runner) -> None:
    """A short conversation, as if somebody typed it."""
    from rich.console import Console

    from api.terminal import TerminalChat

    lines = iter(_CONVERSATION)
    TerminalChat(
        shop=DEMO,
        title=opened.catalogs.shop(DEMO).title,
        assistant=assistant,
        store=opened.conversations,
        console=Console(),
        read=lambda: _next(lines),
        echo=True,
    ).run(runner)


def _next(lines: Iterator[str]) -> str:
    try:
        return next(lines)
    except StopIteration:
        raise EOFError from None
