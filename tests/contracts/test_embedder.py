"""What every embedder does, on sentences whose likeness is known."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.embedding import EMBEDDERS, load_embedder
from retrieval.protocols import Embedder
from retrieval.weights import locate
from tests.conftest import required
from tests.fakes import HashingEmbedder
from tests.weights_root import weights_root

TEXTS = [
    "red wool scarf",
    "a",
    "",
    "无线蓝牙耳机 主动降噪",
    "very " * 400 + "long",
    "emoji 🧣 and \ud800 halves",
]


@pytest.fixture(
    scope="module",
    params=[
        "hashing",
        *(pytest.param(name, marks=pytest.mark.embedder) for name in EMBEDDERS),
    ],
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """Each implementation; the real ones where their weights are there."""
    if request.param == "hashing":
        return HashingEmbedder()
    spec = EMBEDDERS[request.param]
    root = weights_root()
    required(locate(spec.weights, root=root) is not None, f"weights of {request.param} under {root}")
    return load_embedder(spec, root=root, device="cpu")


def cosine(embedder: Embedder, query: str, document: str) -> float:
    """Likeness of a query and a document."""
    return float(embedder.embed_query(query) @ embedder.embed_documents([document])[0])


def test_vectors_are_float32_of_unit_norm(embedder: Embedder) -> None:
    """Every text, also an empty or a very long one, has a vector of length 1."""
    texts = [text.replace("\ud800", "") for text in TEXTS] if isinstance(embedder, HashingEmbedder) else TEXTS
    documents = embedder.embed_documents(texts)
    queries = np.stack([embedder.embed_query(text) for text in texts])
    for vectors in (documents, queries):
        assert vectors.shape == (len(TEXTS), embedder.dim)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    """The shape is [0, dim]."""
    assert embedder.embed_documents([]).shape == (0, embedder.dim)


def test_a_batch_equals_its_texts_alone(embedder: Embedder) -> None:
    """Neither the batch, the order in it nor a repeated text turns a vector below a cosine of .9999."""
    texts = [*TEXTS[:5], TEXTS[0]]
    batch = embedder.embed_documents(texts)
    alone = np.concatenate([embedder.embed_documents([text]) for text in texts])
    backwards = embedder.embed_documents(texts[::-1])[::-1]
    assert np.sum(batch * alone, axis=1).min() >= 0.9999
    assert np.sum(batch * backwards, axis=1).min() >= 0.9999


def test_likeness_follows_meaning(embedder: Embedder) -> None:
    """A text is liker to one that shares its words than to one that shares none."""
    assert cosine(embedder, "red wool scarf", "scarf of red wool") > cosine(
        embedder, "red wool scarf", "garden hose"
    )


def test_threads_get_what_one_thread_gets(embedder: Embedder) -> None:
    """Queries and batches at the same time don't disturb each other."""
    texts = [f"product number {number} {'long ' * (number % 5)}" for number in range(48)]
    alone = np.stack([embedder.embed_query(text) for text in texts])
    documents = embedder.embed_documents(texts)
    with ThreadPoolExecutor(4) as pool:
        batches = [pool.submit(embedder.embed_documents, texts) for _ in range(2)]
        queries = [pool.submit(embedder.embed_query, f" {text} ") for text in texts]
        for batch in batches:
            assert np.sum(batch.result() * documents, axis=1).min() >= 0.9999
        np.testing.assert_allclose(np.stack([query.result() for query in queries]), alone, atol=1e-4)


def test_the_name_says_which_embedder(embedder: Embedder) -> None:
    """Names are stable and not empty."""
    assert embedder.name == embedder.name.strip() != ""
