"""The checker: what may be said of which product, and what may not."""

from __future__ import annotations

import pytest

from assistant.claims.checker import Checker
from assistant.claims.types import Grounds, Verdict
from assistant.facts.types import Proof, ProofKind
from tests.assistant.answer_products import (
    BEDDING,
    CARDIGAN,
    CHINESE,
    CUP,
    KETTLE,
    LAMP,
    QUILT,
    SWEATER,
    at_most,
    product,
)

FOUND = Grounds(products=(SWEATER, CARDIGAN), fits=True, counts=frozenset({14}), limits=(at_most(60.0),))
COMPARED = Grounds(products=(SWEATER, CARDIGAN), comparable=True, counts=frozenset({2}))
FOUND_ZH = Grounds(
    products=CHINESE, language="zh", fits=True, counts=frozenset({8}), limits=(at_most(500.0),)
)
COMPARED_ZH = Grounds(products=(BEDDING, QUILT), language="zh", comparable=True)


def verdict(text: str, grounds: Grounds = FOUND, *, subjects: tuple[str, ...] = ()) -> Verdict:
    """What the checker says to a text."""
    return Checker(grounds).check(text, subjects=subjects)


@pytest.mark.parametrize(
    "price", ["$45", "45 dollars", "forty-five dollars", "$45.00", "US$45", "45 USD", "45 bucks"]
)
def test_a_price_may_be_written_in_any_way(price: str) -> None:
    """Every way of writing the record's price is supported, and no other price is."""
    assert verdict(f"The Harbor Striped Knit Sweater costs {price}.").supported
    assert not verdict(f"The Willow Ribbed Cardigan costs {price}.").supported


@pytest.mark.parametrize("price", ["$46", "$44.99", "¥45", "45 euros", "fifty-five dollars", "$450", "$4.5"])
def test_another_price_or_currency_is_refused(price: str) -> None:
    """A number that differs, or the same number in another currency, is not the price."""
    assert not verdict(f"The Harbor Striped Knit Sweater costs {price}.").supported


@pytest.mark.parametrize(
    "rating", ["rated 4.8", "rated 4.8/5", "rated 4.8 out of 5", "rated 4.8 stars", "at 4.8 stars"]
)
def test_a_rating_may_be_written_in_any_way(rating: str) -> None:
    """Every way of writing the record's rating is supported."""
    assert verdict(f"The Harbor Striped Knit Sweater is {rating} from twelve reviews.").supported


@pytest.mark.parametrize("said", ["rated 4.9", "rated 5", "rated 48", "from 13 reviews", "from 4.8 reviews"])
def test_another_rating_or_count_is_refused(said: str) -> None:
    """Neither a rounded-up rating nor another number of reviews passes."""
    assert not verdict(f"The Harbor Striped Knit Sweater is rated 4.8, {said}.").supported


def test_a_fact_binds_to_the_product_of_its_clause() -> None:
    """Two products with their own prices pass; the same prices exchanged do not."""
    said = "The Harbor Striped Knit Sweater is {}, while the Willow Ribbed Cardigan with Pockets is {}."
    assert verdict(said.format("$45", "$52.50")).supported
    assert not verdict(said.format("$52.50", "$45")).supported


def test_it_means_the_product_named_last() -> None:
    """A pronoun carries over to the next sentence, and with the subjects given, into a new text."""
    assert verdict("Take a look at the Harbor Striped Knit Sweater. It's rated 4.8.").supported
    assert verdict("It's rated 4.6 from 30 reviews.", subjects=("e2",)).supported
    assert not verdict("It's rated 4.6 from 30 reviews.", subjects=("e1",)).supported


def test_they_and_listed_under_are_grammar() -> None:
    """Plural titles are spoken of as "they", categories as what a product is listed under."""
    assert verdict("They're listed under Sweaters and made of cotton.", subjects=("e1",)).supported
    assert not verdict("They're listed under Kettles.", subjects=("e1",)).supported


