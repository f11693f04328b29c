"""What each error means to a caller: a stable code, an HTTP status, and words that a shopper may read."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import (
    AssistantError,
    ConversationConflictError,
    ConversationNotFoundError,
    ConversationStoreError,
    ModelError,
    ProfileError,
    UtteranceError,
)
from prompts.errors import PromptError, PromptNotFoundError
from retrieval.errors import RetrievalError, ShopNotFoundError, WeightsError


class ApiError(Exception):
    """Base of the errors that the ways in raise themselves."""


class RequestError(ApiError):
    """What was sent can't be used; the message says expected and got.

    `code` is invalid_json, invalid_request, invalid_frame or too_large.
    """

    def __init__(self, message: str, *, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.code = code


class CommandError(ApiError):
    """A command can't do what was asked; the message says expected, got and remedy."""


class NotFoundError(ApiError):
    """No such product, picture or page."""


class RunInProgressError(ApiError):
    """Too many utterances of one conversation wait for their answers already."""


class RunStoppedError(ApiError):
    """The shopper stopped the run; nothing of it was stored."""


EXPECTED = (ApiError, AssistantError, RetrievalError, PromptError)
"""Errors raised on purpose: they are told in one line, without a traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as callers see it. `public` names nothing of the machine or of other shops."""

    code: str
    status: int
    retryable: bool
    public: str


_FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (NotFoundError, Failure(code="not_found", status=404, retryable=False, public="There is nothing here.")),
    (
        RunInProgressError,
        Failure(
            code="run_in_progress",
            status=409,
            retryable=True,
            public="Earlier messages of this conversation are still being answered.",
        ),
    ),
    (
        RunStoppedError,
        Failure(code="run_stopped", status=409, retryable=True, public="This answer was stopped."),
    ),
    (
        ShopNotFoundError,
        Failure(
            code="shop_not_found", status=404, retryable=False, public="This shop is not available right now."
        ),
    ),
    (
        ConversationNotFoundError,
        Failure(
            code="conversation_not_found",
            status=404,
            retryable=False,
            public="This conversation does not exist, or was deleted.",
        ),
    ),
    (
        PromptNotFoundError,
        Failure(code="prompt_not_found", status=404, retryable=False, public="There is no such prompt."),
    ),
    (
        UtteranceError,
        Failure(
            code="invalid_request",
            status=422,
            retryable=False,
            public="This message is empty or too long.",
        ),
    ),
    (
        ModelError,
        Failure(
            code="model_unavailable",
            status=503,
            retryable=True,
            public="The assistant's language model is not answering. Please try again.",
        ),
    ),
    (
        WeightsError,
        Failure(
            code="model_unavailable",
            status=503,
            retryable=False,
            public="The assistant's models are not installed completely.",
        ),
    ),
    (
        ConversationConflictError,
        Failure(
            code="run_in_progress",
            status=409,
            retryable=True,
            public="Another message of this conversation was answered first. Please try again.",
        ),
    ),
    (
        ConversationStoreError,
        Failure(
            code="store_unavailable",
            status=503,
            retryable=True,
            public="The conversation could not be saved. Please try again.",
        ),
    ),
    (
        ProfileError,
        Failure(
            code="profile_unavailable",
            status=503,
            retryable=True,
            public="The profile could not be read or saved. Please try again.",
        ),
    ),
    (
        RetrievalError,
        Failure(
            code="catalog_unavailable",
            status=503,
            retryable=True,
            public="The shop's catalog can't be read right now. Please try again.",
        ),
    ),
)
INTERNAL = Failure(
    code="internal", status=500, retryable=True, public="Something went wrong here. Please try again."
)


def describe(error: BaseException) -> Failure:
    """The failure of an error; an unexpected one is `internal` and tells nothing of itself."""
    if isinstance(error, RequestError):
        status = 413 if error.code == "too_large" else 422
        return Failure(code=error.code, status=status, retryable=False, public=str(error))
    for kind, failure in _FAILURES:
        if isinstance(error, kind):
            return failure
    return INTERNAL


def operator_message(error: BaseException) -> str:
    """What the person who runs the program reads: the whole text of an expected error."""
    return str(error) if isinstance(error, EXPECTED) else INTERNAL.public
