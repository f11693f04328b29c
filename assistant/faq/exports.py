"""Past conversations that a shop exports: JSON Lines, one conversation a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.errors import FaqError
from assistant.faq.types import Line, PastConversation, Speaker

MAX_LINE_BYTES = 1_048_576
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line of the file that holds no conversation. `line` counts from 1."""

    line: int
    expected: str
    got: str


def read_export(path: Path) -> Iterator[PastConversation | BadLine]:
    """Every line's conversation, or what is wrong with the line; empty lines are passed over.

    A line is `{"id": "…", "messages": [{"role": "shopper" or "agent", "text": "…"}, …]}`; `id` may be left
    out. Raises FaqError where the file can't be read.
    """
    try:
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                if raw.strip():
                    yield _read(number, raw)
    except OSError as error:
        raise FaqError(f"expected a readable file of conversations, got {str(path)!r}: {error}") from error


def _read(number: int, raw: bytes) -> PastConversation | BadLine:
    if len(raw) > MAX_LINE_BYTES:
        return BadLine(line=number, expected=f"at most {MAX_LINE_BYTES} bytes", got=f"{len(raw)}")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return BadLine(
            line=number, expected="one JSON object in UTF-8", got=_shown(raw.decode("utf-8", "replace"))
        )
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        return BadLine(line=number, expected='an object with a list "messages"', got=_shown(value))
    lines: list[Line] = []
    for place, message in enumerate(value["messages"], start=1):
        bad = _wrong(message)
        if bad is not None:
            return BadLine(line=number, expected=f"message {place}: {bad}", got=_shown(message))
        lines.append(Line(speaker=Speaker(message["role"]), text=message["text"].strip()))
    given = value.get("id")
    if given is not None and not isinstance(given, str | int):
        return BadLine(line=number, expected='"id" as text or a number', got=_shown(given))
    said = tuple(line for line in lines if line.text)
    return PastConversation(key=_key(given, said), lines=said)


def _wrong(message: Any) -> str | None:
    if not isinstance(message, dict):
        return "an object"
    if message.get("role") not in {speaker.value for speaker in Speaker}:
        return '"role" as "shopper" or "agent"'
    return None if isinstance(message.get("text"), str) else '"text" as text'


def _key(given: str | int | None, lines: tuple[Line, ...]) -> str:
    """The conversation's own id, or a digest of all that was said where it has none."""
    if given is not None:
        return f"id:{given}"
    said = json.dumps([[line.speaker.value, line.text] for line in lines])
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True, default=str)
    return repr(text.strip()[:_SHOWN])
