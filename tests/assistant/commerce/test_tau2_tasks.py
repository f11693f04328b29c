"""The scripted customer over a small tau2-style database of our own, and the command on the real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation.tau2 import report, run_tasks
from assistant.evaluation.tau2_tasks import TaskFileError, read_database, read_tasks
from tests.corner_counter import ADA, AWAY, BENS, DELIVERED, PENDING, tau2_file

CANCEL = {"order_id": PENDING.order_id, "reason": "no longer needed"}
RETURN = {"order_id": DELIVERED.order_id, "item_ids": ["i1"], "payment_method_id": "gift_1"}
MOVE = {
    "order_id": PENDING.order_id,
    "address1": AWAY.line1,
    "address2": "",
    "city": AWAY.city,
    "state": AWAY.region,
    "country": AWAY.country,
    "zip": AWAY.postal_code,
}
BLUE = {"order_id": DELIVERED.order_id, "item_ids": ["i1"], "new_item_ids": ["i3"]}
PAYPAL = {"order_id": BENS.order_id, "payment_method_id": "paypal_2"}
RED = {**BLUE, "new_item_ids": ["i5"]}
BOTH = {"order_id": PENDING.order_id, "item_ids": ["i1", "i2"], "new_item_ids": ["i3", "i4"]}


def _address(move: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in move.items() if name != "order_id"}


def task(number: str, *actions: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """A task as the benchmark's file has it."""
    made = [{"name": name, "arguments": arguments} for name, arguments in actions]
    return {"id": number, "evaluation_criteria": {"actions": made}}


def files(folder: Path, *rows: dict[str, Any]) -> tuple[Path, Path]:
    """A database with one product, and these tasks."""
    db, tasks = tau2_file(folder), folder / "tasks.json"
    tasks.write_text(json.dumps(rows), encoding="utf-8")
    return db, tasks


async def test_served_wishes_end_in_the_right_state(tmp_path: Path) -> None:
    """Every kind of write is, as one wish or several; what a gift card can't pay is refused by both."""
    db, file = files(
        tmp_path,
        task("cancel", ("cancel_pending_order", CANCEL)),
        task("return", ("return_delivered_order_items", RETURN)),
        task("address", ("modify_pending_order_address", MOVE)),
        task("both", ("return_delivered_order_items", RETURN), ("cancel_pending_order", CANCEL)),
        task("nothing", ("find_user_id_by_email", {"email": ADA.email})),
        task("exchange", ("exchange_delivered_order_items", {**BLUE, "payment_method_id": "gift_1"})),
        task("items", ("modify_pending_order_items", {**BOTH, "payment_method_id": "card_1"})),
        task("payment", ("modify_pending_order_payment", PAYPAL)),
        task("account", ("modify_user_address", {**_address(MOVE), "user_id": ADA.customer_id})),
        task("poor", ("exchange_delivered_order_items", {**RED, "payment_method_id": "gift_1"})),
    )
    stored = db.read_text(encoding="utf-8")
    data = read_database(db)
    seen: list[tuple[int, int]] = []
    outcomes = await run_tasks(
        read_tasks(file, data), data, on_progress=lambda done, total: seen.append((done, total))
    )
    measured = report(outcomes)
    assert [o.task_id for o in outcomes if not o.right] == ["poor"]
    assert (measured["tasks"], measured["right"]) == (10, 9)
    (reason,) = measured["reasons"]
    assert "the benchmark's own tool refuses it" in reason
    assert seen[-1] == (10, 10)
    assert db.read_text(encoding="utf-8") == stored


async def test_a_terse_customer_is_asked_for_everything(tmp_path: Path) -> None:
    """Order, reason, items, versions, payment method and address; the records are the same."""
    db, file = files(
        tmp_path,
        task("cancel", ("cancel_pending_order", CANCEL)),
        task("address", ("modify_pending_order_address", MOVE)),
        task("exchange", ("exchange_delivered_order_items", {**BLUE, "payment_method_id": "gift_1"})),
        task("items", ("modify_pending_order_items", {**BOTH, "payment_method_id": "card_1"})),
        task("account", ("modify_user_address", {**_address(MOVE), "user_id": ADA.customer_id})),
    )
    data = read_database(db)
    outcomes = await run_tasks(
        read_tasks(file, data), data, on_progress=lambda _done, _total: None, terse=True
    )
    assert [o for o in outcomes if not o.right] == []


async def test_a_wish_against_the_rules_is_wrong(tmp_path: Path) -> None:
    """A delivered order is not cancelled, so the state that the task wants is not reached."""
    wish = {"order_id": DELIVERED.order_id, "reason": "no longer needed"}
    db, file = files(tmp_path, task("no", ("cancel_pending_order", wish)))
    data = read_database(db)
    (outcome,) = await run_tasks(read_tasks(file, data), data, on_progress=lambda _done, _total: None)
    assert not outcome.right
    assert outcome.reason == "cancel_pending_order: another record, after no question"


def test_files_of_another_form_are_named(tmp_path: Path) -> None:
    """What is no database and what are no tasks is said with the file's name."""
    bad = tmp_path / "bad.json"
    for text in ("{", "[]"):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(TaskFileError, match=r"bad\.json"):
            read_database(bad)
    for text in ("{}", '[{"id": 1}]'):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(TaskFileError, match=r"bad\.json"):
            read_tasks(bad, {"users": {}, "orders": {}, "products": {}})


@pytest.mark.data
async def test_training_tasks(shared_data: Path) -> None:
    """The first three training tasks end right."""
    folder = shared_data / "tau2_retail"
    data = read_database(folder / "db.json")
    tasks = read_tasks(folder / "tasks_train.json", data)[:3]
    outcomes = await run_tasks(tasks, data, on_progress=lambda _done, _total: None)
    assert [o for o in outcomes if not o.right] == []
