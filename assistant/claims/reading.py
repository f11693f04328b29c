"""One sentence while it is read: its text, what is bound to what, and what was accepted or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.claims.binding import Binding
from assistant.claims.mentions import Mention, find_mentions
from assistant.claims.numbers import find_numbers
from assistant.claims.records import Record
from assistant.claims.spans import Mask, lowered, prepare
from assistant.claims.types import Grounds, Verdict, Violation
from assistant.types import Claim
from retrieval.types import Product

_NUMERAL = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
_SCOPE = re.compile(
    rf"\b(?:of|among|amongst|out of|from) (?:all )?(?:the|these|those) {_NUMERAL}?\s?"
    r"(?:(?:products|items|options|ones|matches|results|picks|cards) )?"
    r"(?:that |which )?(?:(?:i'm|i am|i've|we're) (?:showing|shown)(?: you)?|"
    r"(?:are )?(?:shown|listed)(?: here)?|"
    r"(?:are )?on (?:your |the |this )?screen|here\b|above\b|below\b)"
    r"|(?:屏幕上?|展示|列出|显示|上面|上方|这里|下面)的?这?[\d一二两三四五六七八九十]+[款个件种](?:里面?|之?中|当中|之内)?"
    r"|同屏的?(?:这?几)?款(?:里面?|之?中|当中)?"
)


class Reading:
    """State of one pass over one sentence; the modules that read it share it and nothing else.

    `known` are the records by product id, `carried` the products that "it" means at the start. A span
    is read once: accepted and refused spans are covered in `mask`. `unnamed` is the text in lower case with
    names blanked; `scope` the span of "of the 4 shown", which limits a superlative to the products in play.
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
        self.unnamed = _blanked(self.low, self.mentions)
        self.scope = _scope(self.unnamed, len(grounds.products))
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

    @property
    def named_ids(self) -> tuple[str, ...]:
        """Ids of the products that the sentence names, in its order."""
        return tuple(dict.fromkeys(i for mention in self.mentions for i in mention.product_ids))

    @property
    def comparable(self) -> bool:
        """Whether the sentence compares the products in play with each other."""
        return self.grounds.comparable or self.scope is not None

    def verdict(self) -> Verdict:
        """What was found, once everything was read."""
        return Verdict(
            supported=not self.violations,
            claims=tuple(self.claims),
            violations=tuple(self.violations),
            subjects=self.binding.subject,
        )


def _blanked(low: str, mentions: Sequence[Mention]) -> str:
    for mention in mentions:
        low = low[: mention.start] + " " * (mention.end - mention.start) + low[mention.end :]
    return low


def _scope(text: str, in_play: int) -> tuple[int, int] | None:
    """Where a sentence says that it speaks of what is shown alone, with their number where it says one."""
    for match in _SCOPE.finditer(text):
        number = next(find_numbers(match.group()), None)
        if number is None or number.value == in_play:
            return match.span()
    return None


def named(products: Sequence[Product]) -> str:
    """Product ids for the detail of a violation."""
    return ", ".join(p.product_id for p in products) or "any product in play"
