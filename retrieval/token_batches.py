"""Texts of like length together, so that a batch has next to no padding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def token_batches(lengths: Sequence[int], *, budget: int) -> list[NDArray[np.int64]]:
    """Every row once, longest first, in batches of at most `budget` tokens with padding (or one row)."""
    order = np.argsort(-np.asarray(lengths, dtype=np.int64), kind="stable")
    batches = []
    start = 0
    while start < len(order):
        size = max(1, budget // max(1, lengths[order[start]]))
        batches.append(order[start : start + size])
        start += size
    return batches
