"""Lines of bounded length from chunks and from a pipe."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.lines import Line, LineSplitter, read_lines


def test_lines_may_span_chunks() -> None:
    """A line is complete with its newline, wherever the chunks were cut."""
    splitter = LineSplitter(limit=10)
    assert splitter.feed(b"ab") == []
    assert splitter.feed(b"c\r\nd\n\ne") == [Line(data=b"abc"), Line(data=b"d"), Line(data=b"")]
    assert splitter.close() == [Line(data=b"e")]
    assert splitter.close() == []


@pytest.mark.parametrize(("size", "too_long"), [(9, False), (10, False), (11, True), (5000, True)])
def test_limit_is_inclusive(size: int, too_long: bool) -> None:
    """A line of exactly the limit passes; a longer one is cut to it and marked."""
    splitter = LineSplitter(limit=10)
    assert splitter.feed(b"x" * size + b"\n") == [Line(data=b"x" * min(size, 10), too_long=too_long)]
    assert splitter.feed(b"y\n") == [Line(data=b"y")]


@given(st.lists(st.binary(max_size=8), max_size=8))
def test_chunking_does_not_matter(chunks: list[bytes]) -> None:
    """Any cutting of the same bytes gives the same lines."""
    whole = LineSplitter(limit=5)
    expected = [*whole.feed(b"".join(chunks)), *whole.close()]
    cut = LineSplitter(limit=5)
    assert [line for chunk in chunks for line in cut.feed(chunk)] + cut.close() == expected


async def test_reads_a_pipe_to_its_end() -> None:
    """Each line of a pipe comes once, also the last one without a newline."""
    reader, writer = os.pipe()
    os.write(writer, b"one\ntwo\nthree")
    os.close(writer)
    assert [line.data async for line in read_lines(reader, limit=100)] == [b"one", b"two", b"three"]
    os.close(reader)


async def test_unreadable_input_is_an_error() -> None:
    """A closed descriptor raises instead of looking like an empty input."""
    reader, writer = os.pipe()
    os.close(reader)
    os.close(writer)
    with pytest.raises(OSError, match="Bad file descriptor"):
        _ = [line async for line in read_lines(reader, limit=100)]
