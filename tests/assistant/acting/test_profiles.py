"""Profiles through whole turns in reduced mode: consent, named conditions, correction, erasure, restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ProfileError
from assistant.profiles.keeping import Profiles, Speaker
from assistant.profiles.store import ProfileStore
from assistant.profiles.types import ShopperProfile
from assistant.types import Intent, Turn
from retrieval.types import Interaction
from tests.assistant.test_conversation import Talk, talking

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def past(_shop: str, shopper_id: str) -> list[Interaction]:
    """Ada bought a mug; nobody else did anything."""
    bought = Interaction(user_id="ada", product_id="m1", timestamp=NOW, purchase=True)
    return [bought] if shopper_id == "ada" else []


@pytest.fixture
def profiles(tmp_path: Path) -> Iterator[Profiles]:
    """An empty store of profiles at a fixed time."""
    store = ProfileStore(f"sqlite:///{tmp_path / 'profiles.sqlite'}", now=lambda: NOW)
    yield Profiles(store, interactions=past, now=lambda: NOW)
    store.close()


def kept(profiles: Profiles, shopper_id: str = "ada") -> ShopperProfile | None:
    """What is kept of a shopper whom the shop vouches for."""
    return profiles.store.profile(f"small/shopper:{shopper_id}")


def values(profiles: Profiles, shopper_id: str = "ada") -> list[str]:
    """The values that are kept."""
    profile = kept(profiles, shopper_id)
    return [entry.value for entry in profile.entries] if profile else []


def conditions(turn: Turn) -> list[str]:
    """Titles of the cards."""
    return [item.product.title for item in turn.items]


def on_disk(folder: Path) -> bytes:
    """Every byte of every file."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def tell(talk: Talk, *texts: str, shopper_id: str | None = "ada") -> Turn:
    """Say one thing after the other; the last turn."""
    turns = [await talk.say(text, shopper_id=shopper_id) for text in texts]
    return turns[-1]


async def again(talk: Talk, name: str) -> Talk:
    """Another conversation with the same assistant."""
    return Talk(
        talk.assistant, await talk.assistant._conversations.create(shop="small", conversation_id=name)
    )


async def test_consent_is_asked_once_and_nothing_kept_before(tmp_path: Path, profiles: Profiles) -> None:
    """A stated wish is noted for the conversation and kept only after a yes."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        asked = await tell(talk, "I'm allergic to wool")
        assert asked.reply.startswith("Noted: you avoid wool. Shall I remember that")
        assert [button.says for button in asked.quick_replies] == [
            "Yes, remember it",
            "No, don't remember it",
        ]
        assert kept(profiles) is None
        agreed = await tell(talk, "yes")
        assert (agreed.understanding.primary, agreed.reply) == (
            Intent.SMALLTALK,
            "Okay, I'll remember it for your next visits, for at most 365 days.",
        )
    assert values(profiles) == ["wool"]


async def test_a_no_keeps_nothing_and_is_not_asked_again(tmp_path: Path, profiles: Profiles) -> None:
    """Later wishes hold for the conversation alone."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        turn = await tell(talk, "我对羊毛过敏", "不用", "我喜欢绿色")
    assert turn.reply == "知道了：您喜欢绿色。这只在这次对话里有效，对话以外没有保存。"
    assert values(profiles) == []


async def test_an_allergy_is_a_named_condition_of_the_next_conversation(
    tmp_path: Path, profiles: Profiles
) -> None:
    """No wool sweater is shown, and the reply says why; 'wool is fine' brings them back."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes")
        other = await again(talk, "second")
        turn = await tell(other, "sweaters")
        assert "Harbor Striped Wool Sweater" not in conditions(turn)
        assert "Going by what you told me about yourself: no wool." in turn.reply
        asked_for = await tell(await again(talk, "third"), "wool sweaters")
    assert conditions(asked_for)[0] == "Harbor Striped Wool Sweater"
    assert "Mind that you told me otherwise about wool before" in asked_for.reply


async def test_conditions_alone_are_a_search_too(tmp_path: Path, profiles: Profiles) -> None:
    """'Anything over $50' names no kind; wool stays out and the reply says so."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes")
        turn = await tell(await again(talk, "second"), "anything over $50")
    assert conditions(turn) == ["Alpine Cashmere Sweater"]
    assert "no wool" in turn.reply


async def test_without_consent_another_conversation_knows_nothing(tmp_path: Path, profiles: Profiles) -> None:
    """The same search is the same for a shopper who said nothing and for one who was not asked."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool")
        turn = await tell(await again(talk, "second"), "sweaters")
        stranger = await tell(await again(talk, "third"), "sweaters", shopper_id=None)
    assert turn.items == stranger.items
    assert "Harbor Striped Wool Sweater" in conditions(turn)


async def test_seeing_names_source_and_day(tmp_path: Path, profiles: Profiles) -> None:
    """With consent the shop's log is read too; each entry says where it comes from."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        nothing = await tell(talk, "what do you know about me?")
        told = await tell(talk, "I always wear M", "yes", "what do you know about me?")
    assert nothing.reply.startswith("I don't know anything about you")
    assert "you wear M (you said so, 2026-06-01)" in told.reply
    assert "you bought “Speckled Stoneware Mug” (from the shop's log, 2026-06-01)" in told.reply


