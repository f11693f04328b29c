"""A conversation in the terminal: cards as a table, prose as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from rich.console import Console
from rich.markup import escape

from api.cards import plain, show_cards
from api.errors import EXPECTED, operator_message
from api.requests import spoken_text
from api.turns import Replier, timed
from assistant.protocols import ConversationStore
from assistant.types import ItemsRanked, Mode, TextDelta, TurnFinished, Understood, Utterance

_HELP = "[dim]/new starts over · /quit leaves · Ctrl-C stops an answer[/]"


@dataclass(slots=True, kw_only=True)
class TerminalChat:
    """Reads utterances, shows turns. `echo` repeats what was read, where nobody typed it."""

    shop: str
    title: str
    assistant: Replier
    store: ConversationStore
    console: Console
    read: Callable[[], str]
    echo: bool = False
    _conversation: str | None = None
    _language: str = "en"

    def run(self, runner: asyncio.Runner) -> None:
        """Talk until /quit or the end of the input. `runner` keeps its event loop between turns."""
        self.console.print(f"[bold]{escape(plain(self.title).plain)}[/]  {_HELP}", highlight=False)
        while (said := self._ask()) is not None:
            if said == "/new":
                self._conversation = None
                self.console.print("[dim]A new conversation.[/]")
            elif said:
                self._answer(runner, said)

    def _ask(self) -> str | None:
        self.console.print("\n[bold cyan]you[/] ", end="")
        try:
            said = self.read().strip()
        except (EOFError, KeyboardInterrupt):
            self.console.print()
            return None
        if self.echo:
            self.console.print(plain(said), highlight=False)
        return None if said == "/quit" else said

    def _answer(self, runner: asyncio.Runner, said: str) -> None:
        try:
            runner.run(self._turn(said))
        except KeyboardInterrupt:
            self.console.print("\n[dim]stopped[/]")
        except EXPECTED as error:
            self.console.print(f"[red]{escape(operator_message(error))}[/]", highlight=False)

    async def _turn(self, said: str) -> None:
        text = spoken_text(said)
        if self._conversation is None:
            self._conversation = await self.store.create(shop=self.shop)
        utterance = Utterance(conversation_id=self._conversation, shop=self.shop, text=text)
        spoken = False
        async for event in timed(self.assistant.reply(utterance), started=perf_counter()):
            match event:
                case Understood():
                    self._language = event.understanding.language
                case ItemsRanked():
                    show_cards(self.console, event.items, language=self._language)
                case TextDelta():
                    if not spoken:
                        self.console.print("[bold magenta]assistant[/] ", end="")
                        spoken = True
                    self.console.print(plain(event.text), end="", highlight=False, soft_wrap=True)
                case TurnFinished():
                    self._close(event)

    def _close(self, finished: TurnFinished) -> None:
        turn = finished.turn
        seconds = turn.timings_ms["total"] / 1000
        mode = " · reduced mode: no language model" if turn.mode is Mode.REDUCED else ""
        calls = sum(call.accepted for call in turn.receipt.model_calls)
        if turn.quick_replies:
            offers = " · ".join(reply.says for reply in turn.quick_replies)
            self.console.print(
                f"\n[dim]You may say:[/] {escape(plain(offers).plain)}", highlight=False, end=""
            )
        self.console.print(
            f"\n[dim]{seconds:.1f} s · {len(turn.receipt.claims)} facts checked · "
            f"{calls} of {len(turn.receipt.model_calls)} model calls used{mode}[/]",
            highlight=False,
        )
