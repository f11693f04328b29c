"""A rules file (YAML) read into values: whole, or not at all with every fault named."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from retrieval.config import RankingConfig
from retrieval.errors import RulesError
from retrieval.learned_weights import LearnedWeights
from retrieval.objectives import Objectives, configured
from retrieval.shop_rules.types import (
    MAX_PLACE,
    MAX_SPONSORED,
    AgeLimit,
    Nudge,
    Pin,
    Scope,
    ShopRules,
    Sponsorship,
    Target,
    Withheld,
    Withholding,
)
from retrieval.types import FACETS, NUMERIC_FACETS, Constraint, Op

MAX_FILE_CHARS = 1_000_000
_TEXT_FACETS = tuple(facet for facet in FACETS if facet not in NUMERIC_FACETS)
_NAMED = ("category", "brand", "merchant")


def _words(value: object) -> object:
    """Numbers as YAML reads unquoted ids and sizes, as the text that they stand for."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Words = Annotated[str, BeforeValidator(_words), Field(min_length=1, max_length=200)]
Share = Annotated[float, Field(gt=0.0, le=1.0)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Scoped(_Form):
    """`from` and `until` are dates (the last one included, UTC) or moments; query and kind narrow."""

    starts: date | datetime | None = Field(default=None, alias="from")
    until: date | datetime | None = None
    query: Words | None = None
    kind: Words | None = None

    @model_validator(mode="after")
    def _in_order(self) -> _Scoped:
        scope = self.scope()
        if scope.starts and scope.ends and scope.starts >= scope.ends:
            raise ValueError("expected from before until")
        return self

    def scope(self) -> Scope:
        return Scope(
            starts=_moment(self.starts),
            ends=_moment(self.until, whole_day=True),
            query=self.query or "",
            kind=self.kind or "",
        )


class _Aimed(_Scoped):
    product: Words | None = None
    products: tuple[Words, ...] = Field(default=(), strict=False)
    category: Words | None = None
    brand: Words | None = None
    merchant: Words | None = None
    facet: dict[Words, Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _aims(self) -> _Aimed:
        unknown = sorted(set(self.facet) - set(_TEXT_FACETS))
        if unknown:
            raise ValueError(f"facet: expected names among {', '.join(_TEXT_FACETS)}, got {unknown[0]!r}")
        if not (self.target().product_ids or self.target().conditions):
            raise ValueError("expected product, products, category, brand, merchant or facet, got none")
        return self

    def target(self) -> Target:
        named = {name: value for name in _NAMED if (value := getattr(self, name)) is not None}
        conditions = (*named.items(), *self.facet.items())
        return Target(
            product_ids=((self.product,) if self.product else ()) + self.products,
            conditions=tuple(Constraint(facet=name, op=Op.EQ, value=value) for name, value in conditions),
        )


class _Withheld(_Aimed):
    because: Words | None = None

    @model_validator(mode="after")
    def _everywhere(self) -> _Withheld:
        if self.query or self.kind:
            raise ValueError("expected no query and no kind: this holds for every wish")
        return self


class _AgeLimit(_Withheld):
    minimum_age: int = Field(ge=1, le=120)


class _Pin(_Scoped):
    product: Words
    place: int = Field(default=1, ge=1, le=MAX_PLACE)


class _Nudge(_Aimed):
    strength: Share = 0.5


class _Sponsored(_Form):
    enabled: bool = False
    most: int = Field(default=1, ge=1, le=MAX_SPONSORED)
    strength: Share = 1.0
    placements: tuple[_Aimed, ...] = Field(default=(), strict=False)


class _Objectives(_Form):
    diversity: float | None = Field(default=None, ge=0.0, le=0.5)
    freshness: float | None = Field(default=None, ge=0.0, le=0.2)
    long_tail: float | None = Field(default=None, ge=0.0, le=0.2)
    most_per_brand: int | None = Field(default=None, ge=0, le=100)
    most_per_merchant: int | None = Field(default=None, ge=0, le=100)


class _Weights(_Form):
    lexical_weight: Share | None = None
    named_share: Share | None = None
    titled_share: Share | None = None
    rating: Share | None = None
    popularity: Share | None = None
    stock: Share | None = None

    @model_validator(mode="after")
    def _parts_of_one(self) -> _Weights:
        configured(RankingConfig(), LearnedWeights(**self.model_dump()))
        return self


class _File(_Form):
    pin: tuple[_Pin, ...] = Field(default=(), strict=False)
    boost: tuple[_Nudge, ...] = Field(default=(), strict=False)
    bury: tuple[_Nudge, ...] = Field(default=(), strict=False)
    recalled: tuple[_Withheld, ...] = Field(default=(), strict=False)
    banned: tuple[_Withheld, ...] = Field(default=(), strict=False)
    age_restricted: tuple[_AgeLimit, ...] = Field(default=(), strict=False)
    sponsored: _Sponsored = Field(default_factory=_Sponsored)
    objectives: _Objectives = Field(default_factory=_Objectives)
    weights: _Weights = Field(default_factory=_Weights)


def read_rules(text: str, *, revision: int = 0) -> ShopRules:
    """The rules of a YAML text; an empty one has none.

    Raises RulesError with every fault, the row from 1 and the field named: nothing is taken then.
    """
    if len(text) > MAX_FILE_CHARS:
        raise RulesError(f"expected rules of at most {MAX_FILE_CHARS:,} characters, got {len(text):,}")
    try:
        form = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RulesError(f"expected YAML, got something else: {' '.join(str(error).split())}") from error
    try:
        found = _File.model_validate({} if form is None else form)
    except ValidationError as error:
        faults = tuple(_fault(dict(each)) for each in error.errors(include_url=False))
        raise RulesError(
            f"expected every rule to be right, got {len(faults)} faults: {'; '.join(faults)}", faults=faults
        ) from error
    return _rules(found, revision)


def _rules(file: _File, revision: int) -> ShopRules:
    paid = file.sponsored
    return ShopRules(
        revision=revision,
        pins=tuple(Pin(product_id=r.product, place=r.place, scope=r.scope()) for r in file.pin),
        boosts=tuple(_nudge(row) for row in file.boost),
        buries=tuple(_nudge(row) for row in file.bury),
        withheld=tuple(
            Withheld(why=why, target=row.target(), scope=row.scope())
            for why, rows in ((Withholding.RECALLED, file.recalled), (Withholding.BANNED, file.banned))
            for row in rows
        ),
        age_limits=tuple(
            AgeLimit(minimum_age=row.minimum_age, target=row.target(), scope=row.scope())
            for row in file.age_restricted
        ),
        sponsorship=Sponsorship(
            enabled=paid.enabled,
            most=paid.most,
            strength=paid.strength,
            placements=tuple((row.target(), row.scope()) for row in paid.placements),
        ),
        objectives=Objectives(**file.objectives.model_dump()),
        weights=LearnedWeights(**file.weights.model_dump()),
    )


def _nudge(row: _Nudge) -> Nudge:
    return Nudge(target=row.target(), strength=row.strength, scope=row.scope())


def _fault(error: dict[str, Any]) -> str:
    """E.g. "pin, row 2, place: Input should be greater than or equal to 1, got 0"."""
    where = [f"row {part + 1}" if isinstance(part, int) else str(part) for part in error["loc"]]
    message = str(error["msg"]).removeprefix("Value error, ")
    got = error["input"]
    shown = "" if isinstance(got, dict | list) else f", got {str(got)[:60]!r}"
    return f"{', '.join(where) or 'the file'}: {message}{shown}"


def _moment(value: date | datetime | None, *, whole_day: bool = False) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value + timedelta(days=1 if whole_day else 0), time(), tzinfo=UTC)
