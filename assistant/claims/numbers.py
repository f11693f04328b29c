"""Numbers in a sentence, with what each one counts: money, a rating, reviews, products, a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.claims import lexicon_en, lexicon_zh
from assistant.claims.spans import lowered

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_WORD = "|".join((*_UNITS, *_TENS, *_SCALES))
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_HAN = "".join((*_HAN_DIGITS, *_HAN_SCALES))
_NUMBER = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>\b(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}))*(?:\s+point(?:\s+(?:{_WORD}))+)?\b)"
    rf"|(?P<han>[{_HAN}]+(?:点[{_HAN}]+)?)"
)
_SYMBOL = re.compile(r"(?P<code>us\$|au\$|ca\$|hk\$|rmb|cny|usd|eur|gbp|jpy|[$¥€£])\s*$")
_CURRENCY_WORD = re.compile(
    r"\s*-?(?P<code>us dollars?|dollars?|bucks?|usd|cny|rmb|yuan|eur|euros?|gbp|pounds?|jpy|"
    r"yen|元|块钱?|美元|美金|人民币|欧元|英镑|日元|\$|¥|€|£)"
)
_PERCENT = re.compile(r"\s*(?:%|percent\b|per cent\b|折|成(?!分))")
_STARS = re.compile(
    r"\s*(?:(?:/|out of)\s*(?:5|five)(?:\.0)?(?:[\s-]*stars?\b)?|[\s-]*stars?\b|★|颗?星|"
    r"分(?!钟|别|量|之|体)(?:\s*\(?满分5分?\)?)?)"
)
_MEAN = re.compile(r"\s*(?:-\s*)?rating\b")
_RATED = re.compile(
    r"(?:\brat(?:ed|ing|ings)(?:\s+(?:is|of|at|stands at|a|as|was))*[\s:]*|\bscor(?:ed|es|"
    r"e)(?:\s+(?:is|of|at|a))*[\s:]*|\baverag(?:e|es|ed|ing)(?:\s+(?:of|is|at|comes|out|stands))*[\s:]*|"
    r"评分(?:为|是|高达|有|达|达到)?[\s:]*|得分(?:为|是)?[\s:]*|★\s*|平均)$"
)
_REVIEWS = re.compile(
    r"\s*(?:(?:customer|shopper|verified|buyer)\s+)?(?:reviews?|ratings?|reviewers?|shoppers?|customers?|buyers?|people)\b"
    r"|\s*(?:条|个|份|位|人|名)?(?:用户|顾客|买家|购物者|客人)?的?(?:评价|评论|评分|点评|打分)|\s*[位名](?:用户|顾客|买家|购物者|客人)"
)
_SET_AGAINST = re.compile(r"\breviews?\s*,?\s*(?:against|versus|vs\.?|compared (?:to|with))\s*$")
_PRODUCTS = re.compile(
    r"\s*(?:(?:good|great|other|more|such|matching)\s+)*(?:match(?:es)?|options?|products?|items?|results?|picks?|choices?|styles?|others|"
    r"of (?:them|these|those)|ones|that (?:match|fit|meet|suit|qualify|answer)|"
    r"to (?:choose from|consider|see|look at)|"
    r"on (?:your |the |this )?screen)\b|\s*(?:款|个|件|种|样|双|条|项)(?:商品|产品|选择|"
    r"结果)?(?=符合|匹配|满足|商品|产品|选择|结果|可选|推荐|都|里|中|[,。]|$)|\s*款"
)
_FROM_REVIEWS = re.compile(
    r"\s*,?\s*(?:from|by|with|based on|across|over)\s+(?:\d+|[a-z-]+)\s+(?:customer |shopper )?(?:reviews?|"
    r"ratings?|shoppers?|customers?)|\s*\(\d+\)|\s*from\s+\w+\s+of\s+them\b"
)
_RATING_TALK = re.compile(r"\brat(?:e|es|ed|ing|ings)\b|\bscor(?:e|es|ed)\b|★|评分|得分")
_PARENTHESIS = re.compile(r"(?:★|stars?|星|分|/\s*5|\d)\s*\($")
_BELOW_BEFORE = re.compile(
    rf"(?:\b{lexicon_en.BELOW}|{lexicon_zh.BELOW_BEFORE})\s*(?:your|the|a|您的|你的|您|你)?\s*$"
)
_ABOVE_BEFORE = re.compile(rf"(?:\b{lexicon_en.ABOVE}|{lexicon_zh.ABOVE_BEFORE})\s*$")
_BELOW_AFTER = re.compile(
    rf"\s*(?:{lexicon_zh.BELOW_AFTER}|(?:or|and) (?:less|under|below)\b|at (?:the )?most\b|tops\b|"
    r"(?:budget|limit|maximum|max)\b)"
)
_ABOVE_AFTER = re.compile(rf"\s*(?:{lexicon_zh.ABOVE_AFTER}|(?:or|and) (?:more|up|above|over)\b)")

CURRENCIES = {
    "us$": "USD", "au$": "AUD", "ca$": "CAD", "hk$": "HKD", "rmb": "CNY", "cny": "CNY", "usd": "USD",
    "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "€": "EUR", "£": "GBP", "元": "CNY", "块": "CNY",
    "块钱": "CNY", "人民币": "CNY", "yuan": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR",
    "英镑": "GBP", "日元": "JPY", "yen": "JPY", "euro": "EUR", "euros": "EUR", "pound": "GBP",
    "pounds": "GBP", "us dollar": "USD", "us dollars": "USD",
}  # fmt: skip
AMBIGUOUS_CURRENCIES = {
    "$": frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"}),
    "dollar": frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD"}),
    "buck": frozenset({"USD", "AUD", "CAD"}),
    "¥": frozenset({"CNY", "JPY"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number at `start`:`end`, its unit included.

    `kind` is money, rating, reviews, products, percent or bare. `bound` is "below" or "above" where the
    number is a limit. `decimals` counts the digits after the point as written.
    """

    start: int
    end: int
    value: Decimal
    kind: str
    decimals: int = 0
    currency: str = ""
    bound: str = ""


