"""Whether a shop has the kind asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from retrieval.carried import KindIndex
from retrieval.catalog.demo.shop import demo_settings
from retrieval.catalog.demo.source import write_demo_source
from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from retrieval.kind_words import load_kind_words
from retrieval.kinds import load_kinds
from retrieval.types import Attribute, Product
from tests.retrieval.corner_shop import SHOP, facet, product

REQUESTS = Path(__file__).parent / "requests"
LEAST_RIGHT = 0.90
SOURCES = {
    "livostyle": ("livostyle", "USD", ("en",)),
    "aws": ("aws_retail_demo_products", "USD", ("en",)),
    "litemall": ("litemall_zh", "CNY", ("zh",)),
}


def index(*products: Product) -> KindIndex:
    """Kinds of these products."""
    return KindIndex(products, lexicon=load_kinds(), kind_words=load_kind_words())


CORNER = index(*SHOP.products)


def found(text: str, kinds: KindIndex = CORNER) -> set[str] | None:
    """Ids of the products of the kind; None for every product."""
    rows = kinds.match(text).rows
    return None if rows is None else {SHOP.products[row].product_id for row in rows}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("sweaters", {"s1", "s2", "s3"}),
        ("a pair of jackets", {"j1", "j2"}),
        ("wedding rings", {"r1"}),
        ("jumper", {"s1", "s2", "s3"}),
        ("sweeters", {"s1", "s2", "s3"}),
        ("毛衣", {"s1", "s2", "s3"}),
        ("tote bag", {"b1"}),
        ("dresses or rings", {"d1", "r1"}),
        ("dress with pockets", {"d1"}),
        ("clothing", {"s1", "s2", "s3", "d1", "j1", "j2"}),
    ],
)
def test_a_carried_kind_and_its_products(text: str, ids: set[str]) -> None:
    """Plurals, slips, synonyms, the other language, alternatives and wider kinds."""
    assert CORNER.match(text).carried
    assert found(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "laptop bag",
        "gaming laptop",
        "dog sweater",
        "boots",
        "skirts",
        "car tires",
        "冰箱",
        "zorblax",
    ],
)
def test_a_kind_that_the_shop_lacks(text: str) -> None:
    """Another kind with a word in common, a kind named in a description alone, or no kind at all."""
    match = CORNER.match(text)
    assert not match.carried
    assert match.missing_terms
    assert found(text) == set()


@pytest.mark.parametrize("text", ["", "something nice", "blue", "a gift for my mom", "best rated", "礼物"])
def test_a_wish_without_a_kind_may_be_any_product(text: str) -> None:
    """Only kinds can be missing."""
    match = CORNER.match(text)
    assert match.carried
    assert match.rows is None


def test_a_modifier_doesnt_change_the_kind() -> None:
    """A purple sweater is a sweater, even where none is purple."""
    match = CORNER.match("purple sweaters")
    assert match.carried
    assert match.strict == ("purple",)


def test_a_description_may_state_an_activity_but_no_other_context() -> None:
    """Sneakers described as made for running are running sneakers; dogs in a description change nothing."""
    worn = replace(product("k1", "Blue Sneakers"), description="Runs small. Made for running, or a dog walk.")
    shop = index(worn, replace(worn, product_id="k2", description="Runs small."))
    assert shop.match("running sneakers").rows.tolist() == [0]  # type: ignore[union-attr]
    assert not shop.match("dog sneakers").carried
    assert not shop.match("hiking sneakers").carried


def test_two_words_that_together_name_a_kind_and_a_participle_after_it() -> None:
    """A swim suit is a swimsuit, "headphones noise canceling" are headphones, headfones are too."""
    shop = index(product("w1", "Blue Swimsuit"), product("h1", "Black Headphones"))
    assert shop.match("a swim suit").rows.tolist() == [0]  # type: ignore[union-attr]
    assert shop.match("headphones noise canceling").rows.tolist() == [1]  # type: ignore[union-attr]
    assert shop.match("headfones").rows.tolist() == [1]  # type: ignore[union-attr]


def test_a_compound_narrows_its_kind() -> None:
    """Denim belongs to the name, so it is asked for strictly."""
    assert CORNER.match("denim jackets").strict == ("denim",)


def test_a_title_that_names_the_kind_is_told_apart() -> None:
    """The category alone makes a jacket; the title confirms it."""
    shop = index(product("a", "Quilted Cropped Zip", category=("Jackets",)), product("b", "Quilted Jacket"))
    match = shop.match("jackets")
    assert match.rows is not None
    assert match.titled is not None
    assert (match.rows.tolist(), match.titled.tolist()) == ([0, 1], [1])


def test_what_a_title_combines_with_is_not_its_kind() -> None:
    """A dress with a belt is no belt; a belted dress neither."""
    shop = index(product("a", "Floral Dress with Belt"), product("b", "Belted Dress"))
    assert not shop.match("belts").carried


def test_audiences_are_kept_apart() -> None:
    """Where men's shirts are labeled so, the others aren't for men, and nothing is for babies."""
    shop = index(
        product("a", "Linen Shirt", attributes=(Attribute(name="gender", value="M"),)),
        product("b", "Linen Shirt", attributes=(Attribute(name="gender", value="F"),)),
    )
    rows = shop.match("men's shirts").rows
    assert rows is not None
    assert rows.tolist() == [0]
    assert not shop.match("baby shirts").carried


def test_a_size_is_no_audience() -> None:
    """M on a label of sizes is not for men."""
    shop = index(product("a", "Linen Shirt for Women", facets=(facet("size", "M"),)))
    assert not shop.match("men's shirt").carried


def test_a_near_kind_is_an_alternative() -> None:
    """Skirts and pants may stand in for each other; a fridge for a kettle may not."""
    shop = index(product("a", "Wide Leg Pants"), product("b", "Electric Kettle"))
    near = shop.match("skirts").near
    assert near is not None
    assert near.tolist() == [0]
    assert shop.match("refrigerator").near is None


def test_one_character_inside_a_word_is_another_thing() -> None:
    """面包 is no 包, 铁锅 is a 锅."""
    shop = index(product("a", "帆布包", language="zh"), product("b", "炖锅", language="zh"))
    assert not shop.match("面包").carried
    assert shop.match("铁锅").carried


def test_measure_words_are_no_kinds() -> None:
    """一床被子 asks for a quilt, 床单 for a sheet."""
    shop = index(product("a", "羽绒被", language="zh"), product("b", "纯色床单", language="zh"))
    quilts, sheets = shop.match("一床被子").rows, shop.match("床单").rows
    assert quilts is not None
    assert sheets is not None
    assert (quilts.tolist(), sheets.tolist()) == ([0], [1])


def test_an_empty_shop_carries_nothing() -> None:
    """No products, no kinds, no error."""
    assert not index().match("sweaters").carried


@lru_cache(maxsize=8)
def ingested(source: Path, settings: ShopSettings, store: Path) -> KindIndex:
    """Kinds of one catalog, ingested as it stands."""
    catalogs = CatalogStore(f"sqlite:///{store / f'{settings.name}.db'}")
    ingest(source, settings=settings, store=catalogs, vectors=None)
    return index(*catalogs.load(settings.name).products)


def check_requests(name: str, label: str, shop: KindIndex) -> None:
    """Assert that at least 90 of 100 requests are decided as a person who looked did."""
    requests = yaml.safe_load((REQUESTS / f"{name}.yaml").read_text(encoding="utf-8"))[label]
    wrong = [text for text in requests if shop.match(str(text)).carried is not (label == "carried")]
    assert len(requests) >= 100
    assert 1 - len(wrong) / len(requests) >= LEAST_RIGHT, wrong


@pytest.mark.data
@pytest.mark.parametrize("name", sorted(SOURCES))
@pytest.mark.parametrize("label", ["carried", "not_carried"])
def test_requests_of_a_real_shop(
    name: str, label: str, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Carried and not-carried requests of three real shops are each at least 90 % right."""
    folder, currency, languages = SOURCES[name]
    settings = ShopSettings(name=name, currency=currency, languages=languages)
    check_requests(name, label, ingested(shared_data / folder, settings, tmp_path_factory.getbasetemp()))


@pytest.mark.parametrize("label", ["carried", "not_carried"])
def test_requests_of_the_demo_shop(label: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Carried and not-carried requests of the bundled shop are each at least 90 % right."""
    folder = tmp_path_factory.getbasetemp() / "demo-source"
    if not folder.is_dir():
        write_demo_source(folder)
    check_requests("demo", label, ingested(folder, demo_settings(folder), tmp_path_factory.getbasetemp()))
