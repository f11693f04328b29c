"""The parser over the words of real catalogs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.parsing import CatalogVocabulary
from retrieval.catalog.ingest import ingest
from retrieval.catalog.snapshot import ShopSettings
from retrieval.catalog.store import CatalogStore
from tests.assistant.parsing.conftest import Shop
from tests.assistant.parsing.scoring import readable

pytestmark = pytest.mark.data


def _open(source: Path, currency: str, language: str, folder: Path) -> Shop:
    store = CatalogStore(f"sqlite:///{folder / 'catalog.db'}")
    settings = ShopSettings(name="real", currency=currency, languages=(language,))
    ingest(source, settings=settings, store=store, vectors=None)
    snapshot = store.load("real")
    return Shop(snapshot=snapshot, vocabulary=CatalogVocabulary.from_snapshot(snapshot))


@pytest.fixture(scope="module")
def fashion(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """2,766 products in English."""
    return _open(shared_data / "livostyle", "USD", "en", tmp_path_factory.mktemp("fashion"))


@pytest.fixture(scope="module")
def household(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """239 products in Chinese."""
    return _open(shared_data / "litemall_zh", "CNY", "zh", tmp_path_factory.mktemp("household"))


@pytest.mark.parametrize(
    ("say", "search_text", "constraints"),
    [
        ("striped sweaters, 60 dollars at most", "striped sweaters", ["pattern eq striped", "price lte 60"]),
        ("black swimsuits under 40", "black swimsuits", ["color eq black", "price lte 40"]),
        (
            "a v-neck cardigan that isn't polyester",
            "v-neck cardigan",
            ["feature eq v-neck", "material ne polyester"],
        ),
        ("crossbody bag in brown or tan", "crossbody bag", ["color eq brown", "color eq tan"]),
        (
            "puff sleeve blouse rated 4.5 and up",
            "puff sleeve blouse",
            ["sleeve eq puff sleeve", "rating gte 4.5"],
        ),
    ],
)
def test_english_wishes(fashion: Shop, say: str, search_text: str, constraints: list[str]) -> None:
    """Values are written as the catalog writes them, and the kind stays a kind."""
    got = readable(fashion.read(say))
    assert (got["search_text"], got["constraints"]) == (search_text, constraints)


@pytest.mark.parametrize(
    ("say", "search_text", "constraints"),
    [
        ("有没有纯棉的毛巾", "纯棉毛巾", ["material eq 棉"]),
        ("四件套，500以内", "四件套", ["price lte 500"]),
        ("灰色或米色的地毯", "地毯", ["color eq 灰色", "color eq 米色"]),
        ("我对羊毛过敏，推荐被子", "被子", ["material ne 羊毛"]),
    ],
)
def test_chinese_wishes(household: Shop, say: str, search_text: str, constraints: list[str]) -> None:
    """The same over a Chinese catalog."""
    got = readable(household.read(say))
    assert (got["search_text"], got["constraints"]) == (search_text, constraints)
