"""The LangChain engine, against a scripted OpenAI-compatible server on loopback."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from assistant.errors import ModelOutputError, ModelTimeoutError, ModelUnavailableError
from assistant.llm.langchain_engine import LangChainModel, chat_model
from assistant.protocols import ChatMessage, Decoding, Delta, Finished, Usage

ASKED = (
    ChatMessage(role="system", content="Help."),
    ChatMessage(role="user", content="hi"),
    ChatMessage(role="assistant", content="Hello!"),
    ChatMessage(role="user", content="红色毛衣"),
)
SCHEMA = {
    "type": "object",
    "properties": {"kind": {"type": "string"}},
    "required": ["kind"],
    "additionalProperties": False,
}
TOLD = {
    "prompt_tokens": 9,
    "completion_tokens": 2,
    "total_tokens": 11,
    "prompt_tokens_details": {"cached_tokens": 4},
}


@dataclass(slots=True)
class Server:
    """An OpenAI-compatible server that says `words`; `asked` are the bodies it got."""

    words: Sequence[str] = ("red", " sweaters")
    reason: str = "stop"
    status: int = 200
    delay_s: float = 0.0
    endless: bool = False
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(
            int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length")
        )
        body = json.loads(await reader.readexactly(length))
        self.asked.append(body)
        await asyncio.sleep(self.delay_s)
        try:
            await (self._stream(writer) if body.get("stream") else self._whole(writer))
        except ConnectionError:
            self.left.set()
        writer.close()

    async def _whole(self, writer: asyncio.StreamWriter) -> None:
        message = {"role": "assistant", "content": "".join(self.words)}
        choices = [{"index": 0, "message": message, "finish_reason": self.reason}]
        said = json.dumps(
            {"id": "1", "object": "chat.completion", "model": "m", "choices": choices, "usage": TOLD}
        )
        self._head(writer, "application/json")
        writer.write(said.encode())
        await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        self._head(writer, "text/event-stream")
        for word in self.words:
            await self._chunk(writer, [{"index": 0, "delta": {"content": word}, "finish_reason": None}])
        while self.endless:
            await self._chunk(writer, [{"index": 0, "delta": {"content": "."}, "finish_reason": None}])
            await asyncio.sleep(0.01)
        await self._chunk(writer, [{"index": 0, "delta": {}, "finish_reason": self.reason}])
        await self._chunk(writer, [], usage=TOLD)
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()

    def _head(self, writer: asyncio.StreamWriter, kind: str) -> None:
        writer.write(
            f"HTTP/1.1 {self.status} X\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode()
        )

    async def _chunk(self, writer: asyncio.StreamWriter, choices: list[Any], **more: Any) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": choices, **more}
        writer.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await writer.drain()


@pytest.fixture
async def server() -> Server:
    """A server that is started by `connected`."""
    return Server()


@pytest.fixture
async def model(server: Server) -> AsyncIterator[LangChainModel]:
    """A model over the scripted server."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    chat = chat_model("openai:m", base_url=f"http://127.0.0.1:{port}/v1", timeout_s=10)
    yield LangChainModel(chat, name="openai:m", timeout_s=2)
    server.endless = False
    listening.close()
    await listening.wait_closed()


async def test_stream_with_usage_and_reason(server: Server, model: LangChainModel) -> None:
    """Words come as deltas; usage and reason are the server's."""
    server.reason = "length"
    events = [event async for event in model.stream(ASKED, decoding=Decoding(max_tokens=7, stop=("\n",)))]
    usage = Usage(prompt_tokens=9, cached_tokens=4, completion_tokens=2)
    assert events == [Delta(text="red"), Delta(text=" sweaters"), Finished(usage=usage, reason="length")]
    body = server.asked[0]
    assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "user"]
    assert (body["temperature"], body["stop"], body["seed"]) == (0.0, ["\n"], 0)
    assert 7 in {body.get("max_tokens"), body.get("max_completion_tokens")}


