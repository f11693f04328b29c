"""What a shop's own hand did to a place, said before every other reason."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.reasons import MAX_REASONS
from retrieval.shop_rules.types import SPONSORED
from retrieval.types import Reason

_TEXTS = {
    SPONSORED: ("sponsored: its place is paid for", "广告：商家付费推广"),
    "pin": ("put at this place by the shop", "由本店指定在此位置"),
}


def disclosed(reasons: tuple[Reason, ...], features: Collection[str], language: str) -> tuple[Reason, ...]:
    """The reasons, led by what was paid for and what the shop itself placed; at most three in all."""
    own = tuple(
        Reason(feature=name, text=texts[language == "zh"], fields={})
        for name, texts in _TEXTS.items()
        if name in features
    )
    return (*own, *reasons)[:MAX_REASONS]
