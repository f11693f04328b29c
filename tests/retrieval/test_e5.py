"""Unpacking the 4-bit model, on a packed file of one tiny layer made here."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from retrieval.e5 import PACKED_FILE, dequantize, unpack
from retrieval.errors import WeightsError

HIDDEN, FEED_FORWARD, POSITIONS, TYPES = 32, 64, 4, 2
PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁red", -1.0), ("▁", -2.0)]
PIECES += [("围巾", -1.5), ("red", -3.0), ("<mask>", 0.0)]


def block(scale: float, low: int, high: int) -> bytes:
    """A 4-bit block: 16 weights (low - 8) * scale, then 16 weights (high - 8) * scale."""
    return struct.pack("<e", scale) + bytes([high << 4 | low] * 16)


def packed(elements: int) -> bytes:
    """Blocks of scale 0.5 whose first halves are (9 - 8) * 0.5, second halves (6 - 8) * 0.5."""
    return block(0.5, 9, 6) * (elements // 32)


def plain(elements: int) -> bytes:
    """Ascending float32 numbers from 0."""
    return np.arange(elements, dtype="<f4").tobytes()


def tensors() -> dict[str, tuple[int, bytes]]:
    """Every tensor of one layer: name → (elements, bytes)."""
    square, wide = HIDDEN * HIDDEN, HIDDEN * FEED_FORWARD
    matrices = {"emb.word": 10 * HIDDEN, "l0.q.w": square, "l0.k.w": square, "l0.v.w": square}
    matrices |= {"l0.ao.w": square, "l0.fi.w": wide, "l0.fo.w": wide}
    vectors = {"emb.pos": POSITIONS * HIDDEN, "emb.type": TYPES * HIDDEN, "l0.fi.b": FEED_FORWARD}
    vectors |= dict.fromkeys(("emb.ln.w", "emb.ln.b", "l0.aln.w", "l0.aln.b", "l0.oln.w", "l0.oln.b"), HIDDEN)
    vectors |= dict.fromkeys(("l0.q.b", "l0.k.b", "l0.v.b", "l0.ao.b", "l0.fo.b"), HIDDEN)
    return {name: (size, packed(size)) for name, size in matrices.items()} | {
        name: (size, plain(size)) for name, size in vectors.items()
    }


def write_packed(folder: Path) -> None:
    """The tiny model in the packed format."""
    pieces = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, 1, 4, FEED_FORWARD, 10, POSITIONS, TYPES) + struct.pack(
        "<fi", 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, pieces))) + offsets
    head += np.array([score for _, score in PIECES], dtype="<f4").tobytes() + b"".join(pieces)
    head += struct.pack("<iI", 1, 5) + struct.pack("<IB", 9, 0)
    names = tensors()
    directory_size = 4 + sum(2 + len(name) + 21 for name in names)
    at = len(head) + directory_size
    directory, body = struct.pack("<i", len(names)), b""
    for name, (size, data) in names.items():
        kind = int(len(data) != 4 * size)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, size, at + len(body), len(data))
        body += data
    (folder / PACKED_FILE).write_bytes(head + directory + body)


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """Folder of the unpacked tiny model."""
    target = tmp_path / "out"
    target.mkdir()
    write_packed(tmp_path)
    unpack(tmp_path, target)
    return target


def test_a_block_is_its_scale_times_nibbles_less_eight() -> None:
    """Low halves come first: (1 - 8) * 2 sixteen times, then (15 - 8) * 2."""
    weights = dequantize(np.frombuffer(block(2.0, 1, 15), np.uint8).reshape(1, 18))
    assert weights.tolist() == [-14.0] * 16 + [14.0] * 16


def test_tensors_get_their_names_shapes_and_values(unpacked: Path) -> None:
    """The safetensors file holds what a BertModel expects, in float16."""
    weights = load_file(unpacked / "model.safetensors")
    assert len(weights) == len(tensors()) + 2
    assert weights["embeddings.word_embeddings.weight"].shape == (10, HIDDEN)
    assert weights["encoder.layer.0.intermediate.dense.weight"].shape == (FEED_FORWARD, HIDDEN)
    down = weights["encoder.layer.0.output.dense.weight"]
    assert down.shape == (HIDDEN, FEED_FORWARD)
    assert down.dtype == np.float16
    assert down[0, :32].tolist() == [(9 - 8) * 0.5] * 16 + [(6 - 8) * 0.5] * 16
    assert weights["embeddings.position_embeddings.weight"][1, 0] == HIDDEN
    assert weights["encoder.layer.0.attention.output.LayerNorm.bias"].tolist() == list(range(HIDDEN))
    assert not weights["pooler.dense.weight"].any()


def test_the_tokenizer_segments_by_unigram_scores(unpacked: Path) -> None:
    """NFKC and spaces are normalized, "▁red" beats "▁" + "red", unknown is <unk>, ends are marked."""
    tokenizer = Tokenizer.from_file(str(unpacked / "tokenizer.json"))
    assert tokenizer.encode("  ｒｅｄ\t围巾 ").tokens == ["<s>", "▁red", "▁", "围巾", "</s>"]
    assert tokenizer.encode("xyz").ids[1:-1] == [5, 3]


def test_the_folder_says_how_texts_are_embedded(unpacked: Path) -> None:
    """Mean pooling, unit norm and the prefixes that the model was trained with."""
    modules = json.loads((unpacked / "modules.json").read_text())
    assert [module["type"].rsplit(".", 1)[1] for module in modules] == ["Transformer", "Pooling", "Normalize"]
    prompts = json.loads((unpacked / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "document": "passage: "}
    assert json.loads((unpacked / "1_Pooling" / "config.json").read_text())["pooling_mode_mean_tokens"]


def test_unpacking_gives_the_same_bytes_each_time(unpacked: Path, tmp_path: Path) -> None:
    """SHA-256 of the result can be pinned."""
    again = tmp_path / "again"
    again.mkdir()
    unpack(tmp_path, again)
    names = sorted(path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file())
    assert len(names) == 8
    assert [(unpacked / name).read_bytes() for name in names] == [
        (again / name).read_bytes() for name in names
    ]


def test_another_format_is_refused(tmp_path: Path) -> None:
    """A file with another magic raises, quoting what it starts with."""
    (tmp_path / PACKED_FILE).write_bytes(b"GGUF....more")
    with pytest.raises(WeightsError, match="E5S1 version 1, got b'GGUF"):
        unpack(tmp_path, tmp_path)
