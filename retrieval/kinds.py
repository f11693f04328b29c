"""Kinds of product that exist in the world, and where a text names one.

A shop's catalog alone can't tell a kind that it lacks from a word it doesn't know; this lexicon can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import zip_longest

import yaml

from retrieval.nouns import nouns
from retrieval.text import normalize

KindIds = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. `ancestors` are the ids of the wider kinds it belongs to; `root` is the widest.

    `group` is its department (itself, for a department); `alike`: kinds of that department may stand in
    for each other.
    """

    kind_id: int
    names: tuple[str, ...]
    names_zh: tuple[str, ...]
    ancestors: KindIds
    group: int
    root: int
    alike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Kinds named at positions start..end (exclusive) of a sequence of words or Chinese characters."""

    start: int
    end: int
    kinds: KindIds


class KindLexicon:
    """Finds names of kinds, longest first, in English nouns and in Chinese text."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        """Take kinds in id order; one name may stand for several kinds."""
        self.kinds = tuple(kinds)
        english: dict[tuple[str, ...], set[int]] = defaultdict(set)
        chinese: dict[str, set[int]] = defaultdict(set)
        for kind in kinds:
            for name in kind.names:
                english[nouns(name)].add(kind.kind_id)
            for name in kind.names_zh:
                chinese[normalize(name).replace(" ", "")].add(kind.kind_id)
        self._english = {name: frozenset(ids) for name, ids in english.items()}
        self._chinese = {name: frozenset(ids) for name, ids in chinese.items()}
        self._longest_english = max(map(len, self._english), default=0)
        self._longest_chinese = max(map(len, self._chinese), default=0)
        self.words = frozenset(word for name in self._english for word in name)

    def mentions(self, words: Sequence[str]) -> tuple[Mention, ...]:
        """Names in a sequence of singular nouns, left to right, without overlap, longest first."""
        found: list[Mention] = []
        start = 0
        while start < len(words):
            mention = self._starting_at(words, start)
            if mention is None:
                start += 1
            else:
                found.append(mention)
                start = mention.end
        return tuple(found)

    def mentions_zh(self, text: str) -> tuple[Mention, ...]:
        """Names in compact Chinese text; positions count characters. Where two overlap, the later wins."""
        found: list[Mention] = []
        end = len(text)
        while end > 0:
            mention = self._ending_at(text, end)
            if mention is None:
                end -= 1
            else:
                found.append(mention)
                end = mention.start
        return tuple(reversed(found))

    def named(self, words: Sequence[str]) -> KindIds:
        """Kinds of which the whole sequence of singular nouns is a name."""
        return self._english.get(tuple(words), frozenset())

    def named_zh(self, text: str) -> KindIds:
        """Kinds of which a compact Chinese text is a name."""
        return self._chinese.get(text, frozenset())

    def within(self, kind_id: int, wanted: KindIds) -> bool:
        """Whether a kind is one of the wanted ones or narrower than one."""
        return kind_id in wanted or not wanted.isdisjoint(self.kinds[kind_id].ancestors)

    def label(self, kind_id: int, language: str) -> str:
        """The kind's first name in a language, as a shopper reads it (plural in English)."""
        kind = self.kinds[kind_id]
        return kind.names_zh[0] if language == "zh" and kind.names_zh else kind.names[0]

    def _starting_at(self, words: Sequence[str], start: int) -> Mention | None:
        for size in range(min(self._longest_english, len(words) - start), 0, -1):
            kinds = self._english.get(tuple(words[start : start + size]))
            if kinds is not None:
                return Mention(start=start, end=start + size, kinds=kinds)
        return None

    def _ending_at(self, text: str, end: int) -> Mention | None:
        for size in range(min(self._longest_chinese, end), 0, -1):
            kinds = self._chinese.get(text[end - size : end])
            if kinds is not None:
                return Mention(start=end - size, end=end, kinds=kinds)
        return None


@lru_cache(maxsize=1)
def load_kinds() -> KindLexicon:
    """Read the bundled lexicon, once."""
    text = resources.files("retrieval").joinpath("kinds.yaml").read_text(encoding="utf-8")
    return KindLexicon(tuple(_read_kinds(yaml.safe_load(text))))


def _read_kinds(groups: Mapping[str, Mapping[str, object]]) -> Iterator[Kind]:
    heads: dict[str, Kind] = {}
    next_id = 0
    for name, group in groups.items():
        parent = heads.get(str(group.get("under", "")))
        alike = bool(group.get("alike", False))
        head = _kind(str(group["names"]), next_id, parent, own_group=True, alike=alike)
        heads[name] = head
        yield head
        next_id += 1
        lines = group["kinds"]
        if not isinstance(lines, list):
            raise TypeError(f"kinds of {name}: expected a list, got {lines!r}")
        for line in (part for each in lines for part in _split(str(each))):
            yield _kind(line, next_id, head, own_group=False, alike=alike)
            next_id += 1


def _split(line: str) -> tuple[str, ...]:
    english, _, chinese = line.partition("|")
    pairs = zip_longest(english.split(";"), chinese.split(";") if chinese else (), fillvalue="")
    return tuple(f"{names}|{names_zh}" for names, names_zh in pairs)


def _kind(line: str, kind_id: int, parent: Kind | None, *, own_group: bool, alike: bool) -> Kind:
    english, _, chinese = line.partition("|")
    return Kind(
        kind_id=kind_id,
        names=_names(english),
        names_zh=_names(chinese),
        ancestors=frozenset() if parent is None else parent.ancestors | {parent.kind_id},
        group=kind_id if own_group or parent is None else parent.kind_id,
        root=kind_id if parent is None else parent.root,
        alike=alike,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)
