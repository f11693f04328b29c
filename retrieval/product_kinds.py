"""Which kinds each product of a snapshot is, read from its title, category and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.kinds import KindIds, KindLexicon, Mention
from retrieval.nouns import nouns
from retrieval.text import has_cjk, normalize
from retrieval.types import Product

_SEGMENTS = re.compile(r"\s+[-–—]\s+|[,:;|()/（）【】\[\]，、·]+|\s+w/\s*")
_CATEGORY_PARTS = re.compile(r"\s*[&,/，、]\s*|\s+and\s+")
_TAIL = re.compile(
    r"\b(?:with|for|in|featuring|that|to|from|by|at|on|without|under|over|made|adds?|elevates?)\b.*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductKind:
    """One product's kinds in the lexicon, and the words that name what it is.

    `title_kinds` are those that its title alone names. `ends` are the last words of title segments and
    category parts; `heads` those of them that may name a kind which the lexicon lacks. `phrases` are whole
    tags, facet values, brand and category parts; `labels` every word of title, category, tags, facets and
    attributes (all singular). `compact` are the latter texts and `named` title, category and tags, without
    spaces, for Chinese.
    """

    kinds: KindIds
    title_kinds: KindIds
    ends: frozenset[str]
    heads: frozenset[str]
    phrases: frozenset[str]
    labels: frozenset[str]
    compact: str
    named: str


def product_kind(product: Product, lexicon: KindLexicon) -> ProductKind:
    """Read one product. Title ends and the category's leaf decide; looser mentions need their support."""
    strong: set[int] = set()
    loose: set[int] = set()
    for segment in title_segments(product.title):
        _sort_mentions(segment, lexicon, loose if strong else strong, loose)
    titled = frozenset(strong | loose)
    leaf = product.category[-1] if product.category else ""
    parts = category_parts(leaf)
    # A title that says what the product is outranks a category that is wider or mixed.
    into = loose if strong or len(parts) > 1 else strong
    for part in parts:
        _sort_mentions(part, lexicon, into, loose)
    loose = {kind for kind in loose if not strong or _supported(kind, strong, lexicon)}
    if not any(lexicon.kinds[kind].group != kind for kind in strong | loose):
        for tag in product.tags:
            loose |= _whole(tag, lexicon)
    if not strong:
        listed: set[int] = set()
        for part in (part for level in product.category for part in category_parts(level)):
            _sort_mentions(part, lexicon, listed, listed)
        loose |= listed | _opening(product.description, lexicon, within=listed)
    kinds = strong | {kind for kind in loose if not strong or _supported(kind, strong, lexicon)}
    return ProductKind(
        kinds=frozenset(kinds),
        title_kinds=frozenset(kinds & titled),
        ends=frozenset(_title_ends(product)) | frozenset(_category_ends(product)),
        heads=frozenset(_category_ends(product))
        | (frozenset() if titled else frozenset(_title_ends(product)))
        | (frozenset() if kinds else frozenset(nouns(product.title))),
        phrases=frozenset(" ".join(nouns(text)) for text in _phrases(product)),
        labels=frozenset(word for text in _label_texts(product) for word in nouns(text)),
        compact=_compact(_label_texts(product)),
        named=_compact((product.title, *product.category, *product.tags)),
    )


@lru_cache(maxsize=32_768)
def title_segments(title: str) -> tuple[str, ...]:
    """Parts of a title between punctuation, each without what follows a preposition."""
    parts = (_TAIL.sub("", part).strip() for part in _SEGMENTS.split(title))
    return tuple(part for part in parts if part)


@lru_cache(maxsize=32_768)
def category_parts(level: str) -> tuple[str, ...]:
    """The kinds that one level lists: 'Coats & Jackets' is two."""
    return tuple(part for part in _CATEGORY_PARTS.split(level) if part)


def _sort_mentions(text: str, lexicon: KindLexicon, strong: set[int], loose: set[int]) -> None:
    if has_cjk(text):
        for chunk in text.split():
            mentions = lexicon.mentions_zh(normalize(chunk).replace(" ", ""))
            _keep_last(mentions, len(chunk), strong, loose, slack=len(chunk))
        return
    words = nouns(text)
    _keep_last(lexicon.mentions(words), len(words), strong, loose, slack=0)


def _keep_last(
    mentions: Sequence[Mention],
    size: int,
    strong: set[int],
    loose: set[int],
    *,
    slack: int,
) -> None:
    for position, mention in enumerate(mentions):
        is_last = position == len(mentions) - 1
        modifies = not is_last and mentions[position + 1].start == mention.end
        if is_last and size - mention.end <= slack:
            strong |= mention.kinds
        elif not modifies:
            loose |= mention.kinds


def _whole(text: str, lexicon: KindLexicon) -> KindIds:
    if has_cjk(text):
        compact = normalize(text).replace(" ", "")
        return frozenset(k for m in lexicon.mentions_zh(compact) if m.end == len(compact) for k in m.kinds)
    words = nouns(text)
    return frozenset(k for m in lexicon.mentions(words) if m.end == len(words) for k in m.kinds)


def _opening(description: str, lexicon: KindLexicon, *, within: set[int]) -> KindIds:
    """Kinds that the first sentence names before its first preposition, of the category's department."""
    sentence = _TAIL.sub("", _SENTENCE_END.split(description.strip(), maxsplit=1)[0][:300])
    mentions = (
        lexicon.mentions_zh(normalize(sentence).replace(" ", ""))
        if has_cjk(sentence)
        else lexicon.mentions(nouns(sentence))
    )
    roots = {lexicon.kinds[kind].root for kind in within}
    named = (kind for mention in mentions[:2] for kind in mention.kinds)
    return frozenset(kind for kind in named if not roots or lexicon.kinds[kind].root in roots)


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
