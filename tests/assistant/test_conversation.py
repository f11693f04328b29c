"""A turn from utterance to receipt, with a scripted model and a small shop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Assistant
from assistant.errors import ConversationNotFoundError, ModelUnavailableError, UtteranceError
from assistant.profiles.keeping import Profiles
from assistant.protocols import LanguageModel
from assistant.store import SqlConversationStore
from assistant.types import (
    Intent,
    ItemsRanked,
    Mode,
    TextDelta,
    Turn,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    Understood,
    Utterance,
)
from prompts.registry import PromptRegistry
from retrieval.errors import ShopNotFoundError
from retrieval.policies import Policies
from retrieval.shops import Shops
from tests.fakes_llm import Messages, ScriptedModel
from tests.small_shop import SmallCatalogs, lexical_ranker

Open = Callable[..., Any]


class Talk:
    """One conversation with an assistant over the small shop."""

    def __init__(self, assistant: Assistant, conversation_id: str) -> None:
        self.assistant = assistant
        self.conversation_id = conversation_id

    async def events(self, text: str, **fields: Any) -> list[TurnEvent]:
        """Every event of one turn."""
        utterance = Utterance(conversation_id=self.conversation_id, shop="small", text=text, **fields)
        return [event async for event in self.assistant.reply(utterance)]

    async def say(self, text: str, **fields: Any) -> Turn:
        """The finished turn."""
        last = (await self.events(text, **fields))[-1]
        assert isinstance(last, TurnFinished)
        return last.turn


@asynccontextmanager
async def talking(
    folder: Path,
    model: LanguageModel | None,
    catalogs: SmallCatalogs | None = None,
    profiles: Profiles | None = None,
) -> AsyncIterator[Talk]:
    """A new conversation; its log is in `folder`."""
    store = SqlConversationStore(f"sqlite:///{folder / 'conversations.sqlite'}")
    assistant = Assistant(
        shops=Shops(catalogs=catalogs or SmallCatalogs(), build_ranker=lexical_ranker),
        open_policies=lambda _index: Policies(()),
        conversations=store,
        prompts=PromptRegistry.from_folder(),
        model=model,
        profiles=profiles,
    )
    try:
        yield Talk(assistant, await store.create(shop="small"))
    finally:
        await store.aclose()


def reader(intent: str, kind: str = "") -> Callable[[Messages], dict[str, object]]:
    """A model that always reads the same."""
    return lambda _messages: {intent: kind}


async def test_events_come_in_order_and_add_up_to_the_reply(tmp_path: Path) -> None:
    """Started, understood, cards, text, finished; the pieces of text joined are the reply."""
    async with talking(tmp_path, ScriptedModel(value=reader("find", "sweaters"))) as talk:
        events = await talk.events("striped sweaters under 60 dollars")
    kinds = [type(event) for event in events]
    assert kinds[:3] == [TurnStarted, Understood, ItemsRanked]
    assert kinds[-1] is TurnFinished
    assert set(kinds[3:-1]) == {TextDelta}
    finished = events[-1]
    assert isinstance(finished, TurnFinished)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == finished.turn.reply


async def test_constraints_hold_over_turns(tmp_path: Path) -> None:
    """A refinement narrows the same search; every card obeys both conditions."""
    async with talking(tmp_path, None) as talk:
        first = await talk.say("striped sweaters under 60 dollars")
        second = await talk.say("under 45")
    assert {item.product.product_id for item in first.items} == {"s1", "s2"}
    assert [item.product.product_id for item in second.items] == ["s2"]
    assert second.understanding.primary is Intent.REFINE


async def test_comparing_shows_the_compared_products(tmp_path: Path) -> None:
    """'compare the first two' gives those two, and both prices stand in the reply."""
    async with talking(tmp_path, None) as talk:
        found = await talk.say("striped sweaters")
        compared = await talk.say("compare the first two")
    assert [i.product for i in compared.items] == [i.product for i in found.items[:2]]
    assert compared.understanding.primary is Intent.COMPARE


async def test_what_the_shop_lacks_is_said(tmp_path: Path) -> None:
    """A kind that is not carried shows nothing but marked alternatives."""
    async with talking(tmp_path, None) as talk:
        turn = await talk.say("gaming laptop")
    assert all(item.alternative for item in turn.items)
    assert "laptop" in turn.reply


async def test_a_refused_sentence_never_leaves(tmp_path: Path) -> None:
    """Prose with an invented price is replaced by code's own sentence, and the receipt says so."""
    model = ScriptedModel(
        value=reader("find", "sweaters"),
        text=lambda _messages: "The Fern Striped Cotton Sweater costs only $12 and is waterproof.",
    )
    async with talking(tmp_path, model) as talk:
        turn = await talk.say("striped sweaters under 45 dollars")
    assert "$12" not in turn.reply
    assert "waterproof" not in turn.reply
    assert turn.receipt.reply_source == "template"
    call = next(c for c in turn.receipt.model_calls if c.purpose == "answer")
    assert call.accepted is False


