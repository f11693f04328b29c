# ruff: noqa: E501 - a pattern reads better whole
"""Shown products by what they are like: 'the blue one', 'the $40 mug', 'the cheaper of the suede boots', 'red vs green'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.parsing.grounding import Mention
from assistant.parsing.kinds import KindSpan
from assistant.parsing.measures import MEASURE
from assistant.parsing.picks import Pick, chosen
from assistant.parsing.shelf import ReferenceSpan, Shelf, has_value, spanned
from assistant.parsing.source import Source, Span, Token, overlaps
from retrieval.money import to_major
from retrieval.text import names, stems
from retrieval.types import Product

_DETERMINERS = frozenset("the that this those these both either every each".split())
_HEADS = frozenset("one ones pair pairs item items product products option options version set".split())
_SEVERAL = frozenset("ones pairs items products options those these".split())
_LINKS = frozenset("in with for at from by of made has costing priced on and".split())
_PASSED = frozenset("a an the cute nice lovely pretty little".split())
"""Words inside a description that tell nothing."""
_COUNTS = frozenset("two three four five 2 3 4 5 couple few".split())
_RELATIVE = frozenset("that which".split())
_IS = frozenset("is are was costs cost goes sells".split())
"""What links a description on behind 'that' or 'which': 'the one that is 40', 'the mug that costs 12.99'."""
_JOINS = frozenset("or vs versus against".split())
_ALSO_JOINS = frozenset("and with to from than".split())
_CHOOSING = re.compile(
    r"\bvs\b|\bversus\b|\bagainst the\b|\bwhich\b|\bbetter\b|\b(?:help me|can not|could not|hard to) (?:choose|decide|pick)\b|\bshould i\b|\bcompar|\bdiff(?:er|erence|erences|erent|s)?\b|\bor (?:the|that|this)\b|\b(?:what|who) is (?:the )?(?:more|less|better|[a-z]{3,}er)\b|\bbetween (?:the|these|those|this|that|them)\b|\b(?:choose|decide|choice|torn) between\b|\bprefer\b|\bworth\b|\brather\b"
    rf"|[跟和与][^,，]{{1,8}}比|比起|(?:选|挑|要|买)(?:谁|哪)|哪(?:一)?(?:{MEASURE})(?!.{{0,3}}(?:有|卖))|谁(?:更|好|强)|一样(?:吗|么|不)"
)
_PRICE = re.compile(
    r"(?P<mark>[$€£¥])?\s?(?P<n>\d{1,5}(?:\.\d{1,2})?)(?P<unit>\s?(?:dollars?|bucks|usd|euros?|eur|pounds|gbp|yuan))?(?![\w%.])"
)
_BETWEEN = re.compile(r"\bbetween (?:the )?(?:[\d.]+ and (?:the )?)?$")
_OWN_NOUN = re.compile(r"\b(?:ratings?|reviews?|scores?|prices?|costs?)$")
"""Orders that name what is compared ('the better rating'), not a product."""
_WITH = re.compile(r" (?:(?:with|in|of|by|from) (?:the |a |an )?)?")
_STOP = re.compile(r"[,;.!?:()]")
_LONGEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A description as far as it is read: products it fits, and whether any word told them apart."""

    fits: tuple[Product, ...]
    end: int
    told: bool = False
    headed: bool = False
    several: bool = False
    order: Pick | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What descriptions are read against: the clause, the shown products, and what was found in the clause.

    `topic`: stems of the current search, whose kind tells no product shown from another.
    """

    source: Source
    shelf: Shelf
    mentions: Sequence[Mention]
    kinds: Sequence[KindSpan]
    picks: Sequence[Pick]
    topic: frozenset[str]
    taken: Sequence[Span]

    def definite(self) -> tuple[ReferenceSpan, ...]:
        """'the suede one', 'that navy mug': definite descriptions of shown products, in reading order."""
        found: list[ReferenceSpan] = []
        position = 0
        while position < len(self.source.tokens):
            token = self.source.tokens[position]
            read = self._phrase(position + 1) if token.text in _DETERMINERS else self._leading_pick(position)
            read = (
                None
                if read and (self._is_predicate(read, position) or self._is_part(read, position))
                else read
            )
            ids = self._ids(read, several=token.text in _SEVERAL) if read else ()
            if read is not None and ids:
                found.append(spanned(self.source, (token.start, read.end), "attribute", ids))
                position = self._after(read.end)
            else:
                position += 1
        return tuple(found)

    def _leading_pick(self, position: int) -> _Read | None:
        """'cheapest of the three', 'second cheapest cushion': a superlative that begins a clause needs no article."""
        pick = self._picked(self.source.tokens[position]) if position == 0 else None
        return self._phrase(position) if pick is not None and not pick.relative else None

    def leading(self) -> tuple[ReferenceSpan, ...]:
        """'mustard ones', said before a question of them: a clause that is a description and nothing else."""
        found = self.described_at(0)
        whole = found is not None and self._after(found.span[1]) == len(self.source.tokens)
        headed = self.source.tokens[-1:] and self.source.tokens[-1].text in _HEADS
        return (found,) if found is not None and whole and headed else ()

    def alternatives(self, *, comparing: bool) -> tuple[ReferenceSpan, ...]:
        """'red vs green', 'the cat eye or the rectangle': two descriptions of different shown products.

        `comparing`: 'and' and 'with' join such descriptions as well.
        """
        joins = _JOINS | _ALSO_JOINS if comparing else _JOINS
        for place, token in enumerate(self.source.tokens):
            if token.text not in joins:
                continue
            left, right = self._before(place), self.described_at(place + 1)
            if left and right and not set(left.reference.product_ids) & set(right.reference.product_ids):
                return (left, right)
        return ()

    def at(self, offset: int) -> ReferenceSpan | None:
        """The description that begins at an offset of the text."""
        return self.described_at(self._after(offset))

    def before(self, offset: int) -> tuple[ReferenceSpan, ...]:
        """The last description that ends before an offset: the black of 'not the black, the other one'."""
        tokens = self.source.tokens
        for start, token in reversed(list(enumerate(tokens))):
            found = self.described_at(start) if token.text in _DETERMINERS and token.end < offset else None
            if found is not None and found.span[1] <= offset:
                return (found,)
        return ()

    def _before(self, place: int) -> ReferenceSpan | None:
        for start in range(max(0, place - 5), place):
            found = self.described_at(start)
            if found is not None and self._after(found.span[1]) == place:
                return found
        return None

    def described_at(self, start: int) -> ReferenceSpan | None:
        """The description of shown products that begins with a token, an article before it or not."""
        tokens = self.source.tokens
        if start >= len(tokens):
            return None
        first = start + 1 if tokens[start].text in _DETERMINERS else start
        read = self._phrase(first)
        ids = self._ids(read, several=False) if read else ()
        return (
            spanned(self.source, (tokens[start].start, read.end), "attribute", ids) if read and ids else None
        )

    def _is_predicate(self, read: _Read, position: int) -> bool:
        """'which of these is the cheapest' asks for the cheapest, it doesn't point at it."""
        bare = read.order is not None and not read.headed and not read.told
        return bare and position > 1 and self.source.tokens[position - 1].text in ("is", "are", "be")

    def _is_part(self, read: _Read, position: int) -> bool:
        """Whether one word behind what was pointed at before names a part of it: 'the third. are the sleeves long'."""
        alone = self._after(read.end) == position + 2
        return bool(self.shelf.said) and alone and not read.headed and read.order is None

    def _after(self, offset: int) -> int:
        tokens = self.source.tokens
        return next((i for i, token in enumerate(tokens) if token.start >= offset), len(tokens))

    def _ids(self, read: _Read, *, several: bool) -> tuple[str, ...]:
        """Ids of what a description fits; () where it tells nothing or is no description of some of them."""
        if read.order is not None:
            return chosen(self.shelf, [p.product_id for p in read.fits], read.order)
        fewer = len(read.fits) < max(len(self.shelf.shown), 2)
        telling = read.told and (fewer or read.several or several)
        return tuple(product.product_id for product in read.fits) if telling else ()

    def _phrase(self, start: int) -> _Read | None:
        tokens = self.source.tokens
        read = _Read(fits=tuple(self.shelf.shown), end=0)
        position, linked = start, False
        while position < min(len(tokens), start + _LONGEST):
            token = tokens[position]
            if position > start and _STOP.search(self.source.text[tokens[position - 1].end : token.start]):
                break
            picked = self._picked(token) is not None
            if (read.headed or read.told) and token.text in _LINKS and not picked:
                position, linked = position + 1, True
                continue
            if (read.headed or read.told) and self._goes_on(position):
                position, linked = position + (2 if token.text in _RELATIVE else 1), True
                continue
            if not picked and (token.text in _PASSED or (position == start and token.text in _COUNTS)):
                read = replace(read, several=read.several or token.text in _COUNTS)
                position += 1
                continue
            step = self._step(read, token, linked=linked)
            if step is None:
                break
            read, position, linked = step, self._after(step.end), False
        return read if read.end else None

    def _goes_on(self, position: int) -> bool:
        """Whether a relative clause stands there that goes on with the description: 'that costs', 'costs'."""
        tokens = self.source.tokens
        if tokens[position].text in ("costs", "cost"):
            return True
        after = tokens[position + 1].text if position + 1 < len(tokens) else ""
        return tokens[position].text in _RELATIVE and after in _IS

    def _step(self, read: _Read, token: Token, *, linked: bool) -> _Read | None:
        """The description with one more word, or None where the word is no part of it."""
        if overlaps(token.span, self.taken):
            return None
        if token.text in _HEADS and not (read.headed and not linked):
            several = read.several or token.text in _SEVERAL
            return replace(read, end=token.end, headed=True, several=several)
        closed = read.headed and not linked
        order = self._picked(token)
        if order is not None and _OWN_NOUN.search(self.source.text[slice(*order.span)]):
            return None
        if order is not None and not closed:
            said = self.source.text[slice(*order.span)]
            headed = read.headed or said.endswith((" one", " ones"))
            if read.told and self.source.text[: order.span[0]].endswith(" the "):
                read = replace(read, fits=tuple(self.shelf.shown))
            return replace(read, end=order.span[1], order=order, headed=headed)
        priced = self._priced(read, token, linked=linked) if not closed else None
        if priced is not None:
            return priced
        mention = next((m for m in self.mentions if m.span[0] == token.start), None)
        if mention is not None and not closed and not self._is_kind(token):
            return self._narrowed(read, having(read.fits, mention), mention.span[1])
        return self._titled(read, token)

    def _picked(self, token: Token) -> Pick | None:
        return next((pick for pick in self.picks if pick.span[0] == token.start), None)

    def _priced(self, read: _Read, token: Token, *, linked: bool) -> _Read | None:
        text = self.source.text
        start = token.start - 1 if text[token.start - 1 : token.start] in tuple("$€£¥") else token.start
        match = _PRICE.match(text, start)
        exact = match is not None and "." in match.group("n")
        if match is None:
            return None
        named = match.group("mark") or match.group("unit") or linked or exact or _BETWEEN.search(text[:start])
        after = self._after(match.end())
        leads = after < len(self.source.tokens) and len(match.group("n")) > 1
        noun = self.source.tokens[after] if leads and text[match.end() :].startswith(" ") else None
        if not named and not (noun and (noun.text in _HEADS or self._is_kind(noun))):
            return None
        amount = float(match.group("n"))
        near = [p for p in read.fits if _costs(p, amount)]
        fits = [p for p in near if to_major(p.price_minor or 0, p.currency) == amount] or near
        return self._narrowed(read, fits, match.end())

    def _titled(self, read: _Read, token: Token) -> _Read | None:
        """A word of titles; the kind's own name ends the description but for more of a title."""
        if token.cjk or len(token.text) < 2 or (token.text.isdigit() and not read.end):
            return None
        fits = [p for p in read.fits if token.stem in _words(p)]
        if not fits:
            return None
        kind = self._is_kind(token)
        fits = list(read.fits) if kind and token.stem in self.topic else fits
        plural = token.text.endswith("s") and token.text != token.stem
        told = read.told or len(fits) < len(read.fits)
        return replace(
            read,
            fits=tuple(fits),
            end=token.end,
            told=told,
            headed=read.headed or kind,
            several=read.several or (kind and plural),
        )

    def _is_kind(self, token: Token) -> bool:
        return any(k.span[0] <= token.start and token.end <= k.span[1] for k in self.kinds)

    def _narrowed(self, read: _Read, fits: Sequence[Product], end: int) -> _Read | None:
        return replace(read, fits=tuple(fits), end=end, told=True) if fits else None


