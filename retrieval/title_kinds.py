"""Which kinds a product title names, and how surely: what it ends with, or what it only mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.kinds import KindIds, KindLexicon, Mention
from retrieval.nouns import nouns
from retrieval.text import has_cjk, normalize, words

_SEGMENTS = re.compile(r"\s+[-–—]\s+|[,:;|()/（）【】\[\]，、·]+|\s+w/\s*")
_TAIL = re.compile(
    r"\b(?:with|for|in|featuring|that|to|from|by|at|on|without|under|over|made|adds?|elevates?)\b.*",
    re.IGNORECASE,
)
_IDLE = frozenset(
    [
        *("set", "pack", "kit", "pair", "piece", "bundle", "collection", "assortment", "duo", "trio", "of"),
        *(
            "ml",
            "cl",
            "kg",
            "oz",
            "lb",
            "cm",
            "mm",
            "inch",
            "litre",
            "liter",
            "gram",
            "pcs",
            "pc",
            "xl",
            "xs",
        ),
    ]
)
_JOINTS = frozenset({"and", "plus", "or"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleKinds:
    """Kinds that end the first telling part of a title, and kinds mentioned otherwise."""

    ending: KindIds
    mentioned: KindIds


def read_title(title: str, lexicon: KindLexicon) -> TitleKinds:
    """Read a title part by part; once a part has ended with a kind, later ones only mention."""
    ending: set[int] = set()
    mentioned: set[int] = set()
    for segment in title_segments(title):
        for last, kinds in _read_segment(segment, lexicon):
            (ending if last and not ending else mentioned).update(kinds)
    return TitleKinds(ending=frozenset(ending), mentioned=frozenset(mentioned - ending))


@lru_cache(maxsize=32_768)
def title_segments(title: str) -> tuple[str, ...]:
    """Parts of a title between punctuation, each without what follows a preposition."""
    parts = (before_preposition(part).strip() for part in _SEGMENTS.split(title))
    return tuple(part for part in parts if part)


def before_preposition(text: str) -> str:
    """Cut a text before its first preposition."""
    return _TAIL.sub("", text)


def _read_segment(segment: str, lexicon: KindLexicon) -> list[tuple[bool, KindIds]]:
    if has_cjk(segment):
        # Chinese titles are head-final but for sizes and colors after the kind.
        chunks = (normalize(chunk).replace(" ", "") for chunk in segment.split())
        return [(True, mentions[-1].kinds) for chunk in chunks if (mentions := lexicon.mentions_zh(chunk))]
    spoken, singulars = words(segment), nouns(segment)
    mentions = lexicon.mentions(singulars)
    starts = {mention.start for mention in mentions}
    return [
        (_ends(singulars, mention), mention.kinds)
        for mention in mentions
        if _ends(singulars, mention)
        or (mention.end not in starts and _stands_alone(spoken, singulars, mention))
    ]


def _ends(singulars: Sequence[str], mention: Mention) -> bool:
    return all(word in _IDLE or len(word) == 1 or word[0].isdigit() for word in singulars[mention.end :])


def _stands_alone(spoken: Sequence[str], singulars: Sequence[str], mention: Mention) -> bool:
    """Whether a kind within a title is the thing itself rather than the first half of another.

    'Cushions Elevate Home' and 'Bouquet Brightens Your Day' are about cushions and a bouquet: a plural, or
    a verb behind it. 'Bread Bin' is no bread.
    """
    following = spoken[mention.end]
    plural = spoken[mention.end - 1] != singulars[mention.end - 1]
    verb = following.endswith("s") and not following.endswith("ss")
    return following in _JOINTS or plural or verb
