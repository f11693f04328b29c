"""What kind of product a request names: its head, and the words that another kind would not meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from retrieval.kind_words import KindWords
from retrieval.kinds import KindIds, KindLexicon, Mention
from retrieval.nouns import singular
from retrieval.text import words

Respell = Callable[[str], str]

_PREPOSITIONS = frozenset(
    [
        *("for", "with", "without", "in", "under", "over", "from", "by", "at", "on", "to", "that", "which"),
        *("who", "made", "featuring", "around", "below", "above", "near", "about", "between", "inside"),
        *("against", "into"),
    ]
)
_ALTERNATIVES = frozenset({"or", "and", "plus"})
_DEVICE_ROOTS = frozenset(
    {
        "electronics",
        "appliances",
        "auto parts",
        "sports equipment",
        "musical instruments",
        "tools",
        "garden supplies",
        "baby products",
        "pet supplies",
    }
)
"""Widest kinds whose members, before another kind, make it a different thing: a guitar case, a car mat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRequest:
    """One kind asked for.

    `name` is the kind as said ('coffee maker'), `head` its last word, both "" where only a use is named
    ('things for my dog'). `kinds` is empty when no lexicon knows the name. A product must name one word of
    each set in `required` ('dog' in 'dog sweater'). `audience` are the words for the people it is for, or
    empty. `modifiers` are the other words, `before` those of them right before the name; `specific` those
    that belong to the name but narrow its kind ('denim' in 'denim jacket').
    """

    name: str
    head: str
    kinds: KindIds = frozenset()
    required: tuple[frozenset[str], ...] = ()
    audience: frozenset[str] = frozenset()
    modifiers: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    specific: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the lexicon knows the kind."""
        return bool(self.kinds)


def read_english(
    text: str, *, lexicon: KindLexicon, kind_words: KindWords, respell: Respell
) -> tuple[KindRequest, ...]:
    """Alternatives that a text asks for ('shirts or blouses'); empty when it names no kind."""
    spoken = [singular(word) for word in words(text)]
    spoken = [word if word in kind_words.fillers or len(word) < 2 else respell(word) for word in spoken]
    spoken = _joined(spoken, lexicon)
    found = (_read_part(part, lexicon, kind_words) for part in _alternatives(spoken, lexicon))
    return tuple(request for request in found if request is not None)


def requirements(
    needed: Iterable[str], kinds: KindIds, lexicon: KindLexicon, kind_words: KindWords
) -> tuple[frozenset[str], ...]:
    """Word sets of which a product must name one each; what the kind itself says already is left out."""
    audiences = kind_words.men | kind_words.women | kind_words.kids
    pets = bool(kinds) and {root_name(kind, lexicon) for kind in kinds} == {"pet supplies"}
    chosen = []
    for word in dict.fromkeys(needed):
        if word in audiences:
            continue
        if word in kind_words.pets:
            if not pets:
                chosen.append(frozenset({word}) | kind_words.any_pet)
        else:
            chosen.append(frozenset({word}))
    return tuple(chosen)


def is_device(mention: Mention, lexicon: KindLexicon) -> bool:
    """Whether a mention names something that makes what follows a part or accessory of it."""
    return any(root_name(kind, lexicon) in _DEVICE_ROOTS for kind in mention.kinds)


def root_name(kind: int, lexicon: KindLexicon) -> str:
    """First English name of the widest kind that a kind belongs to."""
    return lexicon.kinds[lexicon.kinds[kind].root].names[0]


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


def _joined(spoken: Sequence[str], lexicon: KindLexicon) -> list[str]:
    """Two words that only together name a kind, as one: a swim suit is a swimsuit."""
    joined: list[str] = []
    for word in spoken:
        compound = f"{joined[-1]}{word}" if joined else ""
        if compound and lexicon.named([compound]) and not lexicon.named([joined[-1], word]):
            joined[-1] = compound
        else:
            joined.append(word)
    return joined


def _read_part(spoken: Sequence[str], lexicon: KindLexicon, kind_words: KindWords) -> KindRequest | None:
    core, tail = _core(spoken, lexicon, kind_words)
    mention = _head_mention(core, lexicon, kind_words)
    if mention is not None:
        start, end, kinds = mention.start, mention.end, mention.kinds
    elif _names_nothing(core, kind_words):
        start, end, kinds = len(core), len(core), frozenset()
    else:
        start, end, kinds = len(core) - 1, len(core), frozenset()
    beside = (*core[:start], *core[end:], *tail)
    name = core[start:end]
    needed = _needed(core[:start], tail, lexicon, kind_words)
    if name and name[-1] in kind_words.relational and _is_wide(kinds, lexicon):
        needed += [word for word in core[max(0, start - 2) : start] if word not in kind_words.describing]
    required = requirements(needed, kinds, lexicon, kind_words)
    if not name and not required:
        return None
    return KindRequest(
        name=" ".join(name),
        head=name[-1] if name else "",
        kinds=kinds,
        required=required,
        audience=next((found for word in beside if (found := kind_words.audience(word))), frozenset()),
        modifiers=beside,
        before=tuple(core[:start]),
        specific=_specific(name, kinds, lexicon),
    )


def _head_mention(core: Sequence[str], lexicon: KindLexicon, kind_words: KindWords) -> Mention | None:
    """The kind that ends the core, or that only describing words and fillers follow."""
    mentions = lexicon.mentions(core)
    if not mentions:
        return None
    idle = kind_words.describing | kind_words.trailing | kind_words.open
    after = core[mentions[-1].end :]
    if after and _is_participle(after[-1]) and not any(word in kind_words.relational for word in after):
        return mentions[-1]  # "headphones noise canceling", "jacket fleece lined"
    return mentions[-1] if all(word in idle or word.isdigit() for word in after) else None


def _is_participle(word: str) -> bool:
    return len(word) > 5 and word.endswith(("ing", "ed"))


def _names_nothing(core: Sequence[str], kind_words: KindWords) -> bool:
    idle = kind_words.describing | kind_words.trailing | kind_words.open | kind_words.fillers
    if core and core[-1] in kind_words.open:
        return True
    return all(word in idle or word.isdigit() or kind_words.audience(word) for word in core)


def _core(spoken: Sequence[str], lexicon: KindLexicon, kind_words: KindWords) -> tuple[list[str], list[str]]:
    """Words of the thing itself, and what stands after its preposition."""
    rest = list(spoken)
    while rest and (rest[0] in kind_words.fillers or rest[0].isdigit()):
        rest.pop(0)
    if "of" in rest[:4]:
        place = rest.index("of")
        contained = place > 0 and rest[place - 1] in kind_words.containers
        rest = rest[place + 1 :] if contained else rest[:place]
    cut = next((at for at, word in enumerate(rest) if word in _PREPOSITIONS), len(rest))
    core, tail = rest[:cut], rest[cut + 1 :]
    core = [word for word in core if word not in kind_words.fillers]
    if _head_mention(core, lexicon, kind_words) is None:
        while len(core) > 1 and core[-1] in kind_words.trailing | kind_words.describing:
            core.pop()
    return core, tail


def _needed(
    before: Sequence[str], tail: Sequence[str], lexicon: KindLexicon, kind_words: KindWords
) -> list[str]:
    needed = [word for word in (*before, *tail) if word in kind_words.contexts]
    for mention in lexicon.mentions(before):
        named = before[mention.start : mention.end]
        if is_device(mention, lexicon):
            needed += [word for word in named if word not in kind_words.describing]
    return needed


def _is_wide(kinds: KindIds, lexicon: KindLexicon) -> bool:
    """Whether kinds are unknown or whole departments, so that 'accessories' alone says too little."""
    return all(lexicon.kinds[kind].group == kind for kind in kinds)


def _specific(name: Sequence[str], kinds: KindIds, lexicon: KindLexicon) -> tuple[str, ...]:
    """Words before the shortest ending of a name that still names the same kind."""
    for start in range(len(name) - 1, 0, -1):
        if kinds & lexicon.named(name[start:]):
            return tuple(name[:start])
    return ()
