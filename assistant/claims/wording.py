"""What is left of a sentence, word by word: grammar, words of the record, or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims import lexicon_en
from assistant.claims.han import cover_run
from assistant.claims.reading import Reading, named
from assistant.claims.records import LIKENESS, QUALIFIERS, Record
from assistant.claims.spans import CJK, Token, tokens
from retrieval.text import has_cjk, stem

_SYMBOLS = re.compile(r"[\U0001f600-\U0001f64f\U0001f44b✨\s.,;:!?()'\"…—–\-/&+。、·]")
_RUN = re.compile(r"[^\s,;:。!?]+?(?=[\s,;:。!?]|[.](?:\s|$)|$)")
_TIMES = re.compile(r"\d[*×]\d")
_MIXED = re.compile(rf"[A-Za-z]{{1,3}}[{CJK}]{{1,4}}")
_NEUTRAL_EN = lexicon_en.FUNCTION_WORDS | lexicon_en.NEUTRAL_WORDS
_SUPERLATIVE_EXCEPTIONS = frozenset(
    ["interest", "request", "forest", "honest", "harvest", "chest", "crest", "invest", "suggest", "modest"]
)


def read_words(reading: Reading) -> None:
    """Accept grammar and words of the record; refuse every other word."""
    spoken = tokens(reading.text)
    for index, token in enumerate(spoken):
        if reading.mask.covered(token.start, token.end):
            continue
        if token.kind == "cjk":
            _han(reading, token)
        elif token.kind == "word":
            _word(reading, spoken, index)
        else:
            reading.refuse("number", token.start, token.end, "a number that was not read")


def read_mixed(reading: Reading) -> None:
    """Words of both scripts, such as T恤."""
    for match in _MIXED.finditer(reading.text):
        records = reading.records(match.start())
        for end in range(match.end(), match.start() + 1, -1):
            piece = reading.text[match.start() : end]
            if reading.mask.touched(match.start(), end) or not records:
                continue
            if has_cjk(piece) and all(r.says_han(piece, reading.grounds.lexicon) for r in records):
                reading.accept(match.start(), end, "record", [r.product.product_id for r in records])


def _han(reading: Reading, token: Token) -> None:
    start = token.start
    while start < token.end:
        end = start
        while end < token.end and reading.mask.covered(end, end + 1) == reading.mask.covered(
            start, start + 1
        ):
            end += 1
        if not reading.mask.covered(start, start + 1):
            _han_run(reading, start, end)
        start = end


def _han_run(reading: Reading, start: int, end: int) -> None:
    bound = reading.bound(start)
    pieces = cover_run(
        reading.text[start:end], [reading.known[p.product_id] for p in bound], reading.grounds.lexicon
    )
    if pieces is None:
        reading.refuse("word", start, end, f"not in the record of {named(bound)}")
        return
    for piece in pieces:
        if piece.from_record:
            reading.accept(start + piece.start, start + piece.end, "record", [p.product_id for p in bound])
    reading.mask.cover(start, end)


def _word(reading: Reading, spoken: Sequence[Token], index: int) -> None:
    token, low = spoken[index], spoken[index].text.lower()
    records = reading.records(token.start)
    ids = [r.product.product_id for r in records]
    if low in lexicon_en.NEGATORS or low.endswith("n't"):
        span = _denied(spoken, index, records)
        if span is None:
            reading.refuse(
                "negation",
                token.start,
                token.end,
                f"the record does not say so of {named(reading.bound(token.start))}",
            )
        else:
            reading.accept(*span, "negation", ids)
        return
    if (len(low) > 1 and low in _NEUTRAL_EN) or low in ("a", "i"):
        reading.mask.cover(token.start, token.end)
    elif records and all(r.says_size(token.text) for r in records):
        reading.accept(token.start, token.end, "size", ids)
    elif records and all(_compounded(reading, r, spoken, index) for r in records):
        reading.accept(token.start, token.end, "record", ids)
    elif low in lexicon_en.RESTRICTED or low in lexicon_en.COMPARATIVE_WORDS or _superlative(low):
        reading.refuse("word", token.start, token.end, "needs a fact of its own")
    elif records and all(_says(reading, r, spoken, index) for r in records):
        reading.accept(token.start, token.end, reading.grounds.lexicon.facet_of(low) or "record", ids)
    else:
        reading.refuse(
            "word", token.start, token.end, f"not in the record of {named(reading.bound(token.start))}"
        )


def _compounded(reading: Reading, record: Record, spoken: Sequence[Token], index: int) -> bool:
    """Whether a word is part of a hyphened one that the record has whole ("tie-dye", "off-the-shoulder")."""
    for first, second in ((index - 1, index), (index, index + 1)):
        if first < 0 or second >= len(spoken):
            continue
        left, right = spoken[first], spoken[second]
        if reading.text[left.end : right.start] == "-" and record.says_phrase((left.key, right.key)):
            return True
    return False


def _says(reading: Reading, record: Record, spoken: Sequence[Token], index: int) -> bool:
    """Whether a record affirms a word, or has all of "faux leather" or "BPA-free"."""
    token = spoken[index]
    if record.says_word(token.key, token.text, reading.grounds.lexicon):
        return True
    before = spoken[index - 1].key if index else ""
    after = spoken[index + 1].key if index + 1 < len(spoken) else ""
    if before in QUALIFIERS:
        return record.says_phrase((before, token.key))
    return after in LIKENESS and record.says_phrase((token.key, after))


def read_symbols(reading: Reading) -> None:
    """Refuse signs that nothing has read."""
    for place, char in enumerate(reading.text):
        measure = _TIMES.match(reading.text, max(0, place - 1))
        if not (char.isalnum() or measure or _SYMBOLS.match(char) or reading.mask.covered(place, place + 1)):
            _symbol(reading, place)


def _symbol(reading: Reading, place: int) -> None:
    """A sign is read where the record has it between the same letters and digits: "74×48cm±1cm"."""
    run = next(m for m in _RUN.finditer(reading.text) if m.start() <= place < m.end())
    records = reading.records(place)
    if records and all(r.cites(run.group()) for r in records):
        reading.mask.cover(place, place + 1)
    else:
        reading.refuse("symbol", place, place + 1, "no such sign is read")


def _denied(spoken: Sequence[Token], index: int, records: Sequence[Record]) -> tuple[int, int] | None:
    """Span of a negation that every record has word for word, e.g. "no iron" or "BPA free"."""
    if not records:
        return None
    low = spoken[index].text.lower()
    if low == "free" and index:
        keys = (spoken[index - 1].key, spoken[index].key)
        return (spoken[index].start, spoken[index].end) if all(r.says_phrase(keys) for r in records) else None
    head = ("not",) if low.endswith("n't") else (spoken[index].key,)
    for length in (3, 2, 1):
        following = spoken[index + 1 : index + 1 + length]
        if len(following) < length or following[-1].text.lower() in lexicon_en.FUNCTION_WORDS:
            continue
        if all(r.says_phrase((*head, *(t.key for t in following))) for r in records):
            return spoken[index].start, following[-1].end
    return None


def _superlative(low: str) -> bool:
    return (
        len(low) >= 6
        and low.endswith("est")
        and low not in _SUPERLATIVE_EXCEPTIONS
        and stem(low) != low[:-3] + "est"
    )
