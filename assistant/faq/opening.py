"""Approved pairs as a turn sees them: read anew whenever an agent has decided something."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from threading import Lock

from assistant.errors import FaqError
from assistant.faq.store import PairStore
from assistant.faq.types import Pair, Status
from retrieval.answered_questions import AnsweredQuestion, AnsweredQuestions, Paraphrases
from retrieval.shops import ShopIndex

_LOG = logging.getLogger(__name__)


class ApprovedPairs:
    """Gives a shop's approved pairs, as of the last decision. Thread-safe."""

    def __init__(self, store: PairStore, paraphrases: Callable[[ShopIndex], Paraphrases | None]) -> None:
        self._store = store
        self._paraphrases = paraphrases
        self._kept: dict[str, tuple[int, AnsweredQuestions]] = {}
        self._lock = Lock()

    def open(self, index: ShopIndex) -> Callable[[], AnsweredQuestions]:
        """What gives the pairs of a shop at the moment it is called."""
        return partial(self._current, index)

    def _current(self, index: ShopIndex) -> AnsweredQuestions:
        """None are quoted while they can't be read; that is logged."""
        shop = index.snapshot.shop.name
        try:
            version = self._store.version(shop)
            with self._lock:
                kept = self._kept.get(shop)
                if kept is None or kept[0] != version:
                    kept = self._kept[shop] = (version, self._read(shop, index))
                return kept[1]
        except FaqError as error:
            _LOG.warning("approved pairs left out: %s", error)
            return AnsweredQuestions(())

    def _read(self, shop: str, index: ShopIndex) -> AnsweredQuestions:
        approved = self._store.pairs(shop, status=Status.APPROVED)
        if not approved:
            return AnsweredQuestions(())
        return AnsweredQuestions([_answered(pair) for pair in approved], paraphrases=self._paraphrases(index))


def _answered(pair: Pair) -> AnsweredQuestion:
    if pair.agent is None or pair.decided_at is None:
        raise FaqError(f"expected an approved pair with its agent and time, got {pair.pair_id!r} without")
    return AnsweredQuestion(
        pair_id=pair.pair_id,
        question=pair.question,
        answer=pair.answer,
        language=pair.language,
        approved_by=pair.agent,
        approved_on=pair.decided_at.date().isoformat(),
        count=pair.count,
    )
