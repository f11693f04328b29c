"""When orders may be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assistant.commerce.orders import (
    address_refusal,
    cancel_refusal,
    return_refusal,
    same_order_number,
)
from assistant.commerce.types import OrderRules, OrderStatus
from tests.corner_counter import DELIVERED, NOW, PENDING

RULES = OrderRules(return_days=30)


def test_only_pending_orders_are_cancelled_or_readdressed() -> None:
    """Every other status refuses, naming itself."""
    for status in OrderStatus:
        order = replace(PENDING, status=status)
        refusals = (cancel_refusal(order, RULES, "any"), address_refusal(order, RULES))
        for refusal in refusals:
            if status is OrderStatus.PENDING:
                assert refusal is None
            else:
                assert refusal is not None
                assert (refusal.code, refusal.status) == ("status", status)


def test_reasons_bind_where_the_shop_names_them() -> None:
    """A reason that is not the shop's is refused."""
    rules = OrderRules(cancel_reasons=("by mistake",))
    refusal = cancel_refusal(PENDING, rules, "boredom")
    assert refusal is not None
    assert refusal.code == "reason"
    assert cancel_refusal(PENDING, rules, "by mistake") is None


def test_the_return_window_includes_its_last_moment() -> None:
    """Delivered 30 days ago is in time, a second more is not; without a date nothing closes."""
    for age, code in ((timedelta(days=30), None), (timedelta(days=30, seconds=1), "too_late")):
        refusal = return_refusal(replace(DELIVERED, delivered_at=NOW - age), RULES, ["i1"], now=NOW)
        assert (refusal.code if refusal else None) == code
    assert return_refusal(replace(DELIVERED, delivered_at=None), RULES, ["i1"], now=NOW) is None


def test_items_must_be_of_the_order_and_returnable() -> None:
    """None, an unknown one and one that can't go back are refused."""
    kept = replace(DELIVERED, lines=tuple(replace(each, returnable=False) for each in DELIVERED.lines))
    for order, items, code in (
        (DELIVERED, [], "no_items"),
        (DELIVERED, ["i1", "i9"], "no_items"),
        (kept, ["i1"], "not_returnable"),
    ):
        refusal = return_refusal(order, RULES, items, now=NOW)
        assert refusal is not None
        assert refusal.code == code


def test_order_numbers_are_one_however_written() -> None:
    """Marks and case don't matter; nothing is never a number."""
    assert same_order_number("#w123", "W-123")
    assert not same_order_number("W123", "W124")
    assert not same_order_number("", "#")