def test_compared_figures_belong_to_the_product_after_for() -> None:
    """'versus $52.50 for A and $64.99 for B', and not the other way round."""
    three = Grounds(products=(SWEATER, CARDIGAN, KETTLE), comparable=True)
    said = (
        "The Harbor Striped Knit Sweater has the lowest price: $45, versus {} for the Willow Ribbed Cardigan "
        "and {} for the Copperline Gooseneck Kettle."
    )
    assert verdict(said.format("$52.50", "$64.99"), three).supported
    assert not verdict(said.format("$64.99", "$52.50"), three).supported


def test_a_fact_without_a_product_is_refused() -> None:
    """A price before any product was named has nothing to rest on."""
    assert not verdict("It costs $45.").supported


def test_a_title_means_the_product_that_bears_it_as_written() -> None:
    """'Spooky Pumpkins' is not 'Spooky Pumpkin'; twins of one title are the first shown."""
    pumpkin, pumpkins = product("p1", "Spooky Pumpkin", 1500), product("p2", "Spooky Pumpkins", 3200)
    twin = product("p3", "Spooky Pumpkin", 900)
    grounds = Grounds(products=(pumpkins, pumpkin, twin))
    assert verdict("The Spooky Pumpkins are $32.", grounds).supported
    assert verdict("The Spooky Pumpkin is $15.", grounds).supported
    assert not verdict("The Spooky Pumpkin is $9.", grounds).supported


def test_ordinals_are_names() -> None:
    """'The second one' is the second product in play."""
    assert verdict("The second one is $52.50.").supported
    assert not verdict("The first one is $52.50.").supported


def test_both_and_all_must_hold_for_every_product() -> None:
    """A limit that both keep passes; a price that only one has does not."""
    assert verdict("Both are under $60.").supported
    assert not verdict("Both are $45.").supported
    assert not verdict("All of them are cotton.").supported


def test_a_limit_must_be_stated_and_kept() -> None:
    """'Under $60' passes only because the shopper said 60; 'under $50' was never said."""
    assert verdict("The Harbor Striped Knit Sweater is under $60.").supported
    assert not verdict("The Harbor Striped Knit Sweater is under $50.").supported
    assert not verdict("The Copperline Gooseneck Kettle is under $60.").supported
    over = Grounds(products=(KETTLE,), fits=True, limits=(at_most(60.0),))
    assert not verdict("The Copperline Gooseneck Kettle is under $60.", over).supported
    assert not verdict("The Copperline Gooseneck Kettle fits your budget.", over).supported


@pytest.mark.parametrize(
    "said",
    ["made of cotton", "in navy and white", "striped", "available in size M", "soft", "listed as cotton"],
)
def test_properties_of_the_record_pass(said: str) -> None:
    """Colors, materials, patterns, sizes and described properties of the record are supported."""
    assert verdict(f"The Harbor Striped Knit Sweater is {said}.").supported


@pytest.mark.parametrize(
    "said",
    ["wool", "linen", "red", "checked", "waterproof", "machine washable", "in size XL", "handmade", "warm"],
)
def test_properties_that_the_record_lacks_are_refused(said: str) -> None:
    """So is linen, which the description names only as something to wear with it."""
    assert not verdict(f"The Harbor Striped Knit Sweater is {said}.").supported


@pytest.mark.parametrize(
    "said",
    [
        "isn't striped",
        "is not wool",
        "has no pockets",
        "comes without buttons",
        "is wool-free",
        "is never out of style",
    ],
)
def test_negations_need_the_records_own_words(said: str) -> None:
    """Silence of the record is no proof of absence."""
    assert not verdict(f"The Harbor Striped Knit Sweater {said}.").supported


def test_a_negation_of_the_record_passes() -> None:
    """'BPA-free' stands in the record; a feature that the record denies does not count as said."""
    grounds = Grounds(products=(KETTLE,))
    assert verdict("The Copperline Gooseneck Kettle has a BPA-free lid.", grounds).supported
    assert not verdict("The Copperline Gooseneck Kettle is waterproof.", grounds).supported


