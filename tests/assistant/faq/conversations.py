"""Past conversations of our own, as a shop would export them."""

from __future__ import annotations

from assistant.faq.mining import ShopWords
from assistant.faq.types import Line, PastConversation, Speaker
from retrieval.policies import Policies
from tests.small_shop import SmallCatalogs

WORDS = ShopWords.of(SmallCatalogs().load("small"), Policies(()))
"""Of a shop without rules."""


def past(key: str, *said: str) -> PastConversation:
    """A conversation in which shopper and agent speak in turn, the shopper first."""
    speakers = (Speaker.SHOPPER, Speaker.AGENT)
    return PastConversation(
        key=key,
        lines=tuple(Line(speaker=speakers[place % 2], text=text) for place, text in enumerate(said)),
    )


ENGRAVING = (
    past("a", "Hi! How long does engraving take?", "Hello! Engraving takes 3 days. Anything else?"),
    past("b", "how long does the engraving take", "Engraving takes 3 days."),
    past("c", "How long does engraving take please", "It takes about 3 days."),
)
VEGAN = past("d", "Are your candles vegan?", "Yes, all candles are made of soy wax.")
VEGAN_ZH = past("e", "你好，请问蜡烛是素食的吗？", "亲，您好！是的，蜡烛用大豆蜡制成。")
