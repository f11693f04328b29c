"""A shopper's connection against a real server on a loopback port."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.limits import MAX_FRAME_BYTES
from api.websocket import MAX_BAD_FRAMES
from assistant.errors import ConversationNotFoundError
from assistant.store import SqlConversationStore
from assistant.types import MAX_UTTERANCE_CHARS, AgentUtterance
from retrieval.errors import ShopNotFoundError
from tests.api.serving import Site, Talk, kind_of


async def closed_with(talk: Talk) -> int | None:
    """The close code, after whatever else is sent."""
    with suppress(ConnectionClosed):
        while True:
            await talk.next()
    return talk.raw.close_code


def open_gate(site: Site) -> None:
    """Let every word of the next turns pass."""
    assert site.assistant.gate is not None
    for _ in range(100):
        site.assistant.gate.release()


async def test_a_turn_is_ack_run_and_receipt(site: Site) -> None:
    """Cards come before the first word; stored events come last, numbered 1 and 2."""
    async with site.shopper() as talk:
        await talk.say("a sweater")
        frames = await talk.until("receipt")
    assert [kind_of(frame) for frame in frames] == [
        "ack",
        "RUN_STARTED",
        "cards",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "RUN_FINISHED",
        "msg",
        "receipt",
    ]
    assert [frame["seq"] for frame in frames] == [None] * 8 + [1, 2]
    deltas = [frame["d"]["delta"] for frame in frames if kind_of(frame) == "TEXT_MESSAGE_CONTENT"]
    assert "".join(deltas) == frames[-1]["d"]["turn"]["reply"]
    assert frames[0]["d"]["msgId"] == frames[-2]["d"]["msgId"]


async def test_cards_carry_what_a_page_needs(site: Site) -> None:
    """The picture is an address of this server, and details stand beside the item."""
    async with site.shopper() as talk:
        await talk.say("a sweater")
        cards = (await talk.until("cards"))[-1]
    [card] = cards["d"]["items"]
    assert card["image"] == "/api/shops/wool/images/s-1"
    assert card["details"]["rating"] == 4.5


async def test_a_reload_resumes_with_the_whole_history(site: Site) -> None:
    """A second connection with the id gets the stored message and its answer."""
    async with site.shopper() as talk:
        await talk.say("a sweater")
        await talk.until("receipt")
    async with site.shopper(talk.conversation) as again:
        assert [kind_of(frame) for frame in again.history] == ["msg", "receipt"]
        assert again.history[0]["d"]["text"] == "a sweater"
        assert again.history[1]["d"]["turn"]["items"][0]["product_id"] == "s-1"


async def test_what_an_agent_said_is_in_every_history(site: Site, store: SqlConversationStore) -> None:
    """A page that comes back gets it as a message of the agent's, REST beside the turns."""
    async with site.shopper() as talk:
        await talk.say("can I return it?")
        await talk.until("receipt")
    await store.append_agent(talk.conversation, AgentUtterance(agent="Mia", text="Within 30 days."))
    async with site.shopper(talk.conversation) as again:
        assert [kind_of(frame) for frame in again.history] == ["msg", "receipt", "msg"]
        told = again.history[-1]["d"]
        assert (told["role"], told["by"], told["text"]) == ("agent", "Mia", "Within 30 days.")
        await again.say("thanks", cid="second")
        await again.until("receipt")
    history = (await site.http.get(f"/api/conversations/{talk.conversation}")).json()
    assert len(history["turns"]) == 2
    assert [(a["after_turn"], a["agent"], a["text"]) for a in history["agents"]] == [
        (1, "Mia", "Within 30 days.")
    ]


async def test_resume_after_an_event_sends_only_later_ones(site: Site) -> None:
    """`after: 1` leaves out the first event; another epoch gets everything."""
    async with site.shopper() as talk:
        await talk.say("a sweater")
        await talk.until("receipt")
        for epoch, expected in ((1, ["receipt"]), (9, ["msg", "receipt"])):
            async with site.socket() as raw:
                other = Talk(raw=raw)
                await other.send("hello", {"resume": {"epoch": epoch, "after": 1}}, conv=talk.conversation)
                frames = await other.until("replay.end")
                assert [kind_of(frame) for frame in frames[1:-1]] == expected


async def test_the_same_cid_is_answered_once(site: Site) -> None:
    """A repeat gets the same message id with dup, also after the channel left memory, and runs nothing."""
    async with site.shopper() as talk:
        await talk.say("a sweater", cid="x")
        first = (await talk.until("receipt"))[0]["d"]
        await talk.say("a sweater", cid="x")
        again = (await talk.next())["d"]
    async with site.shopper(talk.conversation) as later:
        await later.say("a sweater", cid="x")
        much_later = (await later.next())["d"]
    assert first == {"cid": "x", "msgId": first["msgId"], "dup": False}
    assert again == much_later == {**first, "dup": True}
    assert len(site.assistant.heard) == 1


