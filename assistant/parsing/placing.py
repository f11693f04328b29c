# ruff: noqa: E501 - a pattern reads better whole
"""Questions about the order of what is shown: why one stands first, above another, or not higher."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.parsing import ordinals, references
from assistant.parsing.shelf import ReferenceSpan, Shelf
from assistant.parsing.source import Source
from assistant.types import Reference

_WHY = r"(?:(?:and|so|but|ok|okay|then|hmm|please|explain|tell me),? )*(?:why|how come)"
_CHOOSE = r"(?:put|rank|list|place|show|recommend|suggest|start with|prefer|choose|pick)"
_VERB = rf"(?: (?:do|did|would) you {_CHOOSE}| (?:is|are|was|were|does|did|do|should|would))?"
_STAND = r"(?:(?: (?:being|be|is|was|are))?(?: (?:ranked|ranks?|ranking|listed|placed|standing|stands?|put|shown|showing|sits?|sitting|comes?|coming|goes|up))?)"
_TOP = r"(?: (?:at|on|in|as|the|your|my|very|so|number|no\.|place|spot))* (?:first|1st|top|one|#1|1|best|high|higher|highest|second|2nd|third|3rd|last|low|lower|lowest)(?: (?:one|place|spot|of the list|on the list|in the list|up|down|here))*"
_ABOVE = r"(?: (?:so )?(?:much|far))? (?:(?:higher|lower|rather) than|instead of|(?:ahead|in front) of|above|over|before|below|behind|under|and not|but not|not)"
_END = r"[ ?!.]*$"
_WHY_ZH = r"(?:请问|那么?|所以)?(?:为什么|为啥|为何|凭什么)"
_ANY_WHY_ZH = r"(?:为什么|为啥|为何|凭什么|怎么|咋)"
_PUT_ZH = r"(?:会|就|是|能|要|被|没有?|不|却|都|还)*(?:排名?|放|列|摆)(?:在|到|得|的)?"
_TOP_ZH = r"(?:第[一二三四五六1-6](?:个|位|名|款)?|最?前面?|最?靠前|首位|最?上面|最?后面?|最?靠后|这么(?:前|后|靠前|靠后))"
_END_ZH = r"(?:的|呢|啊|呀|了|[?？!！。. ])*$"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_WHY}{_VERB} (?P<a>.+?){_STAND}{_ABOVE} (?P<b>.+?){_END}",
        rf"^{_WHY} not(?: {_CHOOSE})? (?P<a>.+?)(?: instead)?{_END}",
        rf"^{_WHY} not(?: {_CHOOSE})? (?P<a>.+?){_TOP}{_END}",
        rf"^{_WHY}{_VERB}(?: not)? (?P<a>.+?)(?: not)?{_STAND}{_TOP}{_END}",
        rf"^{_WHY} (?:do|did|would) you (?:not )?{_CHOOSE} (?P<a>.+?){_END}",
        rf"^{_WHY} (?:do|did|would) you (?:not )?{_CHOOSE} (?P<a>.+?){_TOP}{_END}",
        rf"^what (?:puts|makes|places|ranks) (?P<a>.+?)(?: (?:come|rank|stand))?{_STAND}(?:{_ABOVE} (?P<b>.+?)|{_TOP}){_END}",
        rf"^{_WHY_ZH}(?:会|是|要|能)?(?P<a>.+?)(?:会|就|能)?(?:排名?|放|列|摆)?(?:在|得|的)?比(?P<b>.+?)(?:(?:排|放|列|摆)(?:名|得|的|在)*更?(?:靠?前面?|高|靠上|上面?)|更?靠前){_END_ZH}",
        rf"^{_WHY_ZH}(?P<a>.+?)(?:会|就|能|要)?(?:排|放|列|摆)得?比(?P<b>.+?)更?(?:靠?前|高|靠上){_END_ZH}",
        rf"^{_WHY_ZH}(?P<a>.+?){_PUT_ZH}(?P<b>.+?)的?(?:前面?|之前|上面|后面?|之后|下面){_END_ZH}",
        rf"^{_WHY_ZH}(?:是|先|首先|首)?(?:推荐|选)?(?P<a>.+?)而?(?:不是|不推荐|不选)(?P<b>.+?){_END_ZH}",
        rf"^{_ANY_WHY_ZH}(?:不是|不先?推荐|没先?推荐|不选)(?P<a>.+?)(?:{_PUT_ZH}{_TOP_ZH})?{_END_ZH}",
        rf"^{_WHY_ZH}(?:先|首先|首)?(?:推荐|选)(?P<a>.+?){_END_ZH}",
        rf"^{_WHY_ZH}(?:要|会)?把?(?P<a>.+?){_PUT_ZH}{_TOP_ZH}{_END_ZH}",
        rf"^(?P<a>.+?){_ANY_WHY_ZH}{_PUT_ZH}{_TOP_ZH}{_END_ZH}",
        rf"^(?P<a>.+?){_ANY_WHY_ZH}(?:不是|是){_TOP_ZH}{_END_ZH}",
    )
)
_ORDER = re.compile(
    rf"^(?:{_WHY}(?: is it| are they| are these)?(?: in)? (?:this|that|the) order|how (?:do|did|are|were) (?:you |they |these |those |the results )?(?:rank|sort|order|ranked|sorted|ordered)(?: them| these| those| the results)?){_END}"
    rf"|^{_WHY_ZH}(?:是|按)?(?:这个|这样|这么)(?:顺序|排序?|排列)的?{_END_ZH}|^(?:这些?|它们)?(?:是)?(?:怎么|按什么)(?:排序|排名|排列|排)的?{_END_ZH}"
)
_IT = re.compile(r"it|this|that|this one|that one|这个?|这款|它|这件")
_DENIED = re.compile(r"\bnot\b|不|没")
_MAX_OTHER_WORDS = 1
_MAX_CHARS = 200


def asked_place(text: str, shelf: Shelf) -> tuple[Reference, ...]:
    """The shown products whose order a text asks about, one or two; () where it asks no such thing.

    A question about the whole order is one about the first product.
    """
    source = Source.read(text)
    if len(text) > _MAX_CHARS or not shelf.shown:
        return ()
    if _ORDER.search(source.text):
        return (Reference(kind="ordinal", text=source.text, product_ids=shelf.ids[:1]),)
    for pattern in _PATTERNS:
        match = pattern.search(source.text)
        pieces = [piece for piece in match.groupdict().values() if piece] if match else []
        found = [_one(piece, shelf, denied=bool(_DENIED.search(source.text))) for piece in pieces]
        told = [reference for reference in found if reference is not None]
        if told and len(told) == len(pieces) == len({each.product_ids for each in told}):
            return tuple(told)
    return ()


def _one(piece: str, shelf: Shelf, *, denied: bool) -> Reference | None:
    """The one shown product that a piece of a question names, and little else."""
    source = Source.of(piece.strip(), language="en", question=False)
    places = ordinals.find(source, shelf, taken=())
    spans = places or references.named(source, shelf, taken=(), loose=True)
    if not spans and _IT.fullmatch(source.text):
        one = shelf.one()
        ids = one if len(one) == 1 else () if denied else shelf.ids[:1]
        return Reference(kind="page", text=source.text, product_ids=ids) if _is_shown(ids, shelf) else None
    if len(spans) != 1 or len(_beside(source, spans).split()) > _MAX_OTHER_WORDS:
        return None
    told = spans[0].reference
    return told if _is_shown(told.product_ids, shelf) else None


def _is_shown(ids: Sequence[str], shelf: Shelf) -> bool:
    return len(ids) == 1 and ids[0] in shelf.ids


def _beside(source: Source, spans: Sequence[ReferenceSpan]) -> str:
    start, end = spans[0].span
    return f"{source.text[:start]} {source.text[end:]}"
