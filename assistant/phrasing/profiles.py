"""What is said about a shopper's profile, in English and Chinese; code alone says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.phrasing.display import plain
from assistant.phrasing.english import listing
from assistant.profiles.types import EntryKind, EntrySource, LastingWish, ProfileEntry
from retrieval.types import Constraint, Op

_VALUE_CHARS = 60
MAX_TOLD = 8
"""Entries that one reply lists; it says how many more there are."""

_SAID = {
    EntryKind.LIKES: ("you like {}", "您喜欢{}"),
    EntryKind.DISLIKES: ("you don't like {}", "您不喜欢{}"),
    EntryKind.AVOIDS: ("you avoid {}", "您要避开{}"),
    EntryKind.WEARS: ("you wear {}", "您穿{}"),
    EntryKind.BOUGHT: ("you bought “{}”", "您买过“{}”"),
    EntryKind.CARTED: ("you put “{}” in your cart", "您把“{}”加过购物车"),
    EntryKind.LIKED: ("you liked “{}”", "您喜欢过“{}”"),
    EntryKind.VIEWED: ("you looked at “{}”", "您看过“{}”"),
}
_FROM = {
    EntrySource.STATED: ("you said so", "您说的"),
    EntrySource.CORRECTED: ("you corrected it", "您更正的"),
    EntrySource.ORDER: ("from an order", "来自订单"),
    EntrySource.INTERACTIONS: ("from the shop's log", "来自本店记录"),
    EntrySource.CONVERSATION: ("in a conversation", "来自对话"),
}
_EN = {
    "ask_consent": (
        "Shall I remember that for your next visits? I would keep what you tell me to, what you buy, put in "
        "the cart and look at, for at most {days} days; you can see, correct or erase it whenever you like."
    ),
    "consented": "Okay, I'll remember it for your next visits, for at most {days} days.",
    "refused": "Okay, nothing is kept beyond this conversation.",
    "withdrawn": "Okay, I've erased what I had kept of you, and nothing is kept beyond this conversation.",
    "empty": "I don't know anything about you, and nothing is kept beyond this conversation.",
    "empty_kept": "You let me remember things, but there is nothing kept yet.",
    "only_here": "This holds for this conversation only; nothing is kept beyond it.",
    "is_off": "Personalization is switched off, so none of it is used.",
    "kept_for": "I keep it for at most {days} days. You can correct or erase it whenever you like.",
    "off": "Okay, personalization is off: what you did or told me before no longer changes what I show.",
    "on": "Okay, personalization is on again.",
    "erased": "I've erased everything that was kept about you.",
    "erased_others": "Your other {count} known conversations are erased too.",
    "erased_other": "Your other known conversation is erased too.",
    "this_one": "What was said in this conversation goes when the conversation itself is deleted.",
    "nothing_to_erase": "Nothing was kept about you beyond this conversation.",
    "not_found": "I have nothing like that about you.",
    "unkept": "I can't keep anything beyond this conversation here.",
    "unread": "I couldn't look up what you asked me to remember, so it isn't taken into account here.",
    "failed": "I couldn't do that just now: nothing was changed. Please try again.",
}
_ZH = {
    "ask_consent": (
        "要我记住，下次来也用得上吗？我会保存您告诉我的偏好，以及您买过、加购物车和看过的商品，"
        "最多 {days} 天；您随时可以查看、更正或删除。"
    ),
    "consented": "好的，我会记住，最多保存 {days} 天。",
    "refused": "好的，这次对话以外什么都不会保存。",
    "withdrawn": "好的，之前保存的已经删除，这次对话以外什么都不会再保存。",
    "empty": "我不了解您的任何情况，这次对话以外也没有保存任何内容。",
    "empty_kept": "您允许我记住，不过目前还没有保存任何内容。",
    "only_here": "这只在这次对话里有效，对话以外没有保存。",
    "is_off": "个性化已关闭，这些都不会使用。",
    "kept_for": "最多保存 {days} 天，您随时可以更正或删除。",
    "off": "好的，个性化已关闭：您以前做过或说过的不再影响推荐。",
    "on": "好的，个性化已重新打开。",
    "erased": "保存的关于您的内容已经全部删除。",
    "erased_others": "您另外 {count} 段已知的对话也已删除。",
    "erased_other": "您另一段已知的对话也已删除。",
    "this_one": "这次对话里说过的话，在删除这段对话时一并删除。",
    "nothing_to_erase": "这次对话以外没有保存任何关于您的内容。",
    "not_found": "我没有这样的记录。",
    "unkept": "这里无法保存这次对话以外的内容。",
    "unread": "我暂时读不到您让我记住的内容，这次没有考虑进去。",
    "failed": "刚才没有办成，什么都没有改动，请再试一次。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileWords:
    """Sentences about profiles in one language; `days` is how long things are kept."""

    language: str
    days: int

    def say(self, topic: str, *, count: int = 0) -> str:
        """The fixed sentence of a topic."""
        return (_ZH if self._zh else _EN)[topic].format(days=self.days, count=count)

    def join(self, sentences: Sequence[str]) -> str:
        """Sentences one after the other."""
        return ("" if self._zh else " ").join(sentence for sentence in sentences if sentence)

    def known(self, entries: Sequence[ProfileEntry]) -> str:
        """The entries with source and day, newest first, and how many more there are."""
        told = [self._entry(entry) for entry in entries[:MAX_TOLD]]
        more = len(entries) - len(told)
        if self._zh:
            rest = f"，还有 {more} 条" if more else ""
            return f"我记得：{'；'.join(told)}{rest}。"
        rest = f"; and {more} more" if more else ""
        return f"This is what I know: {'; '.join(told)}{rest}."

    def noted(self, wishes: Sequence[LastingWish], *, corrected: bool = False) -> str:
        """What the shopper just said of themselves."""
        told = [self._wish(wish.kind, wish.value) for wish in wishes]
        if self._zh:
            return f"{'已更正' if corrected else '知道了'}：{'，'.join(told)}。"
        return f"{'Corrected' if corrected else 'Noted'}: {listing(told)}."

    def forgotten(self, entries: Sequence[ProfileEntry | LastingWish]) -> str:
        """What was erased just now."""
        told = [self._wish(entry.kind, entry.value) for entry in entries[:MAX_TOLD]]
        return f"已删除：{'，'.join(told)}。" if self._zh else f"Forgotten: {listing(told)}."

    def reminder(self, conditions: Sequence[Constraint]) -> str:
        """Conditions that were put in because the shopper once said so, and how to undo it."""
        told = [self._condition(condition) for condition in conditions]
        if self._zh:
            return f"按您说过的偏好：{'，'.join(told)}。想改的话告诉我。"
        return f"Going by what you told me about yourself: {listing(told)}. Tell me if that's wrong here."

    def waived(self, conditions: Sequence[Constraint]) -> str:
        """Conditions that were left out because the shopper asks for the very thing."""
        told = [plain(str(condition.value), _VALUE_CHARS) for condition in conditions]
        if self._zh:
            return f"请注意：您说过与{'、'.join(told)}有关的偏好，这次按您现在的要求来。"
        return f"Mind that you told me otherwise about {listing(told)} before; I went by what you ask now."

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """Buttons beside the question for consent: what is shown, and what it says."""
        if self._zh:
            return (("可以，记住吧", "可以，记住吧"), ("不用", "不用记住"))
        return (("Yes, remember it", "Yes, remember it"), ("No", "No, don't remember it"))

    @property
    def _zh(self) -> bool:
        return self.language == "zh"

    def _wish(self, kind: EntryKind, value: str) -> str:
        return _SAID[kind][self._zh].format(plain(value, _VALUE_CHARS))

    def _entry(self, entry: ProfileEntry) -> str:
        source = _FROM[entry.source][self._zh]
        where = f"{source}, {_day(entry.at)}" if entry.at else source
        told = self._wish(entry.kind, entry.value)
        return f"{told}（{where.replace(', ', '，')}）" if self._zh else f"{told} ({where})"

    def _condition(self, condition: Constraint) -> str:
        value = plain(str(condition.value), _VALUE_CHARS)
        if condition.op is not Op.NE:
            return f"优先{value}码" if self._zh else f"size {value} first"
        hard = condition.strength.value == "hard"
        if self._zh:
            return f"不含{value}" if hard else f"尽量不要{value}"
        return f"no {value}" if hard else f"rather no {value}"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
