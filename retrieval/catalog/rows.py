"""What a reader yields: rows as the source states them, and rows that can't be read, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_DAMAGE = re.compile("[\x00\ud800-\udfff]")
_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record. `line` is where it starts (text files) or its number from 1 (Parquet, nested JSON)."""

    file: str
    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """One record that is left out, with the field at fault ("" when the whole record is)."""

    file: str
    line: int
    field: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One readable table of a source. `name` is its key in a nested JSON file, "" elsewhere.

    `rows()` starts a new pass each time; nothing but the columns has been read before.
    """

    file: str
    name: str = ""
    columns: tuple[str, ...]
    encoding: str
    rows: Callable[[], Iterator[Row | BadRow]]

    @property
    def label(self) -> str:
        """File, and the table's key where it has one, as reports print it."""
        return f"{self.file}#{self.name}" if self.name else self.file


def shown(value: object) -> str:
    """Quote a value as reports do, at most 120 characters, whatever it holds."""
    text = value if isinstance(value, str) else repr(value)
    head = text[: _SHOWN + 1].encode("utf-8", "backslashreplace").decode("utf-8")
    return repr(head[:_SHOWN]) + ("…" if len(text) > _SHOWN else "")


def damaged_field(value: object, path: str = "") -> str | None:
    """Name the first field whose text holds a NUL or undecodable bytes; None when all is readable."""
    if isinstance(value, str):
        return path if _DAMAGE.search(value) else None
    children: Iterator[tuple[str, object]]
    if isinstance(value, Mapping):
        children = ((f"{path}.{key}" if path else str(key), child) for key, child in value.items())
    elif isinstance(value, (list, tuple)):
        children = ((path, child) for child in value)
    else:
        return None
    return next(
        (found for name, child in children if (found := damaged_field(child, name)) is not None), None
    )
