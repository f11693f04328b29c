"""What callers send, checked where the bytes enter."""

from __future__ import annotations

import unicodedata
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from api.errors import RequestError
from api.limits import MAX_CONTEXT_CHARS, MAX_ID_CHARS, MAX_PROFILE_CHARS
from assistant.types import MAX_UTTERANCE_CHARS, PageContext

_Model = TypeVar("_Model", bound=BaseModel)


def _spoken(text: str) -> str:
    """Control characters become spaces; what remains must be some text, and not too much of it."""
    if len(text) > MAX_UTTERANCE_CHARS:
        raise ValueError(f"expected at most {MAX_UTTERANCE_CHARS} characters, got {len(text)}")
    cleaned = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text).strip()
    if not cleaned:
        raise ValueError("expected some text, got none")
    return cleaned


Spoken = Annotated[str, AfterValidator(_spoken)]
Identifier = Annotated[str, Field(min_length=1, max_length=MAX_ID_CHARS)]
ProfileValue = Annotated[str, AfterValidator(_spoken), Field(max_length=MAX_PROFILE_CHARS)]
ContextText = Annotated[str, Field(max_length=MAX_CONTEXT_CHARS)]


class ContextIn(BaseModel):
    """The page that a shopper has in view; `age` is the shopper's in years, where the shop has made sure."""

    model_config = ConfigDict(strict=True, frozen=True)
    product_id: ContextText | None = None
    category: ContextText | None = None
    channel: ContextText | None = None
    age: Annotated[int, Field(ge=0, le=150)] | None = None

    def page(self) -> PageContext:
        """The same as the assistant reads it; blank fields are none."""
        return PageContext(
            product_id=self.product_id or None,
            category=self.category or None,
            channel=self.channel or None,
            age=self.age,
        )


class ChatLine(BaseModel):
    """One line on the standard input of `chat --json`; unknown fields are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)
    conversation: Identifier
    say: Spoken
    shopper: Identifier | None = None
    context: ContextIn | None = None


class ConversationIn(BaseModel):
    """Body that starts a conversation."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    shop: Identifier
    profile_key: Identifier | None = None


class EntryIn(BaseModel):
    """What an entry of a profile should say."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    id: Identifier
    value: ProfileValue


class ProfileIn(BaseModel):
    """Body that changes a profile; what is left out stays as it is."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    consent: bool | None = None
    personalization: bool | None = None
    entries: list[EntryIn] = Field(default_factory=list, max_length=50)


class TurnIn(BaseModel):
    """Body that says something in a conversation. A repeated `cid` is answered with the first answer."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    say: Spoken
    cid: Identifier | None = None
    context: ContextIn | None = None


def spoken_text(text: str) -> str:
    """The text as a turn takes it. Raises RequestError when it is empty or too long."""
    try:
        return TurnIn(say=text).say
    except ValidationError as error:
        raise refused(error) from error


def read_json(model: type[_Model], data: bytes | str) -> _Model:
    """Read strict JSON. Raises RequestError, which quotes nothing of the input."""
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise refused(error) from error


def refused(error: ValidationError) -> RequestError:
    """The first thing that is wrong, in one sentence."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "json_invalid":
        return RequestError(f"expected one JSON object, got something else: {message}", code="invalid_json")
    too_large = "at most" in message
    return RequestError(
        f"{where}: {message}" if where else message, code="too_large" if too_large else "invalid_request"
    )