def find_numbers(text: str) -> Iterator[Number]:
    """Every number of a prepared text, in order; digits, English words or Chinese numerals."""
    low = lowered(text)
    for match in _NUMBER.finditer(low):
        value = _value(match)
        if value is not None and not _inside_word(low, match):
            yield _typed(low, match, value)


def _inside_word(low: str, match: re.Match[str]) -> bool:
    """Whether digits are part of a name such as 'usb3' or 'x2'; these are words, not numbers."""
    before = low[match.start() - 1] if match.start() else " "
    return (
        match.lastgroup == "digits"
        and before.isascii()
        and before.isalpha()
        and not _SYMBOL.search(low[: match.start()])
    )


def _typed(low: str, match: re.Match[str], value: Decimal) -> Number:
    before, after = low[: match.start()], low[match.end() :]
    kind, start, end, currency = _kind(before, after, match)
    if kind == "bare" and 0 <= value <= 5 and "." in match.group():
        kind = "rating" if _FROM_REVIEWS.match(after) or _RATING_TALK.search(low) else kind
    bound = ""
    if kind in ("money", "rating", "bare"):
        bound = _bound(low[:start], low[end:])
        if after_bound := (_BELOW_AFTER.match(low[end:]) or _ABOVE_AFTER.match(low[end:])):
            end += after_bound.end()
    digits = match.group("digits") or ""
    decimals = len(digits.partition(".")[2])
    return Number(
        start=start, end=end, value=value, kind=kind, decimals=decimals, currency=currency, bound=bound
    )


def _kind(before: str, after: str, match: re.Match[str]) -> tuple[str, int, int, str]:
    start, end = match.start(), match.end()
    if symbol := _SYMBOL.search(before):
        if word := re.match(r"\s*(?:usd|cny|rmb|us dollars?)\b", after):
            end += word.end()
        return "money", symbol.start(), end, symbol.group("code")
    if word := _CURRENCY_WORD.match(after):
        return "money", start, end + word.end(), word.group("code")
    kind, read = _counted(before, after, match.group())
    return kind, start, end + read, ""


def _counted(before: str, after: str, said: str) -> tuple[str, int]:
    """What a number that is no money counts, and how many characters after it say so."""
    rules: tuple[tuple[str, re.Match[str] | None], ...] = (
        ("percent", _PERCENT.match(after)),
        ("rating", _STARS.match(after)),
        ("rating", _MEAN.match(after) if "." in said else None),
        ("reviews", _REVIEWS.match(after)),
    )
    for kind, found in rules:
        if found:
            return kind, found.end()
    if _RATED.search(before):
        return "rating", 0
    bracketed = _PARENTHESIS.search(before) and after.startswith(")")
    if bracketed or ("." not in said and _SET_AGAINST.search(before)):
        return "reviews", 0
    products = _PRODUCTS.match(after)
    return ("products", products.end()) if products else ("bare", 0)


def _bound(before: str, after: str) -> str:
    if _BELOW_BEFORE.search(before) or _BELOW_AFTER.match(after):
        return "below"
    if _ABOVE_BEFORE.search(before) or _ABOVE_AFTER.match(after):
        return "above"
    return ""


def _value(match: re.Match[str]) -> Decimal | None:
    if match.group("digits"):
        return Decimal(match.group("digits").replace(",", ""))
    if match.group("words"):
        return _spelled(match.group("words"))
    return _han_value(match.group("han"))


def _spelled(words: str) -> Decimal:
    whole, _, fraction = words.partition(" point ")
    total = part = 0
    for word in re.split(r"[\s-]+", whole):
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            total, part = (total + part, 0) if word == "thousand" else (total, part)
        else:
            part += _UNITS.get(word, _TENS.get(word, 0))
    digits = "".join(str(_UNITS.get(word, 0)) for word in fraction.split())
    return Decimal(f"{total + part}.{digits or 0}")


def _han_value(text: str) -> Decimal:
    whole, _, fraction = text.partition("点")
    total = part = 0
    for char in whole:
        if char in _HAN_SCALES:
            scale = _HAN_SCALES[char]
            part = max(part, 1) * scale if scale < 10_000 else 0
            total = total + part if scale < 10_000 else max(total, 1) * scale
            part = 0
        else:
            part = part * 10 + _HAN_DIGITS[char] if part else _HAN_DIGITS[char]
    digits = "".join(str(_HAN_DIGITS.get(char, 0)) for char in fraction)
    return Decimal(f"{total + part}.{digits or 0}")