@pytest.mark.parametrize(
    "said",
    [
        "The Harbor Striped Knit Sweater is the cheapest.",
        "The Harbor Striped Knit Sweater is the best.",
        "The Harbor Striped Knit Sweater is our softest knit.",
        "The Harbor Striped Knit Sweater is the only one.",
        "The Harbor Striped Knit Sweater is cheaper.",
        "The Harbor Striped Knit Sweater is most popular.",
    ],
)
def test_superlatives_need_a_proof(said: str) -> None:
    """In a search nothing is cheapest or best unless code has shown it."""
    assert not verdict(said).supported


def test_a_proof_allows_its_superlative() -> None:
    """Only of the product proven, and only that one."""
    proven = Grounds(
        products=(SWEATER, CARDIGAN), fits=True, proofs=(Proof(kind=ProofKind.CHEAPEST, product_id="e1"),)
    )
    assert verdict("The Harbor Striped Knit Sweater is the cheapest.", proven).supported
    assert not verdict("The Willow Ribbed Cardigan is the cheapest.", proven).supported
    assert not verdict("The Harbor Striped Knit Sweater is the best rated.", proven).supported


@pytest.mark.parametrize(
    "said",
    [
        "The Harbor Striped Knit Sweater is cheaper.",
        "The Harbor Striped Knit Sweater is $7.50 cheaper than the Willow Ribbed Cardigan.",
        "The Harbor Striped Knit Sweater has the better rating: 4.8 versus 4.6.",
        "The Willow Ribbed Cardigan has more reviews.",
        "The first one is better rated, at 4.8 from 12 reviews, but the second has 30 reviews.",
        "Compared to the Willow Ribbed Cardigan at $52.50, the Harbor Striped Knit Sweater costs less.",
        "The Harbor Striped Knit Sweater is newer.",
    ],
)
def test_true_comparisons_pass(said: str) -> None:
    """Between compared products, comparisons are measured on the records."""
    assert verdict(said, COMPARED).supported


@pytest.mark.parametrize(
    "said",
    [
        "The Willow Ribbed Cardigan is cheaper.",
        "The Harbor Striped Knit Sweater is $8 cheaper.",
        "The Harbor Striped Knit Sweater has the better rating: 4.8 versus 4.7.",
        "The Harbor Striped Knit Sweater has more reviews.",
        "Both have the same rating.",
        "The Harbor Striped Knit Sweater is warmer.",
        "The Willow Ribbed Cardigan is cheaper than the Harbor Striped Knit Sweater.",
        "The Harbor Striped Knit Sweater is newer than the Juniper Desk Lamp.",
    ],
)
def test_false_comparisons_are_refused(said: str) -> None:
    """The wrong side, a wrong gap, a tie that is none, and what no record measures."""
    assert not verdict(said, COMPARED).supported


def test_an_unknown_quantity_proves_nothing() -> None:
    """A product without a rating is neither better nor worse rated, nor tied."""
    grounds = Grounds(products=(SWEATER, LAMP), comparable=True)
    for said in ("has the better rating", "has the same rating as the Juniper Desk Lamp"):
        assert not verdict(f"The Harbor Striped Knit Sweater {said}.", grounds).supported


@pytest.mark.parametrize(
    "said",
    [
        "I've added it to your cart.",
        "It ships free.",
        "You get 20% off.",
        "It comes with a two-year warranty.",
        "It's on sale.",
        "It will arrive tomorrow.",
        "Returns are free within 30 days.",
        "Only 3 left in stock!",
        "The Aurora Parka is a good match.",
        "Nike makes it.",
        "See https://example.com for more.",
        "**It** is nice.",
    ],
)
def test_promises_actions_and_strangers_are_refused(said: str) -> None:
    """Service, stock counts, actions, unknown names, links and markup need facts of their own."""
    assert not verdict(said, subjects=("e1",)).supported


@pytest.mark.parametrize(
    "said",
    [
        "It fits people of all sizes.",
        "It comes in all colors.",
        "It's one of a kind.",
        "It's the first choice of shoppers.",
        "Customers like it.",
        "It sells well.",
        "It's our store brand.",
        "It gets great reviews.",
        "Its rating is great.",
        "It's worth $60.",
        "It comes in two colors.",
        "It has sleeves.",
        "It goes with everything.",
        "It was $60.",
        "It's over $40.",
        "It has hundreds of reviews.",
        "It is rated 4.8 by experts.",
        "It comes in sizes S to XL.",
        "It is cotton all the way through.",
        "It is a Willow Ribbed Cardigan.",
    ],
)
def test_free_words_do_not_add_up_to_a_claim(said: str) -> None:
    """Popularity, variety and worth can't be said in words that are free one by one."""
    assert not verdict(said, subjects=("e1",)).supported


