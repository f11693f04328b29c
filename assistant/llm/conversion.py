"""GGUF → safetensors, once: transformers takes a minute to read a quantized file, a second for this."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from assistant.llm.chat import END


def converted(gguf: Path, *, sha256: str, into: Path, dtype: torch.dtype) -> Path:
    """Folder of the model as safetensors of `dtype`, made from the GGUF file where it is not there yet.

    Other processes never see a half-written folder. For the default model it takes 3.1 GB in bfloat16.
    """
    folder = into / f"{sha256[:16]}-{str(dtype).removeprefix('torch.')}"
    if folder.is_dir():
        return folder
    into.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=into))
    try:
        _convert(gguf, partial, dtype)
        partial.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def _convert(gguf: Path, folder: Path, dtype: torch.dtype) -> None:
    """Write weights, configuration and tokenizer.

    `save_pretrained` refuses models that came from GGUF, hence the state dict. The tokenizer made from a
    GGUF file may name another end token than the chat format's.
    """
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    tokenizer.eos_token = END
    tokenizer.save_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=dtype)
    state = {name: values.contiguous() for name, values in model.state_dict().items()}
    if model.config.tie_word_embeddings:
        state.pop("lm_head.weight", None)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
