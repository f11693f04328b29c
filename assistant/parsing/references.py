# ruff: noqa: E501 - a pattern reads better whole
"""References by what a product is like, by its name, or by a pronoun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.grounding import Mention
from assistant.parsing.shelf import ReferenceSpan, Shelf, spanned
from assistant.parsing.sorts import SortSpan
from assistant.parsing.source import Source, Span, overlaps
from retrieval.text import names, normalize, stems
from retrieval.types import Product

_MEASURE = "个|款|件|条|双|只|张|把|台|套|瓶|本|种|样|部|盒|包|顶|副|块|幅|对|组|床|盏|支|位|项|号"
_IT = re.compile(
    r"\b(?:it|that one|this one|this|that|this (?:item|product|thing|one)|that (?:item|product|thing)|(?:this|that) \w+)\b"
)
_THEM = re.compile(r"\b(?:these|those|them|they)\b(?: ones)?")
_NOT_IT = re.compile(
    r"\b(?:is it (?:possible|true|ok|okay|too late|time)|it is (?:for|a gift|my|possible)|make it (?:cheaper|under|below)|keep it|that is (?:all|it|ok|fine|great|right)|this (?:week|weekend|month|year|summer|winter|spring|fall|season|morning|evening|time|kind|price|budget|range|shop|store|site|website|chat)|that (?:kind|price|budget|way|much|range)|like that$)\b"
)
_ZH_THIS = re.compile(
    rf"(?:这|那)(?:一)?(?:{_MEASURE})(?:商品|产品)?(?!价位|价格|颜色|牌子|问题|星期|月)|(?<!其)它(?!们)|这(?=是|能|可以|有|会|多少|适合|怎么|的)|(?:这|那)(?=[\u4e00-\u9fff]{{1,2}}?(?:多[大高长重少久宽厚]|能|可以|会|是什么|怎么))|该(?:商品|产品|款)|本品"
)

_ADJECTIVE_ONE = re.compile(r"\b(?:the|that|this|your) (?P<words>(?:[\w'-]+ ){1,4}?)(?P<one>ones?)\b")
_ZH_ADJECTIVE = re.compile(
    rf"(?P<words>[\u4e00-\u9fffa-z0-9]{{1,8}}?)的?(?:那|这)(?:一)?(?:{_MEASURE})|那(?:一)?(?:{_MEASURE})(?P<after>[\u4e00-\u9fffa-z]{{1,6}}?)的"
)
_LINKS = frozenset("in with and of for the a an on to or by at from".split())
"""Words that make no name: 'in black' is a color, whatever title has it too."""
_QUOTED = re.compile("[\"'「『《“](.{2,60}?)[\"'」』》”]")


def adjectives(
    source: Source,
    shelf: Shelf,
    *,
    mentions: Sequence[Mention],
    sorts: Sequence[SortSpan],
    taken: Sequence[Span],
) -> tuple[ReferenceSpan, ...]:
    """References by what a product is like: 'the red one', 'the cheaper one', 红色那个."""
    found: list[ReferenceSpan] = []
    for pattern in (_ADJECTIVE_ONE, _ZH_ADJECTIVE):
        for match in pattern.finditer(source.text):
            inside = [m for m in mentions if match.start() <= m.span[0] and m.span[1] <= match.end()]
            ordered = [s for s in sorts if match.start() <= s.span[0] and s.span[1] <= match.end() + 1]
            if overlaps(match.span(), (*taken, *(f.span for f in found))) or not (inside or ordered):
                continue
            ids = _matching(shelf.shown, inside)
            if ordered:
                ids = _extreme(shelf, ids if inside else shelf.ids, ordered[0])
            found.append(spanned(source, match.span(), "attribute", ids))
    return tuple(sorted(found, key=lambda f: f.span))


def described(
    source: Source, shelf: Shelf, *, mentions: Sequence[Mention], taken: Sequence[Span]
) -> tuple[ReferenceSpan, ...]:
    """'the blue sweater': a definite singular that fits some but not all of the shown products."""
    found: list[ReferenceSpan] = []
    for match in re.finditer(r"\bthe ((?:[\w'-]+ ){1,3}[\w'-]+)\b", source.text):
        inside = [m for m in mentions if match.start() <= m.span[0] and m.span[1] <= match.end()]
        if not inside or overlaps(inside[0].span, (*taken, *(f.span for f in found))):
            continue
        ids = _matching(shelf.shown, inside[:1])
        if 0 < len(ids) < max(len(shelf.shown), 2):
            end = _noun_end(source, inside[0].span[1], shelf, ids)
            found.append(spanned(source, (match.start(), end), "attribute", ids))
    return tuple(found)


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
        span = _chinese_run(source, product, shelf, loose=loose)
        if span is not None and not overlaps(span, (*taken, *(f.span for f in found))):
            found.append(spanned(source, span, "name", (product.product_id,)))
    return tuple(sorted(found, key=lambda f: f.span))


def pronouns(source: Source, shelf: Shelf, *, taken: Sequence[Span]) -> tuple[ReferenceSpan, ...]:
    """'it', 'this', 这个 → the page's product, the focus or the only one shown; 'these' → all shown."""
    blocked = [*taken, *(match.span() for match in _NOT_IT.finditer(source.text))]
    for match in _THEM.finditer(source.text):
        if not overlaps(match.span(), blocked):
            ids = shelf.focus if len(shelf.focus) > 1 and match.group() != "these" else shelf.ids
            return (spanned(source, match.span(), "all", ids or shelf.one()),)
    for pattern in (_ZH_THIS, _IT):
        for match in pattern.finditer(source.text):
            if not overlaps(match.span(), blocked):
                return (spanned(source, match.span(), "page", shelf.one()),)
    return ()


