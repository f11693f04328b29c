"""A chat model of 200 thousand random weights, as a GGUF file that every local engine can load.

Its tokenizer knows all bytes, so every text can be said to it. What it says is letters without sense:
one dimension of its hidden state is constant, and the output layer turns that into a preference for
letters, so that greedy decoding goes on to the limit with one visible character a token.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt
import torch

from assistant.llm.llamacpp import LlamaCppBackend
from assistant.llm.transformers_engine import TransformersBackend

WIDTH, HEADS, KV_HEADS, FEED, LAYERS, CONTEXT = 64, 4, 2, 96, 2, 4096
HEAD_WIDTH = WIDTH // HEADS
MERGES = ("t h", "Ġ a")
CONTROLS = ("<|im_start|>", "<|im_end|>")
HASH = "0" * 64
"""Stands for the file's SHA-256, which only keys caches here."""
Array = npt.NDArray[np.float32]


def tiny_gguf(folder: Path) -> Path:
    """Write the model to `folder/tiny.gguf`; always the same bytes."""
    path = folder / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "qwen2")
    _shape(writer)
    _vocabulary(writer)
    for name, values in _weights().items():
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def llamacpp_backend(folder: Path, *, slot_tokens: int = 2048, parallel: int = 2) -> LlamaCppBackend:
    """The model in llama.cpp, its caches in the same folder."""
    return LlamaCppBackend(
        gguf=tiny_gguf(folder),
        sha256=HASH,
        cache_dir=folder / "cache",
        threads=1,
        slot_tokens=slot_tokens,
        parallel=parallel,
    )


def transformers_backend(folder: Path) -> TransformersBackend:
    """The model in transformers on the CPU in float32, its caches in the same folder."""
    return TransformersBackend(
        gguf=tiny_gguf(folder), sha256=HASH, cache_dir=folder / "cache", device="cpu", dtype=torch.float32
    )


def vocabulary() -> list[str]:
    """Tokens in id order: the 256 bytes as GPT-2 writes them, the merged pairs, the control tokens."""
    printable = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    ]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
    return (
        [letters[byte] for byte in range(256)] + [pair.replace(" ", "") for pair in MERGES] + list(CONTROLS)
    )


def _shape(writer: gguf.GGUFWriter) -> None:
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10_000.0)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)


def _vocabulary(writer: gguf.GGUFWriter) -> None:
    tokens = vocabulary()
    kinds = [gguf.TokenType.NORMAL] * (len(tokens) - len(CONTROLS)) + [gguf.TokenType.CONTROL] * len(CONTROLS)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(list(MERGES))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_pad_token_id(tokens.index("<|im_end|>"))
    writer.add_bos_token_id(tokens.index("<|im_start|>"))
    writer.add_add_bos_token(False)


def _weights() -> dict[str, Array]:
    rng = np.random.default_rng(7)
    tokens = vocabulary()

    def matrix(rows: int, columns: int) -> Array:
        values: Array = rng.standard_normal((rows, columns), dtype=np.float32) / np.float32(np.sqrt(columns))
        return values

    def writing(rows: int, columns: int) -> Array:
        """A matrix that adds to the hidden state, but never to its constant dimension."""
        values = matrix(rows, columns)
        values[0] = 0.0
        return values

    ones = np.ones(WIDTH, dtype=np.float32)
    embedding, output = matrix(len(tokens), WIDTH) * 8, matrix(len(tokens), WIDTH)
    embedding[:, 0] = 4.0
    output[:, 0] = [
        3.0 if len(token) == 1 and token.isascii() and token.isalpha() else -3.0 for token in tokens
    ]
    weights = {"token_embd.weight": embedding, "output.weight": output, "output_norm.weight": ones}
    for layer in range(LAYERS):
        block = {
            "attn_norm.weight": ones,
            "ffn_norm.weight": ones,
            "attn_q.weight": matrix(WIDTH, WIDTH),
            "attn_q.bias": np.zeros(WIDTH, dtype=np.float32),
            "attn_k.weight": matrix(KV_HEADS * HEAD_WIDTH, WIDTH),
            "attn_k.bias": np.zeros(KV_HEADS * HEAD_WIDTH, dtype=np.float32),
            "attn_v.weight": matrix(KV_HEADS * HEAD_WIDTH, WIDTH),
            "attn_v.bias": np.zeros(KV_HEADS * HEAD_WIDTH, dtype=np.float32),
            "attn_output.weight": writing(WIDTH, WIDTH),
            "ffn_gate.weight": matrix(FEED, WIDTH),
            "ffn_up.weight": matrix(FEED, WIDTH),
            "ffn_down.weight": writing(WIDTH, FEED),
        }
        weights |= {f"blk.{layer}.{name}": values for name, values in block.items()}
    return weights
