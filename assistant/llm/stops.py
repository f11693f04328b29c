"""Stop texts in a stream: nothing of a stop text is ever passed on. Pure."""

from __future__ import annotations

from collections.abc import Sequence


class StopTexts:
    """Holds back the end of a stream for as long as it may be the beginning of a stop text."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""

    def feed(self, text: str) -> tuple[str, bool]:
        """What may be passed on now, and whether a stop text was met."""
        held = self._held + text
        met = [place for place in map(held.find, self._stops) if place >= 0]
        if met:
            self._held = ""
            return held[: min(met)], True
        kept = max((_begun(held, stop) for stop in self._stops), default=0)
        self._held = held[len(held) - kept :]
        return held[: len(held) - kept], False

    def rest(self) -> str:
        """What was held back when the stream ended."""
        return self._held


def _begun(text: str, stop: str) -> int:
    """Length of the longest end of `text` that is a beginning of `stop`."""
    longest = min(len(text), len(stop) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)
