# ruff: noqa: E501 - a pattern reads better whole
"""Which intents a clause has cues for, and which of them it means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.parsing import asking, background
from assistant.parsing.lexicon import Cue, Lexicon
from assistant.parsing.source import Source, Span, overlaps
from assistant.types import Intent

ORDER = tuple(Intent)
_KNOWN = 0.99
_HINT = 0.45
"""Confidence below which an intent is never meant where another one is."""
ACCOMPANIED = 0.86
"""How sure a kind for a product shown, or for somebody of some taste, makes what is wanted."""
WEIGHED = 0.9
"""How sure two products named side by side make a comparison."""
TOLD = 0.72
"""Up to this confidence an order is told of, as a matter beside ("I bought jeans"), not asked about."""
SEARCHING = frozenset({Intent.FIND, Intent.REFINE, Intent.RECOMMEND, Intent.SIMILAR, Intent.COMPLEMENT})
_REFERRING = frozenset(
    {Intent.CART, Intent.COMPARE, Intent.ASK_PRODUCT, Intent.SIMILAR, Intent.COMPLEMENT, Intent.FEEDBACK}
)
_SECURITY = re.compile(r"prompt|instruction|password|hack|other|someone|提示|指令|密码|黑客|别人|其他")
_WISHING = re.compile(
    r"^(?:please )?(?:show|find|give me|(?:i |we )?(?:want|need|am looking|are looking|would like)\b|looking for|do you (?:have|sell|carry)|any\b|have you got|got any)|有没有|想(?:给[^,，]{1,5}?)?(?:买|挑|选|入手|添|换)|给(?:我|他|她|[爸妈爷奶哥姐弟妹娃孩]\S?)(?:买|挑|选|找)|我要|找|推荐"
)
_ASKING = re.compile(
    r"^(?:what(?! about)|who|whose|why|when|where|how(?! about)|did|does|should|will|would|can you|could you)\b|为什么|怎么(?!卖)|谁|你(?:觉得|认为|知道|会不会)"
)
_GENERAL = re.compile(
    r"^how (?:long|many days|much time|soon) (?:do|does|would|will|can|could) (?:i|we|you|one|customers?)\b"
    r"|^what (?:happens|if)\b|^if (?:i|we|you|it|they|something|one)\b(?!.*\b(?:my order|arrived)\b).*\b(?:can|could|do|will|would|may|must|should|is|are|how|what|who) (?:i|we|you|it|there|they|much|long|happens|pays?)\b|^(?:如果|要是|假如|万一)|^(?!.*(?:我的|我那|我买|我订|我下|我收)).*(?:一般|通常|正常情况|的话(?:怎|能|可|会|给))"
    r"|(?:在|从|是)?(?:别家|别处|别的店|人家店|超市|商场|实体店|地摊|路边|景区|国外)(?:里)?(?:买|拿|淘)"
)
"""How things go in general, not with an order that was placed."""
_IF_TAKEN = re.compile(
    r"^(?:so |and |but )*if (?:i|we) (?:order|buy|get|take|add|pick|choose|want)\b.*\b(?:can|could|do|will|would|is|are|how|what) (?:i|we|you|it|there|they|much|long|happens)\b"
)
"""What asks how it would be to take something; it takes nothing."""
_WORDED = frozenset(
    {
        Intent.SIMILAR,
        Intent.COMPLEMENT,
        Intent.FEEDBACK,
        Intent.DEAL,
        Intent.SMALLTALK,
        Intent.COMPARE,
        Intent.RECOMMEND,
        Intent.REFINE,
    }
)
_BESIDE_ORDER = frozenset({Intent.COMPLEMENT, Intent.SIMILAR, Intent.RECOMMEND})
_SERVICE = frozenset({Intent.HANDOFF, Intent.ORDER, Intent.POLICY, Intent.DEAL})
_SPOKEN = frozenset(
    {Intent.HANDOFF, Intent.UNSUPPORTED, Intent.ORDER, Intent.POLICY, Intent.FEEDBACK, Intent.RECOMMEND}
)
_SPEECH_ZH = re.compile(
    "[我你您咱俺他她它吗么呢吧啊呀嘛了帮给请不没能要想找说讲太真好很挺谁这那第]|怎|咋|什么|啥|哪|多少|几|可以|有|会(?!员)|告诉|推荐|送"
)
"""What speech has and a bare name of a product lacks (足球训练鞋, 新疆包邮花架)."""
_NOT_ARRANGING = frozenset(
    {
        Intent.COMPARE,
        Intent.ASK_PRODUCT,
        Intent.RECOMMEND,
        Intent.FEEDBACK,
        Intent.ORDER,
        Intent.DEAL,
        Intent.CART,
    }
)
"""What no clause means that says where results go."""
_AVOIDED = re.compile(r"(?:别|不要|不能|不想要|不可以|甭|莫)(?:给我|再|是|那么|搞|整|弄|推|选|显得|看着)*$")
"""What stands before a judgment that is to be avoided, of nothing shown: 别太俗."""
_NO_FACT = frozenset({Intent.SIMILAR, Intent.COMPLEMENT, Intent.FEEDBACK})
_YES_OR_NO = re.compile(
    r"^(?:is|are|does|do|did|can|could|will|would|has|have) (?:it|this|that|these|those|they|the)\b|^(?!.*(?:有|还|什么|哪|啥)).*(?:吗|么|嘛)$"
)
_WHETHER = re.compile(r"([\u4e00-\u9fff])不\1")
_QUESTION_WORD = re.compile(
    r"([\u4e00-\u9fff])不\1|是不是|\b(?:what|how|which|why|who)\b|吗|么|什么|怎|多少|哪|好不好"
)
_OTHERS = re.compile("(?:别的|其他|其它)的?(?:颜色|款式|花色|图案|材质|尺码|尺寸)")
"""Of a product in view this asks for its versions, of a list it asks for another one."""
_AUXILIARY = re.compile(
    r"(?: (?:would|will|should|might|could|to|also|really|probably|best|just|ones?|that|does))* ?"
)
_EITHER = re.compile("是[^,，]{1,8}还是")
_EITHER = re.compile("[\u4e00-\u9fff]还是[\u4e00-\u9fff第]")
_PRAISE = re.compile(
    r"^(?:great|perfect|awesome|amazing|nice|cool|wow|excellent|lovely|good|不错|很好|太好了|好看|好的)\W*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A cue found in a clause, and the words that make it; `cue` None: the intent is known from elsewhere."""

    intent: Intent
    confidence: float
    cue: Cue | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What else a clause holds. `topic`: there is a current search; `same_kind`: it names its kind again.

    `asked`: it is a Chinese question; `viewed`: one product is in view, the page's or the one spoken of;
    `several`: its references point at more than one product; `paged`: it asks to go on with the search.
    `weighed`: shown products are set against each other. `accompanies`: a kind is sought to go with one.
    `takes`: it takes what it points at.
    `goes_on`: it asks on of what an earlier clause pointed at.
    `person`: it says what somebody likes and names no kind. `sought`: a thing stands bare, or is asked for.
    `definite`: it asks about 'the' or 'this' thing.
    `arranged`: it says where results go. `picked`: where words lie that pick one product of those shown.
    `excluded`: where words lie that exclude something; `values`: those that name facet values.
    """

    kind: bool
    certain_kind: bool
    same_kind: bool
    conditions: bool
    references: bool
    shelf: bool
    topic: bool
    leftover: bool
    asked: bool = False
    viewed: bool = False
    several: bool = False
    paged: bool = False
    weighed: bool = False
    accompanies: bool = False
    takes: bool = False
    goes_on: bool = False
    person: bool = False
    definite: bool = False
    sought: bool = False
    arranged: bool = False
    values: tuple[Span, ...] = ()
    picked: frozenset[int] = frozenset()
    excluded: tuple[Span, ...] = ()


def hits(source: Source, lexicon: Lexicon) -> tuple[Hit, ...]:
    """Every cue whose pattern the clause contains, most specific intent first."""
    chinese = any(token.cjk for token in source.tokens)
    found = [
        Hit(intent=cue.intent, confidence=cue.confidence, cue=cue, span=match.span())
        for cue in lexicon.cues
        if (
            match := cue.english.search(source.text) or (cue.chinese.search(source.text) if chinese else None)
        )
    ]
    return tuple(sorted(found, key=lambda hit: (ORDER.index(hit.intent), -hit.confidence)))


def as_meant(found: Sequence[Hit], intent: Intent) -> tuple[Hit, ...]:
    """The cues of a clause whose intent is known from elsewhere: it outweighs them, and they stay as hints."""
    known = Hit(intent=intent, confidence=_KNOWN, cue=None, span=(0, 0))
    return (known, *(replace(hit, confidence=min(hit.confidence, _HINT)) for hit in found))


def is_referring(found: Sequence[Hit]) -> bool:
    """Whether a cue makes it likely that the clause speaks of shown products."""
    return any(hit.intent in _REFERRING for hit in found)


def is_wishing(source: Source) -> bool:
    """Whether a clause begins as a search does ('show me', 'do you have')."""
    return _WISHING.search(source.text) is not None


def own_words(found: Sequence[Hit]) -> tuple[Span, ...]:
    """Stretches whose words speak of the intent itself, so that they name no kind ('similar', 打折)."""
    return tuple(hit.span for hit in found if hit.intent in _WORDED)


def choose(source: Source, found: Sequence[Hit], evidence: Evidence) -> Mapping[Intent, float]:
    """Intents of one clause with confidence; the first is meant, others are kept as weaker candidates."""
    scores = _scored(source, found, evidence)
    if evidence.weighed:
        scores[Intent.COMPARE] = max(scores.get(Intent.COMPARE, 0.0), WEIGHED)
    if evidence.accompanies:
        scores[Intent.COMPLEMENT] = max(scores.get(Intent.COMPLEMENT, 0.0), ACCOMPANIED)
    if evidence.person:
        scores[Intent.RECOMMEND] = max(scores.get(Intent.RECOMMEND, 0.0), ACCOMPANIED)
    structural = _by_form(source, evidence)
    if Intent.RECOMMEND in scores and structural[0] is Intent.REFINE and evidence.topic:
        structural = (structural[0], 0.5)
    for intent, confidence in _told_by_form(source, evidence).items():
        scores[intent] = max(scores.get(intent, 0.0), confidence)
    strong = _beyond_asking(
        source,
        [intent for intent in ORDER if scores.get(intent, 0.0) >= 0.6],
        told=scores.get(Intent.ORDER, 0.0) <= TOLD,
    )
    if not strong:
        return {**({structural[0]: structural[1]} if structural[1] else {}), **scores}
    first = strong[0]
    ranked = {first: scores[first]}
    if structural[1] and structural[0] is not first:
        second = 0.6 if _adds_wish(first, evidence) else 0.3
        ranked[structural[0]] = second
    ranked.update({i: 0.6 for i in strong[1:] if i in _SERVICE and _apart(source, found, first, i)})
    ranked.update({i: min(scores[i], 0.45) for i in scores if i not in ranked})
    return ranked


def _scored(source: Source, found: Sequence[Hit], evidence: Evidence) -> dict[Intent, float]:
    """The intents that cues speak for, each as surely as its surest cue does."""
    scores: dict[Intent, float] = {}
    for hit in found:
        idle = evidence.arranged and hit.intent in _NOT_ARRANGING
        picked = hit.intent is Intent.COMPARE and hit.span[0] in evidence.picked
        judged = hit.intent is Intent.FEEDBACK and (
            (evidence.references and _WHETHER.search(source.text))
            or _AVOIDED.search(source.text[: hit.span[0]])
        )
        if hit.cue is not None and (idle or picked or judged):
            continue
        confidence = hit.confidence if hit.cue is None else _adjusted(source, hit, hit.cue, evidence)
        scores[hit.intent] = max(confidence, scores.get(hit.intent, 0.0))
    return {intent: confidence for intent, confidence in scores.items() if confidence > 0.0}


def _apart(source: Source, found: Sequence[Hit], first: Intent, second: Intent) -> bool:
    """Whether two matters of service are told one after the other, with a comma between them."""
    spans = [hit.span for hit in found if hit.intent is first]
    others = [hit.span for hit in found if hit.intent is second]
    between = (source.text[min(a[1], b[1]) : max(a[0], b[0])] for a in spans for b in others)
    anywhere = any(start == end for start, end in (*spans, *others))
    return first in _SERVICE and any("," in text for text in (*between, source.text if anywhere else ""))


def _told_by_form(source: Source, evidence: Evidence) -> Mapping[Intent, float]:
    """Going on with the search, and 还是 between two shown products, tell the intent without a cue."""
    told: dict[Intent, float] = {}
    if evidence.arranged and evidence.topic and not evidence.certain_kind:
        told[Intent.REFINE] = 0.93
    if evidence.paged and evidence.topic:
        told[Intent.REFINE] = 0.9
    if evidence.takes and evidence.references:
        told[Intent.CART] = 0.88
    if evidence.viewed and asking.of_quality(source, asked=evidence.asked, kind=evidence.certain_kind):
        told[Intent.ASK_PRODUCT] = 0.86
    if evidence.several and _EITHER.search(source.text):
        told[Intent.COMPARE] = 0.8
    return told


def _beyond_asking(source: Source, strong: list[Intent], *, told: bool) -> list[Intent]:
    """Likeness, company or a judgment beside a reference asks no fact of it: 第二个可以搭配什么."""
    if strong[:1] == [Intent.ORDER] and told and _BESIDE_ORDER & set(strong):
        strong = strong[1:]
    others = [intent for intent in strong if intent in _NO_FACT]
    if not others or strong[0] is not Intent.ASK_PRODUCT or _YES_OR_NO.search(source.text):
        return strong
    if others[0] is Intent.FEEDBACK and (source.question or _QUESTION_WORD.search(source.text)):
        return strong
    return [*others, *(intent for intent in strong if intent not in others)]


def combine(
    clauses: Sequence[tuple[Source, Mapping[Intent, float]]], *, named: bool
) -> tuple[tuple[Intent, float], ...]:
    """Intents of the whole utterance: each clause's first, the more specific before the less, then the rest.

    `named`: a kind that is known is wished for; without one, conditions narrow what is recommended.
    """
    firsts: dict[Intent, float] = {}
    others: dict[Intent, float] = {}
    praise = False
    for source, scores in clauses:
        for place, (intent, confidence) in enumerate(scores.items()):
            target = firsts if place == 0 else others
            target[intent] = max(confidence, target.get(intent, 0.0))
        praise = praise or bool(_PRAISE.match(source.text))
    if praise and set(firsts) == {Intent.FEEDBACK, Intent.SMALLTALK}:
        firsts.pop(Intent.FEEDBACK)
    if len(firsts) > 1:
        firsts.pop(Intent.SMALLTALK, None)
        if praise and len(firsts) > 1:
            firsts.pop(Intent.FEEDBACK, None)
        if Intent.FIND in firsts and Intent.REFINE in firsts:
            firsts.pop(Intent.FIND if firsts[Intent.FIND] < 0.5 <= firsts[Intent.REFINE] else Intent.REFINE)
        if Intent.RECOMMEND in firsts and not named:
            firsts.pop(Intent.FIND, None)
    ordered = sorted(firsts.items(), key=lambda item: (item[1] < 0.6, ORDER.index(item[0])))
    rest = sorted((item for item in others.items() if item[0] not in firsts), key=lambda item: -item[1])
    return (*ordered, *rest)


def _adjusted(source: Source, hit: Hit, cue: Cue, evidence: Evidence) -> float:
    """A cue's confidence among the other evidence of its clause; 0 when it can't be meant."""
    if cue.bare:
        return hit.confidence if evidence.shelf and not evidence.certain_kind else 0.0
    if (cue.needs_product and not evidence.references) or (cue.viewed and not evidence.viewed):
        return 0.0
    if hit.intent is Intent.FEEDBACK and not evidence.references and overlaps(hit.span, evidence.excluded):
        return 0.4
    if hit.intent is Intent.COMPLEMENT and evidence.topic and _suits(source, hit, evidence):
        return 0.4
    if (cue.without_kind and evidence.certain_kind) or _in_general(source, hit.intent):
        return 0.4
    if _is_bare_name(source, hit, evidence):
        return 0.4
    if hit.intent is Intent.UNSUPPORTED and evidence.certain_kind and _WISHING.search(source.text):
        return hit.confidence if _SECURITY.search(source.text) else 0.5
    if hit.intent is Intent.REFINE:
        return _refining(source, hit, evidence)
    if hit.intent is Intent.SMALLTALK and (evidence.kind or evidence.conditions or evidence.references):
        return 0.3
    return hit.confidence if evidence.shelf else _without_shelf(hit, evidence)


def _suits(source: Source, hit: Hit, evidence: Evidence) -> bool:
    """Whether a value of the products sought is what goes with something: 'brass would match my taps'."""
    before = (source.text[end : hit.span[0]] for _, end in evidence.values if end <= hit.span[0])
    return any(_AUXILIARY.fullmatch(gap) for gap in before)


def _without_shelf(hit: Hit, evidence: Evidence) -> float:
    """A cue of shown products where none is shown speaks of products that are searched for."""
    if hit.intent is Intent.COMPARE:
        return 0.5 if evidence.kind else 0.65
    if hit.intent is Intent.SIMILAR and not evidence.references:
        return 0.55
    if hit.intent is Intent.CART and not evidence.references and evidence.certain_kind:
        return 0.6
    return hit.confidence


def _refining(source: Source, hit: Hit, evidence: Evidence) -> float:
    """Nothing can be refined without a search; of one product in view, other colors are asked for."""
    if not evidence.topic:
        return 0.0
    versions = evidence.viewed and evidence.asked and _OTHERS.search(source.text)
    return 0.5 if versions else hit.confidence


def _is_bare_name(source: Source, hit: Hit, evidence: Evidence) -> bool:
    """Whether a cue stands in the bare name of a product: Chinese words in a row without any grammar of speech."""
    named = evidence.certain_kind and hit.intent in _SPOKEN
    return named and any(t.cjk for t in source.tokens) and _SPEECH_ZH.search(source.text) is None


def _in_general(source: Source, intent: Intent) -> bool:
    """Whether a cue of orders speaks of none: of how things go, or of what is owned for long."""
    if intent is Intent.CART:
        return _IF_TAKEN.search(source.text) is not None
    return intent is Intent.ORDER and (_GENERAL.search(source.text) is not None or background.owns(source))


def _by_form(source: Source, evidence: Evidence) -> tuple[Intent, float]:
    """What a clause means by its form, whatever cues it has."""
    framed = bool(_WISHING.search(source.text))
    if evidence.arranged and not evidence.certain_kind and evidence.topic:
        return Intent.REFINE, 0.93
    if evidence.goes_on and not framed:
        return Intent.ASK_PRODUCT, 0.75
    return _structural(evidence, framed=framed, asks=bool(_ASKING.search(source.text)))


def _structural(evidence: Evidence, *, framed: bool, asks: bool) -> tuple[Intent, float]:
    """Find or refine, from what the clause names; a question about nothing that we know is neither."""
    if evidence.asked and evidence.references and not framed:
        return Intent.ASK_PRODUCT, 0.75
    if evidence.asked and evidence.shelf and not (evidence.certain_kind or evidence.conditions or framed):
        return Intent.ASK_PRODUCT, 0.62 if evidence.viewed else 0.5
    if evidence.definite and evidence.shelf and not framed:
        return Intent.ASK_PRODUCT, 0.7
    if evidence.kind and not (evidence.same_kind and evidence.topic and evidence.conditions):
        if evidence.certain_kind:
            return Intent.FIND, 0.8 if evidence.leftover else 0.92
        if evidence.conditions and evidence.topic and not framed:
            return Intent.REFINE, 0.6
        if asks and not framed and not evidence.conditions:
            return Intent.UNSUPPORTED, 0.4
        return Intent.FIND, (0.6 if framed or evidence.sought else 0.4) if evidence.leftover else 0.65
    if evidence.conditions:
        return (Intent.REFINE, 0.9) if evidence.topic else (Intent.FIND, 0.86)
    return Intent.FIND, 0.0


def _adds_wish(first: Intent, evidence: Evidence) -> bool:
    if first is Intent.FEEDBACK:
        return evidence.conditions
    return first is Intent.DEAL and evidence.certain_kind
