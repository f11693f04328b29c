# ruff: noqa: E501 - a pattern reads better whole
"""Plain answers to a question that was asked: yes, no, never mind. Pure; unclear is neither."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_DECLINING_CHARS = 20


class Reply(StrEnum):
    """What an utterance says to a yes-or-no question."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


_YES_WORD = r"(?:yes|y|yeah|yep|yup|ya|sure|ok|okay|okey|correct|right|confirm(?:ed)?|absolutely|definitely|certainly|of course|please|fine|perfect|great|thanks|thank you|go ahead|do it|do that|please do|that is (?:right|correct|fine)|that's (?:right|correct|fine)|sounds good|i (?:do|confirm|am sure|agree)|i'm sure|proceed|go for it|cancel it|return it|return them|change it|add it|try again|retry)"
_YES = re.compile(rf"(?:{_YES_WORD}[\s,.!;]*)+(?:with (?:it|that)|it|that|so|now)?[\s,.!]*")
_POLITE_ONLY = re.compile(r"(?:please|thanks|thank you|great|perfect|[\s,.!;])+")
_NO = re.compile(
    r"(?:(?:i|i have|i've|i would|i'd|actually|oh|hmm|sorry|please|well)[, ]+)*(?:no|n|nope|nah|not|do not|don't|dont|never ?mind|stop|wait|hold on|forget it|leave it|keep it|nothing|cancel that|no need|rather not|changed my mind)\b"
)
_ZH_YES = re.compile(
    r"(?:请|那就|那|我)?(?:是的?|对的?|好的?|好吧|行|可以|确认|确定|没错|没问题|嗯+|恩|当然|同意|要的?|取消吧|退吧|改吧|就这样|再试一次|重试|麻烦(?:了|你了|您了)|谢谢)(?:[啊呀吧呢了哦嘛]|取消|退货|修改|办理|添加)*(?:[\s,，。.!！、]|$)*"
)
_ZH_NO = re.compile(r"不|别|算了|停|先等|等一下|等等|取消操作|没有|放弃")


def read_reply(text: str) -> Reply:
    """YES only when the whole utterance agrees; NO when it begins with a refusal; else UNCLEAR.

    A question is never a yes, and neither is an agreement with a condition ("yes, but …").
    """
    said = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())
    if "?" in said:
        return Reply.UNCLEAR
    if _NO.match(said) or _ZH_NO.match(said):
        return Reply.NO
    chinese = re.fullmatch(rf"(?:{_ZH_YES.pattern})+", said)
    english = _YES.fullmatch(said) and not _POLITE_ONLY.fullmatch(said)
    return Reply.YES if said and (english or chinese) and said.strip("谢 ，。,!！.") else Reply.UNCLEAR


def gives_up(text: str) -> bool:
    """Whether a short utterance drops what was being talked about; a longer one may only lack something."""
    return read_reply(text) is Reply.NO and len(text) <= _DECLINING_CHARS
