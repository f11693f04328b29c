"""What the parser hands over."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Intent, Reference
from retrieval.recommenders.types import Way
from retrieval.types import Constraint, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What an utterance says about suggestions and about products shown.

    `way` None: nothing tells one. `audience` is men, women, kids or "". `need` is what something should go
    with or be for, in the shopper's words (`need_known`: it names a kind or an occasion that is known);
    `wanted` the kind that should go with it. `liked` and `rejected` are ids of products judged.
    """

    way: Way | None = None
    audience: str = ""
    need: str = ""
    need_known: bool = False
    wanted: str = ""
    liked: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """An intent known from elsewhere, and how surely (0–1)."""

    intent: Intent
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What the deterministic parser read from one utterance.

    `intents` are candidates with confidence 0–1, those meant first (most specific first), then weaker
    ones; () when it can't tell. `search_text` is the kind wished for, with the modifiers before it and
    without conditions, in the catalog's language where the parser knows the word; `kind_known` when the
    catalog or the lexicon knows that kind. `leftover` are the words that nothing explained. Everything
    else as in `assistant.types.Understanding`.
    """

    language: str
    intents: tuple[tuple[Intent, float], ...] = ()
    constraints: tuple[Constraint, ...] = ()
    dropped_facets: tuple[str, ...] = ()
    sort: Sort | None = None
    references: tuple[Reference, ...] = ()
    search_text: str = ""
    kind_known: bool = False
    asked_facet: str = ""
    paging: str | None = None
    new_topic: bool = False
    swaps: bool = False
    count: int | None = None
    leftover: str = ""
    suggested: Suggested = Suggested()
