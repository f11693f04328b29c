# ruff: noqa: E501 - a pattern reads better whole
"""Price conditions: bounds, ranges and rough amounts, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.parsing import currencies, numerals, numerals_zh
from assistant.parsing.source import Source, Span, overlaps
from retrieval.types import Constraint, Op, Strength

_UNIT = (
    r"(?!\s?-?\s?(?:%|°|\"|'|inch(?:es)?\b|in\b(?! total)(?=\s(?:wide|tall|long|screen|laptop|tv|monitor))|cms?\b|mms?\b|m\b|kms?\b|"
    r"met(?:er|re)s?\b|feet\b|foot\b|ft\b|yards?\b|oz\b|ounces?\b|g\b|grams?\b|kgs?\b|kilo\w*\b|lbs?\b|ml\b|l\b|lit(?:er|re)s?\b|"
    r"gallons?\b|mah\b|w\b|watts?\b|v\b|volts?\b|hz\b|gb\b|tb\b|mb\b|mp\b|megapixels?\b|packs?\b|pcs?\b|pieces?\b|count\b|ct\b|"
    r"carats?\b|karats?\b|stars?\b|minutes?\b|mins?\b|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|yrs?\b|people\b|persons?\b|"
    r"guests?\b|of\b|items?\b|products?\b|options?\b|ones?\b|pairs?\b|degrees?\b|percent\b|times\b|reviews?\b|ratings?\b|seats?\b|"
    r"seater\b|doors?\b|drawers?\b|tiers?\b|ply\b|threads?\b|pockets?\b|colou?rs\b|sizes\b|strings?\b|keys?\b|speeds?\b|way\b|"
    r"units?\b|off\b|discount\b|players?\b|holes?\b|legs?\b|wheels?\b|lights?\b|inches\b|st\b|nd\b|rd\b|th\b|x\b|×|/\s?5|out of|"
    r"个|件|条|双|只(?!有)|张|套|把|米|厘米|公分|毫米|毫升|升|克|千克|公斤|斤|寸|英寸|岁|人|码|星|分(?!之)|年|月|天|周|小时|分钟|支|瓶|盒|包|"
    r"本|台|部|款|种|层|门|座|斗|芯|格|孔|档|度|瓦|伏|毫安|抽|片|颗|粒|枚|号|寸|季|家|位|次|点))"
)
_CURRENT = "{i}"
_EN = (
    rf"(?:(?P<pre{{i}}>{currencies.BEFORE})\s?)?(?P<num{{i}}>{numerals.NUMBER})"
    rf"(?P<ish{{i}}>-?\s?ish\b)?(?>\s?-?(?P<post{{i}}>{currencies.AFTER})(?![a-z]))?"
)
_ZH = rf"(?:(?P<pre{{i}}>{currencies.BEFORE})\s?)?(?P<num{{i}}>{numerals_zh.NUMBER})(?P<ish{{i}}>[多来几])?(?>\s?(?P<post{{i}}>{currencies.AFTER}))?"


def _amount(template: str, index: int) -> str:
    return template.replace(_CURRENT, str(index))


_NOT = r"(?P<neg>\b(?:(?:take|leave|filter) out|drop|remove|lose|skip|exclude|hide|ditch|ignore) (?:anything|everything|all|those|stuff|things|items|the ones|ones)(?: that| which| is| are| priced| costing)*\s|\b(?:not|nothing|no|never|none|without|nor)\b(?:\s(?:want|wanna|to|be|spend|pay|paying|spending|go|going|anything|any|that|which|costs?|costing|is|are|it|like|something|priced|for|need|ones?|the|prices?|looking|at|a|by|too|much|budget|cent|penny|dime|dollar|buck|one))*\s)?"
_MORE = (
    r"(?:over|above|more than|higher than|greater than|beyond|exceed(?:s|ing)?|upwards? of|pricier than|more expensive than|"
    r"costlier than|north of|>=|>|≥|past|(?:go|goes|going) (?:over|above|past|beyond)|dearer than)"
)
_LESS = (
    r"(?:under(?:neath)?|below|less than|lower than|cheaper than|beneath|fewer than|smaller than|<=|<|≤|south of|sub|less expensive than|"
    r"undr|udner|belw)"
)
_MOST = (
    r"(?:at (?:the )?(?:very |absolute )?most|at (?:a )?max(?:imum)?(?: of)?|(?:stretch|push|rise|go(?: up)?|as high as|as much as|as far as)(?:ing)? (?:it )?(?:up )?to|go (?:up )?to|max(?:imum)?\.?(?: of| is| price(?: of| is)?)?:?|up to|upto|(?:un)?till?(?=\s?(?:[$€£¥]|\d{2,}(?![:\d])|[a-z]+(?:[- ][a-z]+)? (?:dollars?|bucks))|\s\d ?(?:dollars?|bucks))|within|cap(?:ped)?(?: (?:it|that|this|things|me|them|the (?:price|budget)))?(?: of| at| is| to)?|"
    r"limit(?:ed)?(?: of| to| is)?|(?:price|budget|spending) (?:limit|cap|max|ceiling)(?: of| is)?|stay(?:ing)? (?:within|under|below)|"
    r"budget(?: of| is| was|'s)?(?: about| around)?:?|(?:i |we )?(?:only )?have(?: got)?(?: only| just| about| around)?|(?:i|we)(?: have)?(?: only| just)? got(?: only| just| about| around)?|"
    r"(?:can|could|will|would|to) (?:only |just |probably )?(?:spend|afford|pay|do)(?: up to| about| around| only)?|spend(?:ing)?|afford|(?:price )?ceiling(?: of| is| at)?:?|tops?|on a|"
    r"(?:make|put) (?:it|that)(?=\D{0,3}\d{2})|(?:raise|lower|set|change|push|bump|increase|drop) (?:it|that|(?:the|my) (?:budget|limit|price|max(?:imum)?))(?: up| down)?(?: to)?|not? more than|no higher than|no greater than|within (?:a )?budget(?: of)?|keep (?:it|this|that|things) (?:to|at|within))"
)
_LEAST = (
    r"(?:at (?:the )?least|min(?:imum)?\.?(?: of| is| price(?: of| is)?)?:?|start(?:ing|s)? (?:from|at)|no less than|not less than|no cheaper than|"
    r"no lower than|(?:price )?floor of|upwards of)"
)
_ABOUT = (
    r"(?:(?:some)?where (?:around|near|about)|(?:priced |costs? |costing )?(?:around|about|approx(?:imately)?\.?|roughly|circa|near(?:ly)?|"
    r"close to|in the (?:region|neighbou?rhood|ballpark|range) of|~|give or take|almost)(?: about| the)?)"
)
_AFTER_LTE = (
    r"(?:at (?:the )?(?:very |absolute )?(?:most|max(?:imum)?|outside)|(?:absolute |hard )?max(?:imum)?(?: max)?|tops?|(?:, ?|and )not a (?:cent|penny|dollar|buck|dime) (?:more|over|above)|and no more|(?:, ?)?(?:and |so )*that is (?:it|all|(?:the|my|our) (?:absolute |hard |upper |very )?(?:limit|max(?:imum)?|ceiling|cap|lot|most|top|budget)|pushing it)|to (?:play|work) with|or bust|is (?:already |really |kind of )?(?:pushing it|a stretch|stretching it)|or (?:less|under|below|cheaper|lower|fewer)|and (?:under|below|less|cheaper|lower)|"
    r"limit|budget|cap|ceiling|maximal|(?:is|would be|will be|has to be) (?:my|the|our) (?:(?:absolute|upper|hard|very) )?(?:max(?:imum)?|limit|budget|ceiling|cap|top|threshold|line|stop|most)|is (?:the|all|as (?:much|far|high) as|about as (?:much|far|high) as)(?: the)? (?:most |max |limit )?(?:i|we|he|she|my \w+|it) (?:can|could|have|want|would|will|am|are|is|go(?:es)?|get|stretch(?:es)?|pay|dare)(?: to| willing to| going to| able to)?(?: \w+)?|is (?:too )?my limit|to spend)"
)
_AFTER_GTE = r"(?:or (?:more|above|over|higher|up|pricier)|and (?:up(?:wards?)?|above|over|more|higher)|plus\b|\+(?!\s?\d)|(?:on )?up(?:wards?)?\b|min(?:imum)?|at (?:the )?least)"
_AFTER_SOFT = r"(?:if (?:i|we) can (?:help|manage|swing) it|if at all possible|or so|or thereabouts|give or take|-?ish\b|more or less|roughly|approximately|or around that)"

_A, _B = _amount(_EN, 1), _amount(_EN, 2)
_ZA, _ZB = _amount(_ZH, 1), _amount(_ZH, 2)

_ENGLISH: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "range",
            rf"\b(?:between|from|within|range(?: of| is)?:?|in the)\s{_A}\s?(?:and|to|-|~|&|through|until)\s?{_B}{_UNIT}(?:\srange)?",
        ),
        (
            "range",
            rf"(?:\b(?:price[ds]?|costs?|costing|budget|spend)(?: is| of| at| between| from)?:?\s)?{_A}\s?(?:-|~|to|until)\s?{_B}{_UNIT}(?:\s(?:range|price range|budget))?",
        ),
        ("low", rf"\bfrom\s{_A}{_UNIT}\s?(?:up(?:wards?)?|and (?:up|above|more)|\+|onwards?)"),
        ("soft", rf"\b{_ABOUT}\s?{_A}{_UNIT}"),
        ("soft", rf"{_A}{_UNIT}\s?{_AFTER_SOFT}"),
        ("high", rf"{_A}{_UNIT}\s?(?:{_AFTER_LTE})(?!\w)"),
        ("low", rf"{_A}{_UNIT}\s?{_AFTER_GTE}"),
        ("high", rf"(?<!\w)(?:{_MOST})\s?{_A}{_UNIT}"),
        ("low", rf"(?<!\w)(?:{_LEAST})\s?{_A}{_UNIT}"),
        ("low_neg", rf"{_NOT}(?<!\w)(?:{_MORE})\s?(?:a |an )?(?:budget of |price of )?{_A}{_UNIT}"),
        ("high_neg", rf"{_NOT}(?<!\w)(?:{_LESS})[\s-]?(?:a |an )?(?:budget of |price of )?{_A}{_UNIT}"),
        (
            "bare",
            rf"(?:\b(?:for|at|priced|costing|costs?|of)\s)?(?:(?:only|just|exactly)\s)?{_A}{_UNIT}(?:\sbudget)?",
        ),
    )
)
_NO_MEASURE = r"(?!(?<=[一二两三四五六七八九几]块)(?!的)[\u4e00-\u9fff])"
"""'一块地毯' is a rug, not one yuan: 块 between a digit and a noun counts things."""
_NOT_ZH = r"(?:(?P<neg>不要|不能|不想|不得|不可|不可以|不会|别|不|勿|没有?|无)(?:花|出|掏|给|卖|要)?)?"
_CHINESE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "range",
            rf"(?:在|从|介于|价格|价位|预算)*(?:{_ZA})\s?(?:到|至|-|~|—|和|与|跟)\s?(?:{_ZB}){_UNIT}(?:之间|以内|区间|左右)?(?:的价位|的价格)?",
        ),
        (
            "soft",
            rf"(?:价格|价位|预算)?(?:大概|大约|约|差不多|接近|将近)(?:在|是)?\s?(?:{_ZA}){_UNIT}(?:左右|上下|的样子)?",
        ),
        (
            "soft",
            rf"(?:价格|价位|预算)?(?:在|是)?(?:{_ZA}){_UNIT}\s?(?:左右|上下|的样子|前后|出头|挂零|浮动)",
        ),
        (
            "high",
            rf"(?:价格|价位|预算|价钱)?(?:控制|保持)?(?:在|是|不要|不能)?(?:最多|至多|顶多|最高|上限)?(?:{_ZA}){_UNIT}\s?(?:以内|之内|以里|往里|里头|里(?=$|[,，。、的])|以下|之下|封顶|到顶|顶天|撑死|为(?:上)?限|为上限|是上限|是极限|打住|到头|不到|不满|为止|封死|顶格|最多|够了|拿下|内(?!存|衣|裤)|及以下|或以下|预算|往下|不能再多|就?不能超)(?:了)?",
        ),
        (
            "high",
            rf"(?:预算|价格|价位|上限)(?:可以)?(?:提高|提|涨|升|加|放宽|放|增加|降低|降|减|改|调整|调|定|砍|压|缩|拉|限|卡|控制)(?:到|至|成|为|在)\s?(?:{_ZA}){_UNIT}",
        ),
        (
            "high",
            rf"(?:改|换|调|提|加|升|涨|放宽|放|降|减|压|缩|抬|砍)(?:到|至|成|为)\s?(?:{_ZA}){_UNIT}(?!\s?(?:毫|升|克|斤|厘|寸|英|[米个件条双只支盒套人瓦号码岁片抽格层张把台天月年gkml]|cm))",
        ),
        ("high", rf"(?:别|甭|勿|不(?:要|能|想|得|可以?)?)(?:花|出|掏)?[过破]了?\s?(?:{_ZA}){_UNIT}"),
        ("high", rf"比(?:{_ZA}){_UNIT}\s?(?:还|更|再)?(?:便宜|低|少)(?:一?点|些)?(?:的)?"),
        ("low", rf"比(?:{_ZA}){_UNIT}\s?(?:还|更|再)?(?:贵|高|多)(?:一?点|些)?(?:的)?"),
        (
            "low_neg",
            rf"(?:价格|价位|价钱|预算)?{_NOT_ZH}(?:多于|高于|超过|超出|超|大于|贵过|贵于|高过|>=|>|≥)\s?(?:{_ZA}){_UNIT}",
        ),
        (
            "high_neg",
            rf"(?:价格|价位|价钱|预算)?{_NOT_ZH}(?:低于|少于|小于|便宜过|不到|不足|不满|<=|<|≤|便宜于|低过)\s?(?:{_ZA}){_UNIT}",
        ),
        (
            "low",
            rf"(?:价格|价位)?(?:在)?(?:{_ZA}){_UNIT}\s?(?:以上|之上|起步|起(?!球)|往上|及以上|或以上|开外|朝上)",
        ),
        (
            "low",
            rf"(?:价格|价位)?(?:至少|最少|起码|最低|不少于|不低于|少说|好歹|怎么(?:着|说)?)也?(?:要|得|是|有)?\s?(?:{_ZA}){_UNIT}",
        ),
        (
            "high",
            rf"(?:最多|至多|顶多|最高|上限|撑死|充其量|预算|只有|就|只能花|只想花|手头有|兜里有|总共|花)(?:也)?(?:是|只有|带[了着]?|揣[了着]?|剩[下了]?|攒了|卡死|定死|锁死|死守|卡在|就|为|给|能|有|大概|大约|花|出|到|掏|拿|接受|承受|付|加|:|：)*\s?(?:{_ZA}){_UNIT}",
        ),
        ("bare", rf"(?:价格|价位)?(?:{_ZA}){_NO_MEASURE}{_UNIT}(?:的预算)?"),
    )
)
_AGE = re.compile(r"\b(?:women|men|woman|man|people|anyone|adults?|kids?|children|babies|ages?|aged)\s$")
_NOT_MONEY_BEFORE = re.compile(
    r"\b(?:size|number|no\.?|#|item|option|top|first|last|page|level|model|version|series|type|ages?|aged|spf|vol\.?|pack of|set of|box of|show(?: me)?|"
    r"weigh(?:s|ing)?|waist|inseam|chest|bust|length)\s?(?:is\s|of\s)?$|#$"
)
_REFUSED = re.compile(
    r"\s(?:(?:is|are|would be|feels|seems) )?(?:way |just |a bit |far |kind of )*(?:too (?:much|expensive|rich|steep|pricey|high)|out of (?:the question|my (?:budget|range|reach))|off the table|a no[- ]go|no good|not an option|pushing it|excluded)\b|"
    r"的?(?:东西|商品|那些|我)?(?:都|就|全|统统|一律|通通)?(?:不(?:考虑|要|看|买|行|接受|用(?:看|给))|别(?:给|推|看|来|放|让)|免(?:谈|了|看)|算了|剔(?:掉|除|了)|去掉|去除|排除|过滤|删|隐藏|pass|不在考虑)"
)
"""What turns a bound around: 一百往上的不考虑 is at most a hundred."""
_COMPLAINS = re.compile(
    r"\b(?:too|so|bit|way|pretty|quite|very|rather|far|really) (?:expensive|steep|pricey|costly|dear|much)\b|\b(?:over|out of|above|beyond|outside) (?:my |our |the )?(?:budget|price range)\b|(?:太|有点|有些|好|这么|偏)贵|超(?:出)?预算"
)
_PHYSICAL = re.compile(
    r"\bweigh(?:s|ing)?\b|\b(?:max(?:imum)?|item|total) weight\b|\bweight (?:of|is|under|below|over|limit|capacity|up)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Constraints read from one stretch of text."""

    span: Span
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    low: float
    high: float
    named: str | None
    rough: bool