@pytest.mark.parametrize(
    "said",
    [
        "The Harbor Striped Knit Sweater, like the Willow Ribbed Cardigan, costs $52.50.",
        "The Harbor Striped Knit Sweater (and the Willow Ribbed Cardigan) is $52.50.",
        "The Harbor Striped Knit Sweater is cheaper than the Willow Ribbed Cardigan at $52.50.",
        "The Harbor Striped Knit Sweater is nice, and at $45, the Willow Ribbed Cardigan is too.",
        "The Harbor Striped Knit Sweater and the Willow Ribbed Cardigan are $45.",
    ],
)
def test_an_ambiguous_place_must_hold_for_both(said: str) -> None:
    """Where a reader could take the figure for either product, it must be true of each."""
    assert not verdict(said, COMPARED).supported


def test_stock_is_the_records() -> None:
    """'In stock' passes for a product in stock and fails for one that is not; and the other way round."""
    grounds = Grounds(products=(SWEATER, LAMP))
    assert verdict("The Harbor Striped Knit Sweater is in stock.", grounds).supported
    assert not verdict("The Juniper Desk Lamp is in stock.", grounds).supported
    assert verdict("The Juniper Desk Lamp is out of stock.", grounds).supported
    assert not verdict("The Harbor Striped Knit Sweater is sold out.", grounds).supported


def test_counts_of_matches_must_be_given() -> None:
    """'14 matches' was counted by code; '15 matches' was not."""
    assert verdict("I found 14 matches.").supported
    assert not verdict("I found 15 matches.").supported
    assert not verdict("I found fifteen matches.").supported


def test_quotations_are_word_for_word() -> None:
    """A cited sentence must stand in the record as it is."""
    grounds = Grounds(products=(SWEATER,))
    lead = "On the Harbor Striped Knit Sweater, the catalog says: "
    assert verdict(f'{lead}"Do not tumble dry."', grounds).supported
    assert not verdict(f'{lead}"You may tumble dry it."', grounds).supported


def test_measures_of_attributes_pass_with_their_unit() -> None:
    """900 ml stands in the record; 800 ml and 900 g do not."""
    grounds = Grounds(products=(KETTLE,))
    assert verdict("The Copperline Gooseneck Kettle has a capacity of 900 ml.", grounds).supported
    assert not verdict("The Copperline Gooseneck Kettle has a capacity of 800 ml.", grounds).supported
    assert not verdict("The Copperline Gooseneck Kettle has a capacity of 900 g.", grounds).supported


@pytest.mark.parametrize(
    "said",
    [
        "为您推荐云岚纯棉四件套，售价¥399，材质是100%棉，评分4.7（35条评价）。",
        "找到8款符合要求的商品，云岚纯棉四件套是不错的选择，价格399元，在您500元的预算以内。",
        "云岚纯棉四件套是灰色的，柔软亲肤，可机洗。",
        "云岚纯棉四件套不含荧光剂。",
        "云岚纯棉四件套售价三百九十九元。",
        "第三款是陶瓷的，容量350毫升，售价59.5元。",
    ],
)
def test_true_chinese_sentences_pass(said: str) -> None:
    """Prices, ratings, materials, measures and the record's own negations, in Chinese."""
    assert verdict(said, FOUND_ZH).supported


