# ruff: noqa: E501 - a pattern reads better whole
"""What suggestions are asked for: which way, for whom, beside what; and which products were judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.parsing import grounding, kinds
from assistant.parsing.reading import ClauseReading
from assistant.parsing.source import Source, normalize_utterance
from assistant.parsing.types import Suggested
from assistant.parsing.vocabulary import CatalogVocabulary
from assistant.types import Intent
from retrieval.recommenders.knowledge import load_knowledge
from retrieval.recommenders.types import Way
from retrieval.text import has_cjk
from retrieval.types import Constraint

_GIFT = re.compile(
    r"\bgift(?:s|ing|ed)?\b(?! (?:card|wrap|bag|box|tag))|\bpresents?\b|\bstocking stuffers?\b|\bsecret santa\b|\bwhite elephant\b|\bsurprise (?:my|him|her|for)\b|\bhousewarming\b|\bfor (?:my|his|her|our|a|the) (?:\w+ )?(?:birthday|anniversary|wedding|graduation)\b"
    r"|礼物|礼品(?!袋|盒)|送礼|送(?:点|个|些|什么|啥|她|他)|送(?:人|谁|给|我?(?:妈|爸|女|男|老|朋|长辈|领导|同事|闺蜜|奶|爷|外|孩|儿|客户|父|姐|妹|哥|弟|她|他))|伴手礼|过生日"
)
_NEW = re.compile(
    r"\bwhat (?:is|has been|are) (?:\w+ )?(?:new|just in|added)\b|\bnew (?:arrivals?|in|stuff|products?|items?|things|releases?|additions?|launches)\b|\b(?:just|recently|newly) (?:in|arrived|added|landed|launched)\b|\b(?:newest|latest) (?:arrivals?|products?|items?|things|stuff|additions?|releases?)\b|\banything new\b|\bsomething new\b|\bgot anything new\b"
    r"|新品|新货|上新|新到|新上架|刚上架|最近上架|刚到货|有(?:什么|啥|没有)新(?:的|东西|鲜|款|货|品)|最近(?:有什么|出了什么)新"
)
_POPULAR = re.compile(
    r"\bbest[- ]?sell(?:ing|ers?)\b|\btop[- ]?sell(?:ing|ers?)\b|\bwhat (?:is|are|do) (?:\w+ ){0,3}?(?:hot|trending|popular|selling|in fashion)\b|\btrending\b|\bmost (?:popular|loved|bought|purchased)\b|\bpopular (?:right now|now|items?|products?|things|stuff|picks?|here|these days|this (?:week|month|season))\b|\bhot (?:right now|items?|products?|sellers?)\b|\bwhat (?:sells|is selling) (?:the )?(?:best|well|most)\b|\b(?:everyone|everybody|people|other (?:people|customers|shoppers)) (?:else )?(?:is |are |keeps? )?(?:buying|bought|buy|loves?|likes?|gets?|getting)\b|\bcrowd (?:pleasers?|favou?rites?)\b|\b(?:customer|fan|shopper) favou?rites?\b"
    r"|热销|畅销|热卖|爆款|热门|卖得(?:最|比较)?(?:好|火)|大家都?(?:在|爱|喜欢)?(?:都)?(?:买|看|用)|人气|最受欢迎|受欢迎的|(?:最|什么|啥|正|很)火|火的|(?:什么|啥)(?:最|正|很|比较)?流行|销量(?:最)?(?:高|好)|网红"
)
_FOR_YOU = re.compile(
    r"\b(?:for me|for myself|my (?:taste|style|history|likes|preferences|purchases|vibe|type)|know me|personali[sz]ed|i (?:would|might|may|will) (?:like|love|enjoy)|picked for|suits? me|up my alley|what i like|into)\b"
    r"|适合我|猜我|根据我|按我的|我(?:可能|也许|应该)?会?喜欢|为我|我的(?:喜好|口味|风格|品味)|懂我|个性化|我的菜"
)
_SURPRISE = re.compile(
    r"\bsurprise me\b|\bsurprise\b(?! party)|\b(?:something|anything) (?:\w+ )?(?:random|unexpected|different|unusual|out of the ordinary|unique|interesting)\b|\brandom (?:pick|product|item|thing|stuff)s?\b|\bdealer'?s choice\b|\byou (?:pick|choose|decide)\b|\bi(?: am| feel)? (?:feeling )?(?:lucky|adventurous|bored)\b|\bwhatever you (?:like|want|think)\b"
    r"|惊喜|随机|没见过的|意想不到|来点(?:不一样|特别|新奇|有意思)|你(?:来)?(?:定|挑|选|决定)|随便来|(?:特别|有趣|有意思|新奇|好玩)(?:点)?的(?:东西|玩意)?|开盲盒|盲选"
)
_PEOPLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kids", re.compile(
        r"\b(?:kids?|child(?:ren)?|sons?|daughters?|boys?|girls?|niece|nephew|toddlers?|bab(?:y|ies)|newborn|grand(?:son|daughter|child|children|kids?)|teen(?:ager)?s?|(?:[1-9]|1[0-4]|one|two|three|four|five|six|seven|eight|nine|ten)[- ]years?[- ]olds?|(?:first|1st)[- ]birthday)\b"
        r"|孩子|小孩|宝宝|儿子|女儿|儿童|小朋友|侄子|侄女|外甥|孙子|孙女|娃|小男孩|小女孩|(?<![\d十])(?:[1-9]|1[0-4]|[一二两三四五六七八九十])岁")),
    ("women", re.compile(
        r"\b(?:mom|mum|mommy|mummy|mother|moms|wife|girlfriend|gf|sister|grandma|granny|grandmother|aunt|auntie|bride|fiancee|women|woman|ladies|lady|female|her|girlie|mil|mother-in-law|bridesmaids?|she)\b"
        r"|妈|母亲|老婆|女朋友|女友|妻子|媳妇|姐|妹|奶奶|外婆|姥姥|阿姨|姑姑|闺蜜|女士|女生|女性|女孩子?|女人|婆婆|岳母|女同事|女老师|她|女神")),
    ("men", re.compile(
        r"\b(?:dad|daddy|father|husband|hubby|boyfriend|bf|brother|grandpa|grandfather|granddad|uncle|groom|fiance|men|man|guys?|gentlem[ae]n|male|him|fil|father-in-law|groomsmen|he)\b"
        r"|爸|父亲|老公|男朋友|男友|丈夫|哥|弟|爷爷|外公|姥爷|叔叔|舅舅|男士|男生|男性|男孩子?|男人|公公|岳父|男同事|男神|他")),
)  # fmt: skip
_COMPLEMENT_EN = re.compile(
    r"\b(?:go(?:es|ing)?|looks? (?:good|nice|great)|works?|fits?|pairs?|paired|match(?:es|ing)?|wear|worn|use|serve|complements?|complete|suits?|accessor(?:y|ies|ize)|style)\b(?: (?:well|nicely|best|great|good|perfectly|together))?(?: (?:with|for|to))?|\bto go with\b|\b(?:need|bring|pack|get) (?:for|with|on|to go)\b|\balong with\b|\bwith\b"
)
_COMPLEMENT_ZH = re.compile(r"搭配|配套|相配|配|搭|一起(?:用|穿|戴|买|吃)|需要")
_ASKS_ZH = re.compile(r"(?:什么样的|什么|哪些|哪种|哪款|怎样的|啥|的|有没有|一[款个双条件顶])$")
_NEGATIVE = re.compile(
    r"\bnot (?:\w+ ){0,2}(?:like|love|want|care|into|feeling|impressed|fan|this|that|these|those|it|them|the|any|for me|my|what)\b|^(?:no|not|nope|nah)\b|\b(?:hate|dislike|ugly|awful|terrible|horrible|hideous|boring|tacky|lame|meh|sucks?|frumpy|bad|worst|worse|rubbish|crap|garbage|useless|wrong|neither|none|pass on|skip|ditch|not feeling|gross|cheap looking|irrelevant|disappoint\w*|get rid of|anything but|no more of)\b"
    r"|不(?:太|怎么|是很|大)?(?:喜欢|想要|要|满意|好看|行|合适|爱|感冒|好|靠谱)|没(?:一个|有一个|有)?(?:喜欢|满意|合适|看中|看上)|讨厌|丑|难看|土|俗|老气|垃圾|差劲|失望|看不上|不是我(?:想)?要的|没意思|一般般|无聊|pass"
)
_REFUSES = re.compile(
    r"^(?:no,? |nope,? |nah,? )?not (?:the|that|this|these|those|any)\b|^(?:skip|pass on|ditch) (?:the|that|this|these|those)\b|\banything but (?:the|that|this)\b|^(?:不要|不想要|别要)(?:这|那|第|它)"
)
_JUDGES = 0.5
"""From this confidence on a clause is taken to judge."""
_POSITIVE = re.compile(
    r"\b(?:love|like|likes|adore|loving|perfect|great|nice|beautiful|gorgeous|lovely|cute|pretty|awesome|amazing|prefer|favou?rite|good|cool|fantastic|wonderful|excellent|best|stunning)\b"
    r"|喜欢|不错|好看|漂亮|可爱|满意|完美|很?棒|真好|赞|爱了|种草|心动"
)


_WAYS = (
    (Way.GIFT, _GIFT),
    (Way.SURPRISE, _SURPRISE),
    (Way.NEW, _NEW),
    (Way.POPULAR, _POPULAR),
    (Way.FOR_YOU, _FOR_YOU),
)
_NEED_CHARS = 160
_ANY_KIND = frozenset({"price", "rating", "stock"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A complement's parts: the kind `wanted`, the `need` it goes with, and facet values of the wanted kind."""

    wanted: str
    need: str
    values: frozenset[str]


