"""Sentences that set products side by side, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from assistant.phrasing import english
from assistant.phrasing.bilingual import translated
from assistant.phrasing.display import money, named_title, price_of, rating_of, sentence_case, title_of
from retrieval.types import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who is ahead in one dimension. Several leaders: a tie. `unknown`: the catalog doesn't say."""

    dimension: str
    leaders: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Values of one text facet by product id; an empty tuple where the catalog doesn't say."""

    facet: str
    values: Mapping[str, tuple[str, ...]]


class Comparing(Protocol):
    """Deterministic sentences of a comparison, and short tags of who is ahead, for the prompt."""

    def verdict(self, standing: Standing, products: Sequence[Product]) -> str:
        """One sentence on who is ahead, with the figures; ties and unknowns said as such."""
        ...

    def tag(self, standing: Standing, product: Product, products: Sequence[Product]) -> str:
        """How one product stands, in a few words; "" where it is not ahead or something is unknown."""
        ...

    def difference(self, difference: Difference, products: Sequence[Product]) -> str:
        """What the catalog lists for each in one facet."""
        ...

    def nothing_on(self, asked: str) -> str:
        """The catalog is silent on what was asked."""
        ...

    def nothing_differs(self, products: Sequence[Product]) -> str:
        """The catalog gives nothing to tell them apart by."""
        ...

    def joined(self, sentences: Sequence[str]) -> str:
        """Sentences as one text, empty ones left out."""
        ...


def comparing(language: str) -> Comparing:
    """The wording of a reply language, 'en' or 'zh'."""
    return ComparingChinese() if language == "zh" else ComparingEnglish()


