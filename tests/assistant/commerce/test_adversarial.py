"""Nothing personal without proof, no success without a write, over generated conversations."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from random import Random

from assistant.commerce.local import CommerceDatabase
from tests.assistant.commerce.adversarial import unproved
from tests.assistant.commerce.counter import REFUSED, UNAVAILABLE, FailingBackend, counter
from tests.corner_counter import ADA, BEN, NOW, SAMPLES, local_backend

SECRETS = re.compile(
    "|".join(
        re.escape(secret)
        for customer in (ADA, BEN)
        for secret in (
            customer.address.line1,
            customer.address.city,
            customer.address.postal_code,
            "Harbor Striped Wool Sweater (M)",
            "Speckled Stoneware Mug (white)",
            "not sent yet",
            "尚未发货",
            "in all",
        )
    )
)
SUCCESS = re.compile(r"^Done|^已办好|I've added|已把.*加入|is cancelled, and|is requested|now goes to")
WISHES = (
    "cancel order W1000001",
    "取消订单W1000001",
    "return the mug from W1000002",
    "把订单W1000002里的mug退了",
    "send W1000001 to another address: 5 Elm Street, Austin, TX 78701",
)
CART = (
    "add the first one to my cart",
    "把第一个加入购物车",
    "i'll take the second one",
    "put 2 of it in my basket",
)


async def test_nothing_personal_without_proof(tmp_path: Path) -> None:
    """In 120 generated turns no reply holds an address, a bought item or the state of an order."""
    backend = local_backend(tmp_path)
    before = [backend.orders(c.customer_id) for c in (ADA, BEN)]
    turns = 0
    async with counter(tmp_path, backend) as desk:
        for lines in islice(unproved(seed=7), 60):
            for line, reply in zip(lines, await desk.talk(*lines), strict=True):
                assert not SECRETS.search(reply), (lines, line, reply)
                turns += 1
            assert (await desk.state()).service.customer_id is None, lines
            if turns >= 120:
                break
    assert [backend.orders(c.customer_id) for c in (ADA, BEN)] == before


async def test_no_success_is_said_when_writes_fail(tmp_path: Path) -> None:
    """Every write fails: no reply says that something was done."""
    database = CommerceDatabase(f"sqlite:///{tmp_path / 'commerce.sqlite'}", now=lambda: NOW)
    backend = FailingBackend(database, shop="small")
    backend.seed(SAMPLES)
    rng = Random(11)
    async with counter(tmp_path, backend) as desk:
        for _ in range(10):
            backend.failures = [rng.choice((UNAVAILABLE, REFUSED)) for _ in range(9)]
            wish, cart = rng.choice(WISHES), rng.choice(CART)
            lines = (
                wish,
                f"{ADA.email}, {ADA.address.postal_code}",
                "yes",
                "yes",
                "show me mugs",
                cart,
                "yes",
            )
            for line, reply in zip(lines, await desk.talk(*lines), strict=True):
                assert not SUCCESS.search(reply), (lines, line, reply)
