"""Vectors of a catalog in Chroma, embedded or served, and the retriever over them.

The only module that imports chromadb. Chroma never embeds anything itself: vectors are always handed in.
An embedded store does not notice what another process wrote since it was opened, and would overwrite
it; so each write holds a lock file and starts from a fresh client, and each new snapshot is read by one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Self, TypeVar, cast
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from retrieval.catalog.documents import document_text, embedding_key
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.errors import VectorIndexError
from retrieval.exact import SCORE_DECIMALS, cosines, mean_vector, top
from retrieval.fusion import Scale
from retrieval.protocols import Embedder, ItemIndices, Vectors
from retrieval.types import Candidate

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection as ChromaCollection

T = TypeVar("T")

_ADD_BATCH = 256
_READ_BATCH = 2_000
_EXACT_ROWS = 20_000
"""Products up to which scoring each takes less time than it is worth to ask the index."""
_SPARE = 2.0
"""How many times the expected number the index is asked for, since neighbors are not spread evenly."""


class VectorDatabase:
    """One Chroma: a folder (embedded) or the URL of a server. Thread-safe; one per process and folder."""

    def __init__(self, location: Path | str) -> None:
        self._location = location
        self._lock = RLock()
        self._client: Client | None = None
        self._read = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the client; the next use opens another."""
        with self._lock:
            if self._client is not None:
                _close(self._client)
            self._client = None
            self._read = False

    def refresh(self) -> None:
        """See what other processes have written since the last read."""
        with self._lock:
            if self._read and isinstance(self._location, Path):
                self.close()

    def delete_shop(self, shop: str) -> int:
        """Number of collections deleted: those of a shop, of every embedder."""
        with self.writing():
            return self.call(partial(_delete_collections, shop))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write; others who want it wait, readers do not."""
        if not isinstance(self._location, Path):
            yield
            return
        self._location.mkdir(parents=True, exist_ok=True)
        with FileLock(self._location / "write.lock"):
            self.refresh()
            yield

    def call(self, use: Callable[[Client], T]) -> T:
        """Result of `use` on the client; once more on a fresh one where another process changed the store.

        Raises: VectorIndexError where Chroma fails or can't be reached.
        """
        from chromadb.errors import ChromaError, InternalError, NotFoundError  # noqa: PLC0415 - slow import

        with self._lock:
            try:
                try:
                    return self._use(use)
                except (InternalError, NotFoundError):
                    self.close()
                    return self._use(use)
            except (ChromaError, ValueError, OSError) as error:
                raise VectorIndexError(
                    f"vectors at {self._location}: {type(error).__name__}: {error}; "
                    "run `shopwright ingest` again, or check that the Chroma server runs"
                ) from error

    def _use(self, use: Callable[[Client], T]) -> T:
        if self._client is None:
            self._client = _open(self._location)
        self._read = True
        return use(self._client)


class VectorIndex:
    """Vectors of one shop by one embedder, kept under the key of the text they stand for.

    A vector never changes, so catalog versions share them and coexist until `prune`.
    """

    def __init__(self, *, database: VectorDatabase, shop: str, embedder: Embedder) -> None:
        self.embedder = embedder
        self._database = database
        self._shop = shop
        self._name = collection_name(shop, embedder.name)

    def missing(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of `keys` that have no vector, in order, each once."""
        wanted = list(dict.fromkeys(keys))
        have: set[str] = set()
        for batch in _batches(wanted, _READ_BATCH):
            have.update(self._on(partial(_ids, batch)))
        return [key for key in wanted if key not in have]

    def add(
        self, keys: Sequence[str], texts: Sequence[str], *, on_progress: Callable[[int, int], None]
    ) -> None:
        """Embed texts and keep their vectors, 256 at a time; `on_progress` gets (done, total)."""
        if len(keys) != len(texts):
            raise ValueError(f"expected one text per key, got {len(keys)} keys and {len(texts)} texts")
        unique = dict(zip(keys, texts, strict=True))
        done = 0
        on_progress(done, len(unique))
        with self._database.writing():
            for batch in _batches(list(unique), _ADD_BATCH):
                vectors = self.embedder.embed_documents([unique[key] for key in batch])
                self._on(partial(_upsert, batch, vectors))
                done += len(batch)
                on_progress(done, len(unique))

    def prune(self, keep: Collection[str]) -> int:
        """Number of vectors dropped: all whose key is not in `keep`."""
        kept = frozenset(keep)
        with self._database.writing():
            doomed = [key for key in self.keys() if key not in kept]
            for batch in _batches(doomed, _READ_BATCH):
                self._on(partial(_delete, batch))
        return len(doomed)

    def delete(self) -> None:
        """Drop the shop's vectors, of this and every other embedder."""
        self._database.delete_shop(self._shop)

    def keys(self) -> Sequence[str]:
        """Every key that has a vector."""
        found: list[str] = []
        while page := self._on(partial(_page, len(found))):
            found.extend(page)
        return found

    def vectors(self, keys: Sequence[str]) -> Vectors:
        """float32 [n, dim] in the order of `keys`.

        Raises: VectorIndexError naming how many are missing.
        """
        matrix = np.empty((len(keys), self.embedder.dim), dtype=np.float32)
        rows = _rows(keys)
        found = 0
        for batch in _batches(list(rows), _READ_BATCH):
            for key, vector in self._on(partial(_embeddings, batch)):
                matrix[rows[key]] = vector
                found += 1
        if found != len(rows):
            raise VectorIndexError(
                f"shop {self._shop}: expected vectors of {len(rows)} texts by {self.embedder.name}, got "
                f"{found}; run `shopwright ingest` for this shop again"
            )
        return matrix

    def nearest(self, vector: Vectors, limit: int) -> Sequence[tuple[str, float]]:
        """Up to `limit` (key, cosine) of the approximately nearest vectors, best first."""
        return self._on(partial(_query, vector, limit))

    def refresh(self) -> None:
        """See what other processes have written since the last read."""
        self._database.refresh()

    def _on(self, use: Callable[[ChromaCollection], T]) -> T:
        return self._database.call(lambda client: use(self._collection(client)))

    def _collection(self, client: Client) -> ChromaCollection:
        wanted = {"shop": self._shop, "embedder": self.embedder.name, "dim": self.embedder.dim}
        collection = client.get_or_create_collection(
            self._name, metadata=dict(wanted), configuration=_configuration(), embedding_function=None
        )
        got = {key: (collection.metadata or {}).get(key) for key in wanted}
        if got != wanted:
            raise VectorIndexError(
                f"collection {self._name}: expected vectors of {wanted}, got {got}; "
                f"run `shopwright shops delete {self._shop}` and ingest again"
            )
        return collection


