"""Values to write evaluation tests with."""

from __future__ import annotations

from assistant.evaluation.notation import read_constraints, read_intents, read_references, read_sort
from assistant.evaluation.types import Wanted
from assistant.evaluation.understanding import Judged, Shelf, judge
from assistant.types import Intent, Reference, Understanding
from retrieval.types import Constraint, Op, Strength

SHELF = Shelf(shown=("p1", "p2", "p3"), page="p9", currency="USD")
RED = Constraint(facet="color", op=Op.EQ, value="red")
UNDER_60 = Constraint(facet="price", op=Op.LTE, value=60.0)
SOFT_60 = Constraint(facet="price", op=Op.LTE, value=60.0, strength=Strength.SOFT)


def wanted(
    intents: object = "find",
    *constraints: str,
    sort: str | None = None,
    references: object = None,
    search_text: str | None = None,
    language: str = "en",
    items: str | None = None,
) -> Wanted:
    """A right reading in the notation of the files."""
    return Wanted(
        language=language,
        intents=read_intents(intents),
        constraints=read_constraints(list(constraints)),
        sort=read_sort(sort),
        references=read_references(references),
        search_text=search_text,
        items=items,
    )


def got(
    *constraints: Constraint,
    intents: tuple[Intent, ...] = (Intent.FIND,),
    points_at: tuple[str, ...] = (),
    search_text: str = "",
    language: str = "en",
) -> Understanding:
    """A reading."""
    pointed = (Reference(kind="ordinal", text="it", product_ids=points_at),) if points_at else ()
    return Understanding(
        language=language,
        intents=intents,
        constraints=constraints,
        references=pointed,
        search_text=search_text,
    )


def judged(right: Wanted, reading: Understanding, *, ms: float = 2.0, say: str = "red mugs") -> Judged:
    """A comparison on the shelf p1, p2, p3 with page p9, in dollars."""
    return judge("cases.yaml:3", say, right, reading, SHELF, ms=ms)
