"""The bundled words that decide which kind a request is for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources

import yaml

from retrieval.nouns import nouns
from retrieval.text import has_cjk


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """Singular words (or Chinese strings) by role; the roles are explained in kind_words.yaml."""

    containers: frozenset[str]
    fillers: frozenset[str]
    trailing: frozenset[str]
    open: frozenset[str]
    transparent: frozenset[str]
    pets: frozenset[str]
    any_pet: frozenset[str]
    relational: frozenset[str]
    contexts: frozenset[str]
    activities: frozenset[str]
    men: frozenset[str]
    women: frozenset[str]
    kids: frozenset[str]
    unisex: frozenset[str]
    attributes: frozenset[str]
    opinions: frozenset[str]

    @property
    def describing(self) -> frozenset[str]:
        """Words that describe a kind without changing it."""
        return self.attributes | self.opinions

    @property
    def everything(self) -> frozenset[str]:
        """Every word that has a role here."""
        return frozenset().union(*(getattr(self, each.name) for each in fields(self)))

    def audience(self, word: str) -> frozenset[str]:
        """Every word for the same people as this one; empty when it names no people."""
        for words in (self.men, self.women, self.kids):
            if word in words:
                return words
        return frozenset()


@lru_cache(maxsize=1)
def load_kind_words() -> KindWords:
    """Read the bundled words, once."""
    text = resources.files("retrieval").joinpath("kind_words.yaml").read_text(encoding="utf-8")
    lists = yaml.safe_load(text)
    return KindWords(**{each.name: _words(str(lists[each.name])) for each in fields(KindWords)})


def _words(line: str) -> frozenset[str]:
    found = (part.strip() for half in line.split("|") for part in half.split(","))
    return frozenset(word if has_cjk(word) else " ".join(nouns(word)) for word in found if word)