class DenseRetriever:
    """Finds the products of one snapshot whose documents mean the same as a text.

    Up to `exact_rows` allowed products are all scored; of more, Chroma's approximate index is asked for so
    many that enough of them are allowed. The matrix for exact scores is read once, when first needed.
    """

    def __init__(
        self, *, snapshot: CatalogSnapshot, index: VectorIndex, exact_rows: int = _EXACT_ROWS
    ) -> None:
        self._index = index
        self._exact_rows = exact_rows
        self._keys = [embedding_key(document_text(product)) for product in snapshot.products]
        self._rows: Mapping[str, list[int]] = _rows(self._keys)
        self._matrix: Vectors | None = None
        self._mean: Vectors | None = None
        self._matrix_lock = Lock()
        index.refresh()

    def retrieve(self, text: str, *, allowed: ItemIndices | None, limit: int) -> Sequence[Candidate]:
        """Best first by cosine, ties by item_idx.

        Raises: VectorIndexError where vectors are missing, EmbedderError where the text can't be embedded.
        """
        rows = np.arange(len(self._keys), dtype=np.int64) if allowed is None else np.unique(allowed)
        if limit <= 0 or not rows.size:
            return []
        vector = self._index.embedder.embed_query(text)
        if len(rows) > self._exact_rows:
            found = self._approximate(vector, rows, limit)
            if len(found) >= limit:
                return found
        return top(rows, self._cosines(vector, rows), limit)

    def scores(self, text: str, item_idx: ItemIndices) -> NDArray[np.float32]:
        """float32 [n]: cosine of the text with each of the given products."""
        return self._cosines(self._index.embedder.embed_query(text), item_idx)

    def embed(self, text: str) -> Vectors:
        """float32 [dim], unit norm: a text in the space of the products. Raises EmbedderError."""
        return self._index.embedder.embed_query(text)

    def scale(self, text: str) -> Scale:
        """A blind pick has the mean cosine of all products.

        Raises: VectorIndexError where vectors are missing, EmbedderError where the text can't be embedded.
        """
        if self._mean is None:
            self._mean = mean_vector(self.vectors())
        return Scale(blind=float(self._mean @ self._index.embedder.embed_query(text)))

    def vectors(self) -> Vectors:
        """float32 [n_products, dim], row = item_idx; read-only.

        Raises: VectorIndexError where vectors are missing.
        """
        with self._matrix_lock:
            if self._matrix is None:
                matrix = self._index.vectors(self._keys)
                matrix.setflags(write=False)
                self._matrix = matrix
            return self._matrix

    def _cosines(self, vector: Vectors, item_idx: ItemIndices) -> NDArray[np.float32]:
        return cosines(self.vectors(), vector, item_idx)

    def _approximate(self, vector: Vectors, rows: ItemIndices, limit: int) -> Sequence[Candidate]:
        """Fewer than `limit` where the index also holds many vectors of other catalog versions."""
        allowed = np.zeros(len(self._keys), dtype=np.bool_)
        allowed[rows] = True
        wanted = int(_SPARE * limit * len(self._keys) / len(rows)) + 32
        found = [
            (item, round(score, SCORE_DECIMALS))
            for key, score in self._index.nearest(vector, wanted)
            for item in self._rows.get(key, ())
            if allowed[item]
        ]
        items = np.array([item for item, _ in found], dtype=np.int64)
        return top(items, np.array([score for _, score in found], dtype=np.float32), limit)


