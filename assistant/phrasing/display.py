"""Titles, prices, ratings and echoed words as they stand in a reply."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from retrieval.instructing import addresses_assistant
from retrieval.money import format_money
from retrieval.text import has_cjk
from retrieval.types import Product

TITLE_CHARS = 80
ECHO_CHARS = 60
_NAME_WORDS = 7
_NAME_CHINESE = 14
"""A kind's name takes no more words, or Chinese characters; what is longer is something else."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_MARKUP = re.compile(r"<[^>]{0,200}>|https?://\S+|(?<!\d)\*+|\*+(?!\d)|[<>`_#|{}\[\]~^\\]+")
_ROLE = re.compile(r"(?i)\b(?:system|assistant|user|human)\s*[:：]|im_(?:start|end)|endoftext")


def plain(text: str, limit: int) -> str:
    """One line without markup, links, role marks or quotes, at most `limit` characters, cut at a word's end.

    A Chinese character takes the room of one, so a Chinese text is cut between characters.
    """
    bare = _ROLE.sub(" ", _MARKUP.sub(" ", _CONTROL.sub(" ", text)))
    line = " ".join(re.sub(r"[\"“”「」『』]", "", bare).split())
    if len(line) <= limit:
        return line
    cut = line[: limit + 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else line[:limit]).rstrip(" ,;:-–—，；：、(（")


def named_kind(wish: str) -> str:
    """A kind of product in the shopper's words, to be said back; "" where the words are no name of one.

    Long texts and orders to the assistant are none: a reply repeats neither.
    """
    said = plain(wish, ECHO_CHARS)
    chinese = sum(has_cjk(character) for character in said)
    long = len(wish) > ECHO_CHARS or len(said.split()) > _NAME_WORDS or chinese > _NAME_CHINESE
    return "" if long or addresses_assistant(wish) else said


def title_of(product: Product) -> str:
    """The title for prose: the catalog's own, or its beginning where it is longer than 80 characters."""
    return plain(product.title, TITLE_CHARS) or product.product_id


def named_title(product: Product) -> str:
    """The title as the subject of an English sentence: "the Striped Sweater"."""
    title = title_of(product)
    return title if has_cjk(title) or re.match(r"(?i)(?:the|a|an)\b", title) else f"the {title}"


def price_of(product: Product, language: str) -> str:
    """The price in the reader's language; "" where the catalog states none."""
    if product.price_minor is None:
        return ""
    return money(product.price_minor, product.currency, language)


def money(price_minor: int, currency: str, language: str) -> str:
    """An amount as the prose says it: $45, $45.50, ¥45."""
    return format_money(price_minor, currency, language).replace("CN¥", "¥").replace("US$", "$")


def rating_of(product: Product) -> str:
    """The rating with one or two digits after the point (half up): 4.8, 5.0, 4.67; "" for none."""
    if product.rating is None:
        return ""
    exact = Decimal(str(product.rating)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return str(exact)[:-1] if str(exact).endswith("0") else str(exact)


def number_of(value: float | str) -> str:
    """A plain number without a needless point: 60.0 → 60, 45.5 → 45.50."""
    amount = float(value)
    return f"{amount:.0f}" if amount == int(amount) else f"{amount:.2f}"


def stated_money(value: float | str, currency: str, language: str) -> str:
    """An amount that the shopper said, in the currency that they said it in."""
    return price_sign(currency, language).format(number_of(value))


def price_sign(currency: str, language: str) -> str:
    """A format for amounts of a currency: "${}", "¥{}" or "{} SEK"."""
    signs = {
        "USD": "${}",
        "CNY": "¥{}" if language == "en" else "{}元",
        "EUR": "€{}",
        "GBP": "£{}",
        "JPY": "¥{}",
    }
    return signs.get(currency, f"{{}} {currency}")


def sentence_case(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
