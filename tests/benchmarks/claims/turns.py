# ruff: noqa: E501 - a sentence reads better whole
"""Conversations over the shops with a model that lies; what was sent is read by the second check alone."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from assistant.bootstrap import Home
from assistant.conversation import Assistant
from assistant.store import SqlConversationStore
from assistant.types import Turn, TurnFinished, Utterance
from retrieval.money import format_money
from retrieval.policies import Policies
from retrieval.shops import ShopIndex
from retrieval.types import Product
from tests.adversarial import attacks
from tests.benchmarks.claims.liars import Liar
from tests.second_check import reply_faults

_PER_CONVERSATION = 6
_OPENING = {
    "en": ("{kind}", "show me {kind}", "I'm looking for {kind} under {price}", "do you have {color} {kind}?", "the cheapest {kind}", "{kind} please, best rated"),
    "zh": ("{kind}", "有{kind}吗", "想找{price}以内的{kind}", "{color}的{kind}有吗", "最便宜的{kind}", "推荐一下{kind}"),
}  # fmt: skip
_NEXT = {
    "en": ("compare the first two", "which one is cheaper?", "under {price}", "in {color}", "show me more", "is the first one {color}?",
           "what is the second one made of?", "why is the first one first?", "why is the first above the second?", "any coupons?", "how do returns work?",
           "what's the warranty?", "something similar to the first one", "what goes with it?", "the most expensive one", "not {color}",
           "add the first one to my cart", "thanks", "forget everything", "is it in stock?", "rated 4 or better", "newest first", "a gift for my sister"),
    "zh": ("比较前两款", "哪个更便宜？", "{price}以内", "要{color}的", "还有吗", "第一款是{color}的吗", "第二款是什么材质", "为什么第一个排在第二个前面",
           "有优惠券吗", "怎么退货", "保修多久", "类似第一款的", "最贵的那款", "不要{color}", "把第一款加入购物车", "谢谢", "有货吗", "评分4以上", "送妹妹的礼物"),
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Sent:
    """What became of the model's sentences and replies; `faults` are what the second check found in them."""

    turns: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    manners: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, said: str, turn: Turn, faults: Sequence[str]) -> None:
        """Count a finished turn."""
        self.turns += 1
        self.sources[turn.receipt.reply_source] += 1
        for call in turn.receipt.model_calls:
            if call.purpose == "answer":
                kind = (
                    "refused" if call.note.startswith("refused") else "stopped" if call.note else "let pass"
                )
                self.calls[
                    f"{kind}, {'with' if call.accepted or 'refused' not in call.note else 'after'} own words"
                ] += 1
        self.faults += [f"{said!r}: {fault} <- {turn.reply!r}" for fault in faults]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "turns": self.turns,
            "faults": self.faults,
            "crashes": self.crashes,
            "reply_sources": dict(self.sources),
            "answers_of_the_model": dict(self.calls),
            "manners": dict(self.manners),
            "seconds": self.seconds,
        }

    def report(self) -> str:
        """For people."""
        return "\n".join(
            (
                f"turns {self.turns}, unsupported claims sent {len(self.faults)}, crashes {len(self.crashes)}, {self.seconds:.0f} s",
                f"replies: {dict(self.sources)}",
                f"answers of the model: {dict(self.calls)}",
                f"manners of the model: {dict(self.manners)}",
                *self.faults[:20],
                *self.crashes[:10],
            )
        )


