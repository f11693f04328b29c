"""Facets: what they are read from, and what they must not be read from."""

from __future__ import annotations

import pytest

from retrieval.catalog.facets import facet_coverage, stated_facets, with_facets
from retrieval.types import Attribute, FacetValue, Product, Sku


def facets(product: Product) -> set[tuple[str, str]]:
    """Complete a product and give its facets without provenance."""
    return {(value.facet, value.value) for value in with_facets(product).facets}


def item(title: str, **values: object) -> Product:
    """Make a product with a title and some fields."""
    base = Product(product_id="1", title=title, currency="USD", price_minor=100)
    fields = {name: getattr(base, name) for name in Product.__dataclass_fields__}
    return Product(**{**fields, **values})


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Navy Blue Striped Cotton Dress",
            {("color", "navy"), ("color", "blue"), ("pattern", "striped"), ("material", "cotton")},
        ),
        ("Rose Gold Watch", {("color", "rose gold")}),
        ("Gold Hoop Earrings", {("color", "gold")}),
        ("925 Sterling Silver Ring", {("material", "sterling silver")}),
        ("Stainless Steel Kettle", {("material", "stainless steel")}),
        ("PU Leather Tote", {("material", "faux leather")}),
        ("Cream Knit Sweater", {("color", "cream"), ("color", "white")}),
        ("V-Neck Long Sleeve Tee", {("feature", "v-neck"), ("sleeve", "long sleeve")}),
        ("Light Blue Linen Shirt", {("color", "light blue"), ("color", "blue"), ("material", "linen")}),
        (
            "Black and White Gingham Skirt",
            {("color", "black and white"), ("color", "black"), ("color", "white"), ("pattern", "gingham")},
        ),
    ],
)
def test_titles(title: str, expected: set[tuple[str, str]]) -> None:
    """The longest name is taken, and a kind of color implies the plainer one."""
    assert facets(item(title)) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Hand Cream",
        "Orange Juice, 1 l",
        "Olive Oil",
        "Black Tea Sampler",
        "Green Beans",
        "Reading Glasses",
        "Bed Linens Organizer",
        "Curling Iron",
        "Orange County Map",
        "Coffee Maker",
        "Classical Guitar Method",
        "Pipe Organ Recordings",
        "Red Wine Vinegar",
        "Blue Light Blocker",
        "Lace-Ups Organizer",
        "Ship from USA",
        "White Noise Machine",
        "Wood Stain Marker",
    ],
)
def test_traps(title: str) -> None:
    """Words that mean something else state no color and no material."""
    assert not {facet for facet, _ in facets(item(title))} & {"color", "material"}


def test_descriptions_state_materials_only_by_share() -> None:
    """A description's colors and fabrics are what to wear it with; "60% cotton" is its own."""
    text = "Wear it with a black leather belt. Fabric & care: 60% Cotton, 40% Polyester. 20% off silk."
    assert facets(item("Skirt", description=text)) == {("material", "cotton"), ("material", "polyester")}


def test_tags_state_facets_with_provenance() -> None:
    """A whole tag states also what a title's word would not."""
    found = with_facets(item("Top", tags=("cream", "gold hardware", "casual", "Ship from USA")))
    assert [(f.facet, f.value, f.provenance) for f in found.facets] == [
        ("color", "cream", "tags"),
        ("color", "white", "tags"),
        ("style", "casual", "tags"),
    ]


def test_title_decides_between_contradicting_tags() -> None:
    """Of two sleeve lengths the title's is believed; two in tags alone state none."""
    assert ("sleeve", "long sleeve") in facets(item("Long Sleeve Top", tags=("short sleeve",)))
    assert ("sleeve", "short sleeve") not in facets(item("Long Sleeve Top", tags=("short sleeve",)))
    assert not facets(item("Top", tags=("short sleeve", "long sleeve")))


def test_tags_must_not_contradict_the_material() -> None:
    """Faux leather is no leather and moissanite no diamond, whatever the tags say."""
    assert facets(item("Faux Leather Bag", tags=("leather",))) == {("material", "faux leather")}
    assert facets(item("Moissanite Ring", tags=("diamond",))) == {("material", "moissanite")}


def test_stated_values_are_canonical_and_come_first() -> None:
    """Columns, SKU options and attributes state facets: known words canonically, unknown ones as they are."""
    found = with_facets(
        item(
            "Sofa",
            facets=(FacetValue(facet="color", value="Grey / Tugboat", provenance="column:Colour"),),
            skus=(Sku(sku_id="a", options=(Attribute(name="Size", value="Large"),)),),
            attributes=(
                Attribute(name="Material", value="100% cotton"),
                Attribute(name="Warranty", value="red"),
            ),
        )
    )
    assert [(f.facet, f.value, f.provenance) for f in found.facets] == [
        ("color", "gray", "column:Colour"),
        ("color", "Tugboat", "column:Colour"),
        ("size", "L", "sku"),
        ("material", "cotton", "attribute:Material"),
    ]


def test_chinese_titles() -> None:
    """Chinese words are found inside a title, single characters are not."""
    assert facets(item("日式纯棉条纹抱枕 藏青色", language="zh")) == {
        ("style", "日式"),
        ("material", "棉"),
        ("pattern", "条纹"),
        ("color", "藏青色"),
        ("color", "蓝色"),
    }
    assert not facets(item("红茶礼盒 玻璃水 竹荪", language="zh"))


def test_chinese_attributes() -> None:
    """材质 and 颜色 state values by share and by slash; an unknown shade implies its base color."""
    attributes = (
        Attribute(name="材质", value="面料：65%聚酯纤维 35%棉"),
        Attribute(name="颜色", value="白色/ 薄缥蓝"),
        Attribute(name="尺寸", value="45*45cm"),
        Attribute(name="产地", value="中国"),
    )
    assert facets(item("抱枕", language="zh", attributes=attributes)) == {
        ("material", "聚酯纤维"),
        ("material", "棉"),
        ("color", "白色"),
        ("color", "薄缥蓝"),
        ("color", "蓝色"),
        ("size", "45*45cm"),
    }


def test_coverage_counts_products() -> None:
    """Coverage is the share of products that state a facet."""
    assert stated_facets(item("Mug")) == {"price", "stock"}
    coverage = facet_coverage({"price": 3}, 4)
    assert (coverage["price"], coverage["color"]) == (3 / 4, 0.0)
    assert set(facet_coverage({}, 0).values()) == {0.0}
