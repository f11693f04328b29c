"""Carrying out what the shopper wants of their cart; success is said only after the shop took the write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.acting.desk import ServiceDesk, buttons, cards, settled, write_key
from assistant.acting.types import Outcome, Work
from assistant.commerce.errors import (
    BackendAnswerError,
    BackendUnavailableError,
    NotFoundError,
    WriteRefusedError,
)
from assistant.commerce.pricing import PricedLine, price_now, priced, sku_of, stock_now
from assistant.commerce.protocols import MAX_QUANTITY
from assistant.commerce.types import Cart, CartLine, WriteResult
from assistant.facts.cart import added_brief, cart_brief, cart_note, changed_brief, which_line_brief
from assistant.facts.types import AnswerBrief
from assistant.parsing.answers import Reply, read_reply
from assistant.parsing.cart import CartRequest, read_cart
from assistant.parsing.desk import chooses_option
from assistant.parsing.options import matching_skus
from assistant.parsing.orders import picks
from assistant.phrasing.cart import either, line_title
from assistant.phrasing.display import title_of
from assistant.types import PendingAction, Reference
from retrieval.types import Product, Sku

MAX_ADDED = 6
"""Products that one utterance may add."""
_MAX_OPTIONS = 8
_ANY = re.compile(r"\b(?:add|put|buy|get|take|order) (?:me )?(?:an?|some) (?!(?:pair|couple|dozen|few)\b)\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A version of a product, found in the catalog, to be added."""

    product: Product
    sku: Sku | None
    quantity: int

    def line(self) -> CartLine:
        return CartLine(
            product_id=self.product.product_id,
            sku_id=self.sku.sku_id if self.sku else None,
            title=self.product.title,
            options=tuple(option.value for option in self.sku.options) if self.sku else (),
            quantity=self.quantity,
            unit_price_minor=price_now(self.product, self.sku) or 0,
            currency=self.product.currency,
        )


def carry_out_cart(work: Work, desk: ServiceDesk) -> Outcome:
    """One cart turn."""
    till = _Till(work, desk)
    try:
        return till.serve()
    except WriteRefusedError as error:
        if error.code == "quantity":
            return till.say(cart_note("bad_quantity", till.language, most=MAX_QUANTITY))
        return till.say(cart_note("refused", till.language))
    except NotFoundError:
        return till.say(cart_note("refused", till.language))
    except (BackendUnavailableError, BackendAnswerError):
        return till.unanswered()


def _is_unclear(reference: Reference) -> bool:
    """Whether "the red one" fits several products."""
    one = reference.text.casefold().endswith(("one", "那个", "那件", "那款"))
    return reference.kind == "attribute" and one and len(reference.product_ids) > 1


