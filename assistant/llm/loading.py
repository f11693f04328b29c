"""Which engine runs a model: llama.cpp on a CPU, transformers on a GPU, LangChain for a server elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelUnavailableError
from assistant.llm.cores import usable_cores
from assistant.llm.local import Backend, LocalModel
from assistant.llm.registry import ModelSpec
from assistant.protocols import LanguageModel
from retrieval.errors import WeightsError
from retrieval.weights import locate


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteModel:
    """A chat model that LangChain reaches: `spec` is "provider:name", `base_url` its server.

    The API key comes from the provider's own environment variable.
    """

    spec: str
    base_url: str | None = None
    timeout_s: float = 60.0


def open_model(
    model: ModelSpec | RemoteModel,
    *,
    root: Path,
    cache_dir: Path,
    device: str | None = None,
    threads: int | None = None,
    parallel: int = 2,
) -> LanguageModel:
    """A language model that loads at its first call (or `warm`).

    `root` is the folder of all weights. `cache_dir` takes computed prompt prefixes (and, for transformers,
    the converted weights). `device` is "cpu" or "cuda"; None takes the GPU where there is one. `threads`
    None takes the usable cores. `parallel` is how many answers llama.cpp decodes at the same time.

    Raises: ModelUnavailableError where weights are missing or damaged, or a provider's package is not
    installed; its message names the command that helps.
    """
    if isinstance(model, RemoteModel):
        return _open_remote(model)
    folder = _folder(model, root)
    name = f"{model.id}@{model.sha256[:12]}"
    if (device or detect_device()) == "cpu":
        # imported here: xllamacpp takes 0.1 s and 20 MB, which a remote model does not need
        from assistant.llm.llamacpp import LlamaCppBackend  # noqa: PLC0415

        backend: Backend = LlamaCppBackend(
            gguf=folder / model.gguf,
            sha256=model.sha256,
            cache_dir=cache_dir,
            threads=threads or usable_cores(),
            parallel=parallel,
        )
    else:
        # imported here: torch and transformers take seconds
        from assistant.llm.transformers_engine import TransformersBackend  # noqa: PLC0415

        backend = TransformersBackend(
            gguf=folder / model.gguf, sha256=model.sha256, cache_dir=cache_dir, device=device
        )
    return LocalModel(backend, name=name)


def detect_device() -> str:
    """Name of the device to use: cuda where PyTorch sees a GPU, else cpu."""
    import torch  # noqa: PLC0415 - takes seconds; `models list` and remote models do without

    return "cuda" if torch.cuda.is_available() else "cpu"


def _folder(model: ModelSpec, root: Path) -> Path:
    try:
        folder = locate(model.weights, root=root)
    except WeightsError as error:
        raise ModelUnavailableError(str(error)) from error
    if folder is None:
        raise ModelUnavailableError(
            f"weights of {model.id}: expected in {root}, got none; run `{model.weights.pull_command}`"
        )
    return folder


def _open_remote(model: RemoteModel) -> LanguageModel:
    # imported here: langchain takes seconds
    from assistant.llm.langchain_engine import LangChainModel, chat_model  # noqa: PLC0415

    chat = chat_model(model.spec, base_url=model.base_url, timeout_s=model.timeout_s)
    return LangChainModel(chat, name=model.spec, timeout_s=model.timeout_s)
