"""Hard constraints, against cases by hand and against a loop written independently."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.filters import ConstraintFilter
from retrieval.product_terms import terms_of
from retrieval.types import Constraint, Op, Product, Strength
from tests.retrieval.corner_shop import SHOP, constraint, facet, product, snapshot


def filters(*products: Product) -> ConstraintFilter:
    """A filter over these products."""
    shop = snapshot(*products)
    return ConstraintFilter(shop, terms_of(shop.products), soft_price_tolerance=0.15)


CORNER = filters(*SHOP.products)


def ids(*constraints: Constraint) -> set[str]:
    """Ids of the corner shop's products that stay."""
    return {SHOP.products[row].product_id for row in CORNER.allowed(constraints)}


def test_no_constraint_allows_everything() -> None:
    """Without constraints every row stays, sorted, int64."""
    rows = CORNER.allowed(())
    assert rows.dtype == np.int64
    assert rows.tolist() == list(range(len(SHOP.products)))


def test_price_bounds_are_inclusive_and_need_a_price() -> None:
    """A product at the limit stays; one without a price never passes a bound."""
    assert ids(constraint("price", "lte", 42)) == {"s1", "d1"}
    assert ids(constraint("price", "gte", 99)) == {"s3", "r1"}
    assert "j2" not in ids(constraint("price", "lte", 10_000))


def test_a_range_is_two_bounds() -> None:
    """Gte and lte together."""
    assert ids(constraint("price", "gte", 58), constraint("price", "lte", 80)) == {"s2", "j1", "b1"}


def test_a_soft_limit_spares_fifteen_percent() -> None:
    """About 60 reaches to 69.00 and no further."""
    shop = [product("a", "Mug", 69.00), product("b", "Mug", 69.01), product("c", "Mug", None)]
    allowed = filters(*shop).allowed([constraint("price", "lte", 60, soft=True)])
    assert allowed.tolist() == [0]


def test_another_currency_is_not_applied() -> None:
    """A limit in euros doesn't bound dollars."""
    euros = constraint("price", "lte", 1, currency="EUR")
    assert len(ids(euros)) == len(SHOP.products)
    assert not CORNER.applies(euros)
    assert CORNER.applies(constraint("price", "lte", 1))


def test_rating_needs_a_rating() -> None:
    """Unrated products don't pass."""
    assert ids(constraint("rating", "gte", 4.5)) == {"s1", "s2", "s3"}


def test_stock() -> None:
    """In stock, or out of it."""
    assert "s3" not in ids(constraint("stock", "eq", "in stock"))
    assert ids(constraint("stock", "eq", "out of stock")) == {"s3"}


def test_a_color_is_named_as_whole_words() -> None:
    """Navy blue is blue; a product that states no color is not."""
    assert ids(constraint("color", "eq", "blue")) == {"s1", "d1"}


def test_values_of_one_facet_are_alternatives() -> None:
    """Red or gray, but cotton as well."""
    either = (constraint("color", "eq", "red"), constraint("color", "eq", "gray"))
    assert ids(*either) == {"s2", "s3"}
    assert ids(*either, constraint("material", "eq", "cotton")) == {"s2"}


def test_category_matches_any_level_or_part() -> None:
    """A level is matched by its own name, its plural, or one of the kinds it lists."""
    assert ids(constraint("category", "eq", "Clothing")) == {"s1", "s2", "s3", "d1", "j1", "j2"}
    assert ids(constraint("category", "eq", "jacket")) == {"j1", "j2"}


def test_brand_and_merchant() -> None:
    """By name, whatever the case."""
    assert ids(constraint("brand", "eq", "northfold")) == {"s1"}
    assert ids(constraint("merchant", "eq", "Corner house")) == {"s1"}


def test_ne_reads_every_text() -> None:
    """A value named in the description alone excludes too, in any inflection."""
    assert "d1" not in ids(constraint("pattern", "ne", "stripes"))
    assert {"s1", "s2"}.isdisjoint(ids(constraint("pattern", "ne", "stripes")))
    assert "b1" not in ids(constraint("material", "ne", "leather"))


def test_ne_needs_whole_words() -> None:
    """Without red doesn't exclude quilted."""
    assert "j2" in ids(constraint("color", "ne", "red"))


def test_a_size_must_be_in_stock() -> None:
    """M is stated, but its only SKU is sold out; S can be had."""
    assert ids(constraint("size", "eq", "M")) == set()
    assert ids(constraint("size", "eq", "small")) == {"d1"}


@pytest.mark.parametrize(
    ("stated", "wanted", "fits"),
    [
        ("L/XL", "xl", True),
        ("XL", "L", False),
        ("Size 8", "8", True),
        ("8.5", "8", False),
        ("Medium", "m", True),
        ("大号", "L", True),
    ],
)
def test_sizes_are_equal_not_contained(stated: str, wanted: str, fits: bool) -> None:
    """XL is no L, 8.5 is no 8."""
    shop = filters(product("a", "Hat", facets=(facet("size", stated),)))
    assert shop.allowed([constraint("size", "eq", wanted)]).tolist() == ([0] if fits else [])


def test_a_feature_may_stand_in_title_or_tags() -> None:
    """Features needn't be facets."""
    shop = filters(
        product("a", "Waterproof Boots"), product("b", "Boots", tags=("waterproof",)), product("c", "Boots")
    )
    assert shop.allowed([constraint("feature", "eq", "waterproof")]).tolist() == [0, 1]


