"""What every shop backend does, on one invented shop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.commerce.errors import NotFoundError, WriteRefusedError
from assistant.commerce.http import HttpBackend
from assistant.commerce.protocols import ShopBackend
from assistant.commerce.tau2 import Tau2Backend
from assistant.commerce.types import OrderStatus, Swap, WriteResult
from tests.corner_counter import (
    ADA,
    AWAY,
    BENS,
    CART_LINE,
    DELIVERED,
    PENDING,
    local_backend,
    service,
    tau2_file,
)

NEEDLESS = "no longer needed"


@pytest.fixture(params=["local", "tau2", "http"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ShopBackend]:
    """The shop behind each implementation."""
    if request.param == "tau2":
        yield Tau2Backend(tau2_file(tmp_path))
        return
    local = local_backend(tmp_path)
    if request.param == "local":
        yield local
        return
    with TestClient(service(local)) as client:
        yield HttpBackend(cast("httpx.Client", client))


def test_a_new_cart_is_empty(backend: ShopBackend) -> None:
    """A cart that nothing was added to has no lines."""
    assert backend.cart("c").lines == ()


def test_added_pieces_are_there(backend: ShopBackend) -> None:
    """What is added is in the result and in the cart read afterwards."""
    result = backend.add("c", CART_LINE, key="k1")
    assert result.cart is not None
    assert backend.cart("c").lines == result.cart.lines == (CART_LINE,)


def test_the_same_write_changes_nothing_twice(backend: ShopBackend) -> None:
    """Two pieces added twice under one key are two; under another key they are 2 + 2."""
    first, again = backend.add("c", CART_LINE, key="k1"), backend.add("c", CART_LINE, key="k1")
    assert (first.replayed, again.replayed) == (False, True)
    assert backend.cart("c").lines[0].quantity == 2
    backend.add("c", CART_LINE, key="k2")
    assert backend.cart("c").lines[0].quantity == 2 + 2


def test_quantity_and_removal(backend: ShopBackend) -> None:
    """A line takes another quantity and goes; lines with a SKU are told apart by it."""
    sized = replace(CART_LINE, sku_id="m1/red 1", options=("red",))
    backend.add("c", CART_LINE, key="k1")
    backend.add("c", sized, key="k2")
    backend.set_quantity("c", sized.line_id, 5, key="k3")
    assert [each.quantity for each in backend.cart("c").lines] == [2, 5]
    backend.remove("c", sized.line_id, key="k4")
    assert backend.cart("c").lines == (CART_LINE,)


def test_impossible_cart_writes_change_nothing(backend: ShopBackend) -> None:
    """Too many pieces are refused, an unknown line is not found, and the cart stays."""
    backend.add("c", CART_LINE, key="k1")
    with pytest.raises(WriteRefusedError):
        backend.set_quantity("c", CART_LINE.line_id, 1000, key="k2")
    with pytest.raises(NotFoundError):
        backend.remove("c", "nothing", key="k3")
    assert backend.cart("c").lines == (CART_LINE,)


def test_carts_are_apart(backend: ShopBackend) -> None:
    """One cart's lines are not another's."""
    backend.add("c", CART_LINE, key="k1")
    assert backend.cart("d").lines == ()


def test_customers_are_found_by_what_proves_them(backend: ShopBackend) -> None:
    """By e-mail in any case, by name and postal code; not by one wrong part."""
    assert backend.find_by_email("ADA.Quill@example.com") == ADA.customer_id
    assert backend.find_by_name("ada quill", "97301") == ADA.customer_id
    assert backend.find_by_email("nobody@example.com") is None
    assert backend.find_by_name("Ada Quill", "97302") is None


def test_records_of_a_customer(backend: ShopBackend) -> None:
    """A customer has their name, and their own orders alone."""
    assert backend.customer(ADA.customer_id).name == "Ada Quill"
    own = {order.order_id for order in backend.orders(ADA.customer_id)}
    assert own == {PENDING.order_id, DELIVERED.order_id}
    with pytest.raises(NotFoundError):
        backend.customer("nobody")


def test_orders_have_their_lines(backend: ShopBackend) -> None:
    """Titles, options, prices in cents and the total are those of the record."""
    found = next(o for o in backend.orders(ADA.customer_id) if o.order_id == PENDING.order_id)
    assert [(each.title, each.unit_price_minor) for each in found.lines] == [
        ("Speckled Stoneware Mug", 1400),
        ("Harbor Striped Wool Sweater", 5800),
    ]
    assert found.total_minor == 1400 + 5800


def test_a_pending_order_is_cancelled_once(backend: ShopBackend) -> None:
    """It is cancelled; the same key replays; a new attempt is refused."""
    result = backend.cancel(PENDING.order_id, reason=NEEDLESS, key="k1")
    assert result.order is not None
    assert result.order.status is OrderStatus.CANCELLED
    assert backend.cancel(PENDING.order_id, reason=NEEDLESS, key="k1").replayed
    with pytest.raises(WriteRefusedError) as refused:
        backend.cancel(PENDING.order_id, reason=NEEDLESS, key="k2")
    assert refused.value.code == "status"


def test_a_delivered_order_is_not_cancelled(backend: ShopBackend) -> None:
    """The refusal leaves it delivered."""
    with pytest.raises(WriteRefusedError):
        backend.cancel(DELIVERED.order_id, reason=NEEDLESS, key="k1")
    found = next(o for o in backend.orders(ADA.customer_id) if o.order_id == DELIVERED.order_id)
    assert found.status is OrderStatus.DELIVERED


def test_items_of_a_delivered_order_are_returned(backend: ShopBackend) -> None:
    """The status says so, and only the named item goes back."""
    result = backend.return_items(DELIVERED.order_id, ["i1"], refund_to="card_1", key="k1")
    assert result.order is not None
    assert (result.order.status, result.order.returned_items) == (OrderStatus.RETURN_REQUESTED, ("i1",))


def test_returns_are_refused_by_rule(backend: ShopBackend) -> None:
    """A pending order, an item of another order and a stranger's payment method are refused."""
    for number, items, refund_to in (
        (PENDING.order_id, ["i1"], "card_1"),
        (DELIVERED.order_id, ["i9"], "card_1"),
        (DELIVERED.order_id, ["i1"], "card_2"),
    ):
        with pytest.raises(WriteRefusedError):
            backend.return_items(number, items, refund_to=refund_to, key=f"{number}{items}{refund_to}")


