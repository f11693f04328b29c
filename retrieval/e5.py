"""multilingual-e5-small out of its 4-bit packing: a plain sentence-transformers folder.

The packing (file magic E5S1, version 1, little-endian) holds, in this order:

- seven int32: hidden size, layers, heads, feed-forward size, vocabulary rows, positions, token types;
  float32 layer-norm epsilon; int32 block length (32);
- tokenizer: five int32 (pieces, bos, eos, pad, unk), uint64 length of the piece bytes, uint32 [pieces + 1]
  offsets, float32 [pieces] unigram scores, the piece bytes; a code point map (int32 count, uint32 length)
  that equals the normalization NMT + NFKC;
- directory: int32 count, then per tensor uint16 name length, name, uint8 type (0 float32, 1 4-bit), uint32
  number of elements, uint64 offset, uint64 length.

A 4-bit block is a float16 scale d and 16 bytes; the low half of byte j is weight j, the high half weight
j + 16, and a weight is (n - 8) * d. Architecture: BERT with the XLM-RoBERTa vocabulary
(Wang et al., 2024, arXiv:2402.05672).
"""

from __future__ import annotations

import json
import math
import mmap
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import WeightsError

PACKED_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1\x01\x00\x00\x00"
_BLOCK = 32
_BLOCK_BYTES = 18
_MAX_TOKENS = 512

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Sizes of the model."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tensor:
    """Where a tensor lies in the packed file."""

    packed: bool
    elements: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """The unigram vocabulary: (piece, log probability) in order of id, and the special ids."""

    scored: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int


def unpack(source: Path, target: Path) -> None:
    """Write the model of `source/e5-small-q4.bin` into `target`, the same bytes every time.

    Weights are stored as float16. Raises WeightsError where the file is of another format.
    """
    path = source / PACKED_FILE
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:8] != _MAGIC:
            raise WeightsError(f"{path}: expected packing E5S1 version 1, got {bytes(data[:8])!r}")
        shape, pieces, tensors = _read_directory(data)
        with (target / "model.safetensors").open("wb") as out:
            _write_weights(out, data, shape, tensors)
    _write_json(target / "tokenizer.json", _tokenizer(pieces))
    for name, content in _configuration(shape, pieces).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        _write_json(target / name, content)


def _read_directory(data: mmap.mmap) -> tuple[_Shape, _Pieces, dict[str, _Tensor]]:
    at = len(_MAGIC)
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = struct.unpack_from(
        "<7i", data, at
    )
    epsilon, block = struct.unpack_from("<fi", data, at + 28)
    if block != _BLOCK:
        raise WeightsError(f"E5S1: expected blocks of {_BLOCK} weights, got {block}")
    shape = _Shape(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        positions=positions,
        token_types=token_types,
        epsilon=round(epsilon, 15),
    )
    pieces, at = _read_pieces(data, at + 36)
    _, map_bytes = struct.unpack_from("<iI", data, at)
    return shape, pieces, _read_tensors(data, at + 8 + map_bytes)


