"""How many products the shopper asks to see."""

from __future__ import annotations

import re

_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_NUMBER = r"([2-6]|two|three|four|five|six)"
_UNIT = (
    r"(?!\s?-?(?:piece|pc|person|people|inch|in\b|ft\b|feet|foot|pack|seater|drawer|tier|door|star|ply|dollar|buck|"
    r"way|speed|year|month|quart|cup|slice|burner|gallon|liter|oz|lb|kg|g\b|ml|l\b|w\b|x\b|%|\"|\.\d|\d))"
)
_ENGLISH = re.compile(
    rf"\b(?:show|give|list|find|recommend|suggest|name|pick)(?: me| us)?(?: the| only| just| your| some)?"
    rf"(?: top| best| cheapest| newest)? {_NUMBER}\b{_UNIT}"
    rf"|\b(?:top|best|cheapest|newest|just|only) {_NUMBER}(?: (?:ones?|options?|products?|please|pls))?\W*$"
    rf"|\bthe {_NUMBER} (?:best|cheapest|newest|top|least|most)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?:看|推荐|列出?|挑|展示|最便宜的|最好的)([2-6两三四五六])(?:款|件|个|种|双|条|套)(?!套)"
)


def asked_count(text: str) -> int | None:
    """From 2 to 6 as said ("show me the cheapest 3", 推荐两款), None where no number of products is."""
    found = _ENGLISH.search(text) or _CHINESE.search(text)
    if found is None:
        return None
    said = next(group for group in found.groups() if group)
    return _WORDS.get(said.lower()) or int(said)
