# ruff: noqa: E501 - a pattern reads better whole
"""Orders asked for: cheapest, best rated, newest, most popular."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.parsing import arranging
from assistant.parsing.source import Source, Span, overlaps
from retrieval.types import Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class SortSpan:
    """An order and the words that asked for it. `relative`: a comparative ('cheaper'), not a superlative.

    `arranged`: it says where results go, so that it points at none.
    """

    span: Span
    sort: Sort
    relative: bool = False
    arranged: bool = False


_ORDERING = (
    r"(?:(?:sort|order|rank|arrange|list)(?:ed)?(?: (?:them|these|it|those|results))?(?: by)?(?: the)? )"
)
_RULES: tuple[tuple[str, str, bool, str], ...] = (
    ("rating", "asc", False, r"\b(?:worst|lowest)[- ](?:rated|rating|reviewed)\b|(?:评分|评价)(?:从低到高|最低|最差)"),
    (
        "price", "desc", False,
        (
        r"\b(?:most expensive|priciest|dearest|costliest|most luxurious|highest[- ]priced?|highest cost|most premium|top of the line)\b|\bprices?,? (?:with )?(?:the )?high(?:est)? (?:first|on top|to low)\b|\bprices?,? desc(?:ending)?\b|"
        rf"{_ORDERING}?\bprices?,? ?\(?(?:(?:from )?high(?:est)?(?: to low(?:est)?)|desc(?:ending)?)\)?|{_ORDERING}(?:highest|high)(?: to low(?:est)?)?(?: price)?|^(?:from )?high(?:est)? to low(?:est)?\b|从(?:最)?贵的?(?:开始)?(?:看起?|排起?|来|往下)|从(?:最)?贵的?开始|最贵|最高价|价格(?:最高|从高到低|由高到低|降序|倒序)|(?:从|由)?贵(?:的)?到便宜(?:的)?(?:排(?:个?序|列|一?下)?)?|贵的?(?:排|放|在)(?:最)?(?:前|上)面?|从高到低"
        ),
    ),
    ("price", "desc", True, r"\b(?:more expensive|pricier|higher[- ]end|fancier|more premium|more up(?:scale|market)|more luxurious|too cheap)\b(?! than \$?\d)|贵(?:一?点|一些|点儿)(?!吗)|更贵|高档(?:一?点|一些)|高端(?:一?点|一些)|太便宜"),
    (
        "price", "asc", False,
        (
        r"\b(?:cheapest|lowest[- ]priced?|lowest cost|least expensive|most affordable|most inexpensive|best price|lowest prices?|cheapest first|most budget[- ]friendly)\b|"
        rf"{_ORDERING}?\bprices?,? ?\(?(?:(?:from )?low(?:est)?(?: to high(?:est)?)|asc(?:ending)?)\)?|{_ORDERING}(?:lowest|low)(?: to high(?:est)?)?(?: price)?|{_ORDERING}(?:the )?price\b|^(?:from )?low(?:est)? to high(?:est)?\b|(?<![按照])贵的?(?:都)?(?:(?:排|放|搁|挪|摆)(?:在|到)?|往)(?:最)?(?:后|末|底下|下)(?:面|头|边)?(?:排|放|挪)?|从(?:最)?便宜的?(?:开始)?(?:看起?|排起?|来|往上)|从(?:最)?便宜的?开始|最便宜|最低价|最实惠|最划算|价格(?:最低|从低到高|由低到高|升序|排序)|(?:从|由)?便宜(?:的)?到贵(?:的)?(?:排(?:个?序|列|一?下)?)?|便宜的?(?:的)?(?:排|放|在)(?:最)?(?:前|上)面?|越便宜越好|越(?:省|低)越好|(?:价格|价钱)越低越好|从低到高|按价格|按价钱"
        ),
    ),
    (
        "price", "asc", True,
        (
        r"(?<!look )(?<!looks )(?<!looking )(?<!feel )(?<!feels )\b(?:cheaper|less expensive|more affordable|lower[- ]priced?|lower in price|more budget[- ]friendly|something cheap|cheap ones?|(?:too|bit|so|very|little|rather|pretty|quite|way too|kind of) (?:expensive|pricey|costly|steep|dear|much money)|not (?:too|so|that|very) (?:expensive|pricey|costly)|(?:go|come|be|bit|any|much|something|anything) lower(?: (?:on|in) (?:the )?price)?|lower (?:the |on )?prices?|(?:not|without) (?:\w+ ){0,2}cost(?:ing)? (?:a fortune|the earth|an arm and a leg|too much|much)|break(?:ing)? the bank|easy on the (?:wallet|pocket|budget)|good value|out of my (?:budget|price range)|over my budget|over budget|costs? too much|less pricey|save money|on a budget|on the cheap|inexpensive|affordable|budget[- ]friendly|cheap)\b(?! than \$?\d)(?! looking)"
        r"|便宜(?:一?点|一些|点儿|些)(?!(?:卖|行)?(?:吗|不))|更便宜|便宜的|便宜(?=好|又|实|耐|$)|实惠(?:一?点|一些|点儿|的)?|(?:太|有点|有些|好|这么|比较|还是|略|偏)贵(?:了)?|^贵了|再低(?:一?点|一些)|再?少(?:一?点|一些)(?:钱)|不(?:要|想)(?:花)?太多钱|平价|不贵(?:的|点)?|性价比(?:更)?高?|低价|不要?(?:太|那么|很)贵|别太贵|不太贵|超(?:出)?预算了?|价格(?:再)?低(?:一?点|一些)|(?:价格|价钱|价位)(?:再)?(?:往下)?(?:压|降)(?:一?压|一点|点|低|一些|降)"
        ),
    ),
    (
        "rating", "desc", False,
        (
        r"\b(?:(?:best|top|highest|higher|better|well|highly|most highly)[- ](?:rated|reviewed|ratings?|reviews?|starred|scor(?:ed|es?|ing))|best (?:customer )?(?:ratings?|reviews?)|(?:good|great|excellent|high|strong|positive|better|higher) (?:ratings?|reviews?)|most (?:recommended|stars)|customer favou?rites?)\b|"
        rf"{_ORDERING}(?:by )?(?:the )?(?:customer )?(?:ratings?|reviews?|stars)(?: (?:high(?:est)? to low(?:est)?|desc\w*))?|(?:评分|评价|口碑|好评|星级)(?:最高|最好|更高|更好|最多|多|高|好|排序|从高到低|率高|率最高)(?:一?点|一些)?(?!\d)|最高评分|最好评|好评优先|(?:评分|评价|口碑|好评)(?:高|好|多)?(?:的)?(?:排|放|在)(?:最)?(?:前|上)(?:面|头)?|(?:评分|评价|口碑)(?:越高|要?最?好)越好|(?:按|照|根据)(?:着)?(?:评分|评价|好评|口碑)(?:排序)?|口碑(?:最)?(?:好|佳)"
        ),
    ),
    (
        "created_at", "desc", False,
        (
        r"\b(?:newest|latest|most recent|new arrivals?|just arrived|recently added|just in|what is new|brand new arrivals?|newly (?:added|arrived)|new in|^what new \w+(?= )|freshest)\b|"
        rf"{_ORDERING}(?:by )?(?:the )?(?:date|newest|new|latest)|最新(?:款|品|的|上架|到货)?|新(?:到|来|上|出)(?:的(?!\S{0,2}(?:邻居|同事|同学|室友|老师|朋友|人))|货)|(?:最近|新近|刚刚?)(?:新)?(?:上|到|出|来)(?:的|架|市|货)|新款|新品|新上架|刚上架|最近上架|上新|新(?:款|品|的|货|上架的?)(?:排|放|在|靠)(?:最)?(?:前|上)(?:面|头)?|(?:按|照|根据)(?:上架|上新|发布)?(?:的)?(?:时间|日期|新旧)"
        ),
    ),
    ("created_at", "asc", False, r"\boldest (?:first|products?|items?)\b|最早上架"),
    (
        "popularity", "desc", False,
        (
        r"\b(?:most popular|best[- ]?sell(?:ing|ers?)|top[- ]?sell(?:ing|ers?)|most sold|most bought|most purchased|trending|hottest|popular (?:ones?|items?|products?|choices?)|what is popular|most wanted|most (?:loved|liked|purchased|ordered)|most[- ]reviewed|most (?:customer )?(?:reviews|ratings)|fan favou?rites?|popular)\b|"
        rf"{_ORDERING}(?:by )?(?:the )?(?:popularity|sales)|销量(?:最高|最好|高|好|排序|第一|冠军)|销量(?:排)?(?:靠)?前(?:几|[一二三四五六七八九十\d]+)?(?:名|位)?的?|卖得(?:最)?好|最热(?:门|销|卖)|热门|热销|热卖|畅销|爆款|最受欢迎|受欢迎|(?:按|照|根据)(?:着)?(?:销量|销售|人气|热度|热门)(?:高低)?|(?:销量|人气|热度)(?:高|好)?(?:的)?(?:排|放|在)(?:最)?(?:前|上)(?:面|头)?|买的?人(?:最|比较|很)?多|(?:大家|别人|好多人|很多人|大伙)(?:都)?(?:在|爱|喜欢)?(?:买|用|抢|入|选)的|卖(?:出|得|的)?最多|人气(?:最)?高?|按销量|卖得?(?:最|很|比较)?(?:火|多|好)|最火|最多人买"
        ),
    ),
)  # fmt: skip
_MORE_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "price",
        "desc",
        r"\b(?:descending prices?|prices? (?:descending|high first)|(?:expensive|pric(?:e)?y|dear) (?:to|->|first|ones first)(?: cheap)?|high(?:est)?[ -](?:to[ -])?low(?:est)?|(?:start|starting|begin) (?:with|from|at) (?:the )?(?:priciest|most expensive|top price|highest))\b",
    ),
    (
        "price",
        "asc",
        r"\b(?:ascending prices?|prices? ascending|cheap(?:est)? (?:to|->) (?:expensive|pric(?:e)?y|priciest|most expensive|dear)|low(?:est)?[ -](?:to[ -])?high(?:est)?|(?:start|starting|begin) (?:with|from|at) (?:the )?(?:cheapest|lowest)|lowest first|ascending)\b",
    ),
    ("price", "desc", r"\bdescending\b|^highest first$"),
    (
        "rating",
        "desc",
        r"\b(?:best|most|highest|top) stars?\b|\bstars? (?:first|to the top|on top|descending|high to low)\b|\b(?:whichever|what|the ones? that|that|those) (?:has|have|got|get|gets) (?:the )?(?:best|highest|top|most) (?:stars|reviews?|ratings?|scores?|feedback)\b|\b(?:people|customers|everyone|buyers|reviewers) (?:liked?|loved?|rated?|rate|like|love) (?:the )?(?:best|most|highest|it best)\b|\bbest[- ]loved\b",
    ),
    (
        "created_at",
        "desc",
        r"\b(?:just|only just|newly|recently|lately) (?:come|came|arrived|gone|going|dropped|landed|turned|popped) (?:in(?: store)?|up|on(?: sale| the shelves)?|out)\b(?: first)?|\b(?:arrived|added|released|launched|listed|came in|posted|put up) (?:the )?(?:last|latest|most recently|recently)(?: first)?\b|\b(?:fresh|latest|recent|newest) (?:arrivals?|additions?|drops?|in|stuff|stock)\b|\b(?:most recently|just) (?:added|arrived|released|launched|landed|dropped)\b|\bnew(?:er)? (?:ones )?(?:first|to old(?:est)?)\b|\blatest (?:to|->) oldest\b",
    ),
    (
        "popularity",
        "desc",
        r"\b(?:whichever|what|whatever|which|that|those that|the ones that|ones that)(?: \w+)? (?:sells?|sold|moves?|is selling|are selling) (?:the )?(?:best|most|well|fastest|like hot ?cakes)\b|\b(?:people|customers|everyone|everybody|shoppers|others|folks|buyers|everyone else|the world)(?: (?:is|are|have|has|been|all|keep|actually|really))* (?:buy|buying|bought|order|ordering|ordered|purchas(?:e|ing|ed)|go(?:ing)? for|getting|choos(?:e|ing)|pick(?:ing)?|lov(?:e|ing)) (?:the )?most\b|\b(?:fly|flies|flying|flown|flew) off the (?:shelf|shelves)\b|\b(?:everyone|everybody|people|folks)(?: else)? (?:is|are|keeps?|seems? to be) (?:buying|getting|wearing|going for|raving about|talking about|into)\b|\b(?:is|are) (?:everyone|everybody|people|folks)(?: else)? (?:buying|getting|wearing|going for|raving about|talking about|into)\b|\b(?:buying|ordering|getting) (?:the )?most(?: of)?$|\bmost[- ](?:ordered|requested|viewed|shopped|in[- ]demand)\b|\b(?:sold|selling) (?:the )?most\b|\b(?:best|top|hot) sell\w*\b",
    ),
)
_BY = re.compile(
    r"(?:^|\b(?:sort|order|rank|arrange|list|show|see|view|display|put|get|give me|organi[sz]e|filter|shuffle|go|re-?order|re-?sort|reorgani[sz]e)(?: (?:them|these|it|those|everything|all|results?|the (?:list|results|rest|lot)|me))*,? )(?:(?:now|ok|and|then|please|maybe|just) )*by (?:the )?(?:best |highest |lowest |most |customer |average |overall )?(?P<by>prices?|cost|ratings?|reviews?|stars?|score|popularity|sales|bestsell\w+|best sell\w+|demand|newest|date|newness|recency|latest|age|arrival)\b"
)
_BY_FIELD = {
    "pric": "price", "cost": "price", "rati": "rating", "revi": "rating", "star": "rating", "scor": "rating", "popu": "popularity", "sale": "popularity",
    "best": "popularity", "dema": "popularity", "newe": "created_at", "date": "created_at", "newn": "created_at", "rece": "created_at", "late": "created_at",
    "age": "created_at", "arri": "created_at",
}  # fmt: skip
_DOWN = re.compile(r"\b(?:high(?:est)?|desc\w*|down|expensive|priciest|most)\b")
_COMPILED = tuple(
    (Sort(field=name, direction=direction), relative, re.compile(pattern))
    for name, direction, relative, pattern in (*_RULES, *((n, d, False, p) for n, d, p in _MORE_RULES))
)
_TAIL = re.compile(
    r"(?:\s(?:first|ones?))?\s(?:first|(?:up |on |at |to )(?:the )?(?:top|front|start)|up front)\b|\s?(?:first|ones?)\b|(?:的)?(?:排序|排列|优先|在前|排)"
)


_FIELD_ZH = {
    "price": "价格|价钱|价位|售价|单价",
    "popularity": "销量|销售量?|成交量?|人气|热度|月销|购买人数",
    "rating": "评分|评价|好评率?|口碑|星级|得分",
    "created_at": "上架时间|上新时间|发布时间|上市时间|时间|日期|新旧",
}
_ANY_FIELD_ZH = "|".join(f"(?P<{name}>{words})" for name, words in _FIELD_ZH.items())
_WORD_ZH = "最?高|最?低|最?多|最?少|最?好|最?新|最?旧|最?贵|最?便宜"
_ORDERED_ZH = re.compile(
    rf"(?:按照?|照|根据|以|依|先看)?(?:着)?(?:{_ANY_FIELD_ZH})(?:的)?"
    r"(?:(?:从|由)?(?P<from>高|低|大|小|多|少|新|旧|近|远|贵|便宜)(?:到|往|至|→|-)(?:高|低|大|小|多|少|新|旧|近|远|贵|便宜)"
    rf"|(?P<end>{_WORD_ZH})?(?:的)?(?:来|给我|帮我|要)?(?P<way>排(?:个?序|列|一?下|前面?|上面|最前面?)?|优先|靠前|在(?:最)?前面?|放(?:在)?(?:最)?前面?|先看|先来|先|打头|降序|倒序|升序|正序|高低))(?:的)?(?:排序?|来|看看)?"
)
_UPWARD_ZH = frozenset({"低", "小", "少", "旧", "远", "便宜"})
_KIND_FIRST_ZH = re.compile(
    r"(?:(?P<created_at>刚上架|新上架|新出|新到|刚到|刚上|新款|新品|新的)|(?P<popularity>热门|热销|畅销|爆款|卖得[好火多]|销量[好高大]|人气[高旺])|(?P<rating>好评|口碑好|评价[好高]|评分高)|(?P<price>便宜|实惠))(?:的)?(?:商品|款)?(?:都)?(?:优先|靠前|先看|先来|先上|打头|(?:往|朝)(?:最)?[前上](?:面|头)?(?:排|放|挪|摆|靠)?|(?:挪|提|调|摆|搁|放|排)(?:到|在)?(?:最)?[前上](?:面|头)|排(?:在)?(?:最)?前面?|放(?:在)?(?:最)?前面?|在前面?)"
)


def _ordered_zh(source: Source) -> list[SortSpan]:
    """Orders named by a field and a direction: 销量从高往低, 评分优先, 刚上架的先看."""
    found: list[SortSpan] = []
    for match in _ORDERED_ZH.finditer(source.text):
        field = next(name for name in _FIELD_ZH if match.group(name))
        said = match.group("from") or (match.group("end") or "").lstrip("最")
        upward = said in _UPWARD_ZH or match.group("way") in ("升序", "正序")
        falls = bool(said) or match.group("way") in ("降序", "倒序")
        direction = "asc" if upward or (field == "price" and not falls) else "desc"
        found.append(SortSpan(span=match.span(), sort=Sort(field=field, direction=direction), arranged=True))
    for match in _KIND_FIRST_ZH.finditer(source.text):
        field = next(name for name in _FIELD_ZH if match.group(name))
        direction = "asc" if field == "price" else "desc"
        found.append(SortSpan(span=match.span(), sort=Sort(field=field, direction=direction), arranged=True))
    return found


def find(source: Source, *, taken: tuple[Span, ...]) -> tuple[SortSpan, ...]:
    """Orders in the text outside the taken spans: those that say what goes first, then others, as they are read."""
    named = _ordered_zh(source) if any(token.cjk for token in source.tokens) else []
    found = [
        SortSpan(span=span, sort=sort, arranged=True)
        for span, sort in arranging.find(source)
        if not overlaps(span, taken)
    ]
    for order in named:
        if not overlaps(order.span, (*taken, *(f.span for f in found))):
            found.append(order)
    for sort, relative, pattern in _COMPILED:
        for match in pattern.finditer(source.text):
            if overlaps(match.span(), (*taken, *(f.span for f in found))):
                continue
            found.append(_placed(source, match, sort, relative=relative))
    for match in _BY.finditer(source.text):
        if not overlaps(match.span(), (*taken, *(f.span for f in found))):
            found.append(SortSpan(span=_with_tail(source, match), sort=_by(source, match)))
    placed = [f.span for f in found if f.arranged]
    if arranging.arranges(source):
        found = [replace(f, arranged=True) for f in found]
    return tuple(sorted(found, key=lambda f: (f.span not in placed, f.span)))


def _by(source: Source, match: re.Match[str]) -> Sort:
    """The order of 'by price', upwards for prices alone and where nothing says otherwise."""
    field = next(name for start, name in _BY_FIELD.items() if match.group("by").startswith(start))
    up = field == "price" and _DOWN.search(source.text, match.end()) is None
    return Sort(field=field, direction="asc" if up else "desc")


def _placed(source: Source, match: re.Match[str], sort: Sort, *, relative: bool) -> SortSpan:
    """An order with the words behind it, which may say that what it names goes first."""
    span = _with_tail(source, match)
    first = re.search("first|top|front|start|优先|在前|排", source.text[match.end() : span[1]])
    return SortSpan(span=span, sort=sort, relative=relative, arranged=first is not None)


def _with_tail(source: Source, match: re.Match[str]) -> Span:
    tail = _TAIL.match(source.text, match.end())
    return (match.start(), tail.end() if tail else match.end())
