"""Texts to unit vectors with a local sentence-transformers model, on a GPU where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A model in memory and the number of CPU threads that torch uses by default."""

    model: SentenceTransformer
    threads: int


class SentenceEmbedder:
    """An Embedder over one sentence-transformers folder, loaded when first needed.

    Weights are float32 on every device: with bfloat16 a text's vector would depend on its batch by
    more than the 1e-4 that the protocol allows. On a CPU each batch runs on one thread and several
    batches run at once: threads that share a batch wait for the slowest, which on cores busy with a
    language model made bulk embedding 4 times and a query 30 times slower. Vectors of recent queries
    are kept.
    """

    def __init__(self, *, spec: EmbedderSpec, folder: Path, device: str | None = None) -> None:
        self._spec = spec
        self._folder = folder
        self._wanted_device = device
        self._loading = Lock()
        self._kept: _Loaded | None = None
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
    def spec(self) -> EmbedderSpec:
        """What was loaded."""
        return self._spec

    def warm(self) -> str:
        """Load the model where that is still to be done; say where it runs, e.g. "cpu" or "cuda:0".

        Raises: EmbedderError where it can't be loaded.
        """
        return str(self._loaded().model.device)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """float32 [n, dim], unit norm, in input order; batched by length.

        Raises: EmbedderError where the device fails, as for want of memory.
        """
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        if not texts:
            return vectors
        loaded = self._loaded()
        on_cpu = loaded.model.device.type == "cpu"
        size = self._spec.batch_size if on_cpu else _GPU_BATCH
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))

        def embed(start: int) -> None:
            rows = order[start : start + size]
            vectors[rows] = self._encode(loaded, [texts[row] for row in rows], loaded.model.encode_document)

        workers = min(loaded.threads, -(-len(texts) // size)) if on_cpu else 1
        with ThreadPoolExecutor(workers) as pool:
            for _ in pool.map(embed, range(0, len(texts), size)):
                pass
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """float32 [dim], unit norm; read-only.

        Raises: EmbedderError where the device fails.
        """
        return self._cached_query(text)

    def _query(self, text: str) -> Vectors:
        loaded = self._loaded()
        vector: Vectors = self._encode(loaded, [text], loaded.model.encode_query)[0]
        vector.setflags(write=False)
        return vector

    def _encode(
        self, loaded: _Loaded, texts: Sequence[str], encode: Callable[..., NDArray[np.float32]]
    ) -> Vectors:
        try:
            with _one_thread(loaded.threads):
                vectors = encode(
                    [_readable(text) for text in texts],
                    batch_size=len(texts),
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
        except (RuntimeError, MemoryError) as error:
            raise EmbedderError(
                f"{self.name}: failed on {len(texts)} texts: {error}; free memory or choose another device"
            ) from error
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> _Loaded:
        """The model, loaded by the first caller; later ones wait for it."""
        with self._loading:
            if self._kept is None:
                loaded = _load(self._spec, self._folder, self._wanted_device)
                # The first call sets the tokenizer's padding; afterwards threads may share it.
                self._encode(loaded, ["warm"], loaded.model.encode_document)
                self._kept = loaded
            return self._kept


def _load(spec: EmbedderSpec, folder: Path, device: str | None) -> _Loaded:
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
    return _Loaded(model=model.eval(), threads=torch.get_num_threads())


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
def _one_thread(default: int) -> Iterator[None]:
    """Let torch use one CPU thread here; threads started later use `default` again."""
    import torch  # noqa: PLC0415 - loaded with the model

    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(default)


def _readable(text: str) -> str:
    """A text that every tokenizer takes: lone surrogates replaced, length bounded (tokens are cut anyway)."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