def collection_name(shop: str, embedder: str) -> str:
    """Name of the collection, within Chroma's alphabet; two embedders never share one."""
    readable = re.sub(r"[^a-z0-9]+", "-", embedder.lower()).strip("-")[:48]
    return f"{shop}.{readable}.{hashlib.sha256(embedder.encode()).hexdigest()[:8]}"


def _configuration() -> CreateCollectionConfiguration:
    return {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 256, "max_neighbors": 24}}


def _delete_collections(shop: str, client: Client) -> int:
    names = [found.name for found in client.list_collections() if (found.metadata or {}).get("shop") == shop]
    for name in names:
        client.delete_collection(name)
    return len(names)


def _ids(keys: list[str], chroma: ChromaCollection) -> Sequence[str]:
    return chroma.get(ids=list(keys), include=[])["ids"]


def _page(offset: int, chroma: ChromaCollection) -> Sequence[str]:
    return chroma.get(include=[], limit=_READ_BATCH, offset=offset)["ids"]


def _upsert(keys: list[str], vectors: Vectors, chroma: ChromaCollection) -> None:
    chroma.upsert(ids=list(keys), embeddings=vectors)


def _delete(keys: list[str], chroma: ChromaCollection) -> None:
    chroma.delete(ids=list(keys))


def _embeddings(keys: list[str], chroma: ChromaCollection) -> Iterable[tuple[str, NDArray[np.generic]]]:
    got = chroma.get(ids=list(keys), include=["embeddings"])
    return zip(got["ids"], np.asarray(got["embeddings"]), strict=True)


def _query(vector: Vectors, limit: int, chroma: ChromaCollection) -> Sequence[tuple[str, float]]:
    got = chroma.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
    distances = got["distances"] or [[]]
    return [(key, 1 - distance) for key, distance in zip(got["ids"][0], distances[0], strict=True)]


def _open(location: Path | str) -> Client:
    import chromadb  # noqa: PLC0415 - a slow import that lexical search does without
    from chromadb.config import Settings  # noqa: PLC0415

    settings = Settings(anonymized_telemetry=False)
    if isinstance(location, Path):
        location.mkdir(parents=True, exist_ok=True)
        return cast("Client", chromadb.PersistentClient(location, settings=settings))
    url = urlsplit(location)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError(f"expected http://HOST:PORT or https://HOST:PORT, got {location!r}")
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 8000)
    return cast("Client", chromadb.HttpClient(url.hostname, port=port, ssl=secure, settings=settings))


def _close(client: Client) -> None:
    client.close()
    # Chroma 1.5 leaves the connections to a server open.
    for user in (client, client._admin_client):
        if session := getattr(getattr(user, "_server", None), "_session", None):
            session.close()


def _rows(keys: Sequence[str]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)
    return rows


def _batches(items: Sequence[str], size: int) -> Iterator[list[str]]:
    pending = iter(items)
    while batch := list(islice(pending, size)):
        yield batch
