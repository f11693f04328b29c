"""Faults of rows: each rejected row goes to a file, lesser faults are counted into warnings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from retrieval.catalog.fields import Problem
from retrieval.catalog.rows import BadRow, Row, shown

_ROW_CHARS = 2_000
_FIRST = 20


@dataclass(slots=True, kw_only=True)
class Faults:
    """Gathers the faults of one ingest. With a `path`, rejected rows are written there as JSON Lines.

    The file takes its name only when all is read; it is removed when nothing was rejected.
    """

    path: Path | None
    rejected: Counter[str] = field(default_factory=Counter)
    first: list[BadRow] = field(default_factory=list)
    _lesser: dict[tuple[str, str, str], BadRow] = field(default_factory=dict)
    _counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _stream: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()
        if self.path is None:
            return
        partial = _partial(self.path)
        if kind is None and self.rejected:
            partial.replace(self.path)
            return
        partial.unlink(missing_ok=True)
        if kind is None:
            self.path.unlink(missing_ok=True)

    def reject(self, bad: BadRow, values: Mapping[str, object] | None = None) -> None:
        """Count a rejected row and write it, with its values as far as they fit."""
        self.rejected[bad.file] += 1
        if len(self.first) < _FIRST:
            self.first.append(bad)
        if self.path is None:
            return
        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = _partial(self.path).open("w", encoding="utf-8", errors="backslashreplace")
        entry = {**asdict(bad), "row": None if values is None else _short(values)}
        self._stream.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def report(self, row: Row, problem: Problem) -> None:
        """Reject a row for a fatal problem, count a lesser one."""
        bad = BadRow(
            file=row.file,
            line=row.line,
            field=problem.field,
            expected=problem.expected,
            got=shown(problem.got),
        )
        if problem.fatal:
            self.reject(bad, row.values)
            return
        key = (bad.file, bad.field, bad.expected)
        self._lesser.setdefault(key, bad)
        self._counts[key] += 1

    def warnings(self) -> tuple[str, ...]:
        """One line for each kind of lesser fault, with how often and where first."""
        return tuple(
            f"{bad.file} line {bad.line}, {bad.field}: expected {bad.expected}, got {bad.got}"
            + (f" ({self._counts[key]} rows like this)" if self._counts[key] != 1 else "")
            for key, bad in self._lesser.items()
        )


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def _short(values: Mapping[str, object]) -> dict[str, str]:
    left = _ROW_CHARS
    short: dict[str, str] = {}
    for name, value in values.items():
        text = value if isinstance(value, str) else str(value)[:_ROW_CHARS]
        short[str(name)] = text[: min(left, 300)]
        left -= min(len(text), 300)
        if left <= 0:
            break
    return short
