"""Names, quotations and whole phrases of a sentence: what fits, what is praised, what is in stock."""

from __future__ import annotations

import re

from assistant.claims import figures, lexicon_en, lexicon_zh
from assistant.claims.reading import Reading, named
from assistant.claims.spans import prepare
from retrieval.types import Product

_PRAISE = re.compile("|".join(rf"\b{p}" for p in lexicon_en.PRAISE) + "|" + "|".join(lexicon_zh.PRAISE))
_FIT = re.compile(
    "|".join(rf"\b{p}\b" for p in lexicon_en.FIT_PHRASES) + "|" + "|".join(lexicon_zh.FIT_PHRASES)
)
_ALL = re.compile("|".join(lexicon_en.QUANTIFIED))
_FORMULAS = re.compile(rf"\b(?:{'|'.join(lexicon_en.FORMULAS)})(?!\w)|{'|'.join(lexicon_zh.FORMULAS)}")
_RATERS = re.compile(lexicon_en.RATERS)
_SOLD_BY = re.compile(r"\bsold by\b(?! (?:the )?(?:\d|hundred|thousand|million|dozen))")
_LEADS = re.compile(
    r"\bleads (?:them|the (?:list|matches|results))\b|\b(?:tops|opens|heads|starts) (?:the|my) list\b"
    r"|\bthe top (?:one|match|result|pick|option|choice)\b|\bstands first\b(?=[:,;.]|$)"
    r"|排在?(?:最)?(?:前面|第一位?|首位)(?:的是)?"
)
_IDENTITY = re.compile(r"(?:\b(?:it|this|that|they)(?:'s|'re| is| are) (?:an? |the )?|它是|这是|这款是)$")
_BUDGET = re.compile(
    "|".join(rf"\b{p}\b" for p in lexicon_en.BUDGET_PHRASES) + "|" + "|".join(lexicon_zh.BUDGET_PHRASES)
)
_IN_STOCK = re.compile(r"\bin stock\b|\bavailable\b|有货|现货|有库存")
_OUT_OF_STOCK = re.compile(
    r"\b(?:out of stock|sold out)\b|缺货|无货|没货|断货|没有(?:现)?货|没有库存|售罄|(?:已经?)?卖[完光]了?"
)
_QUOTED = re.compile(r'"([^"]{1,400})"')
_CITING = 8
"""Characters from which quoted text is a citation, which stands word for word or may not be said."""


def read_names(reading: Reading) -> None:
    """Accept names of products in play, and 'it is the B' only where B is meant."""
    for mention in reading.mentions:
        meant = reading.carried if _IDENTITY.search(reading.low[: mention.start]) else ()
        if meant and set(meant) != set(mention.product_ids):
            reading.refuse("name", mention.start, mention.end, "not the product spoken of")
        else:
            reading.accept(mention.start, mention.end, "title", mention.product_ids)


def read_quotes(reading: Reading) -> None:
    """Accept citations that stand word for word in the record or among the texts that may be cited.

    Other quoted text is refused, but for names in quotes, what is worked out, and words too short to cite.
    """
    for match in _QUOTED.finditer(reading.text):
        cited = match.group(1)
        citable = [q for q in reading.grounds.quotes if _cites(q, cited)]
        if citable:
            reading.accept(*match.span(), reading.grounds.sources.get(citable[0], "quote"), ())
        elif (records := reading.records(match.start())) and all(r.cites(cited) for r in records):
            reading.accept(*match.span(), "quote", [r.product.product_id for r in records])
        elif len(cited) >= _CITING and not reading.grounds.statements and not _names_one(reading, match):
            reading.refuse("quote", *match.span(), "stands in no record or policy in these words")


def _names_one(reading: Reading, quoted: re.Match[str]) -> bool:
    """Whether quoted text is a product's name and nothing else."""
    start, end = quoted.start(1), quoted.end(1)
    return any(m.start <= start + 1 and m.end >= end - 1 for m in reading.mentions)


def _cites(quote: str, cited: str) -> bool:
    return cited.strip(" .。").casefold() in prepare(quote).casefold()


def read_phrases(reading: Reading) -> None:
    """Accept what says that a product fits, where it does, and the few judgments that are free."""
    for match in _FIT.finditer(reading.low):
        if reading.mask.touched(*match.span()):
            continue
        bound = reading.bound(match.start()) or reading.grounds.products
        if reading.grounds.fits and bound:
            reading.accept(*match.span(), "fit", [p.product_id for p in bound])
    _budgets(reading)
    if reading.scope:
        reading.mask.cover(*reading.scope)
    _free(reading, _ALL, _RATERS, _SOLD_BY)


def read_formulas(reading: Reading) -> None:
    """Take turns of speech and the few judgments that are free for what they are, numerals in them too.

    That a product leads the list is one of them where it does.
    """
    first = reading.grounds.products[:1]
    for match in _LEADS.finditer(reading.low):
        if first and _leading(reading, match) == first:
            reading.accept(*match.span(), "place", [first[0].product_id])
    _free(reading, _FORMULAS, _PRAISE)


def _leading(reading: Reading, match: re.Match[str]) -> tuple[Product, ...]:
    """What is said to lead: what "…的是" introduces, else what the place speaks of."""
    if not match.group().endswith("的是"):
        return reading.bound(match.start())
    after = next((m for m in reading.mentions if m.start >= match.end()), None)
    return tuple(reading.products[i] for i in after.product_ids) if after else ()


def _free(reading: Reading, *patterns: re.Pattern[str]) -> None:
    for pattern in patterns:
        for match in pattern.finditer(reading.low):
            if not reading.mask.touched(*match.span()):
                reading.mask.cover(*match.span())


def _budgets(reading: Reading) -> None:
    for match in _BUDGET.finditer(reading.low):
        if reading.mask.touched(*match.span()):
            continue
        bound = reading.bound(match.start())
        if bound and all(figures.within_budget(p, reading.grounds) for p in bound):
            reading.accept(*match.span(), "price", [p.product_id for p in bound])
        else:
            reading.refuse("number", *match.span(), "no stated budget that this product keeps")


def read_stock(reading: Reading) -> None:
    """Accept what the record says of its stock; refuse the contrary."""
    for pattern, wanted in ((_OUT_OF_STOCK, False), (_IN_STOCK, True)):
        for match in pattern.finditer(reading.low):
            bound = reading.bound(match.start())
            if reading.mask.touched(*match.span()):
                continue
            if bound and all(p.in_stock is wanted for p in bound):
                reading.accept(*match.span(), "stock", [p.product_id for p in bound])
            else:
                reading.refuse("stock", *match.span(), f"not what the record says of {named(bound)}")
