"""What decides a shop's orders at this moment, as the running ranker has it: for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from retrieval.config import FeatureWeights, RankingConfig
from retrieval.diversity import PAST_CAP
from retrieval.ranker import Ranker
from retrieval.shop_rules.types import SPONSORED, ShopRules

_TAKES_AWAY = frozenset({"diversity", "bury"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A named part of every score: the most that it adds (below 0: takes away); None: what a place needs."""

    feature: str
    most: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingAccount:
    """What decides orders now.

    `parts` are those that can differ from 0 here, the weightiest first. `rules` counts the rules that hold
    now by kind; `minimum_ages` are those of age limits; `sponsored_most` is how many of an answer's products
    may be paid for, 0 where paid placement is off. Caps are 0 where there is none.
    """

    catalog_version: int
    rules_revision: int
    parts: tuple[Part, ...]
    rules: Mapping[str, int]
    minimum_ages: tuple[int, ...]
    sponsored_most: int
    most_per_brand: int
    most_per_merchant: int


def account(ranker: Ranker) -> RankingAccount:
    """The account of one ranker at its own clock's time."""
    parts = ranker.parts
    rules, config, now = parts.rules.rules, parts.config, parts.now()
    held = _held(rules, now)
    return RankingAccount(
        catalog_version=parts.snapshot.catalog_version,
        rules_revision=rules.revision,
        parts=_parts(config, held, rules),
        rules=held,
        minimum_ages=tuple(
            sorted({limit.minimum_age for limit in rules.age_limits if limit.scope.holds_at(now)})
        ),
        sponsored_most=rules.sponsorship.most if held[SPONSORED] else 0,
        most_per_brand=config.most_per_brand,
        most_per_merchant=config.most_per_merchant,
    )


def _held(rules: ShopRules, now: datetime) -> Counter[str]:
    paid = rules.sponsorship.placements if rules.sponsorship.enabled else ()
    scopes = {
        "pin": [pin.scope for pin in rules.pins],
        "boost": [nudge.scope for nudge in rules.boosts],
        "bury": [nudge.scope for nudge in rules.buries],
        "age_restricted": [limit.scope for limit in rules.age_limits],
        SPONSORED: [scope for _, scope in paid],
    }
    for rule in rules.withheld:
        scopes.setdefault(rule.why.value, []).append(rule.scope)
    counts = {kind: sum(scope.holds_at(now) for scope in each) for kind, each in scopes.items()}
    return Counter({kind: count for kind, count in counts.items() if count})


def _parts(config: RankingConfig, held: Mapping[str, int], rules: ShopRules) -> tuple[Part, ...]:
    weights = {
        each.name: float(getattr(config.feature_weights, each.name)) for each in fields(FeatureWeights)
    }
    weights[SPONSORED] *= rules.sponsorship.strength
    live = {
        name: -most if name in _TAKES_AWAY else most
        for name, most in weights.items()
        if most and (name not in ("boost", "bury", SPONSORED) or name in held)
    }
    ordered = sorted(live.items(), key=lambda pair: -abs(pair[1]))
    caps = (("brand_cap", config.most_per_brand), ("merchant_cap", config.most_per_merchant))
    return (
        *(Part(feature=name, most=most) for name, most in ordered),
        *((Part(feature="pin", most=None),) if "pin" in held else ()),
        *(Part(feature=name, most=-PAST_CAP) for name, most in caps if most),
    )
