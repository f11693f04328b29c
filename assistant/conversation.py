"""One utterance becomes one turn. `Assistant.reply` is the only place that calls sideways."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from copy import copy
from dataclasses import replace

from assistant.acting.acting import carry_out
from assistant.acting.desk import ServiceDesk
from assistant.acting.handing_over import handed_over
from assistant.acting.placing import asked_places
from assistant.acting.policies import asked_rules
from assistant.acting.ruled import told_age
from assistant.acting.tasting import Tasting, asked_profile, command
from assistant.acting.types import OpenedShop, Outcome, Work, no_pairs
from assistant.answering.answerer import Answerer
from assistant.answering.types import AnswerAccount, AnswerText
from assistant.clarifying import SERVED, Clarifier, answered, remembered
from assistant.errors import ConversationNotFoundError, UtteranceError
from assistant.handoff import counted, request
from assistant.heads.intents import IntentHead
from assistant.parsing import CatalogVocabulary
from assistant.parsing.ages import stated_age
from assistant.phrasing.display import title_of
from assistant.policy import AboutProfile, decide
from assistant.profiles.keeping import Profiles
from assistant.protocols import ConversationStore, LanguageModel
from assistant.state import after_items, after_profile, after_service, only_spoken, update
from assistant.types import (
    MAX_UTTERANCE_CHARS,
    Claim,
    DialogueState,
    HandoffReason,
    HandoffRequested,
    ItemsRanked,
    Mode,
    ModelCall,
    Receipt,
    TextDelta,
    Turn,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    Understood,
    Utterance,
)
from assistant.understanding import Reader, Reading
from prompts.registry import PromptRegistry
from retrieval.answered_questions import AnsweredQuestions
from retrieval.policies import Policies
from retrieval.shops import ShopIndex, Shops
from retrieval.types import FACETS

_LOG = logging.getLogger(__name__)


def _no_desk(_index: ShopIndex) -> None:
    """No cart and no orders are served."""


def _no_pairs(_index: ShopIndex) -> Callable[[], AnsweredQuestions]:
    """No answers were approved."""
    return no_pairs


class Assistant:
    """Replies to utterances.

    `model` None: every turn is in reduced mode; `head` None: the parser's cues alone tell intents.
    """

    def __init__(
        self,
        *,
        shops: Shops,
        open_policies: Callable[[ShopIndex], Policies],
        conversations: ConversationStore,
        prompts: PromptRegistry,
        model: LanguageModel | None,
        head: IntentHead | None = None,
        clarifier: Clarifier = SERVED,
        open_desk: Callable[[ShopIndex], ServiceDesk | None] = _no_desk,
        open_pairs: Callable[[ShopIndex], Callable[[], AnsweredQuestions]] = _no_pairs,
        profiles: Profiles | None = None,
    ) -> None:
        self.model = model
        self._profiles = profiles
        self._clarifier = clarifier
        self._open_desk = open_desk
        self._open_pairs = open_pairs
        self._shops = shops
        self._open_policies = open_policies
        self._conversations = conversations
        self._prompts = prompts
        self._reader = Reader(model=model, prompts=prompts, head=head)
        self._opened: dict[str, OpenedShop] = {}

    async def reply(self, utterance: Utterance) -> AsyncIterator[TurnEvent]:
        """The events of one turn: TurnStarted, Understood, ItemsRanked, TextDelta…, TurnFinished.

        HandoffRequested follows ItemsRanked where the turn asks for a person and that is in the queue.

        The turn is stored before TurnFinished. Raises UtteranceError, ShopNotFoundError,
        ConversationNotFoundError, ConversationConflictError; a failing model never raises.
        """
        started = time.perf_counter()
        text = checked_text(utterance.text)
        before = await self._conversations.load(utterance.conversation_id)
        stated = stated_age(text)
        if stated is not None:
            before, text = replace(before, age=stated.age), stated.rest or text
        age = before.age if utterance.context.age is None else utterance.context.age
        shop = await asyncio.to_thread(self._open_at, utterance.shop, age)
        yield TurnStarted(turn=before.turn + 1)
        if stated is not None and not stated.rest:
            reading = Reading(understanding=told_age(text, before), calls=())
        else:
            reading = await self._read(text, utterance, before, shop)
        yield Understood(understanding=reading.understanding, ms=_ms_since(started))
        tasting = await asyncio.to_thread(Tasting.open, utterance, before, shop, self._profiles)
        reminded = tasting.reminded(update(before, reading.understanding), reading.understanding)
        state = reminded.state
        decision = decide(state, reading.understanding, utterance.context)
        if isinstance(decision, AboutProfile):
            state = only_spoken(before, state)
        reduced = self.model is None or reading.model_failed
        work = Work(
            utterance=utterance,
            text=text,
            understanding=reading.understanding,
            state=state,
            shop=shop,
            reduced=reduced,
            clarifier=self._clarifier,
            profiles=self._profiles,
            profile=tasting.opened,
            taste=tasting.taste,
            reminders=reminded.added,
            waived=reminded.waived,
            unread=tasting.unread,
        )
        outcome = handed_over(await asyncio.to_thread(carry_out, decision, work), work)
        await self._erase(outcome.erases)
        yield ItemsRanked(items=outcome.cards, ms=_ms_since(started))
        if outcome.handoff is not None:
            yield await self._queued(outcome.handoff, state)
        account: AnswerAccount | None = None
        async with aclosing(self._answerer(shop).write(outcome.brief)) as pieces:
            async for piece in pieces:
                if isinstance(piece, AnswerText):
                    yield TextDelta(text=piece.text)
                else:
                    account = piece
        if account is None:
            raise RuntimeError("expected the answerer to end with its account")
        after = after_items(
            state, [item.product.product_id for item in outcome.items], searched=outcome.searched
        )
        after = after_service(after, outcome.service, outcome.items)
        after = remembered(after, reading.understanding, outcome.question)
        after = after_profile(after, outcome.profile)
        after = counted(after, outcome.brief, handoff=outcome.handoff)
        turn = _finished(utterance, after, reading, outcome, account, shop, reduced=reduced)
        await self._conversations.append(utterance, turn, after)
        await asyncio.to_thread(tasting.note, after, outcome)
        _log(turn)
        yield TurnFinished(turn=turn, state=after)

    def asking(self, clarifier: Clarifier) -> Assistant:
        """The same assistant over the same opened shops, with another way of asking back."""
        other = copy(self)
        other._clarifier = clarifier
        return other

    def open_shops(self, names: Sequence[str]) -> None:
        """Index these shops now, so that no shopper's first turn waits for it. Blocking."""
        for name in names:
            self._open(name)

    async def _erase(self, conversation_ids: Sequence[str]) -> None:
        for conversation_id in conversation_ids:
            with suppress(ConversationNotFoundError):
                await self._conversations.delete(conversation_id)

    async def _queued(self, reason: HandoffReason, state: DialogueState) -> HandoffRequested:
        """The request for a person, once it is in the queue: only then is it spoken of."""
        turns = [turn for _, turn in await self._conversations.turns(state.conversation_id)]
        asked = request(state, reason, turns)
        await self._conversations.request_handoff(state.conversation_id, asked)
        return asked

    async def _read(self, text: str, utterance: Utterance, state: DialogueState, shop: OpenedShop) -> Reading:
        snapshot = shop.index.snapshot
        about = asked_profile(text, state)
        answer = (
            answered(text, state)
            or command(about, text, state)
            or asked_places(text, state, shop, utterance.context)
            or await asyncio.to_thread(asked_rules, text, state, shop)
        )
        if answer is not None:
            return Reading(understanding=answer, calls=())
        reading = await self._reader.read(
            text,
            vocabulary=shop.vocabulary,
            catalog_language=snapshot.shop.languages[0],
            state=state,
            shown=shop.products(state.shown),
            context=utterance.context,
        )
        return replace(reading, understanding=replace(reading.understanding, profile=about))

    def _answerer(self, shop: OpenedShop) -> Answerer:
        return Answerer(model=self.model, render=self._prompts.render, live_values=shop.live_values)

    def _open_at(self, name: str, age: int | None) -> OpenedShop:
        """The shop as a shopper of this age may see it."""
        shop = self._open(name)
        return shop if age is None else replace(shop, index=shop.at_age(age))

    def _open(self, name: str) -> OpenedShop:
        index = self._shops.open(name)
        opened = self._opened.get(name)
        if opened is None or opened.index is not index:
            opened = OpenedShop(
                index=index,
                vocabulary=CatalogVocabulary.from_snapshot(index.snapshot),
                live_values={facet: index.snapshot.live_values(facet) for facet in FACETS},
                policies=self._open_policies(index),
                desk=self._open_desk(index),
                pairs=self._open_pairs(index),
                at_age=lambda age: self._shops.open(name, age=age),
            )
            self._opened[name] = opened
        return opened