def complains(text: str) -> bool:
    """Whether prices are found too high, as lower-case text says it."""
    return _COMPLAINS.search(text) is not None


def find(source: Source, *, currency: str, taken: Sequence[Span]) -> tuple[Found, ...]:
    """Price conditions outside the taken spans, in reading order.

    `currency` is the shop's; a constraint carries another one only when the shopper named it. An amount
    that merely stands there ("a $30 dress") is a soft bound, one with a bare number is none.
    """
    found: list[Found] = []
    for kind, pattern in _patterns(source):
        for match in pattern.finditer(source.text):
            blocked = (*taken, *(f.span for f in found))
            if overlaps(match.span(), blocked) or not _is_money(source, match, kind):
                continue
            constraints = _constraints(kind, match, currency)
            if constraints:
                start, end = _trimmed(match)
                refused = _refused(kind, match)
                found.append(Found(span=(start, refused.end() if refused else end), constraints=constraints))
    return tuple(sorted(found, key=lambda f: f.span))


def _patterns(source: Source) -> Iterable[tuple[str, re.Pattern[str]]]:
    if any(token.cjk for token in source.tokens) or source.language == "zh":
        return (*_CHINESE, *_ENGLISH)
    return _ENGLISH


def _refused(kind: str, match: re.Match[str]) -> re.Match[str] | None:
    """The words behind a bound that refuse what lies in it."""
    return None if kind in ("soft", "bare", "range") else _REFUSED.match(match.string, match.end())


