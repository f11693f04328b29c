# ruff: noqa: E501 - a pattern reads better whole
"""The parser's own words: facet words of both languages, kinds of product, grammar words, intent cues."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import cast

import yaml
from spellchecker import SpellChecker

from assistant.parsing.measures import MEASURE
from assistant.types import Intent
from retrieval.catalog.lexicon import Spellings, spellings, traps
from retrieval.text import stem, stems

_REF_EN = (
    r"(?:it|this|that|these|those|them|they|the other|the (?:[$€£¥]?[\w.'-]+ ){0,3}ones?|(?:this|that|these|those) (?:\w+ )?\w+|"
    r"(?:the )?(?:first|second|third|fourth|fifth|sixth|last|middle|1st|2nd|3rd|4th|5th|6th)(?: \w+)?|(?:number|no\.?|item|option) (?:\d|one|two|three|four|five|six)|"
    r"#\s?\d|the \w+(?: \w+){0,4}?)"
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_WRITTEN = 100
"""Occurrences among pyspellchecker's 1.6 billion words from which a word is one that people write."""
_CORRECTED = range(5, 13)
"""Lengths of words that misspellings are looked for among."""
_CUES = ("intents.yaml", "intents_en.yaml", "intents_zh.yaml")
_END_ZH = "(?:吗|么|嘛|不|没有|没|呢|吧|啊|呀|的)*"
_REF_ZH = (
    rf"(?:(?:倒数)?第[一二三四五六七八九十\d]+(?:号|(?:{MEASURE})(?:[\u4e00-\u9fff]{{0,3}}?))?|[\d一二三四五六]号|(?:这|那)(?:[一二两三四几]?(?:(?:{MEASURE})(?:[\u4e00-\u9fff]{{0,3}}?)|些)|样|里|俩)?(?:商品|产品|玩意儿?|东西)?|(?:最后|末|末尾|头|首|开头)(?:那|一|的)*(?:{MEASURE})|"
    rf"[前头后](?:面)?[两俩二三四五\d](?:{MEASURE})?|它们?|(?:中间|当中|最?[左右上下](?:手)?(?:边|面|侧))(?:那|的|这)*(?:一)?(?:{MEASURE})?|[\u4e00-\u9fffa-z\d]{{1,6}}(?:的)?那(?:{MEASURE})|前者|后者)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One facet value in both languages; the first word of each is its plain name.

    `is_object` marks words that name a thing as often as they name the facet (orange, cream).
    """

    facet: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    is_object: bool

    def name(self, language: str) -> str:
        """The plain name in a language, in the other one where it has none."""
        names = (self.chinese, self.english) if language == "zh" else (self.english, self.chinese)
        return (names[0] or names[1])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One common kind of product in both languages."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What makes an intent likely in a clause. Patterns are None where a language has none.

    `needs_product`: only with a product to speak of; `bare`: a whole short question about it;
    `without_kind`: only where no kind of product is named; `viewed`: of the one product in view.
    """

    intent: Intent
    confidence: float
    english: re.Pattern[str]
    chinese: re.Pattern[str]
    needs_product: bool
    without_kind: bool
    bare: bool
    viewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Words that ask for one facet of a product."""

    facet: str
    english: re.Pattern[str]
    chinese: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All word lists, compiled. Stems for English, plain text for Chinese."""

    concepts: tuple[Concept, ...]
    kinds: tuple[Kind, ...]
    compounds: frozenset[tuple[str, ...]]
    compounds_zh: tuple[str, ...]
    cues: tuple[Cue, ...]
    topics: tuple[Topic, ...]
    function: frozenset[str]
    frame: frozenset[str]
    generic: frozenset[str]
    filler: frozenset[str]
    person: frozenset[str]
    common: frozenset[str]
    common_zh: frozenset[str]
    dropped_zh: re.Pattern[str]
    person_zh: re.Pattern[str]
    real: frozenset[str]

    def is_plain(self, word: str) -> bool:
        """Whether an English word carries no product wish of its own."""
        return word in self.function or word in self.frame or word in self.generic or word in self.filler


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read the word lists that ship with the package."""
    values = _read("values.yaml")
    words = _read("words.yaml")
    english = cast(Mapping[str, str], words["en"])
    chinese = cast(Mapping[str, list[str]], words["zh"])
    return Lexicon(
        concepts=_merged(_concepts(values)),
        kinds=tuple(_kind(entry) for entry in _entries(_read_list("kinds.yaml"))),
        compounds=_compounds(cast(list[list[str]], values["compounds"])),
        compounds_zh=(*cast(list[str], values["compounds_zh"]), *traps("zh")),
        cues=tuple(_cue(entry) for name in _CUES for entry in _entries(_read_list(name))),
        topics=tuple(_topic(entry) for entry in _entries(_read_list("topics.yaml"))),
        function=frozenset(english["function"].split()),
        frame=frozenset(english["frame"].split()),
        generic=frozenset(english["generic"].split()),
        filler=frozenset(english["filler"].split()),
        person=frozenset(english["person"].split()),
        common=frozenset(str(words["common"]).split()),
        common_zh=frozenset(str(words["common_zh"]).split()),
        dropped_zh=_alternatives(chinese["drop"]),
        person_zh=_alternatives(chinese["person"]),
        real=_real_words(),
    )


@lru_cache(maxsize=65_536)
def stemmed(phrase: str) -> tuple[str, ...]:
    """Stem sequence of an English phrase."""
    return tuple(stem(word) for word in _WORD.findall(phrase.casefold()))


def _read(name: str) -> Mapping[str, object]:
    return cast(Mapping[str, object], _parse(name))


def _read_list(name: str) -> list[object]:
    return cast(list[object], _parse(name))


def _parse(name: str) -> object:
    return yaml.load(_text_of(name), Loader=_LOADER)  # noqa: S506 - a safe loader either way


def _real_words() -> frozenset[str]:
    """English words that people really write, by pyspellchecker's counts: never taken for misspelled ones."""
    counted = SpellChecker(language="en").word_frequency.items()
    return frozenset(
        word
        for word, count in counted
        if count >= _WRITTEN and word.isascii() and word.isalpha() and len(word) in _CORRECTED
    )


def _text_of(name: str) -> str:
    return resources.files("assistant.parsing").joinpath("lexicon", name).read_text(encoding="utf-8")


def _entries(raw: list[object]) -> list[Mapping[str, object]]:
    return [cast(Mapping[str, object], entry) for entry in raw]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast(list[object], value or []))


