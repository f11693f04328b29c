"""Price conditions in both languages."""

from __future__ import annotations

import pytest

from assistant.parsing import money
from assistant.parsing.source import Source


def _read(text: str, currency: str) -> list[str]:
    found = money.find(Source.read(text), currency=currency, taken=())
    return [
        f"{c.op.value} {c.value:g}{'~' if c.strength.value == 'soft' else ''}{c.currency or ''}"
        for f in found
        for c in f.constraints
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 45", ["lte 45"]),
        ("60 dollars at most", ["lte 60"]),
        ("max $50", ["lte 50"]),
        ("no more than 30 bucks", ["lte 30"]),
        ("<= 40", ["lte 40"]),
        ("between 20 and 40", ["gte 20", "lte 40"]),
        ("20-40 bucks", ["gte 20", "lte 40"]),
        ("$1k to $2k", ["gte 1000", "lte 2000"]),
        ("from 30 up", ["gte 30"]),
        ("over $100", ["gte 100"]),
        ("around 50", ["lte 50~"]),
        ("50ish", ["lte 50~"]),
        ("my budget is 80", ["lte 80"]),
        ("I only have 25", ["lte 25"]),
        ("45 or less", ["lte 45"]),
        ("sub-$50", ["lte 50"]),
        ("under 2 hundred", ["lte 200"]),
        ("fifty dollars or less", ["lte 50"]),
        ("1.5k tops", ["lte 1500"]),
        ("nothing over 40", ["lte 40"]),
        ("not under 20", ["gte 20"]),
        ("I don't want to spend more than 50", ["lte 50"]),
        ("under €50", ["lte 50EUR"]),
        ("£40 max", ["lte 40GBP"]),
        ("below 5000 yen", ["lte 5000JPY"]),
        ("40 to 20 dollars", ["gte 20", "lte 40"]),
    ],
)
def test_reads_english_bounds(text: str, expected: list[str]) -> None:
    """Bounds, ranges and rough amounts; a currency only where it isn't the dollar shop's."""
    assert _read(text, "USD") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200以内", ["lte 200"]),
        ("不超过三百", ["lte 300"]),
        ("不要超过150", ["lte 150"]),
        ("一百到两百", ["gte 100", "lte 200"]),
        ("100-200元", ["gte 100", "lte 200"]),
        ("三百五左右", ["lte 350~"]),
        ("大概200块", ["lte 200~"]),
        ("千元以内", ["lte 1000"]),
        ("一两百块", ["gte 100", "lte 200"]),
        ("100多块", ["gte 100", "lte 200"]),
        ("一百以上", ["gte 100"]),
        ("超过100", ["gte 100"]),
        ("￥99以下", ["lte 99"]),
        ("200美元以内", ["lte 200USD"]),
        ("价格在50到80之间", ["gte 50", "lte 80"]),
    ],
)
def test_reads_chinese_bounds(text: str, expected: list[str]) -> None:
    """The same in Chinese, in a yuan shop."""
    assert _read(text, "CNY") == expected


@pytest.mark.parametrize(
    "text",
    [
        "size 38",
        "3 pack",
        "15 inch laptop",
        "two of them",
        "2.5 carat",
        "5000 mAh",
        "under 30 minutes",
        "under 30 cm",
        "women over 40",
        "at least 3 pockets",
        "compare 1 and 3",
        "第一个",
        "四件套",
        "1.5米床",
        "500克",
        "",
    ],
)
def test_leaves_other_numbers_alone(text: str) -> None:
    """Sizes, counts, measures, ages and places are no prices."""
    assert _read(text, "USD") == []


def test_dollar_is_the_own_currency_of_any_dollar_shop() -> None:
    """'$' names no foreign currency in a Canadian shop, and does in a yuan shop."""
    assert _read("under $50", "CAD") == ["lte 50"]
    assert _read("under $50", "CNY") == ["lte 50USD"]


def test_yuan_sign_is_the_yen_sign_in_a_yen_shop() -> None:
    """'¥' is the shop's own in yuan and yen shops, else yuan."""
    assert _read("under ¥500", "JPY") == ["lte 500"]
    assert _read("under ¥500", "USD") == ["lte 500CNY"]