def test_a_pending_order_is_sent_elsewhere(backend: ShopBackend) -> None:
    """Its address changes, nobody else's order does, and a delivered one is refused."""
    result = backend.change_address(PENDING.order_id, AWAY, key="k1")
    assert result.order is not None
    assert result.order.address == AWAY
    assert backend.orders("ben_2")[0] == replace(BENS, tracking=())
    with pytest.raises(WriteRefusedError):
        backend.change_address(DELIVERED.order_id, AWAY, key="k2")


BLUE = Swap(item_id="i1", sku_id="i3")
LARGE = Swap(item_id="i2", sku_id="i6")


def _exchange(backend: ShopBackend, *swaps: Swap, agreed: int, key: str, by: str = "card_1") -> WriteResult:
    return backend.exchange_items(DELIVERED.order_id, swaps, method_id=by, difference_minor=agreed, key=key)


def _change(backend: ShopBackend, *swaps: Swap, agreed: int, key: str, by: str = "card_1") -> WriteResult:
    return backend.change_items(PENDING.order_id, swaps, method_id=by, difference_minor=agreed, key=key)


def test_versions_are_told(backend: ShopBackend) -> None:
    """Options, price in cents and whether it can be had; none of an unknown product."""
    found = backend.versions("m1")
    assert [(s.sku_id, s.options[0].value, s.price_minor, s.in_stock) for s in found] == [
        ("i1", "white", 1400, True),
        ("i3", "blue", 1600, True),
        ("i5", "red", 2600, True),
        ("i7", "green", 1400, False),
    ]
    assert tuple(backend.versions("nothing")) == ()


def test_delivered_items_are_exchanged_once(backend: ShopBackend) -> None:
    """The status says so; the same key replays; another exchange is refused."""
    result = _exchange(backend, BLUE, LARGE, agreed=200, key="k1")
    assert result.order is not None
    assert result.order.status is OrderStatus.EXCHANGE_REQUESTED
    assert _exchange(backend, BLUE, LARGE, agreed=200, key="k1").replayed
    with pytest.raises(WriteRefusedError) as refused:
        _exchange(backend, BLUE, agreed=200, key="k2")
    assert refused.value.code == "status"


