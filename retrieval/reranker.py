"""A cross-encoder reads a wish and a product together: dearer than vectors, so for the best few alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import RerankerError
from retrieval.fusion import Scores

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_MAX_TOKENS = 256


class CrossEncoderReranker:
    """A Reranker over a folder of weights with one output a pair. Thread-safe; loaded by the first text.

    `device` None: the one that sentence-transformers picks. Never reaches for the network.
    """

    def __init__(self, folder: Path, *, device: str | None = None) -> None:
        self._folder = folder
        self._device = device
        self._lock = Lock()
        self._model: CrossEncoder | None = None

    def scores(self, text: str, documents: Sequence[str]) -> Scores:
        """float32 [n] in 0..1, the same alone or in a batch (1e-4).

        Raises: RerankerError where the weights can't be loaded or the device fails.
        """
        if not documents:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            model = self._loaded()
            try:
                found = model.predict([(text, document) for document in documents], show_progress_bar=False)
            except (RuntimeError, MemoryError) as error:
                raise RerankerError(
                    f"{self._folder}: failed on {len(documents)} products: {error}; free memory, choose "
                    "another device or leave `reranker` out of the settings"
                ) from error
        return np.asarray(found, dtype=np.float32)

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            # Imported here because it takes seconds, and most shops have no reranker.
            import torch  # noqa: PLC0415
            from sentence_transformers import CrossEncoder  # noqa: PLC0415

            try:
                model = CrossEncoder(
                    str(self._folder),
                    device=self._device,
                    max_length=_MAX_TOKENS,
                    activation_fn=torch.nn.Sigmoid(),
                    local_files_only=True,
                    trust_remote_code=False,
                )
            except (OSError, ValueError, RuntimeError, KeyError) as error:
                raise RerankerError(f"{self._folder}: expected a cross-encoder, got: {error}") from error
            if model.num_labels != 1:
                raise RerankerError(
                    f"{self._folder}: expected a cross-encoder with one output, got {model.num_labels}"
                )
            self._model = model
        return self._model
