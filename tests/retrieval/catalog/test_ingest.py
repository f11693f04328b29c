"""Ingest: incremental, whole or not at all, and tolerant of every bad row."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest

from retrieval.catalog.ingest import IngestReport, delete_products, dry_run, ingest
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.errors import SourceError

SHOP = ShopSettings(name="demo")
HEADER = "id,title,price,description\n"


class MemoryVectors:
    """Keeps the keys that were embedded, in order."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.texts: list[str] = []

    def missing(self, keys: Sequence[str]) -> Sequence[str]:
        """Those not kept yet."""
        return [key for key in keys if key not in self.keys]

    def add(
        self, keys: Sequence[str], texts: Sequence[str], *, on_progress: Callable[[int, int], None]
    ) -> None:
        """Keep keys and remember the texts."""
        self.keys.extend(keys)
        self.texts.extend(texts)
        on_progress(len(keys), len(keys))

    def prune(self, keep: Collection[str]) -> int:
        """Forget the others."""
        before = len(self.keys)
        self.keys = [key for key in self.keys if key in keep]
        return before - len(self.keys)


@pytest.fixture
def store(tmp_path: Path) -> CatalogStore:
    """An empty store beside the source."""
    return CatalogStore(f"sqlite:///{tmp_path / 'home.db'}")


def write(folder: Path, *lines: str, name: str = "products.csv") -> Path:
    """Write a source folder with one file and return the folder."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    (source / name).write_text("".join(lines), "utf-8")
    return source


def run(
    source: Path, store: CatalogStore, vectors: MemoryVectors | None = None, *, upsert: bool = False
) -> IngestReport:
    """Ingest into the demo shop, with rejects beside the source."""
    rejects = source.parent / "rejects.jsonl"
    return ingest(source, settings=SHOP, store=store, vectors=vectors, rejects_path=rejects, upsert=upsert)


def ids(store: CatalogStore) -> list[str]:
    """Ids in the visible version."""
    return [product.product_id for product in store.load("demo").products]


def test_only_new_texts_are_embedded(tmp_path: Path, store: CatalogStore) -> None:
    """A price change is no new vector, a title change is one, and vectors of gone texts are dropped."""
    vectors = MemoryVectors()
    first = run(write(tmp_path, HEADER, "1,Mug,5,\n", "2,Cup,6,\n"), store, vectors)
    assert (first.embedded, first.added, first.catalog_version) == (2, 2, 1)
    second = run(write(tmp_path, HEADER, "1,Mug,9,\n", "2,Cup,6,\n"), store, vectors)
    assert (second.embedded, second.changed, second.unchanged, second.catalog_version) == (0, 1, 1, 2)
    third = run(write(tmp_path, HEADER, "1,Big mug,9,\n"), store, vectors)
    assert (third.embedded, third.deleted, third.pruned) == (1, 1, 2)
    assert vectors.texts == ["Mug", "Cup", "Big mug"]
    assert run(tmp_path / "source", store, vectors).catalog_version == third.catalog_version


def test_upsert_adds_and_delete_removes(tmp_path: Path, store: CatalogStore) -> None:
    """An upsert keeps what the file lacks; deletion by id is a version and drops vectors."""
    vectors = MemoryVectors()
    run(write(tmp_path, HEADER, "1,Mug,5,\n"), store, vectors)
    run(write(tmp_path, HEADER, "2,Cup,6,\n"), store, vectors, upsert=True)
    assert ids(store) == ["1", "2"]
    assert delete_products(["1", "x"], settings=store.shop("demo"), store=store, vectors=vectors) == 1
    assert (ids(store), len(vectors.keys), store.version("demo")) == (["2"], 1, 3)


def test_bad_rows_are_reported_and_stop_nothing(tmp_path: Path, store: CatalogStore) -> None:
    """Missing price, broken price, ragged line, NUL, broken bytes and a repeated id cost only themselves."""
    source = tmp_path / "products.csv"
    good = [b"id,title,price", b"1,Mug,5", "6,茶杯,5".encode(), b"9,Pot,7"]
    bad = [b"2,Cup,", b"3,Jug,soon", b"4,Pan", b"5,P\x00t,4", b"7,\xff\xfe,5", b"1,Other,5"]
    lines = [*good[:2], *bad[:4], good[2], *bad[4:], good[3]]
    source.write_bytes(b"\n".join(lines))
    report = run(source, store)
    assert ids(store) == ["1", "6", "9"]
    rejects = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text("utf-8").splitlines()]
    assert [(r["line"], r["field"]) for r in rejects] == [
        (3, "price"),
        (4, "price"),
        (5, ""),
        (6, "title"),
        (8, "title"),
        (9, "product_id"),
    ]
    assert all(r["file"] == "products.csv" and r["expected"] and r["got"] for r in rejects)
    assert (report.source.rejected, report.source.rows, report.rejects_path) == (
        6,
        9,
        tmp_path / "rejects.jsonl",
    )
    assert report.source.first_rejects[0].line == 3


def test_a_rejects_file_does_not_outlive_its_faults(tmp_path: Path, store: CatalogStore) -> None:
    """A later clean ingest removes the rejects of the one before."""
    run(write(tmp_path, HEADER, "1,Mug,5,\n", "2,Cup,,\n"), store)
    assert (tmp_path / "rejects.jsonl").exists()
    run(write(tmp_path, HEADER, "1,Mug,5,\n"), store)
    assert not list(tmp_path.glob("rejects.jsonl*"))


def test_a_50_mb_description_is_cut_and_reported(tmp_path: Path, store: CatalogStore) -> None:
    """The product of a 50 MB description goes in with the head of it, and a warning says so."""
    huge = "soft wool " * 5_000_000
    report = run(write(tmp_path, HEADER, f"1,Mug,5,{huge}\n", "2,Cup,6,ok\n"), store)
    assert [len(product.description) for product in store.load("demo").products] == [19_999, 2]
    (warning,) = report.source.warnings
    assert warning.startswith("products.csv line 2, description: expected at most 20000 characters")
    assert warning.endswith("got '49999999 characters'")


def test_a_wrong_encoding_is_read_and_named(tmp_path: Path, store: CatalogStore) -> None:
    """A GB 18030 file is read as such and the report says so."""
    source = tmp_path / "products.csv"
    source.write_bytes("编号,名称,价格\n1,青花瓷茶杯,45\n".encode("gb18030"))
    report = run(source, store)
    assert store.load("demo").products[0].title == "青花瓷茶杯"
    assert report.source.warnings == ("products.csv: not UTF-8, read as gb18030",)


def test_nothing_readable_changes_nothing(tmp_path: Path, store: CatalogStore) -> None:
    """A source whose every row is bad, or that is no catalog, leaves the old version."""
    run(write(tmp_path, HEADER, "1,Mug,5,\n"), store)
    with pytest.raises(SourceError, match="nothing was changed"):
        run(write(tmp_path, HEADER, "1,Mug,soon,\n"), store)
    with pytest.raises(SourceError, match="expected columns"):
        run(write(tmp_path, "alpha,beta\n1,2\n"), store)
    assert (ids(store), store.version("demo")) == (["1"], 1)


def test_reviews_behavior_and_units_sold_come_along(tmp_path: Path, store: CatalogStore) -> None:
    """Side files of a folder are stored; alone they need a shop that exists."""
    source = write(tmp_path, HEADER, "1,Mug,5,\n")
    write(tmp_path, "product_id,review,rating\n1,good,9\n1,bad,1\n", name="reviews.csv")
    write(tmp_path, "user_id,item_id,purchase\nu,1,1\n", name="events.csv")
    write(tmp_path, "product_id,units_sold\n1,12\n", name="sold.csv")
    report = run(source, store)
    assert (report.source.reviews, report.source.interactions, report.source.units_sold) == (2, 1, 1)
    product = store.load("demo").products[0]
    assert (product.rating, product.rating_count, product.units_sold) == ((9 / 2 + 1 / 2) / 2, 2, 12)
    (source / "products.csv").unlink()
    assert run(source, store).catalog_version == report.catalog_version
    with pytest.raises(SourceError, match="new shop"):
        ingest(source, settings=ShopSettings(name="new"), store=store, vectors=None)


def test_a_dry_run_writes_nothing(tmp_path: Path, store: CatalogStore) -> None:
    """A dry run tells mapping, coverage and first rejects, and leaves no shop and no file."""
    source = write(tmp_path, HEADER, "1,Blue mug,5,\n", "2,Cup,,\n")
    report = dry_run(source, settings=SHOP)
    assert (report.products, report.rejected, report.coverage["color"]) == (1, 1, 1.0)
    assert report.files[0].fields["title"] == "title"
    assert (list(store.shops()), list(tmp_path.glob("rejects*"))) == ([], [])


def test_progress_names_its_stages(tmp_path: Path, store: CatalogStore) -> None:
    """Reading, embedding and writing report in this order, the last call of each complete."""
    seen: dict[str, tuple[int, int | None]] = {}

    def note(stage: str, done: int, total: int | None) -> None:
        seen[stage] = (done, total)

    source = write(tmp_path, HEADER, "1,Mug,5,\n", "2,Cup,6,\n")
    ingest(source, settings=SHOP, store=store, vectors=MemoryVectors(), on_progress=note)
    assert list(seen.items()) == [("reading", (2, None)), ("embedding", (2, 2)), ("writing", (2, 2))]


KILLED = """
import sys, time
from pathlib import Path
from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore

