"""Where the weights lie that tests use."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def weights_root() -> Path:
    """`SHOPWRIGHT_MODELS`, else the user's cache, as the program itself has it."""
    configured = os.environ.get("SHOPWRIGHT_MODELS")
    return Path(configured) if configured else Path(platformdirs.user_cache_dir("shopwright")) / "models"
