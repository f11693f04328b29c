"""What a record says, asked fact by fact, with no word of the checker's: the oracle of true and false."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from assistant.phrasing.bilingual import in_chinese, in_english
from assistant.phrasing.display import plain, title_of
from retrieval.types import Product

FACET_KINDS = ("color", "material", "pattern", "sleeve", "style", "feature")
_PERCENT = re.compile(r"(?<![\d.])(\d{1,3})\s?[%％]\s?([A-Za-z]{4,}|[\u4e00-\u9fff]{1,3})")
_LATIN = re.compile(r"[a-z][a-z -]{2,24}", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,8}")


def whole_text(product: Product) -> str:
    """Everything that the record says, folded."""
    parts = [product.title, product.description, product.brand or "", product.merchant or ""]
    parts += [*product.category, *product.tags, *(f.value for f in product.facets)]
    parts += [f"{a.name} {a.value}" for a in product.attributes]
    parts += [f"{o.name} {o.value}" for sku in product.skus for o in sku.options]
    return unicodedata.normalize("NFKC", " ".join(parts)).casefold()


def mentions(product: Product, words: str) -> bool:
    """Whether any word of a value (or its translation, or its stem) stands in the record: then not false."""
    text = whole_text(product)
    names = (words, *in_chinese(words.casefold()), *in_english(words))
    if any(name.casefold().replace(" ", "") in text.replace(" ", "") for name in names):
        return True
    parts = [p for p in re.split(r"[^a-z]+", words.casefold()) if len(p) > 2]
    pieces = [words[at : at + 2] for at in range(len(words) - 1)] if not words.isascii() else []
    return any(part[: max(4, len(part) - 3)] in text for part in parts) or any(p in text for p in pieces)


def facet_word(product: Product, kind: str, language: str, pick: int = 0) -> str | None:
    """A value of a text facet that can stand in a sentence of the language; None where there is none."""
    pattern = _LATIN if language == "en" else _HAN
    values = [v for v in product.facet_values(kind) if pattern.fullmatch(v) and v in _words_of(product)]
    return values[pick % len(values)] if values else None


def _words_of(product: Product) -> frozenset[str]:
    return frozenset(f.value for f in product.facets)


def attributes(product: Product, language: str) -> list[tuple[str, str]]:
    """Named facts short enough to be said whole, with no figure-less oddities: name, value."""
    found = []
    for attribute in product.attributes:
        name, value = attribute.name.replace("_", " "), attribute.value.strip()
        simple = 1 < len(value) <= 24 and "\n" not in value and not re.search(r"[<>{}|_/;*]", value)
        if simple and name.isascii() is (language == "en") and value.isascii() is (language == "en"):
            found.append((name, value))
    return found


def percentages(product: Product) -> list[tuple[int, str]]:
    """Shares that the record states: (95, "Polyester")."""
    text = " ".join([product.description, *(a.value for a in product.attributes)])
    return [(int(number), word) for number, word in _PERCENT.findall(text) if int(number) <= 100]


def rounded(product: Product, places: int = 1) -> str:
    """The rating with so many digits."""
    exact = Decimal(str(product.rating)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{exact}"


def quotable(product: Product) -> list[str]:
    """Sentences of the description that can be cited whole."""
    sentences = re.split(r"(?<=[.!?。！？])\s*", product.description)
    return [s.strip() for s in sentences if 20 <= len(s.strip()) <= 140 and plain(s, 200) == s.strip()]


def name_of(product: Product) -> str:
    """The title as prose has it."""
    return title_of(product)
