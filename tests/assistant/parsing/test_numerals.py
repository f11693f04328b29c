"""Numbers in words and digits."""

from __future__ import annotations

import pytest

from assistant.parsing import numerals, numerals_zh


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45", 45),
        ("1,200.50", 1200.5),
        ("1.5k", 1500),
        ("2 hundred", 200),
        ("a hundred and twenty", 120),
        ("two thousand five hundred", 2500),
        ("ninety nine", 99),
    ],
)
def test_english_numbers(text: str, value: float) -> None:
    """Digits, scales and spoken numbers have their value."""
    assert numerals.value_of(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两百", 200),
        ("三百五", 350),
        ("三百零五", 305),
        ("一千二", 1200),
        ("一万五", 15000),
        ("十五", 15),
        ("二十", 20),
        ("1千", 1000),
        ("1.5万", 15000),
        ("千", 1000),
    ],
)
def test_chinese_numbers(text: str, value: float) -> None:
    """A last digit after 百, 千 or 万 counts the next lower scale; 零 cancels that."""
    assert numerals_zh.value_of(text) == value


def test_chinese_pairs() -> None:
    """Two neighboring digits before a scale are a range; other numbers are none."""
    assert numerals_zh.pair_of("一两百") == (100, 200)
    assert numerals_zh.pair_of("三五十") == (30, 50)
    assert numerals_zh.pair_of("二十五") is None


def test_what_is_no_number() -> None:
    """Other words have no value."""
    assert numerals.value_of("sweater") is None
    assert numerals_zh.value_of("毛衣") is None
