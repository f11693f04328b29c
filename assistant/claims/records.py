"""What one catalog record says, asked word by word and phrase by phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.claims import lexicon_en, lexicon_zh
from assistant.claims.attributes import AttributeLexicon
from assistant.claims.spans import prepare, tokens
from assistant.phrasing.bilingual import in_chinese, in_english
from retrieval.text import contains_sequence, has_cjk
from retrieval.types import Product

_SENTENCE = re.compile(r"(?<=[.!?。！？;；\n])\s*")
_CONTRACTED = re.compile(r"n['’]t\b")
_NEGATIVE_VALUES = frozenset(
    {"no", "none", "false", "0", "n/a", "na", "nil", "not", "-", "否", "无", "不", "没有", "不支持", "不含"}
)
_NEGATIONS_EN = frozenset({"no", "not", "non", "without", "never", "neither", "nor", "lack", "minus", "anti"})
_NEGATION_ZH = re.compile(r"(?:不含|不是|没有|无需|不可|不能|不|没|无|非|未|免|仿|假|人造)$")
QUALIFIERS = frozenset({"faux", "fake", "imit", "artifici", "mock", "simul", "pseudo"})
LIKENESS = frozenset({"free", "look", "like", "effect", "inspir", "imit"})
_DIGITS_BEFORE = re.compile(r"\d[.,]?$")
_DIGITS_AFTER = re.compile(r"[.,]?\d")
_LETTERS = re.compile(r"[a-z]+")
_ABILITY = re.compile(r"[a-z]{3,}[ai]ble$")
"""What something can be used for is not said by its verb: leaves that fold are no foldable plant."""
_REACH = 3
"""A negator denies this many English words after it, "faux" the next one, "free" the one before."""


class Record:
    """One product's own words. Structured: title, category, brand, facets, tags, attributes, SKU options.

    The description counts too, less the sentences that speak of other things (what to wear it with).
    A word that stands only in a negated place ("no wool", attribute "Waterproof: no") is not said.
    """

    def __init__(self, product: Product) -> None:
        self.product = product
        structured = [prepare(part) for part in _structured(product)]
        spoken = [prepare(part) for part in _spoken(product.description)]
        self._sequences = tuple(_keys(part) for part in structured)
        self._spoken_sequences = tuple(_keys(part) for part in spoken)
        self._words = frozenset(w for s in self._sequences for w in _affirmed(s))
        self._spoken_words = frozenset(w for s in self._spoken_sequences for w in _affirmed(s))
        self._han = "\n".join(_squeezed(part) for part in structured)
        self._spoken_han = "\n".join(_squeezed(part) for part in spoken)
        said = " ".join((*structured, *spoken)).lower()
        self._whole_words = frozenset(_LETTERS.findall(said))
        self._text = "\n".join(part.casefold() for part in (*structured, prepare(product.description)))

    def says_word(self, key: str, text: str, lexicon: AttributeLexicon) -> bool:
        """Whether the record affirms an English word (given as stem and as written), in either language."""
        if not _ABILITY.search(text.lower()) or text.lower() in self._whole_words:
            described = self._may_use_description(text, lexicon) and key in self._spoken_words
            if key in self._words or described:
                return True
        return any(self._has_han(name, lexicon) for name in in_chinese(text.lower()))

    def says_phrase(self, keys: Sequence[str]) -> bool:
        """Whether stemmed words stand in a row somewhere in the record, negations included."""
        return any(contains_sequence(s, keys) for s in (*self._sequences, *self._spoken_sequences))

    def says_han(self, piece: str, lexicon: AttributeLexicon) -> bool:
        """Whether the record affirms a Chinese piece, in either language."""
        return self._has_han(piece, lexicon) or any(
            self.says_phrase(_keys(name)) for name in in_english(piece)
        )

    def says_size(self, text: str) -> bool:
        """Whether a size or SKU option is exactly this text."""
        options = [option.value for sku in self.product.skus for option in sku.options]
        wanted = text.casefold()
        return any(wanted == v.casefold() for v in (*options, *self.product.facet_values("size")))

    def cites(self, text: str) -> bool:
        """Whether the record holds this text word for word, its numbers whole: "5%" is not in "95%"."""
        wanted = prepare(text).casefold().strip(" .。!?,")
        start = self._text.find(wanted)
        while start >= 0:
            if _whole(self._text, start, start + len(wanted)):
                return True
            start = self._text.find(wanted, start + 1)
        return False

    def _has_han(self, piece: str, lexicon: AttributeLexicon) -> bool:
        """Whether the record affirms a Chinese piece in Chinese."""
        described = self._may_use_description(piece, lexicon) and _affirms(self._spoken_han, piece)
        return described or _affirms(self._han, piece)

    def _may_use_description(self, word: str, lexicon: AttributeLexicon) -> bool:
        facet = lexicon.facet_of(word)
        return facet is None or not self.product.facet_values(facet)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span of a text cuts no number in two at its ends."""
    cut_before = start < end and text[start].isdigit() and _DIGITS_BEFORE.search(text[:start][-2:])
    cut_after = start < end and text[end - 1].isdigit() and _DIGITS_AFTER.match(text[end : end + 2])
    return not (cut_before or cut_after)


def _structured(product: Product) -> Iterator[str]:
    yield product.title
    yield from product.category
    yield product.brand or ""
    yield product.merchant or ""
    yield from (f.value for f in product.facets)
    yield from product.tags
    for attribute in product.attributes:
        if attribute.value.strip().casefold() not in _NEGATIVE_VALUES:
            yield f"{attribute.name} {attribute.value}"
    for sku in product.skus:
        for option in sku.options:
            yield f"{option.name} {option.value}"


def _spoken(description: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(description):
        low = sentence.lower()
        if not any(mark in low for mark in (*lexicon_en.PAIRING, *lexicon_zh.PAIRING)):
            yield sentence


def _keys(text: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens(_CONTRACTED.sub(" not", text)))


def _affirmed(sequence: Sequence[str]) -> Iterator[str]:
    for index, key in enumerate(sequence):
        before = sequence[max(0, index - _REACH) : index]
        likened = index + 1 < len(sequence) and sequence[index + 1] in LIKENESS
        qualified = bool(before) and before[-1] in QUALIFIERS
        if key in _NEGATIONS_EN or not (likened or qualified or _NEGATIONS_EN & set(before)):
            yield key


def _squeezed(text: str) -> str:
    return text.replace(" ", "").casefold()


def _affirms(han: str, piece: str) -> bool:
    wanted = _squeezed(piece)
    if not wanted or (len(wanted) == 1 and not has_cjk(wanted)):
        return False
    position = han.find(wanted)
    while position >= 0:
        if not _NEGATION_ZH.search(han[max(0, position - 2) : position]):
            return True
        position = han.find(wanted, position + 1)
    return False
