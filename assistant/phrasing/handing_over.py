"""Sentences about a person taking over. None promises a time: nobody knows it here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.types import QuickReply

_EN: Mapping[str, str] = MappingProxyType(
    {
        "queued": (
            "I've put your request for a person into the shop's queue, with a summary of what you're "
            "looking for. I can't say when somebody will take it; meanwhile I'll go on helping you here."
        ),
        "already": (
            "Your request for a person is in the shop's queue already. I can't say when somebody will take "
            "it; meanwhile I'll go on helping you here."
        ),
        "sorry": "I'm sorry that this is frustrating.",
        "offer": "If you'd rather have a person look at this, I can put a request into the shop's queue.",
        "button": "Talk to a person",
    }
)
_ZH: Mapping[str, str] = MappingProxyType(
    {
        "queued": (
            "已经把您找人工的请求排进本店的队列，并附上了需求摘要。我无法保证多久会有人处理，这期间我会继续帮您。"
        ),
        "already": "您找人工的请求已经在本店的队列里了。我无法保证多久会有人处理，这期间我会继续帮您。",
        "sorry": "很抱歉让您不愉快。",
        "offer": "如果您想让人工来处理，我可以把请求排进本店的队列。",
        "button": "转人工",
    }
)


def handoff_sentence(key: str, language: str) -> str:
    """The sentence `queued`, `already`, `sorry` or `offer`."""
    return (_ZH if language == "zh" else _EN)[key]


def person_button(language: str) -> QuickReply:
    """The quick reply that asks for a person."""
    words = handoff_sentence("button", language)
    return QuickReply(text=words, says=words)
