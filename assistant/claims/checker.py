"""The independent checker: every span of a sentence is accounted for, or the sentence may not be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.claims import figures, lexicon_en, lexicon_zh
from assistant.claims.binding import Binding
from assistant.claims.comparisons import Comparison, find_comparisons, holds, proven
from assistant.claims.han import cover_run
from assistant.claims.mentions import Mention, find_mentions
from assistant.claims.numbers import Number, find_numbers
from assistant.claims.records import LIKENESS, QUALIFIERS, Record
from assistant.claims.sentences import split_sentences
from assistant.claims.spans import Mask, Token, lowered, prepare, tokens
from assistant.claims.types import Grounds, Verdict, Violation
from assistant.types import Claim
from retrieval.text import stem
from retrieval.types import Product

_MARKUP = re.compile(r"https?:|www\.|(?<!\d)\*|\*(?!\d)|[<>`#|{}_=\\^~\[\]]|@\w")
_SYMBOLS = re.compile(r"[\s.,;:!?()'\"…—–\-/&+。、·]")
_PRAISE = re.compile("|".join(rf"\b{p}" for p in lexicon_en.PRAISE) + "|" + "|".join(lexicon_zh.PRAISE))
_FIT = re.compile(
    "|".join(rf"\b{p}\b" for p in lexicon_en.FIT_PHRASES) + "|" + "|".join(lexicon_zh.FIT_PHRASES)
)
_ALL = re.compile("|".join(lexicon_en.QUANTIFIED))
_RATERS = re.compile(lexicon_en.RATERS)
_IDIOM = re.compile(lexicon_en.IDIOMS)
_IDENTITY = re.compile(r"(?:\b(?:it|this|that|they)(?:'s|'re| is| are) (?:an? |the )?|它是|这是|这款是)$")
_BUDGET = re.compile(
    "|".join(rf"\b{p}\b" for p in lexicon_en.BUDGET_PHRASES) + "|" + "|".join(lexicon_zh.BUDGET_PHRASES)
)
_IN_STOCK = re.compile(r"\bin stock\b|\bavailable\b|有货|现货")
_OUT_OF_STOCK = re.compile(r"\b(?:out of stock|sold out)\b|缺货|无货|售罄")
_QUOTED = re.compile(r'"([^"]{8,})"')
_OPENER_LIMIT = re.compile(rf"\b(?:{lexicon_en.BELOW}|{lexicon_en.ABOVE})\s*(?:your|the)?\s*$")
_ONLY = re.compile(r"\b(?:only|just)\s*$")
_NEUTRAL_EN = lexicon_en.FUNCTION_WORDS | lexicon_en.NEUTRAL_WORDS
_SUPERLATIVE_EXCEPTIONS = frozenset(
    ["interest", "request", "forest", "honest", "harvest", "chest", "crest", "invest", "suggest", "modest"]
)
_GAP_REACH = 14


class _Sentence:
    """One pass over one sentence; `finish` gives the verdict."""

    def __init__(
        self, text: str, grounds: Grounds, known: Mapping[str, Record], carried: Sequence[str]
    ) -> None:
        self.text = prepare(text)
        self.low = lowered(self.text)
        self.grounds = grounds
        self.known = known
        self.carried = tuple(carried)
        self.products = {p.product_id: p for p in grounds.products}
        self.mask = Mask(self.text)
        self.claims: list[Claim] = []
        self.violations: list[Violation] = []
        self.mentions = find_mentions(self.text, grounds.products)
        self.binding = Binding(self.text, self.mentions, in_play=tuple(self.products), carried=carried)

    def finish(self) -> Verdict:
        if found := _MARKUP.search(self.text):
            self.refuse("markup", *found.span(), "a reply is plain text")
        self._names()
        self._quotes()
        for match in _IDIOM.finditer(self.low):
            self.refuse("word", *match.span(), "says more than a record can")
        comparisons = [c for c in find_comparisons(self.text) if not self.mask.touched(c.start, c.end)]
        self._numbers(comparisons)
        self._phrases()
        self._comparisons(comparisons)
        self._stock()
        self._words()
        self._symbols()
        return Verdict(
            supported=not self.violations,
            claims=tuple(self.claims),
            violations=tuple(self.violations),
            subjects=self.binding.subject,
        )

    def accept(self, start: int, end: int, field: str, product_ids: Sequence[str]) -> None:
        self.mask.cover(start, end)
        for product_id in product_ids or (None,):
            self.claims.append(Claim(text=self.text[start:end].strip(), product_id=product_id, field=field))

    def refuse(self, kind: str, start: int, end: int, detail: str) -> None:
        self.mask.cover(start, end)
        self.violations.append(Violation(kind=kind, text=self.text[start:end], detail=detail))

    def bound(self, position: int) -> tuple[Product, ...]:
        return tuple(self.products[i] for i in self.binding.at(position))

    def records(self, position: int) -> tuple[Record, ...]:
        return tuple(self.known[i] for i in self.binding.at(position))

    def _names(self) -> None:
        for mention in self.mentions:
            meant = self.carried if _IDENTITY.search(self.low[: mention.start]) else ()
            if meant and set(meant) != set(mention.product_ids):
                self.refuse("name", mention.start, mention.end, "not the product spoken of")
            else:
                self.accept(mention.start, mention.end, "title", mention.product_ids)

    def _quotes(self) -> None:
        for match in _QUOTED.finditer(self.text):
            cited = match.group(1)
            if any(cited.strip(" .。").casefold() in prepare(q).casefold() for q in self.grounds.quotes):
                self.accept(*match.span(), "quote", ())
            elif (records := self.records(match.start())) and all(r.cites(cited) for r in records):
                self.accept(*match.span(), "quote", [r.product.product_id for r in records])

    def _phrases(self) -> None:
        for match in _FIT.finditer(self.low):
            if self.mask.touched(*match.span()):
                continue
            bound = self.bound(match.start()) or self.grounds.products
            if self.grounds.fits and bound:
                self.accept(*match.span(), "fit", [p.product_id for p in bound])
        self._budgets()
        for pattern in (_PRAISE, _ALL, _RATERS):
            for match in pattern.finditer(self.low):
                if not self.mask.touched(*match.span()):
                    self.mask.cover(*match.span())

    def _budgets(self) -> None:
        for match in _BUDGET.finditer(self.low):
            if self.mask.touched(*match.span()):
                continue
            bound = self.bound(match.start())
            if bound and all(figures.within_budget(p, self.grounds) for p in bound):
                self.accept(*match.span(), "price", [p.product_id for p in bound])
            else:
                self.refuse("number", *match.span(), "no stated budget that this product keeps")

    def _numbers(self, comparisons: Sequence[Comparison]) -> None:
        for number in find_numbers(self.text):
            if not self.mask.touched(number.start, number.end):
                self._number(number, comparisons)

    def _number(self, number: Number, comparisons: Sequence[Comparison]) -> None:
        bound = self.bound(number.start)
        field = {"money": "price", "rating": "rating", "reviews": "rating_count", "products": "count"}.get(
            number.kind
        )
        if self._counted(number) or (number.kind == "money" and self._gap(number, comparisons)):
            return
        if field is None or number.kind == "products":
            self._bare(number, bound)
            return
        if not bound and number.bound and self.grounds.fits:
            bound = self.grounds.products
        if bound and all(self._has_figure(number, field, p) for p in bound):
            start = self._with_opener(number)
            self.accept(start, number.end, field, [p.product_id for p in bound])
        else:
            self.refuse("number", number.start, number.end, f"not the {field} of {_named(bound)}")

    def _has_figure(self, number: Number, field: str, product: Product) -> bool:
        if field == "price":
            return figures.supports_money(number, product, self.grounds)
        if field == "rating":
            return figures.supports_rating(number, product, self.grounds)
        return figures.supports_reviews(number, product)

    def _with_opener(self, number: Number) -> int:
        """Start of a number with its "under" or "only" before it."""
        pattern = _OPENER_LIMIT if number.bound else _ONLY
        opener = pattern.search(self.low[: number.start])
        return opener.start() if opener else number.start

    def _counted(self, number: Number) -> bool:
        if number.kind == "products" and number.value in self.grounds.counts:
            self.accept(number.start, number.end, "count", ())
            return True
        said = self.low[number.start : number.end]
        if said in ("one", "一") or (
            said.startswith("一") and len(said) <= 2 and number.kind in ("bare", "products")
        ):
            self.mask.cover(number.start, number.end if said == "one" else number.start + 1)
            return True
        in_play = number.kind in ("bare", "products") and number.value == len(self.grounds.products) > 1
        around = self.low[max(0, number.start - 7) : number.start]
        if (
            in_play
            and re.search(r"(?:these|the|those|all|of|both)\s+$|这|那|全部|$", around)
            and self.grounds.comparable
        ):
            self.accept(number.start, number.end, "count", ())
            return True
        return False

    def _gap(self, number: Number, comparisons: Sequence[Comparison]) -> bool:
        for comparison in comparisons:
            near = min(abs(number.start - comparison.end), abs(comparison.start - number.end)) <= _GAP_REACH
            if comparison.dimension != "price" or comparison.sign == 0 or not near:
                continue
            if self.binding.clause_at(number.start) != self.binding.clause_at(comparison.start):
                continue
            for subject, others in self._sides(comparison):
                if figures.supports_difference(number, subject, others) and holds(
                    comparison, subject, others
                ):
                    self.accept(number.start, number.end, "price", [subject.product_id, others[0].product_id])
                    return True
        return False

    def _bare(self, number: Number, bound: Sequence[Product]) -> None:
        """A measure, pack size or size: its neighbor words must stand beside it in the record too."""
        spoken = tokens(self.text)
        index = next((i for i, t in enumerate(spoken) if t.start <= number.start < t.end), None)
        records = [self.known[p.product_id] for p in bound]
        if index is not None and records and number.kind in ("bare", "percent", "products"):
            span = _measure(spoken, index, records)
            if span is not None:
                tail = self.text[span[1] : span[1] + 1] == "%"
                self.accept(span[0], span[1] + tail, "attribute", [p.product_id for p in bound])
                return
        self.refuse("number", number.start, number.end, f"no such figure in {_named(bound)}")

    def _sides(self, comparison: Comparison) -> Iterator[tuple[Product, list[Product]]]:
        """Each subject of a comparison with those it is compared with."""
        index = self.binding.clause_at(comparison.start)
        in_marker = self.binding.clauses[index].opener == "marker"
        ids = self.binding.main_subject(index) if in_marker else self.binding.at(comparison.start)
        against = [i for i in self.binding.compared_with() if i not in ids]
        if not against and self.grounds.comparable:
            against = [i for i in self.products if i not in ids]
        for product_id in ids:
            yield self.products[product_id], [self.products[i] for i in against]

    def _comparisons(self, comparisons: Sequence[Comparison]) -> None:
        for comparison in comparisons:
            if self.mask.touched(comparison.start, comparison.end):
                continue
            if comparison.sign == 0:
                true = self._equal(comparison)
            else:
                sides = list(self._sides(comparison))
                true = bool(sides) and all(
                    holds(comparison, subject, others)
                    or proven(comparison, subject.product_id, self.grounds.proofs)
                    for subject, others in sides
                )
            if true:
                ids = self.binding.at(comparison.start)
                self.accept(comparison.start, comparison.end, f"comparison:{comparison.dimension}", ids)
                self._cover_marker(comparison)
            else:
                detail = f"the records do not prove this of {comparison.dimension}"
                self.refuse("comparison", comparison.start, comparison.end, detail)

    def _cover_marker(self, comparison: Comparison) -> None:
        """The 比 of a proven comparison is accounted for by it."""
        clause = self.binding.clauses[self.binding.clause_at(comparison.start)]
        if clause.opener == "marker" and self.text[clause.start] == "比":
            self.mask.cover(clause.start, clause.start + 1)

    def _equal(self, comparison: Comparison) -> bool:
        ids = tuple(dict.fromkeys((*self.binding.at(comparison.start), *self.binding.compared_with())))
        if len(ids) < 2 and self.grounds.comparable:
            ids = tuple(self.products)
        return len(ids) > 1 and holds(comparison, self.products[ids[0]], [self.products[i] for i in ids[1:]])

    def _stock(self) -> None:
        for pattern, wanted in ((_OUT_OF_STOCK, False), (_IN_STOCK, True)):
            for match in pattern.finditer(self.low):
                bound = self.bound(match.start())
                if self.mask.touched(*match.span()):
                    continue
                if bound and all(p.in_stock is wanted for p in bound):
                    self.accept(*match.span(), "stock", [p.product_id for p in bound])
                else:
                    self.refuse("stock", *match.span(), f"not what the record says of {_named(bound)}")

    def _words(self) -> None:
        spoken = tokens(self.text)
        for index, token in enumerate(spoken):
            if self.mask.covered(token.start, token.end):
                continue
            if token.kind == "cjk":
                self._han(token)
            elif token.kind == "word":
                self._word(spoken, index)
            else:
                self.refuse("number", token.start, token.end, "a number that was not read")

    def _han(self, token: Token) -> None:
        start = token.start
        while start < token.end:
            end = start
            while end < token.end and self.mask.covered(end, end + 1) == self.mask.covered(start, start + 1):
                end += 1
            if not self.mask.covered(start, start + 1):
                self._han_run(start, end)
            start = end

    def _han_run(self, start: int, end: int) -> None:
        bound = self.bound(start)
        pieces = cover_run(
            self.text[start:end], [self.known[p.product_id] for p in bound], self.grounds.lexicon
        )
        if pieces is None:
            self.refuse("word", start, end, f"not in the record of {_named(bound)}")
            return
        for piece in pieces:
            if piece.from_record:
                self.accept(start + piece.start, start + piece.end, "record", [p.product_id for p in bound])
        self.mask.cover(start, end)

    def _word(self, spoken: Sequence[Token], index: int) -> None:
        token, low = spoken[index], spoken[index].text.lower()
        records = self.records(token.start)
        ids = [r.product.product_id for r in records]
        if low in lexicon_en.NEGATORS or low.endswith("n't"):
            span = _denied(spoken, index, records)
            if span is None:
                self.refuse(
                    "negation",
                    token.start,
                    token.end,
                    f"the record does not say so of {_named(self.bound(token.start))}",
                )
            else:
                self.accept(*span, "negation", ids)
            return
        if (len(low) > 1 and low in _NEUTRAL_EN) or low in ("a", "i"):
            self.mask.cover(token.start, token.end)
        elif records and all(r.says_size(token.text) for r in records):
            self.accept(token.start, token.end, "size", ids)
        elif low in lexicon_en.RESTRICTED or low in lexicon_en.COMPARATIVE_WORDS or _superlative(low):
            self.refuse("word", token.start, token.end, "needs a fact of its own")
        elif records and all(self._says(r, spoken, index) for r in records):
            self.accept(token.start, token.end, self.grounds.lexicon.facet_of(low) or "record", ids)
        else:
            self.refuse(
                "word", token.start, token.end, f"not in the record of {_named(self.bound(token.start))}"
            )

    def _says(self, record: Record, spoken: Sequence[Token], index: int) -> bool:
        """Whether a record affirms a word, or has all of "faux leather" or "BPA-free"."""
        token = spoken[index]
        if record.says_word(token.key, token.text, self.grounds.lexicon):
            return True
        before = spoken[index - 1].key if index else ""
        after = spoken[index + 1].key if index + 1 < len(spoken) else ""
        if before in QUALIFIERS:
            return record.says_phrase((before, token.key))
        return after in LIKENESS and record.says_phrase((token.key, after))

    def _symbols(self) -> None:
        for place, char in enumerate(self.text):
            if not (char.isalnum() or _SYMBOLS.match(char) or self.mask.covered(place, place + 1)):
                self.refuse("symbol", place, place + 1, "no such sign is read")


class Checker:
    """Checks texts against one set of grounds. Stateless between calls."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._records = {p.product_id: Record(p) for p in grounds.products}

    def check(self, text: str, *, subjects: Sequence[str] = ()) -> Verdict:
        """Verdict on one or more sentences; `subjects` are the products that "it" means at the start.

        A text is supported only when every word, number and sign of every sentence is: grammar and words
        of offering are free; everything else must be true of the product that its clause is about.
        """
        current = tuple(subjects)
        claims: list[Claim] = []
        violations: list[Violation] = []
        for sentence in split_sentences(text):
            verdict = _Sentence(sentence, self._grounds, self._records, current).finish()
            claims.extend(verdict.claims)
            violations.extend(verdict.violations)
            current = verdict.subjects or current
        return Verdict(
            supported=not violations,
            claims=tuple(claims),
            violations=tuple(violations),
            subjects=current,
        )


