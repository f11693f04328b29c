"""Asking for a person: on request, on anger, offered after failure; queued before it is said."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import ConversationStoreError
from assistant.facts.types import AnswerBrief, AnswerKind
from assistant.handoff import counted, fails, is_offered, reason_for, request, without_personal_data
from assistant.parsing.temper import is_angry
from assistant.types import (
    DialogueState,
    HandoffReason,
    HandoffRequested,
    Intent,
    ItemsRanked,
    QuickReply,
    TextDelta,
    TriedStep,
    Understanding,
)
from retrieval.types import Constraint, Op
from tests.assistant.test_conversation import talking
from tests.fakes_assistant import make_turn
from tests.small_shop import SmallCatalogs

STATE = DialogueState(conversation_id="c", shop="small", turn=4, search_text="sweaters for ann@example.org")
PERSON = QuickReply(text="Talk to a person", says="Talk to a person")


@pytest.mark.parametrize(
    "text",
    [
        "this is ridiculous, I keep getting the same things",
        "You are useless",
        "worst customer service ever",
        "wtf",
        "I'm so fed up with this",
        "I HAVE ASKED FOR THIS TWICE NOW!!!",
        "什么破机器人",
        "气死我了",
        "你们这是骗子店",
        "服务太差了",
    ],
)
def test_anger_is_heard(text: str) -> None:
    """At the assistant or the shop, in English and Chinese."""
    assert is_angry(text)


@pytest.mark.parametrize(
    "text",
    [
        "these are ugly",
        "stupid cute sweater",
        "garbage bags please",
        "垃圾桶有吗",
        "RED DRESS SIZE XL",
        "I hate wool",
        "a dress that is to die for!!!",
        "angry birds t-shirt",
        "生气勃勃的绿植",
        "this is a joke gift for my brother",
        "推荐一款送妈妈的礼物",
        "给他妈妈买礼物",
        "我妈的生日快到了",
    ],
)
def test_strong_words_about_products_are_no_anger(text: str) -> None:
    """Judging a look, or naming a thing, asks for no person."""
    assert not is_angry(text)


def test_a_summary_counts_and_names_but_quotes_nobody() -> None:
    """What is sought without the address in it, conditions, what was shown, steps with their cards."""
    turns = [make_turn("c", 1), make_turn("c", 2)]
    state = replace(
        STATE, shown=("s1",), constraints=(Constraint(facet="brand", op=Op.EQ, value="Acme 5551234567"),)
    )
    asked = request(state, HandoffReason.REQUESTED, turns)
    assert asked.turn == 4
    assert asked.summary.search_text == "sweaters for"
    assert asked.summary.constraints[0].value == "Acme"
    assert (asked.summary.utterances, asked.summary.shown) == (3, ("s1",))
    assert asked.summary.tried[0] == TriedStep(turn=1, intents=(Intent.FIND,), items=0)


def test_personal_data_is_left_out_of_free_text() -> None:
    """Addresses of mail and web, long numbers, order numbers; sizes and prices stay."""
    assert without_personal_data("bag for bob@x.io call +1 (555) 123-4567 order A-10293 under 60") == (
        "bag for call order under 60"
    )


def test_failure_is_counted_in_a_row_and_offered_at_the_second() -> None:
    """Nothing left twice: the first counts, the second offers; a find in between resets."""
    nothing = AnswerBrief(kind=AnswerKind.NOTHING_LEFT, language="en", reply="")
    found = AnswerBrief(kind=AnswerKind.FIND, language="en", reply="")
    assert fails(nothing)
    assert not fails(found)
    assert not is_offered(STATE, nothing)
    once = counted(STATE, nothing, handoff=None)
    assert is_offered(once, nothing)
    assert counted(once, found, handoff=None).failures == 0
    assert not is_offered(replace(once, handoff_turn=2), nothing)


def test_a_policy_limit_offers_a_person_at_once() -> None:
    """What the shop's rules forbid, a person may still decide."""
    refused = AnswerBrief(kind=AnswerKind.ORDER, language="en", reply="", limited=True)
    assert is_offered(STATE, refused)


def test_reasons() -> None:
    """Anger outweighs a request; anything else asks for nobody."""
    said = Understanding(language="en", intents=(Intent.HANDOFF,))
    assert reason_for(said, angry=False) is HandoffReason.REQUESTED
    assert reason_for(said, angry=True) is HandoffReason.ANGER
    assert reason_for(replace(said, intents=(Intent.FIND,)), angry=False) is None


async def test_a_request_is_in_the_queue_before_it_is_spoken_of(tmp_path: Path) -> None:
    """HandoffRequested comes before any text; the queue holds it; a second request is not queued again."""
    async with talking(tmp_path, None) as talk:
        await talk.say("a wool sweater")
        events = await talk.events("can I talk to a person")
        kinds = [type(event) for event in events]
        assert kinds.index(ItemsRanked) < kinds.index(HandoffRequested) < kinds.index(TextDelta)
        reply = "".join(event.text for event in events if isinstance(event, TextDelta))
        assert reply.startswith("I've put your request for a person into the shop's queue")
        again = await talk.say("a human please")
        assert "is in the shop's queue already" in again.reply
        store = talk.assistant._conversations
        [queued] = await store.handoffs("small")
        assert queued.request.reason is HandoffReason.REQUESTED
        assert queued.request.summary.tried == (TriedStep(turn=1, intents=(Intent.FIND,), items=1),)
        assert await store.handoffs("other") == ()


async def test_anger_is_answered_with_what_was_asked_for(tmp_path: Path) -> None:
    """The cards still come, after an apology, and a request is queued."""
    async with talking(tmp_path, None) as talk:
        turn = await talk.say("this is ridiculous. show me cotton sweaters")
        assert turn.items
        assert turn.reply.startswith("I'm sorry that this is frustrating.")
        assert len(await talk.assistant._conversations.handoffs("small")) == 1


async def test_chinese_is_answered_in_chinese(tmp_path: Path) -> None:
    """转人工 is a request; no promise of a time is made."""
    async with talking(tmp_path, None) as talk:
        turn = await talk.say("转人工")
        assert "队列" in turn.reply
        assert "无法保证多久" in turn.reply


async def test_two_failures_in_a_row_offer_a_person(tmp_path: Path) -> None:
    """The second time nothing is left, a quick reply asks for a person; nothing is queued by itself."""
    async with talking(tmp_path, None) as talk:
        first = await talk.say("sweaters under $5")
        assert PERSON not in first.quick_replies
        second = await talk.say("under $4")
        assert second.quick_replies[-1] == PERSON
        assert "If you'd rather have a person" in second.reply
        assert await talk.assistant._conversations.handoffs("small") == ()
        third = await talk.say(PERSON.says)
        assert third.understanding.primary is Intent.HANDOFF


async def test_a_queue_that_can_not_be_written_promises_nothing(tmp_path: Path) -> None:
    """The turn fails before a word is said."""
    async with talking(tmp_path, None, SmallCatalogs()) as talk:
        await talk.say("a wool sweater")
        with sqlite3.connect(tmp_path / "conversations.sqlite") as other:
            other.execute("DROP TABLE handoffs")
        other.close()
        with pytest.raises(ConversationStoreError):
            await talk.say("talk to a human")