def _concepts(values: Mapping[str, object]) -> tuple[Concept, ...]:
    return tuple(
        Concept(
            facet=facet,
            english=_texts(entry["en"]),
            chinese=_texts(entry["zh"]),
            is_object=bool(entry.get("object", False)),
        )
        for facet, entries in values.items()
        if not facet.startswith("compounds")
        for entry in _entries(cast(list[object], entries))
    )


def _merged(own: Sequence[Concept]) -> tuple[Concept, ...]:
    """Shoppers' words joined with the catalog's own names for the same value; both keep what only they know."""
    theirs = spellings()
    used: set[int] = set()
    merged: list[Concept] = []
    for concept in own:
        index = next((i for i, s in enumerate(theirs) if i not in used and _shares_name(concept, s)), None)
        if index is not None:
            used.add(index)
        merged.append(concept if index is None else _joined(concept, theirs[index]))
    merged.extend(_as_concept(s) for i, s in enumerate(theirs) if i not in used)
    return tuple(merged)


def _shares_name(concept: Concept, spelling: Spellings) -> bool:
    return (
        concept.facet == spelling.facet and bool(spelling.english) and concept.english[0] in spelling.english
    )


def _joined(concept: Concept, spelling: Spellings) -> Concept:
    """The catalog's names first: they are what its products say."""
    return Concept(
        facet=concept.facet,
        english=tuple(dict.fromkeys((*spelling.english, *concept.english))),
        chinese=tuple(dict.fromkeys((*spelling.chinese, *concept.chinese))),
        is_object=concept.is_object,
    )


def _as_concept(spelling: Spellings) -> Concept:
    return Concept(
        facet=spelling.facet,
        english=spelling.english,
        chinese=spelling.chinese,
        is_object=spelling.weak and spelling.facet == "color",
    )


def _compounds(own: Sequence[Sequence[str]]) -> frozenset[tuple[str, ...]]:
    theirs = [name for name in traps("en") if not name.startswith("=")]
    return frozenset(stems(text) for text in (*(" ".join(words) for words in own), *theirs))


def _kind(entry: Mapping[str, object]) -> Kind:
    return Kind(english=_texts(entry["en"]), chinese=tuple(text.casefold() for text in _texts(entry["zh"])))


def _cue(entry: Mapping[str, object]) -> Cue:
    return Cue(
        intent=Intent(str(entry["intent"])),
        confidence=float(str(entry["confidence"])),
        english=_pattern(entry.get("en"), {"ref": _REF_EN}),
        chinese=_pattern(entry.get("zh"), {"ref": _REF_ZH, "mw": f"(?:{MEASURE})", "end": _END_ZH}),
        needs_product=bool(entry.get("needs_product", False)),
        without_kind=bool(entry.get("without_kind", False)),
        bare=bool(entry.get("bare", False)),
        viewed=bool(entry.get("viewed", False)),
    )


def _topic(entry: Mapping[str, object]) -> Topic:
    return Topic(
        facet=str(entry["facet"]),
        english=re.compile(str(entry["en"])),
        chinese=re.compile(str(entry["zh"])),
    )


def _pattern(alternatives: object, names: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern of all alternatives; `<name>` in them stands for a pattern of `names`."""
    joined = "|".join(f"(?:{text})" for text in _texts(alternatives)) or r"(?!)"
    for name, pattern in names.items():
        joined = joined.replace(f"<{name}>", pattern)
    return re.compile(joined)


def _alternatives(words: list[str]) -> re.Pattern[str]:
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in ordered))
