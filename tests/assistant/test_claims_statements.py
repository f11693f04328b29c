"""What code works out beside the records: points, prices to lead, coupons, carts, orders; and silence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.answerer import Answerer
from assistant.answering.types import AnswerAccount
from assistant.claims.checker import MAX_SENTENCE_CHARS, Checker
from assistant.claims.types import Grounds, Verdict
from assistant.commerce.coupons import BasketLine, best_deal
from assistant.commerce.pricing import PricedLine
from assistant.commerce.types import Coupon, CouponKind
from assistant.facts.cart import cart_brief
from assistant.facts.deals import coupons_brief, deal_brief
from assistant.facts.orders import status_brief
from assistant.facts.places import place_brief
from assistant.facts.service import policy_brief
from assistant.facts.types import AnswerBrief, AnswerKind
from prompts.registry import PromptRegistry
from retrieval.contrasts import Contrast
from retrieval.counterfactuals import PriceToLead
from retrieval.policies import PolicyLine
from retrieval.types import Contribution, Product, Sort
from tests.assistant.answer_products import BEDDING, CARDIGAN, KETTLE, LAMP, QUILT, SWEATER
from tests.corner_counter import CART_LINE, PENDING

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PARTS = (("relevance", 0.031), ("rating", -0.009))


def placed(language: str, *, sort: Sort | None = None, lead_minor: int = 4100) -> AnswerBrief:
    """22 points between two products, and a price to lead for the lower one."""
    over, under = (SWEATER, CARDIGAN) if language == "en" else (BEDDING, QUILT)
    differences = tuple(Contribution(feature=f, value=v) for f, v in PARTS)
    return place_brief(
        found=Contrast(
            over_id=over.product_id, under_id=under.product_id, gap=0.022, differences=differences
        ),
        products=(over, under),
        sort=sort,
        lead=PriceToLead(product=under, price_minor=lead_minor, or_less=True),
        language=language,
    )


def dealt(language: str, title: str = "Harbor Striped Knit Sweater") -> AnswerBrief:
    """TENTH takes $4.50 off $45; LATER has ended; DEAR needs $55 more."""
    coupons = (
        Coupon(code="TENTH", kind=CouponKind.PERCENT, value=1000, currency="USD"),
        Coupon(code="LATER", kind=CouponKind.AMOUNT, value=500, currency="USD", ends=NOW - timedelta(days=2)),
        Coupon(code="DEAR", kind=CouponKind.AMOUNT, value=900, currency="USD", min_spend_minor=10000),
    )
    line = BasketLine(amount_minor=4500, currency="USD", categories=("Clothing",))
    return deal_brief(
        best_deal(coupons, [line], now=NOW), total_minor=4500, currency="USD", language=language, title=title
    )


def policy(language: str) -> AnswerBrief:
    """One line on returns."""
    text = "You can return any item within 30 days." if language == "en" else "签收后30天内可以退货。"
    heading = "Returns" if language == "en" else "退换货"
    line = PolicyLine(file="returns.md", line=3, heading=heading, text=text, language=language)
    return policy_brief(lines=[line], language=language)


def carted(language: str) -> AnswerBrief:
    """Two mugs at $14, dearer than before."""
    return cart_brief([PricedLine(line=CART_LINE, unit_price_minor=1400, was_minor=1200)], language=language)


BRIEFS = {
    "places": placed,
    "order asked for": lambda language: placed(language, sort=Sort(field="price", direction="asc")),
    "deal": dealt,
    "coupons": lambda language: coupons_brief(
        [
            Coupon(
                code="TENTH",
                kind=CouponKind.PERCENT,
                value=1000,
                currency="USD",
                min_spend_minor=2000,
                categories=("Clothing",),
                ends=NOW,
            )
        ],
        language=language,
    ),
    "cart": carted,
    "order": lambda language: status_brief(PENDING, language=language),
    "policy": policy,
}


def text_of(brief: AnswerBrief) -> str:
    """Everything that the brief would say."""
    gap = "" if brief.language == "zh" else " "
    return gap.join(part for part in (brief.opening, brief.reply, *brief.notes) if part)


def checked(text: str, brief: AnswerBrief) -> Verdict:
    """What the checker says to a text about a brief."""
    return Checker(Grounds.of(brief)).check(text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", list(BRIEFS))
def test_what_code_worked_out_passes(kind: str, language: str) -> None:
    """Each sentence of the program about it is supported, and names what it states."""
    brief = BRIEFS[kind](language)
    found = checked(text_of(brief), brief)
    assert found.violations == ()
    assert any(claim.field.startswith(("stated:", "policy:")) for claim in found.claims)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", list(BRIEFS))
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_no_figure_of_it_may_change(kind: str, language: str, data: st.DataObject) -> None:
    """Any digit put in the place of another makes the reply unsupported."""
    brief = BRIEFS[kind](language)
    text = text_of(brief)
    places = [m.start() for m in re.finditer(r"\d", text)]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([d for d in "123456789" if d != text[place]]))
    assert not checked(text[:place] + other + text[place + 1 :], brief).supported


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("31 more", "31 fewer"),
        ("its rating", "how new it is"),
        ("stands above", "stands below"),
        ("would stand first", "would stand second"),
        ("or less", "or more"),
        ("$41", "£41"),
    ],
)
def test_no_word_of_a_place_may_change(old: str, new: str) -> None:
    """Direction, feature, side, place and currency are facts like the points."""
    brief = placed("en")
    text = text_of(brief)
    assert old in text
    assert not checked(text.replace(old, new), brief).supported


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_two_names_of_a_place_may_not_change_sides(language: str) -> None:
    """The lower one doesn't stand above, and the upper one needs no price to lead."""
    brief = placed(language)
    first, second = (p.title for p in brief.products)
    turned = text_of(brief).replace(first, "\0").replace(second, first).replace("\0", second)
    assert not checked(turned, brief).supported


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TENTH saves", "DEAR saves"),
        ("LATER ended", "TENTH ended"),
        ("ended on", "starts on"),
        ("saves", "costs"),
    ],
)
def test_no_word_of_a_deal_may_change(old: str, new: str) -> None:
    """Which coupon saves, and why which other doesn't, are facts."""
    brief = dealt("en")
    assert old in text_of(brief)
    assert not checked(text_of(brief).replace(old, new), brief).supported


