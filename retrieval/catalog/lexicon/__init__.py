"""Words for facet values, English and Chinese, and how they are found in a text: the longest match first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple, cast

import yaml

from retrieval.text import has_cjk, normalize, stem, words

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MINED_FACETS = ("color", "material", "pattern", "sleeve", "size", "style", "feature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One canonical value of a facet in one language.

    `implied` are further values that it entails (navy → blue). A `weak` word may mean something else: it is
    not mined from titles, or, with `beside_goods`, only where the title names a thing that can have it. An
    `explicit` one is read from size fields only. `denies` are values that a product with this one can't have,
    whatever its tags say (faux leather: leather). A product has one value of a `group` (a sleeve's length).
    """

    facet: str
    value: str
    implied: tuple[str, ...] = ()
    weak: bool = False
    beside_goods: bool = False
    explicit: bool = False
    denies: tuple[str, ...] = ()
    group: str | None = None


class Match(NamedTuple):
    """Entries that the words at `start` to `end` of a text state."""

    entries: tuple[Entry, ...]
    start: int
    end: int


class _Phrase(NamedTuple):
    tokens: tuple[str, ...]
    exact: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Words around a value that decide what it means; stems, one tuple a phrase."""

    goods: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    attributes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Facet words of one language. Phrases are kept by their first token (zh: character), longest first."""

    language: str
    phrases: Mapping[str, tuple[_Phrase, ...]]
    context: Context

    def tokens(self, text: str) -> tuple[str, ...]:
        """What positions of `scan` count: words, or characters of the normalized text for Chinese."""
        return tuple(normalize(text)) if self.language == "zh" else words(text)

    def scan(self, tokens: Sequence[str]) -> tuple[Match, ...]:
        """Non-overlapping matches from left to right; a trap uses up its words and states nothing."""
        singular = tokens if self.language == "zh" else [_singular(token) for token in tokens]
        found: list[Match] = []
        position = 0
        while position < len(tokens):
            phrase = self._longest(tokens, singular, position)
            if phrase is None:
                position += 1
                continue
            end = position + len(phrase.tokens)
            if phrase.entries:
                found.append(Match(phrase.entries, position, end))
            position = end
        return tuple(found)

    def whole(self, text: str, facet: str) -> Entry | None:
        """The entry of a facet that a text names with nothing around it."""
        tokens = self.tokens(text)
        matches = self.scan(tokens)
        if len(matches) != 1 or matches[0].start != 0 or matches[0].end != len(tokens):
            return None
        return next((entry for entry in matches[0].entries if entry.facet == facet), None)

    def _longest(self, tokens: Sequence[str], singular: Sequence[str], position: int) -> _Phrase | None:
        for phrase in self.phrases.get(singular[position], ()):
            end = position + len(phrase.tokens)
            here = tokens[position:end] if phrase.exact else singular[position:end]
            if tuple(here) == phrase.tokens and (self.language != "zh" or _bounded(tokens, position, end)):
                return phrase
        return None


