"""A source, file or folder, as tables of rows. Reading streams; only nested JSON is held in memory whole."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from retrieval.catalog import delimited, json_rows
from retrieval.catalog.decoding import Opener, detect_encoding
from retrieval.catalog.rows import BadRow, Row, Table
from retrieval.errors import SourceError

_FORMATS = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_ARCHIVES = (".zip", ".gz")
_PEEK_ROWS = 200
_DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Everything readable in a source. `ignored`: what was left aside and why; `root` starts its paths."""

    root: Path
    tables: tuple[Table, ...]
    ignored: tuple[tuple[str, str], ...]


def open_source(path: Path) -> Source:
    """Find the tables of a file or folder; nothing but headers is read of streamable formats.

    Raises SourceError when the path is missing, or a single file is in no known format.
    """
    if not path.exists():
        raise SourceError(f"source: expected a file or folder, got {str(path)!r}, which does not exist")
    if path.is_file():
        tables, ignored = _tables_of(path, path.name)
        if not tables:
            reason = "; ".join(reason for _, reason in ignored) or "it holds no records"
            raise SourceError(f"source {path.name!r}: expected a file with records, but {reason}")
        return Source(root=path.parent, tables=tuple(tables), ignored=tuple(ignored))
    tables, ignored = [], []
    aside: Counter[tuple[str, str]] = Counter()
    for file in _walk(path):
        name = file.relative_to(path).as_posix()
        if _format(file.name) is None:
            aside[(Path(name).parent.as_posix(), file.suffix.lower())] += 1
            continue
        found, left = _tables_of(file, name)
        tables.extend(found)
        ignored.extend(left)
    ignored.extend(_describe(folder, suffix, count) for (folder, suffix), count in sorted(aside.items()))
    return Source(root=path, tables=tuple(tables), ignored=tuple(ignored))


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        depth = len(Path(parent).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < _DEPTH else []
        yield from (Path(parent) / name for name in sorted(files) if not name.startswith("."))


def _describe(folder: str, suffix: str, count: int) -> tuple[str, str]:
    place = "" if folder == "." else f"{folder}/"
    return f"{place}*{suffix}" if suffix else f"{place}(no suffix)", f"no table format ({count} files)"


def _format(name: str) -> str | None:
    stem, suffix = os.path.splitext(name.lower())
    if suffix == ".zip":
        return "zip"
    if suffix == ".gz":
        return _FORMATS.get(os.path.splitext(stem)[1])
    return _FORMATS.get(suffix)


def _tables_of(path: Path, name: str) -> tuple[list[Table], list[tuple[str, str]]]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _tables_of_zip(path, name)
    opener: Opener = partial(_open_gzip, path) if suffix == ".gz" else partial(_open_file, path)
    return _tables_of_stream(opener, name, _format(name))


def _tables_of_zip(path: Path, name: str) -> tuple[list[Table], list[tuple[str, str]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        return [], [(name, f"it is no readable zip file: {error}")]
    tables: list[Table] = []
    ignored: list[tuple[str, str]] = []
    for member in members:
        if member.startswith("__MACOSX/"):
            continue
        opener = partial(_open_member, path, member)
        found, left = _tables_of_stream(opener, f"{name}/{member}", _format(member))
        tables.extend(found)
        ignored.extend(left)
    return tables, ignored


def _tables_of_stream(
    opener: Opener, name: str, shape: str | None
) -> tuple[list[Table], list[tuple[str, str]]]:
    readers: dict[str, Callable[[Opener, str], list[Table]]] = {
        "delimited": _delimited_table,
        "json": _json_tables,
        "lines": _lines_table,
        "parquet": _parquet_table,
    }
    if shape is None or shape not in readers:
        known = ", ".join(sorted([*_FORMATS, *_ARCHIVES]))
        return [], [(name, f"it is in no known format; known are {known}")]
    try:
        tables = readers[shape](opener, name)
    except (ValueError, OSError, EOFError, RecursionError, pa.ArrowException, zipfile.BadZipFile) as error:
        return [], [(name, f"it can't be read as {shape}: {error}")]
    return tables, [] if tables else [(name, "it holds no records")]


def _open_file(path: Path) -> BinaryIO:
    return path.open("rb")


def _open_gzip(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb"))


def _open_member(path: Path, member: str) -> BinaryIO:
    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
        return io.BytesIO(stream.read())


def _delimited_table(opener: Opener, name: str) -> list[Table]:
    encoding = detect_encoding(opener)
    columns, delimiter = delimited.read_header(opener, encoding)
    if not columns:
        return []
    read = partial(delimited.read_rows, opener, encoding, file=name, columns=columns, delimiter=delimiter)
    named = tuple(column for column in columns if column)
    return [Table(file=name, columns=named, encoding=encoding, rows=read)]


def _lines_table(opener: Opener, name: str) -> list[Table]:
    encoding = detect_encoding(opener)
    read = partial(json_rows.read_json_lines, opener, encoding, file=name)
    return _peeked(name, encoding, read)


def _json_tables(opener: Opener, name: str) -> list[Table]:
    encoding = detect_encoding(opener)
    if json_rows.starts_list(opener, encoding):
        return _peeked(name, encoding, partial(json_rows.read_json_list, opener, encoding, file=name))
    try:
        tables = json_rows.read_tables(opener, encoding, file=name)
    except ValueError:
        as_lines = partial(json_rows.read_json_lines, opener, encoding, file=name)
        if any(isinstance(row, Row) for row in islice(as_lines(), 3)):
            return _peeked(name, encoding, as_lines)
        raise
    return [
        Table(file=name, name=key, columns=_columns(rows), encoding=encoding, rows=partial(iter, rows))
        for key, rows in tables.items()
        if _columns(rows)
    ]


def _parquet_table(opener: Opener, name: str) -> list[Table]:
    with opener() as stream:
        columns = tuple(pq.ParquetFile(stream).schema_arrow.names)
    return [Table(file=name, columns=columns, encoding="parquet", rows=partial(_parquet_rows, opener, name))]


def _parquet_rows(opener: Opener, name: str) -> Iterator[Row | BadRow]:
    with opener() as stream:
        number = 0
        for batch in pq.ParquetFile(stream).iter_batches(batch_size=2_000):
            for values in batch.to_pylist():
                number += 1
                yield Row(file=name, line=number, values=values)


def _peeked(name: str, encoding: str, read: Callable[[], Iterator[Row | BadRow]]) -> list[Table]:
    columns = _columns(list(islice(read(), _PEEK_ROWS)))
    return [Table(file=name, columns=columns, encoding=encoding, rows=read)] if columns else []


def _columns(rows: Sequence[Row | BadRow]) -> tuple[str, ...]:
    """Keys of the first rows in order of appearance, with `parent.child` for objects within."""
    seen: dict[str, None] = {}
    for row in rows[:_PEEK_ROWS]:
        if not isinstance(row, Row):
            continue
        for key, value in row.values.items():
            seen[str(key)] = None
            if isinstance(value, dict):
                seen.update((f"{key}.{child}", None) for child in value)
    return tuple(seen)
