"""The text of a product that is embedded, and the key under which its vector is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from retrieval.text import has_cjk, normalize
from retrieval.types import Product

_MAX_COST = 80.0
"""Estimated tokens of a document: the time to embed grows with them, and BM25 reads the whole text anyway."""


def document_text(product: Product) -> str:
    """Title, category, brand, facets, tags, attributes, then as much of the description as fits.

    Parts are joined by ". "; a part that repeats what already stands there is left out. The whole is at
    most about 80 tokens (a Chinese character counts as one, four other characters as one).
    """
    budget = _MAX_COST
    kept: list[str] = []
    seen = ""
    for part in _parts(product):
        key = normalize(part)
        if not key or key in seen:
            continue
        cut = _head(part, budget)
        if cut:
            kept.append(cut)
            budget -= _cost(cut)
            seen = f"{seen} {key}"
        if budget < 2:
            break
    return ". ".join(kept)


def embedding_key(text: str) -> str:
    """Hex SHA-256 prefix (32 digits) of a document text: the same text has one vector, in every version."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def _parts(product: Product) -> Iterator[str]:
    yield product.title
    yield " > ".join(product.category)
    yield product.brand or ""
    yield ", ".join(_unique(facet.value for facet in product.facets))
    yield ", ".join(_unique(product.tags))
    yield ", ".join(f"{attribute.name} {attribute.value}" for attribute in product.attributes)
    yield product.description


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def _cost(text: str) -> float:
    if text.isascii():
        return len(text) * 0.25
    return sum(1.0 if has_cjk(character) else 0.25 for character in text)


def _head(text: str, budget: float) -> str:
    """Cut the longest prefix within a budget of estimated tokens, ending at a word's end."""
    if len(text) <= budget or (text.isascii() and len(text) * 0.25 <= budget):
        return text.strip()
    spent = 0.0
    for position, character in enumerate(text):
        spent += 1.0 if has_cjk(character) else 0.25
        if spent > budget:
            prefix = text[:position]
            space = prefix.rfind(" ")
            return (prefix[:space] if space > position - 40 and space > 0 else prefix).strip()
    return text.strip()
