"""Which kinds each product of a snapshot is, read from its title, category and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.kinds import KindIds, KindLexicon
from retrieval.nouns import nouns
from retrieval.text import has_cjk, normalize
from retrieval.title_kinds import before_preposition, read_title, title_segments
from retrieval.types import Product

_CATEGORY_PARTS = re.compile(r"\s*[&,/，、]\s*|\s+and\s+")
_SENTENCE_END = re.compile(r"[.!?。！？\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductKind:
    """One product's kinds in the lexicon, and the words that name what it is.

    `title_kinds` are those that its title alone names. `ends` are the last words of title segments and
    category parts; `heads` those of them that may name a kind which the lexicon lacks. `phrases` are whole
    tags, facet values, brand and category parts; `named_words` every word of title and category; `labels`
    every word of title, category, tags, facets and attributes (all singular). `compact` are the latter
    texts and `named` title, category and tags, without spaces, for Chinese.
    """

    kinds: KindIds
    title_kinds: KindIds
    ends: frozenset[str]
    heads: frozenset[str]
    phrases: frozenset[str]
    named_words: frozenset[str]
    labels: frozenset[str]
    compact: str
    named: str


def product_kind(product: Product, lexicon: KindLexicon) -> ProductKind:
    """Read one product. Title ends and the category's leaf decide; looser mentions need their support."""
    title = read_title(product.title, lexicon)
    levels = [_level_kinds(level, lexicon) for level in product.category]
    listed = frozenset[int]().union(*levels)
    roots = {lexicon.kinds[kind].root for kind in listed}
    strong, loose = set(title.ending), set(title.mentioned)
    if any(lexicon.kinds[root].names[0] == "books" for root in roots):
        # The title of a book names anything: only what its category allows is its kind.
        strong = {kind for kind in strong if lexicon.kinds[kind].root in roots}
    loose = {kind for kind in loose if not roots or lexicon.kinds[kind].root in roots}
    titled = strong | loose
    leaf = levels[-1] if levels else frozenset()
    strong_roots = {lexicon.kinds[kind].root for kind in strong}
    if strong:
        # The shop's own leaf is believed within the department that the title names.
        strong |= {kind for kind in leaf if lexicon.kinds[kind].root in strong_roots}
    else:
        strong |= (
            leaf if len(category_parts(product.category[-1] if product.category else "")) == 1 else set()
        )
        loose |= listed | _opening(product.description, lexicon, roots=roots)
    if not any(lexicon.kinds[kind].group != kind for kind in strong | loose):
        loose |= frozenset[int]().union(*(_ending(tag, lexicon) for tag in product.tags))
    kinds = strong | {kind for kind in loose if not strong or _supported(kind, strong, lexicon)}
    return ProductKind(
        kinds=frozenset(kinds),
        title_kinds=frozenset(kinds & titled),
        ends=frozenset(_title_ends(product)) | frozenset(_category_ends(product)),
        heads=frozenset(_category_ends(product))
        | (frozenset() if titled else frozenset(_title_ends(product)))
        | (frozenset() if kinds else frozenset(nouns(product.title))),
        phrases=frozenset(" ".join(nouns(text)) for text in _phrases(product)),
        named_words=frozenset(word for text in (product.title, *product.category) for word in nouns(text)),
        labels=frozenset(word for text in _label_texts(product) for word in nouns(text)),
        compact=_compact(_label_texts(product)),
        named=_compact((product.title, *product.category, *product.tags)),
    )


def _level_kinds(level: str, lexicon: KindLexicon) -> KindIds:
    """Kinds that a category level lists."""
    return frozenset[int]().union(*(_ending(part, lexicon) for part in category_parts(level)))


@lru_cache(maxsize=32_768)
def category_parts(level: str) -> tuple[str, ...]:
    """The kinds that one level lists: 'Coats & Jackets' is two."""
    return tuple(part for part in _CATEGORY_PARTS.split(level) if part)


def _ending(text: str, lexicon: KindLexicon) -> KindIds:
    """Kinds that a label ends with."""
    if has_cjk(text):
        compact = normalize(text).replace(" ", "")
        return frozenset(k for m in lexicon.mentions_zh(compact) if m.end == len(compact) for k in m.kinds)
    words = nouns(text)
    return frozenset(k for m in lexicon.mentions(words) if m.end == len(words) for k in m.kinds)


def _opening(description: str, lexicon: KindLexicon, *, roots: set[int]) -> KindIds:
    """Kinds that an English description's first sentence names first, of the category's department."""
    if has_cjk(description):
        return frozenset()
    sentence = _SENTENCE_END.split(description.strip(), maxsplit=1)[0][:300]
    mentions = lexicon.mentions(nouns(before_preposition(sentence)))
    named = (kind for mention in mentions[:2] for kind in mention.kinds)
    return frozenset(kind for kind in named if lexicon.kinds[kind].root in roots)


def _supported(kind: int, strong: set[int], lexicon: KindLexicon) -> bool:
    found = lexicon.kinds[kind]
    return any(
        found.group == lexicon.kinds[other].group or kind in lexicon.kinds[other].ancestors
        for other in strong
    )


def _title_ends(product: Product) -> Iterator[str]:
    for segment in title_segments(product.title):
        yield from nouns(segment)[-1:]


def _category_ends(product: Product) -> Iterator[str]:
    for level in product.category:
        for part in category_parts(level):
            yield from nouns(part)[-1:]


def _phrases(product: Product) -> Iterator[str]:
    yield product.title
    yield from product.tags
    yield from (facet.value for facet in product.facets)
    yield from (part for level in product.category for part in category_parts(level))
    yield from (text for text in (product.brand, product.merchant) if text)


def _label_texts(product: Product) -> Iterator[str]:
    """Texts that say what a product is and for whom; sizes are left out, where M is no man."""
    yield product.title
    yield from product.category
    yield from product.tags
    yield from (facet.value for facet in product.facets if facet.facet != "size")
    yield from (f"{attribute.name} {attribute.value}" for attribute in product.attributes)


def _compact(texts: Iterable[str]) -> str:
    return "\n".join(_squeezed(text) for text in texts)


@lru_cache(maxsize=32_768)
def _squeezed(text: str) -> str:
    return normalize(text).replace(" ", "")
