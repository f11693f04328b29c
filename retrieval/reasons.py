"""True reasons in words, each with the fields of the record that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.facet_match import same_size, value_matches
from retrieval.money import format_money, to_major, to_minor
from retrieval.text import has_cjk, normalize, stem, stems, words
from retrieval.types import Constraint, Op, Product, Query, Reason, Sort, Strength

MAX_REASONS = 3
_GOOD_RATING = 4.0
_ZH_FACETS = {
    "color": "颜色",
    "material": "材质",
    "size": "尺码",
    "sleeve": "袖长",
    "style": "风格",
    "pattern": "图案",
    "feature": "特点",
    "category": "类别",
    "brand": "品牌",
    "merchant": "商家",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonContext:
    """What the ranker knows beside the record: the query, the respelled words of its wish, and the order.

    `leads` is how many products the item comes before in the order asked for; None unless it is first.
    `personal` is what the shopper's taste adds, most telling first.
    """

    query: Query
    wish: Sequence[str]
    leads: int | None = None
    personal: Sequence[Reason] = ()


def reasons_for(product: Product, context: ReasonContext) -> tuple[Reason, ...]:
    """At most three reasons: order, wish, conditions, then the record; one is the taste's if there is any."""
    chinese = context.query.language == "zh"
    found: list[Reason] = []
    for reason in _evidence(product, context, chinese=chinese):
        if all(reason.text != other.text for other in found):
            found.append(reason)
        if len(found) == MAX_REASONS:
            break
    return (*found[: MAX_REASONS - 1], *context.personal[:1]) if context.personal else tuple(found)


def _evidence(product: Product, context: ReasonContext, *, chinese: bool) -> Iterator[Reason]:
    sort = context.query.sort
    if sort is not None:
        yield from _order(product, sort, context.leads, chinese=chinese)
    yield from _wish(product, context.wish, chinese=chinese)
    for constraint in context.query.constraints:
        yield from _condition(product, constraint, chinese=chinese)
    yield from _rating(product, chinese=chinese)
    yield from _sold(product, chinese=chinese)
    yield from _stock(product, chinese=chinese)


def _order(product: Product, sort: Sort, leads: int | None, *, chinese: bool) -> Iterator[Reason]:
    lowest = sort.direction == "asc"
    if sort.field == "price" and product.price_minor is not None and leads:
        money = _money(product, chinese=chinese)
        english, zh = ("lowest", "最低") if lowest else ("highest", "最高")
        text = f"{money}，{leads + 1} 款中价格{zh}" if chinese else f"{money}, {english} price of {leads + 1}"
        yield Reason(feature="sort", text=text, fields={"price": _major(product)})
    elif sort.field == "rating" and not lowest and product.rating is not None and leads:
        text = (
            f"{leads + 1} 款中评分最高：{product.rating:g} 分"
            if chinese
            else f"rated {product.rating:g}, best of {leads + 1}"
        )
        yield Reason(feature="sort", text=text, fields=_rating_fields(product))
    elif sort.field == "created_at" and product.created_at is not None:
        day = product.created_at.date().isoformat()
        newest = not lowest and bool(leads)
        text = (
            f"{day} 上架{f'，{(leads or 0) + 1} 款中最新' if newest else ''}"
            if chinese
            else f"added {day}{f', newest of {(leads or 0) + 1}' if newest else ''}"
        )
        yield Reason(feature="freshness", text=text, fields={"created_at": product.created_at.isoformat()})


def _wish(product: Product, wish: Sequence[str], *, chinese: bool) -> Iterator[Reason]:
    named = _named_in(product.title, wish)
    if named:
        listed = "、".join(f"“{word}”" for word in named) if chinese else _and([f"“{w}”" for w in named])
        text = f"标题写明{listed}" if chinese else f"title names {listed}"
        yield Reason(feature="relevance", text=text, fields={"title": product.title})
        return
    for level in reversed(product.category):
        if _named_in(level, wish):
            text = f"归在“{level}”类" if chinese else f"listed under {level}"
            yield Reason(feature="relevance", text=text, fields={"category": level})
            return


