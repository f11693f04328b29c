"""Whether a shop has products of the kind asked for, and which they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from retrieval.kind_request import KindRequest, read_english
from retrieval.kind_request_zh import read_chinese
from retrieval.kind_words import KindWords
from retrieval.kinds import KindIds, KindLexicon
from retrieval.lexical import STOP_WORDS
from retrieval.nouns import singular
from retrieval.product_kinds import ProductKind, product_kind
from retrieval.protocols import ItemIndices
from retrieval.spelling import Spelling
from retrieval.text import has_cjk, stem, words
from retrieval.types import Product

T = TypeVar("T", bound=Hashable)

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindMatch:
    """What a shop has of the kind that a text names.

    `rows` are the products of that kind, sorted; None when the text names no kind, so that every product
    may do. `missing_terms` is the kind as said when the shop lacks it. `near` are products that may stand in
    for it, None where there are none. `modifiers` are stems of the words beside the kind; `strict` are
    those words, as said, that describe it objectively (a color, a pattern). `titled` are the rows whose
    title itself names the kind.
    """

    carried: bool
    rows: ItemIndices | None
    missing_terms: tuple[str, ...] = ()
    near: ItemIndices | None = None
    modifiers: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    titled: ItemIndices | None = None


class KindIndex:
    """Products of one snapshot by kind. Thread-safe, read-only once built."""

    def __init__(self, products: Sequence[Product], *, lexicon: KindLexicon, kind_words: KindWords) -> None:
        """Read the kinds of every product, by item_idx."""
        self._lexicon = lexicon
        self._words = kind_words
        self._everyone = kind_words.men | kind_words.women | kind_words.kids
        self._products = tuple(product_kind(product, lexicon) for product in products)
        self._descriptions = tuple(product.description for product in products)
        self._by_kind = _rows_by(product.kinds for product in self._products)
        self._by_title_kind = _rows_by(product.title_kinds for product in self._products)
        self._by_head = _rows_by(product.heads for product in self._products)
        self._by_end = _rows_by(product.ends for product in self._products)
        self._by_named = _rows_by(product.named_words for product in self._products)
        self._by_phrase = _rows_by(product.phrases for product in self._products)
        self._by_label = _rows_by(product.labels for product in self._products)
        self._peopled = any(_names_any(product, self._everyone) for product in self._products)
        ends = Counter(word for product in self._products for word in product.ends)
        self._known = frozenset(self._by_label) | lexicon.words | kind_words.everything
        self._spelling = Spelling(
            {**dict.fromkeys(lexicon.words, 1), **{word: count + 1 for word, count in ends.items()}}
        )

    def match(self, text: str) -> KindMatch:
        """Decide for one product wish; any of several alternatives is enough."""
        requests = self._read(text)
        if not requests:
            return KindMatch(carried=True, rows=None, strict=self._strict(words(text)))
        modifiers = [word for r in requests for word in (*r.modifiers, *r.specific)]
        found: set[int] = set()
        for request in requests:
            found |= self._rows(request)
        if found:
            return KindMatch(
                carried=True,
                rows=_sorted(found),
                modifiers=self._stems(modifiers),
                strict=self._strict(modifiers, requests[0].specific) if len(requests) == 1 else (),
                titled=_sorted(found & self._titled(requests)),
            )
        near = frozenset[int]().union(*(self._near(request) for request in requests))
        return KindMatch(
            carried=False,
            rows=_sorted(()),
            missing_terms=tuple(dict.fromkeys(_name(request) for request in requests)),
            near=_sorted(near) if near else None,
        )

    def kinds_of(self, row: int) -> KindIds:
        """Kinds of the lexicon that a product is; empty where none is known."""
        return self._products[row].kinds

    def of_kinds(self, kinds: KindIds) -> frozenset[int]:
        """Rows of the products that are of any of these kinds, or of a narrower one."""
        return self._of_kind(kinds)

    def labeled(self, words_: frozenset[str]) -> frozenset[int]:
        """Rows of the products whose labels name any of these words."""
        return frozenset(row for row, product in enumerate(self._products) if _names_any(product, words_))

    def _read(self, text: str) -> tuple[KindRequest, ...]:
        if has_cjk(text):
            return read_chinese(text, lexicon=self._lexicon, kind_words=self._words)
        parted = " ".join(self._parted(word) for word in words(text))
        return read_english(parted, lexicon=self._lexicon, kind_words=self._words, respell=self._respell)

    def _parted(self, word: str) -> str:
        """An unknown word that two known ones make up, in two: 'sunhat' is a sun hat."""
        if word in self._known or singular(word) in self._known:
            return word
        for place in range(3, len(word) - 2):
            first, second = word[:place], word[place:]
            if first in self._known and singular(second) in self._lexicon.words:
                return f"{first} {second}"
        return word

    def _stems(self, words_: Sequence[str]) -> tuple[str, ...]:
        idle = self._words.fillers | self._words.containers | STOP_WORDS
        return tuple(dict.fromkeys(stem(word) for word in words_ if word not in idle))

    def _strict(self, spoken: Sequence[str], specific: Sequence[str] = ()) -> tuple[str, ...]:
        singulars = [singular(word) for word in spoken]
        telling = [word for word in singulars if word in self._words.attributes or word in specific]
        return tuple(dict.fromkeys(telling))

    def _titled(self, requests: Sequence[KindRequest]) -> frozenset[int]:
        rows: frozenset[int] = frozenset()
        for request in requests:
            if request.known:
                wanted = (k for k in self._by_title_kind if self._lexicon.within(k, request.kinds))
                rows = rows.union(*(self._by_title_kind[kind] for kind in wanted))
            else:
                rows |= self._of_head(request)
        return rows

    def _respell(self, word: str) -> str:
        return word if word in self._known else self._spelling.nearest(word) or word

    def _rows(self, request: KindRequest) -> frozenset[int]:
        if not request.name:
            rows = frozenset(range(len(self._products)))
        else:
            rows = self._of_kind(request.kinds) if request.known else self._of_head(request)
        if request.known:
            rows |= self._named_exactly(request.name)
        rows = self._meeting(rows, request.required) or self._described(rows, request)
        return self._for_audience(rows, request.audience)

    def _of_kind(self, kinds: KindIds) -> frozenset[int]:
        wanted = [kind for kind in self._by_kind if self._lexicon.within(kind, kinds)]
        return frozenset[int]().union(*(self._by_kind[kind] for kind in wanted))

    def _named_exactly(self, name: str) -> frozenset[int]:
        """Products of which a compound is a label, or whose title and category name it between them."""
        if has_cjk(name) or " " not in name:
            return _NONE
        *before, head = name.split()
        rows = self._by_end.get(head, _NONE)
        for word in before:
            rows &= self._by_named.get(word, _NONE)
        return rows | self._by_phrase.get(name, _NONE)

    def _of_head(self, request: KindRequest) -> frozenset[int]:
        if has_cjk(request.name):
            if len(request.name) < 2:
                return _NONE
            return frozenset(
                row for row, product in enumerate(self._products) if request.name in product.named
            )
        phrase = " ".join((*request.before, request.name))
        return self._by_phrase.get(phrase, _NONE) or self._by_head.get(request.head, _NONE)

    def _meeting(self, rows: frozenset[int], required: Sequence[frozenset[str]]) -> frozenset[int]:
        return frozenset(
            row for row in rows if all(_names_any(self._products[row], words) for words in required)
        )

    def _described(self, rows: frozenset[int], request: KindRequest) -> frozenset[int]:
        """Products whose description names the activity asked for, where their labels don't."""
        asked = frozenset[str]().union(*request.required)
        if not asked or not asked <= self._words.activities or request.head in self._words.relational:
            return _NONE
        return frozenset(row for row in rows if all(_says(self._descriptions[row], word) for word in asked))

    def _for_audience(self, rows: frozenset[int], audience: frozenset[str]) -> frozenset[int]:
        if not audience:
            return rows
        labeled = {row for row in rows if _names_any(self._products[row], audience | self._words.unisex)}
        if labeled:
            return frozenset(labeled)
        others = self._everyone - audience
        if not self._peopled and not audience <= self._words.kids:
            return rows
        # A shop that labels men's things leaves women's things plain, not the other way round.
        plain = {row for row in rows if not _names_any(self._products[row], others)}
        return frozenset(plain) if audience <= self._words.women else _NONE

    def _near(self, request: KindRequest) -> frozenset[int]:
        if request.audience:
            return _NONE
        groups = frozenset(
            self._lexicon.kinds[kind].group for kind in request.kinds if self._lexicon.kinds[kind].alike
        )
        rows = self._of_kind(groups)
        return self._meeting(rows, request.required)


def _name(request: KindRequest) -> str:
    return request.name or " ".join(sorted(word for words_ in request.required for word in words_)[:1])


def _names_any(product: ProductKind, words: Iterable[str]) -> bool:
    return any(word in product.compact if has_cjk(word) else word in product.labels for word in words)


def _says(description: str, word: str) -> bool:
    """Whether a text has the very word: "running" is not "runs small"."""
    return word in description if has_cjk(word) else word in words(description)


def _rows_by(values: Iterable[Iterable[T]]) -> Mapping[T, frozenset[int]]:
    rows: dict[T, set[int]] = defaultdict(set)
    for row, found in enumerate(values):
        for value in found:
            rows[value].add(row)
    return {value: frozenset(found) for value, found in rows.items()}


def _sorted(rows: Iterable[int]) -> ItemIndices:
    return np.array(sorted(rows), dtype=np.int64)