def checked_text(text: str) -> str:
    """Text that can be a turn, without surrounding space. Raises UtteranceError."""
    stripped = text.strip()
    if not stripped:
        raise UtteranceError("expected some text, got none")
    if len(stripped) > MAX_UTTERANCE_CHARS:
        raise UtteranceError(
            f"expected at most {MAX_UTTERANCE_CHARS} characters, got {len(stripped)}; say it shorter"
        )
    return stripped


def _finished(
    utterance: Utterance,
    state: DialogueState,
    reading: Reading,
    outcome: Outcome,
    account: AnswerAccount,
    shop: OpenedShop,
    *,
    reduced: bool,
) -> Turn:
    calls: tuple[ModelCall, ...] = (*reading.calls, *account.model_calls)
    return Turn(
        conversation_id=utterance.conversation_id,
        turn=state.turn,
        language=state.language,
        understanding=reading.understanding,
        items=outcome.cards,
        reply=account.reply,
        receipt=Receipt(
            catalog_version=shop.index.snapshot.catalog_version,
            record_ids=_record_ids(outcome),
            claims=(*_named(outcome), *account.claims),
            model_calls=calls,
            reply_source=account.reply_source,
        ),
        mode=Mode.REDUCED if reduced else Mode.FULL,
        quick_replies=outcome.quick_replies,
    )


def _record_ids(outcome: Outcome) -> tuple[str, ...]:
    """Products on the cards, then those that the reply only names."""
    shown = [item.product.product_id for item in outcome.items]
    return tuple(dict.fromkeys((*shown, *(product.product_id for product in outcome.brief.named))))


def _named(outcome: Outcome) -> tuple[Claim, ...]:
    """The titles that code says of products beside the cards, each bound to its record."""
    return tuple(
        Claim(text=title_of(product), product_id=product.product_id, field="title")
        for product in outcome.brief.named
    )


def _log(turn: Turn) -> None:
    """One line an operator can count by; ids and figures alone, no words of the shopper's."""
    _LOG.info(
        "turn finished",
        extra={
            "conversation": turn.conversation_id,
            "turn": turn.turn,
            "intents": [intent.value for intent in turn.understanding.intents],
            "items": len(turn.items),
            "reply_source": turn.receipt.reply_source,
            "mode": turn.mode.value,
            "model_ms": round(sum(call.ms for call in turn.receipt.model_calls)),
        },
    )


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0
