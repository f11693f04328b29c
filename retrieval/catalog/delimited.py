"""CSV and TSV, record by record: a broken record costs itself and never its neighbors."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from retrieval.catalog.decoding import MAX_LINE_CHARS, Opener, lines
from retrieval.catalog.rows import BadRow, Row, shown

_DELIMITERS = (",", "\t", ";", "|")
_LONGEST_RECORD_LINES = 20_000


@dataclass(slots=True)
class _Lines:
    """Lines of one pass that can be handed back."""

    source: Iterator[tuple[int, str | None]]
    returned: deque[tuple[int, str | None]] = field(default_factory=deque)

    def next(self) -> tuple[int, str | None] | None:
        return self.returned.popleft() if self.returned else next(self.source, None)


def read_header(opener: Opener, encoding: str) -> tuple[tuple[str, ...], str]:
    """Column names of the first non-empty line and the delimiter; ((), ",") for an empty file."""
    for _, line in lines(opener, encoding):
        if line is None:
            break
        if line.strip():
            delimiter = max(_DELIMITERS, key=lambda mark: len(_split(line, mark)))
            return tuple(_column(name) for name in _split(line, delimiter)), delimiter
    return (), ","


def read_rows(
    opener: Opener, encoding: str, *, file: str, columns: tuple[str, ...], delimiter: str
) -> Iterator[Row | BadRow]:
    """Rows after the header, in order.

    A record may span lines inside quotes. When such a record has the wrong number of fields, its first line
    alone is bad (a stray quote swallowed its neighbors) and the lines after it are read again.
    """
    pending = _Lines(lines(opener, encoding))
    header_seen = False
    while (record := _next_record(pending, delimiter)) is not None:
        number, text, taken = record
        if text is None:
            yield BadRow(
                file=file,
                line=number,
                field="",
                expected=f"a line of at most {MAX_LINE_CHARS} characters",
                got="more",
            )
        elif not header_seen:
            header_seen = bool(text.strip())
        elif text.strip():
            outcome = _parse(text, file=file, line=number, columns=columns, delimiter=delimiter)
            if isinstance(outcome, BadRow) and len(taken) > 1:
                pending.returned.extendleft(reversed(taken[1:]))
            yield outcome


def _next_record(
    pending: _Lines, delimiter: str
) -> tuple[int, str | None, list[tuple[int, str | None]]] | None:
    first = pending.next()
    if first is None:
        return None
    number, text = first
    taken: list[tuple[int, str | None]] = [first]
    if text is None:
        return number, None, taken
    size = len(text)
    parts = [text]
    open_quote = _ends_quoted(text, delimiter, quoted=False)
    while open_quote and size < MAX_LINE_CHARS and len(taken) < _LONGEST_RECORD_LINES:
        following = pending.next()
        if following is None or following[1] is None:
            break
        taken.append(following)
        parts.append(following[1])
        size += len(following[1])
        open_quote = _ends_quoted(following[1], delimiter, quoted=True)
    if open_quote and len(taken) > 1:
        pending.returned.extendleft(reversed(taken[1:]))
        return number, parts[0], taken[:1]
    return number, "".join(parts), taken


def _ends_quoted(text: str, delimiter: str, *, quoted: bool) -> bool:
    """Whether a quoted field is still open at the end; quotes inside unquoted fields are plain text."""
    position = 0
    while True:
        if not quoted:
            start = 0 if position == 0 and text.startswith('"') else text.find(f'{delimiter}"', position)
            if start < 0:
                return False
            position = start + (1 if start == 0 and text.startswith('"') and position == 0 else 2)
            quoted = True
        else:
            end = text.find('"', position)
            if end < 0:
                return True
            if text.startswith('""', end):
                position = end + 2
            else:
                position = end + 1
                quoted = False


def _parse(text: str, *, file: str, line: int, columns: tuple[str, ...], delimiter: str) -> Row | BadRow:
    values = _split(text, delimiter)
    while len(values) > len(columns) and not values[-1].strip():
        values.pop()
    if len(values) != len(columns):
        return BadRow(
            file=file,
            line=line,
            field="",
            expected=f"{len(columns)} fields",
            got=f"{len(values)} fields: {shown(text.strip())}",
        )
    pairs = zip(columns, values, strict=True)
    return Row(file=file, line=line, values={column: value for column, value in pairs if column})


def _split(text: str, delimiter: str) -> list[str]:
    """Fields of one record; past the csv module's limit, which is process-wide, they are cut by hand."""
    record = text.rstrip("\r\n")
    if len(record) < csv.field_size_limit():
        return next(
            csv.reader(
                [record] if "\n" not in record else record.splitlines(keepends=True), delimiter=delimiter
            ),
            [],
        )
    return _split_by_hand(record, delimiter)


def _split_by_hand(record: str, delimiter: str) -> list[str]:
    values: list[str] = []
    position = 0
    while position <= len(record):
        if record.startswith('"', position):
            value, position = _quoted_field(record, position + 1, delimiter)
        else:
            end = record.find(delimiter, position)
            end = len(record) if end < 0 else end
            value, position = record[position:end], end
        values.append(value)
        position += 1
    return values


def _quoted_field(record: str, position: int, delimiter: str) -> tuple[str, int]:
    """The unquoted text of a field and the position of the delimiter after it."""
    pieces: list[str] = []
    while True:
        end = record.find('"', position)
        if end < 0:
            return "".join([*pieces, record[position:]]), len(record)
        pieces.append(record[position:end])
        if not record.startswith('""', end):
            break
        pieces.append('"')
        position = end + 2
    after = record.find(delimiter, end + 1)
    after = len(record) if after < 0 else after
    return "".join([*pieces, record[end + 1 : after]]), after


def _column(name: str) -> str:
    return name.strip().strip("\ufeff")