@pytest.mark.parametrize(
    "said",
    [
        "云岚纯棉四件套售价四百元。",
        "云岚纯棉四件套售价$399。",
        "云岚纯棉四件套不含羊毛。",
        "云岚纯棉四件套是白色的。",
        "云岚纯棉四件套是羊毛的。",
        "云岚纯棉四件套包邮。",
        "云岚纯棉四件套是店里最便宜的。",
        "云岚纯棉四件套更柔软。",
        "已为您加入购物车。",
        "找到9款符合要求的商品。",
        "松间陶瓷马克杯容量500毫升。",
        "云岚纯棉四件套在您300元的预算以内。",
        "松间陶瓷马克杯评分4.7。",
        "云岚纯棉四件套不是灰色的。",
        "云岚纯棉四件套评价好。",
        "云岚纯棉四件套评分很不错。",
        "顾客喜欢云岚纯棉四件套。",
        "云岚纯棉四件套有各种颜色。",
        "云岚纯棉四件套适合户外。",
    ],
)
def test_false_chinese_sentences_are_refused(said: str) -> None:
    """Other numbers, currencies, properties, denials, superlatives, promises and actions, in Chinese."""
    assert not verdict(said, FOUND_ZH).supported


def test_chinese_comparisons_are_measured() -> None:
    """The cheaper, the better rated and the gap between the prices, each right and wrong."""
    assert verdict("云岚纯棉四件套比北坡秋冬羊毛被便宜60元。", COMPARED_ZH).supported
    assert not verdict("云岚纯棉四件套比北坡秋冬羊毛被便宜50元。", COMPARED_ZH).supported
    assert not verdict("北坡秋冬羊毛被更便宜。", COMPARED_ZH).supported
    assert verdict("北坡秋冬羊毛被的评分更高，为4.9分，而云岚纯棉四件套是4.7分。", COMPARED_ZH).supported
    assert not verdict("两款都是棉的。", COMPARED_ZH).supported


def test_a_property_may_be_named_in_the_other_language() -> None:
    """A Chinese reply may call cotton 棉 where the table of pairs says so, and only what the record has."""
    grounds = Grounds(products=(SWEATER,), language="zh")
    assert verdict("Harbor Striped Knit Sweater是棉的，有白色。", grounds).supported
    assert not verdict("Harbor Striped Knit Sweater是羊毛的。", grounds).supported
    english = Grounds(products=(CUP,))
    assert verdict("松间陶瓷马克杯 is ceramic and green.", english).supported
    assert not verdict("松间陶瓷马克杯 is glass.", english).supported


def test_hyphened_words_are_whole() -> None:
    """'Tie-dye' is no tie and 'off-the-shoulder' no discount, where the record says so."""
    top = product(
        "t1", "Marbled Lounge Top", 2000, facets={"pattern": ("tie-dye",), "style": ("off-the-shoulder",)}
    )
    grounds = Grounds(products=(top,))
    assert verdict("The Marbled Lounge Top is tie-dye and off-the-shoulder.", grounds).supported
    assert not verdict("The Marbled Lounge Top is 20% off.", grounds).supported
    assert not verdict("The Harbor Striped Knit Sweater is tie-dye.").supported


def test_words_of_both_scripts_and_measures_are_read() -> None:
    """T恤 and 200*230cm stand in the record; V领 and 180*230cm do not."""
    shirt = product(
        "z9", "晴川短袖上衣", 8900, currency="CNY", category=("T恤",), facets={"size": ("200*230cm",)}
    )
    grounds = Grounds(products=(shirt,), language="zh")
    assert verdict("晴川短袖上衣是T恤，尺寸有200*230cm。", grounds).supported
    assert not verdict("晴川短袖上衣是V领的。", grounds).supported
    assert not verdict("晴川短袖上衣尺寸有180*230cm。", grounds).supported


def test_claims_name_the_record_behind_each_span() -> None:
    """The price of the sweater is a claim on e1."""
    found = verdict("The Harbor Striped Knit Sweater costs $45.")
    assert ("$45", "e1", "price") in [(c.text, c.product_id, c.field) for c in found.claims]


def test_a_violation_says_what_and_why() -> None:
    """The refused span stands in the violation."""
    found = verdict("The Harbor Striped Knit Sweater costs $46.")
    assert [(v.kind, v.text) for v in found.violations] == [("number", "$46")]


def test_nothing_is_claimed_by_nothing() -> None:
    """An empty text is supported and claims nothing."""
    assert verdict("") == Verdict(supported=True, claims=(), violations=(), subjects=())
