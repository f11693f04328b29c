"""A scripted customer works through tau2 retail tasks with the assistant in reduced mode.

The customer knows what the task wants written, says each wish in one plain sentence, proves who they are
by name and postal code, and answers the assistant's questions. What is measured is the database after it,
not whether a person's own, vaguer words would have been understood.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.acting.desk import ServiceDesk
from assistant.commerce.tau2 import Tau2Backend
from assistant.commerce.tau2_records import CURRENCY
from assistant.conversation import Assistant
from assistant.evaluation.tau2_tasks import CANCEL, RETURN, Data, Task, Write, expected, read_database
from assistant.store import SqlConversationStore
from assistant.types import ServiceState, TurnFinished, Utterance
from prompts.registry import PromptRegistry
from retrieval.catalog.snapshot import CatalogSnapshot, ShopSettings
from retrieval.config import RankingConfig
from retrieval.money import to_minor
from retrieval.policies import Policies
from retrieval.ranker import Ranker
from retrieval.shops import Shops
from retrieval.types import Product

SHOP = "tau2"
MAX_TURNS = 6
"""Turns that one wish may take."""

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome:
    """Whether the database ended as the task wants; `reason` says why not, "" where it did."""

    task_id: str
    right: bool
    reason: str
    turns: int
    last_reply: str


async def run_tasks(tasks: Sequence[Task], data: Data, *, on_progress: OnProgress) -> tuple[TaskOutcome, ...]:
    """Every task on a fresh copy of the database, in order."""
    outcomes = []
    snapshot = _snapshot(data)
    with tempfile.TemporaryDirectory() as folder:
        for place, task in enumerate(tasks):
            path = Path(folder) / f"{place}.json"
            path.write_text(json.dumps(data), encoding="utf-8")
            outcomes.append(await _run(task, data, snapshot, path))
            path.unlink()
            on_progress(place + 1, len(tasks))
    return tuple(outcomes)


def report(outcomes: Sequence[TaskOutcome]) -> dict[str, Any]:
    """Counts: tasks, right ones, reasons of the others by frequency, and every outcome."""
    reasons = Counter(outcome.reason for outcome in outcomes if not outcome.right)
    return {
        "tasks": len(outcomes),
        "right": sum(outcome.right for outcome in outcomes),
        "reasons": dict(reasons.most_common()),
        "outcomes": [
            {"id": o.task_id, "right": o.right, "reason": o.reason, "turns": o.turns, "last": o.last_reply}
            for o in outcomes
        ],
    }


async def _run(task: Task, data: Data, snapshot: CatalogSnapshot, path: Path) -> TaskOutcome:
    backend = Tau2Backend(path)
    store = SqlConversationStore(f"sqlite:///{path.with_suffix('.sqlite')}")
    desk = ServiceDesk(backend=backend, now=lambda: datetime.now(UTC))
    assistant = Assistant(
        shops=Shops(catalogs=_OneShop(snapshot), build_ranker=_ranker),
        open_policies=lambda _index: Policies(()),
        conversations=store,
        prompts=PromptRegistry.from_folder(),
        model=None,
        open_desk=lambda _index: desk,
    )
    customer = _Customer(assistant, await store.create(shop=SHOP), task, data)
    try:
        for write in task.writes:
            await customer.wish(write)
    finally:
        await store.aclose()
    return _judged(task, data, read_database(path), customer)


def _judged(task: Task, before: Data, after: Data, customer: _Customer) -> TaskOutcome:
    wanted = expected(before, [w for w in task.writes if w.name not in task.unserved])
    wrong = [k for kind in ("users", "orders") for k, v in wanted[kind].items() if after[kind][k] != v]
    reason = f"not offered: {', '.join(task.unserved)}" if task.unserved else ""
    if wrong:
        reason = reason or f"another database state after {customer.awaiting or 'its last question'}"
    return TaskOutcome(
        task_id=task.task_id,
        right=not reason,
        reason=reason,
        turns=customer.turns,
        last_reply=customer.last_reply,
    )


class _Customer:
    """Says wishes and answers questions; `awaiting` is the question that was left open."""

    def __init__(self, assistant: Assistant, conversation_id: str, task: Task, data: Data) -> None:
        self._assistant = assistant
        self._conversation_id = conversation_id
        self._user = data["users"].get(task.user_id or "", {})
        self._orders = data["orders"]
        self.turns = 0
        self.awaiting = ""
        self.last_reply = ""

    async def wish(self, write: Write) -> None:
        """Say one wish and answer until nothing is asked any more."""
        said = (
            _wish(write, self._orders[write.arguments["order_id"]], self._user)
            if "order_id" in (write.arguments)
            else "I want to change the address of my account"
        )
        for _ in range(MAX_TURNS):
            service = await self._say(said)
            self.awaiting = service.awaiting
            answer = self._answer(service.awaiting, write)
            if not answer:
                return
            said = answer

    def _answer(self, awaiting: str, write: Write) -> str:
        if awaiting == "identity" and self._user:
            name = self._user["name"]
            return f"My name is {name['first_name']} {name['last_name']}, zip {self._user['address']['zip']}"
        answers = {
            "confirmation": "yes",
            "order": str(write.arguments.get("order_id", "")),
            "reason": _reason(write),
            "items": _titles(write, self._orders.get(write.arguments.get("order_id", ""), {"items": []})),
            "address": _address(write),
        }
        return answers.get(awaiting, "")

    async def _say(self, text: str) -> ServiceState:
        utterance = Utterance(conversation_id=self._conversation_id, shop=SHOP, text=text)
        async for event in self._assistant.reply(utterance):
            if isinstance(event, TurnFinished):
                self.turns += 1
                self.last_reply = event.turn.reply
                return event.state.service
        raise RuntimeError("expected a turn that finishes")


def _wish(write: Write, order: Data, user: Data) -> str:
    number = order["order_id"]
    if write.name == CANCEL:
        return f"Please cancel order {number}. {_reason(write)}"
    if write.name == RETURN:
        method = user.get("payment_methods", {}).get(write.arguments["payment_method_id"], {})
        refund = str(method.get("source", "")).replace("_", " ")
        return f"I want to return {_titles(write, order)} from order {number}, refund to {refund}"
    if write.name.startswith("exchange"):
        return f"I want to exchange something in order {number}"
    if write.name == "modify_pending_order_address":
        return f"Please change the address of order {number} to {_address(write)}"
    return f"I want to change the items or the payment of order {number}"


def _titles(write: Write, order: Data) -> str:
    """The items as the customer names them: all, or by title and options."""
    ids = write.arguments.get("item_ids", ())
    chosen = [item for item in order["items"] if item["item_id"] in ids]
    if len(chosen) == len(order["items"]):
        return "everything"
    return " and ".join(f"the {i['name']} ({', '.join(i['options'].values())})" for i in chosen)


def _reason(write: Write) -> str:
    mistake = write.arguments.get("reason") == "ordered by mistake"
    return "I ordered it by mistake" if mistake else "I no longer need it"


def _address(write: Write) -> str:
    given = write.arguments
    if "address1" not in given:
        return ""
    street = ", ".join(part for part in (given["address1"], given["address2"]) if part)
    return f"{street}, {given['city']}, {given['state']} {given['zip']}, {given['country']}"


class _OneShop:
    """The catalog of the database's products."""

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self._snapshot = snapshot

    def version(self, _shop: str) -> int:
        return self._snapshot.catalog_version

    def load(self, _shop: str) -> CatalogSnapshot:
        return self._snapshot


def _snapshot(data: Data) -> CatalogSnapshot:
    products = tuple(
        Product(
            product_id=key,
            title=product["name"],
            currency=CURRENCY,
            price_minor=to_minor(min(v["price"] for v in product["variants"].values()), CURRENCY),
            category=(product["name"],),
        )
        for key, product in data["products"].items()
    )
    settings = ShopSettings(name=SHOP, currency=CURRENCY)
    return CatalogSnapshot(shop=settings, catalog_version=1, products=products)


def _ranker(snapshot: CatalogSnapshot) -> Ranker:
    return Ranker(snapshot=snapshot, dense=None, config=RankingConfig(), now=lambda: datetime.now(UTC))
