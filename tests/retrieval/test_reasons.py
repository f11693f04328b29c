"""Reasons are facts of the record, in few words."""

from __future__ import annotations

import pytest

from retrieval.reasons import MAX_REASONS, ReasonContext, reasons_for
from retrieval.types import Constraint, Product, Query, Sort
from tests.retrieval.corner_shop import SHOP, constraint, product


def texts(
    item: Product,
    *constraints: Constraint,
    wish: tuple[str, ...] = (),
    language: str = "en",
    sort: Sort | None = None,
    leads: int | None = None,
) -> list[str]:
    """Texts of an item's reasons."""
    query = Query(text=" ".join(wish), language=language, constraints=constraints, sort=sort)
    return [reason.text for reason in reasons_for(item, ReasonContext(query=query, wish=wish, leads=leads))]


SWEATER = next(item for item in SHOP.products if item.product_id == "s1")
PRICED = product("a", "Mug", 66.0)


def test_the_wish_comes_first_then_the_conditions() -> None:
    """Words of the title, the price within its limit, the rating."""
    found = texts(SWEATER, constraint("price", "lte", 60), wish=("stripe", "sweater"))
    assert found == [
        "title names “striped” and “sweater”",
        "$42 is within your $60",
        "rated 4.8 by 12 shoppers",
    ]


def test_chinese_reasons() -> None:
    """The same facts in the reader's language."""
    found = texts(SWEATER, constraint("price", "lte", 60), wish=("sweater",), language="zh")
    assert found == ["标题写明“sweater”", "US$42，在 US$60 以内", "12 位顾客评分 4.8"]


def test_fields_are_quoted_from_the_record() -> None:
    """A reason names the field and its value there."""
    query = Query(text="", constraints=(constraint("color", "eq", "blue"),))
    (color, *_) = reasons_for(SWEATER, ReasonContext(query=query, wish=()))
    assert (color.feature, color.fields) == ("constraint_match", {"color": "navy blue"})


def test_over_a_soft_limit_is_close_not_within() -> None:
    """66 is close to about 60; over a hard limit nothing is said."""
    assert texts(PRICED, constraint("price", "lte", 60, soft=True))[0] == "$66 is close to your $60"
    assert texts(PRICED, constraint("price", "lte", 60)) == ["in stock"]


@pytest.mark.parametrize(("leads", "text"), [(4, "$66, lowest price of 5"), (None, "in stock")])
def test_a_superlative_needs_proof(leads: int | None, text: str) -> None:
    """Only the first of an order is the lowest."""
    assert texts(PRICED, sort=Sort(field="price", direction="asc"), leads=leads)[0] == text


def test_one_shopper_is_no_shoppers() -> None:
    """The count is spelled right."""
    item = product("a", "Mug", rating=5.0, rating_count=1)
    assert texts(item)[0] == "rated 5 by 1 shopper"


def test_a_poor_rating_is_no_reason() -> None:
    """Unless the shopper asked about ratings."""
    item = product("a", "Mug", rating=2.5, rating_count=3)
    assert texts(item) == ["in stock"]
    assert texts(item, constraint("rating", "gte", 2))[0] == "rated 2.5 by 3 shoppers"


def test_an_exclusion_is_told() -> None:
    """What the record never names."""
    assert texts(PRICED, constraint("material", "ne", "wool"))[0] == "its record never names wool"


def test_nothing_true_to_say_says_nothing() -> None:
    """No stock, no rating, no match: no reason."""
    assert texts(product("a", "Mug", in_stock=False), wish=("plate",)) == []


def test_there_are_few_reasons_and_they_are_short() -> None:
    """At most three, at most twelve words, no period."""
    conditions = [
        constraint("price", "lte", 60),
        constraint("color", "eq", "blue"),
        constraint("stock", "eq", "in stock"),
    ]
    found = texts(SWEATER, *conditions, wish=("stripe", "sweater"))
    assert len(found) == MAX_REASONS
    assert all(len(text.split()) <= 12 and not text.endswith(".") for text in found)
