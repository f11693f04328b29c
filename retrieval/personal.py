"""The shopper vector: one shopper's taste in the catalog's embedding space, and what it adds to a score."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.config import RankingConfig
from retrieval.errors import RetrievalError
from retrieval.exact import dot_products
from retrieval.features import on_grid
from retrieval.protocols import ItemIndices, Vectors
from retrieval.reasons import facet_name
from retrieval.taste import Deed, ShopperTaste, StatedTaste, TasteEvent
from retrieval.text import names
from retrieval.types import Product, Query, Reason

_LOG = logging.getLogger(__name__)
FEATURE = "personal"
STRENGTHS = MappingProxyType({Deed.BOUGHT: 1.0, Deed.CARTED: 0.6, Deed.LIKED: 0.5, Deed.VIEWED: 0.25})
"""How much a deed of today counts."""
_UNDATED_HALVES = 1.0
"""Half-lives that an event without a time is taken to be old."""
_NEAR = 0.25
"""Share of the way from the catalog's mean to a product itself from which two products are called near."""
_TITLE_CHARS = 40
_TOLD = MappingProxyType(
    {
        Deed.BOUGHT: ("which you bought", "you bought this", "您买过的"),
        Deed.CARTED: ("which you put in the cart", "you put this in the cart", "您加过购物车的"),
        Deed.LIKED: ("which you liked", "you liked this", "您喜欢的"),
        Deed.VIEWED: ("which you looked at", "you looked at this", "您看过的"),
    }
)
_DAY_S = 86_400.0


class TextSpace(Protocol):
    """Where products and texts are vectors; every method may raise a RetrievalError."""

    def vectors(self) -> Vectors:
        """float32 [n_products, dim], unit norm, row = item_idx."""
        ...

    def mean(self) -> Vectors:
        """float32 [dim]: the mean of the products' vectors."""
        ...

    def embed(self, text: str) -> Vectors:
        """float32 [dim], unit norm: a text in the same space."""
        ...


