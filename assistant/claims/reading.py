"""One sentence while it is read: its text, what is bound to what, and what was accepted or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.claims.binding import Binding
from assistant.claims.mentions import find_mentions
from assistant.claims.records import Record
from assistant.claims.spans import Mask, lowered, prepare
from assistant.claims.types import Grounds, Verdict, Violation
from assistant.types import Claim
from retrieval.types import Product


class Reading:
    """State of one pass over one sentence; the modules that read it share it and nothing else.

    `known` are the records by product id, `carried` the products that "it" means at the start. A span
    is read once: accepted and refused spans are covered in `mask`.
    """

    def __init__(
        self, text: str, grounds: Grounds, known: Mapping[str, Record], carried: Sequence[str]
    ) -> None:
        self.text = prepare(text)
        self.low = lowered(self.text)
        self.grounds = grounds
        self.known = known
        self.carried = tuple(carried)
        self.products = {p.product_id: p for p in grounds.products}
        self.mask = Mask(self.text)
        self.claims: list[Claim] = []
        self.violations: list[Violation] = []
        self.mentions = find_mentions(self.text, grounds.products)
        self.binding = Binding(self.text, self.mentions, in_play=tuple(self.products), carried=carried)

    def accept(self, start: int, end: int, field: str, product_ids: Sequence[str]) -> None:
        """A span is true of these products (of the answer as a whole, where there are none)."""
        self.mask.cover(start, end)
        for product_id in product_ids or (None,):
            self.claims.append(Claim(text=self.text[start:end].strip(), product_id=product_id, field=field))

    def refuse(self, kind: str, start: int, end: int, detail: str) -> None:
        """A span may not be said; `kind` names the rule, `detail` the reason."""
        self.mask.cover(start, end)
        self.violations.append(Violation(kind=kind, text=self.text[start:end], detail=detail))

    def bound(self, position: int) -> tuple[Product, ...]:
        """Products that a place speaks of."""
        return tuple(self.products[i] for i in self.binding.at(position))

    def records(self, position: int) -> tuple[Record, ...]:
        """Their records."""
        return tuple(self.known[i] for i in self.binding.at(position))

    def verdict(self) -> Verdict:
        """What was found, once everything was read."""
        return Verdict(
            supported=not self.violations,
            claims=tuple(self.claims),
            violations=tuple(self.violations),
            subjects=self.binding.subject,
        )


def named(products: Sequence[Product]) -> str:
    """Product ids for the detail of a violation."""
    return ", ".join(p.product_id for p in products) or "any product in play"
