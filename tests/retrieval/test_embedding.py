"""The embedders that are shipped, by their registry and on real texts."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import EMBEDDERS, SentenceEmbedder, choose_embedder, load_embedder
from retrieval.errors import EmbedderError, WeightsError
from retrieval.weights import LocalSource, locate
from tests.conftest import ROOT, required
from tests.weights_root import weights_root

PAIRS = (
    ("红色连衣裙", "red dress"),
    ("防水徒步鞋", "waterproof hiking boots"),
    ("无线蓝牙耳机", "wireless bluetooth headphones"),
    ("不锈钢保温杯", "stainless steel vacuum flask"),
    ("儿童积木玩具", "building blocks for children"),
    ("羊毛围巾", "wool scarf"),
    ("人体工学办公椅", "ergonomic office chair"),
    ("电动牙刷", "electric toothbrush"),
    ("瑜伽垫", "yoga mat"),
    ("狗粮", "dog food"),
    ("意式咖啡机", "espresso machine"),
    ("偏光太阳镜", "polarized sunglasses"),
    ("男士真皮钱包", "leather wallet for men"),
    ("婴儿推车", "baby stroller"),
    ("机械键盘", "mechanical keyboard"),
    ("羽绒被", "down comforter"),
)


def loaded(name: str) -> SentenceEmbedder:
    """A shipped embedder on the CPU."""
    root = weights_root()
    required(locate(EMBEDDERS[name].weights, root=root) is not None, f"weights of {name} under {root}")
    return load_embedder(EMBEDDERS[name], root=root, device="cpu")


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (("en",), "all-minilm-l6-v2"),
        (("zh",), "multilingual-e5-small"),
        (("en", "zh"), "multilingual-e5-small"),
        ((), "multilingual-e5-small"),
    ],
)
def test_the_embedder_follows_the_catalogs_languages(languages: tuple[str, ...], expected: str) -> None:
    """English alone gets the English model, anything else the multilingual one."""
    assert choose_embedder(languages).weights.id == expected


def test_sizes_of_the_registry_add_up() -> None:
    """What is announced on disk is the sum of the pinned files."""
    for spec in EMBEDDERS.values():
        assert spec.weights.size_bytes == sum(file.size_bytes for file in spec.weights.files)


def test_missing_weights_name_the_command_that_pulls_them(tmp_path: Path) -> None:
    """Loading without weights says what to run."""
    with pytest.raises(WeightsError, match="run `shopwright models pull all-minilm-l6-v2`"):
        load_embedder(EMBEDDERS["all-minilm-l6-v2"], root=tmp_path)


def test_a_folder_that_is_no_model_is_an_embedder_error(tmp_path: Path) -> None:
    """The user's own folder without a model raises EmbedderError, also when deferred to the first text."""
    (tmp_path / "mine").mkdir()
    spec = EMBEDDERS["all-minilm-l6-v2"]
    mine = replace(spec, weights=replace(spec.weights, files=(), source=LocalSource(path=tmp_path / "mine")))
    deferred = load_embedder(mine, root=tmp_path, deferred=True)
    with pytest.raises(EmbedderError, match="can't be loaded"):
        deferred.embed_query("text")


def test_importing_loads_no_model_library() -> None:
    """The module alone imports neither torch nor sentence-transformers nor chromadb."""
    check = (
        "import sys, retrieval.embedding, retrieval.dense_retriever; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'sentence_transformers', 'chromadb')))"
    )
    subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=True)  # noqa: S603 - fixed code


@pytest.mark.embedder
def test_chinese_finds_its_english_counterpart() -> None:
    """The multilingual model puts at least 14 of 16 names nearest to their translation, both ways."""
    embedder = loaded("multilingual-e5-small")
    chinese, english = [zh for zh, _ in PAIRS], [en for _, en in PAIRS]
    for queries, documents in ((chinese, english), (english, chinese)):
        likeness = np.stack([embedder.embed_query(query) for query in queries]) @ (
            embedder.embed_documents(documents).T
        )
        assert np.count_nonzero(likeness.argmax(axis=1) == np.arange(16)) >= 14


@pytest.mark.embedder
def test_minilm_knows_paraphrases() -> None:
    """The English model puts each wish nearest to the product that meets it in other words."""
    embedder = loaded("all-minilm-l6-v2")
    wishes = ["something to keep my neck warm", "shoes for running", "mug that keeps coffee hot"]
    products = embedder.embed_documents(["wool scarf", "jogging sneakers", "insulated travel cup"])
    found = [int((products @ embedder.embed_query(wish)).argmax()) for wish in wishes]
    assert found == [0, 1, 2]


@pytest.mark.embedder
def test_loading_never_reaches_for_the_network(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With every connection refused the model loads and embeds, and prints nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert loaded("all-minilm-l6-v2").embed_query("scarf").shape == (384,)
    assert capfd.readouterr() == ("", "")


@pytest.mark.embedder
def test_recent_queries_are_kept_and_can_not_be_changed() -> None:
    """The same query gives the very same read-only array."""
    embedder = loaded("all-minilm-l6-v2")
    first = embedder.embed_query("red scarf")
    assert embedder.embed_query("red scarf") is first
    assert not first.flags.writeable


@pytest.mark.embedder
@pytest.mark.parametrize("name", EMBEDDERS)
def test_vectors_are_those_of_sentence_transformers(name: str) -> None:
    """Queries equal the library's own vectors within 1e-4, documents with a cosine of .9999 or more."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds

    embedder = loaded(name)
    folder = locate(EMBEDDERS[name].weights, root=weights_root())
    reference = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": torch_float32()}
    )
    reference.max_seq_length = EMBEDDERS[name].max_tokens
    texts = [
        "red wool scarf",
        " Café crème ",
        "",
        "无线蓝牙耳机",
        "long " * 300,
        *(f"lamp {n}" for n in range(60)),
    ]
    documents = reference.encode_document(texts, normalize_embeddings=True)
    assert np.sum(embedder.embed_documents(texts) * documents, axis=1).min() >= 0.9999
    np.testing.assert_allclose(
        embedder.embed_query(texts[1]), reference.encode_query(texts[1], normalize_embeddings=True), atol=1e-4
    )


@pytest.mark.embedder
def test_several_devices_share_the_batches() -> None:
    """Two copies of the model give what one gives; each device is named."""
    spec = EMBEDDERS["all-minilm-l6-v2"]
    one = loaded("all-minilm-l6-v2")
    folder = locate(spec.weights, root=weights_root())
    assert folder is not None
    short = replace(spec, batch_tokens=64)
    two = SentenceEmbedder(spec=short, folder=folder, devices=("cpu", "cpu"))
    assert two.warm() == "cpu, cpu"
    texts = [f"striped sweater {'warm ' * (number % 9)}" for number in range(40)]
    assert np.sum(one.embed_documents(texts) * two.embed_documents(texts), axis=1).min() >= 0.9999


@pytest.mark.embedder
def test_texts_beyond_a_window_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of four texts give the vectors of one window, in input order."""
    embedder = loaded("all-minilm-l6-v2")
    texts = ["scarf", "a long wool coat", "scarf", "hat", "boots", "a", "gloves of leather", "hat", "socks"]
    whole = embedder.embed_documents(texts)
    monkeypatch.setattr("retrieval.embedding._WINDOW", 4)
    assert np.sum(embedder.embed_documents(texts) * whole, axis=1).min() >= 0.9999


def torch_float32() -> object:
    """The type of weights that embedders are loaded with."""
    import torch  # noqa: PLC0415 - takes seconds

    return torch.float32
