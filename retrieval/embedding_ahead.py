"""Texts embedded while what was embedded before is written, no further ahead than a bound."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import numpy as np

from retrieval.protocols import Embedder, Vectors

_BATCH = 256
_AHEAD = 16
"""Batches that may be embedded before the first of them is taken: the embedder waits for who writes."""
_MOST = 8
"""Batches that are taken at once: many small writes cost Chroma several times as much as a large one."""


def embedded_ahead(
    texts: Mapping[str, str], embedder: Embedder
) -> Generator[tuple[list[str], Vectors], None, None]:
    """Keys with their vectors, as many as are ready, 256 to 2,048 at once; longest texts first.

    What the embedder raises is raised here. Closing the iterator ends the work after the batch in hand.
    """
    longest_first = iter(sorted(texts, key=lambda key: -len(texts[key])))
    begun: deque[tuple[list[str], Future[Vectors]]] = deque()
    pool = ThreadPoolExecutor(1)

    def begin() -> None:
        while len(begun) < _AHEAD and (keys := list(islice(longest_first, _BATCH))):
            begun.append((keys, pool.submit(embedder.embed_documents, [texts[key] for key in keys])))

    try:
        begin()
        while begun:
            ready = [begun.popleft()]
            ready[0][1].result()
            while begun and begun[0][1].done() and len(ready) < _MOST:
                ready.append(begun.popleft())
            begin()
            yield (
                [key for keys, _ in ready for key in keys],
                np.concatenate([got.result() for _, got in ready]),
            )
    finally:
        pool.shutdown(cancel_futures=True)
