"""The vector index in Chroma and the retriever over it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.dense import VectorDatabase, VectorIndex, collection_name
from retrieval.dense_retriever import DenseRetriever
from retrieval.errors import VectorIndexError
from retrieval.item_rows import top
from retrieval.types import Candidate, Product
from tests.conftest import ROOT
from tests.fakes import HashingEmbedder


def ignore(_done: int, _total: int) -> None:
    """Take progress silently."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[VectorDatabase]:
    """An empty embedded database."""
    with VectorDatabase(tmp_path / "vectors") as opened:
        yield opened


@pytest.fixture
def index(database: VectorDatabase) -> VectorIndex:
    """An empty index of shop "demo"."""
    return VectorIndex(database=database, shop="demo", embedder=HashingEmbedder())


def snapshot(*titles: str, version: int = 1) -> CatalogSnapshot:
    """Products p000, p001, … with the given titles and nothing else."""
    return CatalogSnapshot(
        shop=ShopSettings(name="demo"),
        catalog_version=version,
        products=tuple(
            Product(product_id=f"p{number:03}", title=title, currency="USD", price_minor=None)
            for number, title in enumerate(titles)
        ),
    )


def fill(index: VectorIndex, catalog: CatalogSnapshot) -> list[str]:
    """Add the vectors of a snapshot, as an ingest does; return their keys."""
    texts = [document_text(product) for product in catalog.products]
    keys = [embedding_key(text) for text in texts]
    missing = set(index.missing(keys))
    new = [(key, text) for key, text in zip(keys, texts, strict=True) if key in missing]
    index.add([key for key, _ in new], [text for _, text in new], on_progress=ignore)
    return keys


def test_missing_keeps_order_and_names_each_once(index: VectorIndex) -> None:
    """What has no vector is returned in order, without repeats."""
    index.add(["b"], ["text b"], on_progress=ignore)
    assert list(index.missing(["c", "b", "a", "c"])) == ["c", "a"]


def test_vectors_come_back_in_the_order_asked(index: VectorIndex) -> None:
    """The matrix has one float32 row per key, equal to the embedder's, repeats included."""
    index.add(["a", "b"], ["red scarf", "blue hat"], on_progress=ignore)
    expected = HashingEmbedder().embed_documents(["blue hat", "red scarf", "blue hat"])
    matrix = index.vectors(["b", "a", "b"])
    assert matrix.dtype == np.float32
    np.testing.assert_allclose(matrix, expected, atol=1e-6)


def test_progress_counts_texts_from_nothing_to_all(index: VectorIndex) -> None:
    """600 texts are reported from 0, in whole batches of 256, to 600 of 600."""
    seen: list[tuple[int, int]] = []
    texts = [f"text {number}" for number in range(600)]
    index.add(texts, texts, on_progress=lambda done, total: seen.append((done, total)))
    assert (seen[0], seen[-1]) == ((0, 600), (600, 600))
    assert seen == sorted(seen)
    assert {done % 256 for done, _ in seen[:-1]} == {0}


def test_keys_and_texts_must_pair(index: VectorIndex) -> None:
    """A key without a text is refused."""
    with pytest.raises(ValueError, match="2 keys and 1 texts"):
        index.add(["a", "b"], ["text"], on_progress=ignore)


def test_prune_keeps_exactly_what_it_is_told(index: VectorIndex) -> None:
    """Vectors of other keys are dropped and counted; keys without a vector don't matter."""
    index.add(["a", "b", "c"], ["1", "2", "3"], on_progress=ignore)
    assert index.prune({"b", "never added"}) == 2
    assert list(index.keys()) == ["b"]


def test_shops_and_embedders_do_not_mix(database: VectorDatabase) -> None:
    """Each pair of shop and embedder has its own vectors; deleting a shop drops all of its."""
    one = VectorIndex(database=database, shop="one", embedder=HashingEmbedder())
    other_embedder = VectorIndex(database=database, shop="one", embedder=HashingEmbedder(dim=64))
    two = VectorIndex(database=database, shop="two", embedder=HashingEmbedder())
    for each in (one, other_embedder, two):
        each.add(["a"], ["text"], on_progress=ignore)
    one.add(["b"], ["text"], on_progress=ignore)
    assert [len(each.keys()) for each in (one, other_embedder, two)] == [2, 1, 1]
    one.delete()
    assert [len(each.keys()) for each in (one, other_embedder, two)] == [0, 0, 1]


def test_an_embedder_of_another_dimension_is_refused(database: VectorDatabase) -> None:
    """The same embedder name with another length of vectors raises, naming both."""
    VectorIndex(database=database, shop="demo", embedder=HashingEmbedder(dim=64, name="e")).add(
        ["a"], ["text"], on_progress=ignore
    )
    other = VectorIndex(database=database, shop="demo", embedder=HashingEmbedder(dim=32, name="e"))
    with pytest.raises(VectorIndexError, match=r"'dim': 32.*'dim': 64"):
        other.missing(["a"])


