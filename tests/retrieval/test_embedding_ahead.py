"""Embedding ahead of who writes."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from retrieval.embedding_ahead import embedded_ahead
from retrieval.errors import EmbedderError
from retrieval.protocols import Vectors
from tests.fakes import HashingEmbedder


class Failing(HashingEmbedder):
    """Fails on its second batch."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Raise once 256 texts were embedded."""
        if self.embedded:
            raise EmbedderError("no memory")
        return super().embed_documents(texts)


def test_every_text_comes_once_longest_first() -> None:
    """700 texts of 1 to 700 letters come with their own vectors, by falling length."""
    texts = {f"key {size}": "a" * size for size in range(1, 701)}
    embedder = HashingEmbedder()
    keys: list[str] = []
    for batch, vectors in embedded_ahead(texts, embedder):
        assert len(batch) == len(vectors)
        assert vectors.tolist() == embedder.embed_documents([texts[key] for key in batch]).tolist()
        keys += batch
    assert keys == [f"key {size}" for size in range(700, 0, -1)]
    assert list(embedded_ahead({}, embedder)) == []


def test_who_writes_slowly_stops_the_embedder() -> None:
    """While the first batches are not taken at most 16 batches of 256 are embedded."""
    embedder = HashingEmbedder()
    work = embedded_ahead({str(number): str(number) for number in range(8_000)}, embedder)
    first, _ = next(work)
    deadline = time.monotonic() + 5.0
    while len(embedder.embedded) < len(first) + 16 * 256 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    assert len(embedder.embedded) == len(first) + 16 * 256
    work.close()


def test_what_the_embedder_raises_is_raised() -> None:
    """The first batch comes, the second raises."""
    work = embedded_ahead({str(number): str(number) for number in range(600)}, Failing())
    with pytest.raises(EmbedderError, match="no memory"):
        for _ in work:
            pass