def _trimmed(match: re.Match[str]) -> Span:
    text = match.group()
    lead = len(text) - len(text.lstrip())
    return (match.start() + lead, match.start() + len(text.rstrip()))


def _is_money(source: Source, match: re.Match[str], kind: str) -> bool:
    groups = match.groupdict()
    named = any(groups.get(f"{side}{i}") for side in ("pre", "post") for i in (1, 2))
    weak = groups.get("pre1") in (None, "c", "a") and (groups.get("post1") or "") in ("", "pounds", "pound")
    before = source.text[: match.start("num1")]
    if weak and (_PHYSICAL.search(source.text) or _AGE.search(source.text[: match.start()])):
        return False
    if not named and _NOT_MONEY_BEFORE.search(before):
        return False
    if kind == "bare":
        pair = numerals_zh.pair_of(match.group("num1"))
        spoken = pair is not None and pair[0] >= 50
        return named or spoken or (groups.get("ish1") == "多" and (_value(match.group("num1")) or 0) >= 20)
    if named:
        return True
    return _plausible_unnamed(match, kind)


def _plausible_unnamed(match: re.Match[str], kind: str) -> bool:
    number = match.group("num1")
    spoken = not any(character.isdigit() for character in number)
    if kind == "range":
        bounds = [_value(match.group(f"num{i}")) for i in (1, 2)]
        if match.group()[:1].isdigit() and any(match.group(f"num{i}").endswith(".5") for i in (1, 2)):
            return False
        return None not in bounds and all(bound is not None and bound >= 5 for bound in bounds)
    if spoken:
        value = _value(number)
        return value is not None and value >= 10
    return True


