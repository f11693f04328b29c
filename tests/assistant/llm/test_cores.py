"""Threads for computing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.llm.cores import usable_cores


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four CPUs that are two cores with two threads each."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2, 3}, raising=False)
    for cpu, siblings in enumerate(("0,2", "1,3", "0,2", "1,3")):
        topology = tmp_path / f"devices/system/cpu/cpu{cpu}/topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(f"{siblings}\n")
    (tmp_path / "fs/cgroup").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("quota", "cores"), [("max 100000", 2), ("100000 100000", 1), ("50000 100000", 1), ("800000 100000", 2)]
)
def test_cores_within_the_quota(system: Path, quota: str, cores: int) -> None:
    """Siblings count once, a container's quota limits them, and there is always one."""
    (system / "fs/cgroup/cpu.max").write_text(f"{quota}\n")
    assert usable_cores(system=system) == cores


def test_system_that_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without topology and quota each CPU counts."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {4, 5, 7}, raising=False)
    assert usable_cores(system=tmp_path) == 3