def hold(stage, done, total):
    if stage == "writing":
        print("writing", done, flush=True)
        time.sleep(60)

store = CatalogStore(sys.argv[2])
ingest(Path(sys.argv[1]), settings=ShopSettings(name="demo"), store=store, vectors=None, on_progress=hold)
"""


def test_a_killed_ingest_leaves_the_old_version_whole(tmp_path: Path, store: CatalogStore) -> None:
    """A process killed in the middle of writing changes nothing, and the next ingest works."""
    run(write(tmp_path, HEADER, "1,Mug,5,\n", "2,Cup,6,\n"), store)
    source = write(tmp_path, HEADER, *(f"{number},New {number},7,\n" for number in range(1, 1200)))
    script = [sys.executable, "-c", KILLED, str(source), f"sqlite:///{tmp_path / 'home.db'}"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True, cwd=root) as child:  # noqa: S603  # own script
        assert child.stdout is not None
        assert child.stdout.readline() == "writing 500\n"
        os.kill(child.pid, signal.SIGKILL)
    reopened = CatalogStore(f"sqlite:///{tmp_path / 'home.db'}")
    assert [product.title for product in reopened.load("demo").products] == ["Mug", "Cup"]
    assert reopened.version("demo") == 1
    started = time.monotonic()
    assert run(source, store).catalog_version == 2
    assert time.monotonic() - started < 30
    reopened.close()
