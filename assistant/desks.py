"""Which backend serves a shop's carts and orders: its own service, a tau2 file, or the home's database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock

from assistant.acting.desk import ServiceDesk
from assistant.commerce.http import HttpBackend, open_client
from assistant.commerce.local import CommerceDatabase, LocalBackend
from assistant.commerce.pricing import price_now
from assistant.commerce.protocols import ShopBackend
from assistant.commerce.samples import demo_samples
from assistant.commerce.tau2 import Tau2Backend
from assistant.errors import SettingsError
from assistant.settings import BackendSetting, Settings
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.shops import ShopIndex
from retrieval.types import Sku

DEMO_SOURCE = ("sources", "demo")
"""Where a home keeps the source of the bundled demo catalog."""


class Desks:
    """One backend for each shop, opened when it is first needed. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database: CommerceDatabase | None = None
        self._snapshots: dict[str, CatalogSnapshot] = {}
        self._backends: dict[str, ShopBackend] = {}
        self._lock = Lock()

    def open(self, index: ShopIndex) -> ServiceDesk:
        """The service desk of a shop.

        The bundled demo shop gets its sample customers, orders and coupons the first time.
        Raises SettingsError, CommerceError.
        """
        snapshot = index.snapshot
        with self._lock:
            self._snapshots[snapshot.shop.name] = snapshot
            if snapshot.shop.name not in self._backends:
                self._backends[snapshot.shop.name] = self._made(snapshot)
            return ServiceDesk(backend=self._backends[snapshot.shop.name], now=_utc_now)

    def forget_conversation(self, conversation_id: str) -> None:
        """Erase the cart of a conversation from the home; a shop's own service keeps its carts itself."""
        with self._lock:
            database = self._kept_database()
            if database is not None:
                database.forget_cart(conversation_id)

    def forget_shop(self, shop: str) -> None:
        """Erase carts, customers, orders and coupons of a deleted shop from the home."""
        with self._lock:
            self._backends.pop(shop, None)
            self._snapshots.pop(shop, None)
            database = self._kept_database()
            if database is not None:
                database.forget_shop(shop)

    def close(self) -> None:
        """Close every backend. Idempotent."""
        with self._lock:
            for backend in self._backends.values():
                backend.close()
            self._backends.clear()
            if self._database is not None:
                self._database.close()
                self._database = None

    def _made(self, snapshot: CatalogSnapshot) -> ShopBackend:
        setting = self._settings.backends.get(snapshot.shop.name)
        if setting is None:
            return self._local(snapshot)
        if setting.tau2 is not None:
            return Tau2Backend(setting.tau2)
        return HttpBackend(open_client(str(setting.url), token=_token(setting), timeout_s=setting.timeout_s))

    def _local(self, snapshot: CatalogSnapshot) -> LocalBackend:
        shop = snapshot.shop.name
        backend = LocalBackend(self._opened_database(), shop=shop, versions=partial(self._versions, shop))
        source = snapshot.shop.source_dir
        if source is not None and Path(source).parts[-2:] == DEMO_SOURCE:
            backend.seed(demo_samples(snapshot, now=_utc_now()))
        return backend

    def _versions(self, shop: str, product_id: str) -> Sequence[Sku]:
        """A product's versions in the catalog that was opened last, each with a price."""
        snapshot = self._snapshots.get(shop)
        product = snapshot.get(product_id) if snapshot else None
        if product is None:
            return ()
        return tuple(replace(sku, price_minor=price_now(product, sku)) for sku in product.skus)

    @property
    def _path(self) -> Path:
        return self._settings.home / "commerce.sqlite"

    def _kept_database(self) -> CommerceDatabase | None:
        """The database, where this home has one."""
        return self._opened_database() if self._database is not None or self._path.exists() else None

    def _opened_database(self) -> CommerceDatabase:
        if self._database is None:
            self._database = CommerceDatabase(f"sqlite:///{self._path}")
        return self._database


def _token(setting: BackendSetting) -> str | None:
    if setting.token_env is None:
        return None
    token = os.environ.get(setting.token_env)
    if not token:
        raise SettingsError(
            f"backends: expected a token in {setting.token_env!r}, got none; set it or drop token_env"
        )
    return token


def _utc_now() -> datetime:
    return datetime.now(UTC)