def test_collection_names_differ_where_readable_forms_agree() -> None:
    """Embedders whose names differ only in punctuation never share a collection."""
    assert collection_name("demo", "a@1") != collection_name("demo", "a-1")


def test_an_unreachable_server_is_an_error_with_a_remedy() -> None:
    """No server at the URL raises VectorIndexError, not a connection error of some library."""
    with (
        VectorDatabase("http://127.0.0.1:9") as database,
        pytest.raises(VectorIndexError, match="check that the Chroma server runs"),
    ):
        VectorIndex(database=database, shop="demo", embedder=HashingEmbedder()).missing(["a"])


def test_a_location_that_is_no_url_is_refused() -> None:
    """A server is given as an http URL."""
    with VectorDatabase("example") as database, pytest.raises(VectorIndexError, match="http://HOST:PORT"):
        database.call(lambda client: client.heartbeat())


def test_exact_scores_are_cosines(index: VectorIndex) -> None:
    """Texts "red scarf" and "red hat" share one of two words: 1 / (√2 · √2) = 0.5."""
    catalog = snapshot("red scarf", "red hat", "blue shirt")
    fill(index, catalog)
    retriever = DenseRetriever(snapshot=catalog, index=index)
    scores = retriever.scores("red scarf", np.array([2, 1, 0], dtype=np.int64))
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, [0.0, 1 / 2, 1.0], atol=1e-6)


def test_chosen_and_exact_agree(index: VectorIndex) -> None:
    """Over 400 products the 200 that short vectors choose hold the ten best, also of every second product."""
    rng = np.random.default_rng(7)
    words = [f"word{number}" for number in range(40)]
    titles = [" ".join(rng.choice(words, size=6, replace=False)) for _ in range(400)]
    catalog = snapshot(*titles)
    fill(index, catalog)
    choosing = DenseRetriever(snapshot=catalog, index=index, exact_rows=0, pool=200)
    exactly = DenseRetriever(snapshot=catalog, index=index)
    for text, allowed in [(text, rows) for text in titles[:20] for rows in (None, np.arange(0, 400, 2))]:
        assert choosing.retrieve(text, allowed=allowed, limit=10) == exactly.retrieve(
            text, allowed=allowed, limit=10
        )


def test_a_restart_finds_the_same(tmp_path: Path) -> None:
    """What short vectors chose, scores included, is found again by another process's objects."""
    catalog = snapshot(*(f"lamp {number} {'tall ' * (number % 7)}" for number in range(300)))
    found = []
    for _ in range(2):
        with VectorDatabase(tmp_path / "vectors") as database:
            index = VectorIndex(database=database, shop="demo", embedder=HashingEmbedder())
            fill(index, catalog)
            retriever = DenseRetriever(snapshot=catalog, index=index, exact_rows=0, pool=40)
            found.append(retriever.retrieve("tall lamp 7", allowed=None, limit=20))
    assert len(found[0]) == 20
    assert found[0] == found[1]


def test_products_with_one_text_share_a_vector(index: VectorIndex) -> None:
    """Equal documents are embedded once and all of them are found."""
    catalog = snapshot("red scarf", "red scarf", "red scarf")
    embedder = index.embedder
    assert isinstance(embedder, HashingEmbedder)
    fill(index, catalog)
    assert embedder.embedded == ["red scarf"]
    found = DenseRetriever(snapshot=catalog, index=index).retrieve("scarf", allowed=None, limit=3)
    assert [candidate.item_idx for candidate in found] == [0, 1, 2]


def test_versions_coexist_until_pruned(index: VectorIndex) -> None:
    """While an old version's vectors are still there, each version finds its own products only."""
    old = snapshot(*[f"old lamp {number}" for number in range(60)])
    new = snapshot("new lamp", "old lamp 7", version=2)
    fill(index, old)
    before = DenseRetriever(snapshot=old, index=index)
    keys = fill(index, new)
    after = DenseRetriever(snapshot=new, index=index)
    assert len(before.retrieve("lamp", allowed=None, limit=60)) == 60
    assert {candidate.item_idx for candidate in after.retrieve("old lamp", allowed=None, limit=9)} == {0, 1}
    assert index.prune(keys) == 59
    assert len(after.retrieve("lamp", allowed=None, limit=9)) == 2


