"""Values of measuring: what a case says, what it should be read as, and rows that can't be used."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Intent
from retrieval.types import Constraint, Op, Sort, Strength

PAGE = "page"
LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedConstraint:
    """A constraint that the utterance states. Any one of `values` is right; a price is a plain number.

    `currency` None means the shop's own.
    """

    facet: str
    op: Op
    values: tuple[str | float, ...]
    strength: Strength = Strength.HARD
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The right reading of one utterance.

    `intents`: primary first; more than one only where the utterance plainly has several. `references` are
    places of shown products from 1, "last", "page" or product ids; None where they are not labeled, as is
    `search_text`. `items`: "some" or "none" cards, or None.
    """

    language: str
    intents: tuple[Intent, ...]
    constraints: tuple[WantedConstraint, ...] = ()
    sort: Sort | None = None
    references: tuple[int | str, ...] | None = None
    search_text: str | None = None
    items: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What the shopper has before them: the search so far, the cards in order, the page in view."""

    language: str
    search_text: str = ""
    constraints: tuple[Constraint, ...] = ()
    shown: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One utterance on a screen, with its right reading. `name` is file and line; `shop` None: the run's."""

    name: str
    shop: str | None
    say: str
    wanted: Wanted
    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One turn of a scripted conversation."""

    name: str
    say: str
    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A conversation as a shopper would hold it, from an empty state."""

    name: str
    shop: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that can't be used: which line and field, what was expected and what stood there."""

    file: str
    line: int
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file}:{self.line}: {self.field}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The usable cases of a file, in order, and the rows that are not."""

    cases: tuple[Case, ...]
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFile:
    """The usable conversations of a file, in order; one bad turn rejects its conversation."""

    scripts: tuple[Script, ...]
    rejected: tuple[RejectedRow, ...]
