"""Whether an utterance puts another kind of product in the place of the one searched for."""

from __future__ import annotations

import re

_SWAP = re.compile(
    r"\binstead\b|\b(?:what|how) about\b|\b(?:switch|change) (?:it |that )?to\b|\bmake (?:it|that)\b",
    re.IGNORECASE,
)
_SWAP_ZH = re.compile(r"换成|改成|改看|换个|换一?种|那.{1,8}呢[?？]?$")


def swaps_kind(text: str) -> bool:
    """Whether the conditions named so far go on for a kind named here ("what about cardigans instead?")."""
    return bool(_SWAP.search(text) or _SWAP_ZH.search(text.strip()))
