"""Which items, versions and payment methods an utterance about an order names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.commerce.types import OrderLine, PaymentMethod
from assistant.parsing.exchanging import meant_versions, read_swaps
from assistant.parsing.options import matching_skus, said_values, size_step
from assistant.parsing.orders import kind_names, picks, read_order
from assistant.parsing.paying import kind_of, meant_methods, names_method, without_payment
from retrieval.types import Attribute, Sku


def skus(*rows: tuple[str, dict[str, str]]) -> tuple[Sku, ...]:
    """Versions with these options, each to be had for $10."""
    return tuple(
        Sku(
            sku_id=sku_id,
            options=tuple(Attribute(name=name, value=value) for name, value in options.items()),
            price_minor=1000,
        )
        for sku_id, options in rows
    )


def bought(item_id: str, product_id: str, title: str, sku: Sku) -> OrderLine:
    """A line with this version."""
    return OrderLine(
        item_id=item_id,
        product_id=product_id,
        title=title,
        options=tuple(option.value for option in sku.options),
        quantity=1,
        unit_price_minor=1000,
        sku_id=sku.sku_id,
    )


SHIRTS = skus(
    *(
        (f"{color}-{size}", {"color": color, "size": size})
        for color in ("red", "blue")
        for size in ("S", "M", "L")
    )
)
BOOTS = skus(
    ("8-dry", {"size": "8", "waterproof": "yes"}),
    ("9-dry", {"size": "9", "waterproof": "yes"}),
    ("9-wet", {"size": "9", "waterproof": "no"}),
)
HATS = skus(("hat-black", {"color": "black"}), ("hat-red", {"color": "red"}))
VERSIONS = {"shirt": SHIRTS, "boots": BOOTS, "hat": HATS}
SHIRT = bought("1", "shirt", "Plain Cotton Shirt", SHIRTS[1])
BOOT = bought("2", "boots", "Trail Boots", BOOTS[1])
HAT = bought("3", "hat", "Felt Hat", HATS[0])
LINES = (SHIRT, BOOT, HAT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exchange the shirt for the blue one", {"1": ["blue-M"]}),
        ("I want the blue shirt instead of the red one", {"1": ["blue-M"]}),
        (
            "exchange the red shirt for a large and the black hat for a red one",
            {"1": ["red-L"], "3": ["hat-red"]},
        ),
        ("swap the hat for red, the shirt for blue in size L", {"3": ["hat-red"], "1": ["blue-L"]}),
        ("exchange the boots for ones that are not waterproof", {"2": ["9-wet"]}),
        ("exchange the trail boots for size 8", {"2": ["8-dry"]}),
        ("exchange the boots for an 8", {"2": ["8-dry"]}),
        ("exchange the shirt for one size up, refund it to my red card", {"1": ["red-L"]}),
        ("exchange the shirt in order #W2000008 of red.hat@example.com", {"1": []}),
        ("the shirt should be smaller", {"1": ["red-S"]}),
        ("change something", {}),
        ("make it not waterproof", {"2": ["9-wet"]}),
        ("把衬衫换成蓝色的，帽子换成红色的", {"1": ["blue-M"], "3": ["hat-red"]}),
        ("衬衫换大一号", {"1": ["red-L"]}),
        ("靴子换成8码", {"2": ["8-dry"]}),
    ],
)
def test_items_and_versions(text: str, expected: dict[str, list[str]]) -> None:
    """Each title that is named takes the values said with it; what is not said stays."""
    read = read_swaps(text, LINES, VERSIONS)
    assert {wanted.item_id: [sku.sku_id for sku in wanted.skus] for wanted in read} == expected


def test_the_only_item_and_all_items_need_no_name() -> None:
    """One line is meant without its title; "all" means each."""
    assert [w.item_id for w in read_swaps("for a blue one", [SHIRT], VERSIONS)] == ["1"]
    assert [w.item_id for w in read_swaps("exchange everything", LINES, VERSIONS)] == ["1", "2", "3"]


def test_equal_titles_are_told_apart_by_what_was_bought() -> None:
    """Two shirts: the red one is the one that is named red; two that are equal are taken in turn."""
    blue = replace(SHIRT, item_id="4", sku_id="blue-S", options=("blue", "S"))
    (first,) = read_swaps("exchange the blue S shirt for a large", [SHIRT, blue], VERSIONS)
    assert (first.item_id, [sku.sku_id for sku in first.skus]) == ("4", ["blue-L"])
    twin = replace(SHIRT, item_id="5")
    both = read_swaps("swap the shirt for size S and the shirt for size L", [SHIRT, twin], VERSIONS)
    assert [(w.item_id, [s.sku_id for s in w.skus]) for w in both] == [("1", ["red-S"]), ("5", ["red-L"])]


def test_several_versions_are_left_open() -> None:
    """Where the bought one's other values don't go with what is said, every version that fits is meant."""
    odd = skus(
        ("a", {"color": "red", "size": "S"}),
        ("b", {"color": "blue", "size": "M"}),
        ("c", {"color": "blue", "size": "L"}),
    )
    line = bought("1", "shirt", "Shirt", odd[0])
    assert [sku.sku_id for sku in meant_versions("the blue one", line, odd)] == ["b", "c"]
    assert meant_versions("the red one", line, odd) == ()


def test_values_are_read_beside_their_names() -> None:
    """A number, and yes or no, count with their option's name; a longer value is not a shorter one's."""
    options = {"size": ("8", "10"), "waterproof": ("yes", "no"), "fit": ("XL", "XXL"), "ram": ("8GB",)}
    assert said_values("size 10 and no waterproof", options) == {"size": {"10"}, "waterproof": {"no"}}
    assert said_values("waterproof: yes", options) == {"waterproof": {"yes"}}
    assert said_values("with 8GB of ram in 2 days", options) == {"ram": {"8GB"}}
    assert said_values("an XXL", options) == {"fit": {"XXL"}}
    assert said_values("from XXL to XL", options) == {"fit": {"XXL", "XL"}}
    assert said_values("", options) == {}


def test_a_value_of_two_options_goes_to_the_one_named() -> None:
    """The strap is black where it says so; without a name both may be meant."""
    options = {"strap": ("black", "white"), "dial": ("black", "white")}
    assert said_values("dial black please", options) == {"dial": {"black"}}
    assert said_values("black", options) == {"strap": {"black"}, "dial": {"black"}}


def test_sizes_in_both_languages() -> None:
    """大号 is L, medium is M; one size up and down are steps."""
    assert [sku.sku_id for sku in matching_skus(SHIRTS, "红色大号")] == ["red-L"]
    assert [sku.sku_id for sku in matching_skus(SHIRTS, "a blue medium")] == ["blue-M"]
    assert [size_step(text) for text in ("a size larger", "小一码", "blue")] == [1, -1, 0]


METHODS = (
    PaymentMethod(method_id="v", kind="credit_card", label="visa 1234"),
    PaymentMethod(method_id="m", kind="credit_card", label="mastercard 9876"),
    PaymentMethod(method_id="g", kind="gift_card", balance_minor=100),
    PaymentMethod(method_id="a", kind="alipay"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my gift card", ["g"]),
        ("the credit card", ["v", "m"]),
        ("my mastercard", ["m"]),
        ("the card ending in 1234", ["v"]),
        ("尾号9876的卡", ["m"]),
        ("礼品卡", ["g"]),
        ("the original payment method", ["m"]),
        ("原支付方式", ["m"]),
        ("alipay please", ["a"]),
        ("paypal", []),
        ("whatever", []),
    ],
)
def test_payment_methods(text: str, expected: list[str]) -> None:
    """By kind, brand, last digits, as the original one, or by the shop's own word."""
    assert [m.method_id for m in meant_methods(text, METHODS, original="m")] == expected


