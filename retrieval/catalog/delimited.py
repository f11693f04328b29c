"""CSV and TSV, record by record: a broken record costs itself and never its neighbors."""

from __future__ import annotations

import csv
import io
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

    A record may span lines inside quotes. When its quote never closes or closes inside a field, or
    the number of fields is wrong, its first line alone is bad (a stray quote swallowed the others) and
    the lines after it are read again.
    """
    pending = _Lines(lines(opener, encoding))
    header_seen = False
    while (record := _next_record(pending, delimiter)) is not None:
        if record.text is not None and not header_seen:
            header_seen = bool(record.text.strip())
        elif record.text is None or record.text.strip():
            outcome = _parse(record, file=file, columns=columns, delimiter=delimiter)
            if isinstance(outcome, BadRow):
                pending.returned.extendleft(reversed(record.rest))
            yield outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """Lines that belong together. `text` None: an overlong line; `rest`: the lines after the first."""

    line: int
    text: str | None
    rest: list[tuple[int, str | None]]
    closed: bool


def _next_record(pending: _Lines, delimiter: str) -> _Record | None:
    first = pending.next()
    if first is None:
        return None
    number, text = first
    if text is None:
        return _Record(line=number, text=None, rest=[], closed=True)
    parts = [text]
    rest: list[tuple[int, str | None]] = []
    size = len(text)
    is_open = _ends_quoted(text, delimiter, quoted=False)
    while is_open and size < MAX_LINE_CHARS and len(rest) < _LONGEST_RECORD_LINES:
        following = pending.next()
        if following is None:
            break
        rest.append(following)
        if following[1] is None:
            break
        parts.append(following[1])
        size += len(following[1])
        is_open = _ends_quoted(following[1], delimiter, quoted=True)
    return _Record(line=number, text="".join(parts), rest=rest, closed=not is_open)


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


def _parse(record: _Record, *, file: str, columns: tuple[str, ...], delimiter: str) -> Row | BadRow:
    if record.text is None:
        expected = f"a line of at most {MAX_LINE_CHARS} characters"
        return BadRow(file=file, line=record.line, field="", expected=expected, got="a longer one")
    text = record.text.strip()
    if not record.closed:
        return BadRow(file=file, line=record.line, field="", expected="a closing quote", got=shown(text))
    try:
        values = _split(record.text, delimiter, strict=bool(record.rest))
    except csv.Error as error:
        return BadRow(
            file=file, line=record.line, field="", expected="quotes around whole fields", got=str(error)
        )
    while len(values) > len(columns) and not values[-1].strip():
        values.pop()
    if len(values) != len(columns):
        got = f"{len(values)} fields: {shown(text)}"
        return BadRow(file=file, line=record.line, field="", expected=f"{len(columns)} fields", got=got)
    pairs = zip(columns, values, strict=True)
    return Row(file=file, line=record.line, values={column: value for column, value in pairs if column})


def _split(text: str, delimiter: str, *, strict: bool = False) -> list[str]:
    """Fields of one record; past the csv module's limit, which is process-wide, they are cut by hand."""
    record = text.rstrip("\r\n")
    if len(record) < csv.field_size_limit():
        return next(csv.reader(io.StringIO(record), delimiter=delimiter, strict=strict), [])
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
