"""An assistant whose every turn is written in the test, and values to write them with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.protocols import ConversationStore
from assistant.types import (
    Claim,
    DialogueState,
    Intent,
    ItemsRanked,
    Mode,
    ModelCall,
    QuickReply,
    Receipt,
    TextDelta,
    Turn,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    Understanding,
    Understood,
    Utterance,
)
from retrieval.types import Constraint, Contribution, Op, Product, RankedItem, Reason

SWEATER = Product(
    product_id="s-1",
    title="Striped Wool Sweater",
    currency="USD",
    price_minor=4550,
    category=("Clothing", "Sweaters"),
    rating=4.5,
    rating_count=12,
    stock=3,
    image="images/s-1.svg",
    url="https://shop.example/s-1",
)


def item(
    product: Product = SWEATER, *, relevance: float = 0.5, stock: float = 0.25, alternative: bool = False
) -> RankedItem:
    """A ranked item whose score is the sum of two contributions."""
    return RankedItem(
        product=product,
        final_score=relevance + stock,
        contributions=(
            Contribution(feature="relevance", value=relevance),
            Contribution(feature="stock", value=stock),
        ),
        reasons=(Reason(feature="stock", text="In stock: 3 left", fields={"stock": "3"}),),
        alternative=alternative,
    )


UNDER_60 = Understanding(
    language="en",
    intents=(Intent.FIND,),
    constraints=(Constraint(facet="price", op=Op.LTE, value=60.0),),
    search_text="sweater",
)


def make_receipt(catalog_version: int = 7) -> Receipt:
    """What one claim and one model call rest on."""
    return Receipt(
        catalog_version=catalog_version,
        record_ids=("s-1",),
        claims=(Claim(text="$45.50", product_id="s-1", field="price"),),
        model_calls=(
            ModelCall(
                purpose="answer",
                prompt="answer@1",
                prompt_sha256="ab" * 32,
                model="scripted@1",
                prompt_tokens=20,
                cached_tokens=10,
                completion_tokens=5,
                ms=3.0,
                accepted=True,
            ),
        ),
        reply_source="model",
    )


def make_turn(conversation_id: str, turn: int = 1, *, items: Sequence[RankedItem] = ()) -> Turn:
    """A finished turn with a short reply."""
    return Turn(
        conversation_id=conversation_id,
        turn=turn,
        language="en",
        understanding=UNDER_60,
        items=tuple(items),
        reply="A striped sweater for $45.50.",
        receipt=make_receipt(),
        mode=Mode.FULL,
        timings_ms={"understanding": 1.0, "cards": 2.0, "first_text": 3.0, "total": 4.0},
    )


@dataclass(slots=True, kw_only=True)
class ScriptedAssistant:
    """Says `words` one by one beside `items`, and stores every finished turn in `store`.

    `failure` is raised after the turn has started; `gate`, when given, is acquired before each word.
    `heard` lists what it was asked, `running` how many replies are under way, `overlap` the most at once.
    """

    store: ConversationStore
    words: tuple[str, ...] = ("A striped sweater ", "for $45.50.")
    items: tuple[RankedItem, ...] = (item(),)
    mode: Mode = Mode.FULL
    quick_replies: tuple[QuickReply, ...] = ()
    failure: Exception | None = None
    gate: asyncio.Semaphore | None = None
    heard: list[Utterance] = field(default_factory=list)
    running: int = 0
    overlap: int = 0

    async def reply(self, utterance: Utterance) -> AsyncIterator[TurnEvent]:
        """The scripted events, in the order of a real turn."""
        self.heard.append(utterance)
        self.running += 1
        self.overlap = max(self.overlap, self.running)
        try:
            state = await self.store.load(utterance.conversation_id)
            number = state.turn + 1
            yield TurnStarted(turn=number)
            if self.failure is not None:
                raise self.failure
            yield Understood(understanding=UNDER_60, ms=1.0)
            yield ItemsRanked(items=self.items, ms=2.0)
            for word in self.words:
                if self.gate is not None:
                    await self.gate.acquire()
                yield TextDelta(text=word)
            yield await self._finished(utterance, state, number)
        finally:
            self.running -= 1

    async def _finished(self, utterance: Utterance, state: DialogueState, number: int) -> TurnFinished:
        turn = replace(
            make_turn(utterance.conversation_id, number, items=self.items),
            reply="".join(self.words),
            mode=self.mode,
            quick_replies=self.quick_replies,
        )
        after = replace(state, turn=number, shown=tuple(i.product.product_id for i in self.items))
        await self.store.append(utterance, turn, after)
        return TurnFinished(turn=turn, state=after)
