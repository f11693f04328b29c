"""What kind of product a Chinese request names: the kind stands last, after 的 and what describes it."""

from __future__ import annotations

import re

from retrieval.kind_request import KindRequest, is_device, requirements
from retrieval.kind_words import KindWords
from retrieval.kinds import KindIds, KindLexicon, Mention
from retrieval.text import has_cjk, normalize, words

_ALTERNATIVES = re.compile(r"或者|或|还是|、")
_JOINTS = re.compile(r"[的之和与，,。！？!?\s]+")
_WORN = re.compile(r"(?:用|专用|穿|戴|款|式|型|装)$")


def read_chinese(text: str, *, lexicon: KindLexicon, kind_words: KindWords) -> tuple[KindRequest, ...]:
    """Alternatives that a text asks for; empty when it names no kind."""
    parts = [part for part in _ALTERNATIVES.split(normalize(text)) if part]
    found = [_read_part(part, lexicon, kind_words) for part in parts]
    return tuple(request for request in found if request is not None)


def _read_part(text: str, lexicon: KindLexicon, kind_words: KindWords) -> KindRequest | None:
    pieces = [piece for piece in _JOINTS.split(text) if piece]
    if not pieces:
        return None
    before, core = "".join(pieces[:-1]), _without_trailing(pieces[-1], lexicon, kind_words)
    segments = _segments(core, kind_words)
    core = "".join(segments)
    if (
        not segments
        or any(core.endswith(word) for word in kind_words.open)
        or _describes(segments, kind_words)
    ):
        required = requirements(_needed(before + core, lexicon, kind_words), frozenset(), lexicon, kind_words)
        return KindRequest(name="", head="", required=required) if required else None
    mention = _head_mention(core, segments[-1], lexicon, kind_words)
    kinds: KindIds = mention.kinds if mention else frozenset()
    name = core[mention.start :] if mention else _unknown_name(segments)
    modifiers = before + core[: len(core) - len(name)]
    return KindRequest(
        name=name,
        head=name,
        kinds=kinds,
        required=requirements(_needed(modifiers, lexicon, kind_words), kinds, lexicon, kind_words),
        audience=_audience(text, kind_words),
        modifiers=tuple(word for word in words(modifiers) if word not in kind_words.fillers),
        specific=_specific(name, kinds, lexicon),
    )


def _segments(core: str, kind_words: KindWords) -> list[str]:
    """Words of the thing itself: measure words before it, whom it is for and numbers after it dropped."""
    spoken = words(core)
    found = [word for word in spoken if word not in kind_words.fillers]
    # 床 counts quilts in 一床被子 and is a bed in 床单: only what follows a number or filler counts.
    if len(found) > 1 and spoken[0] != found[0] and found[0] in kind_words.containers:
        found.pop(0)
    while len(found) > 1 and _follows(found[-1], kind_words):
        found.pop()
    return found


def _follows(word: str, kind_words: KindWords) -> bool:
    idle = word in kind_words.trailing or word in kind_words.describing
    return idle or bool(kind_words.audience(word)) or not has_cjk(word)


def _unknown_name(segments: list[str]) -> str:
    """The last word, with the one before it where a single character says too little."""
    return "".join(segments[-2:]) if len(segments[-1]) == 1 else segments[-1]


def _describes(segments: list[str], kind_words: KindWords) -> bool:
    return all(word in kind_words.describing or bool(kind_words.audience(word)) for word in segments)


def _head_mention(
    core: str, last_segment: str, lexicon: KindLexicon, kind_words: KindWords
) -> Mention | None:
    mentions = lexicon.mentions_zh(core)
    if not mentions or mentions[-1].end != len(core):
        return None
    name = core[mentions[-1].start :]
    if len(name) == 1 and len(last_segment) > 1 and name not in kind_words.transparent:
        # Inside a longer word one character may name another thing: 面包 is no bag.
        return None
    return mentions[-1]


def _without_trailing(core: str, lexicon: KindLexicon, kind_words: KindWords) -> str:
    mentions = lexicon.mentions_zh(core)
    if mentions and mentions[-1].end == len(core):
        return core
    for word in sorted(kind_words.trailing, key=len, reverse=True):
        if has_cjk(word) and core.endswith(word) and len(core) > len(word):
            return core[: -len(word)]
    return core


def _needed(modifiers: str, lexicon: KindLexicon, kind_words: KindWords) -> list[str]:
    needed = [word for word in words(modifiers) if word in kind_words.contexts]
    needed.extend(
        modifiers[mention.start : mention.end]
        for mention in lexicon.mentions_zh(modifiers)
        if mention.end - mention.start > 1 and is_device(mention, lexicon)
    )
    return needed


def _audience(modifiers: str, kind_words: KindWords) -> frozenset[str]:
    for word in words(modifiers):
        group = kind_words.audience(word) or kind_words.audience(_WORN.sub("", word))
        if group:
            return group
    return frozenset()


def _specific(name: str, kinds: KindIds, lexicon: KindLexicon) -> tuple[str, ...]:
    for start in range(len(name) - 1, 0, -1):
        if kinds & lexicon.named_zh(name[start:]):
            return (name[:start],)
    return ()
