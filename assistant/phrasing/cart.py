# ruff: noqa: E501 - a sentence reads better whole
"""Sentences about the cart, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.commerce.pricing import PricedLine
from assistant.commerce.types import CartLine
from assistant.phrasing.display import money, plain

_TITLE_CHARS = 80

_EN = {
    "added": "I've added {what} to your cart, at {price} each.",
    "removed": "I've taken {what} out of your cart.",
    "set": "Your cart now has {what}.",
    "cleared": "I've emptied your cart.",
    "empty": "Your cart is empty.",
    "holds": "Your cart: {lines}. Total: {total}.",
    "total": "Your cart's total is now {total}.",
    "checkout": "I can't take payment here, so please check out on the shop's own page.",
    "which_add": "Which product should I add? Nothing was added yet.",
    "which_line": "Which item of your cart do you mean? It has {lines}. Nothing was changed yet.",
    "option": "{title} comes in {options}. Which one should I add?",
    "no_option": "I don't find that version of {title} in stock; there is {options}. Nothing was added.",
    "sold_out": "{title} is out of stock, so nothing was added.",
    "withheld": "That isn't sold to you here at the moment, so nothing was added.",
    "no_price": "The catalog states no price for {title}, so I can't add it.",
    "few_left": "Only {left} of {title} are left, so nothing was changed. Say how many you'd like.",
    "bad_quantity": "I can have 1 to {most} of one product in the cart, so nothing was changed.",
    "price_changed": "{title} costs {now} now; it was {was} before.",
    "line_gone": "{title} can't be bought right now, so it isn't in the total.",
    "line_few": "Only {left} of {title} are left.",
    "refused": "The shop's system refused that, so nothing was changed.",
    "unknown": (
        "The shop's system gave no clear answer, so I can't say whether that was done. Say yes and I'll try "
        "again; it won't be done twice."
    ),
    "unknown_rest": (
        "I've added {done} to your cart. For the next one the shop's system gave no clear answer. Say yes and "
        "I'll try it again; it won't be added twice."
    ),
    "unsure": (
        "The shop's system gave no clear answer, so I can't say whether that was done. Ask me to show your "
        "cart in a moment."
    ),
    "unreachable": "I can't reach the shop's cart right now. Please try again in a moment.",
    "left_alone": "Okay, I left your cart as it is.",
}
_ZH = {
    "added": "已把{what}加入购物车，单价{price}。",
    "removed": "已把{what}移出购物车。",
    "set": "购物车里现在有{what}。",
    "cleared": "已清空购物车。",
    "empty": "购物车是空的。",
    "holds": "购物车里有：{lines}。合计：{total}。",
    "total": "购物车现在合计{total}。",
    "checkout": "我这里不能收款，请在本店页面结账。",
    "which_add": "要加入哪一件？目前还没有加入任何商品。",
    "which_line": "您指购物车里的哪一件？里面有{lines}。目前没有改动。",
    "option": "{title}有{options}，要哪一种？",
    "no_option": "没有找到这一规格的{title}现货，现有{options}。没有加入任何商品。",
    "sold_out": "{title}缺货，没有加入购物车。",
    "withheld": "这件商品目前不能卖给您，所以没有加入购物车。",
    "no_price": "目录里没有{title}的价格，所以不能加入购物车。",
    "few_left": "{title}只剩{left}件，所以没有改动。请告诉我要几件。",
    "bad_quantity": "同一件商品在购物车里可以放1到{most}件，所以没有改动。",
    "price_changed": "{title}现价{now}，之前是{was}。",
    "line_gone": "{title}目前买不到，没有计入合计。",
    "line_few": "{title}只剩{left}件。",
    "refused": "本店系统没有接受，所以没有改动。",
    "unknown": "本店系统没有给出明确答复，不能确定是否已经办好。说“是”我再试一次，不会重复办理。",
    "unknown_rest": "已把{done}加入购物车。下一件没有得到本店系统的明确答复，说“是”我再试一次，不会重复加入。",
    "unsure": "本店系统没有给出明确答复，不能确定是否已经改好。请稍后让我看看购物车。",
    "unreachable": "现在连不上本店的购物车，请稍后再试。",
    "left_alone": "好的，购物车没有改动。",
}
_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "zh": _ZH})


def cart_sentence(key: str, language: str, **values: object) -> str:
    """The sentence for a case of the cart."""
    return _TABLES["zh" if language == "zh" else "en"][key].format(**values)


def line_title(title: str, options: Sequence[str]) -> str:
    """A product version as prose names it: its title, and its options in brackets."""
    named = plain(title, _TITLE_CHARS)
    chosen = ", ".join(plain(option, 40) for option in options)
    return f"{named} ({chosen})" if chosen else named


def pieces(line: CartLine, language: str) -> str:
    """So many of a product version."""
    title = line_title(line.title, line.options)
    return f"{line.quantity}件{title}" if language == "zh" else f"{line.quantity} × {title}"


def listed(lines: Sequence[PricedLine], language: str) -> str:
    """Every line with what its pieces cost together."""
    told = [
        f"{pieces(each.line, language)} {money(each.amount_minor, each.line.currency, language)}"
        for each in lines
    ]
    return ("；" if language == "zh" else "; ").join(told)


def either(labels: Sequence[str], language: str) -> str:
    """A choice: 'S, M or L'."""
    if language == "zh":
        return "、".join(labels)
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"


def summed(sums: Mapping[str, int], language: str) -> str:
    """Totals by currency."""
    told = [money(amount, currency, language) for currency, amount in sums.items()]
    return " + ".join(told) or ("0" if language == "zh" else "nothing")
