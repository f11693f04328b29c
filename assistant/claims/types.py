"""Values of the checker: what a text may rest on, and what was found wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.claims.attributes import AttributeLexicon
from assistant.facts.types import AnswerBrief, AnswerKind, Proof, Statement
from assistant.types import Claim
from retrieval.types import Constraint, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One span that nothing supports. `kind` says which rule it broke, `detail` why."""

    kind: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a text may be said. `subjects` are the products that "it" would mean after it."""

    supported: bool
    claims: tuple[Claim, ...]
    violations: tuple[Violation, ...]
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """All that a text may rest on beside the records of `products`, which stand in the order shown.

    `comparable`: the products are set against each other, so a bare "cheaper" means cheaper than all
    others. `fits`: every product meets the hard constraints that the shopper stated. `limits` are those
    constraints, `counts` the numbers of products that may be said, `quotes` texts that may be cited, and
    `sources` where each of them stands. `statements` are what code worked out beside the records.
    """

    products: tuple[Product, ...]
    language: str = "en"
    comparable: bool = False
    fits: bool = False
    counts: frozenset[int] = frozenset()
    limits: tuple[Constraint, ...] = ()
    proofs: tuple[Proof, ...] = ()
    quotes: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    lexicon: AttributeLexicon = field(default_factory=AttributeLexicon)

    @classmethod
    def of(cls, brief: AnswerBrief, *, live_values: Mapping[str, Iterable[str]] | None = None) -> Grounds:
        """What a reply to this brief may rest on; `live_values` are the catalog's facet → values."""
        return cls(
            products=brief.products,
            language=brief.language,
            comparable=brief.kind is AnswerKind.COMPARE,
            fits=brief.kind in (AnswerKind.FIND, AnswerKind.MORE),
            counts=brief.counts,
            limits=brief.limits,
            proofs=brief.proofs,
            quotes=brief.quotes,
            sources={fact.display: fact.field for fact in brief.facts if fact.product_id is None},
            statements=brief.statements,
            lexicon=AttributeLexicon.with_values(live_values or {}),
        )
