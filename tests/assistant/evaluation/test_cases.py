"""Files of cases and scripts: what is read, what is rejected and how that is said."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.errors import EvaluationFileError
from assistant.evaluation.cases import read_cases, read_scripts
from assistant.types import Intent
from retrieval.types import Op, Sort, Strength

SETS = Path(__file__).parents[2] / "evaluation_sets"
FILE = """
shop: demo
language: en
screens:
  mugs: {search_text: mugs, constraints: [price <= 30], shown: [a, b], focus: [b], page: c}
cases:
  - {say: "white or cream mugs", intents: find, constraints: [color = white | 白色, color = cream soft]}
  - {say: "the second, cheaper", screen: mugs, intents: [similar, refine], sort: price asc, references: [2]}
"""


def written(folder: Path, text: str, name: str = "cases.yaml") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_yaml_with_defaults_and_screens(tmp_path: Path) -> None:
    """Every field of both rows is there; the name says file and line."""
    first, second = read_cases(written(tmp_path, FILE)).cases
    assert (first.name, first.shop, first.wanted.language) == ("cases.yaml:7", "demo", "en")
    white, cream = first.wanted.constraints
    assert (white.op, white.values, cream.strength) == (Op.EQ, ("white", "白色"), Strength.SOFT)
    assert second.wanted.intents == (Intent.SIMILAR, Intent.REFINE)
    assert second.wanted.sort == Sort(field="price", direction="asc")
    assert (second.screen.shown, second.screen.focus, second.screen.page) == (("a", "b"), ("b",), "c")
    assert second.screen.constraints[0].value == 30.0


def test_reads_json_lines_with_constraints_as_chat_prints_them(tmp_path: Path) -> None:
    """Mappings with facet, op, value, strength and currency; screens inline."""
    row = {
        "say": "under 45 euros",
        "intents": ["refine"],
        "constraints": [{"facet": "price", "op": "lte", "value": 45, "strength": "hard", "currency": "EUR"}],
        "sort": {"field": "rating", "direction": "desc"},
        "screen": {"shown": ["a"]},
    }
    found = read_cases(written(tmp_path, json.dumps(row), "cases.jsonl"))
    constraint = found.cases[0].wanted.constraints[0]
    assert (constraint.op, constraint.values, constraint.currency) == (Op.LTE, (45.0,), "EUR")
    assert found.cases[0].screen.shown == ("a",)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("{say: '', intents: find}", "say"),
        ("{say: hi, intents: greet}", "intents"),
        ("{say: hi}", "intents"),
        ("{say: hi, intents: find, constraints: red}", "constraints"),
        ("{say: hi, intents: find, constraints: [colour = red]}", "constraints"),
        ("{say: hi, intents: find, constraints: [price <= cheap]}", "constraints"),
        ("{say: hi, intents: find, constraints: [{facet: color, op: is, value: red}]}", "constraints"),
        ("{say: hi, intents: find, constraints: [nonsense]}", "constraints"),
        ("{say: hi, intents: find, sort: cheapest}", "sort"),
        ("{say: hi, intents: find, references: [0]}", "references"),
        ("{say: hi, intents: find, screen: nowhere}", "screen"),
        ("{say: hi, intents: find, screen: {shown: a}}", "shown"),
        ("{say: hi, intents: find, language: fr}", "language"),
        ("{say: hi, intents: find, items: many}", "items"),
        ("{say: hi, intent: find}", "row"),
        ("just words", "row"),
    ],
)
def test_a_bad_row_says_its_line_and_field_and_stops_nothing(tmp_path: Path, row: str, field: str) -> None:
    """The row on line 2 is rejected, the good one on line 1 goes through."""
    found = read_cases(written(tmp_path, f"- {{say: mugs, intents: find}}\n- {row}\n"))
    assert [case.say for case in found.cases] == ["mugs"]
    (rejected,) = found.rejected
    assert rejected.field == field
    assert f"{field}: expected " in str(rejected)


def test_a_line_that_is_no_json_is_reported_by_number(tmp_path: Path) -> None:
    """Line 2 of three, blank lines aside, is broken."""
    good = json.dumps({"say": "mugs", "intents": "find"})
    found = read_cases(written(tmp_path, f"{good}\n{{oops\n\n{good}\n", "cases.jsonl"))
    assert len(found.cases) == 2
    assert str(found.rejected[0]) == "cases.jsonl:2: row: expected one JSON object, got '{oops'"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cases.txt", ""),
        ("cases.yaml", "{unclosed"),
        ("cases.yaml", "shop: demo"),
        ("cases.yaml", "cases: []\nextra: 1"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused(tmp_path: Path, name: str, text: str) -> None:
    """The message names the file."""
    with pytest.raises(EvaluationFileError, match=name):
        read_cases(written(tmp_path, text, name))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Nothing is read from a file that is not there."""
    with pytest.raises(EvaluationFileError, match=r"absent\.yaml"):
        read_scripts(tmp_path / "absent.yaml")


def test_reads_conversations_and_rejects_one_with_a_bad_turn(tmp_path: Path) -> None:
    """Lists of turns and mappings alike; the bad turn is named."""
    text = """
shop: demo
conversations:
  - - {say: "mugs", intents: find, items: some}
    - {say: "谢谢", language: zh, intents: smalltalk}
  - {shop: other, turns: [{say: "hi", intents: smalltalk}]}
  - - {say: "hi", intents: smalltalk}
    - {say: "mugs", intents: buy}
  - {turns: []}
"""
    found = read_scripts(written(tmp_path, text))
    first, second = found.scripts
    assert [line.wanted.language for line in first.lines] == ["en", "zh"]
    assert (first.lines[0].wanted.items, second.shop) == ("some", "other")
    assert [row.field for row in found.rejected] == ["turn 2: intents", "turns"]


def test_our_sets_are_read_whole_and_hold_what_they_promise() -> None:
    """At least 400 utterances and 80 conversations; every intent in both languages; large held-out parts."""
    sizes = Counter[str]()
    intents: set[tuple[str, Intent]] = set()
    for path in sorted(SETS.glob("*/understanding/*.yaml")):
        found = read_cases(path)
        assert found.rejected == ()
        sizes[path.parts[-3]] += len(found.cases)
        intents |= {(case.wanted.language, case.wanted.intents[0]) for case in found.cases}
    scripts = Counter[str]()
    for path in sorted(SETS.glob("*/conversations/*.yaml")):
        held = read_scripts(path)
        assert held.rejected == ()
        assert all(3 <= len(s.lines) <= 6 or path.parts[-3] == "dev" for s in held.scripts)
        scripts[path.parts[-3]] += len(held.scripts)
    assert sizes.total() >= 400
    assert scripts.total() >= 80
    assert sizes["held_out"] >= 240
    assert scripts["held_out"] >= 32
    assert intents == {(language, intent) for language in ("en", "zh") for intent in Intent}
