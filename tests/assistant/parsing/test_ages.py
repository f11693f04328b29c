"""Ages that shoppers say they have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parsing.ages import StatedAge, stated_age


@pytest.mark.parametrize(
    ("text", "age", "rest"),
    [
        ("I'm over 18", 18, ""),
        ("I am 21 years old, show me red wine", 21, "show me red wine"),
        ("i'm 25", 25, ""),
        ("I am 18 or over", 18, ""),
        ("I'm eighteen years old and want gin", 18, "want gin"),
        ("I am an adult and I want wine", 18, "I want wine"),
        ("red wine, I'm 18+", 18, "red wine"),
        ("I'm under 18", 17, ""),
        ("I'm not over 21", 20, ""),
        ("I'm a minor", 17, ""),
        ("I'm not an adult", 17, ""),
        ("我已满18岁", 18, ""),
        ("我已年满十八岁，想买红酒", 18, "想买红酒"),
        ("我是成年人", 18, ""),
        ("我未满18岁", 17, ""),
        ("我还没成年", 17, ""),
    ],
)
def test_plain_statements_are_read(text: str, age: int, rest: str) -> None:
    """How old at least, and the text without it."""
    assert stated_age(text) == StatedAge(age=age, rest=rest)


@pytest.mark.parametrize(
    "text",
    [
        "my son is 18 years old",
        "a gift for an 18 year old",
        "I'm 44, what size is that?",
        "I'm over 40 inches tall",
        "I'm a size 38",
        "I'm looking for boots over 40",
        "I'm almost 18 years old",
        "if I'm 18 years old, can I buy it?",
        "let's say I'm over 18",
        "I'm 12 weeks pregnant",
        "I'm over budget",
        "I'm 999 years old",
        "给我18岁的儿子买",
        "我儿子18岁",
        "我快18岁了",
        "我不是成年人",
        "如果我18岁",
        "我想要18岁以上的玩具",
        "",
    ],
)
def test_all_else_says_nothing(text: str) -> None:
    """Other people's ages, sizes, suppositions and nearly so: what is limited stays hidden."""
    assert stated_age(text) is None


@given(st.integers(1, 120), st.sampled_from(["I'm under {}", "我未满{}岁", "I'm not {}"]))
def test_who_is_younger_never_counts_as_of_that_age(age: int, said: str) -> None:
    """Under N is less than N."""
    stated = stated_age(said.format(age))
    assert stated is not None
    assert stated.age < age
