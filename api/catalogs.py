"""Catalog snapshots for pages: loaded once per version, in a worker thread."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.ranker import Ranker
from retrieval.shops import Shops


class ShopRow(Protocol):
    """One line of the list of shops."""

    @property
    def settings(self) -> ShopSettings:
        """Of the shop."""
        ...

    @property
    def catalog_version(self) -> int:
        """Visible version."""
        ...

    @property
    def products(self) -> int:
        """Number of products in it."""
        ...


class CatalogList(Protocol):
    """Where the list of shops comes from. Blocking."""

    def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        ...


class Catalogs(Protocol):
    """What pages need of the catalog store. Blocking; raises ShopNotFoundError."""

    def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        ...

    def version(self, shop: str) -> Hashable:
        """What differs wherever `load` gives something else; cheap."""
        ...

    def load(self, shop: str) -> CatalogSnapshot:
        """The whole visible version."""
        ...

    def ranker(self, shop: str) -> Ranker:
        """What ranks it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCatalogs:
    """Catalogs that share the assistant's snapshots, so that none is in memory twice."""

    store: CatalogList
    opened: Shops

    def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        return self.store.shops()

    def version(self, shop: str) -> Hashable:
        """The visible version, and which of its products anybody may see."""
        snapshot = self.opened.open(shop).snapshot
        return snapshot.catalog_version, snapshot.withheld

    def load(self, shop: str) -> CatalogSnapshot:
        """The version that the assistant has open, without what is withheld from shoppers of unknown age."""
        return self.opened.open(shop).snapshot

    def ranker(self, shop: str) -> Ranker:
        """The assistant's own."""
        return self.opened.open(shop).ranker


@dataclass(slots=True, kw_only=True)
class CatalogViews:
    """The newest snapshot of each shop that was asked for; a deleted shop is never served from memory."""

    catalogs: Catalogs
    _views: dict[str, tuple[Hashable, CatalogSnapshot]] = field(default_factory=dict)
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        return await asyncio.to_thread(self.catalogs.shops)

    async def snapshot(self, shop: str) -> CatalogSnapshot:
        """The visible version. Raises ShopNotFoundError."""
        version = await asyncio.to_thread(self.catalogs.version, shop)
        async with self._loading:
            known = self._views.get(shop)
            if known is None or known[0] != version:
                known = version, await asyncio.to_thread(self.catalogs.load, shop)
                self._views[shop] = known
        return known[1]
