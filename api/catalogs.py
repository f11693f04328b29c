"""Catalog snapshots for pages: loaded once per version, in a worker thread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
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


class Catalogs(Protocol):
    """What pages need of the catalog store. Blocking; raises ShopNotFoundError."""

    def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        ...

    def version(self, shop: str) -> int:
        """The visible version; cheap."""
        ...

    def load(self, shop: str) -> CatalogSnapshot:
        """The whole visible version."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCatalogs:
    """Catalogs that share the assistant's snapshots, so that none is in memory twice."""

    store: Catalogs
    opened: Shops

    def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        return self.store.shops()

    def version(self, shop: str) -> int:
        """The visible version; cheap."""
        return self.store.version(shop)

    def load(self, shop: str) -> CatalogSnapshot:
        """The version that the assistant has open."""
        return self.opened.open(shop).snapshot


@dataclass(slots=True, kw_only=True)
class CatalogViews:
    """The newest snapshot of each shop that was asked for; a deleted shop is never served from memory."""

    catalogs: Catalogs
    _views: dict[str, CatalogSnapshot] = field(default_factory=dict)
    _loading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def shops(self) -> Sequence[ShopRow]:
        """All shops by name."""
        return await asyncio.to_thread(self.catalogs.shops)

    async def snapshot(self, shop: str) -> CatalogSnapshot:
        """The visible version. Raises ShopNotFoundError."""
        version = await asyncio.to_thread(self.catalogs.version, shop)
        async with self._loading:
            known = self._views.get(shop)
            if known is None or known.catalog_version != version:
                known = self._views[shop] = await asyncio.to_thread(self.catalogs.load, shop)
        return known
