"""The websocket protocol without any I/O: frames in, frames out, and what is wrong with them.

Envelope `{v, t, conv, epoch, seq, id, ts, d}`; `seq` is that of a stored event and null for all others.
Shopper → server: hello, msg.send, run.stop. Server → shopper: welcome, msg, receipt, replay.end, ack,
agui (one AG-UI event), cards, error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.errors import RequestError
from api.limits import MAX_FRAME_BYTES
from api.requests import ContextIn, Identifier, Spoken, refused
from assistant.types import PageContext

VERSION = 1
EPOCH = 1
"""Which numbering of the log `seq` belongs to; a client of another epoch is replayed everything."""

_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{22,128}")
_Model = TypeVar("_Model", bound=BaseModel)


class CloseCode(IntEnum):
    """Why the server closes: 4000–4499 reconnect, 4500–4999 don't."""

    GOING_AWAY = 1001
    TOO_BIG = 1009
    SLOW_CONSUMER = 4000
    DRAINING = 4001
    PROTOCOL = 4501
    HELLO_TIMEOUT = 4502
    ERASED = 4506
    VERSION = 4507


class FrameError(RequestError):
    """A frame that can't be used. `close` says that the connection ends with it, and how."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "invalid_frame",
        cid: str | None = None,
        close: CloseCode | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.cid = cid
        self.close = close


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """First frame: begin, or resume a conversation by its secret id after the `after`-th event."""

    conversation_id: str | None = None
    epoch: int | None = None
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSend:
    """The shopper says something; `cid` is the client's own id of it."""

    cid: str
    text: str
    context: PageContext


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStop:
    """The shopper stops what is being answered."""


ClientMessage = Hello | MessageSend | RunStop


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One server frame without its envelope."""

    t: str
    d: Mapping[str, Any] = field(default_factory=dict)
    seq: int | None = None


class _Envelope(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)
    v: int
    t: str
    conv: str | None = None
    d: dict[str, Any] = Field(default_factory=dict)


class _Resume(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)
    epoch: int
    after: Annotated[int, Field(ge=0)] = 0


class _Hello(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)
    resume: _Resume | None = None


class _MessageSend(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)
    cid: Identifier
    text: Spoken
    context: ContextIn | None = None


def is_conversation_id(text: str) -> bool:
    """Whether a text has the form of the ids that this API gives out (at least 128 bits of base64)."""
    return _CONVERSATION.fullmatch(text) is not None


def decode(frame: str) -> ClientMessage:
    """What a text frame says. Raises FrameError."""
    if len(frame) > MAX_FRAME_BYTES or len(frame.encode(errors="replace")) > MAX_FRAME_BYTES:
        raise FrameError(
            f"expected a frame of at most {MAX_FRAME_BYTES} bytes", code="too_large", close=CloseCode.TOO_BIG
        )
    envelope = _read(_Envelope, frame)
    if envelope.v != VERSION:
        raise FrameError(f"expected version {VERSION}, got {envelope.v}", close=CloseCode.VERSION)
    match envelope.t:
        case "hello":
            return _hello(envelope)
        case "msg.send":
            return _message_send(envelope)
        case "run.stop":
            return RunStop()
        case _:
            raise FrameError("expected t to be hello, msg.send or run.stop")


def encode(frame: Frame, *, conversation_id: str | None, frame_id: str, ts_ms: int) -> str:
    """The text of a server frame; `ts_ms` is the Unix time in milliseconds."""
    envelope = {
        "v": VERSION,
        "t": frame.t,
        "conv": conversation_id,
        "epoch": EPOCH,
        "seq": frame.seq,
        "id": frame_id,
        "ts": ts_ms,
        "d": frame.d,
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def error_frame(
    *, code: str, message: str, retryable: bool, cid: str | None = None, retry_after_ms: int | None = None
) -> Frame:
    """What went wrong with one frame, or with the connection."""
    data: dict[str, Any] = {"code": code, "message": message, "retryable": retryable, "cid": cid}
    if retry_after_ms is not None:
        data["retryAfterMs"] = retry_after_ms
    return Frame(t="error", d=data)


def _hello(envelope: _Envelope) -> Hello:
    hello = _read_data(_Hello, envelope)
    if envelope.conv is not None and not is_conversation_id(envelope.conv):
        raise FrameError("expected conv to be an id that this server gave out", close=CloseCode.ERASED)
    resume = hello.resume
    return Hello(
        conversation_id=envelope.conv,
        epoch=resume.epoch if resume else None,
        after=resume.after if resume and resume.epoch == EPOCH else 0,
    )


def _message_send(envelope: _Envelope) -> MessageSend:
    sent = _read_data(_MessageSend, envelope)
    context = sent.context.page() if sent.context else PageContext()
    return MessageSend(cid=sent.cid, text=sent.text, context=context)


def _read(model: type[_Model], text: str) -> _Model:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise FrameError(str(refused(error))) from error


def _read_data(model: type[_Model], envelope: _Envelope) -> _Model:
    try:
        return model.model_validate(envelope.d)
    except ValidationError as error:
        wrong = refused(error)
        cid = envelope.d.get("cid")
        code = "too_large" if wrong.code == "too_large" else "invalid_frame"
        raise FrameError(str(wrong), code=code, cid=cid if isinstance(cid, str) else None) from error
