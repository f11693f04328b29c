"""Conversations with the assistant over the small shop and a service desk of the test's choice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from assistant.acting.desk import ServiceDesk
from assistant.commerce.errors import BackendUnavailableError, WriteRefusedError
from assistant.commerce.local import LocalBackend
from assistant.commerce.protocols import ShopBackend
from assistant.commerce.types import Address, CartLine, Swap, WriteResult
from assistant.conversation import Assistant
from assistant.heads.intents import IntentHead
from assistant.protocols import LanguageModel
from assistant.store import SqlConversationStore
from assistant.types import DialogueState, PageContext, Turn, TurnFinished, Utterance
from prompts.registry import PromptRegistry
from retrieval.policies import Policies
from retrieval.shops import Shops
from retrieval.types import Attribute, Sku
from tests.corner_counter import NOW
from tests.small_shop import PRODUCTS, SmallCatalogs, lexical_ranker


class Counter:
    """An assistant at a service desk; each `start` is a new conversation."""

    def __init__(self, assistant: Assistant, store: SqlConversationStore, catalogs: SmallCatalogs) -> None:
        self.assistant = assistant
        self.store = store
        self.catalogs = catalogs
        self.conversation_id = ""

    async def start(self) -> None:
        """A new conversation."""
        self.conversation_id = await self.store.create(shop="small")

    async def say(self, text: str, *, page: str | None = None) -> Turn:
        """The finished turn."""
        utterance = Utterance(
            conversation_id=self.conversation_id,
            shop="small",
            text=text,
            context=PageContext(product_id=page),
        )
        last = [event async for event in self.assistant.reply(utterance)][-1]
        assert isinstance(last, TurnFinished)
        return last.turn

    async def talk(self, *lines: str) -> list[str]:
        """Replies to these lines in a new conversation."""
        await self.start()
        return [(await self.say(line)).reply for line in lines]

    async def state(self) -> DialogueState:
        """The state as it is stored."""
        return await self.store.load(self.conversation_id)


@asynccontextmanager
async def counter(
    folder: Path,
    backend: ShopBackend | None,
    catalogs: SmallCatalogs | None = None,
    *,
    model: LanguageModel | None = None,
    head: IntentHead | None = None,
) -> AsyncIterator[Counter]:
    """An assistant whose shop has this backend; without a model, in reduced mode."""
    store = SqlConversationStore(f"sqlite:///{folder / 'conversations.sqlite'}")
    catalogs = catalogs or SmallCatalogs()
    desk = None if backend is None else ServiceDesk(backend=backend, now=lambda: NOW)
    assistant = Assistant(
        shops=Shops(catalogs=catalogs, build_ranker=lexical_ranker),
        open_policies=lambda _index: Policies(()),
        conversations=store,
        prompts=_prompts(),
        model=model,
        head=head,
        open_desk=lambda _index: desk,
    )
    try:
        yield Counter(assistant, store, catalogs)
    finally:
        await store.aclose()


@lru_cache(maxsize=1)
def _prompts() -> PromptRegistry:
    return PromptRegistry.from_folder()


def sized_catalogs() -> SmallCatalogs:
    """The small shop, whose striped wool sweater comes in S, M and (sold out) L; two glass mugs are left."""
    skus = tuple(
        Sku(
            sku_id=f"s1-{size.lower()}",
            options=(Attribute(name="size", value=size),),
            price_minor=price,
            in_stock=size != "L",
        )
        for size, price in (("S", 5800), ("M", 6000), ("L", 6000))
    )
    changed = {
        "s1": lambda p: replace(p, skus=skus),
        "m2": lambda p: replace(p, stock=2),
        "s4": lambda p: replace(p, in_stock=False),
    }
    same = lambda p: p  # noqa: E731 - the identity
    return SmallCatalogs(tuple(changed.get(p.product_id, same)(p) for p in PRODUCTS))


class FailingBackend(LocalBackend):
    """A local backend whose next writes fail: `failures` are raised one after the other.

    With `lost`, the write happens and its answer is lost on the way.
    """

    failures: list[Exception]
    lost: bool = False

    def add(self, cart_id: str, line: CartLine, *, key: str) -> WriteResult:
        """Fail, or add."""
        if self.lost and self.failures:
            super().add(cart_id, line, key=key)
        self._fail()
        return super().add(cart_id, line, key=key)

    def set_quantity(self, cart_id: str, line_id: str, quantity: int, *, key: str) -> WriteResult:
        """Fail, or change."""
        self._fail()
        return super().set_quantity(cart_id, line_id, quantity, key=key)

    def remove(self, cart_id: str, line_id: str, *, key: str) -> WriteResult:
        """Fail, or remove."""
        self._fail()
        return super().remove(cart_id, line_id, key=key)

    def cancel(self, order_id: str, *, reason: str, key: str) -> WriteResult:
        """Fail, or cancel."""
        if self.lost and self.failures:
            super().cancel(order_id, reason=reason, key=key)
        self._fail()
        return super().cancel(order_id, reason=reason, key=key)

    def return_items(
        self, order_id: str, item_ids: Sequence[str], *, refund_to: str, key: str
    ) -> WriteResult:
        """Fail, or return."""
        self._fail()
        return super().return_items(order_id, item_ids, refund_to=refund_to, key=key)

    def change_address(self, order_id: str, address: Address, *, key: str) -> WriteResult:
        """Fail, or change."""
        self._fail()
        return super().change_address(order_id, address, key=key)

    def exchange_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Fail, or exchange."""
        self._fail()
        return super().exchange_items(
            order_id, items, method_id=method_id, difference_minor=difference_minor, key=key
        )

    def change_items(
        self, order_id: str, items: Sequence[Swap], *, method_id: str, difference_minor: int, key: str
    ) -> WriteResult:
        """Fail, or change; with `lost`, change and fail."""
        write = partial(
            super().change_items,
            order_id,
            items,
            method_id=method_id,
            difference_minor=difference_minor,
            key=key,
        )
        if self.lost and self.failures:
            write()
        self._fail()
        return write()

    def change_payment(self, order_id: str, method_id: str, *, key: str) -> WriteResult:
        """Fail, or change; with `lost`, change and fail."""
        if self.lost and self.failures:
            super().change_payment(order_id, method_id, key=key)
        self._fail()
        return super().change_payment(order_id, method_id, key=key)

    def change_account_address(self, customer_id: str, address: Address, *, key: str) -> WriteResult:
        """Fail, or change."""
        self._fail()
        return super().change_account_address(customer_id, address, key=key)

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


UNAVAILABLE = BackendUnavailableError("the shop is away")
REFUSED = WriteRefusedError("refused")