def test_an_order_stands_where_it_stands() -> None:
    """'Not sent yet' is not 'delivered', and another number is another order."""
    brief = status_brief(PENDING, language="en")
    text = text_of(brief)
    assert not checked(text.replace("not sent yet", "delivered"), brief).supported
    assert not checked(text.replace("1 × Speckled", "2 × Speckled"), brief).supported


def test_without_its_statement_nothing_of_it_may_be_said() -> None:
    """The same sentences have nothing to rest on in another answer."""
    brief = placed("en")
    assert not checked(text_of(brief), replace(brief, statements=())).supported


async def said(brief: AnswerBrief) -> AnswerAccount:
    """The account of a reply without a model."""
    answerer = Answerer(model=None, render=PromptRegistry.from_folder().render)
    pieces = [piece async for piece in answerer.write(brief)]
    account = pieces[-1]
    assert isinstance(account, AnswerAccount)
    return account


async def test_a_note_that_is_not_borne_out_is_left_out() -> None:
    """Of the points and the price to lead only what the statements hold is sent; the account says so."""
    brief = placed("en")
    wrong = replace(brief, notes=(brief.notes[0], brief.notes[1].replace("$41", "$42")))
    account = await said(wrong)
    assert account.reply == brief.notes[0]
    assert ["$42" in refusal for refusal in account.refusals] == [True]


async def test_where_nothing_is_borne_out_the_reply_says_so() -> None:
    """A saving that the coupons don't give is never sent."""
    brief = dealt("en")
    account = await said(replace(brief, reply=brief.reply.split(". Why")[0].replace("$4.50", "$9.50") + "."))
    assert account.reply == "I can't confirm those figures, so please go by the page."


async def test_what_is_borne_out_is_sent_whole() -> None:
    """A deal as code worked it out is the reply, and its figures are claims."""
    brief = dealt("zh", "云岚纯棉四件套")
    account = await said(brief)
    assert account.reply == brief.reply
    assert "stated:saving" in {claim.field for claim in account.claims}


COMPARED = Grounds(products=(SWEATER, LAMP), comparable=True)


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("The catalog gives no rating for the Juniper Desk Lamp.", True),
        ("The catalog gives no price for the Juniper Desk Lamp.", False),
        ("The catalog gives no rating for either of them.", False),
        ("目录里没有Juniper Desk Lamp的评分。", True),
        ("目录里没有它们的价格。", False),
        ('The catalog doesn\'t say enough about "warmth" to compare them by it.', True),
    ],
)
def test_silence_of_the_catalog_is_checked(text: str, supported: bool) -> None:
    """The lamp has a price and no rating; the sweater has both."""
    assert Checker(COMPARED).check(text).supported is supported


