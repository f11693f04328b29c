"""Clauses that only ask or offer: they name no product and no figure, and state nothing."""

from __future__ import annotations

import re

from assistant.claims import lexicon_en, lexicon_zh
from assistant.claims.binding import Clause
from assistant.claims.han import cover_run
from assistant.claims.reading import Reading
from assistant.claims.spans import tokens

_OPENS = re.compile(rf"[\s,;]*(?:{lexicon_en.OFFERS}|{lexicon_zh.OFFERS})")
_ASKS = re.compile(r"[\s\"]*[?]|(?<=[吗呢])[\s。!]*")
_WORDS_EN = lexicon_en.FUNCTION_WORDS | lexicon_en.NEUTRAL_WORDS | lexicon_en.OFFER_WORDS


def read_offers(reading: Reading) -> None:
    """Take a clause for an offer where every word of it may stand in one; leave it alone otherwise."""
    for clause in reading.binding.clauses:
        said = reading.low[clause.start : clause.end]
        asks = _ASKS.match(reading.low, clause.end) or said.rstrip().endswith(("吗", "呢"))
        if clause.mentions or reading.mask.touched(clause.start, clause.end):
            continue
        if (asks or _OPENS.match(said)) and _only_offers(reading, clause):
            reading.mask.cover(clause.start, clause.end)


def _only_offers(reading: Reading, clause: Clause) -> bool:
    for token in tokens(reading.low[clause.start : clause.end]):
        if token.kind == "number":
            return False
        if token.kind == "word" and token.text not in _WORDS_EN:
            return False
        if token.kind == "cjk" and cover_run(token.text, (), reading.grounds.lexicon, offer=True) is None:
            return False
    return True
