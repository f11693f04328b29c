"""Briefs about the cart: what was written, what it holds, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.commerce.pricing import PricedLine, totals
from assistant.commerce.types import CartLine
from assistant.facts.types import AnswerBrief, AnswerKind, Fact, Statement
from assistant.phrasing.cart import cart_sentence, line_title, listed, pieces, summed
from assistant.phrasing.display import money


def cart_note(key: str, language: str, **values: object) -> AnswerBrief:
    """One sentence: a question, or why nothing was written."""
    return _brief([cart_sentence(key, language, **values)], language)


def added_brief(added: Sequence[PricedLine], cart: Sequence[PricedLine], *, language: str) -> AnswerBrief:
    """What the shop's system has taken into the cart (with how many pieces were added now), and the total."""
    sentences = [
        cart_sentence(
            "added",
            language,
            what=pieces(each.line, language),
            price=money(each.unit_price_minor, each.line.currency, language),
        )
        for each in added
    ]
    return _brief([*sentences, _total(cart, language), *_changes(cart, language)], language, cart)


def changed_brief(
    key: str, lines: Sequence[CartLine], cart: Sequence[PricedLine], *, language: str
) -> AnswerBrief:
    """Lines that were removed ("removed") or now have another quantity ("set"), and the total."""
    sentences = [cart_sentence(key, language, what=_what(key, line, language)) for line in lines]
    total = _total(cart, language) if cart else cart_sentence("empty", language)
    return _brief([*sentences, total, *_changes(cart, language)], language, cart)


def cart_brief(cart: Sequence[PricedLine], *, language: str, checkout: bool = False) -> AnswerBrief:
    """Every line, the total, what changed since it was added; for a checkout, where that is."""
    if not cart:
        return cart_note("empty", language)
    total = summed(totals(cart), language)
    sentences = [cart_sentence("holds", language, lines=listed(cart, language), total=total)]
    closing = [cart_sentence("checkout", language)] if checkout else []
    brief = _brief([*sentences, *_changes(cart, language), *closing], language, cart)
    return replace(brief, statements=_statements(cart, total, language))


def _statements(cart: Sequence[PricedLine], total: str, language: str) -> tuple[Statement, ...]:
    """Every line with its amount, the total and what changed, as statements that are checked."""
    found = [Statement(kind="total", values={"total": total})]
    for each in cart:
        title = line_title(each.line.title, each.line.options)
        amount, now = (
            money(minor, each.line.currency, language) for minor in (each.amount_minor, each.unit_price_minor)
        )
        values = {"quantity": str(each.line.quantity), "title": title, "amount": amount}
        found.append(Statement(kind="cart_line", values=values))
        if each.was_minor is not None:
            was = money(each.was_minor, each.line.currency, language)
            found.append(Statement(kind="repriced", values={"title": title, "now": now, "was": was}))
    return tuple(found)


def which_line_brief(cart: Sequence[PricedLine], *, language: str) -> AnswerBrief:
    """Ask which line is meant."""
    return cart_note("which_line", language, lines=listed(cart, language))


def _what(key: str, line: CartLine, language: str) -> str:
    return line_title(line.title, line.options) if key == "removed" else pieces(line, language)


def _total(cart: Sequence[PricedLine], language: str) -> str:
    return cart_sentence("total", language, total=summed(totals(cart), language))


def _changes(cart: Sequence[PricedLine], language: str) -> list[str]:
    told = []
    for each in cart:
        title = line_title(each.line.title, each.line.options)
        if not each.available:
            told.append(cart_sentence("line_gone", language, title=title))
        elif each.left is not None:
            told.append(cart_sentence("line_few", language, title=title, left=each.left))
        if each.available and each.was_minor is not None:
            now, was = (
                money(amount, each.line.currency, language)
                for amount in (each.unit_price_minor, each.was_minor)
            )
            told.append(cart_sentence("price_changed", language, title=title, now=now, was=was))
    return told


def _brief(sentences: Sequence[str], language: str, cart: Sequence[PricedLine] = ()) -> AnswerBrief:
    gap = "" if language == "zh" else " "
    facts = tuple(
        Fact(
            product_id=each.line.product_id,
            field="cart",
            value=f"{each.line.quantity} at {each.unit_price_minor} {each.line.currency}",
            display=pieces(each.line, language),
        )
        for each in cart
    )
    return AnswerBrief(kind=AnswerKind.CART, language=language, reply=gap.join(sentences), facts=facts)
