"""What code worked out of the answer as a whole: said in its forms, each figure as it is on record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.claims.forms import DAY, FORMS, MONEY
from assistant.claims.reading import Reading
from assistant.claims.spans import prepare
from assistant.facts.types import Statement

_NAMING = ("over", "under", "target", "title", "code", "number")
_LEADING = frozenset({"heading", "policy"})
"""Kinds that only lead up to what is claimed."""
_FLAGS = frozenset({"less", "then", "currency", "used_up", "worse"})
"""Groups that say something by standing there; their words are the form's own."""


class StatedForms:
    """The forms that speak of these statements, for one language."""

    def __init__(self, statements: Sequence[Statement], language: str) -> None:
        self._by_kind: dict[str, list[Mapping[str, str]]] = {}
        for each in statements:
            values = {name: _folded(value) for name, value in each.values.items()}
            self._by_kind.setdefault(each.kind, []).append(values)
        parts = {
            "N": f"{_any_of(statements, _NAMING)} ?",
            "F": f"{_any_of(statements, ('feature',))} ?",
            "M": MONEY,
            "D": DAY["zh" if language == "zh" else "en"],
        }
        self._forms = tuple(
            (kind, re.compile(_filled(form, parts), re.IGNORECASE))
            for kind, form in FORMS["zh" if language == "zh" else "en"]
            if kind in self._by_kind or (kind == "heading" and statements)
        )

    def read(self, reading: Reading) -> None:
        """Accept each form whose names and figures one statement holds, all of them; refuse the others."""
        for kind, form in self._forms:
            for match in form.finditer(reading.text):
                if reading.mask.touched(*match.span()):
                    continue
                said = {
                    name: _folded(text) for name, text in match.groupdict().items() if text and name != "has"
                }
                if kind == "heading" or any(_same(said, stated) for stated in self._by_kind[kind]):
                    if kind in _LEADING:
                        reading.mask.cover(*match.span())
                    else:
                        reading.accept(*match.span(), f"stated:{kind}", ())
                else:
                    reading.refuse("statement", *match.span(), f"no such {kind} was worked out")


def _any_of(statements: Sequence[Statement], keys: Sequence[str]) -> str:
    """A pattern for any value under these keys, the longest first; for none it matches nothing."""
    found = {prepare(v) for s in statements for key, v in s.values.items() if key in keys}
    longest_first = sorted(found, key=lambda value: (-len(value), value))
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")" if found else r"(?!)"


def _filled(form: str, parts: Mapping[str, str]) -> str:
    """`N`, `F`, `M` and `D` of a form replaced, where they stand alone."""
    return re.sub(r"(?<![\w\\<\[])(?:N|F|M|D)(?![\w\]])", lambda match: parts[match.group()], form)


def _same(said: Mapping[str, str], stated: Mapping[str, str]) -> bool:
    if said.keys() != stated.keys():
        return False
    return all(name in _FLAGS or text == stated[name] for name, text in said.items())


def _folded(text: str) -> str:
    return prepare(text).casefold().strip(' "')
