"""How many threads a model should compute with."""

from __future__ import annotations

import os
from pathlib import Path

_SYSTEM = Path("/sys")


def usable_cores(*, system: Path = _SYSTEM) -> int:
    """Physical cores this process may use: its affinity, siblings counted once, within the CPU quota.

    Two threads on one core slow matrix products down, and a container's quota is not visible in the
    number of CPUs. Where the system does not say, every CPU counts as a core.
    """
    counted = range(os.cpu_count() or 1)
    cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else counted
    cores = {_siblings(system, cpu) for cpu in cpus}
    return max(1, min(len(cores), _quota(system, default=len(cores))))


def _siblings(system: Path, cpu: int) -> str:
    file = system / f"devices/system/cpu/cpu{cpu}/topology/thread_siblings_list"
    return file.read_text().strip() if file.is_file() else str(cpu)


def _quota(system: Path, *, default: int) -> int:
    file = system / "fs/cgroup/cpu.max"
    quota, _, period = file.read_text().strip().partition(" ") if file.is_file() else ("max", "", "")
    return default if quota == "max" else int(quota) // int(period)
