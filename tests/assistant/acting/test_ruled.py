"""A shop's rules in conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.acting.desk import ServiceDesk
from assistant.commerce.types import OrderStatus
from assistant.conversation import Assistant
from assistant.store import SqlConversationStore
from assistant.types import PageContext, Turn, TurnFinished, Utterance
from prompts.registry import PromptRegistry
from retrieval.policies import Policies
from retrieval.shop_rules.reading import read_rules
from retrieval.shop_rules.types import NO_RULES, ShopRules
from retrieval.shops import Shops
from tests.corner_counter import ADA, NOW, local_backend
from tests.small_shop import SmallCatalogs, lexical_ranker

WOOL_FOR_ADULTS = "age_restricted: [{facet: {material: wool}, minimum_age: 18}]"


@dataclass(slots=True, kw_only=True)
class Talk:
    """A conversation in a shop whose rules a test changes."""

    assistant: Assistant
    conversation_id: str
    rules: ShopRules = NO_RULES

    def set(self, text: str) -> None:
        """Make these rules hold."""
        self.rules = read_rules(text, revision=self.rules.revision + 1)

    async def say(self, text: str, *, page: str | None = None, age: int | None = None) -> Turn:
        """The finished turn."""
        utterance = Utterance(
            conversation_id=self.conversation_id,
            shop="small",
            text=text,
            context=PageContext(product_id=page, age=age),
        )
        last = [event async for event in self.assistant.reply(utterance)][-1]
        assert isinstance(last, TurnFinished)
        return last.turn


@asynccontextmanager
async def talking(folder: Path, rules: str = "") -> AsyncIterator[Talk]:
    """In reduced mode, with a cart."""
    store = SqlConversationStore(f"sqlite:///{folder / 'conversations.sqlite'}")
    held: list[Talk] = []
    desk = ServiceDesk(backend=local_backend(folder), now=lambda: NOW)
    assistant = Assistant(
        shops=Shops(catalogs=SmallCatalogs(), build_ranker=lexical_ranker, rules=lambda _shop: held[0].rules),
        open_policies=lambda _index: Policies(()),
        conversations=store,
        prompts=PromptRegistry.from_folder(),
        model=None,
        open_desk=lambda _index: desk,
    )
    held.append(Talk(assistant=assistant, conversation_id=await store.create(shop="small")))
    held[0].set(rules)
    try:
        yield held[0]
    finally:
        await store.aclose()


def ids(turn: Turn) -> list[str]:
    """Cards in order."""
    return [item.product.product_id for item in turn.items]


async def test_age_is_asked_for_and_heard(tmp_path: Path) -> None:
    """What is left out is counted; saying one's age brings it back, now and later; a lower one hides it."""
    async with talking(tmp_path, WOOL_FOR_ADULTS) as talk:
        first = await talk.say("striped sweaters")
        assert ids(first) == ["s2"]
        assert "1 more matches, but it is only for shoppers of 18 or over." in first.reply
        offer = first.quick_replies[0]
        assert (offer.says, offer.count) == ("I am 18 or over", 2)
        second = await talk.say(offer.says)
        assert set(ids(second)) == {"s1", "s2"}
        assert "only for shoppers" not in second.reply
        assert "s1" in ids(await talk.say("sweaters"))
        younger = await talk.say("I'm 16 years old, show me sweaters")
        assert "s1" not in ids(younger)
        assert not any("18" in reply.says for reply in younger.quick_replies)


async def test_where_nothing_else_matches_the_age_is_the_answer(tmp_path: Path) -> None:
    """In Chinese as well."""
    async with talking(tmp_path, "age_restricted: [{category: Mugs, minimum_age: 21}]") as talk:
        turn = await talk.say("mugs")
        assert turn.reply.startswith("2 more match, but they are only for shoppers of 21 or over.")
        zh = await talk.say("有杯子吗")
        assert ids(zh) == []
        assert zh.reply.startswith("另有2款符合，但只向年满21岁的顾客展示。")
        young = await talk.say("我今年18岁")
        assert (ids(young), [reply.says for reply in young.quick_replies if "21" in reply.says]) == ([], [])
        assert len(ids(await talk.say("我今年21岁"))) == 2


