"""Files of cases and of scripted conversations, YAML or JSONL; README.md here documents them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from assistant.errors import EvaluationFileError
from assistant.evaluation.notation import (
    NotationError,
    as_constraint,
    read_constraints,
    read_intents,
    read_references,
    read_sort,
)
from assistant.evaluation.types import (
    Case,
    CaseFile,
    Line,
    RejectedRow,
    Screen,
    Script,
    ScriptFile,
    Wanted,
)
from retrieval.types import LANGUAGES

_LINE = "__line__"
_WANTED = frozenset({"language", "intents", "constraints", "sort", "references", "search_text", "items"})
_CASE = _WANTED | {"say", "screen", "shop"}
_TURN = _WANTED | {"say"}
_SCREEN = frozenset({"language", "search_text", "constraints", "shown", "focus", "page"})
_FILE = frozenset({"shop", "language", "screens", "cases", "conversations"})
_CONVERSATION = frozenset({"shop", "language", "turns"})

Row = Mapping[str, Any]
Made = TypeVar("Made")


class _LineLoader(yaml.SafeLoader):
    """Safe YAML whose mappings know the line that they start at."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, with its line from 1 under a key of our own."""
        mapping = super().construct_mapping(node, deep=deep)
        mapping[_LINE] = node.start_mark.line + 1
        return mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defaults:
    file: str
    shop: str | None
    language: str
    screens: Mapping[str, Row]


def read_cases(path: Path) -> CaseFile:
    """The utterances of a file; bad rows are reported, the good ones go through.

    Raises EvaluationFileError where the file as a whole can't be read.
    """
    defaults, rows, unreadable = _rows(path, "cases")
    cases, rejected = _made(rows, defaults, lambda row, line: _case(row, line, defaults))
    return CaseFile(cases=cases, rejected=(*unreadable, *rejected))


def read_scripts(path: Path) -> ScriptFile:
    """The conversations of a file; one with a bad turn is rejected as a whole.

    Raises EvaluationFileError where the file as a whole can't be read.
    """
    defaults, rows, unreadable = _rows(path, "conversations")
    scripts, rejected = _made(rows, defaults, lambda row, line: _script(row, line, defaults))
    return ScriptFile(scripts=scripts, rejected=(*unreadable, *rejected))


