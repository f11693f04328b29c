# ruff: noqa: E501 - a word list reads better whole
"""What a question asks, apart from how it is worded, and whether two questions ask the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.policy_words import GENERIC, TOPICS, topics_of
from retrieval.text import detect_language, normalize, stems

ASKING = frozenset(
    stems(
        "a an and any are at be by can could do does for from get have how i if in is it me my of on or our "
        "please shall should tell that the there this to us we what when where which who will with would you "
        "your about policy rule rules item items product products thing something shop store buy bought "
        "order orders customer customs 我 你 你们 的 了 吗 呢 是 有 在 要 想 能 可以 怎么 什么 请问 本店 规定 政策 买 商品 订单"
    )
)
"""Words that questions are asked with, and that every rule of a shop speaks of."""

_FILLERS = ASKING | frozenset(
    stems(
        "hi hello hey just also know want like need usually really actually exactly possible maybe quick question "
        "wonder wondering ask asking am was were been being has had did done so as then but than ever still already "
        "they them their these those its here some all much many long far let may might must okay ok thanks thank "
        "您 您好 你好 一下 请 帮 帮忙 麻烦 问 想问 问一下 知道 我们 他们 它 这 这个 那 那个 啊 呀 吧 哦 嗯 呗 亲 哈 就 都 也 还 还是 会 得 需要 "
        "可 可不可以 能不能 是不是 有没有 多少 几 多久 如何 怎样 哪 哪些 哪里 后 以后 时候 用 给 对 一般 大概 通常 家 店 咱们 贵店"
    )
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_POINTING = re.compile(
    r"\b(?:it|this|these|those|they|them|the former|the latter)\b|\bthat (?:one|item|product|thing)\b|\bthat\W*$|\bthe (?:\w+ )?ones?\b|这|那|它|第[一二三四五六七八九十\d]|上面|刚才",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|would) it (?:possible|ok(?:ay)?|allowed|fine)\b|\b(?:does|do|will|would|can) it (?:take|cost)\b|\bhow long is it\b|\bit (?:takes|costs)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?？]\s*$|吗|呢|多少|多久|几天|什么|怎么|如何|哪|能不能|可不可以|可以.{0,12}[吗么]|是否|有没有|会不会|是不是"
    r"|^\W*(?:(?:hi|hello|hey|so|and|also|ok|okay|please)\W+)*(?:what|when|where|which|who|whose|why|how|do|does|did|is|are|can|could|will|would|should|may|must|has|have|am|any|what's|how's|where's)\b"
    r"|\b(?:i(?: want| would like|['’]d like| need) to know|tell me|wondering|wonder|let me know|is it possible)\b",
    re.IGNORECASE,
)
_SYNONYMS = GENERIC | frozenset(
    "return refund exchange ship express track cancel address wrap installment invoice code warranty".split()
)
"""Topics whose words say the same; those of others do not: one may pay by card, or not, and by cheque."""

_NAMED_BY = {
    topic.name: (frozenset(s for phrase in topic.english for s in phrase), topic.chinese)
    for topic in TOPICS
    if topic.name in _SYNONYMS
}
_PARTIAL = 0.75
"""Least share of common words at which questions are the same where one says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is compared: its own words, its topics, its figures."""

    text: str
    language: str
    words: frozenset[str]
    topics: frozenset[str]
    figures: frozenset[str]

    @property
    def key(self) -> str:
        """The same for wordings that differ only in case, order and the words that questions are asked with."""
        generic = sorted(self.topics & GENERIC)
        return " ".join((self.language, *sorted(self.words), *generic, *sorted(self.figures)))


def read_question(text: str) -> Asked:
    """The question that a text asks, in English or Chinese."""
    return Asked(
        text=text,
        language=detect_language(text),
        words=frozenset(stems(text)) - _FILLERS,
        topics=topics_of(text),
        figures=frozenset(_FIGURE.findall(normalize(text))),
    )


def is_question(text: str) -> bool:
    """Whether a text has the form of a question, in English or Chinese."""
    return _QUESTION.search(text.strip()) is not None


def points_at_something(text: str) -> bool:
    """Whether a text speaks of something named before: it, this one, 这个."""
    return _POINTING.search(_EXPLETIVE.sub(" ", text)) is not None


def ask_the_same(one: Asked, other: Asked, *, cosine: float | None = None, floor: float = 1.0) -> bool:
    """Whether two questions of one language ask the same.

    Figures, and whether cost or time is asked for, must agree. Words that no common topic explains may
    differ only where the questions mean the same (`cosine` at or above `floor`), or where one says a
    little more than the other.
    """
    if one.language != other.language or one.figures != other.figures:
        return False
    if one.topics & GENERIC != other.topics & GENERIC:
        return False
    if not (one.words and other.words):
        return normalize(one.text) == normalize(other.text)
    mine, theirs = differing_words(one, other), differing_words(other, one)
    if not mine and not theirs:
        return True
    if cosine is not None and cosine >= floor:
        return True
    if mine and theirs:
        return False
    return len(one.words & other.words) / len(one.words | other.words) >= _PARTIAL


def differing_words(one: Asked, other: Asked) -> frozenset[str]:
    """Words of the one that neither the other has nor a topic of both explains."""
    shared = one.topics & other.topics
    left = (word for word in one.words - other.words if not any(_names(topic, word) for topic in shared))
    return frozenset(left)


def unexplained_words(one: Asked, topics: frozenset[str]) -> frozenset[str]:
    """Words of a question that none of these topics stands for."""
    return frozenset(word for word in one.words if not any(_names(topic, word) for topic in topics))


def _names(topic: str, word: str) -> bool:
    """Whether a word says no more than a topic does."""
    english, chinese = _NAMED_BY.get(topic, (frozenset(), ()))
    return word in english or any(word in phrase for phrase in chinese)
