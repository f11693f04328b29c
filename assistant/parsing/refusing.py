# ruff: noqa: E501 - a pattern reads better whole
"""English values that the words behind them refuse: "leather's out", 'wool makes me itch'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing.grounding import Mention
from assistant.parsing.source import Source, Span, overlaps

_REFUSED = re.compile(
    r"(?: (?:ones?|stuff|things?|is|are|was|were|all|both|just|really|always|never|simply|definitely|totally|also|as well|a|too))*"
    r" (?:(?P<out>out|off|gone|banned)(?= ?(?:$|[,.;!?]|because|since|for (?:me|us|him|her|now)|the (?:table|list|menu)|then|too))|(?:a )?(?:hard |big |definite |firm )?no[- ]?(?:go|no)?(?= ?(?:$|[,.;!]|from|for|because|since))|no good|not (?:an option|for (?:me|us|him|her|this)|my (?:thing|color|colour|style)|happening|allowed|welcome|going to (?:work|fly|happen))|(?:will|would|does|do|could) not (?:do|work|suit|fly|cut it|go with|match|agree|survive|last|hold up|breathe)"
    r"|need not apply|(?:have|has|need|needs) to go|can go(?= ?(?:$|[,.;]))|(?:makes?|made|gives?|gave|drives?|drove|leaves?|left|puts?|creeps?|freaks?) (?:me|us|my \w+|him|her|them|the \w+|everyone) (?:itch|itchy|sneeze|sweat|a (?:rash|headache)|the (?:creeps|ick|shivers)|hives|mad|crazy|nuts|look|feel|taste|smell|sad|sick|out|off|break out)|(?:itch(?:es)?|irritates?|bores?|washes (?:me|him|her) out)(?: \w+)*(?= ?(?:$|[,.;!]|,)))\b"
    r"| [^,.;!?]{0,40}?(?:,| so| and)+ (?:so |and )*(?:i (?:would|will) )?(?:not (?:that|those|this|it|them)|no thanks?|no thank you|rather not|none of that|(?:skip|lose|drop|avoid|hide|pass on|get rid of) (?:it|that|them|those)|(?:leave|take) (?:it|that|them|those) (?:out|off)|pass)(?= ?(?:$|[,.;!]))"
)
"""What refuses the facet value before it: "leather's out, we have cats", 'wool makes me itch', 'pink is a no'."""
_EXCESS = re.compile(r"\b(?:way |far |a bit |a little |much )?too (?:much |many )?$")
"""What finds too much of the value behind it: 'too beige for me'."""
_AND = re.compile(r",? (?:and|or|&) ?|, |/")


def find(source: Source, mentions: Sequence[Mention], *, taken: Sequence[Span]) -> list[tuple[Span, Mention]]:
    """Refused values with the words that refuse them, and values joined to those before: 'wool and mohair itch'."""
    found: list[tuple[Span, Mention]] = []
    following: Mention | None = None
    for mention in sorted(mentions, key=lambda m: -m.span[0]):
        if overlaps(mention.span, taken):
            continue
        excess = _EXCESS.search(source.text[: mention.span[0]])
        match = _REFUSED.match(source.text, mention.span[1])
        said = match if match and (not match["out"] or _is_subject(source, mention, match)) else None
        if excess:
            found.append(((excess.start(), mention.span[1]), mention))
        elif said:
            found.append(((mention.span[0], said.end()), mention))
        elif following and _is_joined(source, mention, following):
            found.append((mention.span, mention))
        following = mention if found and found[-1][1] is mention else None
    return found


def _is_joined(source: Source, mention: Mention, following: Mention) -> bool:
    between = source.text[mention.span[1] : following.span[0]]
    return mention.value.facet == following.value.facet and _AND.fullmatch(between) is not None


def _is_subject(source: Source, mention: Mention, match: re.Match[str]) -> bool:
    """Whether a value 'is' what follows it: the leather of "leather's out"."""
    verb = re.search(r"\b(?:is|are|was|were)\b", match.group())
    return verb is not None or source.text[slice(*mention.span)].endswith("'s")
