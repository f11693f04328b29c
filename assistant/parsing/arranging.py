# ruff: noqa: E501 - a pattern reads better whole
"""Orders told by where things go: 'newer models at the front', 'the pricey stuff last', 贵的打头, 谁卖得多谁排上面."""

from __future__ import annotations

import re

from assistant.parsing.source import Source, Span
from retrieval.types import Sort

_THINGS = {
    ("price", "desc"): r"(?:(?:more|most) )?(?:expensive|premium|luxurious)|pric(?:ey|y|ier|iest)|dear(?:er|est)?|cost(?:ly|lier|liest)|high(?:er|est)?[- ](?:priced?|prices?|end|tags?|tickets?)|big(?:ger|gest)? (?:tickets?|prices?)|costs? (?:the )?most",
    ("price", "asc"): r"cheap(?:er|est|ies|ie)?|(?:less|least) expensive|low(?:er|est)?[- ](?:priced?|prices?|end|cost)|(?:(?:more|most) )?affordable|inexpensive|bargains?|(?:smallest|lowest) price tags?|costs? (?:the )?(?:least|less)|small(?:er|est)? prices?",
    ("created_at", "desc"): r"(?:brand )?new(?:er|est|ly added|ly arrived|bies)?|latest|(?:most |more )?recent(?:ly added)?|fresh(?:er|est)?|just (?:in|added|arrived)|came in (?:most recently|last)",
    ("created_at", "asc"): r"old(?:er|est)?",
    ("rating", "desc"): r"best(?![- ]?sell)|(?:best|top|highest|higher|better|well|highly|good)[- ](?:rated|reviewed|ratings?|reviews?|scores?|stars|scor(?:ing|ed)|liked|loved)|most stars|five[- ]stars?|favou?rites?",
    ("popularity", "desc"): r"(?:(?:most|more) )?popular|(?:best|top|hot|big)[- ]?sell(?:ers?|ing)|hottest|trending|(?:sell(?:s|ing)?|sold|buy|bought|order(?:ed)?|loved?|liked?|moves?) (?:the )?(?:most|best|well|fastest)|in demand",
    ("", "desc"): r"high(?:er|est)?|big(?:ger|gest)?",
    ("", "asc"): r"low(?:er|est)?|small(?:er|est)?",
}  # fmt: skip
"""What is said of things, by the order that puts them first; '': of the field named beside."""
_STUFF = r"(?: (?!(?:first|last|on|at|in|to|up|down|the|and|or|but)\b)[a-z-]+){0,2}(?: (?:to )?(?:go|goes|going|come|comes|be|is|are|sit|sits|show|shown|appear|appears|listed|placed|lead|all|always|should|right|up))*"
_TOP = r"(?:first(?! (?:aid|class|time|birthday|communion|year))|up (?:first|front|top)|(?:way )?(?:on|at|to|in|up|near|toward|towards|into) (?:the )?(?:very |right )?(?:top|front|beginning|start|head)(?! of (?!the (?:list|page|results)))|before (?:(?:the )?(?:rest|others|older)|(?:any|every)thing else)|lead the (?:list|way))\b"
_BOTTOM = r"(?:last|(?:on|at|to|in|near|toward|towards) (?:the )?(?:very )?(?:bottom|back|end)|(?:further |farther |way )?down(?: below| the list)?|after (?:the )?(?:rest|others))\b"
_STARTING = r"(?:start(?:ing)?|begin(?:ning)?|lead(?:ing)?|open(?:ing)?|kick(?:ing)? (?:it |things )?off|go(?:ing)?) (?:off )?(?:with|from|at) (?:the )?|\bpriorit[iy][sz]e (?:the )?|\bin order (?:of|from) (?:the )?"
_PLACED = tuple(
    (field, direction, re.compile(pattern))
    for (field, direction), words in _THINGS.items()
    for pattern in (
        rf"\b(?:the )?(?:{words})\b{_STUFF},? {_TOP}|(?:{_STARTING})(?:{words})\b(?: (?:ones?|stuff|things?|items?))?|\bfrom (?:the )?(?:{words})\b(?: (?:ones?|stuff))? (?:up(?:wards?)?|down(?:wards?)?|on|onwards?)\b",
    )
)
_SUNK = tuple(
    (field, direction, re.compile(rf"\b(?:the )?(?:{words})\b{_STUFF},? {_BOTTOM}"))
    for (field, direction), words in _THINGS.items()
)
_VERB = re.compile(
    r"\b(?:(?:re-?)?(?:sort(?:ed|ing)?|arrange[ds]?|arranging|organi[sz]ed?|shuffle|rank(?:ed)?)|(?:re-?)?(?:order|list)(?:ed)?(?= (?:it|them|these|those|everything|all|the (?:list|results|lot)|by|from|with|according|starting|so)\b))\b"
)
_PUTS = re.compile(r"\b(?:put|show|list|leave|move|sort|order|display|have|see|want|keep|stick)\b")
_NAMED = re.compile(r"\b(?:price|cost|rating|review|star|score|popularity|sales|date|age|newness)s?\b")
_FIELDS = {"pric": "price", "cost": "price", "rati": "rating", "revi": "rating", "star": "rating", "scor": "rating", "popu": "popularity", "sale": "popularity"}  # fmt: skip
_OPPOSITE = {"asc": "desc", "desc": "asc"}

