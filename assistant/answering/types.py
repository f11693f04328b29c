"""Values of the answerer: pieces of a reply as they are sent, and its account at the end."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Claim, ModelCall


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerText:
    """A checked piece of the reply; joining all pieces gives the reply exactly."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAccount:
    """The last piece: the whole reply and what it rests on.

    `reply_source` is 'model' (all prose is the model's), 'mixed' or 'template', as receipts say it; notes
    that code always adds do not count.
    """

    reply: str
    claims: tuple[Claim, ...]
    model_calls: tuple[ModelCall, ...]
    reply_source: str
    refusals: tuple[str, ...] = ()


AnswerPiece = AnswerText | AnswerAccount