def _value(number: str) -> float | None:
    value = numerals.value_of(number)
    return value if value is not None else numerals_zh.value_of(number)


def _constraints(kind: str, match: re.Match[str], currency: str) -> tuple[Constraint, ...]:
    first = _read_amount(match, 1)
    if first is None:
        return ()
    if kind == "range":
        second = _read_amount(match, 2)
        return _range(first, second, match, currency) if second else ()
    code = currencies.foreign(first.named, shop=currency)
    if first.low != first.high:
        return (_price(Op.GTE, first.low, code), _price(Op.LTE, first.high, code))
    negated = bool(match.groupdict().get("neg"))
    upper = {"low": False, "low_neg": negated, "high_neg": not negated}.get(kind, True)
    if _refused(kind, match):
        upper = not upper
    soft = kind in ("soft", "bare") or first.rough
    if kind == "bare" and re.search(r"\bbudget|预算|\b(?:for|only|just)\s", match.group()):
        soft = False
    return (_price(Op.LTE if upper else Op.GTE, first.high, code, soft=soft),)


def _range(first: _Amount, second: _Amount, match: re.Match[str], currency: str) -> tuple[Constraint, ...]:
    code = currencies.foreign(second.named or first.named, shop=currency)
    low, high = _same_scale(first, second, match)
    if low > high:
        low, high = high, low
    return (_price(Op.GTE, low, code), _price(Op.LTE, high, code))