_THINGS_ZH = {
    ("price", "desc"): r"贵|价(?:格|钱|位)?(?:最|比较|更)?高|高价|高端",
    ("price", "asc"): r"便宜|实惠|平价|低价|价(?:格|钱|位)?(?:最|比较|更)?低|划算|省钱",
    ("created_at", "desc"): r"新(?:款|品|货|到货?|上架?|上市|出|来|鲜)?|刚(?:刚)?(?:到货?|上架?|上新|出|来|上市)|最近(?:上架?|到货?|出|来)|上架(?:时间)?(?:晚|近|新)|年份新",
    ("popularity", "desc"): r"(?:卖|销)(?:得|的)?(?:最|比较|更)?(?:好|多|火|快|动)|销量(?:最|比较|更)?(?:好|高|大|多)|热(?:门|销|卖)|畅销|爆款|买[的得]?人?(?:最|比较|更)?多|人气(?:最|比较|更)?[高旺]|(?:受|讨)欢迎|火(?:爆|热)?",
    ("rating", "desc"): r"(?:评分|评价|口碑|好评率?|分数|打分|得分|星级|评论)(?:最|比较|更)?(?:高|好|多|佳)|好评|五星",
    ("rating", "asc"): r"差评(?:最|比较)?多?|(?:评分|评价|口碑|分数|得分|星级)(?:最|比较|更)?(?:差|低)",
    ("created_at", "asc"): r"(?<!新)旧(?:款|品|货)?|老款|过季",
    ("popularity", "asc"): r"(?:卖|销)(?:得|的)(?:最|比较)?(?:差|少)|销量(?:最|比较)?(?:差|低|少)|没(?:什么|啥)?人买|冷门",
}  # fmt: skip
_MANNER_ZH = r"(?:一?点儿?|一?些)?(?:的)?(?:那些|那几个|商品|东西|货|款|都|全|就|统统|通通|给我|帮我|请|麻烦|依次|一律|往前|,|，|\s|哪(?:个|款|件|样)|谁|让它|把它)*"
_PUT_ZH = "排|放|摆|搁|挪|提|调|移|列|顶|拉|弄|搬|站|靠|置"
_TOP_ZH = rf"(?:打头(?:阵)?|领头|带头|开头|靠前|居前|优先|置顶|(?:{_PUT_ZH})(?:在|到|去|上)?(?:最)?(?:前|上|头)(?:面|头|边|排|列|里)?|(?:{_PUT_ZH})(?:在|到)?第一(?:个|位)?|在(?:最)?(?:前|上)(?:面|头|边)?|(?:往|朝|向)(?:最)?(?:前|上)(?:面|头|边)?(?:{_PUT_ZH}|赶)?|先(?:给我|让我|帮我)?(?:看|来|上|列|排|出|显示|展示|瞧|瞅|摆|放|推|翻|过(?=一?[眼目下遍])|亮|端|报|扫|瞄|拿(?:来|出))(?![一二两三几\d个](?![眼下遍])))"
_BOTTOM_ZH = rf"(?:垫底|殿后|押后|靠后|(?:{_PUT_ZH})(?:在|到|去)?(?:最)?(?:后|末|下|底|尾)(?:面|头|边|下|尾)?|在(?:最)?(?:后|下|底)(?:面|头|边|下)?|(?:往|朝|向)(?:最)?(?:后|下)(?:面|头|边)?(?:{_PUT_ZH})?)"
_LEAD_ZH = r"(?:先(?:给我|让我|帮我)?(?:看|来|上|列|排|出|显示|展示|瞧|瞅|摆|放|推)(?:看|瞧|一?下|出)?|优先(?:给我)?(?:看|排|显示|展示|推荐?|放)?)(?:最|更)?"
_PLACED_ZH = tuple(
    (
        field,
        direction,
        re.compile(
            rf"(?:最|更|越)?(?:{words}){_MANNER_ZH}{_TOP_ZH}|{_LEAD_ZH}(?:{words})(?:一?点|一?些)?(?:的|款|$)|(?:从|按照?|照)(?:最)?(?:{words})(?:的)?(?:那个)?(?:开始|起|依次|往(?!上|下以))"
        ),
    )
    for (field, direction), words in _THINGS_ZH.items()
)
_SUNK_ZH = tuple(
    (field, direction, re.compile(rf"(?<![按照])(?:最|更|越)?(?:{words}){_MANNER_ZH}{_BOTTOM_ZH}"))
    for (field, direction), words in _THINGS_ZH.items()
)
_TURNED = re.compile(
    r"\b(?:flip|reverse|invert|turn around|swap)(?: (?:it|that|this|them|the (?:order|list|sort|sorting|results|whole thing)))?(?: around| over)?\b|\bother way (?:a)?round\b|(?:顺序|次序|排序)?(?:倒|反|颠倒|调|掉|翻)(?:个)?(?:过来|转|转过来|个头|一?下顺序|着来|着排)"
)


def find(source: Source) -> tuple[tuple[Span, Sort], ...]:
    """Orders that say what goes first or last, or by which field results are arranged, in reading order."""
    chinese = any(token.cjk for token in source.tokens)
    placed, sunk = (_PLACED_ZH, _SUNK_ZH) if chinese else (_PLACED, _SUNK)
    found: list[tuple[Span, Sort]] = []
    for rules, turned in ((placed, False), (sunk, True)):
        for field, direction, pattern in rules:
            match = pattern.search(source.text)
            said = field or _field(source.text)
            if match and match.group().endswith("last") and not _PUTS.search(source.text):
                continue
            if match and said:
                end = _OPPOSITE[direction] if turned else direction
                found.append((match.span(), Sort(field=said, direction=end)))
    return tuple(sorted(found, key=lambda each: each[0]))


def arranges(source: Source) -> bool:
    """Whether a clause speaks of arranging results: 'sort em by …', 'flip it'."""
    return bool(_VERB.search(source.text) or _TURNED.search(source.text))


def _field(text: str) -> str | None:
    """The field that 'high ones at the top' is about, where the clause names one."""
    named = _NAMED.search(text)
    return next((f for start, f in _FIELDS.items() if named and named.group().startswith(start)), None)
