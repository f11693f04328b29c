# ruff: noqa: E501 - a pattern reads better whole
"""References by what a product is like, by its name, or by a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.kinds import KindSpan
from assistant.parsing.measures import MEASURE
from assistant.parsing.shelf import ReferenceSpan, Shelf, spanned
from assistant.parsing.source import Source, Span, overlaps
from retrieval.text import normalize, stems
from retrieval.types import Product

_IT = re.compile(
    r"\b(?:it|that one|this one|this|that|this (?:item|product|thing|one)|that (?:item|product|thing)|(?:this|that) \w+)\b"
)
_THEM = re.compile(r"\b(?:these|those|them|they)\b(?: ones)?")
_NOT_IT = re.compile(
    r"\b(?:is it (?:possible|true|ok|okay|too late|time)|it is (?:for|a gift|my|possible)|make it (?:cheaper|under|below)|keep it|that is (?:all|it|ok|fine|great|right)|this (?:week|weekend|month|year|summer|winter|spring|fall|season|morning|evening|time|kind|price|budget|range|shop|store|site|website|chat)|that (?:kind|price|budget|way|much|range)|like that$)\b"
)
_ZH_THIS = re.compile(
    rf"(?:这|那)(?:一)?(?!种|样)(?:{MEASURE})(?:商品|产品)?(?!价位|价格|颜色|牌子|问题|星期|月)|(?<!其)它(?!们)|这(?=是|能|可以|有|会|多少|适合|怎么|的)|(?:这|那)(?=[\u4e00-\u9fff]{{1,2}}?(?:多[大高长重少久宽厚]|能|可以|会|是什么|怎么))|该(?:商品|产品|款)|本品"
)

_ZH_THIS_KIND = re.compile(
    rf"(?<!其)它(?!们)|(?:该|此|本)(?:款|品|产品)|(?:这|那)(?:一)?(?P<measure>(?!种|样|项|家|位|组|点|份|打)(?:{MEASURE}))?(?!价位|价格|颜色|牌子|问题|星期|月|预算|范围|尺码|尺寸|价)"
)
_LINKS = frozenset("in with and of for the a an on to or by at from".split())
"""Words that make no name: 'in black' is a color, whatever title has it too."""
_THIS = re.compile(r"\b(?:this|that|these|those) (?:pair of )?(?:lovely |nice |cute |beautiful )?")
_QUOTED = re.compile("[\"'「『《“](.{2,60}?)[\"'」』》”]")


def named(source: Source, shelf: Shelf, *, taken: Sequence[Span], loose: bool) -> tuple[ReferenceSpan, ...]:
    """References by (part of) a shown product's title.

    Strict, most of a title must stand there; `loose`, two words in sequence that only one shown product has.
    """
    found: list[ReferenceSpan] = []
    titles = {product.product_id: stems(product.title) for product in shelf.shown}
    for product in shelf.shown:
        span, size = _longest_run(source, titles[product.product_id], taken)
        if span is None or not _is_name(source, product, size, titles, span, loose=loose):
            continue
        if not overlaps(span, [f.span for f in found]):
            found.append(spanned(source, _with_article(source, span), "name", (product.product_id,)))
    for product in shelf.shown:
        span = _chinese_run(source, product, shelf)
        if span is not None and not overlaps(span, (*taken, *(f.span for f in found))):
            found.append(spanned(source, span, "name", (product.product_id,)))
    return tuple(sorted(found, key=lambda f: f.span))


def pronouns(source: Source, shelf: Shelf, *, taken: Sequence[Span]) -> tuple[ReferenceSpan, ...]:
    """'it', 'this', 这个 → the page's product, the focus or the only one shown; 'these' → all shown."""
    blocked = [*taken, *(match.span() for match in _NOT_IT.finditer(source.text))]
    for match in _THEM.finditer(source.text):
        if not overlaps(match.span(), blocked):
            ids = shelf.said or (
                shelf.focus if len(shelf.focus) > 1 and match.group() != "these" else shelf.ids
            )
            return (spanned(source, match.span(), "all", ids or shelf.one()),)
    for pattern in (_ZH_THIS, _IT):
        for match in pattern.finditer(source.text):
            if not overlaps(match.span(), blocked):
                return (spanned(source, match.span(), "page", shelf.one()),)
    return ()


