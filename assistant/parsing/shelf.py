"""What an utterance can point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parsing.sorts import SortSpan
from assistant.parsing.source import Source, Span
from assistant.types import DialogueState, PageContext, Reference
from retrieval.text import names, normalize
from retrieval.types import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What can be pointed at: the shown products in order, those in focus, and the page's product."""

    shown: Sequence[Product]
    focus: tuple[str, ...]
    page: str | None

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
        """The product that 'it' means: the page's, the one in focus, or the only one shown."""
        if self.page:
            return (self.page,)
        if self.focus:
            return self.focus
        return self.ids if len(self.shown) == 1 else ()

    def at(self, place: int) -> tuple[str, ...]:
        """The product at a 1-based place; () past the end."""
        return (self.ids[place - 1],) if 1 <= place <= len(self.shown) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSpan:
    """A reference and where the text makes it."""

    span: Span
    reference: Reference


def spanned(source: Source, span: Span, kind: str, ids: Sequence[str]) -> ReferenceSpan:
    """A reference made by a stretch of text; each product once."""
    text = source.text[slice(*span)].strip()
    unique = tuple(dict.fromkeys(ids))
    return ReferenceSpan(span=span, reference=Reference(kind=kind, text=text, product_ids=unique))


def has_value(product: Product, facet: str, value: str) -> bool:
    """Whether a product has a facet value, written so or containing it."""
    return any(normalize(own) == normalize(value) or names(own, value) for own in product.facet_values(facet))


def extreme(shelf: Shelf, ids: Sequence[str], sort: SortSpan) -> tuple[str, ...]:
    """The product at the wished end of an order, by what the records say; ties go to the first shown."""
    base = [p for p in shelf.shown if p.product_id in ids]
    if sort.relative and len(shelf.focus) > 1:
        base = [p for p in base if p.product_id in shelf.focus] or base
    valued = [(p, _measure(p, sort.sort.field)) for p in base]
    known = [(product, value) for product, value in valued if value is not None]
    if not known:
        return ()
    best = (min if sort.sort.direction == "asc" else max)(value for _, value in known)
    return next(((product.product_id,) for product, value in known if value == best), ())


def _measure(product: Product, name: str) -> float | None:
    if name == "price":
        return None if product.price_minor is None else float(product.price_minor)
    if name == "rating":
        return product.rating
    if name == "created_at":
        return None if product.created_at is None else product.created_at.timestamp()
    return None if product.units_sold is None else float(product.units_sold)
