"""The parser against utterances with what they should read as, in English and Chinese."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.assistant.parsing.conftest import Shop
from tests.assistant.parsing.scoring import Case, compare, load_cases

CASES = load_cases()
TUNED = [case for case in CASES if not case.held]
HELD = [case for case in CASES if case.held]


def _shop(case: Case, english: Shop, chinese: Shop) -> Shop:
    return english if case.catalog == "en" else chinese


@pytest.mark.parametrize("case", TUNED, ids=lambda case: case.say)
def test_reads_every_utterance_it_was_built_on(case: Case, english: Shop, chinese: Shop) -> None:
    """Each field that the case is about reads as expected."""
    parsed = _shop(case, english, chinese).read(case.say, case.on)
    assert compare(case, parsed) == {}


def test_reads_utterances_held_back_from_building(english: Shop, chinese: Shop) -> None:
    """Of the cases that were never tuned on, nine in ten read right in every field they are about."""
    wrong = [
        case.say for case in HELD if compare(case, _shop(case, english, chinese).read(case.say, case.on))
    ]
    assert len(HELD) >= 80
    assert len(wrong) / len(HELD) <= 0.1, wrong


def test_cases_speak_both_languages_and_every_intent() -> None:
    """The cases hold at least 300 utterances, 80 of them Chinese, and all 15 intents."""
    named = Counter(name for case in CASES for name in case.expected.get("intents") or [])  # type: ignore[attr-defined]
    chinese = [case for case in CASES if any("\u4e00" <= character <= "\u9fff" for character in case.say)]
    assert len(CASES) >= 300
    assert len(chinese) >= 80
    assert len(named) == 15
