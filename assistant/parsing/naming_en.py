# ruff: noqa: E501 - a pattern reads better whole
"""Which English words name the kind itself, and which tell what it is for, where it goes, or whom it suits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.kinds import KindSpan
from assistant.parsing.source import Source, Span, Token, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary
from retrieval.text import stem

_PURPOSE = re.compile(
    r"(?:(?<!looking )(?<!searching )(?<!hunting )(?<!shopping )(?<!look )(?<!search )(?<!market )(?<!after )(?<!go )\bfor|\bto|\bin|\bon|\bat|\bfrom|\bwith|\bas|\bwhile|\bwhen|\bbecause|\bsince|\blike)\s"
    r"(?:(?:my|our|his|her|their|the|a|an|this|these|those|that|some|all|both|every|each|wear|use|go|put|take|bring|hold|keep|carry|match|store|hang|replace)\s)*$"
)
"""What leads from a thing to its purpose, place, time or owner."""
_PLACE = re.compile(
    r"\b(?:(?:it|they|this|that|these|those)(?: \w+)?|is|are|will|would|should|has to|must|needs? to|have to) (?:just |be |mostly )?(?:going|goes?|stands?|standing|sits?|sitting|hangs?|hanging|lives?|living|placed|put|for|used|fit|fits) (?:to be |up |right )?(?:in|on|into|by|under|at|next to|above|over|behind|for|beside|near)\s(?:(?:my|our|his|her|their|the|a|an|this)\s)?(?:[a-z]+'s\s)?$"
    r"|\b(?:something|anything|stuff|things?|ideas?) (?:\w+ )?for (?:my|our|his|her|their|the)\s(?:[a-z]+\s)?$"
    r"|\b(?:go(?:es)?|works?|looks?|sits?|blends?) (?:[a-z]+ ){0,2}(?:with|against|next to)\s(?:my|our|his|her|their|the)\s(?:[a-z]+\s)?$|\b(?:match(?:es)?|suits?|complements?) (?:my|our|his|her|their)\s(?:[a-z]+\s)?$"
)
"""What leads to the place where something wished for goes."""
_LEADS_AWAY = re.compile(
    r"\b(?:for|to|at|on|in|as|from|while|when|because|that|which|so|since|like|where|before|after|during)\b|\b4\b|,"
)
_ARTICLE = re.compile(r"\b(?:an?|any|some|new|another|few|more|other)\s(?:[a-z]+\s)?$")
_DEPENDENT = frozenset(
    "case cover charger strap holder mount refill lid adapter cable protector sleeve band filter cartridge battery remote tire blade bulb ink toner replacement part spare cleaner polish".split()
)
"""Stems of things that are named by what they belong to: 'case for an iphone'."""
_PETS = frozenset(
    "dog cat puppi kitten bird fish hamster rabbit hors chicken pet guinea parrot turtl doll".split()
)
_COUNTS = frozenset("two three four five six seven eight nine ten twelve".split())
_LEADING = frozenset("over off under all no first make".split())
"""Grammar words that may begin the name of a kind: 'over ear headphones'."""


def is_purpose(source: Source, start: int) -> bool:
    """Whether what begins at `start` stands behind a word that leads away from the thing wished for."""
    return _PURPOSE.search(source.text[:start]) is not None


def is_place(source: Source, start: int) -> bool:
    """Whether what begins at `start` is where something stands or goes: "it's going in grandma's room"."""
    return _PLACE.search(source.text[:start]) is not None


def ends_name(source: Source, name: Sequence[Span], following: Span, *, named: bool) -> bool:
    """Whether `following` tells something of the thing that the spans of `name` name, instead of naming it.

    `named`: a known kind is among them; otherwise their place tells, behind an article or in front.
    """
    if _LEADS_AWAY.search(source.text[name[-1][1] : following[0]]) is None:
        return False
    before = source.text[: name[0][0]]
    if not named and before and _ARTICLE.search(before) is None:
        return False
    head = stem(source.text[slice(*name[-1])].split()[-1])
    return head not in _DEPENDENT and stem(source.text[slice(*following)].split()[0]) not in _PETS


def counts(source: Source, token: Token) -> bool:
    """Whether a spoken number tells how many things are wished for: 'two mugs'."""
    rest = source.text[token.end :].split()
    return token.text in _COUNTS and bool(rest) and rest[0].rstrip(",.;").endswith("s")


def lead(
    source: Source, vocabulary: CatalogVocabulary, kind: KindSpan, blocked: Sequence[Span]
) -> list[Token]:
    """Words of grammar and manners that titles of the catalog have in a kind's name: 'thank you cards'."""
    tokens = source.tokens
    place = next((i for i, token in enumerate(tokens) if token.start == kind.span[0]), 0)
    followers = vocabulary.words.followers
    found: list[Token] = []
    while place > 0 and source.text[tokens[place - 1].end : tokens[place].start] in (" ", "-"):
        before, after = tokens[place - 1], tokens[place]
        if not followers.get((before.stem, after.stem)) or overlaps(before.span, blocked):
            break
        found.insert(0, before)
        place -= 1
    lexicon = vocabulary.lexicon
    while found and lexicon.is_plain(found[0].text) and found[0].text not in lexicon.filler | _LEADING:
        found.pop(0)
    return [token for token in found if lexicon.is_plain(token.text)]
