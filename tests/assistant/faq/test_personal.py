"""Personal data is seen in many forms; what a shop says to everybody is let through."""

from __future__ import annotations

import pytest

from assistant.faq.personal import introduced, may_be_personal
from tests.assistant.faq.conversations import WORDS

PERSONAL = [
    "Write to ann@example.org",
    "Call +1 503 555 0199",
    "Your order W1000001 is on its way",
    "Order number 4711 was sent",
    "Come to 12 Rose Street, Portland",
    "It goes to 5th floor, apt 12",
    "See https://example.org/track",
    "See www.example.org",
    "Hello Anna, it takes 3 days",
    "Dear anna, it takes 3 days",
    "My name is anna, do you engrave?",
    "Mr Tran will help you",
    "Please ask for Bela at the desk",
    "Rosalind said that it takes 3 days",
    "It takes 3 days. Regards, Mia",
    "YOUR PARCEL WENT TO PORTLAND",
    "王女士您好，可以退",
    "我叫张伟，可以退吗",
    "请联系王小明",
    "寄到南京路12号",
    "订单号12345可以退",
    "加微信 shop123",
]
PLAIN = [
    "Engraving takes 3 to 5 working days.",
    "Refunds over $1,000 take 10 days.",
    "You can pay by Visa, PayPal or in USD.",
    "We ship to Canada on Monday.",
    "Yes, the Tall Glass Mug may go into the dishwasher.",
    "Can I return earrings?",
    "是的，刻字需要3个工作日。",
    "配送到加拿大要5至8天。",
    "满200元包邮，退货期限30天。",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_what_may_be_personal_is_refused(text: str) -> None:
    """Names, addresses, numbers, links and handles, in both languages, also where it is only likely."""
    assert may_be_personal(text, known=WORDS.known, ordinary=lambda _word: False, names=())


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_said_to_everybody_is_not(text: str) -> None:
    """Sums, times, days, countries, ways to pay, and titles of the shop."""
    assert not may_be_personal(text, known=WORDS.known, ordinary={"engraving"}.__contains__, names=())


def test_a_sentence_may_begin_with_an_ordinary_word() -> None:
    """A word that is written small elsewhere is nobody's name there."""
    text = "Engravings last for years."
    assert may_be_personal(text, known=WORDS.known, ordinary=lambda _word: False, names=())
    assert not may_be_personal(text, known=WORDS.known, ordinary={"engravings"}.__contains__, names=())


def test_names_given_elsewhere_count_in_small_letters_too() -> None:
    """Whoever was introduced in the conversation is named by "anna" as well."""
    assert introduced("Hi, my name is anna and I have a question") == {"anna"}
    assert {"Bela", "Kun"} <= introduced("Hello Bela Kun")
    assert introduced("hi there, thanks for asking") == frozenset()
    assert may_be_personal("ask anna", known=WORDS.known, ordinary=lambda _word: True, names=["anna"])