class ComparingEnglish:
    """English comparisons."""

    _AHEAD: ClassVar[Mapping[str, tuple[str, str]]] = {
        "price": ("has the lower price", "has the lowest price"),
        "rating": ("has the better rating", "has the best rating"),
        "rating_count": ("has more reviews", "has the most reviews"),
        "created_at": ("is newer", "is the newest"),
        "units_sold": ("is more popular", "is the most popular"),
    }
    _SAME: ClassVar[Mapping[str, str]] = {
        "price": "the same price",
        "rating": "the same rating",
        "rating_count": "the same number of reviews",
        "created_at": "the same date",
        "units_sold": "the same sales",
    }
    _NAMES: ClassVar[Mapping[str, str]] = {
        "price": "price",
        "rating": "rating",
        "rating_count": "reviews",
        "created_at": "date",
        "units_sold": "sales",
    }

    def verdict(self, standing: Standing, products: Sequence[Product]) -> str:
        """E.g. "The A has the lower price: $45, versus $52.50 for the B."."""
        ids = {p.product_id: p for p in products}
        if not standing.leaders:
            return f"The catalog gives no {self._NAMES[standing.dimension]} for {_of_them(products)}."
        rest = [p for p in products if p.product_id not in (*standing.leaders, *standing.unknown)]
        leaders = [ids[i] for i in standing.leaders]
        if len(leaders) == len(products):
            same = self._SAME[standing.dimension]
            return f"{_all(products)} have {same}{self._shared(standing, leaders, ': ')}."
        said = [self._lead(standing, leaders, rest, len(products))]
        if standing.unknown:
            unknown = english.listing([named_title(ids[i]) for i in standing.unknown])
            said.append(f"The catalog gives no {self._NAMES[standing.dimension]} for {unknown}.")
        return " ".join(said)

    def _lead(
        self, standing: Standing, leaders: Sequence[Product], rest: Sequence[Product], in_play: int
    ) -> str:
        names = sentence_case(english.listing([named_title(p) for p in leaders]))
        figure = self._shared(standing, leaders, ": ")
        if not rest:
            figures = self._figure(standing, leaders[0], " with ") or ""
            if len(leaders) > 1:
                return f"{names} have {self._SAME[standing.dimension]}{figure}."
            return f"{names} has a {self._NAMES[standing.dimension]}{figures}." if figures else ""
        if len(leaders) > 1:
            same = self._SAME[standing.dimension]
            return f"{names} have {same}{figure}, ahead of {self._rest(standing, rest)}."
        ahead = self._AHEAD[standing.dimension][in_play > 2 and len(rest) > 1]
        others = self._rest(standing, rest)
        return f"{names} {ahead}{figure}{f', versus {others}' if others else ''}."

    def _rest(self, standing: Standing, rest: Sequence[Product]) -> str:
        figures = [f"{self._figure(standing, p, '')} for {named_title(p)}" for p in rest]
        return english.listing(figures) if self._figure(standing, rest[0], "") else ""

    def _shared(self, standing: Standing, leaders: Sequence[Product], lead: str) -> str:
        """The figure of all leaders: of rating and reviews the one alone where the other differs."""
        if standing.dimension == "rating" and len({p.rating_count for p in leaders}) > 1:
            return f"{lead}{rating_of(leaders[0])}"
        if standing.dimension == "rating_count" and len({rating_of(p) for p in leaders}) > 1:
            return f"{lead}{english.reviews(leaders[0].rating_count)}"
        return self._figure(standing, leaders[0], lead)

    def _figure(self, standing: Standing, product: Product, lead: str) -> str:
        text = ""
        if standing.dimension == "price":
            text = price_of(product, "en")
        elif standing.dimension in ("rating", "rating_count"):
            text = english.rated(product).removeprefix("rated ")
        return f"{lead}{text}" if text else ""

    def tag(self, standing: Standing, product: Product, products: Sequence[Product]) -> str:
        """E.g. "$7.50 cheaper", "better rating", "same price"."""
        if product.product_id not in standing.leaders or standing.unknown:
            return ""
        if len(standing.leaders) == len(products):
            return self._SAME[standing.dimension].removeprefix("the ")
        if standing.dimension == "price" and len(products) == 2:
            return f"{_gap(products, 'en')} cheaper"
        ahead = self._AHEAD[standing.dimension][len(products) > 2]
        return ahead.removeprefix("has ").removeprefix("is ").removeprefix("the ")

    def difference(self, difference: Difference, products: Sequence[Product]) -> str:
        """E.g. "On material: the A is listed as cotton, the B as wool."."""
        listed = [
            f"{named_title(p)} {'is listed as ' if not place else 'as '}{english.listing(values)}"
            for place, p in enumerate(p for p in products if difference.values[p.product_id])
            if (values := difference.values[p.product_id])
        ]
        silent = [named_title(p) for p in products if not difference.values[p.product_id]]
        said = f"On {difference.facet}: {', '.join(listed)}"
        return f"{said}; the catalog doesn't say for {english.listing(silent)}." if silent else f"{said}."

    def nothing_on(self, asked: str) -> str:
        """E.g. "The catalog doesn't say enough about warmth to compare them."."""
        return f'The catalog doesn\'t say enough about "{asked}" to compare them by it.'

    def nothing_differs(self, products: Sequence[Product]) -> str:
        """Nothing to tell apart."""
        return f"The catalog gives nothing that tells {_of_them(products)} apart."

    def joined(self, sentences: Sequence[str]) -> str:
        """With spaces between."""
        return " ".join(s for s in sentences if s)


