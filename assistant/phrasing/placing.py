"""Sentences about the order of two products, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.phrasing.display import money, named_title, price_of, rating_of, sentence_case, title_of
from assistant.phrasing.english import listing
from retrieval.counterfactuals import PriceToLead
from retrieval.types import Product, Sort

Pair = tuple[Product, Product]
Parts = Sequence[tuple[str, int]]
CLOSE = 10
"""Points below which two products stand only just apart."""
_FEATURES = {
    "relevance": ("how well it fits your words", "与您所说的吻合度"),
    "constraint_match": ("the conditions it meets", "满足的条件"),
    "personal": ("your own taste", "您的喜好"),
    "preference_match": ("the wishes it meets", "满足的偏好"),
    "rating": ("its rating", "评分"),
    "price_fit": ("its price beside the one you named", "与您所说价格的接近程度"),
    "freshness": ("how new it is", "上架时间"),
    "stock": ("being in stock", "有货"),
    "popularity": ("how often it sells", "销量"),
    "long_tail": ("how rarely it sells", "小众程度"),
    "boost": ("the shop's own boost", "本店的上调"),
    "bury": ("the shop's own bury", "本店的下调"),
    "pin": ("the place that the shop gave it", "本店指定的位置"),
    "sponsored": ("its sponsored place that is paid for", "付费广告位"),
    "brand_cap": ("the limit on products of one brand", "同品牌数量上限"),
    "merchant_cap": ("the limit on products of one seller", "同商家数量上限"),
    "diversity": ("how it differs from those above it", "与前面商品的差异"),
}
_ORDERS = {
    ("price", "asc"): ("the lowest price first", "价格从低到高"),
    ("price", "desc"): ("the highest price first", "价格从高到低"),
    ("rating", "asc"): ("the lowest rating first", "评分从低到高"),
    ("rating", "desc"): ("the best rating first", "评分从高到低"),
    ("created_at", "asc"): ("the oldest first", "上架时间从早到晚"),
    ("created_at", "desc"): ("the newest first", "上架时间从新到旧"),
    ("popularity", "asc"): ("the least sold first", "销量从低到高"),
    ("popularity", "desc"): ("the most sold first", "销量从高到低"),
}
_HAS = {
    "price": ("costs", "售价"),
    "rating": ("is rated", "评分"),
    "created_at": ("was added on", "上架于"),
    "popularity": ("sold", "销量"),
}


class Placing(Protocol):
    """Deterministic sentences about two products, the first of which stands above the second."""

    def apart(self, products: Pair, gap: int, parts: Parts) -> str:
        """By how many points, and what they are made of."""
        ...

    def asked(self, sort: Sort) -> str:
        """The order asked for."""
        ...

    def ordered(self, products: Pair, sort: Sort) -> str:
        """What the two have in the order asked for."""
        ...

    def level(self, sort: Sort) -> str:
        """The two are the same in the order asked for, and what decides then."""
        ...

    def would_lead(self, lead: PriceToLead, products: Pair) -> str:
        """The price at which the second would stand first."""
        ...

    def unknown(self) -> str:
        """The order can't be made again."""
        ...


def placing(language: str) -> Placing:
    """The wording of a reply language, 'en' or 'zh'."""
    return PlacingChinese() if language == "zh" else PlacingEnglish()


class PlacingEnglish:
    """English sentences."""

    def apart(self, products: Pair, gap: int, parts: Parts) -> str:
        """E.g. "The Lamp stands above the Torch by 12 points: 14 more for its rating, 2 fewer for …"."""
        over, under = _names(products)
        if not parts:
            return f"{sentence_case(over)} and {under} score the same: which comes first says nothing."
        told = listing([f"{abs(n)} {direction_of(n, 'en')} for {feature_of(f, 'en')}" for f, n in parts])
        just = "only just stands" if gap < CLOSE else "stands"
        amount = f"{gap} point{'' if gap == 1 else 's'} of 1000"
        return f"{sentence_case(over)} {just} above {under}, by {amount}: {told}."

    def asked(self, sort: Sort) -> str:
        """E.g. "You asked for the lowest price first."."""
        return f"You asked for {order_of(sort, 'en')}."

    def ordered(self, products: Pair, sort: Sort) -> str:
        """E.g. "The Lamp costs $45, the Torch $60."."""
        over, under = _names(products)
        mine, other = (stated(product, sort.field, "en") for product in products)
        told = f"{under} {other}" if other else f"for {under} the catalog states nothing"
        return f"{sentence_case(over)} {_HAS[sort.field][0]} {mine}, {told}."

    def level(self, sort: Sort) -> str:
        """E.g. "The two are level in that, so the better score decides."."""
        more = "more reviews, then " if sort.field == "rating" else ""
        return f"The two are level in that, so {more}the better score decides."

    def would_lead(self, lead: PriceToLead, products: Pair) -> str:
        """E.g. "The Torch would stand first at $41.99 or less, all else unchanged."."""
        amount = money(lead.price_minor, lead.product.currency, "en")
        less = " or less" if lead.or_less else ""
        return (
            f"{sentence_case(_names(products)[1])} would stand first at {amount}{less}, all else unchanged."
        )

    def unknown(self) -> str:
        """An order that no search of now gives."""
        return (
            "I can't work out that order again. Search once more and I can tell you exactly what decides it."
        )


