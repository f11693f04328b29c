"""Sentences of a finished or a still growing text, in English and Chinese."""

from __future__ import annotations

import re

_END = re.compile(r"[。！？!?…]+[\"”’」』)）]*|\.+[\"”’)]*(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:vs|no|approx|incl|etc|e\.g|i\.e|mr|mrs|dr|st|inc|ltd|co|oz|lb|in)|\b[A-Z])\.$", re.IGNORECASE
)


def split_sentences(text: str) -> tuple[str, ...]:
    """Sentences of a finished text, each with its end mark, without the space around it."""
    complete, rest = take_sentences(text, final=True)
    return (*complete, rest) if rest else complete


def take_sentences(text: str, *, final: bool = False) -> tuple[tuple[str, ...], str]:
    """Complete sentences at the head of a growing text, and what is left.

    "4.8" and "$45.50" do not end a sentence. A period at the very end of a growing text may still become
    "4.8", so it ends a sentence only once a space follows or the text is `final`.
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        at_end = match.end() == len(text)
        if at_end and not final and match.group()[0] not in "。！？!?\n":
            break
        if match.group().startswith(".") and not at_end and _ABBREVIATION.search(text[start : match.end()]):
            continue
        sentence = text[start : match.end()].strip()
        if sentence:
            found.append(sentence)
        start = match.end()
    rest = text[start:].lstrip()
    return tuple(found), rest.strip() if final else rest
