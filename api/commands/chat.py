"""`shopwright chat`: a conversation in the terminal, or one JSON object a line."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from api.commands.common import HomeOption, ShopOption, load_assistant, new_home, private_results
from api.errors import CommandError

if TYPE_CHECKING:
    from assistant.bootstrap import Home


def chat(
    context: typer.Context,
    shop: ShopOption,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines in and out, for programs.")] = False,
    reduced: Annotated[bool, typer.Option("--reduced", help="Without a language model.")] = False,
    home: HomeOption = None,
) -> None:
    """Talk with the assistant of a shop. Missing models are pulled first."""
    if as_json:
        results = private_results()
        with results:
            known = asyncio.run(_json(new_home(context, home), shop, results, reduced=reduced))
        if not known:
            raise CommandError(
                f"expected a shop that was ingested, got {shop!r}; see `shopwright shops list`"
            )
        return
    with asyncio.Runner() as runner:
        _talk(runner, new_home(context, home), shop, reduced=reduced)


async def _json(opened: Home, shop: str, results: TextIO, *, reduced: bool) -> bool:
    """Answer standard input line by line; returns whether the shop exists."""
    from api.chat_json import JsonChat
    from api.limits import MAX_FRAME_BYTES
    from api.lines import read_lines
    from retrieval.errors import ShopNotFoundError

    def write(line: str) -> None:
        results.write(line + "\n")
        results.flush()

    async with opened:
        chat_lines = JsonChat(shop=shop, store=opened.conversations, assistant=None)
        try:
            await asyncio.to_thread(opened.catalogs.version, shop)
        except ShopNotFoundError as error:
            chat_lines.unusable = error
        else:
            chat_lines.assistant = await load_assistant(opened, reduced=reduced, shop=shop)
        await chat_lines.run(read_lines(sys.stdin.fileno(), limit=MAX_FRAME_BYTES), write=write)
    return chat_lines.assistant is not None


def _talk(runner: asyncio.Runner, opened: Home, shop: str, *, reduced: bool) -> None:
    from rich.console import Console

    from api.terminal import TerminalChat

    try:
        title = opened.catalogs.shop(shop).title
        assistant = runner.run(load_assistant(opened, reduced=reduced, shop=shop))
        terminal = TerminalChat(
            shop=shop,
            title=title,
            assistant=assistant,
            store=opened.conversations,
            console=Console(),
            read=input,
            echo=not sys.stdin.isatty(),
        )
        terminal.run(runner)
    finally:
        runner.run(opened.aclose())
