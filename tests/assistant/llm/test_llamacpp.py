"""The llama.cpp engine, on the tiny model."""

from __future__ import annotations

import asyncio
import math
import stat
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from assistant.errors import ModelOutputError, ModelTimeoutError, ModelUnavailableError
from assistant.llm.llamacpp import LlamaCppBackend, json_grammar
from assistant.llm.local import Job, LocalModel
from assistant.llm.native_server import NativeServer, connect
from assistant.protocols import ChatMessage, Decoding, Delta, Finished, Usage
from tests.tiny_models import llamacpp_backend, tiny_gguf

UNDERSTAND = (ChatMessage(role="system", content="Read what a shopper says. " * 10),)
ANSWER = (ChatMessage(role="system", content="Write two friendly sentences. " * 10),)
SAID = ChatMessage(role="user", content="a blue sweater")


@pytest.fixture
async def model(tmp_path: Path) -> AsyncIterator[LocalModel]:
    """The tiny model with two slots."""
    made = LocalModel(llamacpp_backend(tmp_path), name="tiny@1")
    yield made
    await made.aclose()


async def answered(model: LocalModel, prefix: tuple[ChatMessage, ...], *, max_tokens: int = 4) -> Usage:
    """Usage of one short answer."""
    events = [e async for e in model.stream((*prefix, SAID), decoding=Decoding(max_tokens=max_tokens))]
    finished = events[-1]
    assert isinstance(finished, Finished)
    return finished.usage


async def test_two_prefixes_stay_cached_in_turn(model: LocalModel) -> None:
    """Calls that alternate between two warmed prefixes compute neither of them again."""
    await model.warm([UNDERSTAND, ANSWER])
    for prefix in (UNDERSTAND, ANSWER, UNDERSTAND, ANSWER):
        usage = await answered(model, prefix)
        assert usage.cached_tokens >= len(prefix[0].content)  # a byte a token, but for " a" and "th"
        assert (
            usage.prompt_tokens - usage.cached_tokens <= len(SAID.content) + len("user\n" + "assistant\n") + 5
        )


async def test_more_prefixes_than_slots_are_restored(model: LocalModel) -> None:
    """A third prefix, whose slot was displaced, comes back from its file."""
    other = (ChatMessage(role="system", content="Compare two products fairly. " * 10),)
    await model.warm([UNDERSTAND, ANSWER, other])
    for prefix in (UNDERSTAND, ANSWER, other, UNDERSTAND):
        assert (await answered(model, prefix)).cached_tokens >= 250


async def test_second_start_reads_the_prefix_from_disk(tmp_path: Path) -> None:
    """A new engine over the same cache folder computes no prefix, and says the same."""
    texts = []
    for _ in range(2):
        model = LocalModel(llamacpp_backend(tmp_path), name="tiny@1")
        await model.warm([UNDERSTAND])
        stored = list((tmp_path / "cache").glob("*.kv"))
        texts.append((stored, stored[0].stat().st_ino, await said(model)))
        await model.aclose()
    assert texts[0] == texts[1]


async def said(model: LocalModel) -> str:
    """Text of one short greedy answer."""
    events = model.stream((*UNDERSTAND, SAID), decoding=Decoding(max_tokens=8))
    return "".join([event.text async for event in events if isinstance(event, Delta)])


async def test_damaged_prefix_file_is_computed_again(tmp_path: Path) -> None:
    """A flipped byte in a stored prefix changes no answer."""
    first = LocalModel(llamacpp_backend(tmp_path), name="tiny@1")
    await first.warm([UNDERSTAND])
    expected = await said(first)
    await first.aclose()
    (file,) = (tmp_path / "cache").glob("*.kv")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    second = LocalModel(llamacpp_backend(tmp_path), name="tiny@1")
    await second.warm([UNDERSTAND])
    assert await said(second) == expected
    await second.aclose()


async def test_lost_prefix_file_costs_time_only(model: LocalModel, tmp_path: Path) -> None:
    """With the cache folder emptied under a running engine, answers still come."""
    await model.warm([UNDERSTAND, ANSWER])
    for file in (tmp_path / "cache").iterdir():
        file.unlink()
    other = (ChatMessage(role="system", content="Something else entirely. " * 10),)
    for prefix in (other, (*other, *ANSWER), UNDERSTAND, ANSWER):
        assert (await answered(model, prefix)).completion_tokens == 4


