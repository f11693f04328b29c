# ruff: noqa: E501 - a pattern reads better whole
"""How a clause speaks of what is in view: asks about it, weighs it against something, seeks what goes with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.parsing import describing_zh
from assistant.parsing.kinds import KindSpan
from assistant.parsing.shelf import ReferenceSpan
from assistant.parsing.source import Source

_QUESTION = re.compile(
    r"(?:and |so |but |ok |hey )*(?:is|are|was|were|does|do(?! you have)|did|can(?! you (?:show|find)| i (?:see|get|have))|could|will|would|has(?! to\b)|have(?! to\b)|how|what|which|who|why|where|when|any|still)\b"
)
_DEFINITE_QUESTION = re.compile(
    r"(?:and |so |but |ok |hey )*(?:is|are|was|were|does|do|did|can|could|will|would|has|have|how \w+ (?:is|are|does|do)|what \w+ (?:is|are|does|do)) (?:the|this|that|these|those) \w"
)
_ONE_ASKED = re.compile(
    r"(?:and |so |but |ok |hm+ )*(?:the|that|this|those|these) (?:\S+ ){1,3}(?:ones?|pair)\b"
)
_SHORT_QUESTION = 6
"""Words of a clause that is a question by its mark alone."""
_BESIDE = re.compile(r"\b(?:for|with|under|over|alongside|to match|to go with|to wear with)\s$")
_BARE_THING = re.compile(
    r"(?:(?:any|some|a|an|got|need|have|do you have|do you sell|want|looking for|i need|and|also) )*(?!how|what|is|are|was|does|do|did|can|could|will|would|has|have|why|when|where|who|which|thanks?|good|ok|more|similar|details?|info|price|reviews?|size|same|the|this|that|it|i|you|not|too|best|discount|code|coupon|free|warranty|love|like|sorry|ready|alternatives?|options?)(?P<thing>[a-z-]{3,}) (?:[a-z-]+ )?(?:for|to go with) (?:it|this|that|these|those|them|the)\b"
)
_ASKS_ON = re.compile(
    r"(?:can|could|would|will) you (?:tell|say|check)\b|(?:tell me|do you know|i wonder)\b(?! about your)|(?:what|how|which|does|do|is|are|will|would|can|has|have)\b(?!.*\b(?:else|(?:do |did )?you|i|we|my|similar|match(?:es)?|go(?:es)? with|order|shipping|delivery|return|there)\b)"
)
_TAKES = re.compile(
    r"^(?:(?:please|ok|just|so|and|can you|could you|i will|i would like to|let me|let us|i want to) )*(?:add|grab|bag|get|take|buy|order|pop|put|toss|throw|stick)(?: me)? (?:the|that|those|these|both|all|every\w*|each|number)\b"
    r"|(?:给我|帮我|替我)(?:都|全|先)?(?:来(?=[一二两俩三四五六七八九十半几\d]+[^\W\d点些])|装|包(?!邮)|拿|留|收|打包|带|捎|称)|(?:都|全)(?:给我)?(?:要(?!多|几|不)|拿|买|装|带走|拿下)"
)
_OR = re.compile(r"^\W*(?:or|vs\.?|versus)\b|\b(?:or|than|against)\b")
_EITHER = re.compile(r"\d ?(?:or|vs\.?) ?\d")


def asks(source: Source) -> bool:
    """Whether a clause is a question, by its first words or, where it is short, by its mark."""
    if any(token.cjk for token in source.tokens):
        return describing_zh.asks(source.text)
    return asks_english(source)


def asks_english(source: Source) -> bool:
    """Whether a clause is a question in English."""
    short = source.question and len(source.tokens) <= _SHORT_QUESTION
    return short or _QUESTION.match(source.text) is not None


def weighs(source: Source, references: Sequence[ReferenceSpan], *, choosing: bool) -> bool:
    """Whether shown products are set against each other: 'the red one or the blue', '1 or 3'."""
    pointed = [r for r in references if r.reference.kind in ("attribute", "name", "ordinal")]
    between = len(pointed) > 1 or any(len(r.reference.product_ids) > 1 for r in pointed)
    offered = any(_OR.search(source.text[a.span[1] : b.span[0]]) for a, b in pairwise(pointed))
    return between and (
        (len(pointed) > 1 and (choosing or offered))
        or any(_EITHER.fullmatch(r.reference.text) for r in pointed)
    )


def accompanies(source: Source, kinds: Sequence[KindSpan], references: Sequence[ReferenceSpan]) -> bool:
    """Whether a kind is sought for a product that is pointed at: 'a lid for the second', 'cushions for this couch'."""
    bare = _BARE_THING.match(source.text)
    first = bare.start("thing") if bare else min((k.span[0] for k in kinds), default=len(source.text))
    return any(first < r.span[0] and _BESIDE.search(source.text[: r.span[0]]) for r in references)


def asks_on(source: Source) -> bool:
    """Whether a clause asks in English of what was pointed at just before: '… can you tell me the seat depth'."""
    return _ASKS_ON.match(source.text) is not None


def asks_which(source: Source) -> bool:
    """Whether a clause asks which one of those named before it."""
    return re.match(r"(?:so |and )?which\b|哪|谁", source.text) is not None


def says_of(source: Source, references: Sequence[ReferenceSpan]) -> bool:
    """Whether a clause says in English how what it points at is: 'the pink ones are cute'."""
    if not references or references[0].span[0] > 0:
        return False
    said = source.text[references[0].span[1] :]
    return re.match(r" (?:is|are|was|were|looks?|seems?|feels?)\b(?! there)", said) is not None


def takes(source: Source) -> bool:
    """Whether a clause takes things that are definite: 'grab me the cheaper one', 'add every one but the first'."""
    return _TAKES.search(source.text) is not None


def is_definite(source: Source) -> bool:
    """Whether a clause asks about 'the' or 'this' thing."""
    return _DEFINITE_QUESTION.match(source.text) is not None


def asks_of_one(source: Source) -> bool:
    """Whether a question begins with what it is about: 'the navy one, oven safe?'."""
    return source.question and _ONE_ASKED.match(source.text) is not None
