"""Briefs for comparisons: what differs between two to four products, and which is ahead in what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.facts.prompting import compared_line, numbered, template_name
from assistant.facts.types import AnswerBrief, AnswerKind, Fact
from assistant.phrasing.bilingual import translated
from assistant.phrasing.comparing import Difference, Standing, comparing
from assistant.phrasing.display import plain, price_of, rating_of, title_of
from retrieval.types import Product

_DIMENSIONS = ("price", "rating", "rating_count", "created_at", "units_sold")
_TEXT_FACETS = ("material", "color", "pattern", "sleeve", "style", "feature", "brand", "size")
_MAX_DIFFERENCES = 1
_MAX_VALUES = 3
_VALUE_CHARS = 40
_ALWAYS = ("price", "rating")
_PLACES = ("first one", "second one", "third one", "fourth one")


def compare_brief(
    *,
    products: Sequence[Product],
    language: str,
    asked_facet: str = "",
    reduced_note: str = "",
) -> AnswerBrief:
    """What to say about two to four products side by side; what was asked about comes first.

    Raises ValueError for fewer than two products.
    """
    if len(products) < 2:
        raise ValueError(f"compare: expected two or more products, got {len(products)}")
    words = comparing(language)
    shown = _told_apart(products, language)
    standings = [standing(products, dimension) for dimension in _asked_dimensions(asked_facet)]
    verdicts = [text for s in standings if (text := words.verdict(s, shown))]
    differences = _differences(products, asked_facet)
    details = [words.difference(d, shown) for d in differences]
    asked_text = asked_facet in _TEXT_FACETS
    sentences = [*details, *verdicts] if asked_text else [*verdicts, *details]
    unknown = words.nothing_on(asked_facet) if _unanswered(asked_facet, standings, differences) else ""
    return AnswerBrief(
        kind=AnswerKind.COMPARE,
        language=language,
        reply=words.joined([unknown, *sentences]) or words.nothing_differs(products),
        products=tuple(products),
        facts=tuple(fact for product in products for fact in _facts(product, language)),
        reasons=_reasons(products, standings, language),
        notes=(reduced_note,) if reduced_note else (),
        prompt=None
        if unknown or not verdicts or shown != products
        else template_name("answer_compare", language),
        variables=_variables(products, standings, differences, language),
        counts=frozenset({len(products)}),
    )


def _told_apart(products: Sequence[Product], language: str) -> Sequence[Product]:
    """The products as prose may name them: by their place where two share one title."""
    if len({title_of(p).casefold() for p in products}) == len(products):
        return products
    places = ("第一款", "第二款", "第三款", "第四款") if language == "zh" else _PLACES
    return [replace(p, title=place) for p, place in zip(products, places, strict=False)]


def standing(products: Sequence[Product], dimension: str) -> Standing:
    """Who is ahead in one dimension: the leaders (several when tied), the rest, and those without a value."""
    values = {p.product_id: measure(p, dimension) for p in products}
    known = {i: v for i, v in values.items() if v is not None}
    mixed = dimension == "price" and len({p.currency for p in products}) > 1
    if mixed or not known:
        return Standing(dimension=dimension, leaders=(), unknown=tuple(values))
    best = min(known.values()) if dimension == "price" else max(known.values())
    return Standing(
        dimension=dimension,
        leaders=tuple(i for i, v in known.items() if v == best),
        unknown=tuple(i for i, v in values.items() if v is None),
    )


def measure(product: Product, dimension: str) -> float | None:
    """The compared quantity, None where the catalog doesn't say."""
    if dimension == "price":
        return product.price_minor
    if dimension == "rating":
        return product.rating
    if dimension == "rating_count":
        return product.rating_count if product.rating is not None else None
    if dimension == "created_at":
        return product.created_at.timestamp() if product.created_at else None
    return product.units_sold


def _asked_dimensions(asked_facet: str) -> tuple[str, ...]:
    aliases = {"popularity": "units_sold", "reviews": "rating_count", "newest": "created_at"}
    asked = aliases.get(asked_facet, asked_facet)
    return (asked,) if asked in _DIMENSIONS else _ALWAYS


def _differences(products: Sequence[Product], asked_facet: str) -> tuple[Difference, ...]:
    """Text facets in which the products differ, the first only; the asked one where one was asked."""
    if asked_facet in _DIMENSIONS:
        return ()
    facets = (asked_facet,) if asked_facet in _TEXT_FACETS else _TEXT_FACETS
    found = []
    for facet in facets:
        values = {p.product_id: _values(p, facet) for p in products}
        stated = [v for v in values.values() if v]
        differ = len(set(stated)) > 1
        if (differ and len(stated) == len(products)) or (asked_facet and stated):
            found.append(Difference(facet=facet, values=values))
    return tuple(found[:_MAX_DIFFERENCES])


def _values(product: Product, facet: str) -> tuple[str, ...]:
    return tuple(plain(v, _VALUE_CHARS) for v in product.facet_values(facet)[:_MAX_VALUES])


def _unanswered(asked_facet: str, standings: Sequence[Standing], differences: Sequence[Difference]) -> bool:
    if not asked_facet:
        return False
    known = asked_facet in (*_DIMENSIONS, *_TEXT_FACETS, "popularity", "reviews", "newest")
    return not known or not (differences or any(s.leaders for s in standings))


def _facts(product: Product, language: str) -> list[Fact]:
    stated = [("price", price_of(product, language)), ("rating", rating_of(product))]
    stated += [("rating_count", str(product.rating_count))] if product.rating_count else []
    stated += [(facet, value) for facet in _TEXT_FACETS for value in _values(product, facet)]
    return [
        Fact(product_id=product.product_id, field=field, value=value, display=value)
        for field, value in stated
        if value
    ]


def _reasons(products: Sequence[Product], standings: Sequence[Standing], language: str) -> tuple[Fact, ...]:
    """True things that a compare reply may name: prices and ratings of the compared products."""
    fields = {s.dimension for s in standings if s.leaders}
    return tuple(
        fact
        for product in products
        for fact in _facts(product, language)
        if fact.field in fields | {"price", "rating"}
    )


def _variables(
    products: Sequence[Product],
    standings: Sequence[Standing],
    differences: Sequence[Difference],
    language: str,
) -> dict[str, str]:
    """Variables of `answer_compare`: one line per product, with what it is ahead in."""
    words = comparing(language)
    own = differences[0].values if differences and len(products) == 2 else {}
    figures = [s.dimension for s in standings if s.dimension in _ALWAYS] or _ALWAYS
    lines = []
    for product in products:
        tags = [tag for s in standings if (tag := words.tag(s, product, products))]
        values = [translated(value, language) for value in own.get(product.product_id, ())[:1]]
        lines.append(compared_line(product, [*tags, *values], language, figures=figures))
    return {"products": numbered(lines)}
