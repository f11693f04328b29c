"""Where an utterance names a kind of product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parsing.source import Source, Span, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary

_LONGEST_KIND = 4
_NO_KIND = frozenset(
    {("fan", "of"), ("surprise", "me"), ("surprise", "us"), ("present", "for"), ("match", "my")}
)
"""Words and those after them beside which they name no kind of product."""
_HOUSEHOLD = frozenset("cat dog puppi kitten bird hors rabbit hamster".split())
_OWN = frozenset("two three four five six seven several many my our have 2 3 4 5".split())
_SUITING = frozenset(("suits", "suit", "match", "matches", "fits"))
_SUITED = frozenset("me us him her them my our his their the".split())
"""'copper suits my kitchen' names no suits."""
_UNIT = re.compile("厘米|毫米|公分|毫升|英寸|千克|公斤")
_THING = re.compile(
    r"[^一二两三四五六七八九十几每这那整全成配有无\d][\u4e00-\u9fff]{0,3}"
    r"[裙衣裤鞋帽包杯锅灯椅桌床被枕巾袜镜笔架柜箱盒瓶碗盘壶毯垫帘席伞酒茶糖饼糕霜皂刷梳罩服衫靴窝盆桶铲勺筷]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpan:
    """A kind named in the text; `phrase` is True for a kind of more than one word ('tank top')."""

    span: Span
    text: str
    phrase: bool


def find(source: Source, vocabulary: CatalogVocabulary, *, taken: Sequence[Span]) -> tuple[KindSpan, ...]:
    """Kinds outside the taken spans, longest match first, in reading order."""
    found = [*_english(source, vocabulary, taken), *_chinese(source, vocabulary, taken)]
    return tuple(sorted(found, key=lambda kind: kind.span))


def _english(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> list[KindSpan]:
    found: list[KindSpan] = []
    tokens = source.tokens
    position = 0
    while position < len(tokens):
        size = _size_at(source, position, vocabulary, taken)
        if size:
            span = (tokens[position].start, tokens[position + size - 1].end)
            found.append(KindSpan(span=span, text=source.text[slice(*span)], phrase=size > 1))
        position += max(size, 1)
    return found


def _size_at(source: Source, position: int, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> int:
    tokens = source.tokens
    for size in range(min(_LONGEST_KIND, len(tokens) - position), 0, -1):
        window = tokens[position : position + size]
        if any(token.cjk for token in window) or overlaps((window[0].start, window[-1].end), taken):
            continue
        stems = tuple(token.stem for token in window)
        if size > 1 and stems in vocabulary.words.kind_phrases:
            return size
        if (
            size == 1
            and stems[0] in vocabulary.words.kinds
            and not _is_household(source, position)
            and not _is_plain_verb(source, position, vocabulary)
        ):
            return 1
    return 0


def _is_household(source: Source, position: int) -> bool:
    """Whether somebody counts or calls their own who lives with them: 'we have two cats', 'our dog'."""
    tokens = source.tokens
    before = tokens[position - 1].text if position else ""
    return tokens[position].stem in _HOUSEHOLD and before in _OWN and position + 1 == len(tokens)


def _is_plain_verb(source: Source, position: int, vocabulary: CatalogVocabulary) -> bool:
    """A grammar word is no kind even where a title ends in it ('watch', 'light' after 'to' or 'a')."""
    token = source.tokens[position]
    before = source.tokens[position - 1].text if position else ""
    if (
        token.text == "short"
        or vocabulary.lexicon.is_plain(token.text)
        or token.text in vocabulary.lexicon.person
    ):
        return True
    after = source.tokens[position + 1].text if position + 1 < len(source.tokens) else ""
    if (token.text, after) in _NO_KIND or (token.text in _SUITING and after in _SUITED):
        return True
    if before in ("she", "he", "who") and token.text.endswith("s"):
        return True
    return token.text == token.stem and before in ("to", "can", "will", "would", "not", "please", "you")


def _chinese(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> list[KindSpan]:
    found: list[KindSpan] = []
    if not any(token.cjk for token in source.tokens):
        return found
    for text in vocabulary.words.chinese_kinds:
        start = source.text.find(text)
        if start < 0 or _is_color_or_unit(text, vocabulary):
            continue
        while start >= 0:
            span = (start, start + len(text))
            free = not overlaps(span, (*taken, *(kind.span for kind in found)))
            if free and _is_word(source, span) and not _cuts_value(source, span, vocabulary):
                found.append(KindSpan(span=span, text=text, phrase=len(text) > 2))
            start = source.text.find(text, start + 1)
    found += _by_ending(source, vocabulary, [*taken, *(kind.span for kind in found)])
    return found


def _is_color_or_unit(text: str, vocabulary: CatalogVocabulary) -> bool:
    """Titles often end in a color or a measure ('衬衫 白色', '150 毫升'); neither is a kind of product."""
    return bool(_UNIT.fullmatch(text)) or any(
        value.facet == "color" for value in vocabulary.chinese_values.get(text, ())
    )


def _by_ending(source: Source, vocabulary: CatalogVocabulary, taken: Sequence[Span]) -> list[KindSpan]:
    """Chinese words that end as names of things do (睡裙, 食盆), where nothing else explains them."""
    return [
        KindSpan(span=token.span, text=token.text, phrase=False)
        for token in source.tokens
        if token.cjk
        and _THING.fullmatch(token.text)
        and token.text not in vocabulary.chinese_values
        and not vocabulary.lexicon.dropped_zh.fullmatch(token.text)
        and not overlaps(token.span, taken)
    ]


def _cuts_value(source: Source, span: Span, vocabulary: CatalogVocabulary) -> bool:
    """Whether a facet value ends right inside the span: 毛毯 in 羊毛毯子, where 羊毛 is meant."""
    start = span[0]
    return any(
        source.text[begin : start + 1] in vocabulary.chinese_values
        for begin in range(max(0, start - 3), start)
    )


def _is_word(source: Source, span: Span) -> bool:
    """A kind of one character (灯, 锅) must end a segmented word, not sit inside another one."""
    if span[1] - span[0] > 1:
        return True
    return any(token.end == span[1] and token.start >= span[0] - 2 for token in source.tokens if token.cjk)
