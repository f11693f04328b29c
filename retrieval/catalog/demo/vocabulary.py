"""Words that all families share: colors with their paint, how materials are said and cared for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from retrieval.catalog.demo.files import mapping, packaged, strings


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One sentence of a description and the features that it states."""

    sentence: str
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What `vocabulary.yaml` says.

    `paint`: color → #rrggbb. `surface`: material or theme → #rrggbb, for things without a color of their
    own. `spoken`: facet value → its form inside a sentence ('oak wood' → 'oak'; a plain pattern → '').
    `care`: group → material → details.
    """

    paint: Mapping[str, str]
    surface: Mapping[str, str]
    spoken: Mapping[str, str]
    care: Mapping[str, Mapping[str, tuple[Detail, ...]]]


def detail(text: str) -> Detail:
    """Reads 'feature, feature | sentence' or a sentence alone."""
    features, bar, sentence = text.partition(" | ")
    return Detail(sentence=sentence, features=tuple(features.split(", "))) if bar else Detail(sentence=text)


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The packaged vocabulary; parsed once per process because every picture asks for it."""
    data = packaged("vocabulary.yaml")
    care = mapping(data["care"], where="care")
    return Vocabulary(
        paint=_texts(data["paint"], where="paint"),
        surface=_texts(data["surface"], where="surface"),
        spoken=_texts(data["spoken"], where="spoken"),
        care={group: _care(table, where=f"care.{group}") for group, table in care.items()},
    )


def _texts(table: object, *, where: str) -> dict[str, str]:
    return {key: str(value) for key, value in mapping(table, where=where).items()}


def _care(table: object, *, where: str) -> dict[str, tuple[Detail, ...]]:
    return {
        material: tuple(detail(text) for text in strings(texts, where=f"{where}.{material}"))
        for material, texts in mapping(table, where=where).items()
    }
