"""Nothing personal without proof, no success without a write, over generated conversations."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

from assistant.commerce.local import CommerceDatabase
from tests.assistant.commerce.adversarial import SECRETS, SUCCESS, failing, unproved
from tests.assistant.commerce.counter import REFUSED, UNAVAILABLE, FailingBackend, counter
from tests.corner_counter import ADA, BEN, NOW, SAMPLES, local_backend, sold


async def test_nothing_personal_without_proof(tmp_path: Path) -> None:
    """In 120 generated turns no reply holds an address, a bought item or the state of an order."""
    backend = local_backend(tmp_path)
    before = [(backend.customer(c.customer_id), backend.orders(c.customer_id)) for c in (ADA, BEN)]
    turns = 0
    async with counter(tmp_path, backend) as desk:
        for lines in islice(unproved(seed=7), 60):
            for line, reply in zip(lines, await desk.talk(*lines), strict=True):
                assert not SECRETS.search(reply), (lines, line, reply)
                turns += 1
            assert (await desk.state()).service.customer_id is None, lines
            if turns >= 120:
                break
    assert [(backend.customer(c.customer_id), backend.orders(c.customer_id)) for c in (ADA, BEN)] == before


async def test_no_success_is_said_when_writes_fail(tmp_path: Path) -> None:
    """Every write fails: no reply says that something was done."""
    database = CommerceDatabase(f"sqlite:///{tmp_path / 'commerce.sqlite'}", now=lambda: NOW)
    backend = FailingBackend(database, shop="small", versions=sold)
    backend.seed(SAMPLES)
    rng = Random(11)
    async with counter(tmp_path, backend) as desk:
        for lines in islice(failing(seed=11), 12):
            backend.failures = [rng.choice((UNAVAILABLE, REFUSED)) for _ in range(9)]
            for line, reply in zip(lines, await desk.talk(*lines), strict=True):
                assert not SUCCESS.search(reply), (lines, line, reply)
