"""`chat --json`: exactly one JSON line out for each line in, in order, whatever happens."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from api.errors import RequestError, describe, operator_message
from api.limits import MAX_FRAME_BYTES
from api.lines import Line
from api.requests import ChatLine, read_json
from api.schemas import TurnJson, failed_turn_json, turn_json
from api.turns import Clock, Replier, collect, timed
from assistant.protocols import ConversationStore
from assistant.types import PageContext, Utterance

_LOG = logging.getLogger(__name__)


def stored_id(shop: str, conversation: str) -> str:
    """The stored id of a conversation whose caller chose its name.

    It holds a '/', which no id of the web API does: nobody can reach such a conversation by guessing.
    """
    return f"{shop}/{conversation}"


@dataclass(slots=True, kw_only=True)
class JsonChat:
    """Answers lines of one shop, one after the other; conversations may be interleaved.

    `assistant` None means that the shop can't be served at all: every line is answered with `unusable`.
    """

    shop: str
    store: ConversationStore
    assistant: Replier | None
    unusable: Exception | None = None
    clock: Clock = perf_counter

    async def run(self, lines: AsyncIterator[Line], *, write: Callable[[str], None]) -> None:
        """Answer every line; `write` gets one JSON text without a newline for each."""
        async for line in lines:
            write(await self.answer(line))

    async def answer(self, line: Line) -> str:
        """The JSON text for one line. Raises nothing but cancellation."""
        started = self.clock()
        try:
            return _dump(await self._turn(line, started=started))
        except Exception as error:  # noqa: BLE001 - the promise is one line out, also on failure
            return _dump(self._failed(line, error, started=started))

    async def _turn(self, line: Line, *, started: float) -> TurnJson:
        said = _parse(line)
        if self.assistant is None:
            raise self.unusable or RuntimeError("expected an assistant or the reason why there is none")
        conversation_id = await self.store.create(
            shop=self.shop, conversation_id=stored_id(self.shop, said.conversation)
        )
        utterance = Utterance(
            conversation_id=conversation_id,
            shop=self.shop,
            text=said.say,
            shopper_id=said.shopper,
            context=said.context.page() if said.context else PageContext(),
        )
        events = timed(self.assistant.reply(utterance), started=started, clock=self.clock)
        return turn_json(await collect(events), conversation=said.conversation)

    def _failed(self, line: Line, error: Exception, *, started: float) -> dict[str, object]:
        failure = describe(error)
        if failure.code == "internal":
            _LOG.error("a turn failed unexpectedly", exc_info=error)
        return failed_turn_json(
            conversation=_conversation_of(line),
            code=failure.code,
            message=operator_message(error),
            total_ms=(self.clock() - started) * 1000,
        )


def _dump(form: Mapping[str, object]) -> str:
    return json.dumps(form, ensure_ascii=False, allow_nan=False)


def _parse(line: Line) -> ChatLine:
    if line.too_long:
        raise RequestError(f"expected a line of at most {MAX_FRAME_BYTES} bytes, got more", code="too_large")
    return read_json(ChatLine, line.data.removeprefix(b"\xef\xbb\xbf"))


def _conversation_of(line: Line) -> str | None:
    """The conversation that an unusable line names, where it can be made out."""
    try:
        form = json.loads(line.data)
    except (ValueError, RecursionError):
        return None
    conversation = form.get("conversation") if isinstance(form, dict) else None
    return conversation if isinstance(conversation, str) and conversation.isprintable() else None
