"""Which shown products a clause points at: by place, name, looks, price or order, and what comes of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.parsing import describing, describing_zh, negation, noticing, ordinals, references
from assistant.parsing.grounding import Mention
from assistant.parsing.intents import Hit, is_referring, is_wishing
from assistant.parsing.kinds import KindSpan
from assistant.parsing.money import Found
from assistant.parsing.others import Others
from assistant.parsing.picks import Pick
from assistant.parsing.shelf import ReferenceSpan, Shelf
from assistant.parsing.source import Source, Span, overlaps
from assistant.types import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """What references are read from: the clause, the products in view, and all that was found in the clause.

    `referring`: some clause of the utterance speaks of shown products; `choosing`: it weighs things;
    `in_cart`: things are in the cart, so that what is dropped may be one of them. `topic`: as in `Described`.
    """

    source: Source
    shelf: Shelf
    hits: Sequence[Hit]
    mentions: Sequence[Mention]
    kinds: Sequence[KindSpan]
    picks: Sequence[Pick]
    amounts: Sequence[Found]
    taken: Sequence[Span]
    referring: bool
    choosing: bool
    in_cart: bool
    topic: frozenset[str]

    def find(self, places: tuple[ReferenceSpan, ...]) -> tuple[ReferenceSpan, ...]:
        """Every reference, in reading order; `places` are those by place, found before."""
        loose = is_referring(self.hits)
        titled = references.named(self.source, self.shelf, taken=self.taken, loose=loose)
        values = [m.span for m in self.mentions]
        placed = (*places, *(r for r in titled if r.span not in values))
        described = self._described(placed)
        inside = [r.span for r in described]
        placed = tuple(r for r in placed if not (_is_counted(r) and overlaps(r.span, inside)))
        told = describing.joined(self.source, (*placed, *described))
        return tuple(self._with_kind(each) for each in self._settled(self._others(told, loose=loose)))

    def _with_kind(self, each: ReferenceSpan) -> ReferenceSpan:
        """A reference by place with the kind's name behind it: 'the first two pianos'."""
        end = each.span[1]
        kind = next((k for k in self.kinds if k.span[0] in (end, end + 1)), None)
        joined = kind is not None and self.source.text[end : kind.span[0]] in ("", " ")
        if kind is None or not joined or each.reference.kind != "ordinal":
            return each
        return replace(each, span=(each.span[0], kind.span[1]))

    def _others(self, told: Sequence[ReferenceSpan], *, loose: bool) -> list[ReferenceSpan]:
        """The references, with names, and where there are none with pronouns and the like."""
        everything = list(told)

        def blocked() -> list[Span]:
            return [*self.taken, *(r.span for r in everything)]

        everything += references.named(self.source, self.shelf, taken=blocked(), loose=loose)
        if not everything:
            everything += references.this_kind(self.source, self.shelf, kinds=self.kinds, taken=blocked())
        if not everything:
            everything += references.english_kind(self.source, self.shelf, kinds=self.kinds, taken=blocked())
        if loose and not everything and self.shelf.anything:
            everything += references.pronouns(self.source, self.shelf, taken=blocked())
        return everything

    def _settled(self, found: Sequence[ReferenceSpan]) -> tuple[ReferenceSpan, ...]:
        english, chinese = self._phrases([r.span for r in found]), None
        if any(token.cjk for token in self.source.tokens):
            chinese = self._chinese([r.span for r in found])
        settling = Others(
            source=self.source,
            shelf=self.shelf,
            picks=self.picks,
            at=chinese.at if chinese else english.at,
            before=chinese.before if chinese else english.before,
            acting=any(hit.intent in (Intent.CART, Intent.COMPARE) for hit in self.hits)
            or (chinese is None and any(hit.intent is Intent.FEEDBACK for hit in self.hits))
            or noticing.takes(self.source),
        )
        return settling.settle(found)

    def _phrases(self, beside: Sequence[Span]) -> describing.Described:
        prices = [f.span for f in self.amounts if all(c.facet == "price" for c in f.constraints)]
        return describing.Described(
            source=self.source,
            shelf=self.shelf,
            mentions=self.mentions,
            kinds=self.kinds,
            picks=self.picks,
            topic=self.topic,
            taken=[*(span for span in self.taken if span not in prices), *beside],
        )

    def _chinese(self, beside: Sequence[Span]) -> describing_zh.DescribedChinese:
        phrases = self._phrases(beside)
        return describing_zh.DescribedChinese(
            source=phrases.source,
            shelf=phrases.shelf,
            mentions=phrases.mentions,
            kinds=phrases.kinds,
            picks=phrases.picks,
            taken=phrases.taken,
        )

    def _described(self, places: Sequence[ReferenceSpan]) -> tuple[ReferenceSpan, ...]:
        """Shown products by what they are like, where the utterance speaks of shown products."""
        if not self.shelf.shown or (negation.drops_ones(self.source) and not self.in_cart):
            return ()
        counted = [r.span for r in places if _is_counted(r)]
        beside = [r.span for r in places if not _is_counted(r)]
        taken = [span for span in self.taken if span not in counted]
        without = replace(self, taken=taken)
        phrases = without._phrases(beside)
        comparing = any(hit.intent is Intent.COMPARE for hit in self.hits) or "between " in self.source.text
        speaks = (
            is_referring(self.hits)
            or noticing.asks_of_one(self.source)
            or noticing.takes(self.source)
            or any(pick.place > 1 for pick in self.picks)
            or (self.referring and not is_wishing(self.source))
        )
        if any(token.cjk for token in self.source.tokens):
            return _described_zh(
                without._chinese(beside), comparing=comparing, speaks=speaks, placed=bool(beside)
            )
        if self.choosing and not beside:
            either = phrases.alternatives(comparing=comparing)
            if either:
                return either
        if not speaks:
            return ()
        return phrases.definite() or (() if is_referring(self.hits) else phrases.leading())


