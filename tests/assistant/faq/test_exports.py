"""Files of past conversations: good lines go through, bad ones are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import FaqError
from assistant.faq.exports import MAX_LINE_BYTES, BadLine, read_export
from assistant.faq.types import Line, PastConversation, Speaker

GOOD = {"id": "k1", "messages": [{"role": "shopper", "text": " hi "}, {"role": "agent", "text": "hello"}]}


def read(folder: Path, *lines: str) -> list[PastConversation | BadLine]:
    """What a file of these lines holds."""
    file = folder / "past.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return list(read_export(file))


def test_a_line_is_a_conversation(tmp_path: Path) -> None:
    """Roles and stripped texts in order, under the id given; empty lines are passed over."""
    assert read(tmp_path, "", json.dumps(GOOD)) == [
        PastConversation(
            key="id:k1",
            lines=(Line(speaker=Speaker.SHOPPER, text="hi"), Line(speaker=Speaker.AGENT, text="hello")),
        )
    ]


def test_without_an_id_the_words_are_the_key(tmp_path: Path) -> None:
    """The same words have the same key, others another one."""
    same, other = {"messages": GOOD["messages"]}, {"messages": GOOD["messages"][:1]}
    first, second, third = read(tmp_path, *map(json.dumps, (same, same, other)))
    assert isinstance(first, PastConversation)
    assert isinstance(second, PastConversation)
    assert isinstance(third, PastConversation)
    assert first.key == second.key != third.key


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("no json", "one JSON object in UTF-8"),
        ("[1]", 'an object with a list "messages"'),
        ('{"messages": 3}', 'an object with a list "messages"'),
        ('{"messages": [3]}', "message 1: an object"),
        ('{"messages": [{"role": "bot", "text": "x"}]}', 'message 1: "role" as "shopper" or "agent"'),
        ('{"messages": [{"role": "agent", "text": 3}]}', 'message 1: "text" as text'),
        ('{"id": [], "messages": []}', '"id" as text or a number'),
        ("x" * (MAX_LINE_BYTES + 1), f"at most {MAX_LINE_BYTES} bytes"),
    ],
)
def test_a_bad_line_is_named_and_stops_nothing(tmp_path: Path, line: str, expected: str) -> None:
    """Its number and what was expected; the line after it is read."""
    bad, good = read(tmp_path, line, json.dumps(GOOD))
    assert isinstance(bad, BadLine)
    assert (bad.line, bad.expected) == (1, expected)
    assert isinstance(good, PastConversation)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(FaqError, match="absent"):
        list(read_export(tmp_path / "absent.jsonl"))