async def test_a_true_sentence_is_the_models_own(tmp_path: Path) -> None:
    """Prose that names the first product with its true price passes untouched."""
    said = "The Fern Striped Cotton Sweater is $42, within your $45."
    model = ScriptedModel(value=reader("find", "sweaters"), text=lambda _messages: said)
    async with talking(tmp_path, model) as talk:
        turn = await talk.say("striped sweaters under 45 dollars")
    assert said in turn.reply
    assert turn.receipt.reply_source in {"model", "mixed"}
    assert {claim.product_id for claim in turn.receipt.claims} == {"s2"}


async def test_a_dead_model_costs_eloquence_alone(tmp_path: Path) -> None:
    """With every model call failing the turn still finds, in reduced mode, and says so."""
    model = ScriptedModel(failure=ModelUnavailableError("gone"))
    async with talking(tmp_path, model) as talk:
        turn = await talk.say("got any kind of striped pullovery sweaters, hm")
    assert {item.product.product_id for item in turn.items} >= {"s1", "s2"}
    assert turn.mode is Mode.REDUCED
    assert turn.receipt.model_calls[0].note == "gone"


async def test_a_restart_remembers_the_conversation(tmp_path: Path) -> None:
    """A second process on the same log goes on where the first stopped."""
    async with talking(tmp_path, None) as talk:
        await talk.say("striped sweaters")
        conversation_id = talk.conversation_id
    async with talking(tmp_path, None) as other:
        again = Talk(other.assistant, conversation_id)
        turn = await again.say("under 45")
    assert turn.turn == 2
    assert [item.product.product_id for item in turn.items] == ["s2"]


async def test_a_changed_catalog_is_seen_by_the_next_turn(tmp_path: Path) -> None:
    """A price that fell between two turns counts in the second."""
    catalogs = SmallCatalogs()
    async with talking(tmp_path, None, catalogs) as talk:
        await talk.say("striped sweaters under 45")
        catalogs.products = tuple(
            replace(p, price_minor=4000) if p.product_id == "s1" else p for p in catalogs.products
        )
        catalogs.catalog_version = 2
        turn = await talk.say("striped sweaters under 41")
    assert [item.product.product_id for item in turn.items] == ["s1"]
    assert turn.receipt.catalog_version == 2


async def test_a_deleted_shop_is_an_error_not_an_answer(tmp_path: Path) -> None:
    """Once the catalog is gone a turn raises and stores nothing."""
    catalogs = SmallCatalogs()
    async with talking(tmp_path, None, catalogs) as talk:
        await talk.say("mugs")
        catalogs.deleted = True
        with pytest.raises(ShopNotFoundError):
            await talk.say("more")
        catalogs.deleted = False
        assert (await talk.say("more")).turn == 2


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
async def test_what_can_be_no_turn_is_refused(tmp_path: Path, text: str) -> None:
    """Empty and over-long texts raise before anything happens."""
    async with talking(tmp_path, None) as talk:
        with pytest.raises(UtteranceError):
            await talk.say(text)


async def test_an_unknown_conversation_is_refused(tmp_path: Path) -> None:
    """A conversation id that was never given out raises."""
    async with talking(tmp_path, None) as talk:
        with pytest.raises(ConversationNotFoundError):
            await Talk(talk.assistant, "guessed").say("mugs")


async def test_cancelling_a_turn_stores_nothing(tmp_path: Path) -> None:
    """A turn cancelled while the model hangs leaves no trace, and the next turn has its number."""
    hanging = ScriptedModel(hangs=True)
    async with talking(tmp_path, hanging) as talk:
        task = asyncio.create_task(talk.say("hmm something nice for a rainy sunday maybe"))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert hanging.running == 0
        hanging.hangs = False
        assert (await talk.say("mugs")).turn == 1


async def test_what_dropping_a_condition_frees_is_what_a_search_finds(tmp_path: Path) -> None:
    """No green wool sweater is there; each offer to drop a condition names as many as there then are."""
    async with talking(tmp_path, None) as talk:
        turn = await talk.say("green wool sweaters")
        without = await talk.say("any color")
    assert turn.items == ()
    assert 'Dropping "green": 1 matches; dropping "wool": 1 matches.' in turn.reply
    assert len(without.items) == 1
