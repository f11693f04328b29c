"""`shopwright rules` over a small shop of ours, and labels of what is paid for."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from api.cards import show_cards
from api.schemas import item_json
from retrieval.shop_rules.reading import read_rules
from retrieval.types import Query
from tests.api.test_cli import Shopwright, shopwright  # noqa: F401 - a fixture
from tests.api.test_evaluate import home  # noqa: F401 - a fixture
from tests.small_shop import SmallCatalogs, lexical_ranker
from tests.weights_root import link_embedders


def test_rules_are_set_shown_and_logged(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    """How many products each rule finds is told; a bad file changes nothing and names every fault."""
    file = tmp_path / "rules.yaml"
    file.write_text("recalled: [{product: s1}, {product: s9}]\n", encoding="utf-8")
    checked = shopwright("rules", "check", str(file), "--shop", "small", home=home)
    told = "recalled 1: 1 product\nrecalled 2: 0 products  ← none now: a slip?\n"
    assert (checked.returncode, checked.stdout) == (0, told)
    assert shopwright("rules", "show", "--shop", "small", home=home).returncode == 1
    done = shopwright("rules", "set", str(file), "--shop", "small", home=home)
    assert (done.stdout, done.stderr) == (told, "revision 1 of small holds\n")
    file.write_text("pin: [{place: 1}]\nboost: [{strength: 2}]\n", encoding="utf-8")
    bad = shopwright("rules", "set", str(file), "--shop", "small", home=home)
    assert bad.returncode == 1
    lines = bad.stderr.splitlines()
    assert lines[0] == "pin, row 1, product: Field required"
    assert lines[-1].endswith("no rule was taken, and those before hold")
    shown = shopwright("rules", "show", "--shop", "small", home=home)
    assert shown.stdout == "recalled: [{product: s1}, {product: s9}]\n"
    assert shopwright("rules", "log", "--shop", "small", home=home).stdout.startswith("1  2")
    for wrong in (("show", "--shop", "other"), ("set", str(tmp_path / "none.yaml"), "--shop", "small")):
        assert shopwright("rules", *wrong, home=home).returncode == 1


def test_what_is_paid_for_is_labeled_on_cards() -> None:
    """In the public form and in the terminal, in both languages; other cards have no such field."""
    rules = read_rules("sponsored: {enabled: true, placements: [{product: s2}]}", revision=1)
    items = lexical_ranker(SmallCatalogs().load("small")).ruled(rules).rank(Query(text="sweater")).items
    forms = {item.product.product_id: item_json(item) for item in items}
    assert {each for each, form in forms.items() if form.get("sponsored")} == {"s2"}
    assert "sponsored" not in forms["s1"]
    paid = next(item for item in items if item.product.product_id == "s2")
    for language, label in (("en", "(sponsored)"), ("zh", "(广告)")):
        console = Console(file=io.StringIO(), width=120)
        show_cards(console, [replace(paid, reasons=())], language=language)
        assert label in console.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture
def objectives(home: Path, tmp_path: Path) -> tuple[str, ...]:  # noqa: F811 - the fixture
    """The command over one judged query, one of whose products isn't there."""
    link_embedders(home)
    file = tmp_path / "judged.jsonl"
    file.write_text('{"query": "striped sweater", "grades": {"s1": 3, "nope": 2}}\n', encoding="utf-8")
    return ("evaluate", "objectives", "--shop", "small", "--judgments", str(file))


@pytest.mark.embedder
def test_objectives_are_measured_as_a_table_and_a_page(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
    objectives: tuple[str, ...],
    tmp_path: Path,
) -> None:
    """A plot on the page; what changes nothing is said."""
    page = tmp_path / "page.html"
    ran = shopwright(*objectives, "--report", str(page), home=home)
    assert ran.returncode == 0, ran.stderr
    assert "1 queries, 6 products" in ran.stdout
    assert "Nothing changes here with: " in ran.stdout
    assert "<svg" in page.read_text(encoding="utf-8")


@pytest.mark.embedder
def test_objectives_are_measured_as_json(
    shopwright: Shopwright,  # noqa: F811 - the fixture
    home: Path,  # noqa: F811
    objectives: tuple[str, ...],
) -> None:
    """All figures, and the grade of no product."""
    ran = shopwright(*objectives, "--json", home=home)
    assert ran.returncode == 0, ran.stderr
    measured = json.loads(ran.stdout)
    assert (measured["kind"], measured["shop"], measured["queries"]) == ("objectives", "small", 1)
    assert measured["objectives"]["diversity"]["on"]["served"]
    assert len(measured["rejected"]) == 1
