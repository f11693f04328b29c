"""Money in minor units and as it is read."""

from __future__ import annotations

from decimal import InvalidOperation

import pytest

from retrieval.money import format_money, to_major, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [(45, "USD", 4500), ("45.5", "USD", 4550), (0.005, "USD", 1), (45.4, "JPY", 45), ("899", "CNY", 89900)],
)
def test_to_minor(amount: float | str, currency: str, minor: int) -> None:
    """Major units become integers of the currency's precision, half up."""
    assert to_minor(amount, currency) == minor


def test_there_and_back() -> None:
    """Minor units return to the same plain number."""
    assert to_major(to_minor("34.99", "USD"), "USD") == 34.99


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (4550, "USD", "en", "$45.50"),
        (4500, "USD", "en", "$45"),
        (129900, "USD", "en", "$1,299"),
        (89900, "CNY", "zh", "¥899"),
    ],
)
def test_format(minor: int, currency: str, language: str, text: str) -> None:
    """Prices read as in the reader's country, without empty cents."""
    assert format_money(minor, currency, language) == text


def test_no_number_is_refused() -> None:
    """Text that is no number raises."""
    with pytest.raises(InvalidOperation):
        to_minor("cheap", "USD")