def read(
    source: Source, readings: Sequence[ClauseReading], *, complement: Beside | None, shown: Sequence[str]
) -> Suggested:
    """Which way suggestions are asked for, for whom and beside what, and how `shown` products are judged."""
    need = (source.text if complement is None else complement.need)[:_NEED_CHARS]
    liked, rejected = _judged(readings, shown)
    knowledge = load_knowledge()
    return Suggested(
        way=next((way for way, pattern in _WAYS if pattern.search(source.text)), None),
        audience=next((people for people, pattern in _PEOPLE if pattern.search(source.text)), ""),
        need=need,
        need_known=bool(knowledge.named_in(need) or knowledge.with_need(need)),
        wanted="" if complement is None else complement.wanted,
        liked=liked,
        rejected=rejected,
    )


def complement_of(readings: Sequence[ClauseReading], vocabulary: CatalogVocabulary) -> Beside | None:
    """What should go with what in the first clause that asks so: 'which belt matches my brown shoes'."""
    clause = next((r.source for r in readings if next(iter(r.intents), None) is Intent.COMPLEMENT), None)
    if clause is None:
        return None
    wanted, need = _parts(clause, vocabulary)
    part = Source.of(wanted, language=clause.language, question=False)
    named = kinds.find(part, vocabulary, taken=())
    mentions = grounding.find(part, vocabulary, kinds=named, taken=())
    return Beside(
        wanted=named[-1].text if named else "",
        need=need,
        values=frozenset(str(mention.value.value) for mention in mentions),
    )


