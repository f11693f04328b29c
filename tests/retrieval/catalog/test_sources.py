"""Reading sources: formats, encodings and broken rows."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from retrieval.catalog.rows import BadRow, Row, Table, damaged_field, shown
from retrieval.catalog.sources import open_source
from retrieval.errors import SourceError


def only_table(path: Path) -> Table:
    """Read the single table of a file."""
    (table,) = open_source(path).tables
    return table


def values(path: Path) -> list[dict[str, object]]:
    """Read the good rows of a file's single table."""
    return [dict(row.values) for row in only_table(path).rows() if isinstance(row, Row)]


def bad_rows(path: Path) -> list[BadRow]:
    """Read the bad rows of a file's single table."""
    return [row for row in only_table(path).rows() if isinstance(row, BadRow)]


ROWS = [{"id": "1", "title": "Mug, blue"}, {"id": "2", "title": 'A 24" bowl'}]


def test_csv_and_tsv_read_alike(tmp_path: Path) -> None:
    """Comma, tab and semicolon files with quoted fields give the same rows."""
    (tmp_path / "a.csv").write_text('id,title\n1,"Mug, blue"\n2,"A 24"" bowl"\n', "utf-8")
    (tmp_path / "a.tsv").write_text('id\ttitle\n1\tMug, blue\n2\tA 24" bowl\n', "utf-8")
    (tmp_path / "b.csv").write_text('id;title\r\n1;Mug, blue\r\n2;A 24" bowl\r\n', "utf-8")
    assert values(tmp_path / "a.csv") == values(tmp_path / "a.tsv") == values(tmp_path / "b.csv") == ROWS


def test_json_shapes_read_alike(tmp_path: Path) -> None:
    """A list, lines, an object holding a list, and an object of columns give the same rows."""
    (tmp_path / "a.json").write_text(json.dumps(ROWS), "utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"products": ROWS, "page": 1}), "utf-8")
    columns = {"id": ["1", "2"], "title": ["Mug, blue", 'A 24" bowl']}
    (tmp_path / "c.json").write_text(json.dumps(columns), "utf-8")
    for name in ("a.json", "a.jsonl", "b.json", "c.json"):
        assert values(tmp_path / name) == ROWS, name


def test_an_object_of_objects_keeps_its_keys(tmp_path: Path) -> None:
    """Each table of a nested object is found by name, and a record's key is a column."""
    content = {"products": {"7": {"name": "Mug"}}, "users": {"u": {"name": "Ada"}}}
    (tmp_path / "db.json").write_text(json.dumps(content), "utf-8")
    tables = {table.name: table for table in open_source(tmp_path / "db.json").tables}
    assert set(tables) == {"products", "users"}
    (row,) = tables["products"].rows()
    assert isinstance(row, Row)
    assert row.values == {"_key": "7", "name": "Mug"}


def test_parquet_zip_and_gzip(tmp_path: Path) -> None:
    """A Parquet file, a zipped CSV and a gzipped JSON Lines file are sources too."""
    pq.write_table(pa.table({"id": ["1"], "title": ["Mug"]}), tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "a.csv.zip", "w") as archive:
        archive.writestr("a.csv", "id,title\n1,Mug\n")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "1", "title": "Mug"}\n'))
    for name in ("a.parquet", "a.csv.zip", "a.jsonl.gz"):
        assert values(tmp_path / name) == [{"id": "1", "title": "Mug"}], name


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [
        ("utf-8-sig", "茶杯", "utf-8-sig"),
        ("gb18030", "青花瓷茶杯，釉下彩，手绘", "gb18030"),
        ("utf-16", "茶杯", "utf-16"),
        ("utf-16-le", "Teacup", "utf-16-le"),
        ("cp1252", "Café crème “grande” für 5 €", "cp1252"),
        ("utf-8", "茶杯 crème", "utf-8"),
    ],
)
def test_encodings_are_found(tmp_path: Path, encoding: str, text: str, found: str) -> None:
    """The codec is found from the bytes and named, and the text is read with it."""
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,title\n1,{text}\n".encode(encoding))
    assert only_table(path).encoding == found
    assert values(path) == [{"id": "1", "title": text}]


def test_one_broken_line_does_not_change_the_encoding(tmp_path: Path) -> None:
    """A stray byte in a UTF-8 file damages its own row only."""
    path = tmp_path / "a.csv"
    path.write_bytes("id,title\n1,青花瓷茶杯\n2,bad \xff\n3,白瓷碗\n".encode().replace(b"\xc3\xbf", b"\xff"))
    rows = values(path)
    assert [damaged_field(row) for row in rows] == [None, "title", None]


