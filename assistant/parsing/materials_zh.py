"""Chinese names of things that begin with what they are made of: 竹席, 铝条, 藤椅, 竹夹子, 羽绒被."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.kinds import KindSpan
from assistant.parsing.source import Source, Span
from assistant.parsing.vocabulary import CatalogVocabulary

_SINGLE = frozenset("棉麻竹木铝铜钛瓷藤铁")
_THING = re.compile(
    r"[\u4e00-\u9fff]{0,2}[椅桌凳床柜架盒箱篮筐席垫盆碗杯壶锅勺铲筷叉刀盘碟瓶罐桶梳夹条板门窗梯锁钉扣链镯戒钟灯笼窝被毯毡帘布巾袜裙包袋带绳网框球棍棒管子]"
)

_STUFF = frozenset("板条门窗片")
"""A wooden board or strip is what is worked on as often as what is bought."""


def leads(
    source: Source, span: Span, vocabulary: CatalogVocabulary, kinds: Sequence[KindSpan], *, live: bool
) -> bool:
    """Whether a material begins the name of a thing there, so that it is a condition inside that name.

    Names that every shop uses as a kind (棉拖, 羽绒服) hold none. One character counts only where it
    begins a word of a thing or stands before one; more of them only as the catalog writes them (`live`).
    """
    if span[1] - span[0] == 1:
        return source.text[span[0]] in _SINGLE and _begins_word(source, span, vocabulary)
    inside = next((k for k in kinds if k.span[0] == span[0] and span[1] < k.span[1]), None)
    return live and inside is not None and not _is_common(inside.text, vocabulary)


def _begins_word(source: Source, span: Span, vocabulary: CatalogVocabulary) -> bool:
    token = next((t for t in source.tokens if t.start == span[0]), None)
    if token is None:
        return False
    if token.end > span[1]:
        rest = token.text[1:]
        stuff = token.text[0] in "木竹" and rest in _STUFF
        return bool(_THING.fullmatch(rest)) and not stuff and not _is_common(token.text, vocabulary)
    after = next((t for t in source.tokens if t.start == token.end), None)
    return after is not None and len(after.text) > 1 and _THING.fullmatch(after.text) is not None


def _is_common(text: str, vocabulary: CatalogVocabulary) -> bool:
    return any(text in kind.chinese for kind in vocabulary.lexicon.kinds)
