"""The product store: versions, visibility and what is kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from retrieval.catalog.changes import CatalogChange, product_row
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.catalog.store_schema import SCHEMA
from retrieval.database import migrate
from retrieval.errors import DatabaseError, ShopNotFoundError
from retrieval.types import Interaction, Product, Review

SHOP = ShopSettings(name="tea", currency="CNY", languages=("zh",))
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Address of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'catalog.db'}"


@pytest.fixture
def store(url: str) -> CatalogStore:
    """An empty store."""
    return CatalogStore(url, now=lambda: NOW)


def change(*ids: str, price: int = 100, upsert: bool = False) -> CatalogChange:
    """A change that brings products of some ids at one price."""
    rows = [
        product_row(
            Product(product_id=product_id, title=f"茶杯 {product_id}", currency="CNY", price_minor=price),
            embedding_key=f"key-{product_id}",
        )
        for product_id in ids
    ]
    return CatalogChange(settings=SHOP, products=rows, upsert=upsert)


def ids(store: CatalogStore) -> list[str]:
    """Ids in the visible version."""
    return [product.product_id for product in store.load("tea").products]


def test_each_change_is_a_version(store: CatalogStore) -> None:
    """Counts say what differed; a change without difference makes no version."""
    first = store.apply(change("a", "b"))
    again = store.apply(change("a", "b"))
    second = store.apply(change("b", "c", price=200))
    assert (first.version, first.added) == (1, 2)
    assert (again.version, again.unchanged) == (1, 2)
    assert (second.version, second.added, second.changed, second.deleted) == (2, 1, 1, 1)
    assert [(v.version, v.products, v.at) for v in store.versions("tea")] == [(2, 2, NOW), (1, 2, NOW)]


def test_upsert_keeps_what_is_absent(store: CatalogStore) -> None:
    """An upsert adds and replaces; the whole source deletes what it lacks."""
    store.apply(change("a", "b"))
    assert store.apply(change("c", upsert=True)).deleted == 0
    assert ids(store) == ["a", "b", "c"]
    store.apply(change("c"))
    assert ids(store) == ["c"]


def test_products_are_deleted_by_id(store: CatalogStore) -> None:
    """Ids that exist are deleted with their reviews; others are not counted."""
    store.apply(change("a", "b"))
    store.apply(CatalogChange(settings=SHOP, reviews=[Review(product_id="a", text="好")]))
    differences = store.apply(CatalogChange(settings=SHOP, deleted_ids=["a", "x"], upsert=True))
    assert (differences.deleted, ids(store), dict(store.review_counts("tea"))) == (1, ["b"], {})


def test_settings_are_kept_and_changes_seen(store: CatalogStore) -> None:
    """Saved settings come back, and changing them is a version of its own."""
    store.save_shop(SHOP)
    store.save_shop(SHOP)
    assert (store.shop("tea"), store.version("tea")) == (SHOP, 1)
    store.save_shop(ShopSettings(name="tea", title="Tea & Co"))
    assert (store.load("tea").shop.title, store.version("tea")) == ("Tea & Co", 2)
    assert [(s.settings.name, s.products) for s in store.shops()] == [("tea", 0)]


def test_a_deleted_shop_is_gone_and_its_numbers_stay_used(store: CatalogStore) -> None:
    """Every read raises ShopNotFoundError naming the others; a new shop of that name goes on counting."""
    store.save_shop(ShopSettings(name="other"))
    store.apply(change("a"))
    store.delete_shop("tea")
    for read in (store.version, store.load, store.shop, store.delete_shop):
        with pytest.raises(ShopNotFoundError, match="other"):
            read("tea")
    assert store.apply(change("b")).version == 2
    assert ids(store) == ["b"]


def test_other_shops_are_untouched(store: CatalogStore) -> None:
    """Replacing one shop's catalog leaves the other's rows and version."""
    store.apply(change("a"))
    other = CatalogChange(settings=ShopSettings(name="other"), products=change("x").products)
    store.apply(other)
    assert (ids(store), store.version("tea"), store.version("other")) == (["a"], 1, 1)


def test_reviews_fill_a_missing_rating(store: CatalogStore) -> None:
    """The mean and count of stored ratings stand in where the source states none."""
    store.apply(change("a"))
    reviews = [Review(product_id="a", text="好", rating=5.0), Review(product_id="a", text="一般", rating=4.0)]
    store.apply(CatalogChange(settings=SHOP, reviews=reviews, units_sold={"a": 7}))
    product = store.load("tea").products[0]
    assert (product.rating, product.rating_count, product.units_sold) == ((5.0 + 4.0) / 2, 2, 7)
    assert {review.text for review in store.reviews("tea", "a")} == {"好", "一般"}


def test_repeated_reviews_are_counted_and_not_doubled(store: CatalogStore) -> None:
    """Two equal reviews are two; reading the same file again changes nothing."""
    twice = CatalogChange(settings=SHOP, reviews=[Review(product_id="a", text="好评")] * 2)
    store.apply(change("a"))
    version = store.apply(twice).version
    assert store.apply(twice).version == version
    assert dict(store.review_counts("tea")) == {"a": 2}


def test_interactions_keep_their_order(store: CatalogStore) -> None:
    """Behavior comes back in source order, with its flags."""
    events = [
        Interaction(user_id="u", product_id="b", click=True),
        Interaction(user_id="u", product_id="a", purchase=True, timestamp=NOW),
    ]
    store.apply(CatalogChange(settings=SHOP, interactions=events))
    assert list(store.interactions("tea")) == events


def test_a_failing_write_leaves_the_old_version(store: CatalogStore) -> None:
    """An error in the middle of a change rolls all of it back."""
    store.apply(change("a", "b"))

    def fail(done: int, total: int) -> None:
        raise RuntimeError(f"stopped at {done} of {total}")

    with pytest.raises(RuntimeError, match="stopped at 1 of 1"):
        store.apply(change("c"), on_progress=fail)
    assert (ids(store), store.version("tea")) == (["a", "b"], 1)


def test_readers_see_old_or_new_whole(url: str, store: CatalogStore) -> None:
    """A reader on another connection sees the old catalog until the writer is done, then the new one."""
    store.apply(change("a", "b"))
    reader = CatalogStore(url)
    writing, go_on = threading.Event(), threading.Event()

    def pause(_done: int, _total: int) -> None:
        writing.set()
        go_on.wait(10)

    writer = threading.Thread(target=lambda: store.apply(change("c", "d", "e"), on_progress=pause))
    writer.start()
    assert writing.wait(10)
    assert (ids(reader), reader.version("tea")) == (["a", "b"], 1)
    go_on.set()
    writer.join()
    assert (ids(reader), reader.version("tea")) == (["c", "d", "e"], 2)
    reader.close()


def test_a_later_schema_is_refused(url: str, store: CatalogStore) -> None:
    """A database of a newer program is left alone, and the message says so."""
    store.close()
    engine = create_engine(url)
    with engine.begin() as connection:
        assert migrate(connection, SCHEMA, now=NOW) == SCHEMA.number
        connection.execute(text("INSERT INTO catalog_migrations VALUES (999, 'x')"))
    engine.dispose()
    with pytest.raises(DatabaseError, match="999"):
        CatalogStore(url)


def test_a_later_version_is_read_over_an_earlier_one(store: CatalogStore, url: str) -> None:
    """Only changed records are read again, and what comes out is the same as reading everything."""
    store.apply(change("a", "b", "c"))
    before = store.load("tea")
    store.apply(change("b", price=300, upsert=True))
    store.apply(change("c", price=400, upsert=True))
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE products SET record = 'unreadable' WHERE product_id = 'a'"))
    later = store.load("tea", before)
    engine.dispose()
    assert [product.price_minor for product in later.products] == [100, 300, 400]
    assert later.products[0] is before.products[0]
    assert (later.catalog_version, later.shop, later.item_idx) == (3, before.shop, before.item_idx)


def test_changed_texts_are_counted_anew(store: CatalogStore) -> None:
    """A product that another brand makes now is counted with it, in a version read over an earlier one."""
    cup = Product(product_id="a", title="茶杯", currency="CNY", price_minor=100, brand="甲")
    store.apply(CatalogChange(settings=SHOP, products=[product_row(cup, embedding_key="k")]))
    before = store.load("tea")
    other = replace(cup, brand="乙")
    store.apply(CatalogChange(settings=SHOP, products=[product_row(other, embedding_key="k")]))
    assert store.load("tea", before).live_values("brand") == {"乙": 1}
    assert before.live_values("brand") == {"甲": 1}


@pytest.mark.parametrize(
    "later",
    [
        change("a", "b", "c"),
        change("b"),
        change("b", "c"),
        CatalogChange(settings=SHOP, reviews=[Review(product_id="a", text="好", rating=2.0)]),
        CatalogChange(settings=SHOP, units_sold={"a": 7}),
        CatalogChange(settings=replace(SHOP, title="Tea"), products=None),
    ],
)
def test_other_changes_are_read_whole(store: CatalogStore, later: CatalogChange) -> None:
    """Added and deleted products, reviews, sales and settings: as if there were no earlier version."""
    store.apply(change("a", "b"))
    before = store.load("tea")
    store.apply(later)
    anew = store.load("tea")
    assert store.load("tea", before) == anew
    assert anew.catalog_version == 2


def test_a_shop_made_anew_is_not_read_over_the_old_one(store: CatalogStore) -> None:
    """A deleted shop's products don't come back with a new shop of its name."""
    store.apply(change("a", "b"))
    before = store.load("tea")
    store.delete_shop("tea")
    store.save_shop(SHOP)
    assert store.load("tea", before).products == ()
