# ruff: noqa: E501 - a pattern reads better whole
"""Short answers to a question that offered choices: the choice alone, or that any will do. Pure."""

from __future__ import annotations

import re

from retrieval.text import normalize

_BEFORE = re.compile(
    r"^(?:(?:(?:ok|okay|yes|yeah|um|well|hmm|maybe|probably|perhaps|just|then|definitely|preferably|ideally|i guess|i think|i would like|i'd like|i would prefer|i'd prefer|i prefer|i want|i need|let's (?:say|go with|take)|go with|make it|it should be|something|in|a|an|the|my|size)\b|好的?|嗯|那就?|就|我(?:想要?|要|喜欢|选)|想要|要|喜欢|选|来)[\s,，]*)+"
)
_AFTER = re.compile(
    r"(?:[\s,，]*(?:\b(?:please|thanks|thank you|one|ones|is (?:fine|good|great)|would be (?:great|nice|good)|i guess|i think|if possible)|的|吧|呢|啊|就行|就好|就可以|谢谢))+$"
)
_ANY = re.compile(
    r"(?:any(?: (?:of (?:them|these|those)|one|kind|is fine|will do|works))?|anything(?: (?:is fine|goes|works|will do))?|whatever(?: (?:you (?:think|like|suggest)|works))?|all(?: of them)?|either|no preferences?|not? (?:really )?(?:picky|fussy|sure|important)|i'?m (?:not (?:sure|picky|fussy)|easy|flexible|open)|(?:i )?(?:really )?(?:don'?t|do not) (?:really )?(?:mind|care|know|have (?:a|any) preferences?)|(?:it )?(?:doesn'?t|does not) (?:really )?matter|no idea|surprise me|you (?:choose|pick|decide)|skip(?: (?:it|that|this))?|none|no"
    r"|(?:我)?(?:都|什么都|哪个都|哪种都)(?:行|可以|好|成|喜欢)|随便|随意|无所谓|不限|不挑|没(?:有)?(?:要求|偏好|所谓|想法|关系)|不(?:知道|清楚|在乎|介意|重要|确定|讲究)|任意|你(?:来)?(?:定|选|决定)|跳过|都没关系|没有?)(?:了|吧|啊|的)*"
)


_LONGEST = 80
"""Characters of an utterance that is a choice and nothing else."""


def bare_answer(text: str) -> str:
    """An answer without the words around the choice: 'Black, please' and 'in black' are 'black'."""
    said = _said(text)
    if len(said) > _LONGEST:
        return said
    bare = _AFTER.sub("", _BEFORE.sub("", said)).strip()
    return bare or said


def means_any(text: str) -> bool:
    """Whether the whole answer says that any choice will do, or that the shopper can't tell."""
    said = _said(text)
    if len(said) > _LONGEST:
        return False
    return any(_ANY.fullmatch(each) is not None for each in (said, bare_answer(text)))


def _said(text: str) -> str:
    return normalize(text).replace("’", "'").strip(" .!?,;。！？，；~")