def joined(source: Source, found: Sequence[ReferenceSpan]) -> tuple[ReferenceSpan, ...]:
    """References, where two parts of one description ('the jute with the sage border') are one."""
    kept: list[ReferenceSpan] = []
    for after in sorted(found, key=lambda reference: reference.span):
        before = kept[-1] if kept else None
        shared = _shared(before, after) if before else ()
        if before and shared and _WITH.fullmatch(source.text[before.span[1] : after.span[0]]):
            kept[-1] = spanned(source, (before.span[0], after.span[1]), "attribute", shared)
        else:
            kept.append(after)
    return tuple(kept)


def _shared(before: ReferenceSpan, after: ReferenceSpan) -> tuple[str, ...]:
    wanted = after.reference.product_ids
    return tuple(each for each in before.reference.product_ids if each in wanted)


def is_choosing(text: str) -> bool:
    """Whether an utterance weighs things against each other."""
    return _CHOOSING.search(text) is not None


def having(shown: Sequence[Product], mention: Mention) -> list[Product]:
    """Products that have a mentioned value; by the words of their titles where no facet says so."""
    value = mention.value
    by_facet = [p for p in shown if has_value(p, value.facet, str(value.value))]
    return by_facet or [p for p in shown if names(p.title, str(value.value))]


def _costs(product: Product, amount: float) -> bool:
    """Whether a product costs an amount, but for its cents."""
    if product.price_minor is None:
        return False
    return 0 <= to_major(product.price_minor, product.currency) - amount < 1


def _words(product: Product) -> frozenset[str]:
    levels = (word for level in product.category for word in stems(level))
    return frozenset((*stems(product.title), *levels, *stems(product.brand or "")))
