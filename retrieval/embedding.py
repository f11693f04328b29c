"""Texts to unit vectors with a local sentence-transformers model, on a GPU where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.embedders import EMBEDDERS, EmbedderSpec, choose_embedder
from retrieval.encoder import Encoder
from retrieval.errors import EmbedderError, WeightsError
from retrieval.protocols import Vectors
from retrieval.token_batches import token_batches
from retrieval.weights import locate

__all__ = ["EMBEDDERS", "EmbedderSpec", "SentenceEmbedder", "choose_embedder", "load_embedder"]

_QUERY_CACHE = 1_024
_GPU_TOKENS = 65_536
_WINDOW = 4_096
"""Texts that are split into tokens, and sorted by their number, at once."""


def load_embedder(
    spec: EmbedderSpec, *, root: Path, device: str | None = None, deferred: bool = False
) -> SentenceEmbedder:
    """Load the embedder whose weights lie under `root`; never reaches for the network.

    `device` None: those that accelerate finds. Importing torch and sentence-transformers is most of
    the time this takes. `deferred` returns at once: the model is loaded by the first text, or by `warm`,
    which may run in another thread.

    Raises: WeightsError where weights are missing, WeightsCorruptError where they are damaged,
    EmbedderError where they can't be loaded.
    """
    folder = locate(spec.weights, root=root)
    if folder is None:
        raise WeightsError(
            f"expected the weights of {spec.weights.id} under {root}, got none; "
            f"run `{spec.weights.pull_command}`"
        )
    embedder = SentenceEmbedder(spec=spec, folder=folder, devices=None if device is None else (device,))
    if not deferred:
        embedder.warm()
    return embedder


class SentenceEmbedder:
    """An Embedder over one sentence-transformers folder, loaded when first needed.

    Queries are computed in float32, documents in bfloat16 where the hardware multiplies it: their cosine with
    the float32 vector is .9999 or more. On a CPU each batch runs on one thread and several batches run at
    once: threads that share a batch wait for the slowest, which on cores busy with a language model made
    bulk embedding 4 times and a query 30 times slower. Of several GPUs each has its own copy of the model.
    Vectors of recent queries are kept.
    """

    def __init__(self, *, spec: EmbedderSpec, folder: Path, devices: Sequence[str] | None = None) -> None:
        """Use the given devices, or those that accelerate finds."""
        self._spec = spec
        self._folder = folder
        self._wanted_devices = devices
        self._loading = Lock()
        self._kept: tuple[Encoder, ...] = ()
        self._cached_query: Callable[[str], Vectors] = lru_cache(maxsize=_QUERY_CACHE)(self._query)

    @property
    def name(self) -> str:
        """Id of model and revision."""
        return self._spec.name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._spec.dim

    @property
    def kin_cosine(self) -> float:
        """See EmbedderSpec."""
        return self._spec.kin_cosine

    @property
    def spec(self) -> EmbedderSpec:
        """What was loaded."""
        return self._spec

    def warm(self) -> str:
        """Load the model where that is still to be done; say where it runs, e.g. "cpu" or "cuda:0".

        Raises: EmbedderError where it can't be loaded.
        """
        return ", ".join(str(encoder.device) for encoder in self._encoders())

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], unit norm, in input order; equal texts are computed once.

        Raises: EmbedderError where the device fails, as for want of memory.
        """
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        if not texts:
            return vectors
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        distinct = list(rows)
        found = vectors if len(rows) == len(texts) else np.zeros((len(rows), self.dim), dtype=np.float32)
        for start, window, tokens in self._tokenized(distinct):
            found[start : start + len(window)] = self._bulk(tokens)
        return found if found is vectors else found[[rows[text] for text in texts]]

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim], unit norm; read-only.

        Raises: EmbedderError where the device fails.
        """
        return self._cached_query(text)

    def _tokenized(self, texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str], list[list[int]]]]:
        """Windows of texts with their tokens; while one is computed the next is split."""
        split = self._encoders()[0].document_tokens
        windows = [(start, texts[start : start + _WINDOW]) for start in range(0, len(texts), _WINDOW)]
        with ThreadPoolExecutor(1) as reader:
            ahead = reader.submit(split, windows[0][1])
            for (start, window), following in zip_longest(windows, windows[1:]):
                tokens = ahead.result()
                if following is not None:
                    ahead = reader.submit(split, following[1])
                yield start, window, tokens

    def _bulk(self, tokens: Sequence[list[int]]) -> Vectors:
        """float32 [n, dim]; each device takes the next batch as soon as it is free."""
        encoders = self._encoders()
        on_cpu = encoders[0].device.type == "cpu"
        lengths = [len(each) for each in tokens]
        share = -(-sum(lengths) // len(encoders))
        budget = self._spec.batch_tokens if on_cpu else min(_GPU_TOKENS, share)
        batches = token_batches(lengths, budget=budget)
        places = encoders[0].threads if on_cpu and len(encoders) == 1 else 1
        free: SimpleQueue[Encoder] = SimpleQueue()
        for encoder in encoders * places:
            free.put(encoder)
        vectors = np.zeros((len(tokens), self.dim), dtype=np.float32)

        def embed(rows: NDArray[np.int64]) -> None:
            encoder = free.get()
            try:
                vectors[rows] = self._vectors(encoder, [tokens[row] for row in rows], brief=True)
            finally:
                free.put(encoder)

        with ThreadPoolExecutor(min(len(encoders) * places, len(batches))) as pool:
            for _ in pool.map(embed, batches):
                pass
        return vectors

    def _query(self, text: str) -> Vectors:
        encoder = self._encoders()[0]
        vector: Vectors = self._vectors(encoder, encoder.query_tokens(text), brief=False)[0]
        vector.setflags(write=False)
        return vector

    def _vectors(self, encoder: Encoder, tokens: Sequence[list[int]], *, brief: bool) -> Vectors:
        try:
            return encoder.vectors(tokens, brief=brief)
        except (RuntimeError, MemoryError) as error:
            raise EmbedderError(
                f"{self.name}: failed on {len(tokens)} texts: {error}; free memory or choose another device"
            ) from error

    def _encoders(self) -> tuple[Encoder, ...]:
        """The model on each device, loaded by the first caller; later ones wait for it."""
        with self._loading:
            if not self._kept:
                self._kept = tuple(
                    _load(self._spec, self._folder, device) for device in self._wanted_devices or _devices()
                )
            return self._kept


def _load(spec: EmbedderSpec, folder: Path, device: str) -> Encoder:
    # Imported here because both take seconds, and lexical search works without them.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        with _quiet():
            model = SentenceTransformer(
                str(folder),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": torch.float32},
            )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise EmbedderError(
            f"{spec.name}: {folder} can't be loaded: {error}; "
            f"run `shopwright models verify {spec.weights.id}`"
        ) from error
    got = model.get_embedding_dimension()
    if got != spec.dim:
        raise EmbedderError(f"{spec.name}: expected vectors of {spec.dim} numbers, got {got} from {folder}")
    return Encoder(model.eval(), max_tokens=spec.max_tokens)


def _devices() -> Sequence[str]:
    """Every GPU, or this process's own where accelerate launched several; else the device it picks."""
    import torch  # noqa: PLC0415
    from accelerate import PartialState  # noqa: PLC0415 - imports torch

    state = PartialState()
    if state.device.type == "cuda" and state.num_processes == 1:
        return [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    return [str(state.device)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers' own progress bar off standard error while a model is loaded."""
    from transformers.utils import logging  # noqa: PLC0415 - imports torch

    hide: Callable[[], None] = logging.disable_progress_bar
    show: Callable[[], None] = logging.enable_progress_bar
    shown = logging.is_progress_bar_enabled()
    hide()
    try:
        yield
    finally:
        if shown:
            show()
