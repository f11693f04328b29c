"""What the parser reads of suggestions and judgments."""

from __future__ import annotations

import pytest

from assistant.parsing.recommending import praises
from assistant.types import Intent
from retrieval.recommenders.types import Way
from tests.assistant.parsing.conftest import Shop


@pytest.mark.parametrize(
    ("say", "way", "audience"),
    [
        ("what should I get my dad for his birthday?", Way.GIFT, "men"),
        ("need a present for a 6 year old", Way.GIFT, "kids"),
        ("送女朋友什么礼物好", Way.GIFT, "women"),
        ("给五岁的女儿挑个礼物", Way.GIFT, "kids"),
        ("any new arrivals for women?", Way.NEW, "women"),
        ("最近上了什么新品", Way.NEW, ""),
        ("show me your bestsellers", Way.POPULAR, ""),
        ("大家都在买什么", Way.POPULAR, ""),
        ("pick something for me", Way.FOR_YOU, ""),
        ("猜我喜欢什么", Way.FOR_YOU, ""),
        ("surprise me", Way.SURPRISE, ""),
        ("来点惊喜", Way.SURPRISE, ""),
        ("white sweaters under 40", None, ""),
    ],
)
def test_the_way_and_the_person_are_read(
    english: Shop, chinese: Shop, say: str, way: Way | None, audience: str
) -> None:
    """A gift goes before other ways; a person decides the audience, in both languages."""
    shop = chinese if any("\u4e00" <= c <= "\u9fff" for c in say) else english
    found = shop.read(say).suggested
    assert (found.way, found.audience) == (way, audience)


@pytest.mark.parametrize(
    ("say", "on", "wanted", "need"),
    [
        ("which belt matches my brown dress?", "", "belt", "dress"),
        ("what goes with jeans", "", "", "jeans"),
        ("what do I need for a camping trip", "", "", "camping"),
        ("黑色连衣裙配什么鞋", "", "鞋", "连衣裙"),
        ("什么包可以配这条毛巾", "page", "包", "毛巾"),
        ("毛衣怎么搭", "", "", "毛衣"),
    ],
)
def test_a_complement_has_two_sides(
    english: Shop, chinese: Shop, say: str, on: str, wanted: str, need: str
) -> None:
    """What is wanted stands apart from what it should go with; conditions of the latter bind nothing."""
    shop = chinese if any("\u4e00" <= c <= "\u9fff" for c in say) else english
    parsed = shop.read(say, on)
    assert parsed.intents[0][0] is Intent.COMPLEMENT
    assert parsed.suggested.wanted == wanted
    assert need in parsed.suggested.need
    assert parsed.suggested.need_known
    assert parsed.constraints == ()


def test_the_color_of_what_is_wanted_binds(english: Shop) -> None:
    """White sneakers to a red dress: white is asked for, red is not."""
    parsed = english.read("what white sweater would go with a red dress?")
    assert [(c.facet, c.value) for c in parsed.constraints] == [("color", "white")]


@pytest.mark.parametrize(
    ("say", "liked", "rejected"),
    [
        ("I don't like the first one", (), ("s1",)),
        ("not the second one", (), ("s2",)),
        ("I love the third one!", ("s3",), ()),
        ("none of these work for me", (), ("s1", "s2", "s3", "s4")),
        ("ugly", (), ("s1", "s2", "s3", "s4")),
        ("compare the first two", (), ()),
    ],
)
def test_judgments_find_their_products(
    english: Shop, say: str, liked: tuple[str, ...], rejected: tuple[str, ...]
) -> None:
    """A judgment is about what it points at, a bad word alone about everything shown."""
    found = english.read(say, "sweaters").suggested
    assert (found.liked, found.rejected) == (liked, rejected)


@pytest.mark.parametrize(
    ("say", "liked", "rejected"),
    [
        ("第一个不喜欢", (), ("t1",)),
        ("不要第二个", (), ("t2",)),
        ("最后一个我挺喜欢的", ("t3",), ()),
        ("都不好看", (), ("t1", "t2", "t3")),
    ],
)
def test_judgments_in_chinese(
    chinese: Shop, say: str, liked: tuple[str, ...], rejected: tuple[str, ...]
) -> None:
    """The same in Chinese."""
    found = chinese.read(say, "towels").suggested
    assert (found.liked, found.rejected) == (liked, rejected)


def test_praise_is_told_from_blame() -> None:
    """A good word counts only without a bad one."""
    assert praises("Great picks!")
    assert praises("真不错")
    assert not praises("not great")
    assert not praises("the weather")
