"""The terminal chat, with typed lines from the test and its screen in memory."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from api.terminal import TerminalChat
from assistant.store import SqlConversationStore
from assistant.types import Mode, QuickReply
from retrieval.errors import ShopNotFoundError
from tests.fakes_assistant import SWEATER, ScriptedAssistant, item


class Screen:
    """A terminal chat whose typed lines are given, and what it showed."""

    def __init__(self, folder: Path) -> None:
        self.output = io.StringIO()
        self.store = SqlConversationStore(f"sqlite:///{folder / 'log.sqlite'}")
        self.assistant = ScriptedAssistant(store=self.store)

    def talk(self, *lines: str) -> str:
        """Type these lines, then the end of input; returns the screen."""
        typed = iter(lines)

        def read() -> str:
            try:
                return next(typed)
            except StopIteration:
                raise EOFError from None

        with asyncio.Runner() as runner:
            TerminalChat(
                shop="wool",
                title="Wool & Co",
                assistant=self.assistant,
                store=self.store,
                console=Console(file=self.output, width=120, force_terminal=False),
                read=read,
                echo=True,
            ).run(runner)
            runner.run(self.store.aclose())
        return self.output.getvalue()


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    """A fresh terminal."""
    return Screen(tmp_path)


def test_quick_replies_are_listed(screen: Screen) -> None:
    """What may be said next stands below the reply, as plain text."""
    screen.assistant.quick_replies = (
        QuickReply(text="Black", says="black", count=14),
        QuickReply(text="Any", says="[any]"),
    )
    assert "You may say: black · [any]" in screen.talk("a sweater")


def test_a_turn_shows_cards_then_prose(screen: Screen) -> None:
    """Title, price, rating and reason stand above the reply, and the receipt's counts below."""
    shown = screen.talk("a sweater")
    assert shown.index("$45.50") < shown.index("A striped sweater for $45.50.")
    for part in ("Striped Wool Sweater", "★ 4.5 (12)", "In stock: 3 left", "1 facts checked"):
        assert part in shown


def test_new_begins_another_conversation(screen: Screen) -> None:
    """/new changes the conversation, /quit ends before the rest is read."""
    screen.talk("one", "two", "/new", "three", "/quit", "four")
    heard = screen.assistant.heard
    assert [one.text for one in heard] == ["one", "two", "three"]
    assert heard[0].conversation_id == heard[1].conversation_id != heard[2].conversation_id


def test_errors_are_told_and_the_chat_goes_on(screen: Screen) -> None:
    """An expected failure and an overlong line are one message each."""
    screen.assistant.failure = ShopNotFoundError("the shop is [gone]")
    shown = screen.talk("one", "x" * 2001, "", "/quit")
    assert "the shop is [gone]" in shown
    assert "at most 2000 characters" in shown


def test_catalog_text_cannot_drive_the_terminal(screen: Screen) -> None:
    """Escape sequences in titles and replies lose their control characters; markup is shown as text."""
    screen.assistant.items = (item(replace(SWEATER, title="\x1b[31mred\x07 [bold]x[/]")),)
    screen.assistant.words = ("\x1b]0;title\x07 done",)
    shown = screen.talk("one")
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[bold]x[/]" in shown


def test_reduced_mode_is_said(screen: Screen) -> None:
    """The line under the reply names the mode."""
    screen.assistant.mode = Mode.REDUCED
    assert "reduced mode" in screen.talk("one")
