"""Why shown products stand where they stand, in conversation."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.claims.checker import Checker
from assistant.claims.types import Grounds
from assistant.facts.places import place_brief, points_of
from assistant.phrasing.placing import placing
from assistant.types import Intent
from retrieval.contrasts import Contrast, contrast
from retrieval.types import Contribution, Query, Sort
from tests.assistant.test_conversation import talking
from tests.small_shop import PRODUCTS, SmallCatalogs, lexical_ranker

BY_ID = {product.product_id: product for product in PRODUCTS}
PAIR = (BY_ID["s2"], BY_ID["s1"])


def parted(**differences: float) -> Contrast:
    """A contrast of these differences."""
    parts = tuple(Contribution(feature=name, value=value) for name, value in differences.items())
    return Contrast(over_id="s2", under_id="s1", gap=sum(differences.values()), differences=parts)


async def test_why_the_first_is_first(tmp_path: Path) -> None:
    """The first is set beside the next, and the points said are those of their scores."""
    async with talking(tmp_path, None) as talk:
        shown = (await talk.say("striped sweaters")).items
        turn = await talk.say("why is the first one first?")
    assert [item.product.product_id for item in shown] == ["s2", "s1"]
    assert turn.understanding.primary is Intent.ASK_PRODUCT
    found = contrast(shown[0], shown[1], leaving_out={"diversity"})
    gap, parts = points_of(found)
    assert f"by {gap} points of 1000" in turn.reply
    said = [int(n) for n in re.findall(r"(\d+) (?:more|fewer) for", turn.reply)]
    assert said == [abs(points) for _, points in parts]


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (
            "why isn't the second one first?",
            "The Fern Striped Cotton Sweater would stand first at $34.99 or less",
        ),
        ("why the first over the second", "would stand first at $34.99 or less, all else unchanged."),
        ("第二个为什么不排第一", "“Fern Striped Cotton Sweater”的价格是$34.99或更低时会排第一"),
    ],
)
async def test_why_not_the_second(tmp_path: Path, ask: str, told: str) -> None:
    """Cheapest first, the second would lead one cent below the first, and really does in such a shop."""
    async with talking(tmp_path, None) as talk:
        await talk.say("sweaters, cheapest first")
        turn = await talk.say(ask)
    assert told in turn.reply
    snapshot = SmallCatalogs(tuple(replace(p, price_minor=3499) if p is BY_ID["s2"] else p for p in PRODUCTS))
    query = Query(text="sweaters", sort=Sort(field="price", direction="asc"))
    assert lexical_ranker(snapshot.load("small")).rank(query).items[0].product.product_id == "s2"


async def test_the_pair_is_named_in_the_order_it_stands_in(tmp_path: Path) -> None:
    """Asked why the second stands above the first, the assistant says which one really does."""
    async with talking(tmp_path, None) as talk:
        await talk.say("striped sweaters")
        turn = await talk.say("why does the second rank above the first?")
    assert turn.understanding.primary is Intent.COMPARE
    assert turn.reply.startswith("The Fern Striped Cotton Sweater only just stands above the Harbor")


async def test_an_order_that_no_search_gives_is_not_explained(tmp_path: Path) -> None:
    """Suggestions and a catalog that has changed are no order to account for, and it is said so."""
    catalogs = SmallCatalogs()
    async with talking(tmp_path, None, catalogs) as talk:
        await talk.say("sweaters, cheapest first")
        catalogs.products = tuple(replace(p, price_minor=100) if p is BY_ID["s4"] else p for p in PRODUCTS)
        catalogs.catalog_version += 1
        turn = await talk.say("why is the first one first?")
    assert turn.reply == placing("en").unknown()


async def test_further_results_are_explained_among_themselves(tmp_path: Path) -> None:
    """On a second page the first product is set beside the next of that page."""
    many = tuple(replace(BY_ID["s3"], product_id=f"p{n}", price_minor=1000 + 100 * n) for n in range(9))
    async with talking(tmp_path, None, SmallCatalogs(many)) as talk:
        await talk.say("sweaters, cheapest first")
        shown = await talk.say("show me more")
        turn = await talk.say("why is the first one first?")
    assert [item.product.product_id for item in shown.items] == ["p6", "p7", "p8"]
    assert "The one above costs $16, the one below $17." in turn.reply


@pytest.mark.parametrize(
    "text",
    [
        "why is the first so expensive",
        "why is the second cheaper than the first",
        "why not just buy the second",
        "为什么第二个比第一个贵",
        "why is my order late",
    ],
)
async def test_other_questions_are_read_as_before(tmp_path: Path, text: str) -> None:
    """Why a product is dear, or why an order is late, is no question about places."""
    async with talking(tmp_path, None) as talk:
        await talk.say("striped sweaters")
        turn = await talk.say(text)
    assert "points of 1000" not in turn.reply
    assert "排在" not in turn.reply


def test_points_add_up() -> None:
    """0.0126 and -0.0043 are 12.6 and -4.3 of 8.3 points: 12 and -4 add up to 8, 13 and -4 wouldn't."""
    assert points_of(parted(relevance=0.0126, rating=-0.0043)) == (8, [("relevance", 12), ("rating", -4)])


def test_parts_too_small_to_tell_are_left_out() -> None:
    """Less than half a point is no gap, and no part of one is told."""
    assert points_of(parted(rating=0.0004)) == (0, [])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("field", ["price", "rating"])
def test_the_checker_finds_nothing_unsupported(language: str, field: str) -> None:
    """What is said of two records in an order asked for is what the records say."""
    brief = place_brief(
        found=parted(rating=0.002),
        products=PAIR,
        sort=Sort(field=field, direction="asc" if field == "price" else "desc"),
        lead=None,
        language=language,
    )
    assert brief.reply
    assert Checker(Grounds.of(brief, live_values=None)).check(brief.reply).violations == ()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("field", ["price", "rating", "created_at", "popularity"])
def test_an_unstated_value_is_said_to_be_one(language: str, field: str) -> None:
    """Where the catalog states nothing of the lower one, no value is made up, nor of both."""
    bare = replace(BY_ID["m2"], price_minor=None, rating=None, created_at=None, units_sold=None)
    full = replace(BY_ID["m1"], units_sold=7)
    sort = Sort(field=field, direction="desc")
    one, none = (
        place_brief(found=parted(rating=0.002), products=pair, sort=sort, lead=None, language=language)
        for pair in ((full, bare), (bare, bare))
    )
    assert one.reply.endswith(
        ("for the Tall Glass Mug the catalog states nothing.", "“Tall Glass Mug”没有标明。")
    )
    assert (none.reply, none.notes) == ("", (placing(language).level(sort),))
