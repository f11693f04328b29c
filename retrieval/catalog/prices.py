"""Prices as people write them, to integers in minor units with a currency."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import list_currencies

from retrieval.money import to_minor

MAX_PRICE_MINOR = 10**13

_SIGNS = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "AU$": "AUD",
    "A$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "NT$": "TWD",
    "S$": "SGD",
    "MX$": "MXN",
    "R$": "BRL",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "RS.": "INR",
    "RS": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₫": "VND",
    "₱": "PHP",
    "฿": "THB",
    "₪": "ILS",
    "₴": "UAH",
    "ZŁ": "PLN",
    "KČ": "CZK",
    "RMB": "CNY",
    "人民币": "CNY",
    "元": "CNY",
    "块": "CNY",
    "日元": "JPY",
    "美元": "USD",
    "欧元": "EUR",
    "港币": "HKD",
    "港元": "HKD",
    "EURO": "EUR",
    "EUROS": "EUR",
    "DOLLARS": "USD",
}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "TWD", "SGD", "MXN"})
_YENS = frozenset({"CNY", "JPY"})
_CROWNS = frozenset({"SEK", "NOK", "DKK", "ISK"})
_NUMBER = re.compile(r"[+-]?\d[\d.,'’\s]*")
_BEFORE = re.compile(r"^(?:from|only|now|price|约|仅|只要|售价|价格)[:：\s]*", re.IGNORECASE)
_AFTER = re.compile(r"[:：\s]*(?:起|each|/件|/个)$", re.IGNORECASE)
_COMMA_GROUPS = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_ONE_DOT_GROUP = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_COMMA_DECIMAL = _CROWNS | {"EUR", "BRL", "TRY", "PLN", "CZK", "RUB", "IDR", "VND", "CLP"}
_MYRIAD = Decimal(10_000)


class Price(NamedTuple):
    """An amount in minor units of a currency."""

    minor: int
    currency: str


def parse_price(value: object, *, currency: str, stated: str | None = None) -> Price:
    """Read a number, or text such as "$1,299.00", "¥45", "1.299,00 €", "45 USD" and "1.2万".

    `stated` is the currency that the source gives beside the price and wins over one in the text; `currency`
    is the shop's, for prices without one. "$" and "¥" mean the shop's own dollar or yen, else USD and CNY.

    Raises ValueError saying what is wrong: no single number, negative, not finite, or too large.
    """
    amount, seen = (_amount_of_number(value), None) if not isinstance(value, str) else _read(value, currency)
    code = stated or seen or currency
    if not amount.is_finite():
        raise ValueError("a finite number")
    if amount < 0:
        raise ValueError("a price of 0 or more")
    minor = to_minor(amount, code) if amount < MAX_PRICE_MINOR else MAX_PRICE_MINOR
    if minor >= MAX_PRICE_MINOR:
        raise ValueError(f"a price below {MAX_PRICE_MINOR} minor units")
    return Price(minor, code)


def currency_code(text: str) -> str | None:
    """ISO 4217 code of a currency name, sign or code; None when it is none we know."""
    name = unicodedata.normalize("NFKC", text).strip().upper()
    if name in _codes():
        return name
    if name == "¥":
        return "CNY"
    return "USD" if name == "$" else _SIGNS.get(name)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def _amount_of_number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError("a number or a text with one")
    return Decimal(str(value))


def _read(text: str, currency: str) -> tuple[Decimal, str | None]:
    plain = _AFTER.sub("", _BEFORE.sub("", unicodedata.normalize("NFKC", text).strip())).strip()
    numbers = list(_NUMBER.finditer(plain))
    if len(numbers) != 1:
        raise ValueError("one number")
    found = numbers[0]
    around = f"{plain[: found.start()].strip()} {plain[found.end() :].strip()}".strip()
    myriads = "万" in around
    if myriads:
        around = around.replace("万", "").strip() or "元"
    sign = -1 if around.startswith("-") else 1
    code = _currency_around(around.lstrip("-").strip(), currency)
    try:
        amount = Decimal(_plain_number(found.group(), code or currency))
    except InvalidOperation as error:
        raise ValueError("one number") from error
    return sign * amount * (_MYRIAD if myriads else 1), code


def _currency_around(around: str, currency: str) -> str | None:
    names = around.upper().split()
    if not names:
        return None
    codes = {_sign(name, currency) for name in names}
    if None in codes:
        raise ValueError("a number and a currency alone")
    return codes.pop() if len(codes) == 1 else currency_code(names[-1])


def _sign(name: str, currency: str) -> str | None:
    if name == "$":
        return currency if currency in _DOLLARS else "USD"
    if name == "¥":
        return currency if currency in _YENS else "CNY"
    if name in {"KR", "KR."}:
        return currency if currency in _CROWNS else None
    return currency_code(name)


def _plain_number(text: str, currency: str) -> str:
    """Digits with a decimal point; the last of two kinds of marks is the decimal one."""
    number = re.sub(r"[\s'’]", "", text).rstrip(".,")
    comma, dot = number.rfind(","), number.rfind(".")
    if comma >= 0 and dot >= 0:
        return number.replace(".", "").replace(",", ".") if comma > dot else number.replace(",", "")
    if comma >= 0:
        thousands = _COMMA_GROUPS.fullmatch(number.lstrip("+-"))
        return number.replace(",", "" if thousands else ".")
    one_group = currency in _COMMA_DECIMAL and _ONE_DOT_GROUP.fullmatch(number)
    return number.replace(".", "") if one_group or _DOT_GROUPS.fullmatch(number) else number
