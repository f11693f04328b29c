"""Sentences that answer a question about one product, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from assistant.facts.record_answers import RecordAnswer
from assistant.phrasing import chinese, english
from assistant.phrasing.bilingual import translated
from assistant.phrasing.display import named_title, price_of, rating_of, sentence_case, title_of
from retrieval.types import Product

_SHORT_FACETS = ("color", "material", "pattern", "style", "category", "brand")


class Asking(Protocol):
    """Deterministic answers about one product."""

    def numeric(self, product: Product, asked: str) -> tuple[str, str]:
        """Sentence and short form for price, rating or stock."""
        ...

    def answer(self, product: Product, found: RecordAnswer) -> str:
        """What the catalog lists or says, as a sentence."""
        ...

    def fact(self, found: RecordAnswer) -> str:
        """The same in a few words, for the prompt."""
        ...

    def unknown(self, product: Product, asked: str) -> str:
        """The catalog doesn't say."""
        ...

    def overview(self, product: Product, quote: str) -> str:
        """Price, rating and first properties, and a quoted sentence of the description."""
        ...

    def joined(self, sentences: Sequence[str]) -> str:
        """Sentences as one text."""
        ...


def asking(language: str) -> Asking:
    """The wording of a reply language, 'en' or 'zh'."""
    return AskingChinese() if language == "zh" else AskingEnglish()


class AskingEnglish:
    """English answers."""

    def numeric(self, product: Product, asked: str) -> tuple[str, str]:
        """E.g. "The Lamp costs $45." and "price $45"."""
        name = sentence_case(named_title(product))
        if asked == "price":
            return f"{name} costs {price_of(product, 'en')}.", f"price: {price_of(product, 'en')}"
        if asked == "rating":
            return f"{name} is {english.rated(product)}.", english.rated(product)
        state = "in stock" if product.in_stock else "out of stock"
        return f"{name} is {state}.", state

    def answer(self, product: Product, found: RecordAnswer) -> str:
        """E.g. "For the Lamp, the catalog lists material: oak and brass."."""
        if found.quoted:
            return f'On {named_title(product)}, the catalog says: "{found.values[0]}"'
        return f"For {named_title(product)}, the catalog lists {self.fact(found)}."

    def fact(self, found: RecordAnswer) -> str:
        """E.g. "material: oak and brass"."""
        values = english.listing(found.values)
        return values if found.field == "listed" else f"{found.field}: {values}"

    def unknown(self, product: Product, asked: str) -> str:
        """E.g. "The catalog doesn't say anything about the warmth of the Lamp."."""
        if asked in ("rating", "price"):
            return f"The catalog gives no {asked} for {named_title(product)}."
        return (
            f"The catalog doesn't say anything about \"{asked}\" for {named_title(product)}, so I can't tell."
        )

    def overview(self, product: Product, quote: str) -> str:
        """A short portrait."""
        price, rating = price_of(product, "en"), english.rated(product)
        parts = [f"costs {price}" if price else "", f"is {rating}" if rating else ""]
        if not any(parts):
            parts = ["is in stock" if product.in_stock else "is out of stock"]
        said = [f"{sentence_case(named_title(product))} {english.listing([p for p in parts if p])}."]
        listed = [f"{f}: {v[0]}" for f in _SHORT_FACETS[:4] if (v := product.facet_values(f))]
        if listed:
            said.append(f"The catalog lists {english.listing(listed[:3])}.")
        if quote:
            said.append(f'It also says: "{quote}"')
        return " ".join(said)

    def joined(self, sentences: Sequence[str]) -> str:
        """With spaces between."""
        return " ".join(sentences)


class AskingChinese:
    """Chinese answers."""

    _NAMES: ClassVar[Mapping[str, str]] = {
        "price": "价格", "rating": "评分", "stock": "库存", "size": "尺码", "color": "颜色",
        "material": "材质", "pattern": "图案", "sleeve": "袖长", "style": "风格", "feature": "特点",
        "brand": "品牌", "merchant": "商家", "category": "分类",
    }  # fmt: skip

    def numeric(self, product: Product, asked: str) -> tuple[str, str]:
        """E.g. 台灯售价¥45。 and 售价¥45."""
        name = title_of(product)
        if asked == "price":
            return f"{name}售价{price_of(product, 'zh')}。", f"售价{price_of(product, 'zh')}"
        if asked == "rating":
            return f"{name}的{chinese.rated(product)}。", chinese.rated(product)
        state = "有货" if product.in_stock else "缺货"
        return f"{name}目前{state}。", state

    def answer(self, product: Product, found: RecordAnswer) -> str:
        """E.g. 台灯在目录里写明材质：橡木."""
        if found.quoted:
            return f"关于{title_of(product)}，目录里写着：“{found.values[0]}”"
        return f"{title_of(product)}在目录里标注的是{self.fact(found)}。"

    def fact(self, found: RecordAnswer) -> str:
        """E.g. 材质：橡木."""
        values = "、".join(translated(value, "zh") for value in found.values)
        return values if found.field == "listed" else f"{self._NAMES.get(found.field, found.field)}：{values}"

    def unknown(self, product: Product, asked: str) -> str:
        """E.g. 目录里没有写明台灯的保暖性."""
        return f"目录里没有写明{title_of(product)}的“{self._NAMES.get(asked, asked)}”，我不能乱说。"

    def overview(self, product: Product, quote: str) -> str:
        """A short portrait."""
        price = price_of(product, "zh")
        rating = chinese.rated(product) if rating_of(product) else ""
        parts = [f"售价{price}" if price else "", rating]
        parts += [
            f"{self._NAMES[f]}为{translated(v[0], 'zh')}"
            for f in _SHORT_FACETS[:4]
            if (v := product.facet_values(f))
        ]
        said = "，".join((title_of(product), *(p for p in parts[:4] if p))) + "。"
        return f"{said}目录里写着：“{quote}”" if quote else said

    def joined(self, sentences: Sequence[str]) -> str:
        """Without spaces."""
        return "".join(sentences)
