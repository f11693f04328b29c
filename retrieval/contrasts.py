"""Why one ranked item stands above another: the differences of their contributions, pure."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from retrieval.types import Contribution, RankedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """What two ranked items owe their distance to.

    `gap` is how much higher the first one's final score is, less what was left out of both. `differences`
    are what each feature adds to it (negative: takes off), the largest first by size, then by name; those of
    0 are left out. Their `math.fsum` is `gap` exactly for items of one ranking, whose contributions lie on
    one grid.
    """

    over_id: str
    under_id: str
    gap: float
    differences: tuple[Contribution, ...]


def contrast(over: RankedItem, under: RankedItem, *, leaving_out: Collection[str] = frozenset()) -> Contrast:
    """Why `over` has the score that it has, beside `under`; a contribution that one lacks counts as 0.

    `leaving_out` are features that neither score is to have: what an earlier place was decided without.
    """
    mine = {each.feature: each.value for each in over.contributions}
    others = {each.feature: each.value for each in under.contributions}
    names = [name for name in dict.fromkeys((*mine, *others)) if name not in leaving_out]
    found = [Contribution(feature=n, value=mine.get(n, 0.0) - others.get(n, 0.0)) for n in names]
    telling = sorted(
        (each for each in found if each.value), key=lambda each: (-abs(each.value), each.feature)
    )
    return Contrast(
        over_id=over.product.product_id,
        under_id=under.product.product_id,
        gap=math.fsum(each.value for each in telling),
        differences=tuple(telling),
    )
