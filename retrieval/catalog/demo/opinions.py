"""A sample of shoppers' opinions on demo products, in step with each product's rating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from retrieval.catalog.demo.composing import Composed
from retrieval.catalog.demo.files import mapping, packaged, strings
from retrieval.catalog.demo.seeding import stream
from retrieval.catalog.demo.supply import CLOSES, Supply
from retrieval.catalog.demo.wording import join_sentences

_REVIEWED_SHARE = 0.22
_TONES = {1: "complaint", 2: "complaint", 3: "mixed", 4: "praise", 5: "praise"}

Phrases = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One review; `rating` is 1 to 5 whole stars."""

    product_id: str
    rating: int
    text: str
    created: date


def load_phrases() -> Phrases:
    """Department code → tone (praise, mixed, complaint) → sentences."""
    return {
        code: {
            tone: strings(sentences, where=f"reviews.yaml: {code}.{tone}")
            for tone, sentences in mapping(tones, where=f"reviews.yaml: {code}").items()
        }
        for code, tones in packaged("reviews.yaml").items()
    }


def opinions(item: Composed, facts: Supply, phrases: Phrases, *, seed: int) -> Iterator[Opinion]:
    """Up to three opinions on about one rated product in five; never more than were counted."""
    rng = stream(seed, "opinions", item.product_id)
    if facts.rating is None or rng.random() >= _REVIEWED_SHARE:
        return
    said: set[str] = set()
    days = max(1, (CLOSES - facts.created).days - 7)
    for _ in range(min(facts.rating_count, rng.randint(1, 3))):
        stars = round(min(5.0, max(1.0, rng.gauss(facts.rating, 0.8))))
        text = _text(phrases[item.department][_TONES[stars]], said, rng, language=item.language)
        if text:
            created = facts.created + timedelta(days=7 + rng.randrange(days))
            yield Opinion(product_id=item.product_id, rating=stars, text=text, created=min(created, CLOSES))


def _text(sentences: tuple[str, ...], said: set[str], rng: Random, *, language: str) -> str:
    fresh = [sentence for sentence in sentences if sentence not in said]
    chosen = tuple(rng.sample(fresh, min(len(fresh), rng.choice((1, 2)))))
    said.update(chosen)
    return join_sentences(chosen, language=language)
