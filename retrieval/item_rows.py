"""Rows of products: in order, and the best of them by a score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.protocols import ItemIndices
from retrieval.types import Candidate


def ascending(item_idx: ItemIndices) -> ItemIndices:
    """Each of the products once, ascending; the same array where that is so already."""
    return item_idx if bool(np.all(item_idx[1:] > item_idx[:-1])) else np.unique(item_idx)


def best_places(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Places, ascending, of the `count` best scores, and of all that tie with the last of them."""
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.flatnonzero(scores >= np.partition(scores, -count)[-count])


def top(item_idx: ItemIndices, scores: NDArray[np.float32], limit: int) -> Sequence[Candidate]:
    """The `limit` best candidates, best first, ties by item_idx."""
    if limit <= 0:
        return []
    places = best_places(scores, limit)
    item_idx, scores = item_idx[places], scores[places]
    order = np.lexsort((item_idx, -scores))[:limit]
    return [Candidate(item_idx=int(item_idx[i]), score=float(scores[i])) for i in order]
