# ruff: noqa: E501 - a sentence reads better whole
"""Sentences about orders and about proving who one is, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from assistant.commerce.types import Address, Order, OrderLine, OrderStatus
from assistant.phrasing.cart import line_title
from assistant.phrasing.display import money, plain

_EN = {
    "ask_identity": (
        "Happy to help with your order. First I need to know that it's yours: please give me the e-mail of the "
        "order and the order number or postal code, or your full name and postal code."
    ),
    "ask_second": "Thanks. Please also give me the order number, or the postal code on file.",
    "ask_postal": "Thanks. Please also give me the postal code on file.",
    "ask_name": "Thanks. Please also give me your full name or the e-mail of the order.",
    "not_matched": "I can't match those details to an order here. Please check them and tell me again.",
    "locked": (
        "I couldn't match those details, so I can't show or change an order in this conversation. Please use "
        "the shop's contact page."
    ),
    "identified": "Thank you, I've found your account.",
    "other_person": (
        "In one conversation I can only help with one person's orders, so please start a new one for anybody "
        "else's."
    ),
    "no_orders": "There are no orders on your account.",
    "unknown_order": "I don't find an order {number} on your account. {orders}",
    "your_orders": "Your orders: {orders}.",
    "which_order": "Which order do you mean? {orders}",
    "status": "Order {number}: {state}. It has {lines}, {total} in all.",
    "tracking": "Tracking number: {tracking}.",
    "going_to": "It goes to {address}.",
    "ask_items": "Which items of order {number} would you like to return? It has {lines}.",
    "ask_reason": "Why would you like to cancel order {number}: no longer needed, or ordered by mistake?",
    "ask_address": (
        "Where should order {number} go? Please give me the whole address in one line: street, city, region "
        "and postal code."
    ),
    "confirm_cancel": (
        "I'd cancel order {number} with {lines}, {total} in all. The refund goes to the original payment "
        "method. Shall I? Please answer yes or no."
    ),
    "confirm_return": (
        "I'd request the return of {lines} from order {number}. The refund goes to {refund}. Shall I? Please "
        "answer yes or no."
    ),
    "confirm_address": ("I'd send order {number} to {address}. Shall I? Please answer yes or no."),
    "done_cancel": "Done: order {number} is cancelled, and {total} will be refunded.",
    "done_return": "Done: the return of {lines} from order {number} is requested.",
    "done_address": "Done: order {number} now goes to {address}.",
    "left_alone": "Okay, I've left everything as it is.",
    "ask_yes_no": "I want to be sure before I change anything: please answer yes or no.",
    "refuse_cancel": "Order {number} can't be cancelled, because it is {state}. Nothing was changed.",
    "refuse_return": "Items of order {number} can't be returned, because it is {state}. Nothing was changed.",
    "refuse_address": "The address of order {number} can't be changed, because it is {state}. Nothing was changed.",
    "too_late": (
        "Order {number} can't be returned any more: returns are possible for {days} days after delivery. "
        "Nothing was changed."
    ),
    "not_returnable": "{titles} can't be returned, by the shop's rules. Nothing was changed.",
    "bad_reason": (
        "The shop cancels only orders that are no longer needed or were made by mistake. Which is it? Nothing "
        "was changed."
    ),
    "bad_refund": "The shop can't refund to that payment method. Nothing was changed.",
    "shop_refused": "The shop's system refused that, so nothing was changed.",
    "unknown": (
        "The shop's system gave no clear answer, so I can't say whether that was done. Say yes and I'll try "
        "again; it won't be done twice."
    ),
    "unreachable": "I can't reach the shop's order system right now. Please try again in a moment.",
    "damaged": "I'm sorry that it arrived like that.",
    "original": "the original payment method",
    "gift_card": "your gift card",
    "paypal": "your PayPal account",
    "credit_card": "your card",
}
_ZH = {
    "ask_identity": "我来帮您处理订单。先要确认订单是您的：请提供下单邮箱加订单号或邮编，或者姓名加邮编。",
    "ask_second": "谢谢，请再提供订单号，或者登记的邮编。",
    "ask_postal": "谢谢，请再提供登记的邮编。",
    "ask_name": "谢谢，请再提供您的姓名，或者下单邮箱。",
    "not_matched": "您提供的信息没有对上这里的订单，请核对后再告诉我。",
    "locked": "信息没有对上，所以这次对话里我不能查看或修改订单，请通过本店的联系页面处理。",
    "identified": "谢谢，已找到您的账户。",
    "other_person": "一次对话里我只能处理同一位顾客的订单，其他人的请另开一次对话。",
    "no_orders": "您的账户下没有订单。",
    "unknown_order": "您的账户下没有订单{number}。{orders}",
    "your_orders": "您的订单：{orders}。",
    "which_order": "您指哪个订单？{orders}",
    "status": "订单{number}：{state}。包含{lines}，共{total}。",
    "tracking": "物流单号：{tracking}。",
    "going_to": "收货地址：{address}。",
    "ask_items": "订单{number}里要退哪几件？有{lines}。",
    "ask_reason": "为什么要取消订单{number}：不再需要，还是下错了单？",
    "ask_address": "订单{number}要改到哪里？请一次写全：省市、街道门牌和邮编。",
    "confirm_cancel": "我将取消订单{number}，包含{lines}，共{total}，退款原路返回。确认吗？请回答“是”或“不”。",
    "confirm_return": "我将为订单{number}里的{lines}申请退货，退款到{refund}。确认吗？请回答“是”或“不”。",
    "confirm_address": "我将把订单{number}的收货地址改为{address}。确认吗？请回答“是”或“不”。",
    "done_cancel": "已办好：订单{number}已取消，将退款{total}。",
    "done_return": "已办好：订单{number}里的{lines}已申请退货。",
    "done_address": "已办好：订单{number}的收货地址已改为{address}。",
    "left_alone": "好的，没有做任何改动。",
    "ask_yes_no": "改动之前需要您确认，请回答“是”或“不”。",
    "refuse_cancel": "订单{number}{state}，不能取消，没有做任何改动。",
    "refuse_return": "订单{number}{state}，不能退货，没有做任何改动。",
    "refuse_address": "订单{number}{state}，不能改地址，没有做任何改动。",
    "too_late": "订单{number}已过退货期：签收后{days}天内可以退货。没有做任何改动。",
    "not_returnable": "按本店规定，{titles}不能退货，没有做任何改动。",
    "bad_reason": "本店只接受“不再需要”或“下错了单”的取消原因，是哪一种？没有做任何改动。",
    "bad_refund": "本店不能退款到这种支付方式，没有做任何改动。",
    "shop_refused": "本店系统没有接受，没有做任何改动。",
    "unknown": "本店系统没有给出明确答复，不能确定是否已经办好。说“是”我再试一次，不会重复办理。",
    "unreachable": "现在连不上本店的订单系统，请稍后再试。",
    "damaged": "商品这样送到，很抱歉。",
    "original": "原支付方式",
    "gift_card": "您的礼品卡",
    "paypal": "您的PayPal账户",
    "credit_card": "您的银行卡",
}
_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "zh": _ZH})
_STATES: Mapping[OrderStatus, tuple[str, str]] = MappingProxyType(
    {
        OrderStatus.PENDING: ("not sent yet", "尚未发货"),
        OrderStatus.PROCESSED: ("being sent", "正在发货"),
        OrderStatus.SHIPPED: ("on its way", "已发货"),
        OrderStatus.DELIVERED: ("delivered", "已签收"),
        OrderStatus.CANCELLED: ("cancelled", "已取消"),
        OrderStatus.RETURN_REQUESTED: ("in return", "已申请退货"),
        OrderStatus.EXCHANGE_REQUESTED: ("in exchange", "已申请换货"),
        OrderStatus.CHANGED: ("already changed and not sent yet", "已修改过、尚未发货"),
    }
)


def order_sentence(key: str, language: str, **values: object) -> str:
    """The sentence for a case of the order service."""
    return _TABLES["zh" if language == "zh" else "en"][key].format(**values)


def state_of(status: OrderStatus, language: str) -> str:
    """Where an order stands, as the end of a sentence."""
    return _STATES[status][language == "zh"]


def order_label(order: Order, language: str) -> str:
    """An order by its number and where it stands."""
    number = plain(order.order_id, 40)
    state = state_of(order.status, language)
    return f"{number}（{state}）" if language == "zh" else f"{number} ({state})"


def order_lines(lines: tuple[OrderLine, ...], language: str) -> str:
    """Bought product versions and how many of each."""
    told = [_pieces(line, language) for line in lines]
    return ("、" if language == "zh" else "; ").join(told)


def order_total(order: Order, language: str) -> str:
    """What the order's lines cost together."""
    return money(order.total_minor, order.currency, language)


def address_line(address: Address, language: str) -> str:
    """An address in one line."""
    if language == "zh" and not address.line1.isascii():
        return plain(
            f"{address.region}{address.city}{address.line1}{address.line2} {address.postal_code}", 160
        )
    parts = (address.line1, address.line2, address.city, f"{address.region} {address.postal_code}".strip())
    return plain(", ".join(part for part in (*parts, address.country) if part), 160)


def dated(moment: datetime, language: str) -> str:
    """A day."""
    if language == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment:%B} {moment.day}, {moment.year}"


def _pieces(line: OrderLine, language: str) -> str:
    title = line_title(line.title, line.options)
    return f"{line.quantity}件{title}" if language == "zh" else f"{line.quantity} × {title}"
