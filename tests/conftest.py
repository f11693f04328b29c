"""Fixtures that the whole suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def required(present: bool, what: str) -> None:
    """Skip where something is absent, saying so; under CI=true its absence fails the run."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is required with CI=true")
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data sets, which are never part of the project."""
    folder = Path(os.environ.get("SHOPWRIGHT_DATA", ROOT.parent / "shared" / "data"))
    required(folder.is_dir(), f"shared data at {folder}")
    return folder
