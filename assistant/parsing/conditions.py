# ruff: noqa: E501 - a pattern reads better whole
"""What the amounts and values of a clause set as conditions, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing import hedges
from assistant.parsing.grounding import Mention
from assistant.parsing.money import Found
from assistant.parsing.negation import Negated
from assistant.parsing.source import Source, Span, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary
from retrieval.types import Constraint, Op, Strength

_OCCASION = re.compile(
    r"(?<!looking )(?<!searching )(?<!hunting )(?<!shopping )(?<!look )(?<!go )\b(?:for\s(?:[^\W\d]+\s){0,3}|to\s(?:(?:a|an|the|my|our|his|her|work|school)\s(?:[^\W\d]+\s){0,2}))$"
)
_FAULT_ZH = re.compile(
    r"色?的?(?:也|都|就|又|实在)?(?:太|容易|老是?(?!人)|总是?|爱(?=[掉起皱褪沾生变]|发)|难|怕|不(?:耐|好|够|经|透|吸|结实)|会(?=[掉起皱褪沾生变]|发)|显(?:老|黑|胖|脏))"
)
"""What finds fault with the value before it."""
_WITHOUT_SLEEVES = re.compile(r"\bsleeves?\b|^袖子?$")


def stated(
    source: Source,
    vocabulary: CatalogVocabulary,
    *,
    amounts: Sequence[Found],
    mentions: Sequence[Mention],
    negated: Sequence[Negated],
    stock: Sequence[Span],
) -> tuple[Constraint, ...]:
    """The conditions of a clause in reading order: amounts, values wished and left out, things in stock."""
    found_at: list[tuple[Span, Constraint]] = []
    for found in amounts:
        soft = hedges.is_soft(source, found.span)
        found_at += [(found.span, _soft(c) if soft else c) for c in found.constraints]
    excluded = [n.span for n in negated]
    blamed = _blamed(source, [m for m in mentions if not overlaps(m.span, excluded)])
    for mention in mentions:
        if not overlaps(mention.span, [*excluded, *stock, *blamed]):
            found_at.append((mention.span, _wished(source, mention)))
    found_at += [(n.span, _excluded(n, vocabulary)) for n in negated]
    found_at += [(span, Constraint(facet="stock", op=Op.EQ, value="in stock")) for span in stock]
    return tuple(constraint for _, constraint in sorted(found_at, key=lambda pair: pair[0]))


def _blamed(source: Source, mentions: Sequence[Mention]) -> list[Span]:
    """Values that only say why another one of their facet is wished for: 不锈钢的,木头的容易发霉."""
    faults = [m for m in mentions if _FAULT_ZH.match(source.text, m.span[1])]
    wished = {m.value.facet for m in mentions if m not in faults}
    return [m.span for m in faults if m.value.facet in wished]


def _wished(source: Source, mention: Mention) -> Constraint:
    value = mention.value
    occasion = value.facet in ("style", "feature") and _OCCASION.search(source.text[: mention.span[0]])
    soft = occasion or hedges.is_soft(source, mention.span)
    strength = Strength.SOFT if soft else Strength.HARD
    return Constraint(facet=value.facet, op=Op.EQ, value=value.value, strength=strength)


def _excluded(negated: Negated, vocabulary: CatalogVocabulary) -> Constraint:
    strength = Strength.SOFT if negated.mild else Strength.HARD
    if negated.mention is not None:
        value = negated.mention.value
        return Constraint(facet=value.facet, op=Op.NE, value=value.value, strength=strength)
    if negated.kind:
        facet = "category" if vocabulary.category(negated.kind) else "feature"
        named = vocabulary.category(negated.kind) or negated.kind
        return Constraint(facet=facet, op=Op.NE, value=named, strength=strength)
    if _WITHOUT_SLEEVES.search(negated.words) and vocabulary.sleeveless is not None:
        return Constraint(facet="sleeve", op=Op.EQ, value=vocabulary.sleeveless, strength=strength)
    return Constraint(facet="feature", op=Op.NE, value=negated.words, strength=strength)


def _soft(constraint: Constraint) -> Constraint:
    return Constraint(
        facet=constraint.facet,
        op=constraint.op,
        value=constraint.value,
        strength=Strength.SOFT,
        currency=constraint.currency,
    )
