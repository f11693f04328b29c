"""Ways of writing a value: money, numbers in words, full-width digits, percentages."""

from __future__ import annotations

from decimal import Decimal
from random import Random

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_HAN = "零一二三四五六七八九"
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_SIGNS = {"USD": "$", "CNY": "¥", "GBP": "£", "EUR": "€"}
_WORDS_EN = {"USD": "dollars", "CNY": "yuan", "GBP": "pounds", "EUR": "euros"}
_WORDS_ZH = {"USD": "美元", "CNY": "元", "GBP": "英镑", "EUR": "欧元"}


def amount(minor: int) -> str:
    """Hundredths as people write them: 4500 → 45, 4550 → 45.50."""
    return str(minor // 100) if minor % 100 == 0 else f"{Decimal(minor) / 100:.2f}"


def money(minor: int, currency: str, style: str) -> str:
    """An amount in a style: sign, code, words_en, words_zh, wide, spelled_en, spelled_zh, cents."""
    plain = amount(minor)
    if style == "cents":
        return f"{_SIGNS[currency]}{Decimal(minor) / 100:.2f}"
    if style == "code":
        return f"{plain} {currency}"
    if style == "words_en":
        return f"{plain} {_WORDS_EN[currency]}"
    if style == "words_zh":
        return f"{plain}{_WORDS_ZH[currency]}"
    if style == "wide":
        return f"{plain.translate(_WIDE)}{_WORDS_ZH[currency]}"
    if style == "spelled_en" and minor % 100 == 0:
        return f"{spelled(minor // 100)} {_WORDS_EN[currency]}"
    if style == "spelled_zh" and minor % 100 == 0:
        return f"{han(minor // 100)}{_WORDS_ZH[currency]}"
    return f"{_SIGNS[currency]}{plain}"


def money_style(language: str, random: Random) -> str:
    """A style of a language, the plain sign most often."""
    if language == "zh":
        return random.choice(("sign", "sign", "words_zh", "words_zh", "wide", "spelled_zh", "cents"))
    return random.choice(("sign", "sign", "sign", "cents", "words_en", "code", "spelled_en"))


def count(number: int, style: str) -> str:
    """A whole number in a style: digits, spelled_en, spelled_zh, wide, comma."""
    if style == "spelled_en":
        return spelled(number)
    if style == "spelled_zh":
        return han(number)
    if style == "wide":
        return str(number).translate(_WIDE)
    return f"{number:,}" if style == "comma" else str(number)


def count_style(language: str, random: Random) -> str:
    """A style of a language, digits most often."""
    if language == "zh":
        return random.choice(("digits", "digits", "digits", "spelled_zh", "wide"))
    return random.choice(("digits", "digits", "digits", "spelled_en", "comma"))


def percent(number: int, style: str) -> str:
    """A percentage in a style: sign, word, spelled_en, wide, spelled_zh."""
    if style == "word":
        return f"{number} percent"
    if style == "spelled_en":
        return f"{spelled(number)} percent"
    if style == "wide":
        return f"{str(number).translate(_WIDE)}％"
    return f"百分之{han(number)}" if style == "spelled_zh" else f"{number}%"


def spelled(number: int) -> str:
    """English words of a number below 1,000,000."""
    if number >= 1000:
        rest = f" {spelled(number % 1000)}" if number % 1000 else ""
        return f"{spelled(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")


def han(number: int) -> str:
    """Chinese numerals of a number below 100,000,000: 399 → 三百九十九, 1005 → 一千零五."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return f"{han(number // 10_000)}万{gap}{han(rest) if rest else ''}"
    text, pending = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            text += ("零" if pending else "") + _HAN[digit] + name
            pending = False
        else:
            pending = bool(text)
    if text.startswith("一十"):
        text = text[1:]
    return text or "零"
