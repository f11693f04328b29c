"""Occurrences into pairs: near-duplicate questions are one. Pure but for the vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from assistant.faq.types import Occurrence, Pair, Status
from retrieval.answered_questions import Paraphrases
from retrieval.asked import ask_the_same, read_question
from retrieval.text import normalize

_ID_CHARS = 10
_AGREEING = 0.5
"""Equal answers lower the floor of the cosine by this share of its distance to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Occurrences by the pair that they belong to: pairs on file by id, and new ones with theirs."""

    joined: Mapping[str, Sequence[Occurrence]]
    new: Sequence[tuple[Pair, Sequence[Occurrence]]]


def grouped(
    found: Sequence[Occurrence],
    on_file: Sequence[tuple[str, str, str]],
    *,
    shop: str,
    paraphrases: Paraphrases | None,
) -> Grouped:
    """Each occurrence beside the pair that asks the same: one on file first, decided or not, else a new one.

    `on_file` are ids and wordings of question and answer. Equal answers let questions be a little less alike.
    Frequent questions begin the new pairs; a new pair has the wording and the
    answer given most often, ties by the order found.
    """
    frequent = sorted(_by_key(found).values(), key=len, reverse=True)
    questions = [question for _, question, _ in on_file] + [same[0].question for same in frequent]
    answers = [{normalize(answer)} for *_, answer in on_file]
    answers += [{normalize(occurrence.answer) for occurrence in same} for same in frequent]
    likeness = _Likeness(questions, answers, paraphrases)
    heads = list(range(len(on_file)))
    members: dict[int, list[Occurrence]] = {}
    for row, same in enumerate(frequent, start=len(on_file)):
        head = likeness.head_of(row, heads)
        if head is None:
            heads.append(row)
            head = row
        members.setdefault(head, []).extend(same)
    joined: dict[str, list[Occurrence]] = {}
    for head in (head for head in members if head < len(on_file)):
        joined.setdefault(on_file[head][0], []).extend(members[head])
    new = [(_pair(same, shop), same) for head, same in members.items() if head >= len(on_file)]
    return Grouped(joined=joined, new=new)


def _by_key(found: Sequence[Occurrence]) -> dict[str, list[Occurrence]]:
    by_key: dict[str, list[Occurrence]] = {}
    for occurrence in found:
        by_key.setdefault(read_question(occurrence.question).key, []).append(occurrence)
    return by_key


class _Likeness:
    """Which questions ask the same, by row."""

    def __init__(
        self, questions: Sequence[str], answers: Sequence[set[str]], paraphrases: Paraphrases | None
    ) -> None:
        self._asked = [read_question(question) for question in questions]
        self._answers = answers
        self._vectors = paraphrases.embed(questions) if paraphrases and questions else None
        self._floor = 1.0 if paraphrases is None else paraphrases.floor

    def head_of(self, row: int, heads: Sequence[int]) -> int | None:
        """The nearest of the heads that asks the same; the first of those without vectors."""
        vectors = self._vectors
        cosines = None if vectors is None else vectors[list(heads)] @ vectors[row]
        best: tuple[float, int] | None = None
        for place, head in enumerate(heads):
            cosine = None if cosines is None else float(cosines[place])
            if self._same(row, head, cosine):
                nearness = float(self._asked[head].key == self._asked[row].key) + (cosine or 0.0)
                if best is None or nearness > best[0]:
                    best = (nearness, head)
        return None if best is None else best[1]

    def _same(self, row: int, head: int, cosine: float | None) -> bool:
        agree = bool(self._answers[row] & self._answers[head])
        floor = self._floor - (_AGREEING * (1.0 - self._floor) if agree else 0.0)
        return ask_the_same(self._asked[row], self._asked[head], cosine=cosine, floor=floor)


def _pair(same: Sequence[Occurrence], shop: str) -> Pair:
    question = _commonest([occurrence.question for occurrence in same])
    language = same[0].language
    seed = f"{shop}\0{read_question(question).key}"
    return Pair(
        pair_id=sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_CHARS],
        shop=shop,
        language=language,
        question=question,
        answer=_commonest([occurrence.answer for occurrence in same]),
        status=Status.CANDIDATE,
        count=len(same),
    )


def _commonest(texts: Sequence[str]) -> str:
    """The text given most often but for case and space; the first of those as it was written first."""
    counts = Counter(normalize(text) for text in texts)
    most = max(counts.values())
    return next(text for text in texts if counts[normalize(text)] == most)
