"""A home with the real shops and the real default model, opened once for all tests that talk to it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assistant.bootstrap import Home
from assistant.conversation import Assistant
from assistant.llm.registry import DEFAULT_MODEL, MODELS
from assistant.settings import Settings
from retrieval.embedders import EMBEDDERS
from retrieval.weights import locate
from tests.benchmarks.conversations import ingested
from tests.conftest import required
from tests.conversing import SOURCES
from tests.weights_root import weights_root


@pytest.fixture(scope="session")
def real_weights() -> Path:
    """Where the default model and both embedders lie."""
    root = weights_root()
    needed = [MODELS[DEFAULT_MODEL].weights, *(spec.weights for spec in EMBEDDERS.values())]
    missing = [spec.id for spec in needed if locate(spec, root=root) is None]
    required(not missing, f"weights of {missing} under {root} (shopwright models pull)")
    return root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def real_home(
    real_weights: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Home, Assistant]]:
    """Three real shops, ingested without flags, and the assistant with the real model over them."""
    settings = Settings.load(
        home=tmp_path_factory.mktemp("home"),
        env={**os.environ, "SHOPWRIGHT_MODELS": str(real_weights)},
    )
    async with Home(settings) as home:
        for shop in SOURCES:
            ingested(home, shop, shared_data)
        yield home, await home.open_assistant()