def wished(constraints: Sequence[Constraint], complement: Beside | None) -> tuple[Constraint, ...]:
    """Constraints without those that describe what a complement goes with: the black of 'my black dress'."""
    if complement is None:
        return tuple(constraints)
    return tuple(c for c in constraints if c.facet in _ANY_KIND or c.value in complement.values)


def praises(text: str) -> bool:
    """Whether an utterance judges well and not badly."""
    said = normalize_utterance(text)
    return _POSITIVE.search(said) is not None and _NEGATIVE.search(said) is None


def _judged(
    readings: Sequence[ClauseReading], shown: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Products judged well and badly; a bad word about nothing in particular is about all that is shown."""
    liked: list[str] = []
    rejected: list[str] = []
    for reading in readings:
        if reading.intents.get(Intent.FEEDBACK, 0.0) < _JUDGES and not _REFUSES.search(reading.source.text):
            continue
        ids = [i for reference in reading.references for i in reference.product_ids]
        if _NEGATIVE.search(reading.source.text):
            rejected += ids if reading.references else shown
        elif _POSITIVE.search(reading.source.text):
            liked += ids
    kept = [i for i in liked if i not in rejected]
    return tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(rejected))


def _parts(source: Source, vocabulary: CatalogVocabulary) -> tuple[str, str]:
    """The text that names what is wanted, "" where none does, and the text that names what it goes with."""
    text = source.text
    if has_cjk(text):
        return _parts_zh(source, vocabulary)
    cue = next(iter(_COMPLEMENT_EN.finditer(text)), None)
    if cue is None:
        return "", text
    before = Source.of(text[: cue.start()], language=source.language, question=False)
    after = text[cue.end() :]
    return (before.text, after) if kinds.find(before, vocabulary, taken=()) else ("", after or text)


def _parts_zh(source: Source, vocabulary: CatalogVocabulary) -> tuple[str, str]:
    text = source.text
    cue = _COMPLEMENT_ZH.search(text)
    named = kinds.find(source, vocabulary, taken=())
    if cue is None or not named:
        return "", text
    asked = [k for k in named if _ASKS_ZH.search(text[: k.span[0]])]
    if len(named) == 1 and not asked and named[0].span[1] <= cue.start():
        return "", text
    chosen = (asked or list(named))[-1]
    if len(named) == 1 and not asked:
        return "", text
    start = max((k.span[1] for k in named if k.span[1] <= chosen.span[0]), default=0)
    if cue.end() <= chosen.span[0]:
        start = max(start, cue.end())
    wanted = text[start : chosen.span[1]]
    return wanted, text[:start] + text[chosen.span[1] :]
