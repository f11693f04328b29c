"""One sentence-transformers model in memory: texts to tokens, and tokens to unit vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from retrieval.protocols import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_MAX_CHARACTERS = 8_192
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_QUERY_PROMPTS = ("query",)


class Encoder:
    """A model on one device. Thread-safe.

    `brief` vectors are computed in bfloat16 where the hardware multiplies it (AMX and AVX512-BF16 on a CPU),
    except sums, norms and softmax; elsewhere, and all others, in float32. Each call uses one CPU thread.
    """

    def __init__(self, model: SentenceTransformer, *, max_tokens: int) -> None:
        """Take a model whose tokenizer nothing else uses: it no longer pads."""
        import torch  # noqa: PLC0415 - loaded with the model

        self.device = model.device
        self.threads = torch.get_num_threads()
        self.brief = multiplies_bfloat16(self.device.type)
        self._model = model
        self._padding = int(model.tokenizer.pad_token_id or 0)
        self._tokenizer = model.tokenizer.backend_tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=max_tokens)
        self._document = _prompt(model.prompts, _DOCUMENT_PROMPTS)
        self._query = _prompt(model.prompts, _QUERY_PROMPTS)

    def document_tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of texts that are searched in, with the model's own prompt for them."""
        return self._tokens(texts, self._document)

    def query_tokens(self, text: str) -> list[list[int]]:
        """Tokens of a text that is searched for."""
        return self._tokens([text], self._query)

    def vectors(self, tokens: Sequence[Sequence[int]], *, brief: bool) -> Vectors:
        """float32 [n, dim], unit norm. Raises RuntimeError or MemoryError where the device fails."""
        import torch  # noqa: PLC0415

        lengths = np.array([len(each) for each in tokens])
        kept = np.arange(lengths.max()) < lengths[:, None]
        numbers = np.full(kept.shape, self._padding, dtype=np.int64)
        numbers[kept] = np.concatenate(tokens)
        features = {
            "input_ids": torch.from_numpy(numbers).to(self.device),
            "attention_mask": torch.from_numpy(kept.astype(np.int64)).to(self.device),
        }
        bfloat16 = torch.autocast(self.device.type, torch.bfloat16, enabled=brief and self.brief)
        with _one_thread(self.threads), torch.inference_mode(), bfloat16:
            found = self._model(features)["sentence_embedding"]
            vectors = np.asarray(found.float().cpu().numpy(), dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    def _tokens(self, texts: Sequence[str], prompt: str) -> list[list[int]]:
        return [found.ids for found in self._tokenizer.encode_batch([prompt + _readable(t) for t in texts])]


def multiplies_bfloat16(device: str) -> bool:
    """Whether a type of device ("cpu", "cuda", …) does in hardware."""
    import torch  # noqa: PLC0415

    if device == "cpu":
        has = torch.cpu.get_capabilities()
        return bool(has.get("amx_bf16") or has.get("avx512_bf16"))
    return device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)


def _prompt(prompts: Mapping[str, str | None], names: Sequence[str]) -> str:
    return next((prompts[name] or "" for name in names if name in prompts), "")


@contextmanager
def _one_thread(default: int) -> Iterator[None]:
    """Let torch use one CPU thread here; threads started later use `default` again."""
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(default)


def _readable(text: str) -> str:
    """A text that every tokenizer takes: lone surrogates replaced, length bounded (tokens are cut anyway)."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8").strip()
