"""Product names as the model wrote them, made what the catalog has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.phrasing.display import title_of
from retrieval.text import has_cjk
from retrieval.types import Product

_BREAK = r"[\s，,、·]*"


def restored(sentence: str, products: Sequence[Product]) -> str:
    """The sentence with Chinese titles spaced as the catalog has them; models drop or change the breaks."""
    for product in products:
        title = title_of(product)
        if has_cjk(title) and " " in title and title not in sentence:
            found = _pattern(title).search(sentence)
            if found:
                sentence = f"{sentence[: found.start()]}{title}{sentence[found.end() :]}"
    return sentence


@lru_cache(maxsize=1_024)
def _pattern(title: str) -> re.Pattern[str]:
    return re.compile(_BREAK.join(re.escape(part) for part in title.split()), re.IGNORECASE)