def test_chinese_values_are_substrings() -> None:
    """米白色 is 白色; without 白色 means without 白色, in any text."""
    shop = filters(
        product("a", "羊毛被", language="zh", facets=(facet("color", "米白色"),)),
        product("b", "四件套", language="zh", facets=(facet("color", "灰色"),), description="配白色枕套"),
        product("c", "浴巾", language="zh", facets=(facet("color", "灰色"),)),
    )
    assert shop.allowed([constraint("color", "eq", "白色")]).tolist() == [0]
    assert shop.allowed([constraint("color", "ne", "白色")]).tolist() == [2]


def test_a_soft_wish_excludes_nothing() -> None:
    """A soft color moves the score only."""
    assert len(ids(constraint("color", "eq", "blue", soft=True))) == len(SHOP.products)


def test_a_text_bound_is_refused() -> None:
    """There is no color up to blue."""
    with pytest.raises(ValueError, match="expected op eq or ne"):
        ids(constraint("color", "lte", "blue"))
    with pytest.raises(ValueError, match="expected a number"):
        ids(constraint("price", "lte", "cheap"))


def test_relaxations_count_what_each_condition_costs() -> None:
    """Dropping the price frees one red sweater, dropping the color two products."""
    conditions = (constraint("price", "lte", 50), constraint("color", "eq", "red"))
    everything = np.arange(len(SHOP.products), dtype=np.int64)
    found = {r.constraint.facet: r.matching for r in CORNER.relaxations(conditions, among=everything)}
    assert found == {"price": 1, "color": 2}


def test_soft_wishes_are_never_relaxed() -> None:
    """Only what excludes can be given up."""
    soft = constraint("price", "lte", 50, soft=True)
    assert CORNER.relaxations([soft], among=np.arange(2, dtype=np.int64)) == ()


COLORS = ("red", "blue", "navy blue", "gray")
WORDS = ("red", "blue", "wool", "lamp", "bag", "redwood")


@st.composite
def products(draw: st.DrawFn) -> list[Product]:
    """Shops of up to eight products with few values, so that constraints hit."""
    count = draw(st.integers(0, 8))
    found = []
    for number in range(count):
        color = draw(st.none() | st.sampled_from(COLORS))
        found.append(
            product(
                f"p{number}",
                " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))),
                draw(st.none() | st.sampled_from((5.0, 9.99, 10.0, 11.5, 20.0))),
                facets=() if color is None else (facet("color", color),),
                rating=draw(st.none() | st.sampled_from((3.0, 4.0, 5.0))),
                in_stock=draw(st.booleans()),
                description=draw(st.sampled_from(("", "a red thing", "blue and gray"))),
            )
        )
    return found


CONSTRAINTS = st.one_of(
    st.builds(
        Constraint,
        facet=st.just("price"),
        op=st.sampled_from((Op.LTE, Op.GTE)),
        value=st.sampled_from((5.0, 10.0, 20.0)),
        strength=st.sampled_from(list(Strength)),
    ),
    st.builds(
        Constraint, facet=st.just("rating"), op=st.just(Op.GTE), value=st.sampled_from((3.0, 4.0, 4.5))
    ),
    st.builds(
        Constraint, facet=st.just("color"), op=st.sampled_from((Op.EQ, Op.NE)), value=st.sampled_from(COLORS)
    ),
    st.just(Constraint(facet="stock", op=Op.EQ, value="in stock")),
)


def naive(item: Product, constraints: list[Constraint], shop: list[Product]) -> bool:
    """Whether one product stays, by reading it from the start."""
    colors = [value.value for value in item.facets]
    wanted = [str(c.value) for c in constraints if c.facet == "color" and c.op is Op.EQ]
    if wanted and not any(_is_colored(item, value, shop) for value in wanted):
        return False
    return all(_meets(item, each, colors) for each in constraints)


def _is_colored(item: Product, color: str, shop: list[Product]) -> bool:
    """By its facets; by its title where no product of the shop has the color as a facet."""
    named = re.compile(rf"\b{color}\b")
    if any(named.search(facet.value) for each in shop for facet in each.facets):
        return any(named.search(facet.value) for facet in item.facets)
    return named.search(item.title) is not None


def _meets(item: Product, each: Constraint, colors: list[str]) -> bool:
    if each.facet == "price":
        return item.price_minor is not None and _within(item.price_minor, each)
    if each.facet == "rating":
        return item.rating is not None and item.rating >= float(each.value)
    if each.facet == "stock":
        return item.in_stock
    if each.op is Op.NE:
        texts = [item.title, item.description, *colors]
        return not any(re.search(rf"\b{each.value}\b", text) for text in texts)
    return True


def _within(minor: int, each: Constraint) -> bool:
    spare = 15 if each.strength is Strength.SOFT else 0
    bound = round(float(each.value) * 100)
    if each.op is Op.LTE:
        return minor * 100 <= bound * (100 + spare)
    return minor * 100 >= bound * (100 - spare)


@settings(max_examples=300, deadline=None)
@given(products(), st.lists(CONSTRAINTS, max_size=4))
def test_the_filter_equals_a_loop_over_products(shop: list[Product], wanted: list[Constraint]) -> None:
    """Columns and inverted lists give exactly what reading each product gives."""
    expected = [row for row, item in enumerate(shop) if naive(item, wanted, shop)]
    assert filters(*shop).allowed(wanted).tolist() == expected
