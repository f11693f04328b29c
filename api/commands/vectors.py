"""Vectors of products that are evaluated but of no shop, kept in the home for the next time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.progress import Bars
    from assistant.bootstrap import Home
    from retrieval.exact import ExactRetriever
    from retrieval.types import Product

_CHUNK = 1_024


def exact_vectors(opened: Home, products: Sequence[Product], bars: Bars) -> ExactRetriever:
    """Vectors by the embedder of the products' languages; missing weights are pulled."""
    import numpy as np

    from retrieval.catalog.documents import document_text
    from retrieval.exact import ExactRetriever
    from retrieval.text import detect_language

    languages = sorted({detect_language(product.title) for product in products})
    embedder = opened.embedder(languages, on_pull=bars.pulled)
    texts = [document_text(product) for product in products]
    digest = hashlib.sha256("\0".join([embedder.name, *texts]).encode()).hexdigest()[:32]
    file = opened.settings.home / "evaluation" / f"{digest}.npy"
    if file.is_file():
        return ExactRetriever(embedder, np.load(file))
    vectors = np.empty((len(texts), embedder.dim), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    for start in range(0, len(order), _CHUNK):
        rows = order[start : start + _CHUNK]
        vectors[rows] = embedder.embed_documents([texts[row] for row in rows])
        bars.ingested("Products embedded", start + len(rows), len(texts))
    file.parent.mkdir(parents=True, exist_ok=True)
    np.save(file, vectors)
    return ExactRetriever(embedder, vectors)