def test_ragged_lines_are_bad_rows(tmp_path: Path) -> None:
    """A line with too few or too many fields is reported with its number; neighbors are read."""
    path = tmp_path / "a.csv"
    path.write_text("id,title,price\n1,Mug,5\n2,Cup\n3,a,b,c\n4,Jug,7\n", "utf-8")
    assert [row["id"] for row in values(path)] == ["1", "4"]
    assert [(bad.line, bad.expected, bad.got[:8]) for bad in bad_rows(path)] == [
        (3, "3 fields", "2 fields"),
        (4, "3 fields", "4 fields"),
    ]


def test_a_quoted_field_may_span_lines(tmp_path: Path) -> None:
    """Newlines inside quotes belong to the field, and later rows keep their line numbers."""
    path = tmp_path / "a.csv"
    path.write_text('id,title\n1,"two\nlines"\n2,Mug\n', "utf-8")
    rows = [row for row in only_table(path).rows() if isinstance(row, Row)]
    assert [(row.line, row.values["title"]) for row in rows] == [(2, "two\nlines"), (4, "Mug")]


@pytest.mark.parametrize("tail", ["", '4,"Pan"\n'])
def test_a_stray_quote_costs_one_row(tmp_path: Path, tail: str) -> None:
    """An unclosed quote never swallows the rows after it, whether or not another quote follows."""
    path = tmp_path / "a.csv"
    path.write_text(f'id,title\n1,"Mug\n2,Cup\n3,Jug\n{tail}', "utf-8")
    assert [row["id"] for row in values(path)] == ["2", "3", "4"][: 3 if tail else 2]
    assert [bad.line for bad in bad_rows(path)] == [2]


def test_a_huge_field_is_read(tmp_path: Path) -> None:
    """A field far beyond the csv module's own limit is read whole, quotes included."""
    path = tmp_path / "a.csv"
    huge = "x" * 300_000
    path.write_text(f'id,title\n1,"{huge} ""q"", z"\n2,Mug\n', "utf-8")
    assert values(path) == [{"id": "1", "title": f'{huge} "q", z'}, {"id": "2", "title": "Mug"}]


def test_broken_json_records_cost_themselves(tmp_path: Path) -> None:
    """A syntax error in a JSON list or line is reported with its line, and reading goes on."""
    (tmp_path / "a.json").write_text('[\n{"id": "1"},\n{"id": oops},\n{"id": "3"},\n7\n]', "utf-8")
    (tmp_path / "a.jsonl").write_text('{"id": "1"}\n{"id": oops}\n{"id": "3"}\n7\n', "utf-8")
    assert [row["id"] for row in values(tmp_path / "a.json")] == ["1", "3"]
    assert [row["id"] for row in values(tmp_path / "a.jsonl")] == ["1", "3"]
    assert [bad.line for bad in bad_rows(tmp_path / "a.json")] == [3, 5]
    assert [bad.line for bad in bad_rows(tmp_path / "a.jsonl")] == [2, 4]


def test_deeply_nested_json_is_a_bad_row(tmp_path: Path) -> None:
    """Nesting beyond the parser's depth is reported, not raised."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1"}\n' + "[" * 200_000 + "\n", "utf-8")
    assert len(values(path)) == len(bad_rows(path)) == 1


def test_other_files_of_a_folder_are_ignored_with_a_reason(tmp_path: Path) -> None:
    """Pictures and licences are counted, an unreadable table file is named."""
    (tmp_path / "pictures").mkdir()
    for number in range(3):
        (tmp_path / "pictures" / f"{number}.jpg").write_bytes(b"\xff")
    (tmp_path / "a.csv").write_text("id,title\n1,Mug\n", "utf-8")
    (tmp_path / "broken.parquet").write_bytes(b"no parquet")
    source = open_source(tmp_path)
    assert [table.file for table in source.tables] == ["a.csv"]
    assert ("pictures/*.jpg", "no table format (3 files)") in source.ignored
    assert [name for name, reason in source.ignored if "can't be read" in reason] == ["broken.parquet"]


@pytest.mark.parametrize("name", ["missing.csv", "note.docx", "empty.csv"])
def test_an_unusable_file_is_a_source_error(tmp_path: Path, name: str) -> None:
    """A missing, unknown or empty file says what was expected."""
    if name != "missing.csv":
        (tmp_path / name).write_text("", "utf-8")
    with pytest.raises(SourceError, match="expected a file"):
        open_source(tmp_path / name)


def test_quoting_is_bounded_and_safe() -> None:
    """Quoted values are cut at 120 characters, and lone surrogates become visible."""
    assert shown("a" * 121) == repr("a" * 120) + "…"
    assert shown("x\udcff") == repr("x\\udcff")
