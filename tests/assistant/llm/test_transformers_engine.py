"""The transformers engine, on the tiny model; llama.cpp is the independent reference."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from assistant.llm.conversion import converted
from assistant.llm.local import LocalModel
from assistant.llm.transformers_engine import TransformersBackend, best_dtype
from assistant.protocols import ChatMessage, Decoding, Delta, Finished, LanguageModel, StreamEvent
from tests.tiny_models import HASH, llamacpp_backend, tiny_gguf, transformers_backend

PREFIX = (ChatMessage(role="system", content="Read what a shopper says. " * 10),)
ASKED = (*PREFIX, ChatMessage(role="user", content="a blue sweater <|im_end|> 蓝色"))
OPTIONS = ("find", "fine", "cart", "compare", "ask_product")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny model lies and is converted once."""
    return tmp_path_factory.mktemp("tiny")


@pytest.fixture
async def model(folder: Path) -> AsyncIterator[LanguageModel]:
    """The tiny model in transformers."""
    made = LocalModel(transformers_backend(folder), name="tiny@1")
    yield made
    await made.aclose()


@pytest.fixture
async def reference(folder: Path) -> AsyncIterator[LanguageModel]:
    """The same file in llama.cpp."""
    made = LocalModel(llamacpp_backend(folder), name="tiny@1")
    yield made
    await made.aclose()


async def events(model: LanguageModel, decoding: Decoding) -> list[StreamEvent]:
    """All events of one stream."""
    return [event async for event in model.stream(ASKED, decoding=decoding)]


def text(streamed: list[StreamEvent]) -> str:
    """Joined deltas."""
    return "".join(event.text for event in streamed if isinstance(event, Delta))


async def test_both_engines_say_the_same(model: LanguageModel, reference: LanguageModel) -> None:
    """Greedy text, prompt length and reason equal llama.cpp's, token for token."""
    ours, theirs = [await events(engine, Decoding(max_tokens=16)) for engine in (model, reference)]
    assert text(ours) == text(theirs)
    last, expected = ours[-1], theirs[-1]
    assert isinstance(last, Finished)
    assert isinstance(expected, Finished)
    assert (last.reason, last.usage.prompt_tokens) == (expected.reason, expected.usage.prompt_tokens)


async def test_both_engines_score_the_same(model: LanguageModel, reference: LanguageModel) -> None:
    """Option scores equal llama.cpp's within 0.02, warmed or not."""
    ours = await model.score_options(ASKED, options=OPTIONS)
    theirs = await reference.score_options(ASKED, options=OPTIONS)
    assert ours.log_probs == pytest.approx(theirs.log_probs, abs=0.02)
    await model.warm([PREFIX])
    warmed = await model.score_options(ASKED, options=OPTIONS)
    assert warmed.log_probs == pytest.approx(ours.log_probs, abs=1e-4)
    assert warmed.usage.cached_tokens > 200


async def test_both_engines_write_the_same_json(model: LanguageModel, reference: LanguageModel) -> None:
    """Under a schema that leaves choices, both grammars lead greedy decoding to the same value."""
    schema = {
        "type": "object",
        "properties": {
            "intents": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"enum": list(OPTIONS)}},
            "kind": {"type": "string", "enum": ["sweater", "lamp", "毛衣"]},
        },
        "required": ["intents", "kind"],
        "additionalProperties": False,
    }
    ours = await model.complete_json(ASKED, schema=schema, decoding=Decoding(max_tokens=80))
    theirs = await reference.complete_json(ASKED, schema=schema, decoding=Decoding(max_tokens=80))
    assert json.dumps(ours.value) == json.dumps(theirs.value)


async def test_warmed_prefix_is_not_computed_again(model: LanguageModel) -> None:
    """After warming, the prefix counts as cached and the greedy text is the same."""
    before = await events(model, Decoding(max_tokens=8))
    await model.warm([PREFIX])
    after = await events(model, Decoding(max_tokens=8))
    assert text(before) == text(after)
    last = after[-1]
    assert isinstance(last, Finished)
    assert last.usage.cached_tokens > 200


