"""What a catalog's words mean: live facet values, kinds of product, words that its records use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.parsing import lexicon as lexicons
from assistant.parsing.catalog_words import CatalogWords, read_words
from assistant.parsing.lexicon import Concept, Lexicon
from assistant.parsing.spelling import Spelling
from retrieval.catalog.snapshot import CatalogSnapshot
from retrieval.text import has_cjk, normalize, stem

TEXT_FACETS = ("color", "material", "pattern", "sleeve", "style", "feature", "size", "brand", "merchant")
_STATED_ANYWAY = frozenset({"color", "material", "pattern", "sleeve"})
_COMPANY = re.compile(r"(?:制造商|旗舰店|专营店|专卖店|官方店|有限公司|股份有限公司|品牌)$")
_LONGEST_VALUE = 5
_OPEN_FACETS = frozenset({"style", "feature"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One facet value as a constraint writes it; `count` products have it live, 0 for none.

    `is_object`: the words name a thing as often. `is_ordinary`: a name (brand, merchant) that is also an
    everyday word, so it needs a cue such as "by" beside it.
    """

    facet: str
    value: str
    count: int
    is_object: bool = False
    is_ordinary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogVocabulary:
    """The words of one catalog version, ready to look up; build it once per snapshot.

    `values` maps stem sequences and `chinese_values` Chinese texts to what they mean, most frequent
    first. `live_facets` are those that any product has.
    """

    currency: str
    language: str
    languages: tuple[str, ...]
    lexicon: Lexicon
    values: Mapping[tuple[str, ...], tuple[Value, ...]]
    chinese_values: Mapping[str, tuple[Value, ...]]
    chinese_by_initial: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, str]
    live_facets: frozenset[str]
    words: CatalogWords
    spelling: Spelling

    @classmethod
    def from_snapshot(cls, snapshot: CatalogSnapshot) -> CatalogVocabulary:
        """Read the words of every product; well below a second for a few thousand."""
        lexicon = lexicons.load()
        words = read_words(snapshot.products, lexicon)
        live = {facet: snapshot.live_values(facet) for facet in TEXT_FACETS}
        values, chinese = _value_tables(live, lexicon, words, snapshot.shop.languages[0])
        return cls(
            currency=snapshot.shop.currency,
            language=snapshot.shop.languages[0],
            languages=snapshot.shop.languages,
            lexicon=lexicon,
            values=values,
            chinese_values=chinese,
            chinese_by_initial=_by_initial(chinese),
            categories=_categories(snapshot.live_values("category")),
            live_facets=frozenset(facet for facet, counts in live.items() if counts),
            words=words,
            spelling=Spelling.of(_spellable(values, words, lexicon), real=lexicon.real),
        )

    def meanings(self, stems: Sequence[str]) -> tuple[Value, ...]:
        """What a stem sequence means as a facet value, most frequent first."""
        return self.values.get(tuple(stems), ())

    @property
    def sleeveless(self) -> str | None:
        """How the catalog writes 'sleeveless', None where no product says so."""
        meanings = (*self.meanings(("sleeveless",)), *self.chinese_values.get("无袖", ()))
        return next((v.value for v in meanings if v.facet == "sleeve" and v.count), None)

    def category(self, text: str) -> str | None:
        """The live category that a text names (any level; plural or singular), or None."""
        return self.categories.get(_category_key(text))

    def knows(self, word: str) -> bool:
        """Whether an English word needs no correction: the catalog or the language uses it."""
        lexicon = self.lexicon
        return (
            word in self.words.raw
            or word in lexicon.common
            or word in lexicon.person
            or lexicon.is_plain(word)
            or (stem(word),) in self.values
            or stem(word) in self.words.kinds
        )


def _category_key(text: str) -> str:
    return normalize(text).replace(" ", "") if has_cjk(text) else " ".join(lexicons.stemmed(text))


def _categories(counts: Mapping[str, int]) -> dict[str, str]:
    """Live categories by their stems; the most frequent spelling wins."""
    found: dict[str, str] = {}
    for text in counts:
        found.setdefault(_category_key(text), text)
    return found


def _value_tables(
    live: Mapping[str, Mapping[str, int]], lexicon: Lexicon, words: CatalogWords, language: str
) -> tuple[dict[tuple[str, ...], tuple[Value, ...]], dict[str, tuple[Value, ...]]]:
    english: dict[tuple[str, ...], dict[str, Value]] = {}
    chinese: dict[str, dict[str, Value]] = {}
    for facet, counts in live.items():
        for text, count in counts.items():
            _add_live(english, chinese, facet, text, count, lexicon, words)
    for concept in lexicon.concepts:
        value = _resolved(concept, live.get(concept.facet, {}), language)
        if value is not None:
            _add_concept(english, chinese, concept, value)
    return (
        {key: _ordered(found.values()) for key, found in english.items()},
        {key: _ordered(found.values()) for key, found in chinese.items()},
    )


