"""JSON and JSON Lines: lists of objects, objects of lists, objects of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from retrieval.catalog.decoding import MAX_LINE_CHARS, Opener, lines, read_text
from retrieval.catalog.rows import BadRow, Row, shown

KEY_COLUMN = "_key"
"""Column that holds a record's key in an object of objects."""

_NEXT_OBJECT = re.compile(r"\}\s*,\s*\{")
_SPACE = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(strict=False)


def read_json_lines(opener: Opener, encoding: str, *, file: str) -> Iterator[Row | BadRow]:
    """One object a line; blank lines are skipped, anything else that is no object is a bad row."""
    for number, line in lines(opener, encoding):
        if line is None:
            yield _bad(file, number, f"a line of at most {MAX_LINE_CHARS} characters", "more")
        elif line.strip():
            try:
                value = _DECODER.decode(line.strip())
            except (ValueError, RecursionError) as error:
                yield _bad(file, number, "a JSON object", f"{error}: {shown(line.strip())}")
            else:
                yield _row(value, file=file, line=number)


def read_json_list(opener: Opener, encoding: str, *, file: str) -> Iterator[Row | BadRow]:
    """Objects of a top-level list, one at a time; a broken one costs itself, reading goes on at the next."""
    text = read_text(opener, encoding)
    position = text.index("[") + 1
    counted_to, line = 0, 1
    while True:
        position = _skip(text, position)
        line += text.count("\n", counted_to, position)
        counted_to = position
        if position >= len(text) or text[position] == "]":
            return
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield _bad(file, line, "a JSON object", f"{error}: {shown(text[position : position + 80])}")
            following = _NEXT_OBJECT.search(text, position)
            if following is None:
                return
            position = following.end() - 1
        else:
            yield _row(value, file=file, line=line)


def starts_list(opener: Opener, encoding: str) -> bool:
    """Whether the first character of the file's JSON opens a list."""
    for _, line in lines(opener, encoding):
        if line is None or line.strip():
            return line is not None and line.lstrip().startswith("[")
    return False


def read_tables(opener: Opener, encoding: str, *, file: str) -> Mapping[str, Sequence[Row | BadRow]]:
    """Tables of a top-level object by key; key "" when the object is one table or one record itself.

    Raises ValueError when the text is no JSON.
    """
    value = _DECODER.decode(read_text(opener, encoding).strip())
    if not isinstance(value, dict):
        return {}
    if _is_columnar(value):
        return {"": _from_columns(value, file=file)}
    if value and all(isinstance(child, dict) for child in value.values()):
        nested = {key: _records(child, file=file) for key, child in value.items()}
        if all(_holds_records(child) for child in value.values()):
            return nested
        return {"": _records(value, file=file)}
    tables = {key: _records(child, file=file) for key, child in value.items() if _holds_records(child)}
    return tables or {"": [_row(value, file=file, line=1)]}


def _holds_records(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    return (
        isinstance(value, dict) and bool(value) and all(isinstance(child, dict) for child in value.values())
    )


def _records(value: object, *, file: str) -> list[Row | BadRow]:
    if isinstance(value, list):
        return [_row(child, file=file, line=number) for number, child in enumerate(value, start=1)]
    if isinstance(value, dict):
        return [
            _row({KEY_COLUMN: key, **child} if isinstance(child, dict) else child, file=file, line=number)
            for number, (key, child) in enumerate(value.items(), start=1)
        ]
    return []


def _is_columnar(value: Mapping[str, object]) -> bool:
    columns = list(value.values())
    return (
        len(columns) > 1
        and all(isinstance(column, list) and column and not isinstance(column[0], dict) for column in columns)
        and len({len(column) for column in columns if isinstance(column, list)}) == 1
    )


def _from_columns(value: Mapping[str, list[object]], *, file: str) -> list[Row | BadRow]:
    return [
        Row(file=file, line=number, values=dict(zip(value, record, strict=True)))
        for number, record in enumerate(zip(*value.values(), strict=True), start=1)
    ]


def _row(value: object, *, file: str, line: int) -> Row | BadRow:
    if isinstance(value, dict):
        return Row(file=file, line=line, values=value)
    return _bad(file, line, "a JSON object", shown(value))


def _bad(file: str, line: int, expected: str, got: str) -> BadRow:
    return BadRow(file=file, line=line, field="", expected=expected, got=got)


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
