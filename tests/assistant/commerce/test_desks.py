"""Which backend a shop gets, and what the demo shop starts with."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.commerce.errors import BackendAnswerError
from assistant.commerce.http import HttpBackend
from assistant.commerce.local import LocalBackend
from assistant.commerce.samples import demo_samples
from assistant.commerce.tau2 import Tau2Backend
from assistant.commerce.types import CartLine, OrderStatus
from assistant.desks import Desks
from assistant.errors import SettingsError
from assistant.settings import Settings
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.shops import ShopIndex, Shops
from tests.corner_counter import tau2_file
from tests.small_shop import lexical_ranker, product

PRODUCTS = (
    product("KIT-0004", "Sage Mug", 22, category=("Kitchen & Dining",)),
    product("FOO-0003", "Sencha", 18, category=("Food & Tea", "Tea")),
    product("ZHH-0001", "粗陶马克杯", 19, category=("厨房餐具",)),
)


class _One:
    """A single catalog."""

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self._snapshot = snapshot

    def version(self, _shop: str) -> int:
        """Its version."""
        return self._snapshot.catalog_version

    def load(self, _shop: str, _since: CatalogSnapshot | None = None) -> CatalogSnapshot:
        """The whole of it."""
        return self._snapshot


def index(name: str = "demo", source: str | None = None) -> ShopIndex:
    """A shop over the three products."""
    settings = ShopSettings(name=name, source_dir=source)
    snapshot = CatalogSnapshot(shop=settings, catalog_version=1, products=PRODUCTS)
    return Shops(catalogs=_One(snapshot), build_ranker=lexical_ranker).open(name)


def desks(home: Path, **backends: object) -> Desks:
    """The desks of a home with these backends configured."""
    return Desks(Settings.model_validate({"home": home, "models_root": home, "backends": backends}))


def test_the_demo_shop_starts_with_samples(tmp_path: Path) -> None:
    """Its customers, orders and coupons are there, once; another local shop has none."""
    opened = desks(tmp_path)
    demo = opened.open(index(source=str(tmp_path / "sources" / "demo"))).backend
    again = desks(tmp_path).open(index(source=str(tmp_path / "sources" / "demo"))).backend
    assert isinstance(demo, LocalBackend)
    customer = demo.find_by_name("Nora Lindqvist", "97209")
    assert customer is not None
    assert len(again.orders(customer)) == len(demo.orders(customer)) == 1
    assert len(demo.coupons()) == 4
    plain = opened.open(index("plain")).backend
    assert plain.order_rules() is None
    assert plain.cart("c").lines == ()
    opened.close()
    opened.close()


def test_sample_orders_hold_what_the_catalog_has() -> None:
    """Titles and prices are the catalog's; food can't go back; orders without a product are left out."""
    samples = demo_samples(index().snapshot, now=datetime(2026, 6, 1, tzinfo=UTC))
    by_number = {order.order_id: order for order in samples.orders}
    assert set(by_number) == {"LL-20418", "LL-20415"}
    mug, tea = by_number["LL-20418"].lines
    assert (mug.title, mug.unit_price_minor, mug.returnable) == ("Sage Mug", 2200, True)
    assert (tea.title, tea.returnable) == ("Sencha", False)
    assert by_number["LL-20418"].status is OrderStatus.PENDING


def test_configured_backends_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a service, by the shop's name; a backend is opened once."""
    monkeypatch.setenv("SHOP_TOKEN", "t0ken")
    opened = desks(
        tmp_path,
        retail={"tau2": str(tau2_file(tmp_path))},
        web={"url": "http://shop.example", "token_env": "SHOP_TOKEN"},
    )
    file = opened.open(index("retail")).backend
    assert isinstance(file, Tau2Backend)
    assert opened.open(index("retail")).backend is file
    assert isinstance(opened.open(index("web")).backend, HttpBackend)
    opened.close()


def test_a_missing_token_and_a_broken_file_are_said(tmp_path: Path) -> None:
    """The variable's name, and the file's."""
    opened = desks(
        tmp_path,
        web={"url": "http://shop.example", "token_env": "NOT_SET_ANYWHERE"},
        retail={"tau2": str(tmp_path / "none.json")},
    )
    with pytest.raises(SettingsError, match="NOT_SET_ANYWHERE"):
        opened.open(index("web"))
    with pytest.raises(BackendAnswerError, match=r"none\.json"):
        opened.open(index("retail"))


def test_a_backend_is_a_url_or_a_file(tmp_path: Path) -> None:
    """Both, or neither, is a wrong setting."""
    for wrong in ({}, {"url": "http://shop.example", "tau2": "db.json"}):
        with pytest.raises(ValueError, match="either url or tau2"):
            desks(tmp_path, mine=wrong)


def test_forgetting_opens_no_database_where_there_is_none(tmp_path: Path) -> None:
    """A home that never kept a cart has no commerce database after a conversation or a shop was deleted."""
    opened = desks(tmp_path)
    opened.forget_conversation("never-seen")
    opened.forget_shop("never-seen")
    opened.close()
    assert list(tmp_path.iterdir()) == []


def test_a_deleted_conversation_leaves_no_cart_and_a_deleted_shop_no_orders(tmp_path: Path) -> None:
    """Cart and recorded writes are gone from the database; other carts stay until the shop goes."""
    opened = desks(tmp_path)
    shop = opened.open(index(source=str(tmp_path / "sources" / "demo"))).backend
    mug = CartLine(
        product_id="KIT-0004",
        sku_id=None,
        title="Sage Mug",
        options=(),
        quantity=1,
        unit_price_minor=2200,
        currency="USD",
    )
    shop.add("erased-conversation", mug, key="k1")
    shop.add("kept_conversation", mug, key="k2")
    opened.forget_conversation("erased-conversation")
    assert shop.cart("erased-conversation").lines == ()
    assert shop.cart("kept_conversation").lines == (mug,)
    with sqlite3.connect(tmp_path / "commerce.sqlite") as database:
        assert database.execute("SELECT key FROM commerce_writes").fetchall() == [("k2",)]
    opened.forget_shop("demo")
    again = opened.open(index("demo")).backend
    assert again.cart("kept_conversation").lines == ()
    assert again.coupons() == ()
    opened.close()
