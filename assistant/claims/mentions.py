"""Where a sentence names a product in play: by title, by a clear part of it, or by its place in the list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.lexicon_en import FUNCTION_WORDS
from assistant.claims.spans import CJK, Token, prepare, tokens
from assistant.phrasing.display import plain
from retrieval.text import has_cjk
from retrieval.types import Product

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": 0}
_ORDINAL_EN = re.compile(
    r"\b(?:the\s+)?(?:(?P<word>first|second|third|fourth|fifth|sixth|last)|(?P<digit>[1-6])(?:st|nd|rd|th))"
    r"(?:\s+(?:one|option|item|product|choice|match|result|listing)\b|(?=\s+(?:is|has|costs|was|comes)\b))"
    r"|(?<=\bfor )the (?P<alone>first|second)(?=\W*$)",
    re.IGNORECASE,
)
_NUMBER_EN = re.compile(r"\b(?:option|item|product|number|no\.)\s*(?P<digit>[1-6])\b", re.IGNORECASE)
_ORDINAL_ZH = re.compile(
    r"第(?P<digit>[一二三四五六1-6])(?:款|个|件|双|条|种|张|把|台|只|套|样|项)?(?:商品|产品)?"
)
_DIGITS_ZH = "一二三四五六"
_JOIN = re.compile(r"\s*(?:,|、|,?\s*and|&|和|与|跟|及|以及)\s*(?:the\s+)?", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?:compared (?:to|with)|versus|vs\.?|than|against|相比|比起|相较于|对比|比)\s*(?:the\s+)?$", re.I
)
"""What stands after it is compared with the rest: "compared with A, B …" names no list."""
_AGAIN = re.compile(r"(?P<first>前者|\bthe former\b)|(?P<second>后者|\bthe latter\b)", re.IGNORECASE)
_TITLE_CHARS = 300
_SHARE = 0.6
_MIN_HAN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names products. Several ids: a list ("A and B"), or a name that several share."""

    start: int
    end: int
    product_ids: tuple[str, ...]


def find_mentions(text: str, products: Sequence[Product]) -> tuple[Mention, ...]:
    """Mentions of a prepared text in order, without overlaps; lists of names are one mention."""
    found = sorted(
        (*_latin(text, products), *_han(text, products), *_ordinals(text, products)),
        key=lambda m: (m.start, m.start - m.end),
    )
    whole = [m for m in found if not _is_label(text[m.start : m.end], m, products)]
    kept: list[Mention] = []
    for mention in whole if whole else found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(sorted((*kept, *_again(text, kept)), key=lambda m: m.start))


def _is_label(said: str, mention: Mention, products: Sequence[Product]) -> bool:
    """Whether words that several titles share are the category or brand of one of the products in play."""
    labels = (label for p in products for label in (*p.category, p.brand or "", p.merchant or ""))
    return len(mention.product_ids) > 1 and said.casefold() in {label.casefold() for label in labels}


def _again(text: str, kept: Sequence[Mention]) -> Iterator[Mention]:
    """Where two products were named before: the former, the latter."""
    for match in _AGAIN.finditer(text):
        before = list(dict.fromkeys(m.product_ids for m in kept if m.end <= match.start()))
        if len(before) == 2:
            yield Mention(
                start=match.start(), end=match.end(), product_ids=before[match.lastgroup == "second"]
            )


