"""Which products a place in a sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claims import lexicon_en, lexicon_zh
from assistant.claims.mentions import Mention, groups
from assistant.claims.spans import lowered

_MARKER = (
    rf"\b(?:{lexicon_en.MARKERS})(?=\s)|\bover(?= the )|{lexicon_zh.THAN}|"
    r"而不[选买要]|而不是|对(?=[¥$]?[\d一二两三四五六七八九十百千])|"
    r"相比之下|相比|比起|比(?!例|如|较|赛)|相较于|对比"
)
_CLAUSE_WORD = "|".join((*(rf"\b{w}\b" for w in lexicon_en.CLAUSE_WORDS), *lexicon_zh.CLAUSE_WORDS))
_BOUNDARY = re.compile(
    rf"(?P<marker>{_MARKER})|(?P<open>\()|(?P<plain>\)|(?<!\d),|,(?!\d)|[;:—–。!?]|\s-\s|{_CLAUSE_WORD})"
)
_PLURAL_ALL = re.compile(r"\b(?:both|all|each|every|everything)\b|都|(?<!平)均|两者|两款|每款|全部|所有|分别")
_PLURAL = re.compile(r"\b(?:they|them|these|those|their|they're|they've)\b|这些|那些|它们")
_AMBIGUOUS = re.compile(r"\s*(?:and|并且|并|且)?\s*(?:at|for|with|from|以)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:just )?(?:like|as|with|alongside|along with|besides|including|plus|next to|and even)\b|和|与|像"
)
_WHICH = re.compile(r",\s*which\b")
_THAN = re.compile(lexicon_zh.THAN)
_CHOSEN = re.compile(r"\b(?:choos|pick|go(?:ing)? (?:with|for)|tak|prefer)")
_PRICED = re.compile(r"\bat [$¥€£]?\d")
"""The subject's own price was said before, so that the next one is the other product's."""
_FIGURE_FOR = re.compile(r"[$¥€£]?\s?[\d.,]+(?:\s(?!for\b)[a-z]+)? for (?:the )?")
_FOR = re.compile(r"\bfor (?:the )?$")
_PRONOUN = re.compile(r"\b(?:it|it's|its|this|they|they're|he|she)\b|它|这款|该款|此款|这件|其")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A stretch of one sentence. `opener` is "marker" (than, versus, 比), "open" (a bracket) or "plain"."""

    start: int
    end: int
    opener: str
    mentions: tuple[Mention, ...]


