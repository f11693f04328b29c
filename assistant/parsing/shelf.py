"""What an utterance can point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.parsing.source import Source, Span
from assistant.types import DialogueState, PageContext, Reference
from retrieval.text import names, normalize
from retrieval.types import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What can be pointed at: the shown products in order, those in focus, and the page's product.

    `said` are the products that an earlier clause of the same utterance pointed at.
    """

    shown: Sequence[Product]
    focus: tuple[str, ...]
    page: str | None
    said: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: DialogueState, shown: Sequence[Product], context: PageContext) -> Shelf:
        """The shelf of one turn."""
        return cls(shown=tuple(shown), focus=state.focus, page=context.product_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the shown products, in order."""
        return tuple(product.product_id for product in self.shown)

    @property
    def anything(self) -> bool:
        """Whether there is any product to speak of."""
        return bool(self.shown or self.focus or self.page)

    def one(self) -> tuple[str, ...]:
        """The product that 'it' means: one just said, the page's, the one in focus, or the only one shown."""
        if self.said:
            return self.said
        if self.page:
            return (self.page,)
        if self.focus:
            return self.focus
        return self.ids if len(self.shown) == 1 else ()

    def after(self, ids: Sequence[str]) -> Shelf:
        """The shelf for the clauses behind one that pointed at these products."""
        return replace(self, said=tuple(dict.fromkeys(ids))) if ids else self

    def without(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The shown products but for these."""
        return tuple(product_id for product_id in self.ids if product_id not in ids)

    def at(self, place: int) -> tuple[str, ...]:
        """The product at a 1-based place; () past the end."""
        return (self.ids[place - 1],) if 1 <= place <= len(self.shown) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSpan:
    """A reference and where the text makes it; `denied`: to what is not meant ('not the red one')."""

    span: Span
    reference: Reference
    denied: bool = False


def spanned(source: Source, span: Span, kind: str, ids: Sequence[str]) -> ReferenceSpan:
    """A reference made by a stretch of text; each product once."""
    text = source.text[slice(*span)].strip()
    unique = tuple(dict.fromkeys(ids))
    return ReferenceSpan(span=span, reference=Reference(kind=kind, text=text, product_ids=unique))


def has_value(product: Product, facet: str, value: str) -> bool:
    """Whether a product has a facet value, written so or containing it."""
    return any(normalize(own) == normalize(value) or names(own, value) for own in product.facet_values(facet))
