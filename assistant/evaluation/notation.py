"""The short notation of cases: `price <= 60 soft`, `color = white | 白色`, `price asc`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.evaluation.types import LAST, PAGE, WantedConstraint
from assistant.types import Intent
from retrieval.types import FACETS, NUMERIC_FACETS, Constraint, Op, Sort, Strength

SORT_FIELDS = ("price", "rating", "created_at", "popularity")
_OPS = {"=": Op.EQ, "!=": Op.NE, "<=": Op.LTE, ">=": Op.GTE}
_CONSTRAINT = re.compile(r"^(?P<facet>\w+) *(?P<op>!=|<=|>=|=) *(?P<values>.+?)(?P<soft> soft)?$")
_AMOUNT = re.compile(r"^(?P<number>\d+(?:\.\d+)?)(?: (?P<currency>[A-Z]{3}))?$")
_CONSTRAINT_FORM = "'FACET OP VALUE' such as 'price <= 60' or 'color != red soft'"
_KEYS = frozenset({"facet", "op", "value", "strength", "currency"})


class NotationError(Exception):
    """A value that can't be read: the field, what was expected, what stood there."""

    def __init__(self, field: str, expected: str, got: object) -> None:
        super().__init__(f"{field}: expected {expected}, got {got!r}")
        self.field = field
        self.expected = expected
        self.got = repr(got)


def read_intents(value: object) -> tuple[Intent, ...]:
    """One intent name or a list of them, primary first. Raises NotationError."""
    names = value if isinstance(value, list) else [value]
    known = {intent.value for intent in Intent}
    wrong = [name for name in names if name not in known]
    if not names or wrong:
        raise NotationError("intents", f"one or more of {', '.join(sorted(known))}", value)
    return tuple(Intent(str(name)) for name in names)


def read_constraints(value: object) -> tuple[WantedConstraint, ...]:
    """Constraints in the short notation, or as mappings like those of `chat --json`. Raises NotationError."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise NotationError("constraints", "a list", value)
    return tuple(_constraint(entry) for entry in value)


def as_constraint(wanted: WantedConstraint) -> Constraint:
    """The constraint itself, for a state that already holds it; the first of several values."""
    return Constraint(
        facet=wanted.facet,
        op=wanted.op,
        value=wanted.values[0],
        strength=wanted.strength,
        currency=wanted.currency,
    )


def read_sort(value: object) -> Sort | None:
    """'price asc', or a mapping with `field` and `direction`. Raises NotationError."""
    if value is None:
        return None
    parts = [value.get("field"), value.get("direction")] if isinstance(value, dict) else str(value).split()
    if len(parts) != 2 or parts[0] not in SORT_FIELDS or parts[1] not in ("asc", "desc"):
        raise NotationError("sort", f"one of {', '.join(SORT_FIELDS)}, then asc or desc", value)
    return Sort(field=parts[0], direction=parts[1])


def read_references(value: object) -> tuple[int | str, ...] | None:
    """Places of shown products from 1, 'last', 'page' or product ids. Raises NotationError."""
    if value is None:
        return None
    entries = value if isinstance(value, list) else [value]
    for entry in entries:
        if isinstance(entry, bool) or not isinstance(entry, int | str) or (entry in {0, ""}):
            raise NotationError("references", f"places from 1, {LAST!r}, {PAGE!r} or product ids", value)
    return tuple(entries)


def _constraint(entry: object) -> WantedConstraint:
    if isinstance(entry, dict):
        return _from_mapping(entry)
    match = _CONSTRAINT.match(entry.strip()) if isinstance(entry, str) else None
    if match is None:
        raise NotationError("constraints", _CONSTRAINT_FORM, entry)
    values = [value.strip() for value in match["values"].split("|")]
    return _checked(
        entry,
        facet=match["facet"],
        op=_OPS[match["op"]],
        values=values,
        strength=Strength.SOFT if match["soft"] else Strength.HARD,
    )


def _from_mapping(entry: Mapping[str, Any]) -> WantedConstraint:
    unknown = sorted(set(entry) - _KEYS)
    ops = {op.value for op in Op}
    strength = entry.get("strength", "hard")
    if unknown or entry.get("op") not in ops or "value" not in entry or strength not in ("hard", "soft"):
        raise NotationError(
            "constraints", "facet, op (eq, ne, lte, gte), value, strength (hard, soft)", dict(entry)
        )
    value = str(entry["value"])
    currency = entry.get("currency")
    return _checked(
        entry,
        facet=str(entry.get("facet")),
        op=Op(entry["op"]),
        values=[f"{value} {currency}" if currency else value],
        strength=Strength(strength),
    )


def _checked(entry: object, *, facet: str, op: Op, values: list[str], strength: Strength) -> WantedConstraint:
    if facet not in FACETS:
        raise NotationError("constraints", f"a facet of {', '.join(FACETS)}", entry)
    if facet not in NUMERIC_FACETS or facet == "stock":
        return WantedConstraint(facet=facet, op=op, values=tuple(values), strength=strength)
    amounts = [_AMOUNT.match(value) for value in values]
    if not all(amounts):
        raise NotationError("constraints", f"a number for {facet}", entry)
    read = [match for match in amounts if match]
    return WantedConstraint(
        facet=facet,
        op=op,
        values=tuple(float(match["number"]) for match in read),
        strength=strength,
        currency=read[0]["currency"],
    )