PAIR = Grounds(products=(SWEATER, CARDIGAN), comparable=True)
BLEND = replace(KETTLE, product_id="b1", title="Basin Blend Tee", description="95% Rayon, 5% Spandex.")


def grounds(*products: Product) -> Grounds:
    """These products, found for a search."""
    return Grounds(products=products, fits=True)


@pytest.mark.parametrize(
    ("text", "on", "supported"),
    [
        ("The Basin Blend Tee is ninety-five percent Rayon.", grounds(BLEND), True),
        ("The Basin Blend Tee is ninety-six percent Rayon.", grounds(BLEND), False),
        ("The Basin Blend Tee is 5 percent Rayon.", grounds(BLEND), False),
        ('Of the Basin Blend Tee it says: "Rayon and only the best Spandex."', grounds(BLEND), False),
        ("The Harbor Striped Knit Sweater doesn't have a 4.8 rating.", grounds(SWEATER), False),
        ("The Harbor Striped Knit Sweater comes in anything but navy.", grounds(SWEATER), False),
        ("The Fold Fern is foldable.", grounds(replace(LAMP, title="Fold Fern")), False),
        ("The Foldable Fern is foldable.", grounds(replace(LAMP, title="Foldable Fern")), True),
        ("The Half Zip Top is half the price.", grounds(replace(LAMP, title="Half Zip Top")), False),
        ("The Harbor Striped Knit Sweater leads the list.", grounds(SWEATER, CARDIGAN), True),
        ("The Willow Ribbed Cardigan leads the list.", grounds(SWEATER, CARDIGAN), False),
        ("The price difference is $7.50.", PAIR, True),
        ("The price difference is $8.50.", PAIR, False),
        ("Compared with the Willow Ribbed Cardigan, the Harbor Striped Knit Sweater is cheaper.", PAIR, True),
        (
            "Compared with the Harbor Striped Knit Sweater, the Willow Ribbed Cardigan is cheaper.",
            PAIR,
            False,
        ),
        ("The Willow Ribbed Cardigan costs more than the cheapest Willow Ribbed Cardigan.", PAIR, False),
        (
            "The Harbor Striped Knit Sweater has 12 reviews against 30 for the Willow Ribbed Cardigan.",
            PAIR,
            True,
        ),
        (
            "The Harbor Striped Knit Sweater has 12 reviews against 31 for the Willow Ribbed Cardigan.",
            PAIR,
            False,
        ),
    ],
)
def test_wordings_read_by_their_facts(text: str, on: Grounds, supported: bool) -> None:
    """Shares, quotations, places, gaps, compared names and figures: each right and wrong."""
    assert Checker(on).check(text).supported is supported


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("云岚纯棉四件套的价格比北坡秋冬羊毛被更低。", True),
        ("北坡秋冬羊毛被的价格比云岚纯棉四件套更低。", False),
        ("云岚纯棉四件套¥399，北坡秋冬羊毛被¥459，前者更便宜。", True),
        ("云岚纯棉四件套¥399，北坡秋冬羊毛被¥459，后者更便宜。", False),
        ("相比北坡秋冬羊毛被，云岚纯棉四件套更便宜。", True),
        ("相比云岚纯棉四件套，北坡秋冬羊毛被更便宜。", False),
        ("两款相差60元。", True),
        ("两款相差61元。", False),
    ],
)
def test_chinese_wordings_read_by_their_facts(text: str, supported: bool) -> None:
    """What is compared far from its direction, the former and the latter, and the gap."""
    both = Grounds(products=(BEDDING, QUILT), language="zh", comparable=True)
    assert Checker(both).check(text).supported is supported


def test_a_sentence_too_long_to_be_read_is_refused() -> None:
    """True or not, and without reading it."""
    text = "The Harbor Striped Knit Sweater is $45 " + "and $45 " * (MAX_SENTENCE_CHARS // 8)
    assert [v.kind for v in Checker(PAIR).check(text).violations] == ["length"]


def test_only_places_and_deals_are_stated_whole() -> None:
    """A find has no statements, and a cart's further sentences are not held against it."""
    assert placed("en").kind is AnswerKind.COMPARE
    assert dealt("en").kind is AnswerKind.DEAL
