"""The words that a catalog's records use, and which of them name kinds of product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.parsing.lexicon import Lexicon, stemmed
from retrieval.text import has_cjk, normalize, stem, words
from retrieval.types import Product

_HEAD_END = re.compile(
    r"\s[-–|:]\s|[,(\[|:;]|\s(?:with|for|in|by|of|from|to|and|&|w/|without|featuring|on|at|-)\s",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:&|,|/|\band\b|>|、|与|和)\s*", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")
_NOISE_ZH = re.compile(
    r"[（(【\[].*?[)）】\]]|[\d.]+\s?(?:件装|只装|条装|支装|包装|ml|g|kg|cm|克|升|寸|米|片|入)|[a-z\d\W_]+$"
)
_DESCRIPTION_CHARS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogWords:
    """Word statistics of one catalog.

    `kinds` are stems of head nouns, `kind_phrases` longer kinds ('tank top'), `chinese_kinds` Chinese
    ones, longest first. `frequency` counts products whose title or category has a stem, `title_words`
    unstemmed words of titles. `raw` are all English words of any text, `chinese` all Chinese ones.
    `followers` counts (word, next word) pairs of titles; `with_value` those of products which have the
    first word as a facet value and the second as a head noun.
    """

    kinds: frozenset[str]
    kind_phrases: frozenset[tuple[str, ...]]
    chinese_kinds: tuple[str, ...]
    frequency: Mapping[str, int]
    title_words: Mapping[str, int]
    raw: frozenset[str]
    chinese: frozenset[str]
    followers: Mapping[tuple[str, str], int]
    with_value: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted product by product while the words are read."""

    frequency: Counter[str] = field(default_factory=Counter)
    title_words: Counter[str] = field(default_factory=Counter)
    heads: Counter[tuple[str, ...]] = field(default_factory=Counter)
    chinese_heads: Counter[str] = field(default_factory=Counter)
    followers: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_value: Counter[tuple[str, str]] = field(default_factory=Counter)
    raw: set[str] = field(default_factory=set)
    chinese: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)

    def add(self, product: Product) -> None:
        """Count one product."""
        title = normalize(product.title)
        sequence = stemmed(title)
        head = _head(title)
        self.raw.update(_LATIN.findall(_all_text(product)))
        if has_cjk(title):
            self.chinese.update(words(title))
            self.chinese_heads.update(_chinese_heads(title))
        self.title_words.update(set(_LATIN.findall(title)))
        self.frequency.update(set(sequence) | {s for level in product.category for s in stemmed(level)})
        self.followers.update(set(pairwise(sequence)))
        self.heads.update([head] if head else [])
        self.with_value.update(_pairs(product, head))
        self.categories.update(product.category)


def read_words(products: Sequence[Product], lexicon: Lexicon) -> CatalogWords:
    """Statistics over every product's title, category path, tags, facets and description."""
    counts = _Counts()
    for product in products:
        counts.add(product)
    least = 2 if len(products) > 150 else 1
    parts = {part for level in counts.categories for part in _PARTS.split(level) if part}
    for part in parts:
        counts.chinese.update(words(part))
    phrases = _english_kinds(counts, parts, lexicon, least=least)
    return CatalogWords(
        kinds=_heads_of(phrases, lexicon),
        kind_phrases=frozenset(phrase for phrase in phrases if len(phrase) > 1),
        chinese_kinds=_chinese_kinds(counts, parts, lexicon, least=least),
        frequency=counts.frequency,
        title_words=counts.title_words,
        raw=frozenset(counts.raw),
        chinese=frozenset(counts.chinese),
        followers=counts.followers,
        with_value=counts.with_value,
    )


def _english_kinds(
    counts: _Counts, parts: Iterable[str], lexicon: Lexicon, *, least: int
) -> set[tuple[str, ...]]:
    """Stem sequences of kinds: title heads, category names, and the lexicon's."""
    heads = {head for head, count in counts.heads.items() if count >= least}
    categories = {stemmed(part) for part in parts if not has_cjk(part)}
    return heads | categories | {stemmed(name) for kind in lexicon.kinds for name in kind.english}


def _heads_of(phrases: Iterable[tuple[str, ...]], lexicon: Lexicon) -> frozenset[str]:
    excluded = _never_kinds(lexicon)
    nouns = {phrase[-1] for phrase in phrases if phrase}
    return frozenset(word for word in nouns if word not in excluded and word.isalpha() and len(word) > 1)


def _chinese_kinds(counts: _Counts, parts: Iterable[str], lexicon: Lexicon, *, least: int) -> tuple[str, ...]:
    """Chinese kinds, longest first."""
    kinds = {head for head, count in counts.chinese_heads.items() if count >= least}
    kinds |= {normalize(part) for part in parts if has_cjk(part)}
    kinds |= {name for kind in lexicon.kinds for name in kind.chinese}
    return tuple(sorted(kinds, key=lambda text: (-len(text), text)))


def _all_text(product: Product) -> str:
    fields: Iterable[str] = (
        product.title,
        *product.category,
        *product.tags,
        *(value.value for value in product.facets),
        *(attribute.value for attribute in product.attributes),
        product.brand or "",
        product.merchant or "",
        product.description[:_DESCRIPTION_CHARS],
    )
    return " ".join(fields).casefold()


def _head(title: str) -> tuple[str, ...]:
    """Stems of the last word before the title's first 'with', 'for', comma or dash."""
    front = _HEAD_END.split(title, maxsplit=1)[0].split()
    while front and not any(character.isalpha() for character in front[-1]):
        front.pop()
    return stemmed(front[-1]) if front else ()


def _chinese_heads(title: str) -> set[str]:
    cleaned = _NOISE_ZH.sub("", title)
    pieces = [word for word in words(cleaned) if has_cjk(word)]
    if not pieces:
        return set()
    last = pieces[-1] if len(pieces[-1]) > 1 else "".join(pieces[-2:])
    return {last} if len(last) > 1 else set()


def _pairs(product: Product, head: tuple[str, ...]) -> set[tuple[str, str]]:
    nouns = {stem(word) for level in product.category for word in _LATIN.findall(level.casefold())}
    nouns.update(head)
    values = {word for value in product.facets for word in stemmed(value.value)}
    return {(value, noun) for value in values for noun in nouns}


def _never_kinds(lexicon: Lexicon) -> frozenset[str]:
    facet_words = {
        word
        for concept in lexicon.concepts
        if concept.facet in ("color", "pattern", "sleeve", "material", "size")
        for name in concept.english
        for word in stemmed(name)
    }
    plain = {stem(word) for word in lexicon.function | lexicon.frame | lexicon.filler | lexicon.generic}
    named = {stemmed(name)[-1] for kind in lexicon.kinds for name in kind.english}
    return frozenset(
        (facet_words | plain | {"women", "men", "pack", "kid", "girl", "boy"}) - (named - {"light", "tie"})
    )
