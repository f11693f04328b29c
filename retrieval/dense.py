"""Vectors of a catalog in Chroma, embedded or served.

The only module that imports chromadb. Chroma never embeds anything itself: vectors are always handed in.
An embedded store does not notice what another process wrote since it was opened, and would overwrite
it; so each write holds a lock file and starts from a fresh client, and each new snapshot is read by one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Self, TypeVar, cast
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from retrieval.embedding_ahead import embedded_ahead
from retrieval.errors import VectorIndexError
from retrieval.matrix_files import MatrixFiles
from retrieval.protocols import Embedder, Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection as ChromaCollection

T = TypeVar("T")

_READ_BATCH = 2_000
_KEY_PAGE = 50_000
"""Chroma walks over all that lies before a page."""


class VectorDatabase:
    """One Chroma: a folder (embedded) or the URL of a server. Thread-safe; one per process and folder."""

    def __init__(self, location: Path | str) -> None:
        self._location = location
        self._lock = RLock()
        self._client: Client | None = None
        self._read = False
        self._matrices = MatrixFiles(location / "matrices") if isinstance(location, Path) else None

    @property
    def matrices(self) -> MatrixFiles | None:
        """Copies of vectors beside an embedded database; a server's are kept in memory."""
        return self._matrices

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
            names = self.call(partial(_delete_collections, shop))
        if self._matrices is not None:
            for name in names:
                self._matrices.forget(name)
        return len(names)

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
        """Embed texts, longest first, and keep their vectors; `on_progress` gets (kept, total).

        While some are written the next are embedded, at most 4,096 ahead.
        """
        if len(keys) != len(texts):
            raise ValueError(f"expected one text per key, got {len(keys)} keys and {len(texts)} texts")
        unique = dict(zip(keys, texts, strict=True))
        done = 0
        on_progress(done, len(unique))
        with self._database.writing():
            for batch, vectors in embedded_ahead(unique, self.embedder):
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
        """float32 [n, dim] in the order of `keys`, read-only; mapped from a file beside an embedded database.

        Raises: VectorIndexError naming how many are missing.
        """
        files = self._database.matrices
        try:
            if files is not None:
                return files.matrix(self._name, keys, self.embedder.dim, partial(self._fill, keys))
        except OSError as error:
            raise VectorIndexError(
                f"vectors of shop {self._shop} can't be copied: {error}; free disk space"
            ) from error
        matrix = np.empty((len(keys), self.embedder.dim), dtype=np.float32)
        self._fill(keys, matrix)
        matrix.setflags(write=False)
        return matrix

    def _fill(self, keys: Sequence[str], matrix: Vectors) -> None:
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


def collection_name(shop: str, embedder: str) -> str:
    """Name of the collection, within Chroma's alphabet; two embedders never share one."""
    readable = re.sub(r"[^a-z0-9]+", "-", embedder.lower()).strip("-")[:48]
    return f"{shop}.{readable}.{hashlib.sha256(embedder.encode()).hexdigest()[:8]}"


def _configuration() -> CreateCollectionConfiguration:
    """A graph that is quick to build: Chroma keeps the vectors, short vectors find the nearest."""
    return {
        "hnsw": {
            "space": "cosine",
            "ef_construction": 8,
            "max_neighbors": 4,
            "sync_threshold": 20_000,
            "batch_size": _READ_BATCH,
        }
    }


def _delete_collections(shop: str, client: Client) -> Sequence[str]:
    names = [found.name for found in client.list_collections() if (found.metadata or {}).get("shop") == shop]
    for name in names:
        client.delete_collection(name)
    return names


def _ids(keys: list[str], chroma: ChromaCollection) -> Sequence[str]:
    return chroma.get(ids=list(keys), include=[])["ids"]


def _page(offset: int, chroma: ChromaCollection) -> Sequence[str]:
    return chroma.get(include=[], limit=_KEY_PAGE, offset=offset)["ids"]


def _upsert(keys: list[str], vectors: Vectors, chroma: ChromaCollection) -> None:
    chroma.upsert(ids=list(keys), embeddings=vectors)


def _delete(keys: list[str], chroma: ChromaCollection) -> None:
    chroma.delete(ids=list(keys))


def _embeddings(keys: list[str], chroma: ChromaCollection) -> Iterable[tuple[str, NDArray[np.generic]]]:
    got = chroma.get(ids=list(keys), include=["embeddings"])
    return zip(got["ids"], np.asarray(got["embeddings"]), strict=True)


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
