"""The checker reads the same fact in many phrasings, and refuses the same phrasings of a false one."""

from __future__ import annotations

import pytest

from assistant.claims.types import Grounds
from tests.assistant.answer_products import BEDDING, CARDIGAN, QUILT, SWEATER, at_most
from tests.assistant.test_claims import COMPARED, COMPARED_ZH, FOUND, FOUND_ZH, verdict

SHOWN = Grounds(products=(SWEATER, CARDIGAN), fits=True, counts=frozenset({14}))
ALONE = Grounds(products=(SWEATER,))


@pytest.mark.parametrize(
    ("true", "false", "grounds"),
    [
        ("As for your cap of $60, the {s} costs $45.", "As for your cap of $50, the {s} costs $45.", FOUND),
        ("You said $60 at most, and the {s} is $45.", "You said $60 at most, and the {s} is $60.", FOUND),
        ("Since your budget tops out at $60, the {s} fits.", "The {s} fits your budget at $60.", FOUND),
        ("$45, in navy: that's the {s}.", "$52.50, in navy: that's the {s}.", FOUND),
        ("The color? Navy. The price? $45. That's the {s}.", "The color? Red. That's the {s}.", FOUND),
        (
            "Of the 2 shown here, the {s} is the cheapest.",
            "Of the 2 shown here, the {c} is the cheapest.",
            SHOWN,
        ),
        ("Of the 2 shown, the {c} is the priciest.", "Of the 3 shown, the {c} is the priciest.", SHOWN),
        (
            "The {s} and the {c} are $45 and $52.50, respectively.",
            "The {s} and the {c} are $52.50 and $45, respectively.",
            COMPARED,
        ),
        (
            "Choosing the {s} over the {c} saves you $7.50.",
            "Choosing the {c} over the {s} saves you $7.50.",
            COMPARED,
        ),
        (
            "When it comes to price, the {s} beats the {c}.",
            "When it comes to price, the {c} beats the {s}.",
            COMPARED,
        ),
        (
            "On ratings, the {c} (4.6) is below the {s} (4.8).",
            "On ratings, the {s} is below the {c}.",
            COMPARED,
        ),
        ("The {s} and the {c} differ by $7.50.", "The {s} and the {c} differ by $8.", COMPARED),
        (
            "Shoppers have left twelve reviews for the {s}.",
            "Shoppers have left 30 reviews for the {s}.",
            FOUND,
        ),
        ("It runs you $45 and comes in navy.", "It runs small and comes in navy.", ALONE),
        ("The {s} tops the list.", "The {c} tops the list.", SHOWN),
        ("There are 14 that fit.", "There are 15 that fit.", FOUND),
    ],
)
def test_facts_are_read_in_many_phrasings(true: str, false: str, grounds: Grounds) -> None:
    """Of each pair one is true of the records; the other, in nearly the same words, isn't."""
    names = {"s": "Harbor Striped Knit Sweater", "c": "Willow Ribbed Cardigan with Pockets"}
    assert verdict(true.format(**names), grounds).violations == ()
    assert not verdict(false.format(**names), grounds).supported


@pytest.mark.parametrize(
    ("true", "false", "grounds"),
    [
        ("{b}在您500元的上限之内。", "{b}在您600元的上限之内。", FOUND_ZH),
        ("您的预算是500元，{b}没有超出。", "您的预算是500元，{b}超出了。", FOUND_ZH),
        ("{b}和{q}分别是{pb}和{pq}。", "{b}和{q}分别是{pq}和{pb}。", COMPARED_ZH),
        ("{q}的价格{way}于{b}。", "{b}的价格{way}于{q}。", COMPARED_ZH),
        ("还想看别的可以随时告诉我。", "还想看别的可以免费寄样品。", FOUND_ZH),
        ("{b}值得一看。", "{b}值得信赖。", FOUND_ZH),
    ],
)
def test_facts_are_read_in_many_chinese_phrasings(true: str, false: str, grounds: Grounds) -> None:
    """Of each pair one is true of the records; the other, in nearly the same words, isn't."""
    first, second = BEDDING.price_minor or 0, QUILT.price_minor or 0
    names = {
        "b": BEDDING.title,
        "q": QUILT.title,
        "pb": f"{first / 100:g}元",
        "pq": f"{second / 100:g}元",
        "way": "高" if second > first else "低",
    }
    assert verdict(true.format(**names), grounds).violations == ()
    assert not verdict(false.format(**names), grounds).supported


@pytest.mark.parametrize(
    "said",
    [
        "Want to see more like it?",
        "Let me know if you'd like to narrow it down by color or budget.",
        "Would you like something cheaper?",
        "Just tell me what matters most to you and I can look again.",
        "要不要看看更便宜的？",
        "如果您想换个颜色，随时告诉我。",
    ],
)
def test_an_offer_states_nothing(said: str) -> None:
    """Questions and offers may speak of more, other and cheaper things."""
    assert verdict(said, FOUND_ZH if said > "一" else FOUND).violations == ()


@pytest.mark.parametrize(
    "said",
    [
        "Want free shipping with it?",
        "Would you like the waterproof one?",
        "Let me know if you want the 20% discount.",
        "It comes in navy, any size.",
        "Want more? It's the best rated.",
        "要不要包邮？",
        "要不要防水的？",
    ],
)
def test_an_offer_may_smuggle_nothing_in(said: str) -> None:
    """What no record or policy says is refused in a question too."""
    chinese = said > "一"
    about = BEDDING.product_id if chinese else SWEATER.product_id
    assert not verdict(said, FOUND_ZH if chinese else FOUND, subjects=(about,)).supported


def test_a_limit_needs_to_be_stated() -> None:
    """A budget that nobody stated is not repeated."""
    free = Grounds(products=(SWEATER,), fits=True)
    kept = Grounds(products=(SWEATER,), fits=True, limits=(at_most(60.0),))
    said = "It leaves you some room, since your budget is $60."
    assert verdict(said, kept, subjects=("e1",)).supported
    assert not verdict(said, free, subjects=("e1",)).supported
