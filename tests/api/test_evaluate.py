"""`shopwright evaluate` over a small shop of ours, without a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.catalog.changes import CatalogChange, product_row
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.small_shop import PRODUCTS
from tests.weights_root import link_embedders

CASES = """
screens:
  sweaters: {search_text: sweaters, shown: [s1, s2, s3]}
cases:
  - {say: "wool sweaters under $60", intents: find, constraints: [material = wool, price <= 60]}
  - {say: "is the second one cotton?", screen: sweaters, intents: ask_product, references: [2]}
  - {say: "white mugs", intents: compare}
  - {say: "mugs", intents: nothing}
"""
SCRIPT = """
conversations:
  - - {say: "wool sweaters", intents: find, constraints: [material = wool], items: some}
    - {say: "thanks", intents: smalltalk, items: none}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the small shop's catalog, and no vectors."""
    folder = tmp_path / "home"
    folder.mkdir()
    catalogs = CatalogStore(f"sqlite:///{folder / 'catalogs.sqlite'}")
    settings = ShopSettings(name="small", title="Small Shop")
    rows = [product_row(product, embedding_key=product.product_id) for product in PRODUCTS]
    catalogs.apply(CatalogChange(settings=settings, products=rows))
    catalogs.close()
    return folder


def test_understanding_is_measured_and_reported(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,
    tmp_path: Path,
) -> None:
    """Two of three readings are right; the bad row is told and left out; the page is written."""
    file, page = tmp_path / "cases.yaml", tmp_path / "report.html"
    file.write_text(CASES, encoding="utf-8")
    options = ("--shop", "small", "--reader", "parser", "--json", "--report", str(page))
    ran = shopwright("evaluate", "understanding", str(file), *options, home=home)
    assert ran.returncode == 0
    measured = json.loads(ran.stdout)
    assert measured["overall"]["everything"]["value"] == pytest.approx(2 / 3)
    assert measured["overall"]["constraint_f1"]["value"] < 1.0
    assert measured["rejected"][0]["line"] == 8
    assert "cases.yaml:8: intents: expected" in ran.stderr
    assert "white mugs" in page.read_text(encoding="utf-8")


def test_without_json_there_is_a_table(shopwright: Shopwright, home: Path, tmp_path: Path) -> None:  # noqa: F811
    """Figures by language and intent, times and the number of failures."""
    file = tmp_path / "cases.yaml"
    file.write_text(CASES, encoding="utf-8")
    ran = shopwright(
        "evaluate", "understanding", str(file), "--shop", "small", "--reader", "parser", home=home
    )
    assert "everything right" in ran.stdout
    assert "0.667" in ran.stdout
    assert "understanding: p50" in ran.stdout
    assert "failures: 1, rows left out: 1" in ran.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [("cases: []", "at least one usable row"), ("{broken", "expected YAML")],
)
def test_a_file_without_usable_rows_is_an_error(
    shopwright: Shopwright,  # noqa: F811
    home: Path,
    tmp_path: Path,
    text: str,
    said: str,
) -> None:
    """Exit 1 and one line that says why."""
    file = tmp_path / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    ran = shopwright("evaluate", "understanding", str(file), "--shop", "small", home=home)
    assert ran.returncode == 1
    assert said in ran.stderr


def test_an_unknown_shop_is_an_error(
    shopwright: Shopwright,  # noqa: F811
    home: Path,
    tmp_path: Path,
) -> None:
    """The shop is looked for before anything is loaded."""
    file = tmp_path / "talks.yaml"
    file.write_text(SCRIPT, encoding="utf-8")
    ran = shopwright("evaluate", "conversations", str(file), "--shop", "nope", "--reduced", home=home)
    assert (ran.returncode, "nope" in ran.stderr) == (1, True)


@pytest.mark.embedder
def test_conversations_are_held_and_leave_nothing_behind(
    shopwright: Shopwright,  # noqa: F811
    home: Path,
    tmp_path: Path,
) -> None:
    """Both turns are right in reduced mode; the conversation is not kept."""
    link_embedders(home)
    file = tmp_path / "talks.yaml"
    file.write_text(SCRIPT, encoding="utf-8")
    options = ("--shop", "small", "--reduced", "--json")
    ran = shopwright("evaluate", "conversations", str(file), *options, home=home)
    measured = json.loads(ran.stdout)
    assert measured["turns"]["overall"]["turns"]["value"] == 1.0
    assert measured["turns"]["overall"]["item_violations"] == 0
