"""Which engine opens a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import ModelUnavailableError
from assistant.llm.langchain_engine import LangChainModel
from assistant.llm.llamacpp import LlamaCppBackend
from assistant.llm.loading import RemoteModel, detect_device, open_model
from assistant.llm.local import LocalModel
from assistant.llm.registry import ModelSpec
from assistant.llm.transformers_engine import TransformersBackend
from retrieval.weights import LocalSource, WeightsFile, WeightsSpec
from retrieval.weights.folder import sha256_of
from tests.tiny_models import tiny_gguf


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    """The tiny model as a registered one, in a folder of the user's."""
    file = tiny_gguf(tmp_path)
    weights = WeightsSpec(
        id="tiny",
        title="Tiny",
        version="1",
        licence="CC0-1.0",
        languages=("en",),
        size_bytes=file.stat().st_size,
        files=(WeightsFile(name=file.name, sha256=sha256_of(file), size_bytes=file.stat().st_size),),
        source=LocalSource(path=tmp_path),
    )
    return ModelSpec(weights=weights, context_tokens=4096, chat="chatml")


def opened(spec: ModelSpec, tmp_path: Path, *, device: str | None) -> LocalModel:
    """The model on a device."""
    made = open_model(spec, root=tmp_path / "root", cache_dir=tmp_path / "cache", device=device)
    assert isinstance(made, LocalModel)
    return made


async def test_cpu_takes_llama_cpp(spec: ModelSpec, tmp_path: Path) -> None:
    """On a CPU llama.cpp opens the file; the name is the id and the hash's first 12 digits."""
    model = opened(spec, tmp_path, device="cpu")
    assert isinstance(model._backend, LlamaCppBackend)
    assert model.name == f"tiny@{spec.sha256[:12]}"
    await model.warm([])
    await model.aclose()


def test_gpu_takes_transformers(spec: ModelSpec, tmp_path: Path) -> None:
    """On a GPU transformers opens it; nothing is loaded before the first call."""
    assert isinstance(opened(spec, tmp_path, device="cuda")._backend, TransformersBackend)


def test_device_by_detection(spec: ModelSpec, tmp_path: Path) -> None:
    """Without a device the detected one decides."""
    expected = TransformersBackend if detect_device() == "cuda" else LlamaCppBackend
    assert isinstance(opened(spec, tmp_path, device=None)._backend, expected)


def test_missing_weights_name_the_command(spec: ModelSpec, tmp_path: Path) -> None:
    """Weights that are not there raise ModelUnavailableError with the command that pulls them."""
    elsewhere = replace(spec, weights=replace(spec.weights, source=LocalSource(path=tmp_path / "none")))
    with pytest.raises(ModelUnavailableError, match="shopwright models pull tiny"):
        opened(elsewhere, tmp_path, device="cpu")


def test_flipped_byte_is_refused(spec: ModelSpec, tmp_path: Path) -> None:
    """A model file with a flipped byte is never loaded."""
    file = tmp_path / spec.gguf
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelUnavailableError, match="damaged"):
        opened(spec, tmp_path, device="cpu")


def test_spec_of_a_remote_model(tmp_path: Path) -> None:
    """A LangChain spec opens the LangChain engine, under the spec's name."""
    model = open_model(
        RemoteModel(spec="openai:some-model", base_url="http://127.0.0.1:9/v1"),
        root=tmp_path,
        cache_dir=tmp_path,
    )
    assert isinstance(model, LangChainModel)
    assert model.name == "openai:some-model"


@pytest.mark.parametrize("wrong", ["nobody:some-model", "just-a-name"])
def test_unknown_provider_is_refused(wrong: str, tmp_path: Path) -> None:
    """A spec of no known provider raises ModelUnavailableError that quotes it."""
    with pytest.raises(ModelUnavailableError, match=wrong):
        open_model(RemoteModel(spec=wrong), root=tmp_path, cache_dir=tmp_path)
