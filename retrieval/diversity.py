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
    """At most `most` items of one group, by the name of its addend; a candidate's group may be None."""

    name: str
    most: int
    groups: Sequence[str | None]


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
    """One run of `choose`."""

    def __init__(
        self,
        scores: Sequence[float],
        similarity: Similarity,
        *,
        weight: float,
        caps: Sequence[Cap],
        pins: Mapping[int, int],
    ) -> None:
        self._scores, self._similarity, self._weight, self._caps = scores, similarity, weight, caps
        self._at_place = {place: position for position, place in pins.items()}
        self._free = [at for at in range(len(scores)) if at not in pins]
        self._likeness = [0.0] * len(scores)
        self._taken = [Counter[str]() for _ in caps]
        self._last = math.inf

    def run(self, limit: int) -> tuple[Placed, ...]:
        chosen: list[Placed] = []
        while len(chosen) < limit:
            placed = self._next(len(chosen))
            chosen.append(placed)
            self._last = self._total(placed)
            self._note(placed.position)
        return tuple(chosen)

    def _next(self, place: int) -> Placed:
        pinned = self._at_place.pop(place, None)
        if pinned is None and not self._free:
            pinned = self._at_place.pop(min(self._at_place))
        best = min(self._free, key=lambda at: (-self._adjusted(at), at), default=None)
        if pinned is not None:
            return self._pin(pinned, best)
        if best is None:
            raise RuntimeError("expected a candidate for every place")
        self._free.remove(best)
        return Placed(position=best, adjustments={n: v for n, v in self._moves(best).items() if v})

    def _pin(self, position: int, best: int | None) -> Placed:
        """The pinned one, moved to just above the best of the others, never above the item before."""
        own = self._scores[position]
        floor = -math.inf if best is None else self._adjusted(best)
        if floor < own <= self._last:
            return Placed(position=position)
        target = self._last if best is None else min(floor + PIN_MARGIN, self._last)
        return Placed(position=position, adjustments={"pin": target - own})

    def _moves(self, at: int) -> dict[str, float]:
        over = {
            cap.name: -PAST_CAP
            for cap, taken in zip(self._caps, self._taken, strict=True)
            if (group := cap.groups[at]) is not None and taken[group] >= cap.most
        }
        return {"diversity": self._likeness[at], **over}

    def _adjusted(self, at: int) -> float:
        return self._scores[at] + sum(self._moves(at).values())

    def _total(self, placed: Placed) -> float:
        return self._scores[placed.position] + sum(placed.adjustments.values())

    def _note(self, position: int) -> None:
        for cap, taken in zip(self._caps, self._taken, strict=True):
            group = cap.groups[position]
            if group is not None:
                taken[group] += 1
        for at in self._free:
            near = max(0.0, float(self._similarity[position, at]))
            self._likeness[at] = min(self._likeness[at], float(on_grid(-self._weight * near)))


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