def test_a_matrix_once_read_outlives_a_prune(index: VectorIndex) -> None:
    """A turn on the old version ends well though its vectors are pruned meanwhile."""
    catalog = snapshot("red scarf")
    fill(index, catalog)
    retriever = DenseRetriever(snapshot=catalog, index=index)
    retriever.vectors()
    index.prune(())
    assert retriever.retrieve("red scarf", allowed=np.array([0]), limit=1) == [
        Candidate(item_idx=0, score=1.0)
    ]


def test_missing_vectors_are_an_error_with_a_remedy(index: VectorIndex) -> None:
    """A wiped folder raises when searched, saying how many are missing and what to run."""
    retriever = DenseRetriever(snapshot=snapshot("red scarf", "blue hat"), index=index)
    with pytest.raises(VectorIndexError, match=r"vectors of 2 texts .* got 0; run `shopwright ingest`"):
        retriever.retrieve("scarf", allowed=None, limit=1)


def test_vectors_that_can_not_be_copied_are_an_error_with_a_remedy(
    tmp_path: Path, index: VectorIndex
) -> None:
    """Where the folder of copies can't be written, what to do is said."""
    index.add(["a"], ["red scarf"], on_progress=ignore)
    (tmp_path / "vectors" / "matrices").write_text("in the way", encoding="utf-8")
    with pytest.raises(VectorIndexError, match="free disk space"):
        index.vectors(["a"])


def elsewhere(folder: Path, code: str) -> None:
    """Run code on `index` in another process."""
    program = (
        "from pathlib import Path; from tests.fakes import HashingEmbedder\n"
        "from retrieval.dense import VectorDatabase, VectorIndex\n"
        f"with VectorDatabase(Path({str(folder)!r})) as database:\n"
        "    index = VectorIndex(database=database, shop='demo', embedder=HashingEmbedder())\n"
        f"    {code}\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)  # noqa: S603 - code of this file


def test_another_process_writes_under_a_reader(tmp_path: Path, database: VectorDatabase) -> None:
    """A reader sees what another process ingested, and a later write of its own keeps it."""
    index = VectorIndex(database=database, shop="demo", embedder=HashingEmbedder())
    old, new = snapshot("red scarf"), snapshot("red scarf", "blue hat", version=2)
    fill(index, old)
    assert DenseRetriever(snapshot=old, index=index).retrieve("scarf", allowed=None, limit=1)
    text = document_text(new.products[1])
    key = embedding_key(text)
    elsewhere(tmp_path / "vectors", f"index.add([{key!r}], [{text!r}], on_progress=lambda d, t: None)")
    retriever = DenseRetriever(snapshot=new, index=index)
    found = retriever.retrieve("blue hat", allowed=None, limit=1)
    assert [candidate.item_idx for candidate in found] == [1]
    index.add(["third"], ["green shirt"], on_progress=ignore)
    assert list(index.missing([key, "third"])) == []
    assert retriever.vectors().shape == (2, 256)


def test_a_shop_deleted_by_another_process_is_an_error(tmp_path: Path, database: VectorDatabase) -> None:
    """Vectors deleted under a running reader raise VectorIndexError where they are next read."""
    index = VectorIndex(database=database, shop="demo", embedder=HashingEmbedder())
    catalog = snapshot("red scarf")
    fill(index, catalog)
    assert DenseRetriever(snapshot=catalog, index=index).retrieve("scarf", allowed=None, limit=1)
    elsewhere(tmp_path / "vectors", "index.delete()")
    with pytest.raises(VectorIndexError):
        DenseRetriever(snapshot=catalog, index=index).retrieve("scarf", allowed=None, limit=1)


def test_a_killed_ingest_can_be_repeated(tmp_path: Path, database: VectorDatabase) -> None:
    """A process killed between two batches leaves whole vectors and no lock; the rest is added later."""
    with pytest.raises(subprocess.CalledProcessError):
        elsewhere(
            tmp_path / "vectors",
            "import os; texts = [f'text {n}' for n in range(5_000)]; "
            "index.add(texts, texts, on_progress=lambda d, t: os._exit(9) if d else None)",
        )
    index = VectorIndex(database=database, shop="demo", embedder=HashingEmbedder())
    texts = [f"text {number}" for number in range(5_000)]
    missing = index.missing(texts)
    kept = 5_000 - len(missing)
    assert 256 <= kept <= 2_048
    assert kept % 256 == 0
    index.add(missing, missing, on_progress=ignore)
    assert index.vectors(texts).shape == (5_000, 256)


def test_top_breaks_ties_by_item_idx() -> None:
    """Of equal scores the lowest item_idx comes first, also at the cut."""
    items = np.array([9, 4, 7, 1], dtype=np.int64)
    scores = np.array([0.5, 0.5, 0.9, 0.5], dtype=np.float32)
    assert [candidate.item_idx for candidate in top(items, scores, 2)] == [7, 1]
