"""Any LangChain chat model: vLLM, Ollama, TGI, llama.cpp's server and the hosted providers."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage

from assistant.errors import ModelError, ModelOutputError, ModelTimeoutError, ModelUnavailableError
from assistant.llm.structured import checked_json
from assistant.protocols import (
    ChatMessage,
    Decoding,
    Delta,
    Finished,
    JsonCompletion,
    OptionScores,
    StreamEvent,
    Usage,
)

_FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
_CUT = frozenset({"length", "max_tokens"})
_NO_USAGE = Usage(prompt_tokens=0, cached_tokens=0, completion_tokens=0)
"""What is reported where the server reports nothing."""


def chat_model(spec: str, *, base_url: str | None, timeout_s: float) -> BaseChatModel:
    """A chat model of a spec such as "openai:NAME"; the key is read by the provider's own rules.

    A server of one's own at `base_url` needs no key: a placeholder is sent where OPENAI_API_KEY is not
    set. Raises ModelUnavailableError where the spec is unknown, its package not installed or its key
    missing.
    """
    options: dict[str, Any] = {"timeout": timeout_s, "max_retries": 1, "temperature": 0.0}
    if base_url is not None:
        options["base_url"] = base_url
    if spec.startswith("openai:"):
        options["stream_usage"] = True
        if base_url is not None:
            options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
    try:
        made = init_chat_model(spec, **options)
    except Exception as error:
        raise ModelUnavailableError(
            "model: expected a LangChain spec such as 'openai:NAME' with its package installed and its "
            f"key set, got {spec!r}: {error}"
        ) from error
    if not isinstance(made, BaseChatModel):
        raise ModelUnavailableError(f"model: expected a spec of one model, got {spec!r}")
    return made


class LangChainModel:
    """A LangChain chat model behind our protocol; `timeout_s` (s) is for each complete answer.

    Temperature, token limit and stop texts are passed on as LangChain names them. JSON is asked for by
    the OpenAI-compatible `response_format`, else by the model's own structured output, else in words;
    it is checked in each case. Options can't be scored through a chat interface: the model is made to
    choose one, which gets log-probability 0, all others minus infinity.
    """

    def __init__(self, model: BaseChatModel, *, name: str, timeout_s: float = 60.0) -> None:
        self._model = model
        self._name = name
        self._timeout_s = timeout_s
        self._closed = False

    @property
    def name(self) -> str:
        """The spec; who serves it knows the revision."""
        return self._name

    async def warm(self, prefixes: Sequence[Sequence[ChatMessage]]) -> None:
        """Do nothing: a server keeps its own caches, and a hosted one would bill for it."""

    async def stream(
        self, messages: Sequence[ChatMessage], *, decoding: Decoding
    ) -> AsyncIterator[StreamEvent]:
        """Deltas, then one Finished; closing the stream closes the connection."""
        usage, reason = _NO_USAGE, "stop"
        deadline = asyncio.get_running_loop().time() + self._timeout_s
        async with aclosing(self._chunks(messages, decoding)) as chunks:
            while (chunk := await self._next(chunks, deadline)) is not None:
                usage = _usage(chunk) if chunk.usage_metadata else usage
                reason = "length" if _was_cut(chunk) else reason
                if text := str(chunk.text):
                    yield Delta(text=text)
        yield Finished(usage=usage, reason=reason)

    async def complete_json(
        self, messages: Sequence[ChatMessage], *, schema: Mapping[str, Any], decoding: Decoding
    ) -> JsonCompletion:
        """A checked value. Raises ModelOutputError where the answer is not of the schema."""
        async with self._guarded(asyncio.get_running_loop().time() + self._timeout_s):
            text, usage = await self._ask_json(messages, schema, decoding)
        value = checked_json(text, schema, max_tokens=decoding.max_tokens)
        return JsonCompletion(value=value, usage=usage)

    async def score_options(self, messages: Sequence[ChatMessage], *, options: Sequence[str]) -> OptionScores:
        """0 for the option that the model chooses, minus infinity for the others."""
        if not options:
            return OptionScores(log_probs=(), usage=_NO_USAGE)
        schema = {
            "type": "object",
            "properties": {"answer": {"type": "string", "enum": list(options)}},
            "required": ["answer"],
            "additionalProperties": False,
        }
        made = await self.complete_json(messages, schema=schema, decoding=Decoding(max_tokens=64))
        chosen = made.value["answer"]
        return OptionScores(
            log_probs=tuple(0.0 if option == chosen else float("-inf") for option in options),
            usage=made.usage,
        )

    async def aclose(self) -> None:
        """Refuse later calls; connections close with their answers."""
        self._closed = True

    async def _ask_json(
        self, messages: Sequence[ChatMessage], schema: Mapping[str, Any], decoding: Decoding
    ) -> tuple[str, Usage]:
        spoken, options = _spoken(messages), self._options(decoding)
        if self._openai:
            wanted = {"type": "json_schema", "json_schema": {"name": "answer", "schema": dict(schema)}}
            answer = await self._model.ainvoke(spoken, response_format=wanted, **options)
            return str(answer.text), _usage(answer)
        try:
            titled = {"title": "answer", "description": "The answer.", **schema}
            structured = self._model.with_structured_output(titled, include_raw=True)
        except NotImplementedError:
            words = f"Answer with JSON of this schema only: {json.dumps(schema, ensure_ascii=False)}"
            answer = await self._model.ainvoke([*spoken, HumanMessage(words)], **options)
            return _unfenced(str(answer.text)), _usage(answer)
        made = await structured.ainvoke(spoken)
        if not isinstance(made, dict) or made["parsed"] is None:
            raise ModelOutputError(f"expected a value of the schema, got {made!r}")
        return json.dumps(made["parsed"], ensure_ascii=False), _usage(made["raw"])

    @property
    def _openai(self) -> bool:
        """Whether requests take OpenAI's own fields."""
        return self._model._llm_type == "openai-chat"

    async def _chunks(
        self, messages: Sequence[ChatMessage], decoding: Decoding
    ) -> AsyncGenerator[AIMessageChunk, None]:
        async for chunk in self._model.astream(_spoken(messages), **self._options(decoding)):
            yield chunk

    async def _next(
        self, chunks: AsyncGenerator[AIMessageChunk, None], deadline: float
    ) -> AIMessageChunk | None:
        """Return the next chunk; None after the last. No timer runs while the consumer has the turn."""
        async with self._guarded(deadline):
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError  # the timer alone would let chunks pass that have already arrived
            return await anext(chunks, None)

    def _options(self, decoding: Decoding) -> dict[str, Any]:
        options: dict[str, Any] = {
            "max_tokens": decoding.max_tokens,
            "temperature": decoding.temperature,
            "stop": list(decoding.stop) or None,
        }
        return options | ({"seed": decoding.seed} if self._openai else {})

    @asynccontextmanager
    async def _guarded(self, deadline: float) -> AsyncIterator[None]:
        if self._closed:
            raise ModelUnavailableError(f"{self._name} is closed; open it again")
        try:
            async with asyncio.timeout_at(deadline):
                yield
        except ModelError:
            raise
        except TimeoutError as error:
            raise ModelTimeoutError(f"{self._name}: no complete answer within {self._timeout_s} s") from error
        except Exception as error:
            raise ModelUnavailableError(f"{self._name}: {type(error).__name__}: {error}") from error


def _spoken(messages: Sequence[ChatMessage]) -> list[BaseMessage]:
    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[message.role](message.content) for message in messages]


def _usage(message: BaseMessage) -> Usage:
    told = message.usage_metadata if isinstance(message, AIMessage) else None
    if told is None:
        return _NO_USAGE
    return Usage(
        prompt_tokens=told["input_tokens"],
        cached_tokens=told.get("input_token_details", {}).get("cache_read", 0),
        completion_tokens=told["output_tokens"],
    )


def _was_cut(chunk: AIMessageChunk) -> bool:
    told = chunk.response_metadata
    return (told.get("finish_reason") or told.get("stop_reason")) in _CUT


def _unfenced(text: str) -> str:
    """The inside of a Markdown code block, where the whole text is one."""
    fenced = _FENCED.match(text)
    return fenced[1] if fenced else text
