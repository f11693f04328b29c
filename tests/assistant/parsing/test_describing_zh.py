"""Shown products by what they are like, in Chinese."""

from __future__ import annotations

import pytest

from assistant.parsing import CatalogVocabulary, parse
from assistant.parsing.describing_zh import asks
from assistant.types import DialogueState, PageContext
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.types import FacetValue, Product


def _mug(key: str, title: str, price: int, color: str) -> Product:
    return Product(
        product_id=key,
        title=title,
        currency="CNY",
        price_minor=price,
        category=("餐厨", "杯壶"),
        facets=(FacetValue(facet="color", value=color, provenance="title"),),
    )


MUGS = (
    _mug("a", "清欢陶瓷马克杯", 2900, "灰色"),
    _mug("b", "晨雾玻璃杯", 8990, "粉色"),
    _mug("c", "晨雾保温壶", 15900, "白色"),
)


def _pointed(text: str, shown: tuple[Product, ...] = MUGS) -> list[set[str]]:
    snapshot = CatalogSnapshot(
        shop=ShopSettings(name="s", currency="CNY", languages=("zh",)), catalog_version=1, products=MUGS
    )
    ids = tuple(product.product_id for product in shown)
    state = DialogueState(
        conversation_id="c", shop="s", language="zh", search_text="杯子", shown=ids, seen=ids
    )
    parsed = parse(
        text,
        vocabulary=CatalogVocabulary.from_snapshot(snapshot),
        state=state,
        shown=shown,
        context=PageContext(),
    )
    return [set(reference.product_ids) for reference in parsed.references]


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("灰色那个能微波吗", [{"a"}]),
        ("那个白的多少钱", [{"c"}]),
        ("29那个是陶瓷的吗", [{"a"}]),
        ("一百多那个保温多久", [{"c"}]),
        ("最贵的那个结实吗", [{"c"}]),
        ("清欢那个几毫升", [{"a"}]),
        ("保温壶会漏水吗", [{"c"}]),
        ("粉的能进洗碗机吗", [{"b"}]),
        ("灰的跟粉的哪个耐看", [{"a"}, {"b"}]),
        ("清欢和保温壶哪个好", [{"a"}, {"c"}]),
    ],
)
def test_a_description_points_at_the_products_that_it_fits(text: str, pointed: list[set[str]]) -> None:
    """By color, price, rank, or a piece of the title; two joined ones are two references."""
    assert _pointed(text) == pointed


@pytest.mark.parametrize("text", ["便宜的那种有吗", "粉的有吗", "换成白的"])
def test_a_wish_for_other_products_points_at_none(text: str) -> None:
    """那种 is a sort of thing, and a value that is asked for or wished is a condition."""
    assert _pointed(text) == []


def test_nothing_shown_is_nothing_described() -> None:
    """Without products before the shopper a description fits none."""
    assert not any(_pointed("灰色那个能微波吗", ()))


@pytest.mark.parametrize("text", ["防水吗", "会不会掉色", "几档的", "多重", "耐不耐用"])
def test_a_question_is_known_by_its_words(text: str) -> None:
    """Particles, verb-not-verb, 几 with a measure word, 多 with a dimension."""
    assert asks(text)


@pytest.mark.parametrize("text", ["不错不错", "要蓝色的", "来两条"])
def test_a_statement_is_no_question(text: str) -> None:
    """Praise said twice is no verb-not-verb."""
    assert not asks(text)
