# ruff: noqa: E501 - a sentence reads better whole
"""Sentences about exchanges, changed items, payment methods and the address of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.commerce.types import OrderLine, PaymentMethod
from assistant.phrasing.cart import line_title
from assistant.phrasing.display import money, plain

_EN = {
    "ask_items": "Which items of order {number} would you like in another version? It has {lines}.",
    "ask_version": "Which version of {title} would you like instead? There is {versions}.",
    "version_gone": "That version of {title} is out of stock. There is {versions}. Which would you like?",
    "ask_method": "{difference} Which payment method should that go through: {methods}?",
    "ask_payment": "Which payment method should order {number} be charged to: {methods}?",
    "bad_method": "That payment method isn't on your account.",
    "low_balance": "That gift card doesn't hold enough for it.",
    "ask_account": "What is the new address of your account? Please give me the whole address in one line: street, city, region and postal code.",
    "to_pay": "That costs {amount} more.",
    "to_return": "That costs {amount} less.",
    "no_difference": "The price is the same.",
    "pays": "The difference of {amount} is charged to {method}.",
    "gets": "The difference of {amount} goes back to {method}.",
    "confirm_exchange": (
        "I'd request an exchange in order {number}: {changes}. {difference} An order can be exchanged only once, "
        "so please make sure that nothing is missing. Shall I? Please answer yes or no."
    ),
    "confirm_items": (
        "I'd change order {number}: {changes}. {difference} The items of an order can be changed only once, and "
        "I can't cancel it afterwards, so please make sure that nothing is missing. Shall I? Please answer yes or no."
    ),
    "confirm_payment": (
        "I'd charge order {number}, {total}, to {method} instead of {before}, which gets its money back. Shall "
        "I? Please answer yes or no."
    ),
    "confirm_account": (
        "I'd change the address of your account to {address}. Orders already made stay as they are. Shall I? "
        "Please answer yes or no."
    ),
    "done_exchange": "Done: the exchange in order {number} is requested: {changes}. {difference}",
    "done_items": "Done: order {number} is changed: {changes}. {difference}",
    "done_payment": "Done: order {number}, {total}, is now charged to {method}.",
    "done_account": "Done: the address of your account is now {address}.",
    "change": "{title} ({before}) becomes {after}",
    "change_plain": "{title} becomes {after}",
    "refuse_exchange": "Items of order {number} can't be exchanged, because it is {state}. Nothing was changed.",
    "refuse_items": "The items of order {number} can't be changed, because it is {state}. Nothing was changed.",
    "refuse_payment": "The payment of order {number} can't be changed, because it is {state}. Nothing was changed.",
    "too_late": (
        "Order {number} can't be exchanged any more: that is possible for {days} days after delivery. Nothing "
        "was changed."
    ),
    "not_returnable": "{titles} can't be exchanged, by the shop's rules. Nothing was changed.",
    "no_version": "I find no such version of {titles}, so nothing was changed.",
    "no_other": "The shop has no other version of {titles} right now, so nothing was changed.",
    "same_version": "That is the version of {titles} that you have already, so nothing was changed.",
    "sold_out": "That version of {titles} is out of stock, so nothing was changed.",
    "same_method": "Order {number} is charged to that payment method already. Nothing was changed.",
    "no_method": "There is no payment method on your account that could be used instead, so nothing was changed.",
    "not_on_file": "That payment method isn't on your account, so nothing was changed.",
    "balance": "That gift card doesn't hold enough for it, so nothing was changed.",
    "price": "The shop's prices have just changed, so nothing was changed. Please tell me again what you'd like.",
    "once": "The payment of order {number} was changed before, and that is possible only once. Nothing was changed.",
    "no_items": "Those items aren't in order {number}. Nothing was changed.",
    "no_exchange": (
        "I can't arrange exchanges from here, so nothing was changed. You can return the item and order the "
        "other one, or use the shop's contact page."
    ),
    "no_change_items": "I can't change the items of an order from here, so nothing was changed. Please use the shop's contact page.",
    "no_change_payment": "I can't change how an order is paid from here, so nothing was changed. Please use the shop's contact page.",
    "no_change_account": "I can't change the address of your account from here, so nothing was changed. Please use your account page.",
    "gift_card": "your gift card",
    "paypal": "your PayPal account",
    "credit_card": "your card",
    "other_method": "your {kind}",
    "unlisted": "the method it was paid with",
}
_ZH = {
    "ask_items": "订单{number}里哪几件要换成别的款式？有{lines}。",
    "ask_version": "{title}要换成哪一种？有{versions}。",
    "version_gone": "{title}的这一种没有货了。还有{versions}，要换成哪一种？",
    "ask_method": "{difference}差价走哪种支付方式：{methods}？",
    "ask_payment": "订单{number}要改用哪种支付方式：{methods}？",
    "bad_method": "您的账户下没有这种支付方式。",
    "low_balance": "这张礼品卡余额不够。",
    "ask_account": "账户的新地址是什么？请一次写全：省市、街道门牌和邮编。",
    "to_pay": "要补{amount}。",
    "to_return": "可退{amount}。",
    "no_difference": "价格不变。",
    "pays": "差价{amount}从{method}支付。",
    "gets": "差价{amount}退到{method}。",
    "confirm_exchange": "我将为订单{number}申请换货：{changes}。{difference}每个订单只能换一次，请确认没有遗漏。确认吗？请回答“是”或“不”。",
    "confirm_items": "我将修改订单{number}：{changes}。{difference}每个订单的商品只能改一次，改后也不能再取消，请确认没有遗漏。确认吗？请回答“是”或“不”。",
    "confirm_payment": "我将把订单{number}（{total}）从{before}改为用{method}支付，原来的付款会退回。确认吗？请回答“是”或“不”。",
    "confirm_account": "我将把您账户的地址改为{address}，已有的订单不变。确认吗？请回答“是”或“不”。",
    "done_exchange": "已办好：订单{number}已申请换货：{changes}。{difference}",
    "done_items": "已办好：订单{number}已修改：{changes}。{difference}",
    "done_payment": "已办好：订单{number}（{total}）已改用{method}支付。",
    "done_account": "已办好：您账户的地址已改为{address}。",
    "change": "{title}（{before}）换成{after}",
    "change_plain": "{title}换成{after}",
    "refuse_exchange": "订单{number}{state}，不能换货，没有做任何改动。",
    "refuse_items": "订单{number}{state}，不能改商品，没有做任何改动。",
    "refuse_payment": "订单{number}{state}，不能改支付方式，没有做任何改动。",
    "too_late": "订单{number}已过换货期：签收后{days}天内可以换货。没有做任何改动。",
    "not_returnable": "按本店规定，{titles}不能换货，没有做任何改动。",
    "no_version": "没有找到{titles}的这一种，没有做任何改动。",
    "no_other": "{titles}目前没有别的款式，没有做任何改动。",
    "same_version": "您的{titles}已经是这一种，没有做任何改动。",
    "sold_out": "{titles}的这一种没有货了，没有做任何改动。",
    "same_method": "订单{number}已经是这种支付方式，没有做任何改动。",
    "no_method": "您的账户下没有可以改用的支付方式，没有做任何改动。",
    "not_on_file": "您的账户下没有这种支付方式，没有做任何改动。",
    "balance": "这张礼品卡余额不够，没有做任何改动。",
    "price": "本店的价格刚刚变了，没有做任何改动。请再说一次您要怎么换。",
    "once": "订单{number}的支付方式已经改过，只能改一次，没有做任何改动。",
    "no_items": "订单{number}里没有这些商品，没有做任何改动。",
    "no_exchange": "我这里办不了换货，没有做任何改动。您可以退货后另买，或通过本店的联系页面处理。",
    "no_change_items": "我这里不能改订单里的商品，没有做任何改动。请通过本店的联系页面处理。",
    "no_change_payment": "我这里不能改订单的支付方式，没有做任何改动。请通过本店的联系页面处理。",
    "no_change_account": "我这里不能改账户的地址，没有做任何改动。请在账户页面修改。",
    "gift_card": "您的礼品卡",
    "paypal": "您的PayPal账户",
    "credit_card": "您的银行卡",
    "other_method": "您的{kind}",
    "unlisted": "原支付方式",
}
_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "zh": _ZH})
_MAX_LISTED = 8


def change_sentence(key: str, language: str, **values: object) -> str:
    """The sentence for a case of changing an order or an account."""
    return _TABLES["zh" if language == "zh" else "en"][key].format(**values)


def method_label(method: PaymentMethod | None, language: str) -> str:
    """A payment method of the customer's, told apart by the shop's label; None: one that is not on file."""
    if method is None:
        return change_sentence("unlisted", language)
    table = _TABLES["zh" if language == "zh" else "en"]
    known = method.kind if method.kind in ("gift_card", "paypal", "credit_card") else "other_method"
    name = table[known].format(kind=plain(method.kind.replace("_", " "), 30))
    if not method.label:
        return name
    label = plain(method.label, 30)
    return f"{name}（{label}）" if language == "zh" else f"{name} ({label})"


def one_change(line: OrderLine, after: Sequence[str], language: str) -> str:
    """A bought version and what takes its place."""
    told = plain(" ".join(after), 80)
    title = plain(line.title, 80)
    before = plain(" ".join(line.options), 80)
    return change_sentence(
        "change" if before else "change_plain", language, title=title, before=before, after=told
    )


def listed(labels: Sequence[str], language: str) -> str:
    """The first eight of these, as alternatives."""
    told = [plain(label, 80) for label in labels[:_MAX_LISTED]]
    return ("、" if language == "zh" else "; ").join(told)


def difference_sentence(amount_minor: int, currency: str, method: PaymentMethod | None, language: str) -> str:
    """Who pays or gets the difference; without a method only how large it is."""
    if amount_minor == 0:
        return change_sentence("no_difference", language)
    amount = money(abs(amount_minor), currency, language)
    if method is None:
        return change_sentence("to_pay" if amount_minor > 0 else "to_return", language, amount=amount)
    key = "pays" if amount_minor > 0 else "gets"
    return change_sentence(key, language, amount=amount, method=method_label(method, language))


def bought_label(line: OrderLine) -> str:
    """A bought version as a choice."""
    return line_title(line.title, line.options)
