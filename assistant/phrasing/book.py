"""What a language must be able to say about products and searches; `phrasebook` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.phrasing.chinese import Chinese
from assistant.phrasing.english import English
from retrieval.types import Constraint, Product, Relaxation


class Phrasebook(Protocol):
    """Deterministic sentences. `turn` varies the wording, never what is said."""

    def reason(self, field: str, value: str, product: Product, currency: str) -> str:
        """A fragment that says one true thing of a product, "" for a field that has no wording."""
        ...

    def condition(self, constraint: Constraint, currency: str) -> str:
        """A constraint as the shopper would name it."""
        ...

    def found(
        self, product: Product, reasons: Sequence[str], *, matching: int, refined: bool, more: bool, turn: int
    ) -> str:
        """What was found, with the first product, its price and its reasons."""
        ...

    def first(self, product: Product, reasons: Sequence[str], turn: int) -> str:
        """The product to begin with, its price and its reasons."""
        ...

    def because(self, reasons: Sequence[str]) -> str:
        """A sentence of reasons alone, about the product just named."""
        ...

    def not_carried(
        self, wish: str, alternatives: Sequence[Product], *, turn: int, alike: bool = False
    ) -> str:
        """The shop has none of that kind; `alternatives` are shown beside, possibly none.

        `alike`: they are near in meaning, so the shop may have what is wished for by another name.
        """
        ...

    def nothing_left(self, relaxations: Sequence[Relaxation], currency: str) -> str:
        """The kind is carried, but nothing meets every condition; what dropping one would free."""
        ...

    def no_more(self, shown: int) -> str:
        """Everything that matches has been shown."""
        ...

    def fewer_than_asked(self, wanted: int, matching: int) -> str:
        """Fewer products match than the shopper asked for."""
        ...

    def other_currency(self, said: str, currency: str) -> str:
        """A price limit in another currency was not applied."""
        ...

    def reduced(self) -> str:
        """The assistant works without its language model."""
        ...

    def asked_back(self, missing: str, *, shown: int) -> str:
        """What is needed first: a kind of product ("what") or a particular one ("which")."""
        ...


def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a reply language, 'en' or 'zh'."""
    return Chinese() if language == "zh" else English()
