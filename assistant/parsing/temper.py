# ruff: noqa: E501 - a pattern reads better whole
"""Whether a shopper is angry: at the assistant or the shop, not at a product's looks. Pure."""

from __future__ import annotations

import re

from retrieval.text import normalize

_ANGRY = re.compile(
    r"\b(?:this is|you(?:'re| are)|that's|that is|it's|what an?|such an?|absolutely|completely|totally|utterly|so|how) (?:just |so |absolutely |completely |totally |all |a |an |the )*(?:ridiculous|outrageous|unacceptable|infuriating|pathetic|incompetent|a joke(?! gift| present| book| shop)|joke of|scam|disgrace|disgraceful|useless|an idiot|idiots?|morons?|stupid bot|stupid machine|worst|bullshit|bs|waste of (?:my )?time|driving me (?:crazy|mad|insane))\b"
    r"|\b(?:i am|i'm|im) (?:so |really |very |getting |absolutely |extremely )*(?:angry|furious|pissed(?: off)?|fed up|livid|outraged|sick (?:and tired )?of (?:this|you)|frustrated|mad at)\b"
    r"|\b(?:useless|stupid|dumb|idiotic|moronic|terrible|worst|awful|horrible) (?:\w+ )?(?:bot|chatbot|robot|machine|assistant|ai|service|customer service|support|company)\b"
    r"|\b(?:wtf|what the (?:hell|fuck|heck)|fuck (?:you|this|off|that)|f\*+k|screw (?:you|this)|go to hell|piss off|shut up|for (?:fuck|christ)'?s? sake)\b"
    r"|\b(?:are you (?:even |fucking |freaking )?(?:kidding me|stupid|deaf|dumb|listening at all))\b|\b(?:you|nobody|no one) (?:never|don't|do not|won't|aren't|are not) (?:even )?(?:listen|listening|help|helping|understand) (?:at all|me at all)\b"
    r"|气死|(?:真|太|好|很|非常|快)(?:生气|火大|恼火|愤怒|过分|恶心|离谱了|坑人|气人)|(?:什么|啥)(?:破|垃圾|烂|鬼|狗屁)(?:客服|机器人|助手|店|服务|玩意|东西|系统|态度)|(?:垃圾|破|烂|傻[逼叉]?|弱智|智障)(?:客服|机器人|助手|店铺?|服务|系统|ai)|(?:骗子|骗人|坑爹|坑钱|黑店|傻[逼叉]|智障|白痴|废物|他妈的?(?:什么|怎么|垃圾|烂|差|坑|慢|有病|太|真)|(?:^|[，,。！!\s])妈的|特么|去死|滚(?:开|蛋)?$|闭嘴|受够了|忍不了|无语死|你有病|脑子有病|听不懂人话|浪费我(?:的)?时间|烦死|服务(?:态度)?(?:太|真|好|很)?(?:差|烂|恶劣))"
)
_SHOUTED = re.compile(r"[^\W\d_]", re.UNICODE)
_LONGEST = 600
"""Characters that are read: anger comes early."""


def is_angry(text: str) -> bool:
    """Whether the words are anger. Shouting alone counts with three exclamation marks and four words."""
    said = normalize(text[:_LONGEST]).replace("’", "'")
    return _ANGRY.search(said) is not None or _shouts(text[:_LONGEST])


def _shouts(text: str) -> bool:
    letters = _SHOUTED.findall(text)
    loud = len(letters) >= 16 and all(not letter.islower() for letter in letters) and text.isascii()
    return loud and "!!!" in text and len(text.split()) >= 4