async def test_json_is_asked_for_by_schema(server: Server, model: LangChainModel) -> None:
    """The schema is sent as response_format, and the value is what the server said."""
    server.words = ('{"kind": ', '"sweater"}')
    made = await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding())
    assert made.value == {"kind": "sweater"}
    assert made.usage.cached_tokens == 4
    assert server.asked[0]["response_format"]["json_schema"]["schema"] == SCHEMA


async def test_json_outside_the_schema(server: Server, model: LangChainModel) -> None:
    """A server that ignores the schema causes ModelOutputError."""
    server.words = ('{"sort": 1}',)
    with pytest.raises(ModelOutputError):
        await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding())


async def test_options_are_chosen(server: Server, model: LangChainModel) -> None:
    """The chosen option has log-probability 0, the other minus infinity."""
    server.words = ('{"answer": "cart"}',)
    scores = await model.score_options(ASKED, options=["find", "cart"])
    assert scores.log_probs == (-math.inf, 0.0)


async def test_closing_a_stream_closes_the_connection(server: Server, model: LangChainModel) -> None:
    """A server in the middle of an endless answer loses its client when the stream is closed."""
    server.endless = True
    stream = model.stream(ASKED, decoding=Decoding())
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined] # every engine's stream is an async generator
    await asyncio.wait_for(server.left.wait(), 10)


async def test_endless_answer_is_a_timeout(server: Server, model: LangChainModel) -> None:
    """An answer without end raises ModelTimeoutError after the time for complete answers."""
    server.endless = True
    with pytest.raises(ModelTimeoutError):
        async for _ in model.stream(ASKED, decoding=Decoding()):
            pass
    await asyncio.wait_for(server.left.wait(), 10)


async def test_slow_reader_is_not_interrupted(server: Server, model: LangChainModel) -> None:
    """The time for an answer may run out while the consumer holds a delta; it is told at its next step."""
    server.endless = True
    stream = model.stream(ASKED, decoding=Decoding())
    await anext(stream)
    await asyncio.sleep(2.1)  # longer than the fixture's timeout_s of 2
    with pytest.raises(ModelTimeoutError):
        await anext(stream)
    await asyncio.wait_for(server.left.wait(), 10)


@pytest.mark.parametrize("status", [401, 404])
async def test_refusal_is_unavailable(server: Server, model: LangChainModel, status: int) -> None:
    """A server that refuses raises ModelUnavailableError with what it said."""
    server.status = status
    with pytest.raises(ModelUnavailableError, match=str(status)):
        await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding())


async def test_nobody_listens() -> None:
    """A server that is not there raises ModelUnavailableError."""
    chat = chat_model("openai:m", base_url="http://127.0.0.1:9/v1", timeout_s=1)
    with pytest.raises(ModelUnavailableError):
        await LangChainModel(chat, name="openai:m").complete_json(ASKED, schema=SCHEMA, decoding=Decoding())


@pytest.mark.parametrize("said", ['{"kind": "hat"}', '```json\n{"kind": "hat"}\n```'])
async def test_model_without_structured_output_is_asked_in_words(said: str) -> None:
    """LangChain's fake, which offers no structured output, may answer plainly or in a code block."""
    model = LangChainModel(FakeListChatModel(responses=[said]), name="fake")
    made = await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding())
    assert made.value == {"kind": "hat"}


async def test_model_without_structured_output_that_chats() -> None:
    """Prose where JSON was asked for is ModelOutputError."""
    model = LangChainModel(FakeListChatModel(responses=["A hat, perhaps?"]), name="fake")
    with pytest.raises(ModelOutputError, match="A hat"):
        await model.complete_json(ASKED, schema=SCHEMA, decoding=Decoding())


async def test_fake_streams_its_letters() -> None:
    """LangChain's fake streams letter by letter; without told usage the counts are zero."""
    model = LangChainModel(FakeListChatModel(responses=["hat"]), name="fake")
    events = [event async for event in model.stream(ASKED, decoding=Decoding())]
    assert [event.text for event in events if isinstance(event, Delta)] == ["h", "a", "t"]
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.usage == Usage(prompt_tokens=0, cached_tokens=0, completion_tokens=0)