async def test_a_disconnect_does_not_stop_the_run(site: Site) -> None:
    """The shopper goes in mid-run, returns to the run so far, and gets the rest."""
    site.assistant.gate = asyncio.Semaphore(0)
    async with site.shopper() as talk:
        await talk.say("a sweater")
        await talk.until("cards")
    async with site.shopper(talk.conversation) as again:
        started = (await again.until("cards"))[0]
        assert started["d"]["input"]["messages"][0]["content"] == "a sweater"
        open_gate(site)
        frames = await again.until("receipt")
    assert frames[-1]["d"]["turn"]["turn"] == 1


async def test_resume_in_mid_text_gets_it_in_one_piece(site: Site) -> None:
    """The text so far is one content event, however many deltas it had."""
    gate = site.assistant.gate = asyncio.Semaphore(2)
    site.assistant.words = ("one ", "two ", "three")
    async with site.shopper() as talk:
        await talk.say("hi")
        while (await talk.next())["d"].get("delta") != "two ":
            pass
        async with site.shopper(talk.conversation) as again:
            gate.release()
            frames = await again.until("receipt")
    deltas = [frame["d"]["delta"] for frame in frames if kind_of(frame) == "TEXT_MESSAGE_CONTENT"]
    assert deltas == ["one two ", "three"]


async def test_messages_of_one_conversation_are_answered_one_by_one(site: Site) -> None:
    """Two sockets of one conversation: turns never overlap, and both see both."""
    site.assistant.gate = asyncio.Semaphore(0)
    async with site.shopper() as first:
        await first.say("one", cid="1")
        await first.until("RUN_STARTED")
        async with site.shopper(first.conversation) as second:
            await second.say("two", cid="2")
            await second.until("ack")
            open_gate(site)
            turns = [(await second.until("receipt"))[-1]["d"]["turn"]["turn"]]
            turns.append((await second.until("receipt"))[-1]["d"]["turn"]["turn"])
        for _ in range(2):
            await first.until("receipt")
    assert turns == [1, 2]
    assert site.assistant.overlap == 1


async def test_too_many_waiting_messages_are_refused(site: Site) -> None:
    """One runs and three wait; the fifth may be sent again later."""
    site.assistant.gate = asyncio.Semaphore(0)
    async with site.shopper() as talk:
        await talk.say("0", cid="0")
        await talk.until("RUN_STARTED")
        for number in range(1, 5):
            await talk.say(str(number), cid=str(number))
        error = (await talk.until("error"))[-1]["d"]
        assert (error["code"], error["retryable"], error["cid"]) == ("run_in_progress", True, "4")
        open_gate(site)
        for _ in range(4):
            await talk.until("receipt")


async def test_run_stop_cancels_and_stores_nothing(site: Site) -> None:
    """A stopped run ends as cancelled, its generator is closed, and the same cid may be sent again."""
    site.assistant.gate = asyncio.Semaphore(0)
    async with site.shopper() as talk:
        await talk.say("a sweater")
        await talk.until("cards")
        await talk.send("run.stop", {})
        finished = (await talk.until("RUN_FINISHED"))[-1]["d"]
        assert finished["outcome"] == {"type": "cancelled"}
        assert site.assistant.running == 0
        open_gate(site)
        await talk.say("a sweater")
        frames = await talk.until("receipt")
    assert frames[0]["d"]["dup"] is False
    assert frames[-1]["d"]["turn"]["turn"] == 1


async def test_a_catalog_deleted_under_the_server_is_told(site: Site) -> None:
    """The run ends with the shop's code in words for shoppers; the connection stays usable."""
    site.assistant.failure = ShopNotFoundError("expected one of ['secret'], got 'wool'")
    async with site.shopper() as talk:
        await talk.say("a sweater")
        error = (await talk.until("RUN_ERROR"))[-1]["d"]
        assert error["code"] == "shop_not_found"
        assert "secret" not in error["message"]
        site.assistant.failure = None
        await talk.say("a sweater", cid="c2")
        assert (await talk.until("receipt"))[-1]["d"]["turn"]["turn"] == 1