def test_no_request_without_the_key(tmp_path: Path) -> None:
    """The inner HTTP server refuses an unauthenticated request and allows no foreign origin."""
    server = native(tmp_path)
    connection = connect(server.address)
    connection.request("POST", "/completion", '{"prompt": "a"}', {"Origin": "https://evil.example"})
    response = connection.getresponse()
    response.read()
    connection.close()
    server.close()
    assert response.status == 401
    assert response.getheader("Access-Control-Allow-Origin") in {"", None}


def test_socket_file_is_private(tmp_path: Path) -> None:
    """The inner HTTP server listens on a socket file in a folder that only this user may enter."""
    server = native(tmp_path)
    scheme, _, file = server.address.partition("://")
    mode = stat.S_IMODE(Path(file).parent.stat().st_mode)
    server.close()
    assert (scheme, mode) == ("unix", 0o700)
    assert not Path(file).parent.exists()


def test_loopback_port_where_there_are_no_socket_files(tmp_path: Path) -> None:
    """Without socket files the same control calls go over a loopback port, with the key."""
    server = native(tmp_path, socket_file=False)
    ids = server.tokenize("ab", control=False)
    connection = connect(server.address)
    connection.request("GET", "/v1/models")
    status = connection.getresponse().status
    connection.close()
    address = server.address
    server.close()
    assert address.startswith("http://127.0.0.1:")
    assert ids == [ord("a"), ord("b")]
    assert status == 401


def native(folder: Path, *, socket_file: bool = True) -> NativeServer:
    """The tiny model in an inner server."""
    return NativeServer(
        tiny_gguf(folder), state_dir=folder, slots=1, slot_tokens=256, threads=1, socket_file=socket_file
    )


async def test_closing_a_stream_stops_within_a_token(tmp_path: Path) -> None:
    """After the stream is closed at its third delta, at most one more token is computed."""
    backend = Counting(llamacpp_backend(tmp_path, slot_tokens=4096))
    model = LocalModel(backend, name="tiny@1")
    stream = model.stream((SAID,), decoding=Decoding(max_tokens=3000))
    for _ in range(3):
        await anext(stream)
    at_close = backend.emitted
    await stream.aclose()  # type: ignore[attr-defined] # every engine's stream is an async generator
    await model.aclose()
    assert backend.ended
    assert backend.emitted <= at_close + 1


async def test_cancelling_a_call_stops_it(tmp_path: Path) -> None:
    """Cancelling the task that waits for JSON ends the generation, far before its limit."""
    backend = Counting(llamacpp_backend(tmp_path, slot_tokens=4096))
    model = LocalModel(backend, name="tiny@1")
    schema = {"type": "string", "minLength": 3000}
    call = asyncio.create_task(
        model.complete_json((SAID,), schema=schema, decoding=Decoding(max_tokens=3000))
    )
    assert await asyncio.to_thread(backend.began.wait, 60)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await model.aclose()
    assert backend.ended
    assert backend.emitted < 2000


class Counting:
    """A backend that counts what another one emits. Each token takes a millisecond at least."""

    def __init__(self, inner: LlamaCppBackend) -> None:
        self.inner = inner
        self.emitted = 0
        self.began = threading.Event()
        self.ended = False
        self.parallel = inner.parallel
        self.open, self.warm, self.score, self.close = inner.open, inner.warm, inner.score, inner.close

    def generate(self, job: Job, emit: Callable[[str], None]) -> Finished:
        """Count each piece."""

        def counted(text: str) -> None:
            self.emitted += 1
            self.began.set()
            time.sleep(0.001)
            emit(text)

        try:
            return self.inner.generate(job, counted)
        finally:
            self.ended = True


async def test_event_loop_is_never_blocked(model: LocalModel) -> None:
    """While the model loads, reads and decodes, the loop's beat of 5 ms stays within half a second."""
    gaps: list[float] = []

    async def beat() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            gaps.append(time.perf_counter() - began)

    beating = asyncio.create_task(beat())
    await model.warm([UNDERSTAND])
    await answered(model, ANSWER, max_tokens=300)
    beating.cancel()
    assert len(gaps) > 5
    assert max(gaps) < 0.5


