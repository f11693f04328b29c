"""Records of the demo source as tests read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]


def read_records(path: Path) -> tuple[Record, ...]:
    """One record per line of a JSONL file."""
    return tuple(json.loads(line) for line in path.read_text("utf-8").splitlines())


def texts(value: object) -> tuple[str, ...]:
    """A JSON list of texts."""
    assert isinstance(value, list)
    return tuple(str(item) for item in value)


def number(value: object) -> float:
    """A JSON number."""
    assert isinstance(value, int | float)
    return float(value)
