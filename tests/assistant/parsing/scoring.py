"""How the parser's readings compare with the expected fields of the cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.parsing import Parsed
from retrieval.types import Constraint, Strength

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One utterance with what it should read as; `expected` holds only the fields that it is about."""

    say: str
    catalog: str
    on: str
    expected: Mapping[str, object]
    held: bool


def load_cases() -> tuple[Case, ...]:
    """Every case of every file, in file order."""
    return tuple(
        _case(entry, file.stem)
        for file in sorted(CASES.glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


def compare(case: Case, parsed: Parsed) -> dict[str, tuple[object, object]]:
    """Fields that differ: name → (expected, got)."""
    got = readable(parsed)
    return {
        name: (want, got[name])
        for name, want in case.expected.items()
        if not (_same_constraints(want, got[name]) if name == "constraints" else got[name] == want)
    }


def readable(parsed: Parsed) -> dict[str, object]:
    """The fields in the cases' short notation; intents are those of confidence 0.5 and more."""
    sort = parsed.sort
    return {
        "intents": [intent.value for intent, confidence in parsed.intents if confidence >= 0.5],
        "constraints": [_short(constraint) for constraint in parsed.constraints],
        "sort": f"{sort.field} {sort.direction}" if sort else None,
        "dropped": list(parsed.dropped_facets),
        "paging": parsed.paging,
        "references": [" ".join((r.kind, *r.product_ids)) for r in parsed.references],
        "search_text": parsed.search_text,
        "asked_facet": parsed.asked_facet,
        "new_topic": parsed.new_topic,
    }


def _case(entry: Mapping[str, object], file: str) -> Case:
    names = {
        "i": "intents",
        "s": "sort",
        "d": "dropped",
        "p": "paging",
        "r": "references",
        "a": "asked_facet",
        "topic": "new_topic",
    }
    expected: dict[str, object] = {names[key]: value for key, value in entry.items() if key in names}
    if "find" in entry:
        expected = {"intents": ["find"], "search_text": entry["find"]} | expected
    if "c" in entry or "find" in entry or not {"at", "s", "p", "d"} & set(entry):
        expected["constraints"] = entry.get("c", [])
    return Case(
        say=str(entry["say"]),
        catalog=str(entry.get("catalog", "zh" if file.startswith("zh") else "en")),
        on=str(entry.get("at", "")),
        expected=expected,
        held=bool(entry.get("held", False)),
    )


def _short(constraint: Constraint) -> str:
    value = constraint.value
    text = f"{value:g}" if isinstance(value, float) else value
    currency = f" @{constraint.currency}" if constraint.currency else ""
    soft = " ~" if constraint.strength is Strength.SOFT else ""
    return f"{constraint.facet} {constraint.op.value} {text}{currency}{soft}"


def _same_constraints(wanted: object, got: object) -> bool:
    """Equal as sets; '|' in an expected constraint separates accepted readings."""
    assert isinstance(wanted, list)
    assert isinstance(got, list)
    left = list(got)
    for want in wanted:
        found = next((g for g in left if g in [option.strip() for option in str(want).split("|")]), None)
        if found is None:
            return False
        left.remove(found)
    return not left