def test_items_of_a_pending_order_are_changed_once(backend: ShopBackend) -> None:
    """The line has the new version and price, the rest stays, a gift card pays the difference."""
    result = _change(backend, BLUE, agreed=200, key="k1", by="gift_1")
    assert result.order is not None
    mug, sweater = result.order.lines
    assert (mug.options, mug.unit_price_minor, sweater.options) == (("blue",), 1600, ("M",))
    assert result.order.status is OrderStatus.CHANGED
    gift = backend.customer(ADA.customer_id).method("gift_1")
    assert gift is not None
    assert gift.balance_minor == 500 - 200
    assert _change(backend, BLUE, agreed=200, key="k1", by="gift_1").replayed
    with pytest.raises(WriteRefusedError):
        _change(backend, LARGE, agreed=0, key="k2")


@pytest.mark.parametrize(
    ("swaps", "agreed", "by", "code"),
    [
        ((), 0, "card_1", "no_items"),
        ((Swap(item_id="i9", sku_id="i3"),), 200, "card_1", "no_items"),
        ((BLUE, BLUE), 400, "card_1", "no_items"),
        ((Swap(item_id="i1", sku_id="i6"),), 4400, "card_1", "no_version"),
        ((Swap(item_id="i1", sku_id="i1"),), 0, "card_1", "same_version"),
        ((Swap(item_id="i1", sku_id="i7"),), 0, "card_1", "sold_out"),
        ((BLUE,), 200, "card_2", "not_on_file"),
        ((Swap(item_id="i1", sku_id="i5"),), 1200, "gift_1", "balance"),
        ((BLUE,), 100, "card_1", "price"),
    ],
)
def test_impossible_swaps_change_nothing(
    backend: ShopBackend, swaps: tuple[Swap, ...], agreed: int, by: str, code: str
) -> None:
    """Wrong items, versions, payment methods and differences are refused, before and after delivery."""
    before = tuple(backend.orders(ADA.customer_id))
    for write in (_exchange, _change):
        with pytest.raises(WriteRefusedError) as refused:
            write(backend, *swaps, agreed=agreed, by=by, key="k1")
        assert refused.value.code == code
    assert tuple(backend.orders(ADA.customer_id)) == before


def test_exchanges_and_changes_ask_for_their_status(backend: ShopBackend) -> None:
    """A pending order is not exchanged, a delivered one not changed."""
    for write, number in ((backend.exchange_items, PENDING), (backend.change_items, DELIVERED)):
        with pytest.raises(WriteRefusedError) as refused:
            write(number.order_id, [BLUE], method_id="card_1", difference_minor=200, key="k1")
        assert refused.value.code == "status"


def test_a_pending_order_is_charged_to_another_method(backend: ShopBackend) -> None:
    """A gift card that holds too little, the same method and a stranger's are refused; a replay is none."""
    for method_id, code in (("gift_1", "balance"), ("card_1", "same_method"), ("card_2", "not_on_file")):
        with pytest.raises(WriteRefusedError) as refused:
            backend.change_payment(PENDING.order_id, method_id, key=method_id)
        assert refused.value.code == code
    with pytest.raises(WriteRefusedError):
        backend.change_payment(DELIVERED.order_id, "gift_1", key="k1")
    result = backend.change_payment(BENS.order_id, "paypal_2", key="k2")
    assert result.order is not None
    assert result.order.paid_with == "paypal_2"
    assert backend.change_payment(BENS.order_id, "paypal_2", key="k2").replayed


def test_an_account_moves(backend: ShopBackend) -> None:
    """The customer is found at the new postal code, their orders stay; the same key replays."""
    result = backend.change_account_address(ADA.customer_id, AWAY, key="k1")
    assert result.customer is not None
    assert result.customer.address == AWAY
    assert backend.find_by_name("Ada Quill", AWAY.postal_code) == ADA.customer_id
    assert backend.find_by_name("Ada Quill", "97301") is None
    assert backend.find_by_email(ADA.email) == ADA.customer_id
    assert all(order.address == ADA.address for order in backend.orders(ADA.customer_id))
    assert backend.change_account_address(ADA.customer_id, AWAY, key="k1").replayed
    with pytest.raises(NotFoundError):
        backend.change_account_address("nobody", AWAY, key="k2")


def test_unknown_orders_are_not_found(backend: ShopBackend) -> None:
    """A write to an order that isn't there raises."""
    with pytest.raises(NotFoundError):
        backend.cancel("#W9", reason=NEEDLESS, key="k1")


def test_rules_and_coupons_are_told(backend: ShopBackend) -> None:
    """Orders are served; coupons are those of the shop (tau2 has none)."""
    assert backend.order_rules() is not None
    assert [coupon.code for coupon in backend.coupons()] in (["TENTH"], [])


def test_closing_twice_is_fine(backend: ShopBackend) -> None:
    """`close` is idempotent."""
    backend.close()
    backend.close()