async def test_a_correction_replaces_and_forgetting_removes(tmp_path: Path, profiles: Profiles) -> None:
    """'That's wrong, I wear L' and 'forget that I …' change what is kept, and say so."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I always wear M and I like red", "yes")
        corrected = await tell(talk, "that's wrong, I wear L")
        forgot = await tell(talk, "forget that I like red")
        unknown = await tell(talk, "forget that I like purple")
    assert corrected.reply == "Corrected: you wear L."
    assert forgot.reply == "Forgotten: you like red."
    assert unknown.reply == "I have nothing like that about you."
    assert [value for value in values(profiles) if value in ("M", "L", "red")] == ["L"]


async def test_what_was_forgotten_is_no_condition_any_more(tmp_path: Path, profiles: Profiles) -> None:
    """After forgetting the allergy wool sweaters are shown again."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes", "sweaters")
        turn = await tell(talk, "forget that I'm allergic to wool", "mugs", "sweaters")
    assert "Harbor Striped Wool Sweater" in conditions(turn)


async def test_switched_off_nothing_is_used(tmp_path: Path, profiles: Profiles) -> None:
    """Off, the profile stays but changes nothing; on, it counts again."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes", "别再个性化推荐")
        off = await tell(await again(talk, "second"), "sweaters")
        await tell(talk, "turn personalization back on")
        on = await tell(await again(talk, "third"), "sweaters")
    assert "Harbor Striped Wool Sweater" in conditions(off)
    assert "Harbor Striped Wool Sweater" not in conditions(on)


async def test_where_nothing_is_personalized_nothing_is_asked(tmp_path: Path, profiles: Profiles) -> None:
    """A wish after the switch is noted for the conversation, and nobody asks to remember it."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        turn = await tell(talk, "stop personalizing", "I never wear wool")
    assert turn.reply.startswith("Noted: you avoid wool. Personalization is switched off")
    assert turn.quick_replies == ()


async def test_erasing_takes_profile_and_other_conversations(tmp_path: Path, profiles: Profiles) -> None:
    """Afterwards nothing is known, no file holds a word of it, and the other conversation is gone."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        other = await again(talk, "second")
        await tell(other, "I'm allergic to zibeline", "yes")
        erased = await tell(talk, "delete everything about me")
        assert erased.reply.startswith(
            "I've erased everything that was kept about you. Your other known conversation is erased too."
        )
        assert (await tell(talk, "what do you know about me?")).reply.startswith("I don't know anything")
        assert kept(profiles) is None
    assert on_disk(tmp_path).count(b"zibeline") == 0


async def test_a_failed_write_is_never_called_a_success(
    tmp_path: Path, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails: the reply says that nothing was changed."""

    def fail(*_args: object, **_fields: object) -> None:
        raise ProfileError("the disk is full")

    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes")
        for name in ("erase", "forget", "personalize"):
            monkeypatch.setattr(ProfileStore, name, fail)
        for text in ("delete everything about me", "forget that I'm allergic to wool", "stop personalizing"):
            assert (await tell(talk, text)).reply.startswith(
                "I couldn't do that just now: nothing was changed."
            )
    assert "wool" in values(profiles)


async def test_an_unreadable_profile_stops_no_turn(
    tmp_path: Path, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading fails: the search goes on as for anybody, and says that wishes are not taken into account."""

    def fail(*_args: object, **_fields: object) -> None:
        raise ProfileError("the disk is gone")

    monkeypatch.setattr(ProfileStore, "profile", fail)
    async with talking(tmp_path, None, profiles=profiles) as talk:
        turn = await tell(talk, "sweaters")
    assert turn.items
    assert "I couldn't look up what you asked me to remember" in turn.reply


async def test_deeds_of_a_turn_are_kept_with_consent(tmp_path: Path, profiles: Profiles) -> None:
    """A product asked about was looked at; it goes with its conversation."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        shown = await tell(talk, "please remember my preferences", "mugs")
        await tell(talk, "tell me more about the second one")
        title = shown.items[1].product.title
        profile = kept(profiles)
        assert profile is not None
        assert [(e.kind.value, e.value) for e in profile.entries if e.conversation_id] == [("viewed", title)]
        profiles.store.forget_conversation(talk.conversation_id)
    assert title not in values(profiles)


async def test_another_shopper_sees_nothing_of_it(tmp_path: Path, profiles: Profiles) -> None:
    """Ben's conversation knows nothing of Ada's profile, and his erasure leaves hers."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes")
        other = await again(talk, "second")
        seen = await tell(other, "what do you know about me?", shopper_id="ben")
        await tell(other, "delete everything about me", shopper_id="ben")
    assert seen.reply.startswith("I don't know anything about you")
    assert "wool" in values(profiles)


async def test_two_turns_at_once_keep_both(tmp_path: Path, profiles: Profiles) -> None:
    """Two conversations of one shopper each add a wish at the same time."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "please remember my preferences")
        first, second = await again(talk, "one"), await again(talk, "two")
        await asyncio.gather(tell(first, "I like red"), tell(second, "I never wear fur"))
    assert {"red", "fur"} <= set(values(profiles))


async def test_logs_hold_no_word_of_a_profile(
    tmp_path: Path, profiles: Profiles, caplog: pytest.LogCaptureFixture
) -> None:
    """Not what was said, not what was kept, not the shopper's id."""
    caplog.set_level(logging.DEBUG)
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to zibeline", "yes", "sweaters", "what do you know about me?")
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "zibeline" not in logged


async def test_an_anonymous_shopper_has_a_profile_of_the_conversation(
    tmp_path: Path, profiles: Profiles
) -> None:
    """Nobody vouches for the shopper: consent makes a profile that only this conversation leads to."""
    async with talking(tmp_path, None, profiles=profiles) as talk:
        await tell(talk, "I'm allergic to wool", "yes", shopper_id=None)
        opened = profiles.open(Speaker(shop="small", conversation_id=talk.conversation_id))
        stranger = profiles.open(Speaker(shop="small", conversation_id="another"))
    assert opened.kept is not None
    assert [entry.value for entry in opened.kept.entries] == ["wool"]
    assert stranger.owner is None
