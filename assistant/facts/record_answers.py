"""What one record answers to a question about one of its properties, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.phrasing.bilingual import in_chinese, in_english
from assistant.phrasing.display import plain
from retrieval.instructing import addresses_assistant
from retrieval.text import has_cjk, names, normalize, stems
from retrieval.types import FACETS, Product

_QUOTE_CHARS = 160
_VALUE_CHARS = 80
_MAX_VALUES = 6
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|(?<=[。！？])|\n+")
_NAMES = {
    "size": ("size", "sizes", "尺码", "尺寸", "规格", "dimensions", "dimension", "measurements"),
    "color": ("color", "colour", "颜色"),
    "material": ("material", "fabric", "composition", "材质", "面料", "成分", "填充物"),
    "pattern": ("pattern", "图案"),
    "sleeve": ("sleeve", "袖长"),
    "style": ("style", "风格"),
    "feature": ("feature", "功能", "特点"),
    "brand": ("brand", "品牌"),
}
_CALLED = {
    "heavy": ("weight",),
    "weigh": ("weight",),
    "long": ("length",),
    "wide": ("width",),
    "tall": ("height",),
    "high": ("height",),
    "big": ("size", "dimensions", "capacity"),
    "large": ("size", "dimensions", "capacity"),
    "重": ("重量", "净重"),
    "长": ("长度",),
    "宽": ("宽度",),
    "高": ("高度",),
    "大": ("尺寸", "容量"),
}
_ASKING = frozenset(
    stems(
        "is it does do the a an this that these those one first second third what which how "
        "much many are was has "
        "have can come in made of from with for about tell me more please and or its their "
        "they you i any good "
        "details detail info information product item catalog catalogue say says anything everything else "
        "know page"
    )
)
_ASKING_ZH = re.compile(
    r"第[一二三四五六\d]|这|那|款|个|件|是不是|是什么|什么|多少|有没有|怎么样|怎样|如何|吗|呢|的|是|有|请问|可以|能|会|它|多|吧|做|了"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswer:
    """A property's values as the catalog has them. `quoted`: a sentence of the description, word for word."""

    field: str
    values: tuple[str, ...]
    quoted: bool = False


def answer_from(product: Product, *, asked: str, question: str) -> RecordAnswer | None:
    """The record's answer to what was asked (a canonical facet or free words); None where it is silent."""
    for answer in _answers(product, asked, question):
        if answer.values:
            return answer
    return None


def names_a_property(asked: str) -> bool:
    """Whether what was asked is a property at all, not "the catalog" or "more"."""
    return asked in FACETS or bool(_terms(asked))


def _answers(product: Product, asked: str, question: str) -> Iterator[RecordAnswer]:
    if asked in _NAMES or asked in FACETS:
        yield RecordAnswer(field=asked, values=_facet_values(product, asked))
    terms = _terms(asked if asked and asked not in FACETS else question)
    for attribute in product.attributes:
        if any(names(attribute.name, t) or (has_cjk(t) and attribute.name in t) for t in terms):
            yield RecordAnswer(field=plain(attribute.name, 40), values=_clean([attribute.value]))
    for term in terms:
        stated = [v for v in (*(f.value for f in product.facets), *product.tags) if _says(v, term)]
        yield RecordAnswer(field="listed", values=_clean(stated[:1]))
    for term in (*_NAMES.get(asked, ()), *terms):
        yield RecordAnswer(
            field="description", values=_sentence_naming(product.description, term), quoted=True
        )


def _facet_values(product: Product, facet: str) -> tuple[str, ...]:
    values = [*product.facet_values(facet)] if facet not in ("price", "rating", "stock") else []
    known = _NAMES.get(facet, (facet,))
    values += [o.value for sku in product.skus for o in sku.options if normalize(o.name) in known]
    values += [a.value for a in product.attributes if normalize(a.name) in known]
    return _clean(values)


def _clean(values: Sequence[str]) -> tuple[str, ...]:
    told = (value for value in values if not addresses_assistant(value))
    kept = dict.fromkeys(clean for value in told if (clean := plain(value, _VALUE_CHARS)))
    return tuple(kept)[:_MAX_VALUES]


def _terms(text: str) -> tuple[str, ...]:
    """Words of a question that say what is asked, with the names that catalogs give to it."""
    if has_cjk(text):
        asked = sorted({t for t in _ASKING_ZH.split(normalize(text)) if t}, key=len, reverse=True)
    else:
        asked = [w for w in re.findall(r"[^\W_]+", text.lower()) if not set(stems(w)) <= _ASKING]
    named = [name for word in asked for name in (word, *_CALLED.get(word, ()))]
    return tuple(dict.fromkeys(name for name in named if len(name) > 1))


def _says(text: str, term: str) -> bool:
    return any(names(text, t) for t in (term, *in_english(term), *in_chinese(term.lower())))


def _sentence_naming(description: str, term: str) -> tuple[str, ...]:
    for sentence in _SENTENCE.split(description):
        clean = plain(sentence, _QUOTE_CHARS)
        if clean and _says(clean, term) and not addresses_assistant(sentence):
            return (clean,)
    return ()
