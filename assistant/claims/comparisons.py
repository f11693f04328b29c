"""Comparisons between records: which product has less, more, most or the same of something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claims import lexicon_en, lexicon_zh
from assistant.claims.spans import lowered
from assistant.facts.types import Proof, ProofKind
from retrieval.types import Product

_NOT_A_LIMIT = r"(?!\s+than\s+(?:your\b|[$¥€£]|\d))"
_PATTERNS = tuple(
    (re.compile(rf"\b(?:{pattern})\b{_NOT_A_LIMIT}"), dimension, sign, superlative)
    for pattern, dimension, sign, superlative in lexicon_en.COMPARISONS
) + tuple((re.compile(p), d, s, sup) for p, d, s, sup in lexicon_zh.COMPARISONS)
_EQUAL = tuple((re.compile(rf"\b(?:{p})\b"), d) for p, d in lexicon_en.EQUALITIES) + tuple(
    (re.compile(p), d) for p, d in lexicon_zh.EQUALITIES
)
_FAR_ZH = re.compile(
    r"(?P<what>价格|售价|评分|得分|评价数量?|评论数量?|评价|评论)(?:也|都|要|还)?(?:, ?)?比[^,。;!?]{1,120}?"
    r"(?P<said>(?:更|要|还|较|略|稍)?(?P<way>[高低多少])(?:一些|一点|些|了)?)(?=$|[\s\d¥$,。;!?])"
)
"""评分比…高: what is compared stands before the name, the direction after it."""
_BETWEEN = (
    re.compile(
        r"\b(?:on|in terms of|when it comes to|by) (?P<what>price|ratings?|reviews?)\b.*?\b"
        r"(?P<said>(?P<way>beats|wins(?: over| against)?|loses(?: out)?(?: to| against)?|"
        r"(?:is|comes out) (?:above|below|ahead of|ahead|behind)))\b"
    ),
    re.compile(r"\bwith (?:\d+|[a-z-]+) (?P<what>reviews?)\b.*?\b(?P<said>has (?P<way>more|fewer))(?= than)"),
    re.compile(r"(?P<said>(?P<way>更高|更低))"),
    re.compile(
        rf"(?P<said>要?(?P<way>{lexicon_zh.THAN}))(?=[^\s¥$您你]{{2}})(?!\d[\d.]*\s*(?:[元块美分条%个款]|$))"
    ),
)
_NAMED_ZH = re.compile(r"价格|售价|评分|得分|评价数|评论数")
"""A beats B on price; A要低于B: what is compared stands first, or is the price."""
_BETTER = {"price": -1, "rating": 1, "ratings": 1, "review": 1, "reviews": 1}
_WHAT_EN = {
    "price": "price",
    "rating": "rating",
    "ratings": "rating",
    "review": "rating_count",
    "reviews": "rating_count",
}
_WHAT_ZH = {"价格": "price", "售价": "price", "评分": "rating", "得分": "rating"}
_PROOFS = {
    ("price", -1): ProofKind.CHEAPEST,
    ("price", 1): ProofKind.PRICIEST,
    ("rating", 1): ProofKind.BEST_RATED,
    ("created_at", 1): ProofKind.NEWEST,
    ("units_sold", 1): ProofKind.MOST_POPULAR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A comparing phrase at `start`:`end`. `sign` 1: the subject has more; -1: less; 0: the same."""

    start: int
    end: int
    dimension: str
    sign: int
    superlative: bool


def find_comparisons(text: str) -> Iterator[Comparison]:
    """Comparing phrases of a prepared text; the first pattern that takes a place keeps it."""
    low = lowered(text)
    taken: list[tuple[int, int]] = []
    for match in _FAR_ZH.finditer(low):
        taken.append(match.span("said"))
        yield Comparison(
            start=match.start("said"),
            end=match.end("said"),
            dimension=_WHAT_ZH.get(match.group("what"), "rating_count"),
            sign=1 if match.group("way") in "高多" else -1,
            superlative=False,
        )
    for pattern in _BETWEEN:
        for match in pattern.finditer(low):
            taken.append(match.span("said"))
            yield _between(match)
    for pattern, dimension, sign, superlative in _all_patterns():
        for match in pattern.finditer(low):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            yield Comparison(
                start=match.start(),
                end=match.end(),
                dimension=dimension,
                sign=sign,
                superlative=superlative,
            )


def _between(match: re.Match[str]) -> Comparison:
    way = match.group("way")
    named_so = _NAMED_ZH.findall(match.string[: match.start()])
    what = match.groupdict().get("what") or (named_so[-1] if named_so else "价格")
    if what in _WHAT_EN:
        better = _BETTER[what] if way.endswith(("ahead", "ahead of")) else -_BETTER[what]
        sign = better if "ahead" in way or "behind" in way else 1 if way.endswith(("above", "more")) else -1
        if way.startswith(("beats", "wins", "loses")):
            sign = _BETTER[what] * (-1 if way.startswith("loses") else 1)
        dimension = _WHAT_EN[what]
    else:
        sign, dimension = (
            (-1 if way in ("低于", "少于", "不如", "更低") else 1),
            _WHAT_ZH.get(what, "rating_count"),
        )
    return Comparison(
        start=match.start("said"), end=match.end("said"), dimension=dimension, sign=sign, superlative=False
    )


def measured(product: Product, dimension: str) -> float | None:
    """The compared quantity of a record; None where the catalog doesn't say."""
    if dimension == "price":
        return product.price_minor
    if dimension == "rating":
        return product.rating
    if dimension == "rating_count":
        return product.rating_count if product.rating is not None or product.rating_count else None
    if dimension == "created_at":
        return product.created_at.timestamp() if product.created_at else None
    return product.units_sold


def holds(comparison: Comparison, subject: Product, others: Sequence[Product]) -> bool:
    """Whether the subject really compares so with every other; unknown quantities never do."""
    mine = measured(subject, comparison.dimension)
    if mine is None or not others:
        return False
    if comparison.dimension == "price" and any(o.currency != subject.currency for o in others):
        return False
    theirs = [measured(other, comparison.dimension) for other in others]
    if any(value is None for value in theirs):
        return False
    if comparison.sign == 0:
        return all(value == mine for value in theirs)
    return all(value is not None and (mine - value) * comparison.sign > 0 for value in theirs)


def proven(comparison: Comparison, product_id: str, proofs: Sequence[Proof]) -> bool:
    """Whether code has established this superlative over all that match."""
    kind = _PROOFS.get((comparison.dimension, comparison.sign))
    return comparison.superlative and any(p.kind is kind and p.product_id == product_id for p in proofs)


def _all_patterns() -> Iterator[tuple[re.Pattern[str], str, int, bool]]:
    for pattern, dimension in _EQUAL:
        yield pattern, dimension, 0, False
    yield from _PATTERNS
