"""English sentences about searches and their finds."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.phrasing.display import (
    named_kind,
    named_title,
    price_of,
    rating_of,
    sentence_case,
    stated_money,
    title_of,
)
from retrieval.types import Constraint, Op, Product, Relaxation

_LISTED = "listed as "
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six")


class English:
    """The English phrasebook."""

    def reason(self, field: str, value: str, product: Product, currency: str) -> str:
        """A fragment such as "rated 4.8 from 12 reviews" or "listed as striped"."""
        if field == "rating":
            return rated(product)
        wordings = {
            "price_limit": f"within your {stated_money(value, currency, 'en')} limit"
            if field == "price_limit"
            else "",
            "color": f"in {value}",
            "material": f"listed as {value}",
            "pattern": f"with {article(value)} {value} pattern",
            "style": f"listed as {value}",
            "sleeve": f"listed as {value}",
            "feature": f"listed as {value}",
            "size": f"in size {value}",
            "brand": f"from {value}",
            "merchant": f"from {value}",
            "category": f"listed under {value}",
            "stock": "in stock",
            "title": f'with "{value}" in the name',
            "cheapest": "the cheapest of the matches",
            "best_rated": "the best rated of the matches",
            "newest": "the newest of the matches",
        }
        return wordings.get(field, "")

    def condition(self, constraint: Constraint, currency: str) -> str:
        """E.g. "the $45 limit", "the 4-star minimum", "“no wool”"."""
        value = str(constraint.value)
        if constraint.facet == "price":
            amount = stated_money(constraint.value, constraint.currency or currency, "en")
            return f"the {amount} {'minimum' if constraint.op is Op.GTE else 'limit'}"
        if constraint.facet == "rating":
            return f"the {float(constraint.value):g}-star {'limit' if constraint.op is Op.LTE else 'minimum'}"
        if constraint.facet == "stock":
            return '"in stock"'
        return f'"no {value}"' if constraint.op is Op.NE else f'"{value}"'

    def found(
        self, product: Product, reasons: Sequence[str], *, matching: int, refined: bool, more: bool, turn: int
    ) -> str:
        """E.g. "I found 14 matches. I'd start with the Striped Sweater at $45: in navy."."""
        lead = self._lead(matching, refined=refined, more=more, turn=turn)
        return f"{lead} {self.first(product, reasons, turn)}"

    def _lead(self, matching: int, *, refined: bool, more: bool, turn: int) -> str:
        if more:
            return ("Here are the next ones.", "Here's what comes next.")[turn % 2]
        if matching == 1:
            return "That leaves one match." if refined else "I found one match."
        if refined:
            return (f"That leaves {matching} matches.", f"With that, there are {matching} matches.")[turn % 2]
        return (f"I found {matching} matches.", f"There are {matching} matches.")[turn % 2]

    def first(self, product: Product, reasons: Sequence[str], turn: int) -> str:
        """E.g. "I'd start with the Striped Sweater at $45: in navy."."""
        price = price_of(product, "en")
        at = f" at {price}" if price else ""
        why = f": {listing(_merged(reasons))}" if reasons else ""
        name = named_title(product)
        forms = (
            f"I'd start with {name}{at}{why}.",
            f"First up is {name}{at}{why}.",
            f"Take a look at {name}{at}{why}.",
        )
        return forms[turn % len(forms)]

    def because(self, reasons: Sequence[str]) -> str:
        """E.g. "It's in navy and rated 4.8 from 12 reviews."."""
        return f"It's {listing(_merged(reasons))}." if reasons else ""

    def not_carried(
        self, wish: str, alternatives: Sequence[Product], *, turn: int, alike: bool = False
    ) -> str:
        """E.g. "We don't carry "jeans". The closest we have: the Linen Trousers at $40."."""
        named = named_kind(wish)
        said = f'"{named}"' if named else "that"
        lead = (
            f"I'm sorry, we don't carry {said}.",
            f"I couldn't find {said} in this shop, so I don't think we carry it.",
        )[turn % 2]
        if not alternatives:
            return f"{lead} Tell me another kind of product and I'll look for it."
        names = listing([_priced(p) for p in alternatives[:2]])
        if alike:
            return f"I find nothing called {said} here. What sounds closest: {names}."
        return f"{lead} What I'm showing instead is something else: {names}."

    def nothing_left(self, relaxations: Sequence[Relaxation], currency: str) -> str:
        """E.g. "Nothing meets all of that. Dropping the $45 limit: 14 match."."""
        lead = "We do carry that kind, but nothing meets all you asked for."
        freeing = [r for r in relaxations if r.matching]
        if not freeing:
            return f"{lead} Dropping a single condition wouldn't free any. What matters most to you?"
        offers = [
            f"dropping {self.condition(r.constraint, currency)}: {_match(r.matching)}" for r in freeing[:3]
        ]
        return f"{lead} {sentence_case('; '.join(offers))}. Which would you give up?"

    def no_more(self, shown: int) -> str:
        """Everything that matches was shown."""
        if shown == 1:
            return "That one was the only match. Change a condition and I'll look again."
        return "You've seen everything that matches. Change a condition and I'll look again."

    def fewer_than_asked(self, wanted: int, matching: int) -> str:
        """E.g. "You asked for 5; only 3 match."."""
        return f"You asked for {wanted}; only {_match(matching)}."

    def other_currency(self, said: str, currency: str) -> str:
        """E.g. "Prices here are in USD and I don't convert, so I didn't apply ¥300."."""
        return f"Prices here are in {currency} and I don't convert, so your {said} limit isn't applied."

    def reduced(self) -> str:
        """Reduced mode."""
        return "(My language model is off right now, so I'm answering in a simpler way.)"

    def asked_back(self, missing: str, *, shown: int) -> str:
        """What is needed first."""
        if missing == "which" and shown == 1:
            return "Only one product is on screen. You can say another one's name, or change the search."
        if missing == "which" and shown:
            return f"Which one do you mean? You can say its name, or a number from 1 to {shown}."
        if missing == "which":
            return "Which product do you mean? Tell me its name, or search for something first."
        return "What are you looking for? Name a kind of product, with a price or a color if you like."


def rated(product: Product) -> str:
    """E.g. "rated 4.8 from 12 reviews"; "" without a rating."""
    score = rating_of(product)
    if not score:
        return ""
    return f"rated {score} from {reviews(product.rating_count)}" if product.rating_count else f"rated {score}"


def reviews(count: int) -> str:
    """E.g. "1 review", "12 reviews"."""
    return f"{count} review" if count == 1 else f"{count} reviews"


def listing(parts: Sequence[str]) -> str:
    """E.g. "a", "a and b", "a, b and c"."""
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _merged(reasons: Sequence[str]) -> list[str]:
    """Reasons with "listed as a" and "listed as b" made one."""
    listed = [reason.removeprefix(_LISTED) for reason in reasons if reason.startswith(_LISTED)]
    others = [reason for reason in reasons if not reason.startswith(_LISTED)]
    return [*others, f"{_LISTED}{listing(listed)}"] if listed else others


def article(word: str) -> str:
    """The indefinite article, by the first letter."""
    return "an" if word[:1].casefold() in tuple("aeiou") else "a"


def count_word(number: int) -> str:
    """Small numbers in words."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _match(count: int) -> str:
    return f"{count} matches" if count == 1 else f"{count} match"


def _priced(product: Product) -> str:
    price = price_of(product, "en")
    return f"{named_title(product)} at {price}" if price else title_of(product)
