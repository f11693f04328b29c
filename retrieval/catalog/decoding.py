"""Which encoding a text file is in, found by reading it once."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

Opener = Callable[[], BinaryIO]

MAX_LINE_CHARS = 64 * 2**20
"""A longer line is left out unread: 64 Mi characters."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 2**20
_ESCAPED = re.compile("[\udc80-\udcff]")
_WIDE = re.compile("[\x80-\U0010ffff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_IMPLAUSIBLE_LATIN = frozenset("ÿþðÐÞ")
_BROKEN_SHARE = 0.2


def detect_encoding(opener: Opener) -> str:
    """Name the codec of a text file.

    A byte order mark decides; else UTF-8 (also when under a fifth of its non-ASCII bytes are broken: those
    lines are reported one by one), UTF-16 without a mark, GB 18030, Windows-1252, in this order.
    """
    with opener() as stream:
        head = stream.read(_CHUNK)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    escaped, wide, sample = _count_broken(opener)
    if not escaped:
        return _utf16_without_mark(head) or "utf-8"
    if wide and escaped / (escaped + wide) < _BROKEN_SHARE:
        return "utf-8"
    return _utf16_without_mark(head) or _legacy(opener, sample)


def lines(opener: Opener, encoding: str) -> Iterator[tuple[int, str | None]]:
    """Line number from 1 and text with its newline; None for a line over `MAX_LINE_CHARS`.

    Undecodable bytes stay as lone surrogates, which `rows.damaged_field` finds.
    """
    with opener() as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors=_errors(encoding), newline=None)
        number = 0
        while line := text.readline(MAX_LINE_CHARS):
            number += 1
            if len(line) < MAX_LINE_CHARS or line.endswith("\n"):
                yield number, line
                continue
            while (rest := text.readline(MAX_LINE_CHARS)) and not rest.endswith("\n"):
                del rest
            yield number, None


def read_text(opener: Opener, encoding: str) -> str:
    """Read a whole file; undecodable bytes stay as lone surrogates."""
    with opener() as stream:
        return stream.read().decode(encoding, _errors(encoding))


def _errors(encoding: str) -> str:
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _count_broken(opener: Opener) -> tuple[int, int, bytes]:
    """Count undecodable bytes and non-ASCII characters as UTF-8; sample the bytes around the bad ones."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    escaped = wide = 0
    sample = b""
    with opener() as stream:
        while chunk := stream.read(_CHUNK):
            text = decoder.decode(chunk)
            if text.isascii():
                continue
            broken = len(_ESCAPED.findall(text))
            if broken and len(sample) < _CHUNK:
                sample += chunk
            escaped += broken
            wide += len(_WIDE.findall(text)) - broken
    return escaped, wide, sample


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 text in Latin letters has a NUL in every second byte."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    if head[1::2].count(0) > 0.6 * pairs:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.6 * pairs else None


def _legacy(opener: Opener, sample: bytes) -> str:
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    in_pairs = sum(length for length in runs if length > 1)
    if in_pairs >= 0.8 * sum(runs) and _decodes(opener, "gb18030"):
        return "gb18030"
    latin = set(sample.decode("cp1252", "replace"))
    if latin & _IMPLAUSIBLE_LATIN or "\ufffd" in latin or not _decodes(opener, "cp1252"):
        return "utf-8"
    return "cp1252"


def _decodes(opener: Opener, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with opener() as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