def places(
    source: Source, shelf: Shelf, picks: Sequence[Pick], *, taken: Sequence[Span]
) -> tuple[ReferenceSpan, ...]:
    """References by place; the 'second' of 'second cheapest' is none."""
    ranked = [p.span for p in picks if p.place > 1 or p.count > 1 or p.middle]
    return ordinals.find(source, shelf, taken=[*taken, *ranked])


def places_of_pick(meant: Sequence[ReferenceSpan], picked: Sequence[Pick]) -> frozenset[int]:
    """Offsets of the words that pick the only product pointed at: 'the cheapest of these'."""
    if len({i for r in meant for i in r.reference.product_ids}) != 1:
        return frozenset()
    spans = [r.span for r in meant if overlaps(r.span, [p.span for p in picked])]
    return frozenset(place for span in spans for place in range(*span))


def _is_counted(reference: ReferenceSpan) -> bool:
    """Whether a reference only counts what is shown ('the two', 那两张), so that a description tells more."""
    return reference.reference.kind == "all"


def _described_zh(
    chinese: describing_zh.DescribedChinese, *, comparing: bool, speaks: bool, placed: bool
) -> tuple[ReferenceSpan, ...]:
    """Chinese descriptions: beside 那 and 这 always; others where the clause asks, weighs or refers.

    `placed`: the clause points by place already, so that a name in it is another thing.
    """
    text = chinese.source.text
    asks = describing_zh.asks(text)
    found = chinese.sets() + chinese.pointed(loose=True)
    comparing = comparing or describing.is_choosing(text)
    if (comparing or "还是" in text[1:] or (asks and "的比" in text)) and len(found) < 2 and not placed:
        found = chinese.alternatives() or found
    if asks and not (found or placed):
        found = chinese.asked()
    if not (found or placed) and (speaks or (asks and not describing_zh.OFFERED.search(text))):
        found = chinese.called()
    if not (found or placed) and (
        speaks or (asks and not is_wishing(chinese.source) and not describing_zh.SOLD.search(text))
    ):
        found = chinese.titled()
    return found
