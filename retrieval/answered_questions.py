"""Questions that a shop has answered before: found again however they are worded, in English and Chinese."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.asked import Asked, ask_the_same, differing_words, points_at_something, read_question
from retrieval.errors import EmbedderError
from retrieval.instructing import addresses_assistant
from retrieval.policy_words import GENERIC
from retrieval.protocols import Embedder, Vectors
from retrieval.text import detect_language, normalize

_UNMISTAKABLE = 0.4
"""So far from the floor towards 1 a cosine leaves no doubt, whatever else a text may be read as."""

_CONTRASTS = (
    *("Where is your shop?", "How much does it cost?", "How long does it take?", "Is it in stock?"),
    *("Can you recommend something?", "Who are you?", "Do you have other colors?", "Is it waterproof?"),
    *(
        "你们店在哪里？",
        "多少钱？",
        "要多长时间？",
        "有货吗？",
        "能推荐一下吗？",
        "你是谁？",
        "有其他颜色吗？",
        "防水吗？",
    ),
)
"""Everyday questions that a translation must be nearer than, where a shop has few pairs of its own."""

_SAME_TOPIC = 0.5
"""Nearness of questions that share a topic, where no vectors say more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """A question with the answer that an agent approved. `approved_on` is a date, ISO 8601, UTC.

    `count` is how often shoppers asked it.
    """

    pair_id: str
    question: str
    answer: str
    language: str
    approved_by: str
    approved_on: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paraphrases:
    """Vectors that tell whether questions mean the same: at a cosine of `floor` or more they do.

    Questions in two languages do where the cosine stands `translation_margin` above that of every other
    question; None where the embedder does not read both languages.
    """

    embedder: Embedder
    floor: float
    translation_margin: float | None = None

    def embed(self, texts: Sequence[str]) -> Vectors | None:
        """float32 [n, dim], unit norm; None where the device fails, so that words alone decide."""
        try:
            return self.embedder.embed_documents(list(texts))
        except EmbedderError:
            return None


class AnsweredQuestions:
    """The approved pairs of a shop. Pairs whose text gives orders to the assistant are left out."""

    def __init__(self, pairs: Sequence[AnsweredQuestion], *, paraphrases: Paraphrases | None = None) -> None:
        self.pairs = tuple(
            pair for pair in pairs if not addresses_assistant(f"{pair.question}\n{pair.answer}")
        )
        self._asked = tuple(read_question(pair.question) for pair in self.pairs)
        self._paraphrases = paraphrases
        questions = [pair.question for pair in self.pairs]
        self._vectors = paraphrases.embed(questions) if paraphrases and questions else None

    def find(self, question: str) -> AnsweredQuestion | None:
        """The pair that answers a question: one of its own language before others, then the nearest."""
        asked = read_question(question)
        cosines = self._cosines(question)
        same = [row for row in range(len(self.pairs)) if self._same(asked, row, cosines)]
        if not same:
            return self._translated(asked, cosines)
        return self.pairs[max(same, key=lambda row: self._rank(asked, row, cosines))]

    def is_asked(self, text: str) -> bool:
        """Whether a text asks one of the questions beyond doubt, whatever else it may be read as."""
        if not self.pairs:
            return False
        plain = _bare(text)
        if any(plain == _bare(pair.question) for pair in self.pairs):
            return True
        asked = read_question(text)
        if points_at_something(text) or not any(self._related(asked, known) for known in self._asked):
            return False
        cosines = self._cosines(text)
        return any(
            self._same(asked, row, cosines) and self._beyond_doubt(asked, row, cosines)
            for row in range(len(self.pairs))
        )

    def near(self, question: str, *, language: str) -> Sequence[tuple[AnsweredQuestion, float]]:
        """Pairs of a language on what a question is about, likeliest next first.

        Their weight is nearness (cosine, or half for a common topic) times 1 + log of their count.
        """
        asked, cosines = read_question(question), self._cosines(question)
        found = [
            (pair, self._nearness(asked, row, cosines) * (1.0 + math.log(max(pair.count, 1))))
            for row, pair in enumerate(self.pairs)
            if pair.language == language
        ]
        return sorted(
            ((pair, weight) for pair, weight in found if weight > 0.0),
            key=lambda each: (-each[1], each[0].pair_id),
        )

    def _translated(self, asked: Asked, cosines: Vectors | None) -> AnsweredQuestion | None:
        """The pair of another language that asks the same, by its distance from all other questions."""
        paraphrases = self._paraphrases
        if cosines is None or paraphrases is None or paraphrases.translation_margin is None:
            return None
        foreign = [row for row, known in enumerate(self._asked) if known.language != asked.language]
        if not foreign or not asked.words:
            return None
        best = max(foreign, key=lambda row: float(cosines[row]))
        others = [float(cosines[row]) for row in foreign if self.pairs[row].answer != self.pairs[best].answer]
        others += self._contrast(asked, self._asked[best].language)
        known = self._asked[best]
        agree = asked.figures == known.figures and asked.topics & GENERIC == known.topics & GENERIC
        return (
            self.pairs[best]
            if agree and float(cosines[best]) - max(others) >= paraphrases.translation_margin
            else None
        )

    def _contrast(self, asked: Asked, language: str) -> Sequence[float]:
        """Cosines of a question with everyday questions of a language; infinite without vectors."""
        texts = [text for text in _CONTRASTS if detect_language(text) == language]
        vectors = None if self._paraphrases is None else self._paraphrases.embed([asked.text, *texts])
        return [float("inf")] if vectors is None else [float(value) for value in vectors[1:] @ vectors[0]]

    def _same(self, asked: Asked, row: int, cosines: Vectors | None) -> bool:
        if self._paraphrases is None or cosines is None:
            return ask_the_same(asked, self._asked[row])
        return ask_the_same(
            asked, self._asked[row], cosine=float(cosines[row]), floor=self._paraphrases.floor
        )

    def _beyond_doubt(self, asked: Asked, row: int, cosines: Vectors | None) -> bool:
        known = self._asked[row]
        if not differing_words(asked, known) and not differing_words(known, asked):
            return asked.language == known.language
        if self._paraphrases is None or cosines is None:
            return False
        floor = self._paraphrases.floor
        return float(cosines[row]) >= floor + _UNMISTAKABLE * (1.0 - floor)

    def _nearness(self, asked: Asked, row: int, cosines: Vectors | None) -> float:
        """0 where nothing but the form of the question is common."""
        known = self._asked[row]
        if not self._related(asked, known):
            return 0.0
        return _SAME_TOPIC if cosines is None else max(float(cosines[row]), 0.0)

    @staticmethod
    def _related(asked: Asked, known: Asked) -> bool:
        return bool((asked.topics & known.topics) - GENERIC) or bool(asked.words & known.words)

    def _rank(self, asked: Asked, row: int, cosines: Vectors | None) -> tuple[bool, float, int, int]:
        known = self._asked[row]
        common = len(asked.words & known.words) / max(len(asked.words | known.words), 1)
        nearness = common if cosines is None else float(cosines[row])
        return (asked.language == known.language, nearness, self.pairs[row].count, -row)

    def _cosines(self, question: str) -> Vectors | None:
        """float32 [n], beside the pairs; None where there are no vectors."""
        if self._vectors is None or self._paraphrases is None:
            return None
        vector = self._paraphrases.embed([question])
        return None if vector is None else np.asarray(self._vectors @ vector[0], dtype=np.float32)


def _bare(text: str) -> str:
    """A text without case, spaces and the marks at its end."""
    return normalize(text).strip(" ?？!！.。~～").replace(" ", "")
