# ruff: noqa: E501 - a pattern reads better whole
"""What is asked of a product: a canonical facet, or the shopper's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.grounding import Mention
from assistant.parsing.lexicon import Topic
from assistant.parsing.source import Source, Span, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary

_VAGUE = frozenset(
    "better best good nice one ones which tell more about details detail info information compare difference differences different between differ vs versus "
    "come side pros cons worth quality recommend choose pick prefer winner than catalog catalogue say says said listing record page description describe".split()
)
_ZH_NOISE = re.compile(
    r"目录|商品页|页面|写|说明|哪(?:一)?[个款件条双种只张把台套]|比较一?下?|对比|不一样|一样|区别|差别|差异|不同|一下|更?好(?:一点)?|怎么样|如何|是不是|有没有|会不会|能不能|可不可以|可以|容易|支持|介绍|详细|详情|信息|说说|了解|吗|呢|吧|啊|么|它们?|这|那|个|款|件|的|是|能|会|有|和|跟|与|还是|之间|哪|更|最|什么|啥|咋|请问|我|你|都|也|还|看看|多|不"
)
_HOW_MUCH = re.compile("几[\u4e00-\u9fff]|多少|多[大高长重宽深厚久]")
_WHETHER = re.compile(r"(?![包打退换送能会可要有是给支])([\u4e00-\u9fff])不\1")
"""A question of a quality (扎不扎手), not of a service (包不包邮)."""
_EITHER = re.compile("是[^,，]{1,8}还是")


def facet_of(
    source: Source,
    vocabulary: CatalogVocabulary,
    *,
    mentions: Sequence[Mention],
    references: Sequence[Span],
) -> str:
    """The facet that a question is about; free words where it is none; '' for a general question."""
    outside = _masked(source.text, references)
    topic = _topic(outside, vocabulary.lexicon.topics)
    if topic:
        return topic
    asked = [m for m in mentions if not overlaps(m.span, references)]
    if asked:
        return (
            asked[0].value.facet if asked[0].value.facet != "feature" else source.text[slice(*asked[0].span)]
        )
    return _own_words(source, vocabulary, outside, references)


def _masked(text: str, spans: Sequence[Span]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _topic(text: str, topics: Sequence[Topic]) -> str:
    places = [
        (match.start(), topic.facet)
        for topic in topics
        if (match := topic.english.search(text) or topic.chinese.search(text))
    ]
    return min(places)[1] if places else ""


def _own_words(
    source: Source, vocabulary: CatalogVocabulary, outside: str, references: Sequence[Span]
) -> str:
    if any(token.cjk for token in source.tokens):
        return " ".join(re.sub(r"[\s,?!.]+", " ", _ZH_NOISE.sub(" ", outside)).split())
    words = [
        token.text
        for token in source.tokens
        if not overlaps(token.span, references)
        and token.text not in _VAGUE
        and (not vocabulary.lexicon.is_plain(token.text))
    ]
    return " ".join(words)


def of_quality(source: Source, *, asked: bool, kind: bool) -> bool:
    """Whether a Chinese clause asks how one product is: 是送的还是自配, 几级的, 扎不扎手.

    `asked`: it is a question; `kind`: it names a known kind, so that only 是 … 还是 asks of what is in view.
    """
    if _EITHER.search(source.text):
        return True
    return asked and not kind and bool(_HOW_MUCH.search(source.text) or _WHETHER.search(source.text))
