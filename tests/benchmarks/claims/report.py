"""Counting what the checker let pass and what it refused, with intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.claims.checker import Checker
from assistant.claims.types import Verdict
from tests.benchmarks.claims.replies import Reply

EXAMPLES = 20


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    z = 1.959964
    share = hits / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(slots=True)
class Share:
    """Hits of so many, by kind."""

    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    totals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: list[str] = field(default_factory=list)

    def count(self, kind: str, hit: bool, example: str) -> None:
        """One more; misses are kept as examples."""
        self.totals[kind] += 1
        self.hits[kind] += hit
        if not hit:
            self.missed.append(f"[{kind}] {example}")

    def row(self, kind: str | None = None) -> Mapping[str, Any]:
        """Hits, total, share and interval of a kind, or of all."""
        hits = self.hits[kind] if kind else sum(self.hits.values())
        total = self.totals[kind] if kind else sum(self.totals.values())
        return {"hits": hits, "total": total, "share": hits / max(total, 1), "ci95": wilson(hits, total)}

    def table(self) -> dict[str, Mapping[str, Any]]:
        """Every kind in order, and all."""
        return {"all": self.row(), **{kind: self.row(kind) for kind in sorted(self.totals)}}


@dataclass(slots=True)
class Counts:
    """True replies that passed and false ones that were caught, by writer and by change, and language."""

    passed: Share = field(default_factory=Share)
    caught: Share = field(default_factory=Share)

    def true(self, reply: Reply) -> bool:
        """Check a true reply; whether it passed."""
        verdict = check(reply)
        said = "" if verdict.supported else f"{reply.text}  <- {_why(verdict)}"
        self.passed.count(f"{reply.writer} {reply.scene.language}", verdict.supported, said)
        return verdict.supported

    def false(self, reply: Reply) -> bool:
        """Check a false reply; whether it was caught."""
        refused = not check(reply).supported
        self.caught.count(f"{reply.change} {reply.scene.language}", refused, reply.text)
        return refused

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "false_caught": self.caught.table(),
            "true_passed": self.passed.table(),
            "uncaught": self.caught.missed,
            "refused": self.passed.missed,
        }

    def report(self) -> str:
        """For people: tables, then what was not caught and what was refused, the first of each."""
        lines = ["false replies caught", *_rows(self.caught), "", "true replies passed", *_rows(self.passed)]
        lines += ["", f"not caught ({len(self.caught.missed)}):", *self.caught.missed[:EXAMPLES]]
        lines += ["", f"refused although true ({len(self.passed.missed)}):", *self.passed.missed[:EXAMPLES]]
        return "\n".join(lines)


def check(reply: Reply) -> Verdict:
    """What the checker says to a reply."""
    return Checker(reply.scene.grounds).check(reply.text)


def _why(verdict: Verdict) -> str:
    return "; ".join(f"{v.kind} {v.text!r}: {v.detail}" for v in verdict.violations[:3])


def _rows(share: Share) -> Sequence[str]:
    rows = []
    for kind, row in share.table().items():
        low, high = row["ci95"]
        rows.append(
            f"  {kind:28} {row['hits']:6}/{row['total']:<6} {row['share']:7.2%} ({low:.2%}–{high:.2%})"
        )
    return rows