@lru_cache(maxsize=2)
def load_lexicon(language: str) -> Lexicon:
    """Read the bundled words of a language, `en` or `zh`."""
    phrases: dict[tuple[tuple[str, ...], bool], list[Entry]] = {}
    for facet in MINED_FACETS:
        content = _read(f"{facet}.yaml")
        items: Sequence[Mapping[str, object]] = content["entries"]
        traps: Mapping[str, Sequence[str]] = content.get("traps", {})
        for names, entry in _entries(facet, items, language):
            for name in names:
                phrases.setdefault(_key(name, language), []).append(entry)
        for trap in traps.get(language, ()):
            phrases.setdefault(_key(trap, language), [])
    by_first: dict[str, list[_Phrase]] = {}
    for (tokens, exact), entries in phrases.items():
        first = _singular(tokens[0]) if exact else tokens[0]
        by_first.setdefault(first, []).append(_Phrase(tokens, exact, tuple(dict.fromkeys(entries))))
    return Lexicon(
        language=language,
        phrases={
            first: tuple(sorted(group, key=lambda phrase: (-len(phrase.tokens), not phrase.exact)))
            for first, group in by_first.items()
        },
        context=_context(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """Every name of one canonical value, in both languages; the first of a language is the canonical one."""

    facet: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    weak: bool


def spellings() -> tuple[Spellings, ...]:
    """All bundled values with their names, for whoever reads shoppers rather than catalogs."""
    return tuple(
        Spellings(
            facet=facet,
            english=tuple(name.removeprefix("=") for name in _names(item, "en")),
            chinese=_names(item, "zh"),
            weak=bool(item.get("weak")),
        )
        for facet in MINED_FACETS
        for item in _read(f"{facet}.yaml")["entries"]
    )


def traps(language: str) -> tuple[str, ...]:
    """Phrases of a language that hold a facet word and state no facet ('orange juice')."""
    found = (_read(f"{facet}.yaml").get("traps", {}).get(language, ()) for facet in MINED_FACETS)
    return tuple(dict.fromkeys(name for names in found for name in names))


def _entries(
    facet: str, content: Sequence[Mapping[str, object]], language: str
) -> Iterator[tuple[tuple[str, ...], Entry]]:
    translated = [item for item in content if _names(item, language)]
    canonical = {_names(item, "en")[0]: _names(item, language)[0] for item in translated}
    for item in translated:
        names = _names(item, language)
        implied = [*_texts(item.get("also", ())), *_texts(item.get("family", ()))]
        weak = bool(item.get("weak")) and not (language == "zh" and facet in {"color", "pattern"})
        yield (
            names,
            Entry(
                facet=facet,
                value=names[0],
                implied=tuple(canonical[name] for name in implied if name in canonical),
                weak=weak,
                beside_goods=(weak and facet == "color") or (language == "en" and bool(item.get("goods"))),
                explicit=bool(item.get("explicit")),
                denies=tuple(canonical[name] for name in _texts(item.get("denies", ())) if name in canonical),
                group=str(item["group"]) if "group" in item else None,
            ),
        )


def _names(item: Mapping[str, object], language: str) -> tuple[str, ...]:
    return _texts(item.get(language, ()))


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(child) for child in value) if isinstance(value, (list, tuple)) else ()


def _key(name: str, language: str) -> tuple[tuple[str, ...], bool]:
    exact = name.startswith("=")
    if language == "zh":
        return tuple(normalize(name)), False
    tokens = words(name.removeprefix("="))
    return (tokens, True) if exact else (tuple(_singular(token) for token in tokens), False)


def _singular(word: str) -> str:
    """Drop a plural ending. Stems would go too far: classical and classic, organ and organic share one."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]


def _bounded(characters: Sequence[str], start: int, end: int) -> bool:
    """Latin letters or digits at a match's edge must not go on beyond it."""
    return not (start and _joins(characters[start - 1], characters[start])) and not (
        end < len(characters) and _joins(characters[end - 1], characters[end])
    )


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and not has_cjk(left) and not has_cjk(right)


@lru_cache(maxsize=1)
def _context() -> Context:
    content: Mapping[str, Sequence[str]] = _read("context.yaml")
    attributes: Mapping[str, Sequence[str]] = _read("context.yaml")["attributes"]
    return Context(
        goods=frozenset(stem(words(name)[-1]) for name in content["goods"]),
        not_after=frozenset(stem(word) for word in content["not_after"]),
        not_before=frozenset(stem(word) for word in content["not_before"]),
        attributes={facet: tuple(normalize(name) for name in names) for facet, names in attributes.items()},
    )


@cache
def _read(name: str) -> dict[str, Any]:
    text = (resources.files("retrieval.catalog.lexicon") / name).read_text("utf-8")
    return cast(dict[str, Any], yaml.load(text, Loader=_LOADER))  # noqa: S506 - a safe loader either way