async def test_late_answer_is_a_timeout(tmp_path: Path) -> None:
    """An answer that is not complete in time raises ModelTimeoutError; the next call is served."""
    model = LocalModel(llamacpp_backend(tmp_path, slot_tokens=4096), name="tiny@1", timeout_s=0.2)
    await model.warm([])
    schema = {"type": "string", "minLength": 3500}
    with pytest.raises(ModelTimeoutError, match=r"0\.2 s"):
        await model.complete_json((SAID,), schema=schema, decoding=Decoding(max_tokens=3600))
    await model.aclose()


async def test_cut_json_is_an_output_error(model: LocalModel) -> None:
    """JSON that max_tokens cuts short raises ModelOutputError, which names the limit."""
    schema = {"type": "string", "minLength": 30}
    with pytest.raises(ModelOutputError, match="max_tokens was 5"):
        await model.complete_json((SAID,), schema=schema, decoding=Decoding(max_tokens=5))


async def test_json_is_compact(tmp_path: Path) -> None:
    """No optional white space is decoded, and properties come in the schema's order."""
    backend = llamacpp_backend(tmp_path)
    backend.open()
    schema = {
        "type": "object",
        "properties": {
            "zz": {"enum": ["a"]},
            "aa": {"type": "array", "items": {"enum": [1]}, "minItems": 2, "maxItems": 2},
        },
        "required": ["zz", "aa"],
        "additionalProperties": False,
    }
    pieces: list[str] = []
    backend.generate(Job(messages=(SAID,), decoding=Decoding(max_tokens=60), schema=schema), pieces.append)
    backend.close()
    assert "".join(pieces) == '{"zz":"a","aa":[1,1]}'
    assert "whitespace_flexible" in json_grammar('{"type": "object"}')


async def test_stop_text_ends_the_answer(model: LocalModel) -> None:
    """Decoding ends where a stop text would come, with reason stop."""
    whole = await said_with(model, stop=())
    cut = await said_with(model, stop=(whole[3:5],))
    assert cut == whole[: whole.index(whole[3:5])]


async def said_with(model: LocalModel, *, stop: tuple[str, ...]) -> str:
    """Text of one greedy answer of 12 tokens."""
    events = model.stream((SAID,), decoding=Decoding(max_tokens=12, stop=stop))
    return "".join([event.text async for event in events if isinstance(event, Delta)])


async def test_scores_sum_to_one(model: LocalModel) -> None:
    """The options' probabilities under constrained decoding sum to one."""
    scores = await model.score_options((SAID,), options=["find", "fine", "cart", "compare"])
    assert math.fsum(map(math.exp, scores.log_probs)) == pytest.approx(1.0, abs=1e-5)


async def test_equal_options_are_refused(model: LocalModel) -> None:
    """Two equal options raise ValueError."""
    with pytest.raises(ValueError, match="distinct"):
        await model.score_options((SAID,), options=["a", "a"])


async def test_prompt_beyond_the_context_is_refused(tmp_path: Path) -> None:
    """A prompt that can't fit with its answer raises an error that says the limit."""
    model = LocalModel(llamacpp_backend(tmp_path, slot_tokens=256, parallel=1), name="tiny@1")
    with pytest.raises(ModelUnavailableError, match="at most 256 tokens"):
        await model.complete_json(UNDERSTAND, schema={"enum": ["a"]}, decoding=Decoding())
    await model.aclose()


async def test_file_that_is_no_model(tmp_path: Path) -> None:
    """A broken GGUF file makes the first call raise ModelUnavailableError with a remedy."""
    backend = llamacpp_backend(tmp_path)
    backend.gguf.write_bytes(b"GGUF" + b"\0" * 100)
    model = LocalModel(backend, name="broken@1")
    with pytest.raises(ModelUnavailableError, match="shopwright models verify"):
        await model.warm([])
    await model.aclose()


async def test_close_ends_running_answers(tmp_path: Path) -> None:
    """Aclose stops an answer in the middle; whoever waits for it gets ModelUnavailableError."""
    before = set(threading.enumerate())
    model = LocalModel(llamacpp_backend(tmp_path, slot_tokens=4096), name="tiny@1")
    schema = {"type": "string", "minLength": 3500}
    call = asyncio.create_task(
        model.complete_json((SAID,), schema=schema, decoding=Decoding(max_tokens=3600))
    )
    await asyncio.sleep(0.3)
    await model.aclose()
    with pytest.raises(ModelUnavailableError, match="closed"):
        await call
    left = set(threading.enumerate()) - before
    assert not [thread for thread in left if thread.name.startswith("language-model")]