def _read_pieces(data: mmap.mmap, at: int) -> tuple[_Pieces, int]:
    count, bos, eos, pad, unk, blob_bytes = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    blob = bytes(data[at : at + blob_bytes])
    scored = tuple(
        (blob[start:end].decode("utf-8"), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    return _Pieces(scored=scored, bos=bos, eos=eos, pad=pad, unk=unk), at + blob_bytes


def _read_tensors(data: mmap.mmap, at: int) -> dict[str, _Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, _Tensor] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = bytes(data[at + 2 : at + 2 + length]).decode("ascii")
        kind, elements, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        tensors[name] = _Tensor(packed=kind == 1, elements=elements, offset=offset)
        at += 2 + length + 21
    return tensors


def _write_weights(out: BinaryIO, data: mmap.mmap, shape: _Shape, tensors: Mapping[str, _Tensor]) -> None:
    """A safetensors file with tensors in the order of the directory and a pooler of zeros, never used.

    It is written here and not by the library because its SHA-256 is pinned: another version of the
    library may order or align otherwise.
    """
    names = _names(shape)
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for packed_name, name in names.items():
        size = 2 * tensors[packed_name].elements
        header[name] = {
            "dtype": "F16",
            "shape": _dims(packed_name, tensors[packed_name], shape),
            "data_offsets": [at, at + size],
        }
        at += size
    pooler = {"pooler.dense.weight": [shape.hidden, shape.hidden], "pooler.dense.bias": [shape.hidden]}
    for name, dims in pooler.items():
        header[name] = {"dtype": "F16", "shape": dims, "data_offsets": [at, at + 2 * math.prod(dims)]}
        at += 2 * math.prod(dims)
    encoded = json.dumps(header, separators=(",", ":")).encode("ascii")
    encoded += b" " * (-len(encoded) % 8)
    out.write(struct.pack("<Q", len(encoded)) + encoded)
    for packed_name in names:
        for values in _values(data, tensors[packed_name]):
            out.write(values.astype("<f2").tobytes())
    out.write(bytes(sum(2 * math.prod(dims) for dims in pooler.values())))


def _names(shape: _Shape) -> dict[str, str]:
    names = dict(_EMBEDDINGS)
    for layer in range(shape.layers):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    return names


def _dims(name: str, tensor: _Tensor, shape: _Shape) -> list[int]:
    if tensor.packed or name in {"emb.pos", "emb.type"}:
        columns = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
        return [tensor.elements // columns, columns]
    return [tensor.elements]


def _values(data: mmap.mmap, tensor: _Tensor, blocks: int = 1 << 17) -> Iterator[NDArray[np.float32]]:
    """Weights in order, flat, in pieces that keep memory small."""
    if not tensor.packed:
        yield np.frombuffer(data, "<f4", tensor.elements, tensor.offset).copy()
        return
    total = tensor.elements // _BLOCK
    for start in range(0, total, blocks):
        count = min(blocks, total - start)
        raw = np.frombuffer(data, np.uint8, count * _BLOCK_BYTES, tensor.offset + start * _BLOCK_BYTES)
        raw = raw.reshape(count, _BLOCK_BYTES).copy()
        yield dequantize(raw)


def dequantize(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weights of 4-bit blocks, uint8 [n, 18] → float32 [n * 32]."""
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return np.asarray((halves.astype(np.float32) - 8) * scale, dtype=np.float32).reshape(-1)


def _tokenizer(pieces: _Pieces) -> dict[str, object]:
    """A `tokenizers` file that segments as XLM-RoBERTa's SentencePiece model does."""
    special = {index: pieces.scored[index][0] for index in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)}
    special[len(pieces.scored) - 1] = pieces.scored[-1][0]
    bos, eos = special[pieces.bos], special[pieces.eos]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added(index, content) for index, content in sorted(special.items())],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Strip", "strip_left": True, "strip_right": True},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_special(bos), {"Sequence": {"id": "A", "type_id": 0}}, _special(eos)],
            "pair": [
                *[_special(bos), {"Sequence": {"id": "A", "type_id": 0}}, _special(eos), _special(eos)],
                *[{"Sequence": {"id": "B", "type_id": 0}}, _special(eos)],
            ],
            "special_tokens": {
                content: {"id": content, "ids": [index], "tokens": [content]}
                for index, content in ((pieces.bos, bos), (pieces.eos, eos))
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": pieces.unk,
            "vocab": [[piece, score] for piece, score in pieces.scored],
            "byte_fallback": False,
        },
    }


def _added(index: int, content: str) -> dict[str, object]:
    return {
        "id": index,
        "content": content,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _special(content: str) -> dict[str, object]:
    return {"SpecialToken": {"id": content, "type_id": 0}}


def _configuration(shape: _Shape, pieces: _Pieces) -> dict[str, object]:
    """The JSON files of a sentence-transformers folder: BERT, mean pooling, unit norm, E5's prefixes."""
    named = {
        "bos_token": pieces.bos,
        "cls_token": pieces.bos,
        "eos_token": pieces.eos,
        "sep_token": pieces.eos,
        "pad_token": pieces.pad,
        "unk_token": pieces.unk,
        "mask_token": len(pieces.scored) - 1,
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": shape.epsilon,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": pieces.pad,
            "type_vocab_size": shape.token_types,
            "vocab_size": shape.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": _MAX_TOKENS,
            "model_input_names": ["input_ids", "attention_mask"],
            **{key: pieces.scored[index][0] for key, index in named.items()},
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": _MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    }


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(text.encode("utf-8"))
