"""Choosing items one after the other: near-duplicates, full groups and a shop's pins. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.features import on_grid

Similarity = NDArray[np.float32]

PAST_CAP = 2.0
"""What a product beyond a cap steps back by: more than fit and all else together can make up for."""
PIN_MARGIN = 2.0**-10
"""How far above the next one a pinned product stands, about one point of 1,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A chosen candidate: its position in the input, and the named addends that its place brought."""

    position: int
    adjustments: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """After `most` items of one group each further one loses `step`, by the name of its addend.

    Where the loss `grows`, it is a step more for every further item. A candidate's group may be None.
    """

    name: str
    most: int
    groups: Sequence[str | None]
    step: float = PAST_CAP
    grows: bool = False


def choose(
    scores: Sequence[float],
    similarity: Similarity,
    *,
    limit: int,
    weight: float,
    caps: Sequence[Cap] = (),
    pins: Mapping[int, int] | None = None,
) -> tuple[Placed, ...]:
    """Greedily the best score less what likeness to earlier items and full groups take off.

    Likeness is maximal marginal relevance (Carbonell & Goldstein 1998): weight × nearest earlier item.

    `similarity` is float32 [n, n] in 0..1; `pins` maps positions to places from 0, which they have exactly
    (the last place, where there are fewer items); likeness and caps don't move what is pinned. Ties go to the
    earlier candidate. Adjusted scores never rise from one item to the next, and where the given scores lie
    on the grid of `on_grid`, so does every addend.
    """
    count = len(scores)
    if similarity.shape != (count, count):
        raise ValueError(f"expected similarity of shape {(count, count)}, got {similarity.shape}")
    return _Choice(scores, similarity, weight=weight, caps=caps, pins=pins or {}).run(min(limit, count))


class _Choice:
    """One run of `choose`; arrays are by position in the input."""

    def __init__(
        self,
        scores: Sequence[float],
        similarity: Similarity,
        *,
        weight: float,
        caps: Sequence[Cap],
        pins: Mapping[int, int],
    ) -> None:
        self._scores = np.asarray(scores, dtype=np.float64)
        self._losses = np.asarray(on_grid(-weight * np.maximum(similarity.astype(np.float64), 0.0)))
        self._likeness = np.zeros(len(scores), dtype=np.float64)
        self._caps = caps
        self._past = [np.zeros(len(scores), dtype=np.float64) for _ in caps]
        self._taken = [Counter[str]() for _ in caps]
        self._at_place = {place: position for position, place in pins.items()}
        self._free = np.ones(len(scores), dtype=np.bool_)
        self._free[list(pins)] = False
        self._last = math.inf

    def run(self, limit: int) -> tuple[Placed, ...]:
        chosen: list[Placed] = []
        while len(chosen) < limit:
            placed = self._next(len(chosen))
            chosen.append(placed)
            self._last = float(self._scores[placed.position]) + sum(placed.adjustments.values())
            self._note(placed.position)
        return tuple(chosen)

    def _next(self, place: int) -> Placed:
        pinned = self._at_place.pop(place, None)
        left = bool(self._free.any())
        if pinned is None and not left:
            pinned = self._at_place.pop(min(self._at_place))
        adjusted = np.where(self._free, self._scores + self._likeness + sum(self._past), -np.inf)
        best = int(np.argmax(adjusted)) if left else None
        if pinned is not None:
            return self._pin(pinned, -math.inf if best is None else float(adjusted[best]))
        if best is None:
            raise RuntimeError("expected a candidate for every place")
        self._free[best] = False
        past = {cap.name: float(past[best]) for cap, past in zip(self._caps, self._past, strict=True)}
        moves = {"diversity": float(self._likeness[best]), **past}
        return Placed(position=best, adjustments={name: move for name, move in moves.items() if move})

    def _pin(self, position: int, floor: float) -> Placed:
        """The pinned one, moved to just above the best of the others, never above the item before."""
        own = float(self._scores[position])
        if floor < own <= self._last:
            return Placed(position=position)
        target = self._last if math.isinf(floor) else min(floor + PIN_MARGIN, self._last)
        return Placed(position=position, adjustments={"pin": target - own})

    def _note(self, position: int) -> None:
        for cap, past, taken in zip(self._caps, self._past, self._taken, strict=True):
            group = cap.groups[position]
            if group is None:
                continue
            taken[group] += 1
            steps = taken[group] - cap.most + 1
            if steps > 0:
                same = [each == group for each in cap.groups]
                past[same] = on_grid(-cap.step * (steps if cap.grows else 1))
        self._likeness = np.minimum(self._likeness, self._losses[position])


def vector_similarity(vectors: NDArray[np.float32]) -> Similarity:
    """Cosines of unit vectors, float32 [n, n], negatives as 0."""
    return np.asarray(np.clip(vectors @ vectors.T, 0.0, 1.0), dtype=np.float32)


def token_similarity(tokens: Sequence[frozenset[str]]) -> Similarity:
    """Jaccard index of token sets, float32 [n, n]; two empty sets are unlike."""
    size = len(tokens)
    similarity = np.zeros((size, size), dtype=np.float32)
    for row, left in enumerate(tokens):
        for column in range(row, size):
            union = len(left | tokens[column])
            value = len(left & tokens[column]) / union if union else 0.0
            similarity[row, column] = similarity[column, row] = value
    return similarity