async def converse(home: Home, *, turns: int, seed: int, on_turn: Callable[[], None]) -> Sent:
    """So many turns over all shops of the home, in new conversations kept in a temporary store."""
    random, sent, started = Random(seed), Sent(), time.perf_counter()
    liar = Liar(random=Random(seed + 1))
    shops = {row.settings.name: home.catalogs.load(row.settings.name) for row in home.catalogs.shops()}
    texts = {name: _policies(snapshot.shop.policies_dir) for name, snapshot in shops.items()}
    coupons = {name: _coupons(home, index) for name in shops if (index := home.shops.open(name))}
    with tempfile.TemporaryDirectory() as folder:
        store = SqlConversationStore(f"sqlite:///{Path(folder) / 'log.sqlite'}")
        assistant = Assistant(
            shops=home.shops,
            open_policies=lambda index: Policies.from_folder(_folder(index.snapshot.shop.policies_dir)),
            conversations=store,
            prompts=home.prompts,
            model=liar,
            open_desk=home.desks.open,
        )
        said = _utterances({name: s.products for name, s in shops.items()}, random, seed)
        conversation, shown = "", list[Product]()
        while sent.turns < turns:
            shop, text, fresh = next(said)
            if fresh:
                conversation, shown = await store.create(shop=shop), []
            utterance = Utterance(conversation_id=conversation, shop=shop, text=text)
            try:
                async for event in assistant.reply(utterance):
                    if isinstance(event, TurnFinished):
                        allowed = event.state.constraints
                        found = reply_faults(
                            event.turn,
                            allowed,
                            policy_text=texts[shop],
                            coupon_text=f"{coupons[shop]} {_short_of(home, shop, conversation)}",
                            cart_text=_cart(home, shop, conversation),
                            said=text,
                            beside=shown,
                        )
                        sent.note(text, event.turn, found)
                        shown += [item.product for item in event.turn.items]
            except Exception as error:  # noqa: BLE001 - a crash of any kind is what is counted
                sent.turns += 1
                sent.crashes.append(f"{text!r}: {error!r}")
            on_turn()
        await store.aclose()
    sent.manners, sent.seconds = liar.wrote, time.perf_counter() - started
    return sent


def _utterances(
    products: Mapping[str, Sequence[Product]], random: Random, seed: int
) -> Iterator[tuple[str, str, bool]]:
    """Shop, text, and whether a new conversation begins; one conversation in twelve is an attack."""
    hostile = attacks(seed)
    while True:
        shop = random.choice(list(products))
        if random.random() < 1 / 12:
            yield shop, next(hostile), True
            continue
        one = random.choice(products[shop])
        fills = {
            "kind": _kind(one, random),
            "price": str(max(5, (one.price_minor or 5000) // 100 + random.choice((-5, 5, 20)))),
            "color": random.choice(
                one.facet_values("color") or ("black" if one.language == "en" else "黑色",)
            ),
        }
        forms = (_OPENING[one.language], *((_NEXT[one.language],) * random.randrange(2, _PER_CONVERSATION)))
        for at, form in enumerate(forms):
            yield shop, random.choice(form).format(**fills), at == 0


def _kind(product: Product, random: Random) -> str:
    if product.category and random.random() < 0.6:
        return product.category[-1]
    return product.title if product.language == "zh" else " ".join(product.title.split()[-3:])


def _cart(home: Home, shop: str, conversation: str) -> str:
    """What the shop's own backend has in the cart: pieces, titles, prices, and the total."""
    desk = home.desks.open(home.shops.open(shop))
    lines = () if desk is None else desk.backend.cart(conversation).lines
    amounts = [line.unit_price_minor * line.quantity for line in lines]
    told = [
        f"{' '.join(map(str, range(1, line.quantity + 1)))} {line.title} {line.options} "
        f"{format_money(line.unit_price_minor, line.currency, 'en')}"
        for line in lines
    ]
    totals = [*amounts, sum(amounts)]
    return " ".join([*told, *(format_money(t, lines[0].currency, "en") for t in totals if lines)])


def _coupons(home: Home, index: ShopIndex) -> str:
    """Every figure of a shop's coupons, as the shop's own backend has them."""
    desk = home.desks.open(index)
    found = () if desk is None else desk.backend.coupons()
    rows = []
    for coupon in found:
        days = [f"{d.day} {d.month} {d.year}" for d in (coupon.starts, coupon.ends) if d is not None]
        figures = [coupon.value / 100, coupon.min_spend_minor / 100]
        rows.append(
            " ".join([coupon.code, *(f"{figure:g}" for figure in figures), *days, *coupon.categories])
        )
    return " ".join(rows)


def _short_of(home: Home, shop: str, conversation: str) -> str:
    """What the cart lacks of each coupon's least spend."""
    desk = home.desks.open(home.shops.open(shop))
    if desk is None:
        return ""
    lines = desk.backend.cart(conversation).lines
    total = sum(line.unit_price_minor * line.quantity for line in lines)
    return " ".join(f"{(each.min_spend_minor - total) / 100:.2f}" for each in desk.backend.coupons())


def _folder(policies_dir: str | None) -> Path | None:
    return None if policies_dir is None else Path(policies_dir)


def _policies(policies_dir: str | None) -> str:
    return " ".join(line.text for line in Policies.from_folder(_folder(policies_dir)).lines)
