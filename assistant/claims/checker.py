"""The independent checker: every span of a sentence is accounted for, or the sentence may not be said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import lexicon_en, lexicon_zh
from assistant.claims.amounts import read_numbers
from assistant.claims.comparisons import find_comparisons
from assistant.claims.contrasts import read_comparisons
from assistant.claims.mentions import find_mentions
from assistant.claims.offers import read_offers
from assistant.claims.phrases import read_formulas, read_names, read_phrases, read_quotes, read_stock
from assistant.claims.reading import Reading
from assistant.claims.records import Record
from assistant.claims.sentences import split_sentences
from assistant.claims.silence import read_silence
from assistant.claims.spans import prepare
from assistant.claims.statements import StatedForms
from assistant.claims.types import Grounds, Verdict, Violation
from assistant.claims.wording import read_mixed, read_symbols, read_words
from assistant.types import Claim

_MARKUP = re.compile(r"https?:|www\.|(?<!\d)\*|\*(?!\d)|[<>`#|{}_=\\^~\[\]]|@\w")
MAX_SENTENCE_CHARS = 800
"""Longer sentences are refused unread: reading takes time that grows with the square of the length."""
_IDIOM = re.compile(f"{lexicon_en.IDIOMS}|{lexicon_zh.IDIOMS}")


class Checker:
    """Checks texts against one set of grounds. Stateless between calls."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._records = {p.product_id: Record(p) for p in grounds.products}
        self._stated = StatedForms(grounds.statements, grounds.language)

    def check(self, text: str, *, subjects: Sequence[str] = ()) -> Verdict:
        """Verdict on one or more sentences; `subjects` are the products that "it" means at the start.

        A text is supported only when every word, number and sign of every sentence is: grammar and words
        of offering are free; everything else must be true of the product that its clause is about.
        """
        current = tuple(subjects)
        claims: list[Claim] = []
        violations: list[Violation] = []
        sentences = split_sentences(text)
        for place, sentence in enumerate(sentences):
            if len(sentence) > MAX_SENTENCE_CHARS:
                violations.append(Violation(kind="length", text=sentence[:40], detail="too long to be read"))
                continue
            about = current or self._ahead(sentences[place:])
            verdict = _verdict(Reading(sentence, self._grounds, self._records, about), self._stated)
            claims.extend(verdict.claims)
            violations.extend(verdict.violations)
            current = verdict.subjects or current
        return Verdict(
            supported=not violations,
            claims=tuple(claims),
            violations=tuple(violations),
            subjects=current,
        )

    def _ahead(self, sentences: Sequence[str]) -> tuple[str, ...]:
        """What a text that begins without a subject names in a later sentence: "In red? Then the B"."""
        if find_mentions(prepare(sentences[0]), self._grounds.products):
            return ()
        named = (find_mentions(prepare(each), self._grounds.products) for each in sentences[1:])
        return next((found[0].product_ids for found in named if found), ())


def _verdict(reading: Reading, stated: StatedForms) -> Verdict:
    """Read a sentence in this order: what an earlier step has read, a later one leaves alone."""
    stated.read(reading)
    read_quotes(reading)
    for found in _MARKUP.finditer(reading.text):
        if not reading.mask.covered(*found.span()):
            reading.refuse("markup", *found.span(), "a reply is plain text")
    read_names(reading)
    read_silence(reading)
    for match in _IDIOM.finditer(reading.low):
        if not reading.mask.covered(*match.span()):
            reading.refuse("word", *match.span(), "says more than a record can")
    read_offers(reading)
    read_formulas(reading)
    found_contrasts = find_comparisons(reading.text)
    comparisons = [c for c in found_contrasts if not reading.mask.touched(c.start, c.end)]
    read_numbers(reading, comparisons)
    read_phrases(reading)
    read_comparisons(reading, comparisons)
    read_stock(reading)
    read_mixed(reading)
    read_words(reading)
    read_symbols(reading)
    return reading.verdict()