def test_words_about_paying() -> None:
    """A gift card is no credit card; a phrase about paying is taken out of a wish."""
    assert (kind_of("gift card"), kind_of("my card"), kind_of("银行卡"), kind_of("cash")) == (
        *("gift_card", "credit_card", "credit_card"),
        "",
    )
    assert names_method("the original one")
    assert not names_method("the blue one")
    assert (
        without_payment("the mug for a blue one, pay with my gift card").strip() == "the mug for a blue one"
    )


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("exchange the mug in order #W1000002 for the blue one", "exchange"),
        ("换货", "exchange"),
        ("把订单W1000002里的毛衣换成大号的", "alter"),
        ("change the sweater in order W1000001 to size L", "alter"),
        ("change my default address to 5 Elm Street, Austin, TX 78701", "account"),
        ("update the address on my account", "account"),
        ("把我的默认地址改一下", "account"),
        ("send order W1000001 to my default address", "address"),
        ("change the address of order W1000001", "address"),
        ("pay for order W1000001 with the gift card instead", "payment"),
        ("change the payment method to paypal", "payment"),
        ("订单W1000001的支付方式换成信用卡", "payment"),
        ("return the mug, refund it to my card", "return"),
        ("cancel order W1000001", "cancel"),
        ("I changed my mind", ""),
    ],
)
def test_what_is_asked_of_an_order(text: str, action: str) -> None:
    """Changes of an order and of the account are told apart."""
    assert read_order(text).action == action


def test_an_order_may_go_to_the_address_of_the_account() -> None:
    """Said in words, not as an address; the account's own change is none."""
    assert read_order("send order W1000001 to my default address").to_account
    assert read_order("把订单W1000001寄到我的默认地址").to_account
    assert not read_order("change my default address to 5 Elm Street, Austin, TX 78701").to_account


def test_titles_answer_to_their_kind_in_the_other_language() -> None:
    """杯子 picks the mug of an English title, "shirt" a Chinese one's 衬衫."""
    assert "杯子" in kind_names("Speckled Stoneware Mug")
    assert picks("杯子", ("Speckled Stoneware Mug (white)", "Wool Sweater")) == (0,)
    assert picks("the shirt", ("手作马克杯", "飘带真丝衬衫")) == (1,)
