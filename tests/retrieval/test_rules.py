"""One search over policies and approved pairs, in which the written policy wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.answered_questions import AnsweredQuestions
from retrieval.policies import Policies
from retrieval.rules import Rules
from tests.retrieval.test_answered_questions import pair

POLICY = """# Returns
- You can return any item within 30 days of delivery.
- Earrings cannot be returned.

# Shipping
- Shipping within the country costs $5.95.
"""
EARRINGS = pair("p1", "Can I return earrings?", "Earrings come back for a voucher.")
PERIOD = pair("p2", "How long can I return sandals?", "Sandals come back within 14 days.")
ALASKA = pair("p3", "Do you ship to Alaska?", "Yes, in 8 to 10 days.")
VEGAN = pair("p4", "Are your candles vegan?", "Yes, all of them.")


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    """Three lines and four pairs."""
    (tmp_path / "rules.md").write_text(POLICY, encoding="utf-8")
    pairs = AnsweredQuestions((EARRINGS, PERIOD, ALASKA, VEGAN))
    return Rules(policies=Policies.from_folder(tmp_path), pairs=pairs)


def test_a_line_that_says_all_stands_alone(rules: Rules) -> None:
    """The policy on earrings is quoted, the pair on them is not."""
    found = rules.search("can I return earrings?", language="en")
    assert [line.line for line in found.lines][:1] == [3]
    assert found.pair is None


def test_a_pair_stands_alone_where_nothing_is_written(rules: Rules) -> None:
    """Candles stand in no policy."""
    found = rules.search("are your candles vegan", language="en")
    assert (found.lines, found.pair) == ((), VEGAN)


def test_a_pair_adds_what_a_line_leaves_open(rules: Rules) -> None:
    """Shipping is written, Alaska is not: the line comes with the pair."""
    found = rules.search("do you ship to Alaska?", language="en")
    assert ([line.line for line in found.lines], found.pair) == ([6], ALASKA)


def test_figures_that_differ_are_never_set_beside_the_policy(rules: Rules) -> None:
    """The pair says 14 days, the policy 30: only the policy is quoted."""
    found = rules.search("how long can I return sandals?", language="en")
    assert found.lines
    assert found.pair is None
