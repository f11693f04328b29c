"""Prices as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog.prices import Price, currency_code, parse_price


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (45, Price(45 * 100, "USD")),
        (45.5, Price(4550, "USD")),
        ("45", Price(4500, "USD")),
        ("$1,299.00", Price(129900, "USD")),
        ("US$ 12.99", Price(1299, "USD")),
        ("¥45", Price(4500, "CNY")),
        ("￥1,299.5", Price(129950, "CNY")),
        ("1299元", Price(129900, "CNY")),
        ("1.2万", Price(1_200_000, "CNY")),
        ("99元起", Price(9900, "CNY")),
        ("1.299,00 €", Price(129900, "EUR")),
        ("EUR 1.299", Price(129900, "EUR")),
        ("1 299,50 EUR", Price(129950, "EUR")),
        ("1'299.50 CHF", Price(129950, "CHF")),
        ("12,50", Price(1250, "USD")),
        ("1,299", Price(129900, "USD")),
        ("Rs. 1,00,000", Price(10_000_000, "INR")),
        ("45 USD", Price(4500, "USD")),
        ("JPY 4500", Price(4500, "JPY")),
        ("from £12", Price(1200, "GBP")),
        (0, Price(0, "USD")),
    ],
)
def test_prices_are_read(value: object, expected: Price) -> None:
    """Numbers and texts with signs, codes and either decimal mark become minor units with a currency."""
    assert parse_price(value, currency="USD") == expected


@pytest.mark.parametrize(
    "value",
    [
        "free",
        "10 - 20",
        "-5",
        "$-5",
        "12.99.1",
        "",
        float("nan"),
        float("inf"),
        True,
        None,
        "9" * 40,
        "call 555",
    ],
)
def test_other_values_are_no_prices(value: object) -> None:
    """Ranges, words, negative and non-finite values raise ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        parse_price(value, currency="USD")


def test_bare_signs_mean_the_shops_own_currency() -> None:
    """A dollar or yen sign takes the shop's dollar or yen."""
    assert parse_price("$5", currency="CAD") == Price(500, "CAD")
    assert parse_price("¥500", currency="JPY") == Price(500, "JPY")
    assert parse_price("$5", currency="EUR") == Price(500, "USD")


def test_a_stated_currency_wins() -> None:
    """The currency column decides over a sign in the text."""
    assert parse_price("$5", currency="USD", stated="AUD") == Price(500, "AUD")


@given(st.integers(min_value=0, max_value=10**9))
def test_written_dollars_come_back(minor: int) -> None:
    """Any amount written with separators and two decimals reads back exactly."""
    assert parse_price(f"${minor // 100:,}.{minor % 100:02d}", currency="USD") == Price(minor, "USD")


@pytest.mark.parametrize(
    ("text", "code"), [("usd", "USD"), ("¥", "CNY"), ("人民币", "CNY"), ("€", "EUR"), ("coins", None)]
)
def test_currency_names(text: str, code: str | None) -> None:
    """Codes, signs and names give the ISO code; unknown ones give None."""
    assert currency_code(text) == code
