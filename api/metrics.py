"""Counters of one process, in the Prometheus text format."""

from __future__ import annotations

from collections import Counter
from threading import Lock

_HELP = {
    "shopwright_turns_total": "Finished turns by mode.",
    "shopwright_failures_total": "Failed turns and refused frames by code.",
    "shopwright_runs_stopped_total": "Runs stopped by the shopper.",
    "shopwright_sockets_opened_total": "Websocket connections that said hello.",
    "shopwright_sockets_slow_total": "Websocket connections closed because their queue was full.",
}


class Metrics:
    """Monotonic counters. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, name: str, *, label: str = "") -> None:
        """Add one. `label` is a finished label set such as `mode="full"`; never text of a shopper."""
        if name not in _HELP:
            raise ValueError(f"expected one of {sorted(_HELP)}, got {name!r}")
        with self._lock:
            self._counts[name, label] += 1

    def text(self) -> str:
        """All counters, sorted by name and label."""
        with self._lock:
            counts = sorted(self._counts.items())
        lines: list[str] = []
        for name, meaning in _HELP.items():
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} counter"]
            lines += [
                f"{name}{{{label}}} {value}" if label else f"{name} {value}"
                for (counted, label), value in counts
                if counted == name
            ]
        return "\n".join(lines) + "\n"
