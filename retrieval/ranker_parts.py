"""What a ranker is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.carried import KindIndex
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.features import ProductFeatures
from retrieval.filters import ConstraintFilter
from retrieval.hybrid import ScoringRetriever
from retrieval.personal import Personal, TextSpace
from retrieval.protocols import ItemIndices, Vectors
from retrieval.shop_rules.applied import AppliedRules


class VectorRetriever(ScoringRetriever, TextSpace, Protocol):
    """A dense retriever that also hands out the space of its vectors."""

    def kin(self, text: str, item_idx: ItemIndices) -> ItemIndices:
        """Those of the given products that are likely of the kind that a text describes, in their order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RankerParts:
    """What a ranker is made of, for recommenders over the same snapshot.

    `vectors` gives float32 [n_products, dim], unit norm, or None where there are none; `similarity` of
    given rows is float32 [n, n] in 0..1.
    """

    snapshot: CatalogSnapshot
    filters: ConstraintFilter
    features: ProductFeatures
    kinds: KindIndex
    config: RankingConfig
    rules: AppliedRules
    personal: Personal
    now: Callable[[], datetime]
    vectors: Callable[[], Vectors | None]
    similarity: Callable[[ItemIndices], NDArray[np.float32]]