class Binding:
    """Binds places of one sentence to products in play.

    `carried` are the products that "it" means when the sentence begins. A place that could mean two
    products is bound to both, so that a fact there must hold for both.
    """

    def __init__(
        self, text: str, mentions: Sequence[Mention], *, in_play: Sequence[str], carried: Sequence[str]
    ) -> None:
        self._text = lowered(text)
        self._in_play = tuple(in_play)
        self._mentions = groups(text, mentions)
        self.clauses = tuple(self._split(text))
        self._subjects = self._follow(tuple(carried))

    @property
    def subject(self) -> tuple[str, ...]:
        """Products that "it" would mean after this sentence."""
        return self._subjects[-1] if self._subjects else ()

    def clause_at(self, position: int) -> int:
        """Index of the clause that holds a position."""
        for index, clause in enumerate(self.clauses):
            if clause.start <= position < clause.end:
                return index
        return len(self.clauses) - 1

    def at(self, position: int) -> tuple[str, ...]:
        """Products that a fact at this position is about; empty when there are none to bind to."""
        return self._at(position) or (self._in_play if len(self._in_play) == 1 else ())

    def _at(self, position: int) -> tuple[str, ...]:
        index = self.clause_at(position)
        clause = self.clauses[index]
        before = [m for m in clause.mentions if m.end <= position]
        if clause.opener == "marker" and (owner := self._owner_after(clause, position)):
            return owner
        if owner := self._figure_for(clause, position):
            return owner
        if clause.opener == "open" and not clause.mentions and (owner := self._bracketed(clause)):
            return owner
        if before:
            bound = before[-1].product_ids
        elif self._said(clause).startswith(")") and index and self._subjects[index - 1]:
            bound = self._subjects[index - 1]
        elif clause.mentions:
            bound = clause.mentions[0].product_ids
        else:
            bound = self._unnamed(index)
        if index and clause.opener == "marker" and before and not self._attached(before[-1], position):
            return tuple(dict.fromkeys((*bound, *self.main_subject(index))))
        return bound

    def _owner_after(self, clause: Clause, position: int) -> tuple[str, ...]:
        """The product of "$31.99 for the B", where a list of compared figures goes on."""
        after = [m for m in clause.mentions if m.start > position]
        if after and _FOR.search(self._text[position : after[0].start]):
            return after[0].product_ids
        return ()

    def _figure_for(self, clause: Clause, position: int) -> tuple[str, ...]:
        """The product of "$31.99 for the B"."""
        after = next((m for m in clause.mentions if m.start > position), None)
        said = self._text[position : after.start] if after else ""
        return after.product_ids if after and _FIGURE_FOR.fullmatch(said) else ()

    def _bracketed(self, clause: Clause) -> tuple[str, ...]:
        """The product right before a bracket: "the B (4.8)"."""
        before = [m for m in self._mentions if m.end <= clause.start]
        near = bool(before) and not self._text[before[-1].end : clause.start].strip()
        return before[-1].product_ids if near else ()

    def main_subject(self, index: int) -> tuple[str, ...]:
        """What the sentence is about at a clause, leaving "than …" and "(…)" aside."""
        while index > 0 and self.clauses[index].opener == "marker":
            index -= 1
        if self.clauses[index].opener == "marker":
            following = [c for c in self.clauses[index + 1 :] if c.mentions and c.opener != "marker"]
            return following[0].mentions[0].product_ids if following else self._subjects[index]
        return self._subjects[index]

    def compared_with(self) -> tuple[str, ...]:
        """Products named after "than", "versus" or 比 anywhere in the sentence."""
        named = (m for c in self.clauses if c.opener == "marker" for m in c.mentions)
        return tuple(dict.fromkeys(i for m in named for i in m.product_ids))

    def _split(self, text: str) -> Iterator[Clause]:
        start, opener = 0, "plain"
        for match in _BOUNDARY.finditer(self._text):
            if any(m.start < match.end() and match.start() < m.end for m in self._mentions):
                continue
            if match.group() == "over" and not self._chosen_over(match.end()):
                continue
            if _THAN.fullmatch(match.group()) and not self._named_at(match.end()):
                continue
            if match.start() > start:
                yield self._clause(start, match.start(), opener)
            start, opener = match.start(), str(match.lastgroup)
        yield self._clause(start, len(text), opener)

    def _chosen_over(self, position: int) -> bool:
        """Whether a product is named there that another is chosen over."""
        return self._named_at(position) and _CHOSEN.search(self._text[:position]) is not None

    def _named_at(self, position: int) -> bool:
        return any(m.start - position in range(6) for m in self._mentions)

    def _clause(self, start: int, end: int, opener: str) -> Clause:
        inside = tuple(m for m in self._mentions if start <= m.start and m.end <= end)
        return Clause(start=start, end=end, opener=opener, mentions=inside)

    def _follow(self, carried: tuple[str, ...]) -> list[tuple[str, ...]]:
        subjects: list[tuple[str, ...]] = []
        current = carried
        for clause in self.clauses:
            if clause.mentions and clause.opener != "marker":
                named = clause.mentions[-1].product_ids
                beside = clause.opener == "open" or _BESIDE.match(self._said(clause).lstrip(",; "))
                current = tuple(dict.fromkeys((*current, *named))) if beside and subjects else named
            elif _PLURAL_ALL.search(self._said(clause)) and len(current) < 2:
                current = self._in_play
            subjects.append(current)
        return subjects

    def _unnamed(self, index: int) -> tuple[str, ...]:
        clause = self.clauses[index]
        said = self._said(clause)
        if _PLURAL_ALL.search(said):
            return self._subjects[index] if len(self._subjects[index]) > 1 else self._in_play
        if clause.opener == "marker":
            return self._other(index)
        following = self._next_named(index)
        if (
            _WHICH.match(said)
            and self.clauses[index - 1].opener == "marker"
            and self.clauses[index - 1].mentions
        ):
            return self.clauses[index - 1].mentions[-1].product_ids
        spoken_of = self._subjects[index] or self._ahead(index)
        if following and not _PRONOUN.search(said):
            if not self._named_before(index):
                return following
            if _AMBIGUOUS.match(said.lstrip(",; ")) and index + 1 < len(self.clauses):
                return tuple(dict.fromkeys((*self._subjects[index], *following)))
        if _PLURAL.search(said) and not self._subjects[index]:
            return self._in_play
        return spoken_of

    def _ahead(self, index: int) -> tuple[str, ...]:
        """What a sentence that begins without a subject names at last: "In red, and in stock: the B"."""
        later = (clause for clause in self.clauses[index + 1 :] if clause.mentions)
        return next((clause.mentions[0].product_ids for clause in later), ())

    def _other(self, index: int) -> tuple[str, ...]:
        subject = self.main_subject(index)
        others = tuple(i for i in self._in_play if i not in subject)
        return others if len(subject) == 1 and len(others) == 1 else ()

    def _next_named(self, index: int) -> tuple[str, ...]:
        if index + 1 == len(self.clauses) or self.clauses[index + 1].opener == "marker":
            return ()
        if self.clauses[index + 1].mentions:
            return self.clauses[index + 1].mentions[0].product_ids
        return ()

    def _named_before(self, index: int) -> bool:
        return any(clause.mentions for clause in self.clauses[:index])

    def _said(self, clause: Clause) -> str:
        return self._text[clause.start : clause.end]

    def _attached(self, mention: Mention, position: int) -> bool:
        """Whether a fact stands so close behind a compared name that it can only be that product's."""
        between = self._text[mention.end : position]
        if re.fullmatch(r"\s*at\s*[$¥€£]?", between):
            return _PRICED.search(self._text[: mention.start]) is not None
        return bool(
            re.fullmatch(
                r"(?:'s|的|,? which|\s|is|has|costs|only|just|at \$?0|评分|价格|售价|是|为|有|[$¥€£])*",
                between,
            )
        )
