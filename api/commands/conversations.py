"""`shopwright conversations`: what is stored of them, and its erasure."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import HomeOption, ShopOption, new_home
from api.errors import CommandError
from assistant.errors import ConversationNotFoundError

if TYPE_CHECKING:
    from assistant.protocols import ConversationStore, QueuedHandoff

app = typer.Typer(help="Stored conversations.", no_args_is_help=True)


@app.command("list")
def list_conversations(
    context: typer.Context,
    home: HomeOption = None,
    shop: Annotated[str | None, typer.Option("--shop", metavar="NAME", help="Of this shop alone.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """Last active first: id, shop, turns, time of the last turn."""

    async def run() -> None:
        async with new_home(context, home) as opened:
            for one in await opened.conversations.conversations(shop=shop, limit=limit):
                last = one.last_at.strftime("%Y-%m-%d %H:%M:%S")
                typer.echo(f"{one.conversation_id}  {one.shop}  {one.turns} turns  {last}")

    asyncio.run(run())


@app.command("delete")
def delete_conversation(
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="As `conversations list` shows it.")],
    home: HomeOption = None,
    shop: Annotated[
        str | None, typer.Option("--shop", metavar="NAME", help="Shop of an id that a caller chose.")
    ] = None,
) -> None:
    """Erase a conversation: every word, turn and impression of it."""

    async def run() -> None:
        async with new_home(context, home) as opened:
            stored = await stored_conversation(opened.conversations, conversation, shop=shop)
            await opened.conversations.delete(stored)
            typer.echo(f"erased {stored}", err=True)

    asyncio.run(run())


@app.command("answer")
def answer_shopper(
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="As `conversations handoffs` shows it.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the shopper is told.")],
    agent: Annotated[str, typer.Option("--agent", metavar="NAME", help="Who answers.")],
    home: HomeOption = None,
) -> None:
    """Answer a shopper as an agent; the shopper's page shows it when it next connects or is answered."""
    from assistant.types import AgentUtterance

    if not (text.strip() and agent.strip()):
        raise CommandError("expected a text and an agent's name, got nothing; say both")

    async def run() -> None:
        async with new_home(context, home) as opened:
            stored = await stored_conversation(opened.conversations, conversation, shop=None)
            said = AgentUtterance(agent=agent.strip(), text=text.strip())
            await opened.conversations.append_agent(stored, said)
            typer.echo(f"answered {stored}", err=True)

    asyncio.run(run())


@app.command("handoffs")
def list_handoffs(context: typer.Context, shop: ShopOption, home: HomeOption = None) -> None:
    """The queue for a person, oldest first: time, conversation, why, what is wanted, what was shown."""

    async def run() -> None:
        async with new_home(context, home) as opened:
            opened.catalogs.shop(shop)
            for queued in await opened.conversations.handoffs(shop):
                typer.echo(_handoff_line(queued))

    asyncio.run(run())


def _handoff_line(queued: QueuedHandoff) -> str:
    summary = queued.request.summary
    wanted = " ".join(f"{c.facet} {c.op.value} {c.value}" for c in summary.constraints)
    told = (
        f"turn {queued.request.turn}",
        queued.request.reason.value,
        summary.language,
        f"looking for: {' '.join((summary.search_text, wanted)).strip() or '–'}",
        f"shown: {' '.join(summary.shown) or '–'}",
        "tried: " + (" ".join(f"{step.intents[0].value}({step.items})" for step in summary.tried) or "–"),
    )
    return f"{queued.at:%Y-%m-%d %H:%M:%S}  {queued.conversation_id}  {'; '.join(told)}"


async def stored_conversation(store: ConversationStore, conversation: str, *, shop: str | None) -> str:
    """The stored id of a conversation, given that id or the name that a caller of `chat --json` chose.

    Raises ConversationNotFoundError where none or more than one fits.
    """
    from api.chat_json import stored_id

    if shop is not None:
        return stored_id(shop, conversation)
    known = {one.conversation_id for one in await store.conversations(limit=1_000_000)}
    if conversation in known:
        return conversation
    fitting = sorted(stored for stored in known if stored.partition("/")[2] == conversation)
    if len(fitting) == 1:
        return fitting[0]
    got = f"it in {len(fitting)} shops; say --shop" if fitting else "none"
    raise ConversationNotFoundError(f"expected one conversation {conversation!r}, got {got}")