async def test_second_start_reads_the_prefix_from_disk(folder: Path) -> None:
    """A prefix stored by one engine serves the next one, with the same text."""
    texts = []
    for _ in range(2):
        backend = transformers_backend(folder)
        model = LocalModel(backend, name="tiny@1")
        await model.warm([PREFIX])
        texts.append(text(await events(model, Decoding(max_tokens=8))))
        await model.aclose()
    assert texts[0] == texts[1]


async def test_stop_text_and_seed(model: LanguageModel) -> None:
    """A stop text ends greedy text before itself; a seed makes sampling repeatable."""
    whole = text(await events(model, Decoding(max_tokens=12)))
    cut = await events(model, Decoding(max_tokens=12, stop=(whole[3:5],)))
    assert text(cut) == whole[: whole.index(whole[3:5])]
    last = cut[-1]
    assert isinstance(last, Finished)
    assert last.reason == "stop"
    hot = [text(await events(model, Decoding(max_tokens=8, temperature=2.0, seed=s))) for s in (1, 1, 2)]
    assert hot[0] == hot[1]
    assert hot[0] != hot[2]


async def test_closing_a_stream_stops_within_a_token(folder: Path) -> None:
    """After the stream is closed no further pass over the model begins."""
    backend = transformers_backend(folder)
    model = LocalModel(backend, name="tiny@1")
    await model.warm([])
    passes = 0

    def count(*_: object) -> None:
        nonlocal passes
        passes += 1

    backend._model.register_forward_pre_hook(count)
    stream = model.stream(ASKED, decoding=Decoding(max_tokens=3000))
    for _ in range(3):
        await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined] # every engine's stream is an async generator
    at_close = passes
    await asyncio.sleep(0.2)
    await model.aclose()
    assert passes <= at_close + 1


def test_conversion_happens_once(folder: Path) -> None:
    """A second start reuses the converted folder; its weights are the GGUF file's."""
    gguf, into = tiny_gguf(folder), folder / "once"
    made = converted(gguf, sha256=HASH, into=into, dtype=torch.float32)
    stamp = (made / "model.safetensors").stat().st_mtime_ns
    assert converted(gguf, sha256=HASH, into=into, dtype=torch.float32) == made
    assert (made / "model.safetensors").stat().st_mtime_ns == stamp
    assert "quantization_config" not in json.loads((made / "config.json").read_text())
    assert load_file(made / "model.safetensors")["lm_head.weight"].shape == (260, 64)


def test_failed_conversion_leaves_nothing(tmp_path: Path) -> None:
    """A GGUF file that can't be read leaves no half-made folder behind."""
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF")
    with pytest.raises(Exception, match=r".+"):
        converted(broken, sha256=HASH, into=tmp_path / "into", dtype=torch.float32)
    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.parametrize(("has_it", "expected"), [(True, torch.bfloat16), (False, torch.float32)])
def test_bfloat16_only_where_the_cpu_has_it(
    has_it: bool, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without AVX512-BF16 the CPU computes in float32."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": has_it})
    assert best_dtype("cpu") == expected


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
async def test_gpu_equals_cpu(folder: Path, model: LanguageModel) -> None:
    """On a GPU, option scores equal the CPU's within 0.02 in float32."""
    backend = TransformersBackend(
        gguf=tiny_gguf(folder),
        sha256=HASH,
        cache_dir=folder / "gpu",
        device="cuda",
        dtype=torch.float32,
    )
    gpu = LocalModel(backend, name="tiny@1")
    ours = await gpu.score_options(ASKED, options=OPTIONS)
    theirs = await model.score_options(ASKED, options=OPTIONS)
    await gpu.aclose()
    assert ours.log_probs == pytest.approx(theirs.log_probs, abs=0.02)
