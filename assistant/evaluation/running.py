"""Cases read by a reader, and scripts held with an assistant."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.errors import EvaluationFileError
from assistant.evaluation.conversations import HeldTurn, judge_turn
from assistant.evaluation.types import Case, Screen, Script
from assistant.evaluation.understanding import Judged, Shelf, judge
from assistant.parsing import CatalogVocabulary
from assistant.protocols import ConversationStore
from assistant.types import DialogueState, PageContext, TurnEvent, TurnFinished, Understood, Utterance
from assistant.understanding import Reader
from retrieval.catalog.snapshot import CatalogSnapshot

OnProgress = Callable[[int, int], None]
"""Done and total."""


class Replier(Protocol):
    """What answers utterances: `assistant.conversation.Assistant`."""

    def reply(self, utterance: Utterance) -> AsyncIterator[TurnEvent]:
        """The events of one turn, ending with TurnFinished."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopView:
    """What reading an utterance needs of a shop."""

    snapshot: CatalogSnapshot
    vocabulary: CatalogVocabulary

    @classmethod
    def of(cls, snapshot: CatalogSnapshot) -> ShopView:
        """The view of one catalog version."""
        return cls(snapshot=snapshot, vocabulary=CatalogVocabulary.from_snapshot(snapshot))


async def read_cases_with(
    reader: Reader, cases: Sequence[Case], *, view: Callable[[str], ShopView], on_progress: OnProgress
) -> list[Judged]:
    """Every case read and judged, in order; each names its shop. Raises ShopNotFoundError by `view`."""
    judged = []
    for done, case in enumerate(cases, start=1):
        judged.append(await _read(reader, case, view(_shop_of(case))))
        on_progress(done, len(cases))
    return judged


async def hold_scripts_with(
    assistant: Replier,
    scripts: Sequence[Script],
    *,
    store: ConversationStore,
    currency_of: Callable[[str], str],
    on_progress: OnProgress,
) -> list[HeldTurn]:
    """Every script held from an empty state; each conversation is deleted from the store afterwards."""
    held: list[HeldTurn] = []
    total = sum(len(script.lines) for script in scripts)
    for script in scripts:
        shop = _shop_of(script)
        conversation_id = await store.create(shop=shop)
        try:
            async for turn in _hold(assistant, script, shop, conversation_id, store, currency_of(shop)):
                held.append(turn)
                on_progress(len(held), total)
        finally:
            await store.delete(conversation_id)
    return held


def _shop_of(case: Case | Script) -> str:
    if case.shop is None:
        raise EvaluationFileError(f"{case.name}: expected a shop in the file or by --shop, got none")
    return case.shop


async def _read(reader: Reader, case: Case, shop: ShopView) -> Judged:
    snapshot = shop.snapshot
    screen = case.screen
    products = (snapshot.get(product_id) for product_id in screen.shown)
    started = time.perf_counter()
    reading = await reader.read(
        case.say,
        vocabulary=shop.vocabulary,
        catalog_language=snapshot.shop.languages[0],
        state=_state(screen, snapshot.shop.name),
        shown=[product for product in products if product is not None],
        context=PageContext(product_id=screen.page),
    )
    ms = (time.perf_counter() - started) * 1000.0
    shelf = Shelf(shown=screen.shown, page=screen.page, currency=snapshot.shop.currency)
    judged = judge(case.name, case.say, case.wanted, reading.understanding, shelf, ms=ms)
    return replace(judged, unanswered=reading.model_failed)


def _state(screen: Screen, shop: str) -> DialogueState:
    return DialogueState(
        conversation_id="evaluation",
        shop=shop,
        turn=1 if screen.shown or screen.search_text else 0,
        language=screen.language,
        search_text=screen.search_text,
        constraints=screen.constraints,
        shown=screen.shown,
        seen=screen.shown,
        focus=screen.focus,
    )


async def _hold(
    assistant: Replier,
    script: Script,
    shop: str,
    conversation_id: str,
    store: ConversationStore,
    currency: str,
) -> AsyncIterator[HeldTurn]:
    before = await store.load(conversation_id)
    for line in script.lines:
        utterance = Utterance(conversation_id=conversation_id, shop=shop, text=line.say)
        finished, ms = await _finished(assistant, utterance)
        turn = replace(finished.turn, timings_ms={"understanding": ms})
        yield judge_turn(script.name, line, turn, before=before, after=finished.state, currency=currency)
        before = finished.state


async def _finished(assistant: Replier, utterance: Utterance) -> tuple[TurnFinished, float]:
    ms = 0.0
    async for event in assistant.reply(utterance):
        if isinstance(event, Understood):
            ms = event.ms
        if isinstance(event, TurnFinished):
            return event, ms
    raise RuntimeError("expected a turn to end with TurnFinished")
