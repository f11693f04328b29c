"""Values of mined pairs: what was said, what was asked and answered, a pair and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_QUESTION_CHARS = 200
MAX_ANSWER_CHARS = 300
"""Longest texts of a pair; an answer is quoted whole."""


class Speaker(StrEnum):
    """Who said a line of a past conversation."""

    SHOPPER = "shopper"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one speaker said at once."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastConversation:
    """A service conversation. `key` is the same each time it is read; `stored_id` is its id in the log.

    `agents` are the names of agents who spoke, so far as they are known.
    """

    key: str
    lines: tuple[Line, ...]
    stored_id: str | None = None
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One question of a shopper's and the agent's answer to it. `digest` tells it from all others."""

    digest: str
    question: str
    answer: str
    language: str
    stored_id: str | None = None


class Status(StrEnum):
    """What is decided about a pair: only approved ones are ever quoted."""

    CANDIDATE = "candidate"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question and its answer as they stand. `count` is how often it was asked and answered.

    `agent` and `decided_at` are those of the last decision, None for a candidate that nobody touched.
    """

    pair_id: str
    shop: str
    language: str
    question: str
    answer: str
    status: Status
    count: int
    agent: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One entry of the audit: what an agent did to a pair, and its texts after it; "" once it is deleted."""

    pair_id: str
    action: str
    agent: str
    at: datetime
    question: str
    answer: str


class Unfit(StrEnum):
    """Why an answered question makes no pair."""

    PERSONAL = "personal data"
    OWN_MATTER = "a shopper's own matter"
    POINTING = "speaks of something said before"
    NO_ANSWER = "no lasting answer"
    INSTRUCTING = "gives orders to the assistant"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True, kw_only=True)
class MiningReport:
    """What a run of the miner did. `dropped` counts answered questions by why they made no pair.

    `new` pairs were made; `joined` occurrences were added to pairs on file, and `known` were counted before.
    """

    conversations: int
    answered: int
    dropped: dict[str, int]
    new: int
    joined: int
    known: int