def _condition(product: Product, constraint: Constraint, *, chinese: bool) -> Iterator[Reason]:
    feature = "constraint_match" if constraint.strength is Strength.HARD else "preference_match"
    if constraint.facet == "price":
        yield from _price(product, constraint, chinese=chinese)
    elif constraint.facet == "rating":
        yield from _rating(product, chinese=chinese, least=0.0)
    elif constraint.facet == "stock":
        yield from _stock(product, chinese=chinese)
    elif constraint.op is Op.EQ:
        value = _stated(product, constraint)
        if value is not None:
            text = _facet_text(constraint.facet, value, chinese=chinese)
            yield Reason(feature=feature, text=text, fields={constraint.facet: value})
    elif constraint.op is Op.NE and constraint.strength is Strength.HARD:
        text = (
            f"资料中没有提到{constraint.value}" if chinese else f"its record never names {constraint.value}"
        )
        yield Reason(feature=feature, text=text, fields={constraint.facet: ""})


def _price(product: Product, constraint: Constraint, *, chinese: bool) -> Iterator[Reason]:
    if product.price_minor is None or constraint.currency not in (None, product.currency):
        return
    limit = to_minor(float(constraint.value), product.currency)
    money = _money(product, chinese=chinese)
    bound = format_money(limit, product.currency, "zh" if chinese else "en")
    fields = {"price": _major(product)}
    feature = "constraint_match" if constraint.strength is Strength.HARD else "price_fit"
    if constraint.op is Op.LTE and product.price_minor <= limit:
        text = f"{money}，在 {bound} 以内" if chinese else f"{money} is within your {bound}"
    elif constraint.op is Op.GTE and product.price_minor >= limit:
        text = f"{money}，不低于 {bound}" if chinese else f"{money} is at least {bound}"
    elif constraint.op in (Op.LTE, Op.EQ) and constraint.strength is Strength.SOFT:
        text = f"{money}，接近 {bound}" if chinese else f"{money} is close to your {bound}"
    else:
        return
    yield Reason(feature=feature, text=text, fields=fields)


def _rating(product: Product, *, chinese: bool, least: float = _GOOD_RATING) -> Iterator[Reason]:
    if product.rating is None or product.rating < least:
        return
    count = product.rating_count
    if chinese:
        text = f"{count} 位顾客评分 {product.rating:g}" if count else f"评分 {product.rating:g}"
    else:
        shoppers = f" by {count} shopper{'' if count == 1 else 's'}" if count else ""
        text = f"rated {product.rating:g}{shoppers}"
    yield Reason(feature="rating", text=text, fields=_rating_fields(product))


def _sold(product: Product, *, chinese: bool) -> Iterator[Reason]:
    if product.units_sold:
        text = f"已售 {product.units_sold} 件" if chinese else f"{product.units_sold} sold"
        yield Reason(feature="popularity", text=text, fields={"units_sold": str(product.units_sold)})


def _stock(product: Product, *, chinese: bool) -> Iterator[Reason]:
    if product.in_stock:
        fields = {"stock": "in stock" if product.stock is None else str(product.stock)}
        yield Reason(feature="stock", text="有货" if chinese else "in stock", fields=fields)


def _stated(product: Product, constraint: Constraint) -> str | None:
    wanted = str(constraint.value)
    for value in product.facet_values(constraint.facet):
        if constraint.facet == "size":
            if same_size(value, wanted):
                return value
        elif value_matches(value, stems(value), wanted):
            return value
    return None


def facet_name(facet: str, language: str) -> str:
    """The name of a canonical facet in a reply language."""
    return _ZH_FACETS.get(facet, facet) if language == "zh" else facet


def _facet_text(facet: str, value: str, *, chinese: bool) -> str:
    if chinese:
        return f"{_ZH_FACETS.get(facet, facet)}：{value}"
    return {"category": f"listed under {value}", "brand": f"by {value}", "merchant": f"sold by {value}"}.get(
        facet, f"{facet}: {value}"
    )


def _named_in(text: str, wish: Sequence[str]) -> tuple[str, ...]:
    """Words of the wish as the text writes them, in the text's order."""
    if any(has_cjk(word) for word in wish):
        compact = normalize(text).replace(" ", "")
        return tuple(word for word in dict.fromkeys(wish) if word in compact)
    wanted = frozenset(wish)
    return tuple(dict.fromkeys(word for word in words(text) if stem(word) in wanted))[:3]


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _money(product: Product, *, chinese: bool) -> str:
    return format_money(product.price_minor or 0, product.currency, "zh" if chinese else "en")


def _major(product: Product) -> str:
    return f"{to_major(product.price_minor or 0, product.currency):g}"


def _rating_fields(product: Product) -> dict[str, str]:
    return {"rating": f"{product.rating:g}", "rating_count": str(product.rating_count)}
