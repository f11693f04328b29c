"""One line out per line in, in order, whatever the line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest

from api.chat_json import JsonChat, stored_id
from api.limits import MAX_FRAME_BYTES
from api.lines import Line
from assistant.store import SqlConversationStore
from assistant.types import MAX_UTTERANCE_CHARS, PageContext
from retrieval.errors import ShopNotFoundError
from tests.fakes_assistant import ScriptedAssistant


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlConversationStore]:
    """An empty conversation log."""
    opened = SqlConversationStore(f"sqlite:///{tmp_path / 'log.sqlite'}")
    yield opened
    await opened.aclose()


@pytest.fixture
def assistant(store: SqlConversationStore) -> ScriptedAssistant:
    """An assistant that shows one sweater."""
    return ScriptedAssistant(store=store)


@pytest.fixture
def chat(store: SqlConversationStore, assistant: ScriptedAssistant) -> JsonChat:
    """A chat whose clock moves one millisecond a reading."""
    ticks = iter(range(1_000_000))
    return JsonChat(shop="demo", store=store, assistant=assistant, clock=lambda: next(ticks) / 1000)


async def answers(chat: JsonChat, lines: Iterable[Any]) -> list[dict[str, Any]]:
    """What is written for each line; a line that is no bytes is dumped as JSON."""

    async def feed() -> AsyncIterator[Line]:
        for line in lines:
            yield Line(data=line if isinstance(line, bytes) else json.dumps(line).encode())

    written: list[str] = []
    await chat.run(feed(), write=written.append)
    assert all("\n" not in text for text in written)
    return [json.loads(text) for text in written]


async def test_a_turn_has_exactly_the_promised_form(chat: JsonChat) -> None:
    """Every field of the form, with the values that the turn had."""
    [said] = await answers(chat, [{"conversation": "a", "say": "a sweater under 60"}])
    receipt = said.pop("receipt")
    assert said == {
        "conversation": "a",
        "turn": 1,
        "language": "en",
        "understanding": {
            "intents": ["find"],
            "constraints": [{"facet": "price", "op": "lte", "value": 60, "strength": "hard"}],
            "sort": None,
            "references": [],
        },
        "items": [
            {
                "product_id": "s-1",
                "title": "Striped Wool Sweater",
                "price": 45.5,
                "currency": "USD",
                "url": "https://shop.example/s-1",
                "image": "images/s-1.svg",
                "score": 0.5 + 0.25,
                "contributions": {"relevance": 0.5, "stock": 0.25},
                "reasons": [{"feature": "stock", "text": "In stock: 3 left", "fields": {"stock": "3"}}],
            }
        ],
        "reply": "A striped sweater for $45.50.",
        "mode": "full",
        "timings_ms": {"understanding": 1.0, "cards": 2.0, "first_text": 3.0, "total": 4.0},
        "quick_replies": [],
    }
    assert receipt["catalog_version"] == 7
    assert receipt["claims"] == [{"text": "$45.50", "product_id": "s-1", "field": "price"}]
    assert receipt["model_calls"][0]["prompt"] == "answer@1"


async def test_interleaved_conversations_keep_their_turns(chat: JsonChat) -> None:
    """Answers come in the order of the lines, and each conversation counts its own turns."""
    said = await answers(chat, [{"conversation": c, "say": "hi"} for c in "abaab"])
    assert [(one["conversation"], one["turn"]) for one in said] == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
        ("a", 3),
        ("b", 2),
    ]


async def test_shopper_and_page_reach_the_assistant(chat: JsonChat, assistant: ScriptedAssistant) -> None:
    """The optional fields arrive as given; blank ones count as absent."""
    line = {
        "conversation": "a",
        "say": "hi",
        "shopper": "u1",
        "context": {"product_id": "s-1", "category": ""},
    }
    await answers(chat, [line])
    assert assistant.heard[0].shopper_id == "u1"
    assert assistant.heard[0].context == PageContext(product_id="s-1")


@pytest.mark.parametrize(
    ("line", "code", "conversation"),
    [
        (b"", "invalid_json", None),
        (b"not json", "invalid_json", None),
        (b'"text"', "invalid_request", None),
        (b"[" * 5000, "invalid_json", None),
        (b'{"conversation": "a", "say": "\xff"}', "invalid_json", None),
        (b'{"conversation": "a", "say": "\\ud800"}', "invalid_json", "a"),
        ({"say": "hi"}, "invalid_request", None),
        ({"conversation": "", "say": "hi"}, "invalid_request", ""),
        ({"conversation": 3, "say": "hi"}, "invalid_request", None),
        ({"conversation": "a"}, "invalid_request", "a"),
        ({"conversation": "a", "say": 5}, "invalid_request", "a"),
        ({"conversation": "a", "say": None}, "invalid_request", "a"),
        ({"conversation": "a", "say": " \t\u0000"}, "invalid_request", "a"),
        ({"conversation": "a", "say": "x" * (MAX_UTTERANCE_CHARS + 1)}, "too_large", "a"),
        ({"conversation": "a" * 201, "say": "hi"}, "too_large", "a" * 201),
        ({"conversation": "a", "say": "hi", "shopper": 1}, "invalid_request", "a"),
        ({"conversation": "a", "say": "hi", "context": "page"}, "invalid_request", "a"),
        ({"conversation": "a", "say": "hi", "context": {"product_id": 1}}, "invalid_request", "a"),
    ],
)
async def test_a_bad_line_gets_an_error_and_stops_nothing(
    chat: JsonChat, line: Any, code: str, conversation: str | None
) -> None:
    """The bad line is answered with its code, and the next line as ever."""
    bad, good = await answers(chat, [line, {"conversation": "a", "say": "hi"}])
    assert (bad["error"]["code"], bad["conversation"], bad["items"]) == (code, conversation, [])
    assert "error" not in good
    assert good["turn"] == 1


async def test_an_overlong_line_is_too_large(chat: JsonChat) -> None:
    """A line that was cut by the reader is never parsed."""
    said = json.loads(await chat.answer(Line(data=b'{"conversation": "a"', too_long=True)))
    assert said["error"]["code"] == "too_large"
    assert str(MAX_FRAME_BYTES) in said["error"]["message"]


async def test_text_of_exactly_the_limit_is_answered(chat: JsonChat) -> None:
    """The limit is inclusive."""
    [said] = await answers(chat, [{"conversation": "a", "say": "x" * MAX_UTTERANCE_CHARS}])
    assert said["turn"] == 1


async def test_a_failing_turn_is_told_and_the_next_one_runs(
    chat: JsonChat, assistant: ScriptedAssistant
) -> None:
    """A vanished shop is an expected error with its own words; the turn is not stored."""
    assistant.failure = ShopNotFoundError("expected a shop, got 'demo'")
    [failed] = await answers(chat, [{"conversation": "a", "say": "hi"}])
    assert failed["error"] == {"code": "shop_not_found", "message": "expected a shop, got 'demo'"}
    assistant.failure = None
    [good] = await answers(chat, [{"conversation": "a", "say": "hi"}])
    assert good["turn"] == 1


async def test_an_unexpected_error_tells_nothing_of_itself(
    chat: JsonChat, assistant: ScriptedAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug is `internal` on the line, and whole in the log."""
    assistant.failure = ZeroDivisionError("secret")
    [failed] = await answers(chat, [{"conversation": "a", "say": "hi"}])
    assert failed["error"]["code"] == "internal"
    assert "secret" not in failed["error"]["message"]
    assert "secret" in caplog.text


async def test_without_an_assistant_every_line_is_answered(store: SqlConversationStore) -> None:
    """An unknown shop is told line by line."""
    chat = JsonChat(shop="no", store=store, assistant=None, unusable=ShopNotFoundError("no such shop"))
    said = await answers(chat, [{"conversation": "a", "say": "hi"}, b"junk"])
    assert [one["error"]["code"] for one in said] == ["shop_not_found", "invalid_json"]


async def test_a_callers_id_is_kept_apart_by_shop(chat: JsonChat, store: SqlConversationStore) -> None:
    """The stored id names the shop and can't be one that the web API gives out."""
    await answers(chat, [{"conversation": "a", "say": "hi"}])
    assert len(await store.turns(stored_id("demo", "a"))) == 1
    assert "/" in stored_id("demo", "a")
