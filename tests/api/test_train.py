"""`shopwright train` over small shops, with the real embedders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.heads.linear import LinearHead
from retrieval.catalog.changes import CatalogChange, product_row
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.shop_rules.reading import read_rules
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.small_shop import product
from tests.weights_root import link_embedders

UTTERANCES = """
find:
  start: [a blue mug, cups for tea, show me plates, need a bowl, 有没有茶杯, 想买盘子]
order:
  start: [where is my parcel, my order is late, cancel my order, track it, 我的快递呢, 订单还没到]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a shop of five mugs, and the real weights."""
    folder = tmp_path / "home"
    folder.mkdir()
    link_embedders(folder)
    catalogs = CatalogStore(f"sqlite:///{folder / 'catalogs.sqlite'}")
    mugs = [product(f"m{n}", f"Mug {n}", 10, category=("Mugs",)) for n in range(5)]
    rows = [product_row(mug, embedding_key=mug.product_id) for mug in mugs]
    catalogs.apply(CatalogChange(settings=ShopSettings(name="small", title="Small"), products=rows))
    catalogs.close()
    return folder


@pytest.mark.embedder
def test_a_head_is_fitted_written_and_told_of(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,
    tmp_path: Path,
) -> None:
    """The figures are printed by language and intent, and the home keeps the head that is then used."""
    file = tmp_path / "more.yaml"
    file.write_text(UTTERANCES, encoding="utf-8")
    ran = shopwright("train", "intents", str(file), "--alone", "--shop", "small", home=home)
    assert ran.returncode == 0, ran.stderr
    assert "12 utterances; right by 5-fold cross-validation" in ran.stdout
    assert "of 4" in next(line for line in ran.stdout.splitlines() if line.strip().startswith("zh"))
    assert LinearHead.load(home / "heads" / "intents.safetensors").labels == ("find", "order")


@pytest.mark.embedder
def test_a_target_that_can_not_be_written_is_named(
    shopwright: Shopwright,  # noqa: F811
    home: Path,
    tmp_path: Path,
) -> None:
    """Exit 1, and the message says which file."""
    file = tmp_path / "more.yaml"
    file.write_text(UTTERANCES, encoding="utf-8")
    ran = shopwright(
        "train", "intents", str(file), "--alone", "--shop", "small", "--out", str(file / "x"), home=home
    )
    assert ran.returncode == 1
    assert "expected a file that can be written" in ran.stderr


def test_alone_needs_a_file(
    shopwright: Shopwright,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Nothing to fit to is an error that says what to give."""
    ran = shopwright("train", "intents", "--alone", home=tmp_path)
    assert ran.returncode == 1
    assert "expected a FILE with --alone" in ran.stderr


@pytest.mark.embedder
def test_ranking_weights_are_printed_as_rules_and_change_nothing(
    shopwright: Shopwright,  # noqa: F811
    tmp_path: Path,
) -> None:
    """What is printed is read as rules; too few judgments are told with what was expected."""
    home = tmp_path / "home"
    home.mkdir()
    link_embedders(home)
    rows = "".join(f"{color[0]},{color} mug,10\n" for color in ("red", "blue", "green", "white", "amber"))
    (tmp_path / "products.csv").write_text(f"id,title,price\n{rows}", encoding="utf-8")
    assert shopwright("ingest", str(tmp_path / "products.csv"), "--shop", "mugs", home=home).returncode == 0
    judged = tmp_path / "judged.jsonl"
    lines = [
        json.dumps({"query": f"{color} mug", "grades": {color[0]: 3, "r" if color[0] != "r" else "b": 1}})
        for color in ("red", "blue", "green", "white", "amber")
    ]
    judged.write_text("\n".join(lines), encoding="utf-8")
    options = ("train", "ranking", "--shop", "mugs", "--judgments", str(judged))
    ran = shopwright(*options, home=home)
    assert ran.returncode == 0, ran.stderr
    assert "nDCG@10 over 5 queries" in ran.stdout
    rules = read_rules(ran.stdout[ran.stdout.index("weights:") :])
    assert rules.weights.lexical_weight is not None
    assert not shopwright("rules", "log", "--shop", "mugs", home=home).stdout
    judged.write_text("\n".join(lines[:2]), encoding="utf-8")
    ran = shopwright(*options, home=home)
    assert (ran.returncode, "at least 5 judged queries, got 2" in ran.stderr) == (1, True)
