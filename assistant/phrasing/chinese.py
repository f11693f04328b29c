"""Chinese sentences about searches and their finds."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.phrasing.bilingual import translated
from assistant.phrasing.display import named_kind, price_of, rating_of, stated_money, title_of
from retrieval.types import Constraint, Op, Product, Relaxation


class Chinese:
    """The Chinese phrasebook."""

    def reason(self, field: str, value: str, product: Product, currency: str) -> str:
        """A fragment such as "评分4.8（12条评价）" or "材质为棉"."""
        if field == "rating":
            return rated(product)
        name = translated(value, "zh")
        wordings = {
            "price_limit": f"在您{stated_money(value, currency, 'zh')}的预算以内"
            if field == "price_limit"
            else "",
            "color": f"颜色有{name}",
            "material": f"材质为{name}",
            "pattern": f"图案为{name}",
            "style": f"风格标注为{name}",
            "sleeve": f"袖长为{name}",
            "feature": f"标注为{name}",
            "size": f"尺码有{value}",
            "brand": f"品牌是{value}",
            "merchant": f"来自{value}",
            "category": f"属于{name}类",
            "stock": "有货",
            "title": f"名称里写明{value}",
            "cheapest": "在符合的商品中价格最低",
            "best_rated": "在符合的商品中评分最高",
            "newest": "在符合的商品中最新",
        }
        return wordings.get(field, "")

    def condition(self, constraint: Constraint, currency: str) -> str:
        """E.g. 45元以内, 评分4以上, “不要羊毛”."""
        value = str(constraint.value)
        if constraint.facet == "price":
            amount = stated_money(constraint.value, constraint.currency or currency, "zh")
            return f"“{amount}{'以上' if constraint.op is Op.GTE else '以内'}”"
        if constraint.facet == "rating":
            return f"“评分{float(constraint.value):g}{'以下' if constraint.op is Op.LTE else '以上'}”"
        if constraint.facet == "stock":
            return "“有货”"
        return f"“不要{value}”" if constraint.op is Op.NE else f"“{value}”"

    def found(
        self, product: Product, reasons: Sequence[str], *, matching: int, refined: bool, more: bool, turn: int
    ) -> str:
        """E.g. 找到14款符合要求的商品。推荐先看条纹毛衣，售价¥45，评分4.8（12条评价）."""
        return self._lead(matching, refined=refined, more=more, turn=turn) + self.first(
            product, reasons, turn
        )

    def _lead(self, matching: int, *, refined: bool, more: bool, turn: int) -> str:
        if more:
            return ("还有这些可以看看。", "再看看这些。")[turn % 2]
        if refined:
            return (f"这样还有{matching}款符合要求。", f"按您的要求，还有{matching}款符合。")[turn % 2]
        return (f"找到{matching}款符合要求的商品。", f"有{matching}款商品符合您的要求。")[turn % 2]

    def first(self, product: Product, reasons: Sequence[str], turn: int) -> str:
        """E.g. 推荐先看条纹毛衣，售价¥45，评分4.8（12条评价）."""
        price = price_of(product, "zh")
        parts = [f"售价{price}" if price else "", *reasons]
        why = "".join(f"，{part}" for part in parts if part)
        forms = ("推荐先看{}", "首推{}", "您可以看看{}")
        return f"{forms[turn % len(forms)].format(title_of(product))}{why}。"

    def because(self, reasons: Sequence[str]) -> str:
        """E.g. 这款颜色有藏青色，评分4.8（12条评价）."""
        return f"这款{'，'.join(reasons)}。" if reasons else ""

    def not_carried(
        self, wish: str, alternatives: Sequence[Product], *, turn: int, alike: bool = False
    ) -> str:
        """E.g. 抱歉，本店没有“牛仔裤”."""
        named = named_kind(wish)
        said = f"“{named}”" if named else "这类商品"
        lead = (f"抱歉，本店没有{said}。", f"没有找到{said}，本店应该不卖这类商品。")[turn % 2]
        if not alternatives:
            return f"{lead}您可以换一种商品，我再帮您找。"
        names = "、".join(_priced(p) for p in alternatives[:2])
        if alike:
            return f"没有找到叫{said}的商品，听起来最接近的是：{names}。"
        return f"{lead}下面展示的是别的商品，供您参考：{names}。"

    def nothing_left(self, relaxations: Sequence[Relaxation], currency: str) -> str:
        """E.g. 去掉“45元以内”有14款符合."""
        lead = "这类商品本店有，但没有一款满足您的全部要求。"
        freeing = [r for r in relaxations if r.matching]
        if not freeing:
            return f"{lead}只去掉一个条件也找不到，您最看重什么？"
        offers = [f"去掉{self.condition(r.constraint, currency)}有{r.matching}款符合" for r in freeing[:3]]
        return f"{lead}{'；'.join(offers)}。您愿意放宽哪一个？"

    def no_more(self, shown: int) -> str:
        """Everything that matches was shown."""
        if shown == 1:
            return "符合条件的只有刚才那一款。换个条件，我再帮您找。"
        return "符合条件的都给您看过了。换个条件，我再帮您找。"

    def fewer_than_asked(self, wanted: int, matching: int) -> str:
        """E.g. 您想要5款，符合的只有3款."""
        return f"您想要{wanted}款，符合的只有{matching}款。"

    def other_currency(self, said: str, currency: str) -> str:
        """E.g. 本店以USD标价，我不做汇率换算，所以没有按$60筛选."""
        return f"本店以{currency}标价，我不做汇率换算，所以没有按{said}筛选。"

    def reduced(self) -> str:
        """Reduced mode."""
        return "（语言模型暂时不可用，我先用简单的方式回答。）"

    def asked_back(self, missing: str, *, shown: int) -> str:
        """What is needed first."""
        if missing == "which" and shown == 1:
            return "屏幕上只有一款商品。您可以说出另一款的名称，或者换个条件再搜。"
        if missing == "which" and shown:
            return f"您说的是哪一款？可以说名称，或者说第几款（1到{shown}）。"
        if missing == "which":
            return "您说的是哪件商品？请告诉我名称，或者先搜一下。"
        return "您想找什么？说一类商品就行，也可以加上价格或颜色。"


def rated(product: Product) -> str:
    """E.g. 评分4.8（12条评价）; "" without a rating."""
    score = rating_of(product)
    if not score:
        return ""
    return f"评分{score}（{product.rating_count}条评价）" if product.rating_count else f"评分{score}"


def _priced(product: Product) -> str:
    price = price_of(product, "zh")
    return f"{title_of(product)}（{price}）" if price else title_of(product)
