"""`python -m tests.benchmarks` (make bench): every benchmark in turn, with its usual settings."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    *("bench_turns", "bench_retrieval", "bench_filters", "bench_vectors", "bench_embedding", "bench_ingest"),
    *("bench_embedders", "bench_heads", "adversarial"),
)


def main() -> None:
    """Run each in a process of its own; exits 1 where one fails."""
    failed = []
    for name in NAMES:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode:  # noqa: S603 - our own modules
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