class Personal:
    """Scores products of one snapshot by how near they are to a shopper's taste. Keeps nothing of a shopper.

    Thread-safe. Without a space, or where it fails, it adds nothing.
    """

    def __init__(
        self,
        snapshot: CatalogSnapshot,
        *,
        space: TextSpace | None,
        config: RankingConfig,
        now: Callable[[], datetime],
    ) -> None:
        self._snapshot = snapshot
        self._space = space
        self._config = config
        self._now = now

    def weighted(self, taste: ShopperTaste) -> dict[int, tuple[float, TasteEvent]]:
        """Product row → how much the shopper cared (0–1) and the strongest event behind it.

        An event counts by its deed and halves every `taste_half_life_days`; of one product the best counts.
        """
        found: dict[int, tuple[float, TasteEvent]] = {}
        for event in taste.events:
            row = self._snapshot.item_idx.get(event.product_id)
            if row is None:
                continue
            weight = STRENGTHS[event.deed] * 0.5 ** self._halves(event.at)
            if weight > found.get(row, (0.0, event))[0]:
                found[row] = (weight, event)
        return found

    def vector(self, taste: ShopperTaste) -> Vectors | None:
        """float32 [dim], unit norm: the mean of the products' vectors, drawn to that of the stated likes.

        The text counts as `taste_text_weight` of an order of today: all where there is no history, little
        beside a long one. None without a space, or where the shop knows nothing of the taste.
        """
        if self._space is None:
            return None
        try:
            total = self._sum(self._space, taste)
        except RetrievalError as error:
            _LOG.warning("shopper vector failed, ranking goes without: %s", type(error).__name__)
            return None
        norm = float(np.linalg.norm(total))
        return np.asarray(total / norm, dtype=np.float32) if norm > 0.0 else None

    def configured(self, config: RankingConfig) -> Personal:
        """The same over the same snapshot, with other weights."""
        return Personal(self._snapshot, space=self._space, config=config, now=self._now)

    def contributions(
        self, taste: ShopperTaste | None, rows: ItemIndices
    ) -> Mapping[str, NDArray[np.float64]]:
        """`personal` of each row; {} without a taste, so that nothing at all differs then."""
        column = None if taste is None else self._column(taste, rows)
        return {} if column is None else {FEATURE: column}

    def _column(self, taste: ShopperTaste, rows: ItemIndices) -> NDArray[np.float64] | None:
        """float64 [n] in 0..the weight of `personal`, on the grid; None without a vector.

        It is the cosine of shopper and product, measured from the shopper's mean cosine with the catalog
        (0) to the same vector (1): embedders differ in how far apart they keep products at all.
        """
        weight = self._config.feature_weights.personal
        vector = self.vector(taste) if weight > 0.0 else None
        if vector is None or self._space is None:
            return None
        cosine = dot_products(self._space.vectors(), vector, rows).astype(np.float64)
        base = float(self._space.mean() @ vector)
        share = (cosine - base) / max(1.0 - base, 1e-9)
        return on_grid(weight * np.clip(share, 0.0, 1.0))

    def reasons(self, query: Query, row: int) -> tuple[Reason, ...]:
        """Why a product fits the taste, naming what is known and whence; only what the records bear out."""
        near = None if query.taste is None else self._nearest(query.taste, row)
        if near is None:
            return self.stated_reasons(query, row)
        product, other = self._snapshot.products[row], self._snapshot.products[near[0]]
        return (*self.stated_reasons(query, row), _near_reason(product, other, near[1], query.language))

    def stated_reasons(self, query: Query, row: int) -> tuple[Reason, ...]:
        """That the record of a product states what the shopper said they like."""
        product = self._snapshot.products[row]
        found = (_stated_reason(product, said, query.language) for said in _stated(query.taste))
        return tuple(reason for reason in found if reason is not None)

    def _nearest(self, taste: ShopperTaste, row: int) -> tuple[int, TasteEvent] | None:
        """The product of the history that this one is, or else is nearest to, if near enough to say so."""
        past = self.weighted(taste)
        if row in past:
            return row, past[row][1]
        others = list(past)
        if not others or self._space is None:
            return None
        try:
            matrix, mean = self._space.vectors(), self._space.mean()
        except RetrievalError:
            return None
        own = matrix[row]
        base = float(mean @ own)
        share = (np.asarray(matrix[others] @ own, dtype=np.float64) - base) / max(1.0 - base, 1e-9)
        best = int(np.argmax(share))
        return (others[best], past[others[best]][1]) if share[best] >= _NEAR else None

    def _sum(self, space: TextSpace, taste: ShopperTaste) -> NDArray[np.float64]:
        matrix, past = space.vectors(), self.weighted(taste)
        total = np.zeros(matrix.shape[1], dtype=np.float64)
        for row, (weight, _) in past.items():
            total += weight * matrix[row]
        if taste.stated:
            text = ", ".join(said.value for said in taste.stated)
            total += self._config.taste_text_weight * space.embed(text)
        return total

    def _halves(self, at: datetime | None) -> float:
        if at is None:
            return _UNDATED_HALVES
        aware = at if at.tzinfo else at.replace(tzinfo=UTC)
        age_days = max(0.0, (self._now() - aware).total_seconds() / _DAY_S)
        return age_days / self._config.taste_half_life_days


def _value_of(product: Product, said: StatedTaste) -> tuple[str, str] | None:
    """The facet and value of the record that is what the shopper likes."""
    stated: Iterator[tuple[str, str]] = (
        (facet.facet, facet.value)
        for facet in product.facets
        if (not said.facet or facet.facet == said.facet) and names(facet.value, said.value)
    )
    return next(stated, None)


def _stated(taste: ShopperTaste | None) -> tuple[StatedTaste, ...]:
    return () if taste is None else taste.stated


def _stated_reason(product: Product, said: StatedTaste, language: str) -> Reason | None:
    found = _value_of(product, said)
    if found is None:
        return None
    facet, value = found
    if language == "zh":
        text = f"您说过喜欢{said.value}（{facet_name(facet, language)}：{value}）"
    else:
        text = f"you said you like {said.value} ({facet}: {value})"
    return Reason(feature=FEATURE, text=text, fields={facet: value})


def _near_reason(product: Product, other: Product, event: TasteEvent, language: str) -> Reason:
    title = other.title[:_TITLE_CHARS].rstrip()
    english, itself, chinese = _TOLD[event.deed]
    day = f"{event.at:%Y-%m-%d}" if event.at else ""
    when_en, when_zh = (f" on {day}", f"（{day}）") if day else ("", "")
    if other.product_id == product.product_id:
        text = f"这是{chinese}{when_zh}" if language == "zh" else f"{itself}{when_en}"
    elif language == "zh":
        text = f"与{chinese}“{title}”相近{when_zh}"
    else:
        text = f'near to "{title}", {english}{when_en}'
    return Reason(feature=FEATURE, text=text, fields={"title": product.title})
