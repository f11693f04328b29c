"""Briefs for searches: found, more, nothing more, not carried, nothing left."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts.prompting import find_variables, template_name
from assistant.facts.reasons import reasons_for
from assistant.facts.types import AnswerBrief, AnswerKind, Fact, Proof, ProofKind
from assistant.phrasing.book import Phrasebook, phrasebook
from assistant.phrasing.display import price_of, rating_of, stated_money
from retrieval.types import Constraint, Product, Query, Ranking, Sort

_SORT_PROOFS = {
    ("price", "asc"): ProofKind.CHEAPEST,
    ("price", "desc"): ProofKind.PRICIEST,
    ("rating", "desc"): ProofKind.BEST_RATED,
    ("created_at", "desc"): ProofKind.NEWEST,
}


def search_brief(
    *,
    ranking: Ranking,
    query: Query,
    language: str,
    currency: str,
    turn: int = 0,
    refined: bool = False,
    more: bool = False,
    wanted: int | None = None,
    reduced: bool = False,
) -> AnswerBrief:
    """What to say about a search, whatever it found.

    `currency` is the catalog's; `wanted` is how many products the shopper asked for, where they did.
    """
    book = phrasebook(language)
    notes = _notes(query.constraints, ranking, book=book, language=language, currency=currency, wanted=wanted)
    if reduced:
        notes = (*notes, book.reduced())
    if not ranking.carried:
        return _not_carried(ranking, query, language, turn, notes)
    if ranking.items:
        return _found(
            ranking,
            query,
            language=language,
            currency=currency,
            turn=turn,
            refined=refined,
            more=more,
            notes=notes,
        )
    if more:
        reply = book.no_more(ranking.matching)
        return AnswerBrief(kind=AnswerKind.NO_MORE, language=language, reply=reply, notes=notes)
    applied = applied_constraints(query.constraints, currency)
    return AnswerBrief(
        kind=AnswerKind.NOTHING_LEFT,
        language=language,
        reply=book.nothing_left(ranking.relaxations, currency),
        notes=notes,
        counts=frozenset(r.matching for r in ranking.relaxations),
        limits=applied,
    )


def _found(
    ranking: Ranking,
    query: Query,
    *,
    language: str,
    currency: str,
    turn: int,
    refined: bool,
    more: bool,
    notes: tuple[str, ...],
) -> AnswerBrief:
    products = tuple(item.product for item in ranking.items)
    proofs = () if more or query.exclude_ids else order_proofs(products, query.sort)
    applied = applied_constraints(query.constraints, currency)
    reasons = reasons_for(
        ranking.items[0],
        constraints=applied,
        search_text=query.text,
        proofs=proofs,
        language=language,
        currency=currency,
    )
    reply = phrasebook(language).found(
        products[0],
        [reason.display for reason in reasons],
        matching=ranking.matching,
        refined=refined,
        more=more,
        turn=turn,
    )
    return AnswerBrief(
        kind=AnswerKind.MORE if more else AnswerKind.FIND,
        language=language,
        reply=reply,
        products=products,
        facts=tuple(fact for product in products[:2] for fact in shown_facts(product, language)),
        reasons=reasons,
        reason_sentence=phrasebook(language).because(_without_title(reasons)),
        notes=notes,
        prompt=template_name("answer_find", language),
        variables=find_variables(products[0], reasons, language=language),
        counts=frozenset({ranking.matching, len(products)}),
        limits=applied,
        proofs=proofs,
    )


def _without_title(reasons: Sequence[Fact]) -> list[str]:
    """Wordings that can follow "it's": words of the title only where there is nothing else."""
    told = [r for r in reasons if r.field != "title"]
    return [r.display for r in told or reasons]


def _not_carried(
    ranking: Ranking, query: Query, language: str, turn: int, notes: tuple[str, ...]
) -> AnswerBrief:
    wish = query.text or " ".join(ranking.missing_terms)
    products = tuple(item.product for item in ranking.items if item.alternative)
    return AnswerBrief(
        kind=AnswerKind.NOT_CARRIED,
        language=language,
        reply=phrasebook(language).not_carried(wish, products, alike=ranking.alike, turn=turn),
        products=products,
        notes=notes,
    )


def _notes(
    constraints: Sequence[Constraint],
    ranking: Ranking,
    *,
    book: Phrasebook,
    language: str,
    currency: str,
    wanted: int | None,
) -> tuple[str, ...]:
    notes = other_currency_notes(constraints, currency=currency, language=language)
    if wanted is not None and ranking.carried and 0 < ranking.matching < wanted:
        return (*notes, book.fewer_than_asked(wanted, ranking.matching))
    return notes


def other_currency_notes(
    constraints: Sequence[Constraint], *, currency: str, language: str
) -> tuple[str, ...]:
    """Prices in another currency than the catalog's are not applied, and each is said not to be."""
    return tuple(
        phrasebook(language).other_currency(stated_money(c.value, str(c.currency), language), currency)
        for c in constraints
        if c.facet == "price" and c.currency not in (None, currency)
    )


def applied_constraints(constraints: Sequence[Constraint], currency: str) -> tuple[Constraint, ...]:
    """Constraints that the ranking obeyed: all but prices in another currency."""
    return tuple(c for c in constraints if c.currency in (None, currency))


def order_proofs(products: Sequence[Product], sort: Sort | None) -> tuple[Proof, ...]:
    """That the first product leads the order asked for, strictly, among what is shown and so among all."""
    kind = _SORT_PROOFS.get((sort.field, sort.direction)) if sort else None
    if sort is None or kind is None:
        return ()
    values = [_sort_value(product, sort.field) for product in products]
    known = [value for value in values if value is not None]
    first = values[0]
    if first is None or len({p.currency for p in products}) > 1:
        return ()
    ahead = min(known) if sort.direction == "asc" else max(known)
    if first != ahead or known.count(first) > 1:
        return ()
    return (Proof(kind=kind, product_id=products[0].product_id),)


def _sort_value(product: Product, field: str) -> float | None:
    if field == "price":
        return product.price_minor
    if field == "rating":
        return product.rating
    return product.created_at.timestamp() if product.created_at else None


def shown_facts(product: Product, language: str) -> list[Fact]:
    """Price and rating of a product on a card."""
    stated = (("price", price_of(product, language)), ("rating", rating_of(product)))
    return [
        Fact(product_id=product.product_id, field=field, value=text, display=text)
        for field, text in stated
        if text
    ]