def this_kind(
    source: Source, shelf: Shelf, *, kinds: Sequence[KindSpan], taken: Sequence[Span]
) -> tuple[ReferenceSpan, ...]:
    """The product in view, its kind named beside the pointing word or not: 它, 这床, 这张床, 那个灯, 这个."""
    one = shelf.one()
    for match in _ZH_THIS_KIND.finditer(source.text) if one else ():
        kind = next((k for k in kinds if k.span[0] == match.end()), None)
        measured = match.group("measure") is not None or match.group().endswith(("它", "品", "款"))
        span = (match.start(), kind.span[1] if kind else match.end())
        if (kind or measured) and not overlaps(span, taken) and (measured or match.group().startswith("这")):
            return (spanned(source, span, "page", one),)
    return ()


def english_kind(
    source: Source, shelf: Shelf, *, kinds: Sequence[KindSpan], taken: Sequence[Span]
) -> tuple[ReferenceSpan, ...]:
    """The product in view, where the words name a kind: 'this couch', 'these boots'."""
    for match in _THIS.finditer(source.text) if shelf.one() else ():
        kind = next((k for k in kinds if k.span[0] == match.end()), None)
        if kind and not overlaps((match.start(), kind.span[1]), taken):
            return (spanned(source, (match.start(), kind.span[1]), "page", shelf.one()),)
    return ()


def _longest_run(source: Source, title: Sequence[str], taken: Sequence[Span]) -> tuple[Span | None, int]:
    best: tuple[Span | None, int] = (None, 0)
    tokens = source.tokens
    for start, first in enumerate(tokens):
        for place, word in enumerate(title):
            if first.cjk or word != first.stem:
                continue
            size = 1
            while (
                start + size < len(tokens)
                and place + size < len(title)
                and tokens[start + size].stem == title[place + size]
            ):
                size += 1
            span = (first.start, tokens[start + size - 1].end)
            if size > best[1] and not overlaps(span, taken):
                best = (span, size)
    return best


def _is_name(
    source: Source,
    product: Product,
    size: int,
    titles: dict[str, tuple[str, ...]],
    span: Span,
    *,
    loose: bool,
) -> bool:
    title = titles[product.product_id]
    if size < 2 and not (size == len(title) and loose):
        return False
    run = stems(source.text[slice(*span)])
    if size < len(title) and sum(word not in _LINKS for word in run) < 2:
        return False
    shared = sum(_contains(other, run) for other in titles.values()) > 1
    if shared:
        return False
    definite = re.search(r"\b(?:the|this|that|your) $", source.text[: span[0]]) is not None
    quoted = any(
        match.start() <= span[0] and span[1] <= match.end() for match in _QUOTED.finditer(source.text)
    )
    if loose or quoted:
        return True
    return size >= max(3, round(0.7 * len(title))) or (definite and size >= 3)


def _contains(title: Sequence[str], run: Sequence[str]) -> bool:
    return any(tuple(title[i : i + len(run)]) == tuple(run) for i in range(len(title) - len(run) + 1))


def _with_article(source: Source, span: Span) -> Span:
    article = re.search(r"\b(?:the|this|that) $", source.text[: span[0]])
    return (article.start(), span[1]) if article else span


def _chinese_run(source: Source, product: Product, shelf: Shelf) -> Span | None:
    """Most of a Chinese title in the text, as only this shown product has it; `describing_zh` reads pieces."""
    title = normalize(product.title).replace(" ", "")
    least = max(4, round(0.6 * len(title)))
    for size in range(len(title), least - 1, -1):
        for start in range(len(title) - size + 1):
            piece = title[start : start + size]
            place = source.text.find(piece)
            others = [p for p in shelf.shown if p is not product]
            if place >= 0 and not any(piece in normalize(p.title).replace(" ", "") for p in others):
                return (place, place + size) if any("\u4e00" <= c <= "\u9fff" for c in piece) else None
    return None
