"""A linear classifier over text features."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from assistant.errors import HeadError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FORMAT = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearHead:
    """Logits = features · weights + bias, and their softmax.

    `weights` float32 [features, labels]; `bias` float32 [labels]. `embedder` names the embedder whose
    vectors it was trained on: with those of another its answers mean nothing.
    """

    labels: tuple[str, ...]
    embedder: str
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def logits(self, rows: csr_matrix) -> NDArray[np.float32]:
        """float32 [n, labels] for features [n, features]. Raises ValueError for another width."""
        if rows.shape[1] != self.weights.shape[0]:
            raise ValueError(f"expected {self.weights.shape[0]} features a text, got {rows.shape[1]}")
        return np.asarray(rows @ self.weights, dtype=np.float32) + self.bias

    def probabilities(self, rows: csr_matrix) -> NDArray[np.float32]:
        """float32 [n, labels]; each row sums to 1."""
        logits = self.logits(rows)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def likeliest(self, rows: csr_matrix) -> list[str]:
        """The likeliest label of each text."""
        return [self.labels[column] for column in self.logits(rows).argmax(axis=1)]

    def save(self, file: Path) -> None:
        """Write one safetensors file; weights as float16. Raises OSError."""
        about = {
            "format": FORMAT,
            "labels": json.dumps(self.labels),
            "embedder": self.embedder,
        }
        tensors: dict[str, NDArray[Any]] = {
            "weights": np.ascontiguousarray(self.weights, dtype=np.float16),
            "bias": self.bias.astype(np.float32),
        }
        save_file(tensors, str(file), metadata=about)

    @classmethod
    def load(cls, file: Path) -> LinearHead:
        """The head that `save` wrote. Raises HeadError where the file is missing, damaged or another's."""
        try:
            with safe_open(str(file), framework="np") as opened:
                about = opened.metadata() or {}
                weights = opened.get_tensor("weights").astype(np.float32)
                bias = opened.get_tensor("bias").astype(np.float32)
            labels = tuple(json.loads(about["labels"]))
            head = cls(
                labels=labels,
                embedder=about["embedder"],
                weights=weights,
                bias=bias,
            )
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise HeadError(
                f"{file}: expected a head that `shopwright train` wrote, got {error!r}; train it again"
            ) from error
        if about.get("format") != FORMAT or weights.shape[1:] != bias.shape or len(labels) != len(bias):
            raise HeadError(
                f"{file}: expected a head of format {FORMAT} with as many labels as columns, "
                f"got format {about.get('format')!r} and shapes {weights.shape}, {bias.shape}; train it again"
            )
        return head
