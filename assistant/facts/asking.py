"""Briefs for questions about particular products: the record's answer, or that it has none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts.prompting import template_name
from assistant.facts.record_answers import answer_from, names_a_property
from assistant.facts.types import AnswerBrief, AnswerKind, Fact
from assistant.phrasing.asking import Asking, asking
from assistant.phrasing.display import ECHO_CHARS, plain, price_of, rating_of, title_of
from retrieval.instructing import addresses_assistant
from retrieval.types import Product

_NUMERIC = ("price", "rating", "stock")
_QUOTE_CHARS = 160
_SENTENCE_END = re.compile(r"(?<=.{15})(?:[。！？]|[.!?](?=\s)|\n)")


def ask_brief(
    *,
    products: Sequence[Product],
    asked_facet: str,
    question: str,
    language: str,
    reduced_note: str = "",
) -> AnswerBrief:
    """What the records say to a question about one to three products.

    `asked_facet` is a canonical facet, free words, or "" for everything. Only what the record states is
    phrased by a model; quotations and "the catalog doesn't say" are code's alone.

    Raises ValueError for no products.
    """
    if not products:
        raise ValueError("ask: expected at least one product, got none")
    words = asking(language)
    answers = [_answer(p, asked_facet, question, language, words) for p in products]
    facts = tuple(fact for _, fact in answers if fact is not None)
    stated = [fact for fact in facts if fact.field not in ("description", "overview")]
    phrased = len(products) == 1 and len(stated) == 1 and len(stated[0].display) <= ECHO_CHARS
    return AnswerBrief(
        kind=AnswerKind.ASK_PRODUCT,
        language=language,
        reply=words.joined([sentence for sentence, _ in answers]),
        products=tuple(products),
        facts=facts,
        reasons=facts,
        notes=(reduced_note,) if reduced_note else (),
        prompt=template_name("answer_ask", language) if phrased else None,
        variables={"product": title_of(products[0]), "fact": stated[0].display} if phrased else {},
        counts=frozenset({len(products)} if len(products) > 1 else ()),
    )


def _answer(
    product: Product, asked: str, question: str, language: str, words: Asking
) -> tuple[str, Fact | None]:
    """The sentence about one product, and the fact that it rests on."""
    if asked in _NUMERIC:
        return _numeric(product, asked, language, words)
    if not asked and not question:
        return _overview(product, words)
    found = answer_from(product, asked=asked, question=question)
    if found is None:
        return (
            (words.unknown(product, _topic(asked)), None)
            if names_a_property(asked)
            else _overview(product, words)
        )
    display = words.fact(found)
    return words.answer(product, found), Fact(
        product_id=product.product_id, field=found.field, value=", ".join(found.values), display=display
    )


def _numeric(product: Product, asked: str, language: str, words: Asking) -> tuple[str, Fact | None]:
    value = {
        "price": price_of(product, language),
        "rating": rating_of(product),
        "stock": "yes" if product.in_stock else "no",
    }[asked]
    if not value:
        return words.unknown(product, asked), None
    sentence, display = words.numeric(product, asked)
    return sentence, Fact(product_id=product.product_id, field=asked, value=value, display=display)


def _overview(product: Product, words: Asking) -> tuple[str, Fact | None]:
    sentence = words.overview(product, _first_sentence(product.description))
    return sentence, Fact(product_id=product.product_id, field="overview", value=sentence, display=sentence)


def _first_sentence(description: str) -> str:
    """The first sentence of a description as plain text, at most 160 characters; "" for none.

    A sentence that gives orders to the assistant is none.
    """
    match = _SENTENCE_END.search(description)
    first = description[: match.end()] if match else description
    return "" if addresses_assistant(first) else plain(first, _QUOTE_CHARS)


def _topic(asked: str) -> str:
    return plain(asked, 40)
