"""Where the weights lie that tests use."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from retrieval.embedders import EMBEDDERS
from retrieval.weights import locate
from tests.conftest import required


def weights_root() -> Path:
    """`SHOPWRIGHT_MODELS`, else the user's cache, as the program itself has it."""
    configured = os.environ.get("SHOPWRIGHT_MODELS")
    return Path(configured) if configured else Path(platformdirs.user_cache_dir("shopwright")) / "models"


def link_embedders(home: Path) -> None:
    """Give a home the real weights; skip (with CI=true: fail) where those of an embedder are absent."""
    root = weights_root()
    missing = [spec.weights.id for spec in EMBEDDERS.values() if locate(spec.weights, root=root) is None]
    required(not missing, f"weights of {missing}")
    (home / "models").symlink_to(root)
