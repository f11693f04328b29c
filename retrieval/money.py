"""Money as integers in minor units, and as people read it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_precision

_LOCALES = {"en": "en_US", "zh": "zh_CN"}


def to_minor(amount: Decimal | float | int | str, currency: str) -> int:
    """Major units to minor units, half up: 45.5 USD → 4550, 45 JPY → 45.

    Raises decimal.InvalidOperation when `amount` is no number.
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    scale = Decimal(10) ** get_currency_precision(currency)
    return int((exact * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_major(price_minor: int, currency: str) -> float:
    """Minor units to a plain number in major units: 4550 USD → 45.5."""
    return price_minor / float(10 ** get_currency_precision(currency))


def format_money(price_minor: int, currency: str, language: str) -> str:
    """A price in the reader's language; whole amounts lose their zeros: $45, $45.50, ¥45."""
    amount = Decimal(price_minor) / (Decimal(10) ** get_currency_precision(currency))
    digits = amount != amount.to_integral_value()
    pattern = None if digits else "¤#,##0"
    return str(
        format_currency(
            amount,
            currency,
            format=pattern,
            locale=_LOCALES.get(language, "en_US"),
            currency_digits=digits,
        )
    )