def _same_scale(first: _Amount, second: _Amount, match: re.Match[str]) -> tuple[float, float]:
    """Both bounds, where '1-2k' and '一到两百' leave the scale of the first to be understood."""
    scaled = re.search(r"(hundred|thousand|grand|k|百|千|万)$", match.group("num2"))
    plain = not re.search(r"(hundred|thousand|grand|k|百|千|万|十)", match.group("num1"))
    if scaled and plain and first.high < 10:
        scale = _value("1" + scaled.group(1)) or _value(scaled.group(1)) or 1.0
        return first.low * scale, second.high
    return first.low, second.high


def _read_amount(match: re.Match[str], index: int) -> _Amount | None:
    number = match.group(f"num{index}")
    named = match.group(f"pre{index}") or match.group(f"post{index}")
    rough = bool(match.group(f"ish{index}"))
    """The amount; a spoken pair (一两百) and 'and some' (两百多, 200 to 300) are ranges."""
    pair = numerals_zh.pair_of(number)
    if pair:
        return _Amount(low=pair[0], high=pair[1], named=named, rough=rough)
    value = _value(number)
    if value is None or value <= 0:
        return None
    if match.group(f"ish{index}") == "多":
        return _Amount(low=value, high=value + 10.0 ** (len(str(int(value))) - 1), named=named, rough=rough)
    return _Amount(low=value, high=value, named=named, rough=rough)


def _price(op: Op, value: float, currency: str | None, *, soft: bool = False) -> Constraint:
    strength = Strength.SOFT if soft else Strength.HARD
    return Constraint(facet="price", op=op, value=value, strength=strength, currency=currency)