async def test_an_age_alone_is_thanked_for(tmp_path: Path) -> None:
    """Where nothing is looked for yet."""
    async with talking(tmp_path, WOOL_FOR_ADULTS) as talk:
        assert (await talk.say("I'm 25")).reply.startswith(
            "Thanks. I'll show what this shop offers at an age"
        )
        assert "s1" in ids(await talk.say("sweaters"))


async def test_the_shop_knows_better_than_what_is_said(tmp_path: Path) -> None:
    """An age that the shop passes holds, whatever the shopper says."""
    async with talking(tmp_path, WOOL_FOR_ADULTS) as talk:
        assert "s1" in ids(await talk.say("sweaters", age=18))
        assert "s1" not in ids(await talk.say("I'm over 18, sweaters", age=16))


async def test_a_withheld_product_is_not_spoken_of_or_sold(tmp_path: Path) -> None:
    """Asked about on its own page, compared, added: nothing of it is told, nothing is written."""
    async with talking(tmp_path, "recalled: [{product: s1}]") as talk:
        about = await talk.say("tell me about this one", page="s1")
        assert (ids(about), about.reply[:40]) == ([], "That product can't be shown or sold to y")
        added = await talk.say("add this to my cart", page="s1")
        assert added.reply == "That isn't sold to you here at the moment, so nothing was added."
        assert "empty" in (await talk.say("what's in my cart?")).reply
        assert ids(await talk.say("something like this", page="s1")) == []
        assert "s1" not in ids(await talk.say("striped sweaters"))


async def test_a_recall_reaches_carts_and_open_conversations(tmp_path: Path) -> None:
    """What was shown or put in the cart before is neither spoken of, counted nor multiplied."""
    async with talking(tmp_path) as talk:
        assert ids(await talk.say("striped sweaters")) == ["s2", "s1"]
        assert "I've added" in (await talk.say("add the second one to my cart")).reply
        talk.set("recalled: [{product: s1}]")
        cart = await talk.say("what's in my cart?")
        assert "can't be bought right now, so it isn't in the total" in cart.reply
        more = await talk.say("make it 3")
        assert more.reply == "That isn't sold to you here at the moment, so nothing was added."
        assert "s1" not in ids(await talk.say("compare the first two"))
        assert "emptied" in (await talk.say("empty my cart")).reply


@pytest.mark.parametrize(
    ("wish", "told", "why"),
    [
        ("striped sweaters", "Sponsored: the place of “", "its sponsored place that is paid for"),
        ("有条纹毛衣吗", "广告：“", "付费广告位"),
    ],
)
async def test_what_is_paid_for_is_said(tmp_path: Path, wish: str, told: str, why: str) -> None:
    """In the reply, and as a part of why it stands where it stands."""
    rules = "sponsored: {enabled: true, placements: [{product: s1}]}\nboost: [{product: s1, strength: 1}]"
    async with talking(tmp_path, rules) as talk:
        turn = await talk.say(wish)
        assert ids(turn)[0] == "s1"
        assert told in turn.reply
        asked = "为什么第一个排在第二个前面？" if "有" in wish else "why is the first one above the second?"
        assert why in (await talk.say(asked)).reply


@pytest.mark.parametrize("recalled_at", ["before", "before the yes"])
async def test_no_further_piece_of_a_recalled_product_is_sent(tmp_path: Path, recalled_at: str) -> None:
    """An exchange for another version of it is refused, also where the recall comes before the yes."""
    async with talking(tmp_path) as talk:
        if recalled_at == "before":
            talk.set("recalled: [{product: m1}]")
        await talk.say("exchange the mug in order W1000002 for the blue one, with my card")
        asked = await talk.say(f"{ADA.email}, {ADA.address.postal_code}")
        talk.set("recalled: [{product: m1}]")
        told = asked if recalled_at == "before" else await talk.say("yes")
    assert "The shop has no other version of Speckled Stoneware Mug right now" in told.reply
    (kept,) = (o for o in local_backend(tmp_path).orders(ADA.customer_id) if o.order_id == "#W1000002")
    assert kept.status is OrderStatus.DELIVERED
