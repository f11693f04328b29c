"""Texts to unit vectors with a local sentence-transformers model, on a GPU where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embedders import EMBEDDERS, EmbedderSpec, choose_embedder
from retrieval.errors import EmbedderError, WeightsError
from retrieval.protocols import Vectors
from retrieval.weights import locate

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["EMBEDDERS", "EmbedderSpec", "SentenceEmbedder", "choose_embedder", "load_embedder"]

_MAX_CHARACTERS = 8_192
_QUERY_CACHE = 1_024
_GPU_BATCH = 512


def load_embedder(
    spec: EmbedderSpec, *, root: Path, device: str | None = None, deferred: bool = False
) -> SentenceEmbedder:
    """Load the embedder whose weights lie under `root`; never reaches for the network.

    `device` None: the one that accelerate picks. Importing torch and sentence-transformers is most of
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
    embedder = SentenceEmbedder(spec=spec, folder=folder, device=device)
    if not deferred:
        embedder.warm()
    return embedder


class SentenceEmbedder:
    """An Embedder over one sentence-transformers folder, loaded when first needed.

    Weights are float32 on every device: with bfloat16 a text's vector would depend on its batch by
    more than the 1e-4 that the protocol allows. Calls take turns (one lock). A query is run on one CPU
    thread: it is too short to gain from more, and a second thread that has to wait for a core busy
    with the language model made it 30 times slower. Vectors of recent queries are kept.
    """

    def __init__(self, *, spec: EmbedderSpec, folder: Path, device: str | None = None) -> None:
        self._spec = spec
        self._folder = folder
        self._wanted_device = device
        self._lock = Lock()
        self._model: SentenceTransformer | None = None
        self._cached_query = lru_cache(maxsize=_QUERY_CACHE)(self._query)

    @property
    def name(self) -> str:
        """Id of model and revision."""
        return self._spec.name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._spec.dim

    def warm(self) -> str:
        """Load the model where that is still to be done; say where it runs, e.g. "cpu" or "cuda:0".

        Raises: EmbedderError where it can't be loaded.
        """
        with self._lock:
            return str(self._loaded().device)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], unit norm, in input order; batched by length.

        Raises: EmbedderError where the device fails, as for want of memory.
        """
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        with self._lock, _failures(self.name, len(texts)):
            model = self._loaded()
            vectors = model.encode_document(
                [_readable(text) for text in texts],
                batch_size=self._spec.batch_size if model.device.type == "cpu" else _GPU_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim], unit norm; read-only.

        Raises: EmbedderError where the device fails.
        """
        return self._cached_query(_readable(text))

    def _query(self, text: str) -> Vectors:
        with self._lock, _failures(self.name, 1):
            model = self._loaded()
            with _one_thread():
                vector = model.encode_query(
                    text, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
                )
        result = np.asarray(vector, dtype=np.float32)
        result.setflags(write=False)
        return result

    def _loaded(self) -> SentenceTransformer:
        """The model; the caller holds the lock."""
        if self._model is None:
            self._model = _load(self._spec, self._folder, self._wanted_device)
        return self._model


def _load(spec: EmbedderSpec, folder: Path, device: str | None) -> SentenceTransformer:
    # Imported here because both take seconds, and lexical search works without them.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        with _quiet():
            model = SentenceTransformer(
                str(folder),
                device=device or _device(),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": torch.float32},
            )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise EmbedderError(
            f"{spec.name}: {folder} can't be loaded: {error}; "
            f"run `shopwright models verify {spec.weights.id}`"
        ) from error
    model.max_seq_length = spec.max_tokens
    got = model.get_embedding_dimension()
    if got != spec.dim:
        raise EmbedderError(f"{spec.name}: expected vectors of {spec.dim} numbers, got {got} from {folder}")
    return model.eval()


def _device() -> str:
    from accelerate import PartialState  # noqa: PLC0415 - imports torch

    return str(PartialState().device)


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


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch  # noqa: PLC0415 - loaded with the model

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def _failures(name: str, count: int) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        raise EmbedderError(
            f"{name}: failed on {count} texts: {error}; free memory or choose another device"
        ) from error


def _readable(text: str) -> str:
    """A text that every tokenizer takes: lone surrogates replaced, length bounded (tokens are cut anyway)."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
