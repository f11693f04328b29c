"""Opened shops: one immutable index per catalog version, renewed when the catalog changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.ranker import Ranker


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
    """A catalog version and the ranker over it; readers of an older version keep theirs to the end."""

    snapshot: CatalogSnapshot
    ranker: Ranker


class Shops:
    """Gives the newest index of a shop. Thread-safe; an index is built once per catalog version."""

    def __init__(self, *, catalogs: CatalogReader, build_ranker: Callable[[CatalogSnapshot], Ranker]) -> None:
        self._catalogs = catalogs
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
                current = ShopIndex(snapshot=snapshot, ranker=self._build_ranker(snapshot))
                self._indexes[name] = current
            return current
