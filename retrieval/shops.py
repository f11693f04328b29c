"""Opened shops: one immutable index per catalog version, renewed when the catalog or its rules change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.ranker import Ranker
from retrieval.recommenders.ways import Recommenders
from retrieval.shop_rules.types import NO_RULES, ShopRules
from retrieval.types import Interaction

_MAX_VIEWS = 8
"""Views of one shop that are kept: one for each bracket of age, and as the dates of rules go by."""


class CatalogReader(Protocol):
    """Where catalog versions come from; both methods raise ShopNotFoundError."""

    def version(self, shop: str) -> int:
        """The visible version; cheap."""
        ...

    def load(self, shop: str, since: CatalogSnapshot | None = None) -> CatalogSnapshot:
        """The whole visible version; quicker with an earlier one of the same shop at hand."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopIndex:
    """A catalog version, the ranker and the recommenders over it; readers of an older version keep theirs.

    What the shop's rules withhold is in none of the three. `minimum_age` is the least age at which more would
    be offered, None where nothing is left out for age.
    """

    snapshot: CatalogSnapshot
    ranker: Ranker
    recommenders: Recommenders
    minimum_age: int | None = None


@dataclass(slots=True, kw_only=True)
class _Ruled:
    """One index under one revision of the rules, and the views of it by what they withhold."""

    index: ShopIndex
    revision: int
    ranker: Ranker
    views: dict[bytes, ShopIndex] = field(default_factory=dict)


def _no_interactions(_shop: str) -> Sequence[Interaction]:
    return ()


def _no_rules(_shop: str) -> ShopRules:
    return NO_RULES


def _no_reviews(_shop: str) -> Mapping[str, int]:
    return {}


class Shops:
    """Gives the newest index of a shop. Thread-safe; an index is built once per catalog version.

    A version in which only prices, stock and the like have changed goes on with the index of the texts.
    """

    def __init__(
        self,
        *,
        catalogs: CatalogReader,
        build_ranker: Callable[[CatalogSnapshot], Ranker],
        interactions: Callable[[str], Sequence[Interaction]] = _no_interactions,
        review_counts: Callable[[str], Mapping[str, int]] = _no_reviews,
        rules: Callable[[str], ShopRules] = _no_rules,
    ) -> None:
        """`interactions` and `review_counts` (by product id) of a shop are read when first needed.

        `rules` are read at each opening; a shop whose rules can't be read isn't opened.
        """
        self._catalogs = catalogs
        self._interactions = interactions
        self._review_counts = review_counts
        self._build_ranker = build_ranker
        self._rules = rules
        self._ruled: dict[str, _Ruled] = {}
        self._indexes: dict[str, ShopIndex] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def open(self, name: str, *, age: int | None = None) -> ShopIndex:
        """The index of the newest catalog version, as a shopper of this age (None: unknown) may see it.

        Raises ShopNotFoundError, also once it is deleted; DatabaseError, RulesError.
        """
        version, rules = self._catalogs.version(name), self._rules(name)
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            current = self._indexes.get(name)
            if current is None or current.snapshot.catalog_version != version:
                before = None if current is None else current.snapshot
                snapshot = self._catalogs.load(name, before)
                renewed = None if current is None else current.ranker.renewed(snapshot)
                current = self._index(name, snapshot, renewed or self._build_ranker(snapshot))
                self._indexes[name] = current
            return self._view(name, current, rules, age) if rules.revision else current

    def _view(self, name: str, index: ShopIndex, rules: ShopRules, age: int | None) -> ShopIndex:
        """The index under the rules, without what is withheld now; the same object while that is the same."""
        ruled = self._ruled.get(name)
        if ruled is None or ruled.index is not index or ruled.revision != rules.revision:
            ruled = _Ruled(index=index, revision=rules.revision, ranker=index.ranker.ruled(rules))
            self._ruled[name] = ruled
        parts = ruled.ranker.parts
        now = parts.now()
        withheld = parts.rules.withheld(now=now, age=age)
        minimum_age = parts.rules.minimum_age(now=now, age=age)
        key = withheld.tobytes() + f"/{minimum_age}".encode()
        if key not in ruled.views:
            if len(ruled.views) >= _MAX_VIEWS:
                del ruled.views[next(iter(ruled.views))]
            snapshot = index.snapshot.withholding(withheld.tolist())
            ranker = ruled.ranker.withholding(withheld, snapshot=snapshot)
            ruled.views[key] = self._index(name, snapshot, ranker, minimum_age=minimum_age)
        return ruled.views[key]

    def _index(
        self, name: str, snapshot: CatalogSnapshot, ranker: Ranker, *, minimum_age: int | None = None
    ) -> ShopIndex:
        recommenders = Recommenders(
            ranker,
            interactions=partial(self._interactions, name),
            review_counts=partial(self._review_counts, name),
        )
        return ShopIndex(snapshot=snapshot, ranker=ranker, recommenders=recommenders, minimum_age=minimum_age)
