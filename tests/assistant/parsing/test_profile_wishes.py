"""What utterances say of the shopper for good, and what they ask of the profile."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.parsing.profile_wishes import profile_request
from assistant.profiles.types import Ask, EntryKind


def stated(text: str) -> list[tuple[str, str]]:
    """Kind and value of every wish."""
    request = profile_request(text)
    return [(wish.kind.value, wish.value) for wish in request.wishes] if request else []


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("I'm allergic to wool", [("avoids", "wool")]),
        ("I’m very allergic to wool and nickel.", [("avoids", "wool"), ("avoids", "nickel")]),
        ("I have a latex allergy", [("avoids", "latex")]),
        ("I never wear leather", [("avoids", "leather")]),
        ("I always wear M", [("wears", "M")]),
        ("I always wear black", [("likes", "black")]),
        ("my shoe size is 38", [("wears", "38")]),
        ("my favourite colour is green", [("likes", "green")]),
        ("I always wear M and I like red", [("wears", "M"), ("likes", "red")]),
        ("I don't like bright colors", [("dislikes", "bright colors")]),
        ("remember that I wear size M", [("wears", "M")]),
        ("I'm allergic to wool, show me sweaters", [("avoids", "wool")]),
        ("我不喜欢亮色", [("dislikes", "亮色")]),
        ("我对羊毛过敏", [("avoids", "羊毛")]),
        ("我一直穿M码", [("wears", "M")]),
        ("我从来不穿皮草", [("avoids", "皮草")]),
        ("我喜欢红色和蓝色", [("likes", "红色"), ("likes", "蓝色")]),
        ("我的鞋码是38", [("wears", "38")]),
    ],
)
def test_lasting_wishes_are_read(text: str, wishes: list[tuple[str, str]]) -> None:
    """What shoppers say of themselves for good, in both languages."""
    assert stated(text) == wishes


@pytest.mark.parametrize(
    "text",
    [
        "I like the second one",
        "I love it",
        "I don't like these",
        "I'd like red shoes",
        "no wool please",
        "I don't like wool, show me cotton sweaters",
        "my son is allergic to wool",
        "are you allergic to wool?",
        "do I always wear M?",
        "forget the color",
        "what do you know about wool",
        "remember the first one",
        "delete the second item",
        "我不喜欢这个",
        "我都不喜欢",
        "我妈妈对羊毛过敏",
        "我喜欢第二个",
        "删掉第一个",
        "yes",
        "",
        "   ",
        "?",
    ],
)
def test_what_is_of_one_search_or_another_person_is_none(text: str) -> None:
    """Judgments of what is shown, conditions of a search, other people and questions are left alone."""
    assert profile_request(text) is None


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("what do you know about me?", Ask.SEE),
        ("What have you stored about me", Ask.SEE),
        ("show me my profile", Ask.SEE),
        ("你记得我什么？", Ask.SEE),
        ("查看我的资料", Ask.SEE),
        ("stop personalizing", Ask.OFF),
        ("please turn off personalisation", Ask.OFF),
        ("don't use my history", Ask.OFF),
        ("别再个性化推荐", Ask.OFF),
        ("turn personalization back on", Ask.ON),
        ("恢复个性化推荐", Ask.ON),
        ("delete everything about me", Ask.ERASE),
        ("please erase all my data", Ask.ERASE),
        ("forget everything you know about me", Ask.ERASE),
        ("删除我的资料", Ask.ERASE),
        ("把我的数据都删掉吧", Ask.ERASE),
        ("please remember my preferences", Ask.CONSENT),
        ("记住我的偏好", Ask.CONSENT),
        ("don't remember anything about me", Ask.REFUSE),
        ("I withdraw my consent", Ask.REFUSE),
        ("不要记住我的偏好", Ask.REFUSE),
        ("that's wrong, I wear L", Ask.CORRECT),
        ("不对，我穿L码", Ask.CORRECT),
        ("I'm allergic to wool", Ask.STATE),
    ],
)
def test_requests_are_told_apart(text: str, ask: Ask) -> None:
    """Seeing, switching, erasing and consenting, in both languages."""
    request = profile_request(text)
    assert request is not None
    assert request.ask is ask


@pytest.mark.parametrize(
    ("text", "forgets"),
    [
        ("forget that I like red", "red"),
        ("forget that I'm allergic to wool", "wool"),
        ("忘掉我喜欢红色", "红色"),
        ("forget that I bought the lamp", "bought the lamp"),
    ],
)
def test_what_is_to_be_forgotten_is_named(text: str, forgets: str) -> None:
    """A wish by its value, a deed by its words."""
    request = profile_request(text)
    assert request is not None
    assert (request.ask, request.forgets) == (Ask.FORGET, forgets)


@pytest.mark.parametrize(
    ("text", "ask"),
    [("yes", Ask.CONSENT), ("好的", Ask.CONSENT), ("no thanks", Ask.REFUSE), ("不用", Ask.REFUSE)],
)
def test_a_bare_answer_counts_only_after_the_question(text: str, ask: Ask) -> None:
    """Yes and no answer what was asked, nothing else."""
    assert profile_request(text) is None
    request = profile_request(text, consent_asked=True)
    assert request is not None
    assert request.ask is ask


def test_a_statement_beside_a_search_does_not_stand_alone() -> None:
    """What else is said goes its own way."""
    beside = profile_request("I'm allergic to wool, show me sweaters")
    alone = profile_request("I'm allergic to wool")
    assert beside is not None
    assert alone is not None
    assert (beside.alone, alone.alone) == (False, True)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    """No text raises, and every wish is short and one of a wish's kinds."""
    request = profile_request(text, consent_asked=True)
    for wish in request.wishes if request else ():
        assert 0 < len(wish.value) <= 160
        assert wish.kind in (EntryKind.LIKES, EntryKind.DISLIKES, EntryKind.AVOIDS, EntryKind.WEARS)
