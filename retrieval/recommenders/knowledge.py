"""What goes with what, for whom, and what makes a gift: the bundled `goes_with.yaml` over the kinds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from retrieval.kinds import KindIds, KindLexicon, load_kinds
from retrieval.nouns import nouns
from retrieval.text import has_cjk, normalize

_STEP = 0.12
_LEAST = 0.3
"""Each further group of a rule fits a step less, down to the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """That a kind goes with another: `kind_id` is what goes, `source` what with (None: a need), `fit` 0–1."""

    kind_id: int
    source: int | None
    fit: float


class Knowledge:
    """Rules between kinds of the lexicon. Raises ValueError at construction for an unknown name."""

    def __init__(self, content: Mapping[str, Mapping[str, object]], *, lexicon: KindLexicon) -> None:
        """Read the rules; names are English names of the lexicon."""
        self._lexicon = lexicon
        self._rules: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for names, groups in content["kinds"].items():
            for kind in self._kinds(names):
                self._rules[kind] += self._fits(str(groups))
        self._needs = tuple(
            (re.compile(pattern), tuple(self._fits(str(groups))))
            for pattern, groups in content["needs"].items()
        )
        self.worn_by = {people: self._kinds(str(names)) for people, names in content["worn_by"].items()}
        self.gifts = {people: self._kinds(str(names)) for people, names in content["gifts"].items()}

    def with_kinds(self, kinds: Iterable[int]) -> Sequence[Fit]:
        """What goes with any of these kinds, best first: rules of the kind itself, else of a wider one."""
        return _best(
            Fit(kind_id=kind, source=source, fit=fit) for source in kinds for kind, fit in self._of(source)
        )

    def with_need(self, need: str) -> Sequence[Fit]:
        """What a need or occasion said in words takes ('camping', 露营), best first."""
        said = normalize(need)
        return _best(
            Fit(kind_id=kind, source=None, fit=fit)
            for pattern, fits in self._needs
            if pattern.search(said)
            for kind, fit in fits
        )

    def named_in(self, text: str) -> KindIds:
        """Kinds that a text names."""
        if has_cjk(text):
            mentions = self._lexicon.mentions_zh(normalize(text).replace(" ", ""))
        else:
            mentions = self._lexicon.mentions(nouns(text))
        return frozenset(kind for mention in mentions for kind in mention.kinds)

    def _of(self, kind: int) -> Sequence[tuple[int, float]]:
        own = self._rules.get(kind)
        if own:
            return own
        found = self._lexicon.kinds[kind]
        return self._rules.get(found.group) or self._rules.get(found.root) or ()

    def _fits(self, groups: str) -> list[tuple[int, float]]:
        return [
            (kind, max(_LEAST, 1.0 - _STEP * place))
            for place, names in enumerate(groups.split(";"))
            for kind in sorted(self._kinds(names))
        ]

    def _kinds(self, names: str) -> KindIds:
        found: set[int] = set()
        for name in (part.strip() for part in names.split(",")):
            kinds = self._lexicon.named(nouns(name))
            if not kinds:
                raise ValueError(f"goes_with: expected an English name of kinds.yaml, got {name!r}")
            found |= kinds
        return frozenset(found)


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """Read the bundled rules, once."""
    text = resources.files("retrieval.recommenders").joinpath("goes_with.yaml").read_text(encoding="utf-8")
    return Knowledge(yaml.safe_load(text), lexicon=load_kinds())


def _best(fits: Iterable[Fit]) -> Sequence[Fit]:
    best: dict[int, Fit] = {}
    for fit in fits:
        if fit.kind_id not in best or fit.fit > best[fit.kind_id].fit:
            best[fit.kind_id] = fit
    return sorted(best.values(), key=lambda fit: (-fit.fit, fit.kind_id))
