"""Comparisons of a sentence: each is measured on the records, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.claims import lexicon_zh
from assistant.claims.comparisons import Comparison, holds, proven
from assistant.claims.reading import Reading
from retrieval.types import Product

_BESIDE_NAME = re.compile(r",\s*(?:the\b|which\b|that\b|最)")
_COMPARED = re.compile(rf"比|over\b|{lexicon_zh.THAN}")
_ATTRIBUTIVE = re.compile(r"\s*(?:的|one)?\s*")


def sides(reading: Reading, comparison: Comparison) -> Iterator[tuple[Product, list[Product]]]:
    """Each subject of a comparison with those it is compared with."""
    if comparison.superlative and (praised := _before_name(reading, comparison)):
        for product_id in praised:
            others = [p for i, p in reading.products.items() if i != product_id]
            yield reading.products[product_id], others if reading.comparable else []
        return
    index = reading.binding.clause_at(comparison.start)
    in_marker = reading.binding.clauses[index].opener == "marker"
    ids = reading.binding.main_subject(index) if in_marker else reading.binding.at(comparison.start)
    if comparison.superlative:
        ids = tuple(dict.fromkeys((*ids, *_apposed(reading, index))))
    against = [i for i in reading.binding.compared_with() if i not in ids]
    if not against and reading.comparable:
        against = [i for i in reading.products if i not in ids]
    for product_id in ids:
        yield reading.products[product_id], [reading.products[i] for i in against]


def _apposed(reading: Reading, index: int) -> Sequence[str]:
    """The product before a clause that may stand beside its name: "than the B, the cheapest one"."""
    clause, before = reading.binding.clauses[index], reading.binding.clauses[max(0, index - 1)]
    if clause.mentions or before.opener != "marker" or not before.mentions:
        return ()
    beside = _BESIDE_NAME.match(reading.low, clause.start)
    after_name = not reading.text[before.mentions[-1].end : before.end].strip()
    return before.mentions[-1].product_ids if beside and after_name else ()


def _before_name(reading: Reading, comparison: Comparison) -> Sequence[str]:
    """The product of "the cheapest A" and of 最贵的A, whatever else the clause is about."""
    after = next((m for m in reading.mentions if m.start >= comparison.end), None)
    between = reading.low[comparison.end : after.start] if after else ""
    return after.product_ids if after and _ATTRIBUTIVE.fullmatch(between) else ()


def read_comparisons(reading: Reading, comparisons: Sequence[Comparison]) -> None:
    """Accept what the records or a proof show; refuse the rest."""
    for comparison in comparisons:
        if reading.mask.touched(comparison.start, comparison.end):
            continue
        if comparison.sign == 0:
            true = _equal(reading, comparison)
        else:
            pairs = list(sides(reading, comparison))
            true = bool(pairs) and all(
                holds(comparison, subject, others)
                or proven(comparison, subject.product_id, reading.grounds.proofs)
                for subject, others in pairs
            )
        if true:
            ids = reading.binding.at(comparison.start)
            reading.accept(comparison.start, comparison.end, f"comparison:{comparison.dimension}", ids)
            _cover_marker(reading, comparison)
        else:
            detail = f"the records do not prove this of {comparison.dimension}"
            reading.refuse("comparison", comparison.start, comparison.end, detail)


def _cover_marker(reading: Reading, comparison: Comparison) -> None:
    """The 比 or the "over" of a proven comparison is accounted for by it."""
    clause = reading.binding.clauses[reading.binding.clause_at(comparison.start)]
    marker = _COMPARED.match(reading.low, clause.start)
    if clause.opener == "marker" and marker:
        reading.mask.cover(*marker.span())


def _equal(reading: Reading, comparison: Comparison) -> bool:
    ids = tuple(dict.fromkeys((*reading.binding.at(comparison.start), *reading.binding.compared_with())))
    if len(ids) < 2 and reading.grounds.comparable:
        ids = tuple(reading.products)
    return len(ids) > 1 and holds(
        comparison, reading.products[ids[0]], [reading.products[i] for i in ids[1:]]
    )
