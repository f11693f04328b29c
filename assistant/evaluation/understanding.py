"""How readings of utterances compare with the right ones: pure, without a model or a catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation import sampling
from assistant.evaluation.sampling import Estimate
from assistant.evaluation.types import LAST, PAGE, Wanted, WantedConstraint
from assistant.types import Understanding
from retrieval.text import normalize, stems
from retrieval.types import Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One utterance with its right reading, the reading got, and what is wrong with it.

    `faults` names the fields that differ; `found`, `surplus` and `missed` count constraints. `ms` is the
    time that reading took; `unanswered`: the model was asked in vain.
    """

    name: str
    say: str
    wanted: Wanted
    got: Understanding
    faults: tuple[str, ...]
    found: int
    surplus: int
    missed: int
    ms: float
    unanswered: bool = False

    @property
    def right(self) -> bool:
        """Whether every labeled field is right."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The measures over some utterances; precision and recall are those of constraints."""

    intent: Estimate
    constraint_f1: Estimate
    precision: float | None
    recall: float | None
    sort: Estimate
    references: Estimate
    search_text: Estimate
    everything: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What references resolve against: products shown, in order, the page in view, the shop's currency."""

    shown: tuple[str, ...]
    page: str | None
    currency: str


def judge(name: str, say: str, wanted: Wanted, got: Understanding, shelf: Shelf, *, ms: float) -> Judged:
    """One reading compared, field by field.

    A search text is right when it has every labeled word and beyond them only words of stated values.
    """
    found, surplus, missed = constraint_counts(wanted.constraints, got.constraints, shelf.currency)
    faults = {
        "language": got.language == wanted.language,
        "intent": got.primary is wanted.intents[0],
        "further intents": set(wanted.intents) <= set(got.intents),
        "constraints": not surplus and not missed,
        "sort": got.sort == wanted.sort,
        "references": wanted.references is None or _pointed(got) == _resolved(wanted.references, shelf),
        "search text": wanted.search_text is None or _same_kind(wanted.search_text, got),
    }
    if not faults["intent"]:
        faults["further intents"] = True
    return Judged(
        name=name,
        say=say,
        wanted=wanted,
        got=got,
        faults=tuple(field for field, fine in faults.items() if not fine),
        found=found,
        surplus=surplus,
        missed=missed,
        ms=ms,
    )


def constraint_counts(
    wanted: Sequence[WantedConstraint], got: Sequence[Constraint], currency: str
) -> tuple[int, int, int]:
    """How many constraints are found, surplus and missed; each one got answers at most one wanted."""
    left = list(dict.fromkeys(got))
    found = 0
    for want in wanted:
        match = next((each for each in left if _equal(want, each, currency)), None)
        if match is not None:
            left.remove(match)
            found += 1
    return found, len(left), len(wanted) - found


def figures(judged: Sequence[Judged], *, seed: int = sampling.SEED) -> Figures:
    """The measures over these utterances, with intervals."""
    found = sum(each.found for each in judged)
    surplus = sum(each.surplus for each in judged)
    missed = sum(each.missed for each in judged)

    def right(field: str, labeled: Callable[[Judged], bool]) -> Estimate:
        return sampling.share([field not in each.faults for each in judged if labeled(each)], seed=seed)

    return Figures(
        intent=right("intent", lambda _: True),
        constraint_f1=sampling.f1([(e.found, e.surplus, e.missed) for e in judged], seed=seed),
        precision=found / (found + surplus) if found + surplus else None,
        recall=found / (found + missed) if found + missed else None,
        sort=right("sort", lambda each: each.wanted.sort is not None or each.got.sort is not None),
        references=right("references", lambda each: each.wanted.references is not None),
        search_text=right("search text", lambda each: each.wanted.search_text is not None),
        everything=sampling.share([each.right for each in judged], seed=seed),
    )


def by_language(judged: Sequence[Judged]) -> Mapping[str, Sequence[Judged]]:
    """Utterances of each labeled language."""
    return _grouped(judged, lambda each: each.wanted.language)


def by_intent(judged: Sequence[Judged]) -> Mapping[str, Sequence[Judged]]:
    """Utterances of each labeled primary intent."""
    return _grouped(judged, lambda each: each.wanted.intents[0].value)


def confusion(judged: Sequence[Judged]) -> Counter[tuple[str, str]]:
    """How often each labeled primary intent was read as each."""
    return Counter((each.wanted.intents[0].value, each.got.primary.value) for each in judged)


def _grouped(judged: Sequence[Judged], key: Callable[[Judged], str]) -> Mapping[str, Sequence[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        groups.setdefault(key(each), []).append(each)
    return dict(sorted(groups.items()))


def _equal(want: WantedConstraint, got: Constraint, currency: str) -> bool:
    if (want.facet, want.op, want.strength) != (got.facet, got.op, got.strength):
        return False
    if want.facet == "price" and (want.currency or currency) != (got.currency or currency):
        return False
    return any(_same_value(value, got.value) for value in want.values)


def _same_value(want: str | float, got: str | float) -> bool:
    if isinstance(want, float) or isinstance(got, float):
        try:
            return abs(float(want) - float(got)) < 0.005
        except ValueError:
            return False
    return normalize(want) == normalize(got)


def _pointed(got: Understanding) -> frozenset[str]:
    return frozenset(product_id for reference in got.references for product_id in reference.product_ids)


def _resolved(references: Sequence[int | str], shelf: Shelf) -> frozenset[str]:
    return frozenset(found for each in references if (found := _product(each, shelf)) is not None)


def _product(reference: int | str, shelf: Shelf) -> str | None:
    if reference == PAGE:
        return shelf.page
    if reference == LAST:
        return shelf.shown[-1] if shelf.shown else None
    if isinstance(reference, str):
        return reference
    return shelf.shown[reference - 1] if 1 <= reference <= len(shelf.shown) else None


def _same_kind(wanted: str, got: Understanding) -> bool:
    words = set(stems(wanted))
    read = set(stems(got.search_text))
    stated = {word for c in got.constraints for word in stems(str(c.value))}
    return words - stated <= read and read - words <= stated