def mentioned(text: str, grounds: Grounds) -> tuple[Mention, ...]:
    """Products that a text names, in order."""
    return find_mentions(prepare(text), grounds.products)


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


def _measure(spoken: Sequence[Token], index: int, records: Sequence[Record]) -> tuple[int, int] | None:
    """Span of a number with a neighbor word, where every record has both in a row."""
    for first, last in ((index, index + 1), (index - 1, index)):
        if first < 0 or last >= len(spoken):
            continue
        pair = spoken[first : last + 1]
        for size in range(len(pair[-1].text), 0, -1) if pair[-1].kind == "cjk" else (len(pair[-1].text),):
            tail = pair[-1].text[:size] if pair[-1].kind == "cjk" else pair[-1].key
            joined = pair[0].text + pair[-1].text[:size]
            if all(r.says_phrase((pair[0].key, tail)) or r.cites(joined) for r in records):
                return pair[0].start, pair[-1].start + size
    if all(r.says_size(spoken[index].text) for r in records):
        return spoken[index].start, spoken[index].end
    return None


def _superlative(low: str) -> bool:
    return (
        len(low) >= 6
        and low.endswith("est")
        and low not in _SUPERLATIVE_EXCEPTIONS
        and stem(low) != low[:-3] + "est"
    )


def _named(products: Sequence[Product]) -> str:
    return ", ".join(p.product_id for p in products) or "any product in play"