async def test_a_bug_in_a_turn_is_internal(site: Site) -> None:
    """An unexpected error tells nothing of itself and ends only its run."""
    site.assistant.failure = ZeroDivisionError("secret")
    async with site.shopper() as talk:
        await talk.say("a sweater")
        error = (await talk.until("RUN_ERROR"))[-1]["d"]
    assert error["code"] == "internal"
    assert "secret" not in error["message"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "invalid_frame"),
        ("junk", "invalid_frame"),
        ("[]", "invalid_frame"),
        ("[" * 5000, "invalid_frame"),
        (b"\x00\x01", "invalid_frame"),
        ('{"v": "1", "t": "msg.send"}', "invalid_frame"),
        ('{"v": 1}', "invalid_frame"),
        ('{"v": 1, "t": "own.take", "d": {}}', "invalid_frame"),
        ('{"v": 1, "t": "hello", "d": {}}', "invalid_frame"),
        ('{"v": 1, "t": "msg.send", "d": []}', "invalid_frame"),
        ('{"v": 1, "t": "msg.send", "d": {"cid": "c"}}', "invalid_frame"),
        ('{"v": 1, "t": "msg.send", "d": {"cid": 1, "text": "x"}}', "invalid_frame"),
        ('{"v": 1, "t": "msg.send", "d": {"cid": "c", "text": " "}}', "invalid_frame"),
        ('{"v": 1, "t": "msg.send", "d": {"cid": "c", "text": "\\ud800"}}', "invalid_frame"),
        (
            json.dumps({"v": 1, "t": "msg.send", "d": {"cid": "c", "text": "x" * (MAX_UTTERANCE_CHARS + 1)}}),
            "too_large",
        ),
    ],
)
async def test_an_unusable_frame_gets_an_error_and_the_next_one_works(
    site: Site, frame: Any, code: str
) -> None:
    """The error says its code; the connection and the server go on."""
    async with site.shopper() as talk:
        await talk.raw.send(frame)
        error = (await talk.next())["d"]
        assert (error["code"], error["retryable"]) == (code, False)
        await talk.say("a sweater")
        await talk.until("receipt")


async def test_endless_unusable_frames_end_the_connection(site: Site) -> None:
    """After the allowed number of bad frames the connection closes with the protocol code."""
    async with site.shopper() as talk:
        for _ in range(MAX_BAD_FRAMES + 1):
            await talk.raw.send("junk")
        assert await closed_with(talk) == 4501


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("junk", 4501),
        (b"\x00", 4501),
        ('{"v": 1, "t": "msg.send", "d": {"cid": "c", "text": "hi"}}', 4501),
        ('{"v": 2, "t": "hello", "d": {}}', 4507),
        ('{"v": 1, "t": "hello", "conv": "a", "d": {}}', 4506),
        ('{"v": 1, "t": "hello", "conv": "' + "x" * 43 + '", "d": {}}', 4506),
        (" " * (MAX_FRAME_BYTES + 1), 1009),
    ],
)
async def test_a_bad_first_frame_closes_with_its_code(site: Site, frame: Any, code: int) -> None:
    """Nothing but a good hello opens a conversation."""
    async with site.socket() as raw:
        talk = Talk(raw=raw)
        await raw.send(frame)
        assert await closed_with(talk) == code
    assert (await site.http.get("/health")).status_code == 200


async def test_an_oversized_frame_closes_with_1009(site: Site) -> None:
    """A frame above the limit ends the connection, and the server lives."""
    async with site.shopper() as talk:
        await talk.raw.send("x" * (MAX_FRAME_BYTES + 1))
        assert await closed_with(talk) == 1009
    async with site.shopper():
        pass


async def test_foreign_pages_are_refused_before_accept(site: Site) -> None:
    """Another site's Origin gets 403; our own host and the allow-list pass."""
    with pytest.raises(InvalidStatus) as caught:
        await site.socket(origin="https://evil.example").__aenter__()
    assert caught.value.response.status_code == 403
    for origin in (site.base, "https://shop.example"):
        async with site.socket(origin=origin):
            pass


async def test_an_unknown_shop_is_refused_before_accept(site: Site) -> None:
    """404, and the body does not name other shops."""
    with pytest.raises(InvalidStatus) as caught:
        await site.socket(shop="nope").__aenter__()
    assert caught.value.response.status_code == 404
    assert b"wool" not in caught.value.response.body


async def test_a_conversation_belongs_to_its_shop(site: Site) -> None:
    """The id of one shop's conversation is unknown to another shop."""
    one = site.catalogs.snapshots["wool"]
    site.catalogs.add(type(one.shop)(name="other"), one.products)
    async with site.shopper() as talk:
        await talk.say("hi")
        await talk.until("receipt")
        async with site.socket(shop="other") as raw:
            other = Talk(raw=raw)
            await other.send("hello", {}, conv=talk.conversation)
            assert await closed_with(other) == 4506


async def test_a_callers_own_id_is_out_of_reach(site: Site) -> None:
    """Conversations of `chat --json` can't be opened from the web."""
    await site.store.create(shop="wool", conversation_id="wool/a")
    async with site.socket() as raw:
        talk = Talk(raw=raw)
        await talk.send("hello", {}, conv="wool/a")
        assert await closed_with(talk) == 4506


async def test_erasure_closes_whoever_watches(site: Site) -> None:
    """DELETE stops the run, closes with 4506 and leaves no row."""
    site.assistant.gate = asyncio.Semaphore(0)
    async with site.shopper() as talk:
        await talk.say("a sweater")
        await talk.until("cards")
        assert (await site.http.delete(f"/api/conversations/{talk.conversation}")).status_code == 204
        assert await closed_with(talk) == 4506
    with pytest.raises(ConversationNotFoundError):
        await site.store.load(talk.conversation)


async def test_the_end_of_the_server_drains_sockets(site: Site) -> None:
    """Connections are closed so that clients come back."""
    async with site.shopper() as talk:
        site.server.should_exit = True
        assert await closed_with(talk) in {1012, 4001}