def groups(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Mentions with those joined by nothing but "and" or a comma made one."""
    merged: list[Mention] = []
    for mention in mentions:
        joined = merged and _JOIN.fullmatch(text[merged[-1].end : mention.start])
        if joined and not (joined.group()[0] in ",、" and _COMPARED.search(text[: merged[-1].start])):
            ids = tuple(dict.fromkeys((*merged[-1].product_ids, *mention.product_ids)))
            merged[-1] = Mention(start=merged[-1].start, end=mention.end, product_ids=ids)
        else:
            merged.append(mention)
    return tuple(merged)


def _latin(text: str, products: Sequence[Product]) -> Iterator[Mention]:
    spoken = tokens(text)
    titles = {p.product_id: tokens(_said(p)) for p in products}
    position = 0
    while position < len(spoken):
        runs = {i: _run(spoken, position, title) for i, title in titles.items()}
        longest, closeness = max(runs.values(), default=(0, 0))
        if longest:
            ids = tuple(i for i, run in runs.items() if run == (longest, closeness))
            end = spoken[position + longest - 1].end
            yield Mention(start=spoken[position].start, end=end, product_ids=_first_of_twins(ids, titles))
        position += max(longest, 1)


def _said(product: Product) -> str:
    """The title as a sentence can have it: without quotes and markup."""
    return prepare(plain(product.title, _TITLE_CHARS))


def _first_of_twins(ids: tuple[str, ...], titles: Mapping[str, Sequence[Token]]) -> tuple[str, ...]:
    """Products that share one title to the letter can't be told apart by it: the first shown is meant."""
    if len({tuple(t.text for t in titles[i]) for i in ids}) == 1:
        return ids[:1]
    return ids


def _run(spoken: Sequence[Token], position: int, title: Sequence[Token]) -> tuple[int, int]:
    """Number of tokens from `position` that name this title (0: none), and how closely.

    Closeness 3: the whole title as written, 2: the whole title, 1: a piece of it, 0: words of it with gaps.
    """
    best = 0
    for start in range(len(title)):
        length = 0
        while (
            position + length < len(spoken)
            and start + length < len(title)
            and spoken[position + length].key == title[start + length].key
        ):
            length += 1
        if length > best and _names(spoken[position : position + length], start, title):
            best = length
    gapped = _shortened(spoken, position, title)
    if gapped > best:
        return gapped, 0
    if best < len(title):
        return best, 1
    said = [t.text.lower() for t in spoken[position : position + best]]
    return best, 3 if said == [t.text.lower() for t in title] else 2


def _names(run: Sequence[Token], start: int, title: Sequence[Token]) -> bool:
    if len(run) == len(title):
        return True
    content = [t for t in run if t.kind != "number" and t.text.lower() not in FUNCTION_WORDS]
    if len(content) < 2 or run[-1].text.lower() in FUNCTION_WORDS or any(t.kind == "cjk" for t in run):
        return False
    return (start == 0 and len(run) >= 3) or len(run) >= _SHARE * len(title) or _capitalized(content)


def _shortened(spoken: Sequence[Token], position: int, title: Sequence[Token]) -> int:
    """Length of a capitalized run whose words stand in the title in that order, with gaps."""
    place = length = 0
    while position + length < len(spoken) and spoken[position + length].kind == "word":
        token = spoken[position + length]
        later = [i for i in range(place, len(title)) if title[i].key == token.key]
        if not later or not token.text[0].isupper():
            break
        place, length = later[0] + 1, length + 1
    run = spoken[position : position + length]
    return length if len(run) >= 2 and _capitalized(run) else 0


def _capitalized(run: Sequence[Token]) -> bool:
    return all(t.text[0].isupper() for t in run if t.kind == "word")


def _han(text: str, products: Sequence[Product]) -> Iterator[Mention]:
    places = [i for i, c in enumerate(text) if not c.isspace()]
    squeezed = "".join(text[i] for i in places).casefold()
    titles = {p.product_id: "".join(_said(p).split()).casefold() for p in products if has_cjk(p.title)}
    position = 0
    while titles and len(squeezed) == len(places) and position < len(squeezed):
        lengths = {i: _common(squeezed, position, title) for i, title in titles.items()}
        longest = max(lengths.values())
        if longest:
            ids = tuple(i for i, length in lengths.items() if length == longest)
            whole = tuple(i for i in ids if len(titles[i]) == longest)
            end = places[position + longest - 1] + 1
            yield Mention(start=places[position], end=end, product_ids=whole[:1] or ids)
        position += max(longest, 1)


def _common(text: str, position: int, title: str) -> int:
    """Length of the longest piece of the title at `position` that is enough of it to name it; else 0."""
    length = 0
    while position + length < len(text) and text[position : position + length + 1] in title:
        length += 1
    han = len(re.findall(f"[{CJK}]", text[position : position + length]))
    enough = length == len(title) or (han >= 2 and (han >= _MIN_HAN or length >= _SHARE * len(title)))
    return length if enough else 0


def _ordinals(text: str, products: Sequence[Product]) -> Iterator[Mention]:
    for pattern in (_ORDINAL_EN, _NUMBER_EN, _ORDINAL_ZH):
        for match in pattern.finditer(text):
            place = _place(match)
            if 0 < place <= len(products) or (place == 0 and products):
                product = products[place - 1]
                yield Mention(start=match.start(), end=match.end(), product_ids=(product.product_id,))


def _place(match: re.Match[str]) -> int:
    found = match.groupdict()
    word = found.get("word") or found.get("alone")
    if word:
        return _ORDINALS[word.lower()]
    digit = match.group("digit")
    return _DIGITS_ZH.index(digit) + 1 if digit in _DIGITS_ZH else int(digit)
