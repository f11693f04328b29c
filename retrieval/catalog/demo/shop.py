"""Who the demo shop is and what a newcomer may ask it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from retrieval.catalog.demo.source import CURRENCY
from retrieval.catalog.snapshot import ShopSettings

EXAMPLE_QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "I need a linen shirt under $70, but not in white",
            "Which is better for travel: over-ear headphones or earbuds?",
            "A gift for someone who loves tea, around $30",
            "How long do I have to return something?",
        ),
        "zh": (
            "想买一件真丝衬衫，80美元以内",
            "降噪耳机哪款评分最高？",
            "有没有适合送长辈的茶叶礼盒？",
            "满多少钱可以免运费？",
        ),
    }
)
"""Four questions by language that the demo catalog and its policies can answer."""


def demo_settings(folder: Path) -> ShopSettings:
    """Settings of the demo shop whose source lies in `folder`."""
    return ShopSettings(
        name="demo",
        title="Lantern & Lark",
        currency=CURRENCY,
        languages=("en", "zh"),
        policies_dir=str(folder / "policies"),
        source_dir=str(folder),
    )
