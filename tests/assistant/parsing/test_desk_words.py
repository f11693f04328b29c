"""What utterances say of carts and orders."""

from __future__ import annotations

import pytest

from assistant.commerce.types import Address
from assistant.parsing.addresses import read_address
from assistant.parsing.answers import Reply, read_reply
from assistant.parsing.cart import read_cart
from assistant.parsing.options import matching_skus
from assistant.parsing.orders import picks, read_order
from retrieval.types import Attribute, Sku


@pytest.mark.parametrize(
    ("text", "action", "quantity", "more"),
    [
        ("add the second one to my cart", "add", None, 0),
        ("I'll take three of those", "add", 3, 0),
        ("buy 2 please", "add", 2, 0),
        ("来两个", "add", 2, 0),
        ("把这两件加入购物车", "add", None, 0),
        ("第二个加入购物车，要三件", "add", 3, 0),
        ("remove the mug", "remove", None, 0),
        ("take one of the mugs out", "remove", 1, 0),
        ("把毛衣删掉", "remove", None, 0),
        ("make it four", "set", 4, 0),
        ("change the quantity of the mug to 3", "set", 3, 0),
        ("改成两件", "set", 2, 0),
        ("one more of the white mug", "set", None, 1),
        ("two fewer", "set", None, -2),
        ("再加一个", "set", None, 1),
        ("empty my cart", "clear", None, 0),
        ("清空购物车", "clear", None, 0),
        ("check out", "checkout", None, 0),
        ("我要结账", "checkout", None, 0),
        ("what's in my cart?", "show", None, 0),
        ("一共多少钱", "show", None, 0),
    ],
)
def test_cart_requests(text: str, action: str, quantity: int | None, more: int) -> None:
    """Action, quantity and difference in both languages."""
    read = read_cart(text)
    assert (read.action, read.quantity, read.more) == (action, quantity, more)


def test_versions_by_their_options() -> None:
    """Longest value first; usual names of sizes; what is not said excludes nothing."""
    skus = [
        Sku(
            sku_id=f"{color}-{size}",
            options=(Attribute(name="color", value=color), Attribute(name="size", value=size)),
        )
        for color in ("blue", "navy blue")
        for size in ("S", "M")
    ]
    assert [s.sku_id for s in matching_skus(skus, "the navy blue one in medium")] == ["navy blue-M"]
    assert len(matching_skus(skus, "that one please")) == 4


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("where is my order #W2378156?", {"action": "status", "order_number": "W2378156"}),
        ("cancel order 12345678, I no longer need it", {"action": "cancel", "reason": "no longer needed"}),
        ("I ordered it by mistake", {"reason": "ordered by mistake"}),
        ("取消订单LL-20418，拍错了", {"action": "cancel", "order_number": "LL-20418"}),
        ("我想退货", {"action": "return"}),
        ("my mug arrived broken", {"action": "return", "damaged": True}),
        ("return it to my gift card", {"action": "return", "refund": "gift_card"}),
        ("I'd like to swap it for a bigger one", {"action": "exchange"}),
        ("修改收货地址", {"action": "address"}),
        ("show me all my orders", {"action": "list"}),
        ("my name is Ada Quill and my zip is 97301", {"name": "Ada Quill", "postal_code": "97301"}),
        ("我叫林静怡，邮编310012", {"name": "林静怡", "postal_code": "310012"}),
        ("it's ada@example.com", {"email": "ada@example.com", "order_number": ""}),
        ("my postcode is SW1A 1AA", {"postal_code": "SW1A 1AA"}),
        ("i am looking for mugs", {"name": "", "action": ""}),
        ("我是想问问", {"name": ""}),
    ],
)
def test_order_requests(text: str, fields: dict[str, object]) -> None:
    """Each says what it says, and no more is read of those fields."""
    read = read_order(text)
    assert {name: getattr(read, name) for name in fields} == fields


def test_bare_answers_need_the_question() -> None:
    """Digits are a postal code, and two words a name, only where a proof is awaited."""
    assert read_order("97301").postal_code == ""
    assert read_order("97301", awaiting="identity").postal_code == "97301"
    assert read_order("ada quill, 97301", awaiting="identity").name == "ada quill"
    assert read_order("10231234567", awaiting="order").order_number == "10231234567"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "change it to 12 Oak Street, Denver, CO 80279",
            Address(line1="12 Oak Street", city="Denver", region="CO", postal_code="80279"),
        ),
        (
            "5 Elm St, Suite 2, Austin, TX, 78701, USA",
            Address(
                line1="5 Elm St",
                line2="Suite 2",
                city="Austin",
                region="TX",
                postal_code="78701",
                country="USA",
            ),
        ),
        (
            "10 Abbey Road, London, NW8 9AY",
            Address(line1="10 Abbey Road", city="London", postal_code="NW8 9AY"),
        ),
        (
            "改到浙江省杭州市西湖区文二路88号，邮编310012",
            Address(line1="西湖区文二路88号", city="杭州市", region="浙江省", postal_code="310012"),
        ),
        ("to my sister", None),
        ("12 Oak Street, Denver", None),
        ("杭州市西湖区文二路88号", None),
    ],
)
def test_addresses(text: str, address: Address | None) -> None:
    """Street, city and postal code make an address; anything less makes none."""
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Yes!", Reply.YES),
        ("ok, please do it", Reply.YES),
        ("是的，确认", Reply.YES),
        ("yes, but not the mug", Reply.UNCLEAR),
        ("yes?", Reply.UNCLEAR),
        ("thanks", Reply.UNCLEAR),
        ("谢谢", Reply.UNCLEAR),
        ("是不是要等很久", Reply.UNCLEAR),
        ("no thanks", Reply.NO),
        ("actually, wait", Reply.NO),
        ("不用了", Reply.NO),
        ("", Reply.UNCLEAR),
    ],
)
def test_replies(text: str, reply: Reply) -> None:
    """Only a whole agreement is a yes."""
    assert read_reply(text) is reply


def test_choices_by_place_words_or_all() -> None:
    """An ordinal, shared words, or everything; no hint chooses nothing."""
    labels = ("Speckled Mug (white)", "Wool Sweater (M)", "Speckled Mug (blue)")
    assert picks("the second", labels) == (1,)
    assert picks("the blue mug", labels) == (2,)
    assert picks("the mugs", labels) == (0, 2)
    assert picks("both sweater and mug, everything", labels) == (0, 1, 2)
    assert picks("tomorrow", labels) == ()
