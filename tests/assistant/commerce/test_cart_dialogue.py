"""Carts in conversation: what is written, what is said, and what changed since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.commerce.local import CommerceDatabase
from assistant.commerce.protocols import ShopBackend
from tests.assistant.commerce.counter import UNAVAILABLE, FailingBackend, counter, sized_catalogs
from tests.corner_counter import NOW, local_backend
from tests.small_shop import SmallCatalogs

ADDITIONS = (
    "add two of the second one to my cart",
    "put 2 of the second one in my basket",
    "I'll take 2 of the second one",
    "把第二个加入购物车，要两个",
)


async def test_pieces_are_added_and_summed(tmp_path: Path) -> None:
    """Two mugs at $14 are two pieces of that product in the backend, and $28 in the reply."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        for add in ADDITIONS:
            _, reply = await desk.talk("show me mugs, cheapest first", add)
            (line,) = backend.cart(desk.conversation_id).lines
            assert (line.product_id, line.quantity) == ("m1", 2), add
            assert "$14" in reply
            assert "$28" in reply


async def test_a_cart_is_changed_and_emptied(tmp_path: Path) -> None:
    """Quantities are set and counted on; a named line goes; all go."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        await desk.talk("show me mugs, cheapest first", "add the second one", "add the first one")
        await desk.say("make the glass mug 3")
        assert _held(backend, desk.conversation_id) == [("m1", 1), ("m2", 3)]
        await desk.say("one more of the stoneware mug")
        assert _held(backend, desk.conversation_id) == [("m1", 2), ("m2", 3)]
        told = await desk.say("what's in my cart?")
        assert told.reply == (
            "Your cart: 2 × Speckled Stoneware Mug $28; 3 × Tall Glass Mug $33. Total: $61."
        )
        await desk.say("remove the glass mug")
        assert _held(backend, desk.conversation_id) == [("m1", 2)]
        assert (await desk.say("清空购物车")).reply == "已清空购物车。"
        assert _held(backend, desk.conversation_id) == []


async def test_a_version_is_asked_for(tmp_path: Path) -> None:
    """Sizes in stock are offered, a sold-out one is not added, and the answer alone is enough."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend, sized_catalogs()) as desk:
        _, asked, sold_out, added = await desk.talk(
            "show me the striped wool sweater", "add the first one to my cart", "L", "m please"
        )
        (line,) = backend.cart(desk.conversation_id).lines
    assert "S or M" in asked
    assert "Nothing was added" in sold_out
    assert (line.sku_id, line.unit_price_minor) == ("s1-m", 6000)
    assert "$60" in added


async def test_what_cannot_be_bought_is_not_added(tmp_path: Path) -> None:
    """Sold out, more than is left and more than a cart may hold: nothing is written, and it is said."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend, sized_catalogs()) as desk:
        await desk.talk("show me mugs, cheapest first")
        assert "Only 2" in (await desk.say("add 3 of the glass mug to the cart", page="m2")).reply
        assert "out of stock" in (await desk.say("add it to my cart", page="s4")).reply
        assert "1 to 99" in (await desk.say("add 150 to my cart", page="m1")).reply
        assert backend.cart(desk.conversation_id).lines == ()


async def test_a_changed_price_is_told(tmp_path: Path) -> None:
    """A mug added at $14 that costs $16 now is summed at $16, and both prices are said."""
    catalogs = SmallCatalogs()
    async with counter(tmp_path, local_backend(tmp_path), catalogs) as desk:
        await desk.talk("show me mugs, cheapest first", "add the second one")
        catalogs.products = tuple(
            replace(p, price_minor=1600) if p.product_id == "m1" else p for p in catalogs.products
        )
        catalogs.catalog_version = 2
        reply = (await desk.say("show my cart")).reply
    assert "Total: $16." in reply
    assert "costs $16 now; it was $14 before" in reply


async def test_a_sold_out_line_is_told_and_not_summed(tmp_path: Path) -> None:
    """What can't be bought any more is named and left out of the total."""
    catalogs = SmallCatalogs()
    async with counter(tmp_path, local_backend(tmp_path), catalogs) as desk:
        await desk.talk("show me mugs, cheapest first", "add both to my cart")
        catalogs.products = tuple(
            replace(p, in_stock=False) if p.product_id == "m1" else p for p in catalogs.products
        )
        catalogs.catalog_version = 2
        reply = (await desk.say("show my cart")).reply
    assert "Total: $11." in reply
    assert "Speckled Stoneware Mug can't be bought right now" in reply


async def test_an_unclear_product_is_asked_for(tmp_path: Path) -> None:
    """What fits several products is asked back, and nothing is added."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        *_, reply = await desk.talk("show me sweaters", "add a sweater to my cart")
        assert reply == "Which product should I add? Nothing was added yet."
        *_, reply = await desk.talk("show me sweaters", "add the cotton one")
        assert reply == "Which product should I add? Nothing was added yet."
        assert backend.cart(desk.conversation_id).lines == ()


async def test_another_shown_product_is_added_not_changed(tmp_path: Path) -> None:
    """第二个也要一个 speaks of a product that the cart lacks, so it is added."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        await desk.talk("show me mugs, cheapest first", "第一个来三个", "第二个也要一个")
        assert _held(backend, desk.conversation_id) == [("m2", 3), ("m1", 1)]


async def test_checkout_is_the_shops(tmp_path: Path) -> None:
    """Nobody is told that an order was placed."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        *_, reply = await desk.talk("show me mugs, cheapest first", "add the first one", "check out")
    assert "I can't take payment here" in reply


@pytest.mark.parametrize("lost", [False, True])
async def test_an_addition_without_an_answer_is_repeated_under_its_key(tmp_path: Path, lost: bool) -> None:
    """No success is said; a yes repeats the same write, so that one piece is in the cart either way."""
    database = CommerceDatabase(f"sqlite:///{tmp_path / 'commerce.sqlite'}", now=lambda: NOW)
    backend = FailingBackend(database, shop="small")
    backend.failures, backend.lost = [UNAVAILABLE], lost
    async with counter(tmp_path, backend) as desk:
        _, failed, done = await desk.talk(
            "show me mugs, cheapest first", "add the first one to my cart", "yes"
        )
        (line,) = backend.cart(desk.conversation_id).lines
    assert "I can't say whether" in failed
    assert "I've added" not in failed
    assert "I've added" in done
    assert line.quantity == 1


async def test_without_a_desk_nothing_is_claimed(tmp_path: Path) -> None:
    """A shop without a backend says that nothing was added."""
    async with counter(tmp_path, None) as desk:
        _, reply = await desk.talk("show me mugs, cheapest first", "add the first one to my cart")
    assert "nothing was added" in reply


async def test_coupons_for_the_cart_and_for_a_product(tmp_path: Path) -> None:
    """10 % from $20: $28 saves $2.80; a $14 mug alone needs $6 more; without either the code is told."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        general, _, alone, _, cart = await desk.talk(
            "any coupons?",
            "show me mugs, cheapest first",
            "is there a coupon for the second one?",
            "add two of the second one to my cart",
            "any coupons for my cart?",
        )
    assert "TENTH (10% off, from $20)" in general
    assert "TENTH needs $6 more" in alone
    assert "TENTH saves $2.80: $28 becomes $25.20" in cart


def _held(backend: ShopBackend, cart_id: str) -> list[tuple[str, int]]:
    return [(line.product_id, line.quantity) for line in backend.cart(cart_id).lines]