class _Till:
    """One turn at the cart.

    `_writing` is the write that is under way, "" for none; `_pending` repeats it under its key.
    """

    def __init__(self, work: Work, desk: ServiceDesk) -> None:
        self.language = work.state.language
        self._work = work
        self._backend = desk.backend
        self._service = work.state.service
        self._cart_id = work.utterance.conversation_id
        self._writing = False
        self._pending: PendingAction | None = None
        self._added: list[CartLine] = []
        self._in_cart = work.state.service.in_cart

    def serve(self) -> Outcome:
        """Read what is wanted and do it."""
        service, text = self._service, self._work.text
        pending = service.pending
        if service.awaiting == "option" and pending and read_reply(text) is Reply.NO:
            return self.say(cart_note("left_alone", self.language))
        if service.awaiting == "option" and pending and chooses_option(text, service.choices):
            return self._add_all([pending.product_id], pending.quantity)
        if service.awaiting == "confirmation" and pending and pending.kind == "add":
            if read_reply(text) is Reply.YES:
                return self._repeat(pending)
            return self.say(cart_note("left_alone", self.language))
        request = read_cart(text)
        if request.action == "add":
            return self._add_all(self._meant(), request.quantity or 1)
        cart = self._backend.cart(self._cart_id)
        if request.action in ("show", "checkout"):
            checkout = request.action == "checkout"
            brief = cart_brief(self._priced(cart), language=self.language, checkout=checkout)
            return self.say(brief, [line.product_id for line in cart.lines])
        referred = [i for r in self._work.understanding.references for i in r.product_ids]
        if request.action == "set" and referred and not set(referred) & {x.product_id for x in cart.lines}:
            return self._add_all(list(dict.fromkeys(referred)), request.quantity or 1)
        return self._change(request, cart)

    def say(
        self,
        brief: AnswerBrief,
        product_ids: Sequence[str] = (),
        *,
        pending: PendingAction | None = None,
        awaiting: str = "",
        choices: tuple[str, ...] = (),
    ) -> Outcome:
        """Words, and the products spoken of as cards; what was pending before is settled."""
        service = settled(self._service, pending=pending, awaiting=awaiting, choices=choices)
        service = replace(service, topic="cart", in_cart=self._in_cart)
        return Outcome(
            items=cards(self._work, product_ids),
            brief=brief,
            shows_cards=False,
            service=service,
            quick_replies=buttons(service, self.language),
        )

    def unanswered(self) -> Outcome:
        """The shop gave no clear answer: nothing is claimed, and an addition may be tried again."""
        if not self._writing:
            return self.say(cart_note("unreachable", self.language))
        if self._pending is None:
            return self.say(cart_note("unsure", self.language))
        done = [line.product_id for line in self._added]
        key = "unknown_rest" if done else "unknown"
        titles = "; ".join(line_title(line.title, line.options) for line in self._added)
        brief = cart_note(key, self.language, done=titles)
        return self.say(brief, done, pending=self._pending, awaiting="confirmation")

    def _add_all(self, product_ids: Sequence[str], quantity: int) -> Outcome:
        products = self._work.shop.products(list(product_ids)[:MAX_ADDED])
        if not products and self._withheld(product_ids):
            return self.say(cart_note("withheld", self.language))
        if not products:
            return self.say(cart_note("which_add", self.language))
        wanted: list[_Wanted] = []
        for product in products:
            found = self._version(product, quantity)
            if isinstance(found, Outcome):
                return found
            wanted.append(found)
        result = WriteResult()
        for each in wanted:
            key = write_key(self._cart_id, self._work.state.turn, "add", each.line().line_id, quantity)
            result = self._write_add(each.line(), key)
            self._added.append(each.line())
        return self._tell_added(result)

    def _version(self, product: Product, quantity: int) -> _Wanted | Outcome:
        """The version that the utterance means, or what stands in the way."""
        title = title_of(product)
        open_skus = [sku for sku in product.skus if sku.in_stock]
        if not product.in_stock or (product.skus and not open_skus):
            return self.say(cart_note("sold_out", self.language, title=title), [product.product_id])
        sku: Sku | None = None
        if product.skus:
            said = self._said_options()
            meant = matching_skus(product.skus, said)
            fitting = [each for each in meant if each.in_stock]
            if len(fitting) != 1:
                return self._ask_version(product, fitting or open_skus, quantity, missing=not fitting)
            sku = fitting[0]
        if price_now(product, sku) is None:
            return self.say(cart_note("no_price", self.language, title=title), [product.product_id])
        left = stock_now(product, sku)[1]
        if left is not None and quantity > left:
            brief = cart_note("few_left", self.language, title=title, left=left)
            return self.say(brief, [product.product_id])
        return _Wanted(product=product, sku=sku, quantity=quantity)

    def _said_options(self) -> str:
        """Words that may name a version: the utterance and the conditions of the current search."""
        values = [str(c.value) for c in self._work.understanding.constraints]
        service = self._service
        if service.awaiting == "option" and (places := picks(self._work.text, service.choices)):
            values += [service.choices[place] for place in places[:1]]
        return " ".join((self._work.text, *values))

    def _ask_version(self, product: Product, skus: Sequence[Sku], quantity: int, *, missing: bool) -> Outcome:
        labels = tuple(
            dict.fromkeys(" ".join(option.value for option in sku.options) or sku.sku_id for sku in skus)
        )[:_MAX_OPTIONS]
        key = "no_option" if missing else "option"
        brief = cart_note(key, self.language, title=title_of(product), options=either(labels, self.language))
        pending = PendingAction(kind="add", product_id=product.product_id, quantity=quantity)
        return self.say(brief, [product.product_id], pending=pending, awaiting="option", choices=labels)

    def _repeat(self, pending: PendingAction) -> Outcome:
        """The same addition under the same key."""
        found = self._work.shop.products([pending.product_id])
        sku = sku_of(found[0], pending.sku_id) if found and pending.sku_id else None
        if not found or (pending.sku_id and sku is None) or price_now(found[0], sku) is None:
            return self.say(cart_note("unsure", self.language))
        line = _Wanted(product=found[0], sku=sku, quantity=pending.quantity).line()
        result = self._write_add(line, pending.key)
        self._added.append(line)
        return self._tell_added(result)

    def _write_add(self, line: CartLine, key: str) -> WriteResult:
        self._writing = True
        self._pending = PendingAction(
            kind="add",
            product_id=line.product_id,
            sku_id=line.sku_id or "",
            quantity=line.quantity,
            key=key,
        )
        return self._backend.add(self._cart_id, line, key=key)

    def _tell_added(self, result: WriteResult) -> Outcome:
        cart = self._priced(result.cart or Cart(cart_id=self._cart_id))
        seen = dict(self._service.shown_prices)
        added = [
            PricedLine(
                line=line,
                unit_price_minor=line.unit_price_minor,
                was_minor=None
                if line.sku_id or seen.get(line.product_id) == line.unit_price_minor
                else seen.get(line.product_id),
            )
            for line in self._added
        ]
        brief = added_brief(added, cart, language=self.language)
        return self.say(brief, [line.product_id for line in self._added])

    def _change(self, request: CartRequest, cart: Cart) -> Outcome:
        if not cart.lines:
            return self.say(cart_note("empty", self.language))
        chosen = cart.lines if request.action == "clear" else self._lines_meant(cart)
        if not chosen:
            brief = which_line_brief(self._priced(cart), language=self.language)
            return self.say(brief, [line.product_id for line in cart.lines])
        if request.action in ("clear", "remove"):
            return self._remove(request, chosen)
        if len(chosen) > 1 or (request.quantity is None and not request.more):
            return self.say(which_line_brief(self._priced(cart), language=self.language))
        line = chosen[0]
        quantity = line.quantity + request.more if request.more else request.quantity or 0
        return self._set(line, quantity) if quantity else self._remove(request, chosen)

    def _remove(self, request: CartRequest, lines: Sequence[CartLine]) -> Outcome:
        line = lines[0]
        if len(lines) == 1 and request.action == "remove" and (request.quantity or 99) < line.quantity:
            return self._set(line, line.quantity - (request.quantity or 0))
        result = WriteResult()
        self._writing = True
        for each in lines:
            key = write_key(self._cart_id, self._work.state.turn, "remove", each.line_id)
            result = self._backend.remove(self._cart_id, each.line_id, key=key)
        if request.action == "clear":
            self._in_cart = ()
            return self.say(cart_note("cleared", self.language))
        return self._tell_changed("removed", lines, result)

    def _set(self, line: CartLine, quantity: int) -> Outcome:
        if quantity > line.quantity and self._withheld([line.product_id]):
            return self.say(cart_note("withheld", self.language))
        product = next(iter(self._work.shop.products([line.product_id])), None)
        if product is not None and quantity > line.quantity:
            left = stock_now(product, sku_of(product, line.sku_id))[1]
            if left is not None and quantity > left:
                title = line_title(line.title, line.options)
                return self.say(cart_note("few_left", self.language, title=title, left=left))
        key = write_key(self._cart_id, self._work.state.turn, "set", line.line_id, quantity)
        self._writing = True
        result = self._backend.set_quantity(self._cart_id, line.line_id, quantity, key=key)
        now = result.cart.line(line.line_id) if result.cart else None
        return self._tell_changed("set", [now or line], result)

    def _tell_changed(self, key: str, lines: Sequence[CartLine], result: WriteResult) -> Outcome:
        cart = self._priced(result.cart or Cart(cart_id=self._cart_id))
        brief = changed_brief(key, lines, cart, language=self.language)
        return self.say(brief, [line.product_id for line in lines])

    def _priced(self, cart: Cart) -> tuple[PricedLine, ...]:
        self._in_cart = tuple(dict.fromkeys(line.product_id for line in cart.lines))
        products = self._work.shop.products([line.product_id for line in cart.lines])
        return priced(
            cart,
            {p.product_id: p for p in products},
            dict(self._service.shown_prices),
            withheld=self._work.shop.index.snapshot.withheld,
        )

    def _withheld(self, product_ids: Sequence[str]) -> bool:
        return not self._work.shop.index.snapshot.withheld.isdisjoint(product_ids)

    def _meant(self) -> tuple[str, ...]:
        """Products that the utterance points at: referred to, in view, in focus, or the only one shown."""
        work = self._work
        referred = tuple(i for r in work.understanding.references for i in r.product_ids)
        if any(_is_unclear(reference) for reference in work.understanding.references):
            return ()
        if referred or work.understanding.references:
            return tuple(dict.fromkeys(referred))
        if work.utterance.context.product_id:
            return (work.utterance.context.product_id,)
        state = work.state
        if _ANY.search(work.text.casefold()):
            return self._named(state.shown)
        single = state.focus if len(state.focus) == 1 else state.shown if len(state.shown) == 1 else ()
        return single or self._named(state.shown)

    def _named(self, product_ids: Sequence[str]) -> tuple[str, ...]:
        """The one shown product whose title the utterance shares most words with."""
        products = self._work.shop.products(product_ids)
        places = picks(self._work.text, [product.title for product in products])
        return (products[places[0]].product_id,) if len(places) == 1 else ()

    def _lines_meant(self, cart: Cart) -> tuple[CartLine, ...]:
        referred = [i for r in self._work.understanding.references for i in r.product_ids]
        known = tuple(line for line in cart.lines if line.product_id in referred)
        if known and len(known) <= len(set(referred)):
            return known
        places = picks(self._work.text, [line_title(line.title, line.options) for line in cart.lines])
        if len(places) == 1:
            return (cart.lines[places[0]],)
        if len(cart.lines) == 1:
            return cart.lines
        in_focus = tuple(line for line in cart.lines if line.product_id in self._work.state.focus)
        return known or (in_focus if len(in_focus) == 1 else ())