class ComparingChinese:
    """Chinese comparisons."""

    _AHEAD: ClassVar[Mapping[str, tuple[str, str]]] = {
        "price": ("价格更低", "价格最低"),
        "rating": ("评分更高", "评分最高"),
        "rating_count": ("评价更多", "评价最多"),
        "created_at": ("更新", "最新"),
        "units_sold": ("更受欢迎", "最受欢迎"),
    }
    _NAMES: ClassVar[Mapping[str, str]] = {
        "price": "价格",
        "rating": "评分",
        "rating_count": "评价数",
        "created_at": "上架日期",
        "units_sold": "销量",
    }
    _FACETS: ClassVar[Mapping[str, str]] = {
        "material": "材质", "color": "颜色", "pattern": "图案", "sleeve": "袖长", "style": "风格",
        "feature": "特点", "brand": "品牌", "size": "尺码", "price": "价格", "rating": "评分",
    }  # fmt: skip

    def verdict(self, standing: Standing, products: Sequence[Product]) -> str:
        """E.g. A价格更低，为¥45，B为¥52.50."""
        ids = {p.product_id: p for p in products}
        name = self._NAMES[standing.dimension]
        if not standing.leaders:
            return f"目录里没有它们的{name}。"
        leaders = [ids[i] for i in standing.leaders]
        rest = [p for p in products if p.product_id not in (*standing.leaders, *standing.unknown)]
        if len(leaders) == len(products):
            return f"{_chinese_count(products)}的{name}相同{self._shared(standing, leaders, '，都是')}。"
        said = self._lead(standing, leaders, rest, len(products))
        if standing.unknown:
            said += f"目录里没有{'、'.join(title_of(ids[i]) for i in standing.unknown)}的{name}。"
        return said

    def _lead(
        self, standing: Standing, leaders: Sequence[Product], rest: Sequence[Product], in_play: int
    ) -> str:
        names = "和".join(title_of(p) for p in leaders)
        figure = self._shared(standing, leaders, "，为")
        if not rest:
            same = f"{names}的{self._NAMES[standing.dimension]}"
            return (
                f"{same}相同{figure}。"
                if len(leaders) > 1
                else (f"{same}{figure.lstrip('，')}。" if figure else "")
            )
        others = "，".join(f"{title_of(p)}{self._figure(standing, p, '为')}" for p in rest)
        tail = f"，{others}" if self._figure(standing, rest[0], "") else ""
        if len(leaders) > 1:
            return f"{names}的{self._NAMES[standing.dimension]}相同{figure}{tail}。"
        return f"{names}{self._AHEAD[standing.dimension][in_play > 2 and len(rest) > 1]}{figure}{tail}。"

    def _shared(self, standing: Standing, leaders: Sequence[Product], lead: str) -> str:
        """The figure of all leaders: a rating without its number of reviews where these differ."""
        if standing.dimension == "rating" and len({p.rating_count for p in leaders}) > 1:
            return f"{lead}{rating_of(leaders[0])}分"
        return self._figure(standing, leaders[0], lead)

    def _figure(self, standing: Standing, product: Product, lead: str) -> str:
        text = ""
        if standing.dimension == "price":
            text = price_of(product, "zh")
        elif standing.dimension == "rating":
            text = f"{rating_of(product)}分" if rating_of(product) else ""
            text += f"（{product.rating_count}条评价）" if text and product.rating_count else ""
        elif standing.dimension == "rating_count":
            text = f"{product.rating_count}条评价"
        return f"{lead}{text}" if text else ""

    def tag(self, standing: Standing, product: Product, products: Sequence[Product]) -> str:
        """E.g. 便宜¥7.50, 评分更高, 价格相同."""
        if product.product_id not in standing.leaders or standing.unknown:
            return ""
        if len(standing.leaders) == len(products):
            return f"{self._NAMES[standing.dimension]}相同"
        if standing.dimension == "price" and len(products) == 2:
            return f"便宜{_gap(products, 'zh')}"
        return self._AHEAD[standing.dimension][len(products) > 2]

    def difference(self, difference: Difference, products: Sequence[Product]) -> str:
        """E.g. 材质：A标注为棉，B标注为羊毛."""
        parts = []
        for product in products:
            values = [translated(v, "zh") for v in difference.values[product.product_id]]
            stated = f"标注为{'、'.join(values)}" if values else "目录里没有写明"
            parts.append(f"{title_of(product)}{stated}")
        return f"{self._FACETS.get(difference.facet, difference.facet)}：{'，'.join(parts)}。"

    def nothing_on(self, asked: str) -> str:
        """E.g. 目录里关于“保暖”的信息不够."""
        return f"目录里关于“{self._FACETS.get(asked, asked)}”的信息不够，没法据此比较。"

    def nothing_differs(self, products: Sequence[Product]) -> str:
        """Nothing to tell apart."""
        return f"目录里没有能区分{_chinese_count(products)}的信息。"

    def joined(self, sentences: Sequence[str]) -> str:
        """Without spaces."""
        return "".join(s for s in sentences if s)


def _gap(products: Sequence[Product], language: str) -> str:
    first, second = (p.price_minor or 0 for p in products)
    return money(abs(first - second), products[0].currency, language)


def _of_them(products: Sequence[Product]) -> str:
    return "either of them" if len(products) == 2 else "any of them"


def _all(products: Sequence[Product]) -> str:
    return "Both" if len(products) == 2 else f"All {english.count_word(len(products))}"


def _chinese_count(products: Sequence[Product]) -> str:
    return "两款" if len(products) == 2 else f"这{chinese_number(len(products))}款"


def chinese_number(number: int) -> str:
    """Chinese numeral of a number up to ten."""
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)
