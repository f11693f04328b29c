"""Lines from a file descriptor, each bounded, without ever blocking the event loop."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line without its end. `too_long`: it had more bytes than allowed, and `data` is its head."""

    data: bytes
    too_long: bool = False


@dataclass(slots=True, kw_only=True)
class LineSplitter:
    """Cuts chunks of bytes at newlines; keeps at most `limit` bytes of a line."""

    limit: int
    _head: bytearray = field(default_factory=bytearray)
    _overflowed: bool = False
    _started: bool = False

    def feed(self, chunk: bytes) -> list[Line]:
        """Lines that `chunk` completes, in order."""
        *ends, rest = chunk.split(b"\n")
        lines = []
        for part in ends:
            self._grow(part)
            lines.append(self._take())
        if rest:
            self._grow(rest)
        return lines

    def close(self) -> list[Line]:
        """The last line, where it has no newline."""
        return [self._take()] if self._started else []

    def _grow(self, part: bytes) -> None:
        self._started = True
        room = self.limit + 1 - len(self._head)
        self._head += part[:room]
        self._overflowed = self._overflowed or len(part) > room

    def _take(self) -> Line:
        data = bytes(self._head).removesuffix(b"\r")
        line = Line(data=data[: self.limit], too_long=self._overflowed or len(data) > self.limit)
        self._head.clear()
        self._overflowed = self._started = False
        return line


async def read_lines(fd: int, *, limit: int) -> AsyncIterator[Line]:
    """Lines of `fd` until its end; a thread of its own reads, and only one line ahead.

    The thread is a daemon: a read that waits for input never keeps the process alive.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[Line | OSError | None] = asyncio.Queue(maxsize=1)

    def put(line: Line | OSError | None) -> None:
        asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()

    def pump() -> None:
        splitter = LineSplitter(limit=limit)
        try:
            while chunk := os.read(fd, _CHUNK_BYTES):
                for line in splitter.feed(chunk):
                    put(line)
        except OSError as error:
            put(error)
            return
        for line in splitter.close():
            put(line)
        put(None)

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    while (line := await lines.get()) is not None:
        if isinstance(line, OSError):
            raise line
        yield line
