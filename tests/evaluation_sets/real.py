"""Joins our labels of real utterances, kept by SHA-256, with their texts, which stay outside the project.

Run it to write the joined cases where `shopwright evaluate understanding` can read them:

    python -m tests.evaluation_sets.real ../shared/data /tmp/real.jsonl
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyarrow import parquet

LABELS = Path(__file__).with_name("real_labels.jsonl")
SHOP = "demo"
"""The catalog whose live values the labels were grounded in."""


def joined_cases(data: Path) -> list[dict[str, Any]]:
    """Every label with its text, in the labels' order. Raises KeyError where a text is not in the data."""
    texts = {sha256(text): text for text in _texts(data)}
    return [
        {"say": texts[row.pop("sha256")], "shop": SHOP, **{k: v for k, v in row.items() if k != "source"}}
        for row in labels()
    ]


def labels() -> list[dict[str, Any]]:
    """The labels alone: sha256, source, language, intents and constraints."""
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def sha256(text: str) -> str:
    """The key of a text: of its UTF-8 bytes, without surrounding space."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def _texts(data: Path) -> Iterator[str]:
    yield from json.loads((data / "webshop_goals" / "human_goals.json").read_text(encoding="utf-8"))
    for line in (data / "taobao_queries_zh" / "queries.tsv").read_text(encoding="utf-8").splitlines():
        yield line.partition("\t")[2]
    queries = parquet.read_table(data / "home_depot" / "judgments.parquet", columns=["query"])
    yield from (str(query) for query in queries["query"].to_pylist())


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    rows = (json.dumps(case, ensure_ascii=False) for case in joined_cases(source))
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
