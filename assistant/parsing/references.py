"""Shown, named and page products that an utterance points at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parsing import numerals, numerals_zh
from assistant.parsing.grounding import Mention
from assistant.parsing.sorts import SortSpan
from assistant.parsing.source import Source, Span, overlaps
from assistant.types import DialogueState, PageContext, Reference
from retrieval.text import names, normalize, stems
from retrieval.types import Product

_ORDINALS = {
    name: place
    for place, forms in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th", "ninth 9th", "tenth 10th"), start=1
    )
    for name in forms.split()
}  # fmt: skip
_ORD = "|".join(_ORDINALS)
_COUNT = r"two|three|four|five|six|2|3|4|5|6|couple(?: of)?|few"
_NOUN = r"(?: (?:ones?|items?|products?|options?|results?|choices?|picks?|suggestions?))?"
_NO_ORDINAL = r"(?! (?:aid|class|time|of all|hand|thing|place|day|week|month|year|night|birthday|communion|grade|floor|apartment|home|baby|person|half|date|world))"
_MEASURE = "个|款|件|条|双|只|张|把|台|套|瓶|本|种|样|部|盒|包|顶|副|块|幅|对|组|床|盏|支|位|项|号"
_PLACE = r"[一二三四五六七八九十\d]{1,2}"

_FIRST_N = re.compile(rf"\b(?:the )?(?P<side>first|top|last|bottom|final|previous) (?P<n>{_COUNT})\b(?! (?:hundred|thousand|dollars|bucks|pack|piece|stars?|weeks?|days?|months?|years?))(?: of (?:them|these|those))?{_NOUN}")
_ORDINAL = re.compile(rf"\b(?P<the>the |this |that |your |my |number )?(?P<o>{_ORD}|last|final|middle)\b{_NO_ORDINAL}(?P<noun> (?:ones?|items?|products?|options?|results?|choices?|picks?|suggestions?))?(?! (?:two|three|four|five|2|3|4|5)\b)")
_NUMBERED = re.compile(r"(?:#\s?|\b(?:number|no\.|nr\.?|item|option|product|choice|result)\s?#?\s?)(?P<n>\d{1,2}|one|two|three|four|five|six)\b(?!\s?(?:\$|dollars|%|stars?|pack|inch))")
_BARE_NUMBERS = re.compile(r"(?:^|\bcompare |\bbetween |\bvs\.? |\bversus |\bdifference between )(?P<a>\d)(?: (?:and|with|to|vs\.?|versus|or|&) |, ?)(?P<b>\d)(?:(?: and |, ?)(?P<c>\d))?(?![\d.]|\s?(?:inch|dollars|bucks|stars?|pack|cm))")
_BOTH = re.compile(r"\b(?:both(?: of (?:them|these|those))?|the (?:two|three|four|2|3|4)(?: of them)?(?= |$)|(?:these|those) (?P<n>two|three|four|five|2|3|4|5)(?: \w+)?|(?:them|these|those) both)\b")
_ALL = re.compile(r"\b(?:all (?:of )?(?:them|these|those|the (?:ones|products|items|results)|(?P<n>two|three|four|five|six))|them all|these all|every one of (?:them|these)|each of (?:them|these))\b")
_THE_OTHER = re.compile(r"\bthe other (?:one|two|ones)\b")

_ZH_FIRST_N = re.compile(rf"(?P<side>前面?|头|后面?|最后|最前面?)(?:的)?(?P<n>[两二三四五六\d])(?:{_MEASURE})?(?!十|百|千|元|块钱|天|年|月)")
_ZH_PAIR = re.compile(rf"第(?P<a>{_PLACE})(?:{_MEASURE})?(?:和|与|跟|、|,|还是|或者?)(?:第)?(?P<b>{_PLACE})(?:{_MEASURE})?(?:(?:和|与|跟|、)(?:第)?(?P<c>{_PLACE})(?:{_MEASURE})?)?")
_ZH_ORDINAL = re.compile(rf"第(?P<n>{_PLACE})(?:{_MEASURE}|(?=[的是有贵便和跟与比,，?？ ]|$))(?:商品|产品|的)?(?!次|天|年|季)")
_ZH_NUMBER = re.compile(r"(?<![\d.])(?P<n>\d)号(?!电池|线|色)|(?:编号|序号)(?P<m>\d)")
_ZH_LAST = re.compile(rf"(?:最后|最末|倒数第一)(?:面)?(?:那|的)?(?:一)?(?:{_MEASURE})(?:商品|产品)?")
_ZH_MIDDLE = re.compile(rf"中间(?:那|的|这)?(?:一)?(?:{_MEASURE})")
_ZH_SOME = re.compile(rf"(?:这|那)(?P<n>[两二三四五六几])(?:{_MEASURE})|(?P<both>它们俩?|他们|两(?:个|款|件|者)(?=都|哪|有|的|之间|比|对)|(?:这|那)些|(?:全部|所有)(?:这些|商品|的商品)?(?=都|加)|这俩|两者|二者)")
_ZH_OTHER = re.compile(rf"另(?:外)?(?:一)?(?:{_MEASURE})")

_IT = re.compile(r"\b(?:it|that one|this one|this|that|this (?:item|product|thing|one)|that (?:item|product|thing)|(?:this|that) \w+)\b")
_THEM = re.compile(r"\b(?:these|those|them|they)\b(?: ones)?")
_NOT_IT = re.compile(r"\b(?:is it (?:possible|true|ok|okay|too late|time)|it is (?:for|a gift|my|possible)|make it (?:cheaper|under|below)|keep it|that is (?:all|it|ok|fine|great|right)|this (?:week|weekend|month|year|summer|winter|spring|fall|season|morning|evening|time|kind|price|budget|range|shop|store|site|website|chat)|that (?:kind|price|budget|way|much|range)|like that$)\b")
_ZH_THIS = re.compile(rf"(?:这|那)(?:一)?(?:{_MEASURE})(?:商品|产品)?(?!价位|价格|颜色|牌子|问题|星期|月)|(?<!其)它(?!们)|这(?=是|能|可以|有|会|多少|适合|怎么|的)|该(?:商品|产品|款)|本品")

_ADJECTIVE_ONE = re.compile(r"\b(?:the|that|this|your) (?P<words>(?:[\w'-]+ ){1,4}?)(?P<one>ones?)\b")
_ZH_ADJECTIVE = re.compile(rf"(?P<words>[\u4e00-\u9fffa-z0-9]{{1,8}}?)的?(?:那|这)(?:一)?(?:{_MEASURE})|那(?:一)?(?:{_MEASURE})(?P<after>[\u4e00-\u9fffa-z]{{1,6}}?)的")
_QUOTED = re.compile("[\"'「『《“](.{2,60}?)[\"'」』》”]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What can be pointed at: the shown products in order, those in focus, and the page's product."""

    shown: Sequence[Product]
    focus: tuple[str, ...]
    page: str | None

    @classmethod
    def of(cls, state: DialogueState, shown: Sequence[Product], context: PageContext) -> Shelf:
        """The shelf of one turn."""
        return cls(shown=tuple(shown), focus=state.focus, page=context.product_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the shown products, in order."""
        return tuple(product.product_id for product in self.shown)

    @property
    def anything(self) -> bool:
        """Whether there is any product to speak of."""
        return bool(self.shown or self.focus or self.page)

    def one(self) -> tuple[str, ...]:
        """The product that 'it' means: the page's, the one in focus, or the only one shown."""
        if self.page:
            return (self.page,)
        if self.focus:
            return self.focus
        return self.ids if len(self.shown) == 1 else ()

    def at(self, place: int) -> tuple[str, ...]:
        """The product at a 1-based place; () past the end."""
        return (self.ids[place - 1],) if 1 <= place <= len(self.shown) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSpan:
    """A reference and where the text makes it."""

    span: Span
    reference: Reference


def ordinals(source: Source, shelf: Shelf, *, taken: Sequence[Span]) -> tuple[ReferenceSpan, ...]:
    """References by place or as a whole; places that nothing has give empty product_ids."""
    found: list[ReferenceSpan] = []

    def add(match: re.Match[str], kind: str, ids: tuple[str, ...]) -> None:
        if not overlaps(match.span(), (*taken, *(f.span for f in found))):
            found.append(_spanned(source, match.span(), kind, ids))

    text = source.text
    for match in _BARE_NUMBERS.finditer(text):
        add(match, "ordinal", tuple(i for g in "abc" if match.group(g) for i in shelf.at(int(match.group(g)))))
    for match in _FIRST_N.finditer(text):
        add(match, "ordinal", _several(shelf, match.group("side"), match.group("n")))
    for match in _NUMBERED.finditer(text):
        add(match, "ordinal", shelf.at(int(numerals.value_of(match.group("n")) or 0)))
    for match in _ORDINAL.finditer(text):
        if _is_pointed(match, shelf, text):
            add(match, "ordinal", _placed(shelf, match.group("o")))
    for pattern in (_ALL, _BOTH):
        for match in pattern.finditer(text):
            if shelf.anything:
                add(match, "all", _group(shelf, match))
    for match in _THE_OTHER.finditer(text):
        add(match, "ordinal", tuple(i for i in shelf.ids if i not in shelf.focus) if shelf.focus else ())
    _chinese_ordinals(text, shelf, add)
    return tuple(sorted(found, key=lambda f: f.span))


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
            found.append(_spanned(source, match.span(), "attribute", ids))
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
            found.append(_spanned(source, (match.start(), end), "attribute", ids))
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
            found.append(_spanned(source, _with_article(source, span), "name", (product.product_id,)))
    for product in shelf.shown:
        span = _chinese_run(source, product, shelf, loose=loose)
        if span is not None and not overlaps(span, (*taken, *(f.span for f in found))):
            found.append(_spanned(source, span, "name", (product.product_id,)))
    return tuple(sorted(found, key=lambda f: f.span))


def pronouns(source: Source, shelf: Shelf, *, taken: Sequence[Span]) -> tuple[ReferenceSpan, ...]:
    """'it', 'this', 这个 → the page's product, the focus or the only one shown; 'these' → all shown."""
    blocked = [*taken, *(match.span() for match in _NOT_IT.finditer(source.text))]
    for match in _THEM.finditer(source.text):
        if not overlaps(match.span(), blocked):
            ids = shelf.focus if len(shelf.focus) > 1 and match.group() != "these" else shelf.ids
            return (_spanned(source, match.span(), "all", ids or shelf.one()),)
    for pattern in (_ZH_THIS, _IT):
        for match in pattern.finditer(source.text):
            if not overlaps(match.span(), blocked):
                return (_spanned(source, match.span(), "page", shelf.one()),)
    return ()


def _spanned(source: Source, span: Span, kind: str, ids: tuple[str, ...]) -> ReferenceSpan:
    text = source.text[slice(*span)].strip()
    return ReferenceSpan(
        span=span, reference=Reference(kind=kind, text=text, product_ids=tuple(dict.fromkeys(ids)))
    )


def _is_pointed(match: re.Match[str], shelf: Shelf, text: str) -> bool:
    """A bare 'first' points only beside 'the' or 'one', and only where something is shown."""
    if match.group("o") in ("last", "final", "middle") and not (match.group("the") and shelf.shown or match.group("noun")):
        return False
    lone = re.fullmatch(rf"(?:{_ORD}|and|or|the|vs|,|compare|with|\s)+", text.strip(" ?.!")) is not None
    joined = re.search(rf"(?:{_ORD})(?: one)? (?:and|or|to|with|vs) (?:the )?$", text[: match.start()]) is not None
    leads = re.match(rf" (?:and|or|vs|with) (?:the )?(?:{_ORD}|last)\b", text[match.end() :]) is not None
    return bool(match.group("the") or match.group("noun") or lone or joined or leads)


def _placed(shelf: Shelf, word: str) -> tuple[str, ...]:
    if word in ("last", "final"):
        return shelf.ids[-1:]
    if word == "middle":
        return shelf.ids[len(shelf.ids) // 2 : len(shelf.ids) // 2 + 1] if len(shelf.ids) > 2 else ()
    return shelf.at(_ORDINALS[word])


def _several(shelf: Shelf, side: str, count: str) -> tuple[str, ...]:
    number = 3 if count == "few" else 2 if count.startswith("couple") else int(numerals.value_of(count) or 0)
    return shelf.ids[:number] if side in ("first", "top") else shelf.ids[-number:]


def _group(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    count = match.groupdict().get("n") or next(
        (word for word in match.group().split() if numerals.value_of(word) is not None), None
    )
    base = shelf.focus if len(shelf.focus) > 1 else shelf.ids
    if count:
        return base[: int(numerals.value_of(count) or 0)]
    return base[:2] if match.group().startswith("both") and len(shelf.focus) < 2 and len(base) > 2 else base


def _chinese_ordinals(text: str, shelf: Shelf, add: object) -> None:
    assert callable(add)
    for match in _ZH_PAIR.finditer(text):
        places = [numerals_zh.value_of(match.group(g)) for g in "abc" if match.group(g)]
        add(match, "ordinal", tuple(i for place in places for i in shelf.at(int(place or 0))))
    for match in _ZH_FIRST_N.finditer(text):
        number = int(numerals_zh.value_of(match.group("n")) or 0)
        front = match.group("side")[0] in "前头" or "前" in match.group("side")
        add(match, "ordinal", shelf.ids[:number] if front else shelf.ids[-number:])
    for match in _ZH_ORDINAL.finditer(text):
        add(match, "ordinal", shelf.at(int(numerals_zh.value_of(match.group("n")) or 0)))
    for match in _ZH_NUMBER.finditer(text):
        add(match, "ordinal", shelf.at(int(match.group("n") or match.group("m"))))
    for match in _ZH_LAST.finditer(text):
        add(match, "ordinal", shelf.ids[-1:])
    for match in _ZH_MIDDLE.finditer(text):
        add(match, "ordinal", _placed(shelf, "middle"))
    for match in _ZH_OTHER.finditer(text):
        if shelf.focus:
            add(match, "ordinal", tuple(i for i in shelf.ids if i not in shelf.focus))
    for match in _ZH_SOME.finditer(text):
        if shelf.anything:
            add(match, "all", _chinese_group(shelf, match))


def _chinese_group(shelf: Shelf, match: re.Match[str]) -> tuple[str, ...]:
    base = shelf.focus if len(shelf.focus) > 1 else shelf.ids
    count = match.group("n")
    if count and count != "几":
        return base[: int(numerals_zh.value_of(count) or 0)]
    pair = match.group("both") in ("这俩", "两者", "二者", "它们俩") or str(match.group("both")).startswith("两")
    return base[:2] if pair else base


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


def _longest_run(
    source: Source, title: Sequence[str], taken: Sequence[Span]
) -> tuple[Span | None, int]:
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
    shared = sum(_contains(other, run) for other in titles.values()) > 1
    if shared:
        return False
    definite = re.search(r"\b(?:the|this|that|your) $", source.text[: span[0]]) is not None
    quoted = any(match.start() <= span[0] and span[1] <= match.end() for match in _QUOTED.finditer(source.text))
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
