"""What kind of product a request names: its head, and the words that another kind would not meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.kind_words import KindWords
from retrieval.kinds import KindIds, KindLexicon, Mention
from retrieval.nouns import singular
from retrieval.text import has_cjk, normalize, words

Respell = Callable[[str], str]

_PREPOSITIONS = frozenset(
    "for with without in under over from by at on to that which who made featuring around below above near "
    "about between inside against into".split()
)
_ALTERNATIVES = frozenset({"or", "and", "plus"})
_DEVICE_NAMES = (
    "electronics",
    "appliances",
    "auto parts",
    "sports equipment",
    "musical instruments",
    "tools",
    "garden supplies",
    "baby products",
    "pet supplies",
)
_ZH_JOINTS = re.compile(r"[的之和或与、，,。！？!?\s]+")
_ZH_WORN = re.compile(r"(?:用|专用|穿|戴|款|式|型|装)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRequest:
    """One kind asked for. `kinds` is empty when no lexicon knows the head; `head` is "" for no kind at all.

    `name` is the head as said, normalized ('coffee maker'). A product must name one word of each set in
    `required` ('dog' in 'dog sweater'); `audience` are the words for the people it is for, or empty;
    `modifiers` are the other words, in order.
    """

    name: str
    head: str
    kinds: KindIds
    required: tuple[frozenset[str], ...] = ()
    audience: frozenset[str] = frozenset()
    known: bool = True
    modifiers: tuple[str, ...] = ()


def read_request(
    text: str, *, lexicon: KindLexicon, kind_words: KindWords, respell: Respell
) -> tuple[KindRequest, ...]:
    """Alternatives that a text asks for ('shirts or blouses'); empty when it names no kind."""
    if has_cjk(text):
        return _read_chinese(text, lexicon, kind_words)
    spoken = [singular(word) for word in words(text)]
    spoken = [word if word in kind_words.fillers or len(word) < 2 else respell(word) for word in spoken]
    found = [
        request
        for part in _alternatives(spoken, lexicon)
        if (request := _read_english(part, lexicon, kind_words)) is not None
    ]
    return tuple(found)


def _alternatives(spoken: Sequence[str], lexicon: KindLexicon) -> Sequence[Sequence[str]]:
    if not _ALTERNATIVES.intersection(spoken) or lexicon.named(spoken):
        return [spoken]
    parts: list[list[str]] = [[]]
    for word in spoken:
        if word in _ALTERNATIVES:
            parts.append([])
        else:
            parts[-1].append(word)
    named = [part for part in parts if lexicon.mentions(part)]
    return named if len(named) > 1 else [[word for word in spoken if word not in _ALTERNATIVES]]


def _read_english(spoken: Sequence[str], lexicon: KindLexicon, kind_words: KindWords) -> KindRequest | None:
    core, tail = _core(spoken, kind_words)
    if not core or " ".join(core) in kind_words.open or core[-1] in kind_words.open:
        return None
    mentions = lexicon.mentions(core)
    if mentions and mentions[-1].end == len(core):
        head_start, kinds = mentions[-1].start, mentions[-1].kinds
    elif core[-1] in kind_words.describing and mentions:
        core = core[: mentions[-1].end]
        head_start, kinds = mentions[-1].start, mentions[-1].kinds
    elif all(word in kind_words.describing for word in core):
        return None
    else:
        head_start, kinds = len(core) - 1, frozenset()
    before = core[:head_start]
    return KindRequest(
        name=" ".join(core[head_start:]),
        head=core[-1],
        kinds=kinds,
        required=_required(before, tail, core[-1], bool(kinds), lexicon, kind_words),
        audience=next(
            (group for word in (*before, *tail) if (group := kind_words.audience(word))), frozenset()
        ),
        known=bool(kinds),
        modifiers=(*before, *tail),
    )


def _core(spoken: Sequence[str], kind_words: KindWords) -> tuple[list[str], list[str]]:
    """Words of the thing itself, and what stands after its preposition."""
    rest = list(spoken)
    while rest and (rest[0] in kind_words.fillers or rest[0].isdigit()):
        rest.pop(0)
    if "of" in rest[:4]:
        place = rest.index("of")
        contained = place > 0 and rest[place - 1] in kind_words.containers
        rest = rest[place + 1 :] if contained else rest[:place]
    cut = next((at for at, word in enumerate(rest) if at and word in _PREPOSITIONS), len(rest))
    core, tail = rest[:cut], rest[cut + 1 :]
    core = [word for word in core if word not in kind_words.fillers]
    while len(core) > 1 and core[-1] in kind_words.trailing:
        core.pop()
    return core, tail


def _required(
    before: Sequence[str],
    tail: Sequence[str],
    head: str,
    known: bool,
    lexicon: KindLexicon,
    kind_words: KindWords,
) -> tuple[frozenset[str], ...]:
    needed = [word for word in (*before, *tail) if word in kind_words.contexts]
    for mention in lexicon.mentions(before):
        named = before[mention.start : mention.end]
        if not set(named) <= kind_words.describing and _is_device(mention, lexicon):
            needed.extend(word for word in named if word not in kind_words.describing)
    if head in kind_words.relational and not known:
        needed.extend(word for word in before[-2:] if word not in kind_words.describing)
    audiences = kind_words.men | kind_words.women | kind_words.kids
    return tuple(frozenset({word}) for word in dict.fromkeys(needed) if word not in audiences)


def _is_device(mention: Mention, lexicon: KindLexicon) -> bool:
    roots = {lexicon.kinds[lexicon.kinds[kind].root].names[0] for kind in mention.kinds}
    return any(root.startswith(name) for root in roots for name in _DEVICE_NAMES)


def _read_chinese(text: str, lexicon: KindLexicon, kind_words: KindWords) -> tuple[KindRequest, ...]:
    parts = [part for part in re.split(r"或者|或|还是|、", normalize(text)) if part]
    found = [_read_chinese_part(part, lexicon, kind_words) for part in parts]
    return tuple(request for request in found if request is not None)


def _read_chinese_part(text: str, lexicon: KindLexicon, kind_words: KindWords) -> KindRequest | None:
    pieces = [piece for piece in _ZH_JOINTS.split(text) if piece]
    core = _strip_trailing(pieces[-1], lexicon, kind_words) if pieces else ""
    before = "".join(pieces[:-1])
    segments = [word for word in words(core) if word not in kind_words.fillers]
    while segments and segments[0] in kind_words.containers and len(segments) > 1:
        segments.pop(0)
    core = "".join(segments)
    if not core or core in kind_words.open or any(core.endswith(word) for word in kind_words.open):
        return None
    mentions = lexicon.mentions_zh(core)
    last = mentions[-1] if mentions and mentions[-1].end == len(core) else None
    name = core[last.start :] if last else segments[-1]
    if last and len(name) == 1 and len(segments[-1]) > 1:
        # A one-character kind inside a longer word is another thing: 火锅 is no pot.
        last, name = None, segments[-1]
    modifiers = before + core[: len(core) - len(name)]
    return KindRequest(
        name=name,
        head=name,
        kinds=last.kinds if last else frozenset(),
        required=_required_zh(modifiers, lexicon, kind_words),
        audience=_audience_zh(modifiers, kind_words),
        known=last is not None,
        modifiers=words(modifiers),
    )


def _strip_trailing(core: str, lexicon: KindLexicon, kind_words: KindWords) -> str:
    mentions = lexicon.mentions_zh(core)
    if mentions and mentions[-1].end == len(core):
        return core
    for word in sorted(kind_words.trailing, key=len, reverse=True):
        if has_cjk(word) and core.endswith(word) and len(core) > len(word):
            return core[: -len(word)]
    return core


def _required_zh(modifiers: str, lexicon: KindLexicon, kind_words: KindWords) -> tuple[frozenset[str], ...]:
    needed = [word for word in words(modifiers) if word in kind_words.contexts]
    needed.extend(
        modifiers[mention.start : mention.end]
        for mention in lexicon.mentions_zh(modifiers)
        if mention.end - mention.start > 1 and _is_device(mention, lexicon)
    )
    audiences = kind_words.men | kind_words.women | kind_words.kids
    return tuple(frozenset({word}) for word in dict.fromkeys(needed) if word not in audiences)


def _audience_zh(modifiers: str, kind_words: KindWords) -> frozenset[str]:
    for word in words(modifiers):
        group = kind_words.audience(_ZH_WORN.sub("", word) or word)
        if group:
            return group
    return frozenset()