def _add_live(
    english: dict[tuple[str, ...], dict[str, Value]],
    chinese: dict[str, dict[str, Value]],
    facet: str,
    text: str,
    count: int,
    lexicon: Lexicon,
    words: CatalogWords,
) -> None:
    plain = _COMPANY.sub("", text) if facet in ("brand", "merchant") else text
    if has_cjk(plain):
        for name in {normalize(text).replace(" ", ""), normalize(plain).replace(" ", "")}:
            for said in _said_zh(name) if len(name) > 1 else ():
                chinese.setdefault(said, {}).setdefault(facet, Value(facet=facet, value=text, count=count))
        return
    key = lexicons.stemmed(plain)
    if not key or len(key) > _LONGEST_VALUE or _is_no_value(facet, text, key, lexicon, words):
        return
    ordinary = facet in ("brand", "merchant") and _is_everyday(text, key, count, lexicon, words)
    value = Value(facet=facet, value=text, count=count, is_ordinary=ordinary)
    best = english.setdefault(key, {}).get(facet)
    if best is None or best.count < count:
        english[key][facet] = value
    if facet == "material" and len(key) == 2 and key[1] == "wood":
        english.setdefault(key[:1], {}).setdefault(facet, replace(value, is_object=True))


def _is_no_value(facet: str, text: str, key: tuple[str, ...], lexicon: Lexicon, words: CatalogWords) -> bool:
    """Open facets (style, feature) often hold tags that name a kind, a grammar word or an amount."""
    if facet in _OPEN_FACETS:
        whole = key in words.kind_phrases or (len(key) == 1 and key[0] in words.kinds)
        plain = all(lexicon.is_plain(word) or word.isdigit() for word in text.casefold().split())
        return whole or plain or (key[-1] in words.kinds and len(key) > 1 and key[-1] not in ("neck", "fit"))
    return False


def _is_everyday(text: str, key: tuple[str, ...], count: int, lexicon: Lexicon, words: CatalogWords) -> bool:
    if len(key) > 1:
        return all(lexicon.is_plain(word) or word in lexicon.common for word in text.casefold().split())
    word = text.casefold()
    return (
        lexicon.is_plain(word)
        or word in lexicon.common
        or key[0] in words.kinds
        or words.frequency.get(key[0], 0) > count + 2
        or any(key == lexicons.stemmed(name) for concept in lexicon.concepts for name in concept.english)
    )


def _resolved(concept: Concept, counts: Mapping[str, int], language: str) -> Value | None:
    """How the catalog writes a concept; its plain name where no product has it and that is worth saying."""
    names = {lexicons.stemmed(name) for name in concept.english}
    chinese = {name.casefold() for name in concept.chinese}
    exact = [v for v in counts if (normalize(v) in chinese if has_cjk(v) else lexicons.stemmed(v) in names)]
    if not exact and concept.facet == "material":
        exact = [v for v in counts if has_cjk(v) and any(name in v for name in chinese if len(name) > 1)]
    if exact:
        best = max(exact, key=lambda text: (counts[text], text))
        return Value(facet=concept.facet, value=best, count=counts[best], is_object=concept.is_object)
    if not counts or concept.facet not in _STATED_ANYWAY:
        return None
    return Value(facet=concept.facet, value=concept.name(language), count=0, is_object=concept.is_object)


def _add_concept(
    english: dict[tuple[str, ...], dict[str, Value]],
    chinese: dict[str, dict[str, Value]],
    concept: Concept,
    value: Value,
) -> None:
    for name in concept.english:
        key = lexicons.stemmed(name)
        present = english.setdefault(key, {}).get(concept.facet)
        if present is None or (concept.is_object and not present.is_object):
            base = present or value
            english[key][concept.facet] = Value(
                facet=base.facet, value=base.value, count=base.count, is_object=concept.is_object
            )
    for text in concept.chinese:
        for said in _said_zh(text.casefold()):
            chinese.setdefault(said, {}).setdefault(concept.facet, value)


def _said_zh(name: str) -> tuple[str, ...]:
    """A value as it is written and as it is said: 可调节 is said 能调节 and 可以调节 as well."""
    able = name.removeprefix("可")
    return (name, "能" + able, "可以" + able, "能够" + able) if able != name and len(able) > 1 else (name,)


def _ordered(found: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(sorted(found, key=lambda value: (-value.count, TEXT_FACETS.index(value.facet))))


def _by_initial(chinese: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for text in sorted(chinese, key=len, reverse=True):
        index.setdefault(text[0], []).append(text)
    return {initial: tuple(texts) for initial, texts in index.items()}


def _spellable(
    values: Mapping[tuple[str, ...], tuple[Value, ...]], words: CatalogWords, lexicon: Lexicon
) -> dict[str, int]:
    frequencies = {word: count for word, count in words.title_words.items() if count >= 2}
    for concept in lexicon.concepts:
        for name in concept.english:
            for word in name.casefold().replace("-", " ").split():
                frequencies[word] = frequencies.get(word, 0) + 1
    for kind in lexicon.kinds:
        for name in kind.english:
            for word in name.split():
                frequencies[word] = frequencies.get(word, 0) + 1
    for word in [word for word in frequencies if stem(word) in words.kinds and not word.endswith("s")]:
        frequencies.setdefault(word + "s", frequencies[word])
    for meanings in values.values():
        for meaning in meanings[:1]:
            word = meaning.value.casefold()
            frequencies[word] = frequencies.get(word, 0) + meaning.count
    return frequencies
