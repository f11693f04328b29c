"""The labels of real utterances join with texts that stay outside the project."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.evaluation.cases import read_cases
from tests.evaluation_sets.real import joined_cases, labels, sha256


def test_there_are_two_hundred_labels_and_no_text() -> None:
    """50, 70 and 80 of the three sources, each by a SHA-256 of its own."""
    rows = labels()
    sources = Counter(row["source"] for row in rows)
    assert sources == {"webshop_goals": 50, "home_depot": 70, "taobao_queries_zh": 80}
    assert len({row["sha256"] for row in rows}) == 200
    assert not any("say" in row for row in rows)


@pytest.mark.data
def test_every_label_finds_its_text_and_is_a_case(shared_data: Path, tmp_path: Path) -> None:
    """Each joined text has the label's SHA-256, and the file reader takes all of them."""
    joined = joined_cases(shared_data)
    assert [sha256(case["say"]) for case in joined] == [row["sha256"] for row in labels()]
    path = tmp_path / "real.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in joined), encoding="utf-8")
    found = read_cases(path)
    assert (len(found.cases), found.rejected) == (200, ())
