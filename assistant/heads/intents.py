"""The intent head: how likely each of the 15 intents is, of an utterance at the beginning or on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from assistant.errors import HeadError
from assistant.heads.features import TextFeatures
from assistant.heads.linear import LinearHead
from assistant.parsing.types import Parsed
from assistant.types import Intent
from retrieval.protocols import Embedder, Vectors
from retrieval.text import has_cjk

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WEIGHTS = Path(__file__).parent / "intents.safetensors"
UTTERANCES = Path(__file__).parent / "utterances"
_PLACES = ("start", "screen")
_LONG = 50.0
"""Characters of an utterance of middling length."""
_LEFT = 5.0
"""Unexplained words of an utterance that is hard to read."""
EVIDENCE = 11 + len(Intent)
"""How many features there are beside those of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A labeled utterance. `on_screen`: said while a search was running and products were shown."""

    text: str
    intent: Intent
    on_screen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A labeled utterance and what the parser read of it where it was said."""

    said: Said
    parsed: Parsed


class IntentHead:
    """Reads intents by a LinearHead; the vector takes most of the time. Thread-safe as the embedder is."""

    def __init__(self, head: LinearHead, embedder: Embedder) -> None:
        """Raises HeadError where the head was trained on another embedder or other labels."""
        self._features = TextFeatures(embedder)
        width = self._features.width + EVIDENCE
        if (head.embedder, head.weights.shape[0]) != (embedder.name, width):
            raise HeadError(
                f"expected a head trained on {embedder.name} ({width} features), got one trained on "
                f"{head.embedder} ({head.weights.shape[0]}); run `shopwright train intents`"
            )
        try:
            self._intents = tuple(Intent(label) for label in head.labels)
        except ValueError as error:
            raise HeadError(f"expected a head whose labels are intents, got {head.labels}") from error
        self._head = head

    def read(self, text: str, parsed: Parsed, *, on_screen: bool) -> Mapping[Intent, float]:
        """Probabilities of the intents, the likeliest first. Raises EmbedderError."""
        row = _beside(self._features.of_query(text), [evidence(text, parsed, on_screen=on_screen)])
        shares = self._head.probabilities(row)[0]
        pairs = zip(self._intents, (float(share) for share in shares), strict=True)
        return dict(sorted(pairs, key=lambda pair: -pair[1]))


def cue_worth(parsed: Parsed) -> Mapping[Intent, float]:
    """The parser's confidence in each intent that it read, cubed: weak cues are right far less often."""
    return {intent: confidence**3 for intent, confidence in parsed.intents}


def evidence(text: str, parsed: Parsed, *, on_screen: bool) -> tuple[float, ...]:
    """Where and how it is said, what the parser found in it, what its cues are worth: EVIDENCE numbers."""
    cues = cue_worth(parsed)
    return (
        float(on_screen),
        float(has_cjk(text)),
        min(len(text) / _LONG, 2.0),
        float(bool(parsed.references)),
        float(parsed.kind_known),
        float(bool(parsed.search_text)),
        float(bool(parsed.constraints)),
        float(parsed.sort is not None),
        float(parsed.paging is not None),
        float(bool(parsed.dropped_facets)),
        min(len(parsed.leftover.split()) / _LEFT, 2.0),
        *(cues.get(intent, 0.0) for intent in Intent),
    )


def read_utterances(file: Path) -> list[Said]:
    """Labeled utterances of a YAML file: intent → start or screen → texts. Raises HeadError."""
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        return list(_said(document))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, AttributeError, TypeError) as error:
        raise HeadError(
            f"{file}: expected YAML of the form `intent: {{start: [texts], screen: [texts]}}`, got {error}"
        ) from error


def intent_rows(features: TextFeatures, rehearsed: Sequence[Rehearsed], vectors: Vectors) -> csr_matrix:
    """Features [n, width + EVIDENCE] of labeled utterances."""
    beside = [evidence(each.said.text, each.parsed, on_screen=each.said.on_screen) for each in rehearsed]
    return _beside(features.of_queries([each.said.text for each in rehearsed], vectors), beside)


def _said(document: Any) -> Iterator[Said]:
    for name, places in document.items():
        intent = Intent(name)
        for place, texts in places.items():
            if place not in _PLACES:
                raise ValueError(f"{name}: expected {' or '.join(_PLACES)}, got {place!r}")
            for text in texts or ():
                yield Said(text=str(text), intent=intent, on_screen=place == "screen")


def _beside(rows: csr_matrix, found: Sequence[Sequence[float]]) -> csr_matrix:
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - with scikit-learn, see features.py

    return csr_matrix(hstack([rows, csr_matrix(np.asarray(found, dtype=np.float32))]))
