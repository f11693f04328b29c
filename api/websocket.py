"""The shopper's websocket: hello, then messages in and frames out, until either side goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter, time_ns
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.channels import Channel
from api.errors import EXPECTED, RunInProgressError, describe
from api.hub import Hub
from api.limits import MAX_FRAME_BYTES
from api.metrics import Metrics
from api.outbox import Outbox
from api.protocol import (
    EPOCH,
    ClientMessage,
    CloseCode,
    Frame,
    FrameError,
    Hello,
    MessageSend,
    RunStop,
    decode,
    encode,
    error_frame,
)
from assistant.errors import ConversationNotFoundError
from assistant.types import MAX_UTTERANCE_CHARS

_LOG = logging.getLogger(__name__)
SEND_QUEUE_FRAMES = 1_000
MAX_BAD_FRAMES = 20
HELLO_TIMEOUT_S = 10.0
_BUSY_RETRY_MS = 2_000


@dataclass(slots=True, kw_only=True)
class ShopperSocket:
    """One connection. Reading, writing and watching the queue are tasks; the first that ends, ends all."""

    socket: WebSocket
    hub: Hub
    shop: str
    welcome: Mapping[str, Any]
    metrics: Metrics
    hello_timeout_s: float = HELLO_TIMEOUT_S
    new_id: Callable[[], str] = lambda: uuid4().hex
    _outbox: Outbox = field(default_factory=lambda: Outbox(limit=SEND_QUEUE_FRAMES))
    _bad_frames: int = 0

    async def run(self) -> None:
        """Serve an accepted connection to its end. Raises nothing but cancellation."""
        channel: Channel | None = None
        try:
            channel = await self._hello()
            self.metrics.count("shopwright_sockets_opened_total")
            await self._serve(channel)
        except WebSocketDisconnect:
            return
        except FrameError as error:
            await self._refuse(error)
        except ConversationNotFoundError:
            await self._close(CloseCode.ERASED)
        except EXPECTED as error:
            _LOG.warning("socket closed", extra={"shop": self.shop, "code": describe(error).code})
            await self._close(CloseCode.DRAINING)
        finally:
            if channel is not None:
                channel.unwatch(self._outbox)
                self.hub.release(channel)

    async def _hello(self) -> Channel:
        try:
            async with asyncio.timeout(self.hello_timeout_s):
                hello = await self._receive()
        except TimeoutError:
            raise FrameError("expected a hello in time", close=CloseCode.HELLO_TIMEOUT) from None
        except FrameError as error:
            raise FrameError(str(error), code=error.code, close=error.close or CloseCode.PROTOCOL) from error
        if not isinstance(hello, Hello):
            raise FrameError("expected hello as the first frame", close=CloseCode.PROTOCOL)
        if hello.conversation_id is None:
            channel = self.hub.begin(shop=self.shop)
        else:
            channel = await self.hub.resume(hello.conversation_id, shop=self.shop)
        try:
            await channel.watch(self._outbox, welcome=self._welcome(), after=hello.after)
        except BaseException:
            self.hub.release(channel)
            raise
        return channel

    def _welcome(self) -> Frame:
        limits = {
            "maxFrameBytes": MAX_FRAME_BYTES,
            "maxTextChars": MAX_UTTERANCE_CHARS,
            "sendQueueFrames": SEND_QUEUE_FRAMES,
        }
        return Frame(
            t="welcome", d={"epoch": EPOCH, "limits": limits, "owner": {"kind": "assistant"}, **self.welcome}
        )

    async def _serve(self, channel: Channel) -> None:
        tasks = [
            asyncio.create_task(part, name="socket")
            for part in (self._read(channel), self._write(channel), self._watch_overflow())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        if self._outbox.overflowed.is_set():
            self.metrics.count("shopwright_sockets_slow_total")
            await self._close(CloseCode.SLOW_CONSUMER)
            return
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _read(self, channel: Channel) -> None:
        while True:
            try:
                self._handle(channel, await self._receive())
            except FrameError as error:
                self._bad_frames += 1
                self.metrics.count("shopwright_failures_total", label=f'code="{error.code}"')
                if error.close is not None:
                    raise
                if self._bad_frames > MAX_BAD_FRAMES:
                    raise FrameError("too many unusable frames", close=CloseCode.PROTOCOL) from error
                self._outbox.offer(
                    error_frame(code=error.code, message=str(error), retryable=False, cid=error.cid)
                )

    def _handle(self, channel: Channel, message: ClientMessage) -> None:
        match message:
            case MessageSend():
                self._submit(channel, message)
            case RunStop():
                channel.stop()
            case Hello():
                raise FrameError("expected hello once, as the first frame")

    def _submit(self, channel: Channel, message: MessageSend) -> None:
        try:
            submission = channel.submit(message, started=perf_counter())
        except RunInProgressError as error:
            self._outbox.offer(
                error_frame(
                    code="run_in_progress",
                    message=str(error),
                    retryable=True,
                    cid=message.cid,
                    retry_after_ms=_BUSY_RETRY_MS,
                )
            )
            return
        ack = {"cid": message.cid, "msgId": submission.message_id, "dup": submission.duplicate}
        self._outbox.offer(Frame(t="ack", d=ack))

    async def _receive(self) -> ClientMessage:
        event = await self.socket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(code=event.get("code", 1005))
        text = event.get("text")
        if text is None:
            raise FrameError("expected a text frame, got a binary one")
        return decode(text)

    async def _write(self, channel: Channel) -> None:
        while True:
            sent = await self._outbox.next()
            if isinstance(sent, CloseCode):
                await self._close(sent)
                return
            await self._send(sent, conversation_id=channel.conversation_id)

    async def _watch_overflow(self) -> None:
        """Returns when the client reads too slowly: a blocked send would never notice."""
        await self._outbox.overflowed.wait()

    async def _refuse(self, error: FrameError) -> None:
        """Tell why, then close with the code of the error."""
        frame = error_frame(code=error.code, message=str(error), retryable=False, cid=error.cid)
        await self._send(frame, conversation_id=None)
        await self._close(error.close or CloseCode.PROTOCOL)

    async def _send(self, frame: Frame, *, conversation_id: str | None) -> None:
        text = encode(
            frame,
            conversation_id=conversation_id,
            frame_id=self.new_id(),
            ts_ms=time_ns() // 1_000_000,
        )
        if self.socket.application_state is WebSocketState.CONNECTED:
            await self.socket.send_text(text)

    async def _close(self, code: CloseCode) -> None:
        if WebSocketState.DISCONNECTED not in (self.socket.application_state, self.socket.client_state):
            await self.socket.close(code=code)
