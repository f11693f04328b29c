"""Two questions ask the same however they are worded, and different ones do not."""

from __future__ import annotations

import pytest

from retrieval.asked import ask_the_same, is_question, points_at_something, read_question

SAME = [
    ("Can I return earrings?", "are earrings returnable"),
    ("Can I return earrings?", "can earrings be sent back?"),
    ("How long does engraving take?", "how long does the engraving take"),
    ("刻字要多久？", "请问刻字需要几天"),
    ("耳环可以退货吗？", "耳环能退吗"),
]
OTHER = [
    ("Can I return earrings?", "Can I return shoes?"),
    ("How long does engraving take?", "How much does engraving cost?"),
    ("Do you ship to Canada?", "Do you ship to Europe?"),
    ("Can I pay by card?", "Can I pay by cheque?"),
    ("Can I return it after 30 days?", "Can I return it after 60 days?"),
    ("刻字要多久？", "刻字多少钱？"),
    ("耳环可以退货吗？", "鞋子可以退货吗？"),
    ("Can I return earrings?", "耳环可以退货吗？"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_other_wordings_ask_the_same(one: str, other: str) -> None:
    """Order, politeness and words of one topic make no difference."""
    assert ask_the_same(read_question(one), read_question(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_thing_figure_or_measure_is_another_question(one: str, other: str) -> None:
    """What is asked about, how much or how long, and figures tell questions apart, in one language each."""
    assert not ask_the_same(read_question(one), read_question(other))


def test_the_cosine_decides_where_words_differ() -> None:
    """Other words need vectors at the floor; cost against time stays another question at any cosine."""
    one, other = read_question("Can mugs go in the dishwasher?"), read_question("Are mugs dishwasher safe?")
    assert not ask_the_same(one, other)
    assert ask_the_same(one, other, cosine=0.9, floor=0.85)
    assert not ask_the_same(one, other, cosine=0.8, floor=0.85)
    cost, time = read_question("How much is engraving?"), read_question("How long is engraving?")
    assert not ask_the_same(cost, time, cosine=0.99, floor=0.85)


def test_questions_are_told_from_statements() -> None:
    """By their mark or their form, in both languages."""
    asked = (
        "are the candles vegan",
        "I'd like to know if you engrave",
        "蜡烛是素食的吗",
        "any teacher discount",
    )
    assert all(is_question(text) for text in asked)
    assert not any(is_question(text) for text in ("I want a person", "红色的毛衣", "thanks a lot"))


def test_what_points_back_is_seen_and_empty_it_is_not() -> None:
    """The it of "can I return it" points at something, that of "is it possible" does not."""
    assert points_at_something("Can I return it?")
    assert points_at_something("这个能退吗")
    assert not points_at_something("Is it possible to return earrings?")
    assert not points_at_something("Can items that arrive damaged be returned?")
