"""Errors of a shop's cart and order service.

CommerceError
├── BackendUnavailableError   no answer: whether a write happened is unknown; repeat it with the same key
├── BackendAnswerError        an answer that breaks the protocol; nothing may be said of the outcome
├── NotFoundError             no such order, customer or cart line
└── WriteRefusedError         the shop refused; nothing was changed. `code` is one of `commerce.orders.CODES`
"""

from __future__ import annotations

from assistant.errors import AssistantError


class CommerceError(AssistantError):
    """Base of what a shop's backend raises."""


class BackendUnavailableError(CommerceError):
    """The shop did not answer in time, or can't now. A write may or may not have happened."""


class BackendAnswerError(CommerceError):
    """The shop's answer is not of the agreed form."""


class NotFoundError(CommerceError):
    """The shop has no such record."""


class WriteRefusedError(CommerceError):
    """The shop refused a write; nothing was changed."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