def _matching(shown: Sequence[Product], mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Shown products that have every mentioned value; by the words of their title where no facet says so."""
    by_facet = [p for p in shown if all(_has(p, m.value.facet, m.value.value) for m in mentions)]
    chosen = by_facet or [p for p in shown if all(names(p.title, m.value.value) for m in mentions)]
    return tuple(product.product_id for product in chosen)


def _has(product: Product, facet: str, value: str) -> bool:
    return any(normalize(own) == normalize(value) or names(own, value) for own in product.facet_values(facet))


def _extreme(shelf: Shelf, ids: Sequence[str], sort: SortSpan) -> tuple[str, ...]:
    """The product at the wished end of an order, by what the records say; ties go to the first shown."""
    base = [p for p in shelf.shown if p.product_id in ids]
    if sort.relative and len(shelf.focus) > 1:
        base = [p for p in base if p.product_id in shelf.focus] or base
    valued = [(p, _measure(p, sort.sort.field)) for p in base]
    known = [(product, value) for product, value in valued if value is not None]
    if not known:
        return ()
    best = (min if sort.sort.direction == "asc" else max)(value for _, value in known)
    return next(((product.product_id,) for product, value in known if value == best), ())


def _measure(product: Product, name: str) -> float | None:
    if name == "price":
        return None if product.price_minor is None else float(product.price_minor)
    if name == "rating":
        return product.rating
    if name == "created_at":
        return None if product.created_at is None else product.created_at.timestamp()
    return None if product.units_sold is None else float(product.units_sold)


def _noun_end(source: Source, position: int, shelf: Shelf, ids: Sequence[str]) -> int:
    """The end of the noun after a value, as far as the title of a matching product goes on with it."""
    title = {s for product in shelf.shown if product.product_id in ids for s in stems(product.title)}
    end = position
    for token in source.tokens:
        if token.start >= position and source.text[end : token.start].strip() == "" and token.stem in title:
            end = token.end
        elif token.start >= position:
            break
    return end


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


def _chinese_run(source: Source, product: Product, shelf: Shelf, *, loose: bool) -> Span | None:
    """The longest piece of a Chinese title in the text that only this shown product has."""
    title = normalize(product.title).replace(" ", "")
    least = 3 if loose else max(4, round(0.6 * len(title)))
    for size in range(len(title), least - 1, -1):
        for start in range(len(title) - size + 1):
            piece = title[start : start + size]
            place = source.text.find(piece)
            others = [p for p in shelf.shown if p is not product]
            if place >= 0 and not any(piece in normalize(p.title).replace(" ", "") for p in others):
                return (place, place + size) if any("\u4e00" <= c <= "\u9fff" for c in piece) else None
    return None
