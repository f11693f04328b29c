"""Opened shops: one immutable index per catalog version, renewed when the catalog changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.ranker import Ranker
from retrieval.recommenders.ways import Recommenders
from retrieval.types import Interaction


class CatalogReader(Protocol):
    """Where catalog versions come from; both methods raise ShopNotFoundError."""

    def version(self, shop: str) -> int:
        """The visible version; cheap."""
        ...

    def load(self, shop: str) -> CatalogSnapshot:
        """The whole visible version."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopIndex:
    """A catalog version, the ranker and the recommenders over it; readers of an older version keep theirs."""

    snapshot: CatalogSnapshot
    ranker: Ranker
    recommenders: Recommenders


def _no_interactions(_shop: str) -> Sequence[Interaction]:
    return ()


def _no_reviews(_shop: str) -> Mapping[str, int]:
    return {}


class Shops:
    """Gives the newest index of a shop. Thread-safe; an index is built once per catalog version."""

    def __init__(
        self,
        *,
        catalogs: CatalogReader,
        build_ranker: Callable[[CatalogSnapshot], Ranker],
        interactions: Callable[[str], Sequence[Interaction]] = _no_interactions,
        review_counts: Callable[[str], Mapping[str, int]] = _no_reviews,
    ) -> None:
        """`interactions` and `review_counts` (by product id) of a shop are read when first needed."""
        self._catalogs = catalogs
        self._interactions = interactions
        self._review_counts = review_counts
        self._build_ranker = build_ranker
        self._indexes: dict[str, ShopIndex] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def open(self, name: str) -> ShopIndex:
        """The index of the newest catalog version. Raises ShopNotFoundError, also once it is deleted."""
        version = self._catalogs.version(name)
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            current = self._indexes.get(name)
            if current is None or current.snapshot.catalog_version != version:
                snapshot = self._catalogs.load(name)
                ranker = self._build_ranker(snapshot)
                recommenders = Recommenders(
                    ranker,
                    interactions=partial(self._interactions, name),
                    review_counts=partial(self._review_counts, name),
                )
                current = ShopIndex(snapshot=snapshot, ranker=ranker, recommenders=recommenders)
                self._indexes[name] = current
            return current
