"""`shopwright evaluate personal` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.weights_root import link_embedders


@pytest.fixture
def options(tmp_path: Path) -> tuple[str, ...]:
    """Four soaps and four candles; eight shoppers who stay with one kind."""
    ids = [f"{kind}{n}" for kind in ("soap", "candle") for n in range(4)]
    titles = [
        f"{kind} {word} bar" for kind in ("soap", "candle") for word in ("rose", "lemon", "cedar", "mint")
    ]
    bought = [
        (f"u{at}", f"{kind}{(at + n) % 4}", n)
        for at in range(8)
        for kind in ("soap", "candle")[at % 2 :][:1]
        for n in range(4)
    ]
    users, products, positions = zip(*bought, strict=True)
    parquet.write_table(pa.table({"product_id": ids, "title": titles}), tmp_path / "products.parquet")
    columns = {"user_id": users, "product_id": products, "position": positions}
    parquet.write_table(pa.table(columns), tmp_path / "purchases.parquet")
    return (
        *("--products", str(tmp_path / "products.parquet")),
        *("--purchases", str(tmp_path / "purchases.parquet")),
    )


@pytest.mark.embedder
def test_gains_are_told_with_intervals(
    shopwright: Shopwright,  # noqa: F811
    options: tuple[str, ...],
    tmp_path: Path,
) -> None:
    """JSON and lines tell the same figures; the second run embeds nothing."""
    home = tmp_path / "home"
    home.mkdir()
    link_embedders(home)
    ran = shopwright("evaluate", "personal", *options, "--shoppers", "8", "--json", home=home)
    assert ran.returncode == 0, ran.stderr
    measured = json.loads(ran.stdout)
    assert (measured["products"], measured["chosen_by"], measured["shoppers"]) == (8, 4, 4)
    gain = measured["tasks"]["for_you"]["gain"]["ndcg_at_10"]
    assert gain["ci95"][0] <= gain["value"] <= gain["ci95"][1]
    told = shopwright("evaluate", "personal", *options, "--shoppers", "8", home=home)
    assert f"gain    ndcg_at_10 {gain['value']:.4f}" in told.stdout + told.stderr
    assert "embedded" not in told.stderr


def test_files_that_are_not_there_are_named(
    shopwright: Shopwright,  # noqa: F811
    options: tuple[str, ...],
    tmp_path: Path,
) -> None:
    """One line, no traceback."""
    ran = shopwright("evaluate", "personal", *options[:2], "--purchases", "nowhere.parquet", home=tmp_path)
    assert ran.returncode == 1
    assert "nowhere.parquet" in ran.stderr
    assert "Traceback" not in ran.stderr