def _rows(path: Path, kind: str) -> tuple[_Defaults, list[tuple[int, object]], list[RejectedRow]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileError(f"{path}: expected a readable UTF-8 file: {error}") from error
    if path.suffix in (".yaml", ".yml"):
        defaults, entries = _yaml(path, text, kind)
        return defaults, [(_line_of(entry), entry) for entry in entries], []
    if path.suffix not in (".jsonl", ".ndjson"):
        raise EvaluationFileError(f"{path}: expected a .yaml, .yml or .jsonl file, got {path.suffix!r}")
    rows: list[tuple[int, object]] = []
    unreadable = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            rows.append((number, json.loads(line)))
        except (ValueError, RecursionError):
            unreadable.append(_rejected(path.name, number, "row", "one JSON object", repr(line[:80])))
    return _Defaults(file=path.name, shop=None, language="en", screens={}), rows, unreadable


def _yaml(path: Path, text: str, kind: str) -> tuple[_Defaults, list[object]]:
    try:
        written = yaml.load(text, Loader=_LineLoader)  # noqa: S506 - a SafeLoader that keeps lines
    except (yaml.YAMLError, RecursionError) as error:
        raise EvaluationFileError(f"{path}: expected YAML: {' '.join(str(error).split())}") from error
    if isinstance(written, list):
        return _Defaults(file=path.name, shop=None, language="en", screens={}), written
    entries = written.get(kind) if isinstance(written, dict) else None
    if not isinstance(written, dict) or not isinstance(entries, list):
        raise EvaluationFileError(f"{path}: expected a list, or a mapping with the list {kind!r}")
    unknown = sorted(set(written) - _FILE - {_LINE})
    screens = written.get("screens", {})
    if unknown or not isinstance(screens, dict):
        raise EvaluationFileError(
            f"{path}: expected {', '.join(sorted(_FILE))}, got {', '.join(unknown) or 'screens of no names'}"
        )
    defaults = _Defaults(
        file=path.name,
        shop=written.get("shop"),
        language=_language(written, "en"),
        screens={name: screen for name, screen in screens.items() if name != _LINE},
    )
    return defaults, entries


def _made(
    rows: list[tuple[int, object]], defaults: _Defaults, make: Callable[[Row, int], Made]
) -> tuple[tuple[Made, ...], list[RejectedRow]]:
    made: list[Made] = []
    rejected: list[RejectedRow] = []
    for line, row in rows:
        try:
            made.append(make(_mapping(row), line))
        except NotationError as error:
            rejected.append(_rejected(defaults.file, line, error.field, error.expected, error.got))
    return tuple(made), rejected


def _case(row: Row, line: int, defaults: _Defaults) -> Case:
    _known(row, _CASE)
    language = _language(row, defaults.language)
    return Case(
        name=f"{defaults.file}:{line}",
        shop=row.get("shop", defaults.shop),
        say=_said(row),
        wanted=_wanted(row, language),
        screen=_screen(row.get("screen"), defaults, language),
    )


def _script(row: Row, line: int, defaults: _Defaults) -> Script:
    _known(row, _CONVERSATION)
    turns = row.get("turns")
    if not isinstance(turns, list) or not turns:
        raise NotationError("turns", "a list of turns", turns)
    language = _language(row, defaults.language)
    return Script(
        name=f"{defaults.file}:{line}",
        shop=row.get("shop", defaults.shop),
        lines=tuple(_lines(turns, line, language, defaults.file)),
    )


def _lines(turns: list[object], line: int, language: str, file: str) -> Iterator[Line]:
    for number, turn in enumerate(turns, start=1):
        row = _mapping(turn)
        try:
            _known(row, _TURN)
            wanted = _wanted(row, _language(row, language))
            yield Line(name=f"{file}:{_line_of(turn) or line}", say=_said(row), wanted=wanted)
        except NotationError as error:
            raise NotationError(f"turn {number}: {error.field}", error.expected, turn) from error


def _wanted(row: Row, language: str) -> Wanted:
    items = row.get("items")
    if items not in (None, "some", "none"):
        raise NotationError("items", "some or none", items)
    search_text = row.get("search_text")
    return Wanted(
        language=language,
        intents=read_intents(row.get("intents")),
        constraints=read_constraints(row.get("constraints")),
        sort=read_sort(row.get("sort")),
        references=read_references(row.get("references")),
        search_text=None if search_text is None else str(search_text),
        items=items,
    )


def _screen(value: object, defaults: _Defaults, language: str) -> Screen:
    if value is None:
        return Screen(language=language)
    named = defaults.screens.get(value) if isinstance(value, str) else value
    if not isinstance(named, dict):
        raise NotationError(
            "screen", f"a screen, or one of {', '.join(defaults.screens) or 'none named'}", value
        )
    _known(named, _SCREEN)
    page = named.get("page")
    return Screen(
        language=_language(named, language),
        search_text=str(named.get("search_text", "")),
        constraints=tuple(as_constraint(c) for c in read_constraints(named.get("constraints"))),
        shown=_ids(named.get("shown")),
        focus=_ids(named.get("focus")),
        page=None if page is None else str(page),
    )


def _ids(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise NotationError("shown", "a list of product ids", value)
    return tuple(str(each) for each in value)


def _mapping(row: object) -> Row:
    """A row; a bare list is a conversation's turns."""
    if isinstance(row, list):
        return {"turns": row}
    if not isinstance(row, dict):
        raise NotationError("row", "a mapping", row)
    return {key: value for key, value in row.items() if key != _LINE}


def _known(row: Row, allowed: frozenset[str]) -> None:
    unknown = sorted(str(key) for key in set(row) - allowed - {_LINE})
    if unknown:
        raise NotationError("row", f"only {', '.join(sorted(allowed))}", ", ".join(unknown))


def _said(row: Row) -> str:
    say = row.get("say")
    if not isinstance(say, str) or not say.strip():
        raise NotationError("say", "some text", say)
    return say


def _language(row: Row, default: str) -> str:
    language = row.get("language", default)
    if language not in LANGUAGES:
        raise NotationError("language", f"one of {', '.join(LANGUAGES)}", language)
    return str(language)


def _line_of(entry: object) -> int:
    if isinstance(entry, list):
        return _line_of(entry[0]) if entry else 0
    return int(entry.get(_LINE, 0)) if isinstance(entry, dict) else 0


def _rejected(file: str, line: int, field: str, expected: str, got: str) -> RejectedRow:
    return RejectedRow(file=file, line=line, field=field, expected=expected, got=got)
