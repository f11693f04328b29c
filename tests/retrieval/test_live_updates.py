"""A catalog that changes while it is served, and one that is opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.config import RankingConfig
from retrieval.dense import VectorDatabase, VectorIndex
from retrieval.dense_retriever import DenseRetriever
from retrieval.ranker import Ranker
from retrieval.shops import Shops
from retrieval.types import Constraint, Op, Query, RankedItem, Ranking, Sort
from tests.fakes import HashingEmbedder
from tests.small_shop import NOW

HEADER = "id,title,price,currency,stock\n"
MUGS = ("1,Blue Stoneware Mug,18.00,USD,4", "2,Red Stoneware Mug,24.00,USD,9", "3,Tall Glass,9.00,USD,2")
CHEAP = Query(text="stoneware mug", constraints=(Constraint(facet="price", op=Op.LTE, value=20.0),))


class Opened:
    """A shop over the files of a folder, as one process opens it; texts embedded and indexes are counted."""

    def __init__(self, folder: Path, database: VectorDatabase) -> None:
        self.embedder = HashingEmbedder()
        self.built = 0
        self._folder = folder
        self._store = CatalogStore(f"sqlite:///{folder / 'catalog.db'}")
        self._index = VectorIndex(database=database, shop="mugs", embedder=self.embedder)
        self._shops = Shops(catalogs=self._store, build_ranker=self._ranker)

    def take(self, *rows: str) -> None:
        """Bring rows into the shop."""
        source = self._folder / "mugs.csv"
        source.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
        ingest(
            source, settings=ShopSettings(name="mugs"), store=self._store, vectors=self._index, upsert=True
        )

    def rank(self, query: Query) -> tuple[RankedItem, ...]:
        """What the next turn would be given."""
        return self.ranking(query).items

    def ranking(self, query: Query) -> Ranking:
        """The same with all that is told beside the items."""
        return self._shops.open("mugs").ranker.rank(query)

    def close(self) -> None:
        """Close the database of products."""
        self._store.close()

    def _ranker(self, snapshot: CatalogSnapshot) -> Ranker:
        self.built += 1
        dense = DenseRetriever(snapshot=snapshot, index=self._index)
        return Ranker(snapshot=snapshot, dense=dense, config=RankingConfig(), now=lambda: NOW)


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """The shop as a new process finds it."""
    with VectorDatabase(folder / "vectors") as database:
        shop = Opened(folder, database)
        yield shop
        shop.close()


def ids(items: tuple[RankedItem, ...]) -> list[str]:
    """Product ids in order."""
    return [item.product.product_id for item in items]


def test_the_next_search_sees_a_new_price_and_stock(tmp_path: Path) -> None:
    """A price that falls to the limit brings its product in, a risen one takes it out; none is embedded."""
    with opened(tmp_path) as shop:
        shop.take(*MUGS)
        assert ids(shop.rank(CHEAP)) == ["1"]
        embedded = len(shop.embedder.embedded)
        shop.take("1,Blue Stoneware Mug,21.00,USD,4", "2,Red Stoneware Mug,15.50,USD,0")
        (item,) = shop.rank(CHEAP)
        assert (item.product.product_id, item.product.price_minor, item.product.stock) == ("2", 1_550, 0)
        assert len(shop.embedder.embedded) == embedded


def test_a_new_price_needs_no_new_index(tmp_path: Path) -> None:
    """Prices and stock go over the index that is there; a new title, or product, has a new one made."""
    with opened(tmp_path) as shop:
        shop.take(*MUGS)
        shop.rank(CHEAP)
        shop.take("1,Blue Stoneware Mug,12.00,USD,0")
        assert ids(shop.rank(CHEAP)) == ["1"]
        assert shop.built == 1
        shop.take("1,Blue Teapot,12.00,USD,4")
        assert ids(shop.rank(CHEAP)) == []
        assert shop.built == 2
        shop.take("4,Green Stoneware Mug,11.00,USD,4")
        assert ids(shop.rank(CHEAP)) == ["4"]
        assert shop.built == 3


def test_a_renewed_ranking_equals_a_new_one(tmp_path: Path) -> None:
    """After prices, stock and sales changed: items, contributions, facets and what dropping a limit frees."""
    rows = [f"{number},No {number} Stoneware Mug,{10 + number}.00,USD,3" for number in range(30)]
    changed = [
        f"{number},No {number} Stoneware Mug,{50 - number}.00,USD,{number % 2}" for number in range(30)
    ]
    wishes = (
        CHEAP,
        Query(text="stoneware mug", limit=30),
        Query(text="mug", sort=Sort(field="price", direction="asc")),
        Query(text="mug", constraints=(Constraint(facet="price", op=Op.LTE, value=5.0),)),
    )
    with opened(tmp_path) as shop:
        shop.take(*rows)
        for wish in wishes:
            shop.ranking(wish)
        shop.take(*changed)
        renewed = [replace(shop.ranking(wish), stage_ms={}) for wish in wishes]
        assert shop.built == 1
    with opened(tmp_path) as shop:
        assert [replace(shop.ranking(wish), stage_ms={}) for wish in wishes] == renewed


def test_rankings_are_the_same_after_a_restart(tmp_path: Path) -> None:
    """Products, scores and contributions are equal to the last bit."""
    rows = [f"{number},No {number} Stoneware Mug,{10 + number}.00,USD,3" for number in range(40)]
    wish = Query(text="stoneware mug", limit=20)
    with opened(tmp_path) as shop:
        shop.take(*rows)
        before = shop.rank(wish)
    with opened(tmp_path) as shop:
        after = shop.rank(wish)
    assert len(before) == 20
    assert [(i.product, i.final_score, i.contributions) for i in after] == [
        (i.product, i.final_score, i.contributions) for i in before
    ]
