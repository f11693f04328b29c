# ruff: noqa: E501 - a pattern reads better whole
"""Conditions that a shopper gives up: 'any color', 'price doesn't matter', 颜色无所谓."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.parsing.source import Source, Span

_FACETS = (
    ("price", r"prices?|pricing|budget|costs?|money", "价格|价钱|预算|价位|多少钱"),
    ("color", r"colou?rs?", "颜色|色"),
    ("material", r"materials?|fabrics?", "材质|材料|面料|料子"),
    ("brand", r"brands?|labels?|designers?", "品牌|牌子"),
    ("size", r"sizes?|sizing", "尺码|尺寸|大小|码数"),
    ("pattern", r"patterns?|prints?", "图案|花纹|花色"),
    ("style", r"styles?", "风格|款式"),
    ("sleeve", r"sleeves?(?: lengths?)?", "袖长|袖子"),
    ("rating", r"ratings?|reviews?|stars", "评分|评价|星级"),
    ("stock", r"stock|availability|in[- ]stock", "库存|现货"),
    ("merchant", r"merchants?|sellers?|vendors?", "卖家|商家|店铺"),
    ("category", r"category|categories", "类别|分类|品类"),
    ("feature", r"features?", "功能|特点"),
)
_EN = "|".join(names for _, names, _ in _FACETS)
_ZH = "|".join(names for _, _, names in _FACETS)
_NAME = rf"(?:the |my |your |its |that |any )?(?P<f>{_EN})"
_AND = rf"(?:\s?(?:and|or|,|/)\s?(?:the |my )?(?P<g>{_EN}))?"
_LIMIT = r"(?: (?:filter|filters|limit|limits|constraint|constraints|requirement|requirements|restriction|condition|cap|preference|range))?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:in |of )?any (?P<f>{_EN}){_AND}\b(?! (?:under|below|other|else|but|except|besides|apart))(?: (?:is|are|will|would|works?|goes)(?: (?:do|be))?(?: (?:fine|ok|okay|good|great|alright))?)?(?: (?:with|for|by) me)?",
        rf"\b{_NAME}{_AND} (?:does|do|is|are|really|just)*\s?(?:not|no|n't) (?:really |that |so )?(?:matter|important|an? (?:issue|problem|concern|object)|issue|problem|concern|object|relevant|a factor|a big deal)\b",
        rf"\b(?:(?:do|does|am|is|are) not (?:really )?(?:care|mind|bothered|fussy|picky|worried|particular|concerned)(?: (?:about|what|which|of))?|no matter(?: what| which)?|regardless of|irrespective of|indifferent (?:to|about)|not (?:picky|fussy|fussed|worried|particular|bothered)(?: about| by)?) {_NAME}{_AND}\b(?: (?:it is|they are|is))?",
        rf"\b(?:forget|scratch|ditch|nix|remove|drop|ignore|clear|lift|delete|cancel|lose|skip|scrap|reset|take off|relax|never mind|nevermind|get rid of|disregard|undo)(?: about)? {_NAME}{_AND}{_LIMIT}\b",
        rf"\bno (?P<f>{_EN}) (?:limit|limits|preference|preferences|restriction|restrictions|requirement|constraint|cap|in mind|filter)\b|\bwithout (?:a |any |the )?(?P<j>{_EN}) (?:limit|filter|restriction|constraint)|\b(?:unlimited|no) (?P<g>budget)\b|\b(?P<h>money|price|cost) (?:is )?no (?:object|issue|problem|concern)\b",
        rf"\b(?:whatever|whichever|all|every|open to (?:any|all)|flexible (?:on|about|with)) ?(?P<f>{_EN})\b(?! (?:is|are) )(?! over)",
        rf"\b{_NAME} (?:can be|could be|may be) (?:anything|any|whatever|any kind)\b",
        rf"\bno (?:specific|particular|special) {_NAME}\b(?: in mind)?",
    )
)
_PATTERNS_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:对)?(?P<f>{_ZH})(?:和(?P<g>{_ZH}))?(?:什么的|方面)?(?:都|也|我|是|就|其实)?(?:无所谓|不限|随便|都行|都可以|都好|不重要|没关系|没有?要求|没有?限制|不挑|不在乎|不在意|不(?:用)?管|别管|甭管|不考虑|任意|不是问题|没所谓|不设限|不讲究)(?:了)?",
        rf"(?:不限|不管|不论|无论|不在乎|不考虑|不挑|任意|任何|随便)(?:什么|哪种|哪个|是什么|是|任何)?(?P<f>{_ZH})(?:都行|都可以|都好|都要|多少)?",
        rf"(?:随便|不管|无论)?(?:什么|啥|哪种|哪个)(?P<f>{_ZH})(?:的)?(?:都行|都可以|都好|无所谓|都没关系|随便)",
        rf"(?:去掉|取消|忽略|别管|不用管|删掉|删除|移除|去除|放宽|不要|忘掉|不用考虑|先不看|不看)(?:了)?(?P<f>{_ZH})(?:的)?(?:限制|条件|要求|筛选|范围)?(?!太|要|[\u4e00-\u9fff]{{2}}的)",
        rf"(?:别的|其他|其它)(?:的)?(?P<f>{_ZH})(?:的)?(?:也|都)(?:可以|行|放|看|要|来|成|好|给|拿|算|能|瞧|考虑|显示)[\u4e00-\u9fff]{{0,3}}",
        r"(?P<h>不差钱|不限价(?:格|钱)?(?:了)?|钱不是问题|多少钱都行|贵(?:一?点|一?些)?(?:也|都)?(?:没关系|无所谓|可以|没事|行))",
    )
)
_VALUE = re.compile(
    r"\b(?:(?:do|does) not (?:have|need) to be|(?:is|are|need|does) not necessarily|not necessarily|forget(?: about)?|drop|remove|never ?mind|need not be|no longer(?: needs? to be| has to be)?|no need (?:for|to be)) (?:in |the |a |an |made of )*$"
)
_LEAVES_OUT = re.compile(r"\b(?:drop|remove) (?:the |all |any )*$")
"""Words that leave a value out where no condition of the search names it."""
_VALUE_ZH = re.compile(
    r"(?:不一定(?:非)?(?:要|得)?(?:是)?|不用(?:非得)?是|不必(?:是)?|去掉|取消|不限(?:于|定)?|(?:不是|不一定|不用|不必|没必要|并不|并非|不见得|不)非得?(?:是|要|得)?|不是只(?:要|看)|不是必须(?:是|要)?)$"
)
_CANCELED_ZH = re.compile(
    r"色?的?(?:这个|那个)?(?:条件|限制|要求|筛选)?(?:先|就|给我|可以)?(?:取消|不限|解除|放开)(?:了|掉|吧)*"
)
"""What gives up the condition before it: 蓝色取消."""
_VALUE_TAIL = re.compile(
    r"^ (?:filter|requirement|part|thing|constraint|one)s?\b|^(?:的)?(?:也行|也可以)?(?:限制|条件|要求|筛选)?(?:了)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSpan:
    """Facets given up by some words."""

    span: Span
    facets: tuple[str, ...]


def find(source: Source) -> tuple[DropSpan, ...]:
    """Facets whose conditions are given up by name, in reading order."""
    found: list[DropSpan] = []
    for pattern in (*_PATTERNS, *_PATTERNS_ZH):
        for match in pattern.finditer(source.text):
            groups = match.groupdict()
            names = [groups[name] for name in ("f", "g", "h", "j") if groups.get(name)]
            facets = tuple(dict.fromkeys(_facet(name) for name in names))
            if facets and not any(
                drop.span[0] < match.end() and match.start() < drop.span[1] for drop in found
            ):
                found.append(DropSpan(span=match.span(), facets=facets))
    return tuple(sorted(found, key=lambda drop: drop.span))


def drops_value(source: Source, span: Span, *, wished: bool) -> Span | None:
    """The words around a mentioned value that give it up ('doesn't have to be red'), or None.

    `wished`: the search has a condition of its facet; without one, 'drop the red' leaves red out.
    """
    before = source.text[: span[0]]
    if not wished and _LEAVES_OUT.search(before):
        return None
    after = _CANCELED_ZH.match(source.text, span[1]) if wished else None
    if after:
        return (span[0], after.end())
    for pattern in (_VALUE, _VALUE_ZH):
        match = pattern.search(before)
        if match:
            tail = _VALUE_TAIL.match(source.text[span[1] :])
            return (match.start(), span[1] + (tail.end() if tail else 0))
    return None


def _facet(name: str) -> str:
    for facet, english, chinese in _FACETS:
        if re.fullmatch(english, name) or re.fullmatch(chinese, name):
            return facet
    return "price"
