# ruff: noqa: E501 - a pattern reads better whole
"""Words that make a condition a preference: preferably, if possible, 最好."""

from __future__ import annotations

import re

from assistant.parsing.source import Source, Span

_BEFORE = re.compile(
    r"\b(?:prefer(?:ably|red|ence)?(?: (?:for|is|would be))?|ideally|hopefully|maybe|perhaps|possibly|would be (?:nice|great|good|cool|lovely|ideal) (?:if|to have)|nice to have|bonus (?:points )?(?:if|for)|rather(?! (?:have|get|see|go|take|buy|want)\b)|"
    r"i would (?:like|love) it (?:if|to be)|a preference for|leaning towards?|tend to like|fond of|partial to|not (?:too|very|super|overly))\b|(?:^|[,;] ?|\band )if (?:at all )?possible\b|(?:最好|(?:优先|首选)(?:考虑|选)?)(?!(?<=[\u4e00-\u9fff]{3})\s?[,，]|\s)|尽量|比较(?:喜欢|想要|偏向|偏好)|偏好|倾向(?:于)?|希望|可能的话|如果可以|如果有"
)
_AFTER = re.compile(
    r"^[^,;.]{0,24}?(?:\bif (?:(?:at all |humanly )?possible|(?:you|i|we) (?:have|can|could)|available|(?:there|it) (?:is|are)|they (?:come|make|exist|do)|it (?:comes|exists)|going)|\b(?:if )?given (?:a|the) choice|\b(?:would|might) be (?:nice|great|a plus|good|ideal|preferred|cool|lovely|a bonus|better|best)|\b(?:is|are) (?:a plus|a bonus|preferred|nice to have|ideal)|\bpreferred|\bpreferably|\bideally|\bor similar|"
    r"\bas a bonus|\bbut not (?:required|necessary|a must))|^[^,;.]{0,24}?, ?(?:if (?:at all )?(?:possible|available)|if (?:you|i|we) (?:have|can|could)(?: \w+){0,3}|(?:if )?given (?:a|the) choice|(?:but )?(?:i am |it is )?not (?:a must|essential|a dealbreaker|a deal ?breaker|vital|crucial|that important))(?=$|[,;.])|^[^,;.，。；]{0,8}?(?:优先|更好|最好(?=$|[,，。；了])|为佳|的话更好|就更好|比较好|加分)|^(?: ones?)? (?:maybe|perhaps|possibly|if possible)\b"
)
_SEGMENT = re.compile(r"[;.!?。；！？]|\bbut\b|但")
_NEAR = re.compile(r"[,，]")


def is_soft(source: Source, span: Span) -> bool:
    """Whether the words around a condition make it a preference."""
    before = _SEGMENT.split(source.text[: span[0]])[-1]
    hedges = list(_BEFORE.finditer(before))
    if hedges and not _NEAR.search(before[hedges[-1].end() :].lstrip(" ,，")):
        return True
    return _AFTER.search(source.text[span[1] :]) is not None
