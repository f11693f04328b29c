"""Orders in conversation: who is speaking, what is asked, what is written and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.commerce.errors import BackendAnswerError
from assistant.commerce.local import CommerceDatabase
from assistant.commerce.protocols import ShopBackend
from assistant.commerce.tau2 import Tau2Backend
from assistant.commerce.types import Order, OrderStatus
from tests.assistant.commerce.counter import REFUSED, UNAVAILABLE, FailingBackend, counter
from tests.corner_counter import (
    ADA,
    DELIVERED,
    NOW,
    PENDING,
    SAMPLES,
    local_backend,
    tau2_file,
)

EMAIL, POSTAL = ADA.email, ADA.address.postal_code
PROOFS = (
    (f"my email is {EMAIL} and the order is W1000001",),
    (EMAIL, POSTAL),
    (f"Ada Quill, zip {POSTAL}",),
    ("my name is Ada Quill", POSTAL),
    (POSTAL, "Ada Quill"),
    (f"邮箱{EMAIL}", f"邮编是{POSTAL}"),
)


WRONG = (
    (EMAIL,),
    ("Ada Quill",),
    (POSTAL,),
    ("W1000001",),
    (EMAIL, "19901"),
    (EMAIL, "W2000001"),
    ("Ada Quill, zip 19901",),
    ("nobody@example.com", "W1000001"),
)
REFUSALS = (
    *("no", "never mind", "wait", "yes but not the mug", "yes?", "hmm", "i changed my mind"),
    *("不", "算了", "先等等", "不是", "show me mugs, cheapest first"),
)
WRITES = (
    "cancel order W1000001",
    "return the mug from order W1000002",
    "change the address of order W1000001 to 5 Elm Street, Austin, TX 78701",
)
AGREEMENTS = ("yes", "Yes please", "ok, go ahead", "sure", "是", "是的", "好的，确认", "可以")


async def test_each_proof_identifies(tmp_path: Path) -> None:
    """E-mail with order number or postal code, and name with postal code, in one turn or two."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        for proof in PROOFS:
            await desk.talk("where is my order?", *proof)
            assert (await desk.state()).service.customer_id == ADA.customer_id, proof


async def test_half_a_proof_and_a_wrong_one_do_not(tmp_path: Path) -> None:
    """One detail alone, or two that don't belong together, identify nobody and show nothing."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        for proof in WRONG:
            replies = await desk.talk("where is my order?", *proof)
            assert (await desk.state()).service.customer_id is None, proof
            assert not any("Mug" in reply or "W1000" in reply for reply in replies), proof


async def test_three_wrong_proofs_end_it(tmp_path: Path) -> None:
    """After the third failure even the right proof opens nothing in this conversation."""
    wrong = [f"my name is Ada Quill, zip 1990{n}" for n in range(3)]
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        *_, last = await desk.talk("where is my order?", *wrong, f"my name is Ada Quill, zip {POSTAL}")
        assert (await desk.state()).service.customer_id is None
    assert "contact page" in last


async def test_an_unknown_email_is_treated_as_a_known_one(tmp_path: Path) -> None:
    """Whether an e-mail is a customer's is not told."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        known = await desk.talk("where is my order?", EMAIL)
        unknown = await desk.talk("where is my order?", "nobody@example.com")
    assert known == unknown


async def test_a_cancellation_is_confirmed_then_written(tmp_path: Path) -> None:
    """Nothing is written before the yes; after it the order is cancelled and said to be."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        *_, asked = await desk.talk("cancel my order W1000001", f"Ada Quill, zip {POSTAL}")
        assert _status(backend, PENDING.order_id) is OrderStatus.PENDING
        done = (await desk.say("yes")).reply
    assert "Shall I?" in asked
    assert "$72" in asked
    assert done == "Done: order W1000001 is cancelled, and $72 will be refunded."
    assert _status(backend, PENDING.order_id) is OrderStatus.CANCELLED


async def test_anything_but_a_yes_writes_nothing(tmp_path: Path) -> None:
    """A refusal, a doubt, a condition and another wish leave the order; a later yes is too late."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        for answer in REFUSALS:
            *_, asked, _, _, _ = await desk.talk(
                *("cancel my order W1000001", f"Ada Quill, zip {POSTAL}", answer),
                *("show me mugs, cheapest first", "yes"),
            )
            assert "Shall I?" in asked
            assert _status(backend, PENDING.order_id) is OrderStatus.PENDING, answer


async def test_a_question_about_coupons_sets_the_pending_write_aside(tmp_path: Path) -> None:
    """A yes after the coupons were told is no yes to the cancellation asked before; no cards are shown."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        await desk.talk(
            *("show me mugs, cheapest first", "add the first one to my cart"),
            *("cancel my order W1000001", f"Ada Quill, zip {POSTAL}"),
        )
        told = await desk.say("any coupons?")
        assert told.reply == "No coupon applies to your cart. Why not others: TENTH needs $9 more."
        assert told.items == ()
        await desk.say("yes")
    assert _status(backend, PENDING.order_id) is OrderStatus.PENDING


async def test_ways_to_agree(tmp_path: Path) -> None:
    """Plain agreements in both languages."""
    orders = {
        answer: replace(PENDING, order_id=f"W30000{place:02}") for place, answer in enumerate(AGREEMENTS)
    }
    backend = local_backend(tmp_path, replace(SAMPLES, orders=tuple(orders.values())))
    async with counter(tmp_path, backend) as desk:
        for answer, order in orders.items():
            await desk.talk(f"cancel my order {order.order_id}", f"Ada Quill, zip {POSTAL}", answer)
            assert _status(backend, order.order_id) is OrderStatus.CANCELLED, answer


async def test_a_return_asks_for_items(tmp_path: Path) -> None:
    """Of two items the named one goes back, after a yes."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        *_, items, asked, done = await desk.talk(
            "I want to return something from order W1000002",
            f"{EMAIL}, {POSTAL}",
            "the sweater",
            "yes",
        )
    assert "Which items" in items
    assert "1 × Harbor Striped Wool Sweater (M)" in asked
    assert done.startswith("Done: the return of 1 × Harbor Striped Wool Sweater (M)")
    assert _order(backend, DELIVERED.order_id).returned_items == ("i2",)


