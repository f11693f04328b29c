"""The bounded queue between a conversation and one socket."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable

from api.protocol import CloseCode, Frame


class Outbox:
    """Frames that wait for one socket, in order. One reader; writers never wait.

    History may be of any length; of live frames at most `limit` wait. One more sets `overflowed`, and
    nothing else is sent.
    """

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._frames: deque[tuple[Frame, bool]] = deque()
        self._live = 0
        self._closed: CloseCode | None = None
        self._ready = asyncio.Event()
        self.overflowed = asyncio.Event()

    def replay(self, frames: Iterable[Frame]) -> None:
        """Queue history, whatever its length."""
        self._frames.extend((frame, False) for frame in frames)
        self._ready.set()

    def offer(self, frame: Frame) -> None:
        """Queue a live frame, unless the queue is closed or full."""
        if self._closed is not None or self.overflowed.is_set():
            return
        if self._live >= self._limit:
            self.overflowed.set()
            return
        self._live += 1
        self._frames.append((frame, True))
        self._ready.set()

    def close(self, code: CloseCode) -> None:
        """Let what waits be sent, then end; the first code given counts."""
        self._closed = self._closed or code
        self._ready.set()

    async def next(self) -> Frame | CloseCode:
        """The next frame, or the close code once nothing waits."""
        while not self._frames:
            if self._closed is not None:
                return self._closed
            self._ready.clear()
            await self._ready.wait()
        frame, live = self._frames.popleft()
        self._live -= live
        return frame