class PlacingChinese:
    """Chinese sentences."""

    def apart(self, products: Pair, gap: int, parts: Parts) -> str:
        """E.g. “台灯”排在“手电”前面，高12分（按1000分计）：评分多14分，销量少2分."""
        over, under = _names_zh(products)
        if not parts:
            return f"{over}和{under}得分相同，先后并没有特别的含义。"
        told = "，".join(f"{feature_of(f, 'zh')}{direction_of(n, 'zh')}{abs(n)}分" for f, n in parts)
        just = "只略" if gap < CLOSE else ""
        return f"{over}排在{under}前面，{just}高{gap}分（按1000分计）：{told}。"

    def asked(self, sort: Sort) -> str:
        """E.g. 您要求按价格从低到高排列."""
        return f"您要求按{order_of(sort, 'zh')}排列。"

    def ordered(self, products: Pair, sort: Sort) -> str:
        """E.g. “台灯”售价¥45，“手电”售价¥60."""
        over, under = _names_zh(products)
        mine, other = (stated(product, sort.field, "zh") for product in products)
        has = _HAS[sort.field][1]
        return f"{over}{has}{mine}，{under}{f'{has}{other}' if other else '没有标明'}。"

    def level(self, sort: Sort) -> str:
        """E.g. 两款在这一点上相同，所以再看综合得分."""
        more = "评价数和" if sort.field == "rating" else ""
        return f"两款在这一点上相同，所以再看{more}综合得分。"

    def would_lead(self, lead: PriceToLead, products: Pair) -> str:
        """E.g. 其他不变，“手电”的价格是¥41.99或更低时会排第一."""
        amount = money(lead.price_minor, lead.product.currency, "zh")
        less = "或更低" if lead.or_less else ""
        return f"其他不变的话，{_names_zh(products)[1]}的价格是{amount}{less}时会排第一。"

    def unknown(self) -> str:
        """An order that no search of now gives."""
        return "这个顺序我现在没法重新算出来。您再搜一次，我就能准确说明排序的依据。"


def _names(products: Pair) -> tuple[str, str]:
    over, under = (named_title(product) for product in products)
    return ("the one above", "the one below") if over.casefold() == under.casefold() else (over, under)


def _names_zh(products: Pair) -> tuple[str, str]:
    over, under = (title_of(product) for product in products)
    return ("前一款", "后一款") if over == under else (f"“{over}”", f"“{under}”")


def names_of(products: Pair, language: str) -> tuple[str, str]:
    """What the two are called, without article or quotes: by title, or by place where they share one."""
    over, under = _names_zh(products) if language == "zh" else _names(products)
    return over.strip("“”").removeprefix("the "), under.strip("“”").removeprefix("the ")


def feature_of(name: str, language: str) -> str:
    """What a feature of the score is called; one that has no wording by its own name."""
    plain = name.replace("_", " ")
    return _FEATURES.get(name, (plain, plain))[language == "zh"]


def direction_of(points: int, language: str) -> str:
    """Whether a part adds points or takes them off."""
    more, fewer = ("多", "少") if language == "zh" else ("more", "fewer")
    return more if points > 0 else fewer


def order_of(sort: Sort, language: str) -> str:
    """The order asked for, in words."""
    return _ORDERS[sort.field, sort.direction][language == "zh"]


def stated(product: Product, field: str, language: str) -> str:
    """What a product has in the order asked for; "" where the catalog doesn't say."""
    if field == "price":
        return price_of(product, language)
    if field == "rating":
        return rating_of(product)
    if field == "created_at":
        return product.created_at.date().isoformat() if product.created_at else ""
    return "" if product.units_sold is None else str(product.units_sold)
