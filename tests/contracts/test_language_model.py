"""What every language model does, whatever computes it."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import platformdirs
import pytest
from langchain_core.language_models import SimpleChatModel
from langchain_core.messages import BaseMessage

from assistant.errors import ModelUnavailableError
from assistant.llm.langchain_engine import LangChainModel
from assistant.llm.loading import open_model
from assistant.llm.local import LocalModel
from assistant.llm.registry import DEFAULT_MODEL, MODELS
from assistant.protocols import ChatMessage, Decoding, Delta, Finished, LanguageModel, StreamEvent
from retrieval.weights import locate
from tests.conftest import required
from tests.fakes_llm import ScriptedModel
from tests.tiny_models import llamacpp_backend, transformers_backend

SCHEMA = {
    "type": "object",
    "properties": {
        "zone": {"type": "string", "enum": ["red", "blue"]},
        "about": {"type": "string", "enum": ["x", "y"]},
    },
    "required": ["zone", "about"],
    "additionalProperties": False,
}
PREFIX = (
    ChatMessage(role="system", content="You help shoppers. " * 12),
    ChatMessage(role="user", content="hello"),
    ChatMessage(role="assistant", content="Hello! What are you looking for?"),
)
ASKED = (*PREFIX, ChatMessage(role="user", content="a red sweater, 红色毛衣"))
ENGINES = (
    "scripted",
    "langchain",
    "llamacpp",
    "transformers",
)


class _Obedient(SimpleChatModel):
    """A LangChain chat model that gives whichever of the two wanted JSON values it is asked for."""

    @property
    def _llm_type(self) -> str:
        return "obedient"

    def _call(self, messages: list[BaseMessage], *_: Any, **__: Any) -> str:
        return '{"answer": "y"}' if '"answer"' in messages[-1].text else '{"zone":"red","about":"x"}'


def models_root() -> Path:
    """Where the weights of this user lie."""
    return Path(
        os.environ.get("SHOPWRIGHT_MODELS") or Path(platformdirs.user_cache_dir("shopwright")) / "models"
    )


def make(engine: str, folder: Path) -> LanguageModel:
    """An engine over the smallest model that it can run, or over the default model."""
    if engine == "scripted":
        return ScriptedModel(
            text=lambda _messages: "one two three four five six",
            value=lambda _messages: {"zone": "red", "about": "x"},
            scores=lambda _messages, options: [-float(i) for i in range(len(options))],
        )
    if engine == "langchain":
        return LangChainModel(_Obedient(), name="fake:obedient")
    if engine == "llamacpp":
        return LocalModel(llamacpp_backend(folder), name="tiny@1")
    if engine == "transformers":
        return LocalModel(transformers_backend(folder), name="tiny@1")
    spec, root = MODELS[DEFAULT_MODEL], models_root()
    required(locate(spec.weights, root=root) is not None, f"the default model in {root}")
    return open_model(spec, root=root, cache_dir=folder / "cache", device="cpu")


@pytest.fixture(scope="session")
def weights_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tiny model lies, so that it is written and converted once."""
    return tmp_path_factory.mktemp("tiny")


@pytest.fixture(scope="session")
def default_model(weights_folder: Path) -> Iterator[LanguageModel]:
    """The default model, loaded once for all tests."""
    made = make("default", weights_folder)
    yield made
    asyncio.run(made.aclose())


@pytest.fixture(params=(*ENGINES, pytest.param("default", marks=pytest.mark.model)))
async def model(request: pytest.FixtureRequest, weights_folder: Path) -> AsyncIterator[LanguageModel]:
    """One engine, closed at the end unless it is the shared default model."""
    if request.param == "default":
        shared: LanguageModel = request.getfixturevalue("default_model")
        await shared.warm([PREFIX])
        yield shared
        return
    made = make(str(request.param), weights_folder)
    yield made
    await made.aclose()


async def collected(model: LanguageModel, *, max_tokens: int) -> list[StreamEvent]:
    """All events of one stream."""
    return [event async for event in model.stream(ASKED, decoding=Decoding(max_tokens=max_tokens))]


async def test_stream_is_deltas_and_one_finished(model: LanguageModel) -> None:
    """Text comes in non-empty deltas; the last event, and only it, is Finished."""
    events = await collected(model, max_tokens=6)
    assert events
    assert [type(event) for event in events] == [Delta] * (len(events) - 1) + [Finished]
    assert all(event.text for event in events if isinstance(event, Delta))
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.reason in {"stop", "length"}


async def test_greedy_stream_repeats_itself(model: LanguageModel) -> None:
    """The same messages, decoded greedily, give the same text."""
    first, second = await collected(model, max_tokens=6), await collected(model, max_tokens=6)
    assert [e.text for e in first if isinstance(e, Delta)] == [e.text for e in second if isinstance(e, Delta)]


async def test_json_is_valid_and_in_schema_order(model: LanguageModel) -> None:
    """The value satisfies the schema, and its properties come in the schema's order."""
    made = await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding(max_tokens=60))
    jsonschema.validate(made.value, SCHEMA)
    assert list(made.value) == ["zone", "about"]


async def test_scores_are_one_log_probability_an_option(model: LanguageModel) -> None:
    """As many scores as options, none above zero, and at least one option is possible."""
    scores = await model.score_options(ASKED, options=["x", "y"])
    assert len(scores.log_probs) == 2
    assert max(scores.log_probs) > -math.inf
    assert all(score <= 1e-6 for score in scores.log_probs)


async def test_no_options_have_no_scores(model: LanguageModel) -> None:
    """Scoring nothing gives nothing."""
    assert (await model.score_options(ASKED, options=[])).log_probs == ()


async def test_warming_changes_no_answer(model: LanguageModel) -> None:
    """An answer after its prefix was warmed equals the one before."""
    before = await collected(model, max_tokens=6)
    await model.warm([PREFIX])
    after = await collected(model, max_tokens=6)
    assert [e.text for e in before if isinstance(e, Delta)] == [e.text for e in after if isinstance(e, Delta)]


async def test_closed_stream_leaves_the_model_usable(model: LanguageModel) -> None:
    """After a stream is closed at its first delta, the next call answers."""
    stream = model.stream(ASKED, decoding=Decoding(max_tokens=200))
    assert isinstance(await anext(stream), Delta)
    await stream.aclose()  # type: ignore[attr-defined] # every engine's stream is an async generator
    assert isinstance((await collected(model, max_tokens=3))[-1], Finished)


async def test_calls_may_overlap(model: LanguageModel) -> None:
    """Four calls at once are all answered."""
    made = await asyncio.gather(
        *(model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding(max_tokens=60)) for _ in range(4))
    )
    assert [list(completion.value) for completion in made] == [["zone", "about"]] * 4


@pytest.mark.parametrize("engine", ENGINES)
async def test_closed_model_is_unavailable(engine: str, weights_folder: Path) -> None:
    """After aclose, which may be repeated, every call raises ModelUnavailableError."""
    model = make(engine, weights_folder)
    await model.aclose()
    await model.aclose()
    with pytest.raises(ModelUnavailableError):
        await collected(model, max_tokens=2)
    with pytest.raises(ModelUnavailableError):
        await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding())
    with pytest.raises(ModelUnavailableError):
        await model.score_options(ASKED, options=["x", "y"])
