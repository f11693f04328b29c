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
from assistant.evaluation.tau2_customer import answer_to, terse_wish_of, wish_of
from assistant.evaluation.tau2_tasks import Task, read_database
from assistant.evaluation.tau2_writes import Data, Write, expected, refusal_of
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
MAX_TURNS = 12
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


async def run_tasks(
    tasks: Sequence[Task], data: Data, *, on_progress: OnProgress, terse: bool = False
) -> tuple[TaskOutcome, ...]:
    """Every task on a fresh copy of the database, in order; a terse customer is asked for everything."""
    outcomes = []
    snapshot = _snapshot(data)
    with tempfile.TemporaryDirectory() as folder:
        for place, task in enumerate(tasks):
            path = Path(folder) / f"{place}.json"
            path.write_text(json.dumps(data), encoding="utf-8")
            outcomes.append(await _run(task, data, snapshot, path, terse=terse))
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


async def _run(task: Task, data: Data, snapshot: CatalogSnapshot, path: Path, *, terse: bool) -> TaskOutcome:
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
            await customer.wish(write, terse=terse)
    finally:
        await store.aclose()
    return _judged(task, data, read_database(path), customer)


def _judged(task: Task, before: Data, after: Data, customer: _Customer) -> TaskOutcome:
    wanted = expected(before, task.writes)
    wrong = {k for kind in ("users", "orders") for k, v in wanted[kind].items() if after[kind][k] != v}
    return TaskOutcome(
        task_id=task.task_id,
        right=not wrong,
        reason=_reason(task, before, wrong, customer) if wrong else "",
        turns=customer.turns,
        last_reply=customer.last_reply,
    )


def _reason(task: Task, before: Data, wrong: set[str], customer: _Customer) -> str:
    """The first write whose record is wrong: refused by the benchmark too, or how its wish ended."""
    for place, write in enumerate(task.writes):
        if write.arguments.get("order_id", write.arguments.get("user_id")) not in wrong:
            continue
        refused = refusal_of(before, write)
        if refused:
            return f"{write.name}: the benchmark's own tool refuses it, {refused}"
        return f"{write.name}: another record, after {customer.left_open[place] or 'no question'}"
    return "a record that no wish is about"


class _Customer:
    """Says wishes and answers questions; `left_open` is the question that each wish ended with."""

    def __init__(self, assistant: Assistant, conversation_id: str, task: Task, data: Data) -> None:
        self._assistant = assistant
        self._conversation_id = conversation_id
        self._user = data["users"].get(task.user_id or "", {})
        self._data = data
        self.turns = 0
        self.left_open: list[str] = []
        self.last_reply = ""

    async def wish(self, write: Write, *, terse: bool) -> None:
        """Say one wish and answer until nothing is asked any more."""
        said = terse_wish_of(write) if terse else wish_of(write, self._user, self._data)
        awaiting = ""
        for _ in range(MAX_TURNS):
            awaiting = (await self._say(said)).awaiting
            said = answer_to(awaiting, write, self._user, self._data, asked=self.last_reply)
            if not said:
                break
        self.left_open.append(awaiting)

    async def _say(self, text: str) -> ServiceState:
        utterance = Utterance(conversation_id=self._conversation_id, shop=SHOP, text=text)
        async for event in self._assistant.reply(utterance):
            if isinstance(event, TurnFinished):
                self.turns += 1
                self.last_reply = event.turn.reply
                return event.state.service
        raise RuntimeError("expected a turn that finishes")


class _OneShop:
    """The catalog of the database's products."""

    def __init__(self, snapshot: CatalogSnapshot) -> None:
        self._snapshot = snapshot

    def version(self, _shop: str) -> int:
        return self._snapshot.catalog_version

    def load(self, _shop: str, _since: CatalogSnapshot | None = None) -> CatalogSnapshot:
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