async def test_an_address_is_asked_for_and_confirmed(tmp_path: Path) -> None:
    """The whole new address is said back before it is written."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        *_, asked, done = await desk.talk(
            "change the address of order W1000001",
            f"{EMAIL}, {POSTAL}",
            "5 Elm Street, Austin, TX 78701",
            "yes",
        )
    assert "5 Elm Street, Austin, TX 78701" in asked
    assert done.startswith("Done")
    assert _order(backend, PENDING.order_id).address.postal_code == "78701"


async def test_rules_are_told(tmp_path: Path) -> None:
    """A delivered order is not cancelled, and the reason is its state."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        *_, reply = await desk.talk("cancel order W1000002", f"{EMAIL}, {POSTAL}")
    assert "can't be cancelled, because it is delivered. Nothing was changed." in reply


async def test_lacking_a_detail_is_no_refusal(tmp_path: Path) -> None:
    """Who doesn't know the order number is asked again, and the wish is kept."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        *_, asked, reply = await desk.talk(
            "cancel my order W1000001", "I don't know my postal code", f"{EMAIL}, {POSTAL}"
        )
    assert "it's yours" in asked
    assert "Shall I?" in reply


async def test_a_question_of_policy_sets_the_write_aside(tmp_path: Path) -> None:
    """After a general question a yes writes nothing."""
    backend = local_backend(tmp_path)
    async with counter(tmp_path, backend) as desk:
        await desk.talk(
            "cancel my order W1000001", f"{EMAIL}, {POSTAL}", "what is your return policy?", "yes"
        )
    assert _status(backend, PENDING.order_id) is OrderStatus.PENDING


async def test_one_customer_a_conversation(tmp_path: Path) -> None:
    """Somebody else's e-mail after identification opens nothing."""
    async with counter(tmp_path, local_backend(tmp_path)) as desk:
        *_, reply = await desk.talk(
            "where is my order?", f"{EMAIL}, {POSTAL}", "and the order of ben.yarrow@example.com, W2000001?"
        )
    assert "one person's orders" in reply


async def test_no_success_without_a_write(tmp_path: Path) -> None:
    """A refused write and one without an answer are never said to be done."""
    backend = _failing(tmp_path, [])
    async with counter(tmp_path, backend) as desk:
        for failure in (UNAVAILABLE, REFUSED, BackendAnswerError("not JSON")):
            for wish in WRITES:
                backend.failures = [failure]
                *_, reply = await desk.talk(wish, f"{EMAIL}, {POSTAL}", "yes")
                assert backend.failures == [], wish
                assert "Done" not in reply, wish
                assert "nothing was changed" in reply.casefold() or "can't say whether" in reply


async def test_an_unanswered_cancellation_is_repeated_safely(tmp_path: Path) -> None:
    """The write happened and its answer was lost: a second yes replays it under the same key."""
    backend = _failing(tmp_path, [UNAVAILABLE], lost=True)
    async with counter(tmp_path, backend) as desk:
        *_, failed, done = await desk.talk("cancel order W1000001", f"{EMAIL}, {POSTAL}", "yes", "yes")
    assert "can't say whether" in failed
    assert done.startswith("Done: order W1000001 is cancelled")


async def test_a_reason_is_asked_for_where_the_shop_wants_one(tmp_path: Path) -> None:
    """A tau2-style shop cancels for two reasons alone; the file then has the reason and the refund."""
    path = tau2_file(tmp_path)
    async with counter(tmp_path, Tau2Backend(path)) as desk:
        *_, reason, asked, done = await desk.talk(
            "cancel order W1000001", f"{EMAIL}, {POSTAL}", "I ordered it by mistake", "yes"
        )
    assert "no longer needed, or ordered by mistake" in reason
    assert "Shall I?" in asked
    assert done.startswith("Done")
    stored = Tau2Backend(path).orders(ADA.customer_id)
    assert {o.order_id: o.status for o in stored}[PENDING.order_id] is OrderStatus.CANCELLED


async def test_without_orders_the_assistant_says_so(tmp_path: Path) -> None:
    """A shop that keeps only carts can't see orders, and nobody is asked who they are."""
    database = CommerceDatabase(f"sqlite:///{tmp_path / 'commerce.sqlite'}", now=lambda: NOW)
    backend = FailingBackend(database, shop="small")
    async with counter(tmp_path, backend) as desk:
        (reply,) = await desk.talk("where is my order?")
    assert "I can't see or change orders" in reply


def _failing(folder: Path, failures: list[Exception], *, lost: bool = False) -> FailingBackend:
    database = CommerceDatabase(f"sqlite:///{folder / 'commerce.sqlite'}", now=lambda: NOW)
    backend = FailingBackend(database, shop="small")
    backend.seed(SAMPLES)
    backend.failures, backend.lost = failures, lost
    return backend


def _order(backend: ShopBackend, number: str) -> Order:
    return next(o for o in backend.orders(ADA.customer_id) if o.order_id == number)


def _status(backend: ShopBackend, number: str) -> OrderStatus:
    return _order(backend, number).status
