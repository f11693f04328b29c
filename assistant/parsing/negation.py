# ruff: noqa: E501 - a pattern reads better whole
"""What an utterance excludes: 'no wool', 'not black or brown', 除了红色以外, 不要羊毛."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.parsing import refusing
from assistant.parsing.grounding import Mention
from assistant.parsing.kinds import KindSpan
from assistant.parsing.source import Source, Span, Token, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary
from retrieval.text import stem

_DROPS_ONES = r"\b(?:drop|lose|remove|hide|take out|get rid of|filter out|leave out|exclude|omit)\b(?= (?:the |any |all |all the )?(?:\S+ ){1,3}ones\b)"
_LEAVES_OUT = r"\b(?:drop|lose|remove|hide|take out|filter out|cut out|cut|lay off|steer clear of|stay away from|stop showing(?: me)?|scrap|kill|nix|axe|ban|banish|no more(?! than)|enough (?:of|with)|bin|lay off)\b"
"""What leaves out the facet value that follows at once, and nothing else ('lose the plaid')."""
_TRIGGER = re.compile(
    r"\b(?:(?:do|does|did|would|can|could|should|must|is|are|was|will|has|have|had)\s)?(?:not|never)\b(?:\s(?:want|need|like|be|have|has|contain|include|made|necessarily|really|come|use|wear|made of|made from|exactly|quite|particularly|(?:a |much of a )?(?:big |huge )?fan of|into|keen on|crazy about|big on|wild about|fond of|partial to|sold on|feeling|loving|digging|interested in)\b)*"
    r"|\bno\b(?! (?:more|idea|clue|time|luck|hurry|doubt|fuss|chance|patience|point|reason|reply|answer|sign|news|such|problem|thanks|matter|preference|worries|rush|need|way|one|longer|less|budget|limit|thank))|\bwithout\b|\bexcept(?:ing)?(?: for)?\b|\bexclud(?:e|ing|es)\b|\bnothing\b|\bnone\b|"
    r"\bno(?:n|t)-|\bnon\b|\bavoid(?:ing)?\b|\bhat(?:e|es|ing)\b|\bdislike[sd]?\b|\b(?:can not|could not) stand\b|\ballergic to\b|\banything but\b|\bany (?:other )?(?:colou?r|material|fabric|brand|pattern|print|style|kind|size)s? (?:but|besides|except)\b|\bother than\b|\baside from\b|\bapart from\b|"
    r"\brather than\b|\binstead of\b|\bminus\b|\bskip\b|\bbut not\b|\bleave out\b|\bomit\b|\bno thanks to\b|\b(?:hard )?pass on\b|\bnor\b|\bneither\b|\bfree of\b|\bfree from\b|\bwith no\b|\bsick of\b|\btired of\b|\bditch\b"
    rf"|{_DROPS_ONES}|{_LEAVES_OUT}"
)
_FAILS = re.compile(r"\b(?:do|does|did|would|can|could|will|has|have|had) (?:not|never)$")
"""What says that something does not happen ('will not wake the baby'), where only known values are excluded."""
_NO_NEGATION = re.compile(
    r"\bnot (?:only|sure|bad|just|yet|now|at all|mind|care|know|picky|matter|fussy|working|help|find|see|looking at|decide|choose|pick|tell|believe|expect|imagine|listen(?:ing)?|understand|understood|hear(?:ing)?|read|get (?:it|me|that|what)|pay(?:ing)? attention|remember|recall|able|allowed|too late|really sure|have to|need to|needed)\b"
    r"|\b(?:do|does|will|would) not (?:mind|care|know|matter)\b|\bwhy not\b|\bif not\b|\bor not\b|\bis not (?:it|there|that)\b|\bnothing (?:in|at|on|inside|around) (?:the|my|our|his|her|their|this|that|here|there)\b|\bno,|^no$|^no \b(?=show|i |what|that|it|thanks)"
)
_GAP_WORDS = frozenset(
    "a an the any in with of for to made that is are be too very so much all that's some anything something ones one contain containing"
    " want like having has have from out there it them super overly really extremely wearing overly at such ,".split()
)
_BREAK = frozenset(
    "but please under over below above around about between show instead though because if when just only".split()
)
_JOIN = frozenset({"or", "nor", "and", "/"})
_TRIGGER_ZH = re.compile(
    r"(?:我)?(?:不想要|不要有|不要带|不要是|不要|不想|不喜欢|不爱|不含|不带|不是|不用|不能有|不能是|不能|不买|不穿|讨厌|拒绝|排除|去掉|避开|避免|别要|别给我?|别是|别|除了|除去|除开|除|剔除|过滤掉|没有|没|无|非)(?:有|带|是|任何|要)?"
)
_NO_NEGATION_ZH = re.compile(
    r"有没有|有无|是不是|要不要|能不能|好不好|可不可以|除非|非常|无所谓|无论|别的|别人|特别|区别|类别|级别|性别|不错|不过|不同|不少|不管|不限|不知|不好意思|不如|不只|没关系|没问题|没事|不行|不用了|没有了|没了|不考虑(?:价格|颜色|品牌|预算)|不在乎|不太贵|不客气|告别|个别|没看到|没找到|不见|非洲|除尘|除湿|除臭|除螨|除味|无线|无框|无火|不锈|不粘|不倒|无痕|无印|无骨|无绳|无刷|没收|没到|没发|不起球|不掉"
)
_SKIP_ZH = re.compile(
    r"(?:要|带|有|含|是|用|任何|太|那么|这么|那样|这样|那种|这种|很|过于|的|什么|穿|给我|推荐|看|买|选|一切|所有|推|来|上|拿|整|发|放|弄|搞|再|又)"
)
_JOIN_ZH = re.compile(
    r"(?:色)?(?:的)?\s?(?:或者|或是|或|和|、|跟|以及|还有|,?也不要|,?也不|与|及)\s?(?:不要|是)?"
)
_SUFFIX_ZH = re.compile(
    r"(?:的)?(?:那[种些])?(?:我|也|都|就|一律|一概|统统|通通|全都?|全部|千万|再)*(?:(?:不要|别要|不想要|不喜欢|不爱|不看|别看|不选|不买|别来|别推|别拿|不收|不接受|不用推|勿推)(?:了|啊|哈)?(?:(?![\u4e00-\u9fff])|(?=看看|换|来|给我|[\u4e00-\u9fff]{1,3}色?的(?:也|都|还|就)?(?:不|别|要|行|可以|留)))|别给我(?:看|推)?|除外|不行|不考虑|(?:我)?(?:看着|瞅着|瞧着|看了|戴着|穿着|看|用|穿|戴|睡|吃)?(?:就)?(?:闹心|腻了?|烦|膈应|受不了|不顺眼)|就?算了|过敏|免谈|pass|过滤|拿掉|(?:给我)?[去删剔踢撤筛刷排抹滤划毙](?:掉|除|了(?![\u4e00-\u9fff])))(?:吧|了)?"
)
_DISMISSED_ZH = re.compile(
    r"[^,，;。!]{0,10}[,，;。!\s.]+(?:这|那)?(?:些|种|样的?)?(?:我|都|就|也|全都?|统统|通通|一律|直接|请|麻烦|帮我|给我|先|可以)*(?:不要|别要|不看|不考虑|不喜欢|别(?:给我)?(?:看|推|来|拿|放|上|发)|不用(?:看|推|给我看)?|就?算了|免了|免谈|pass|[去删剔踢撤筛刷排划毙拿换换滤](?:掉|除|走|开)|剔了|去了|删了|排除|过滤)(?:掉|它|他)?(?:吧|了|哈|啊|呗|呀|这些|这种)*[。!~.]*$"
)
"""What dismisses the value before it in a clause of its own, for whatever reason: 亚麻爱皱,去掉吧."""
_OF_IT_ZH = re.compile(r"(?:我|带|有|是|那|这|些|种|个|款)*")
_BESIDE_ZH = re.compile(r"(?:色)?的?(?:或者?|和|跟|与|还有|、|,|，)?")
_QUALITY_ZH = re.compile(r"[\u4e00-\u9fff]{1,2}的")
_OF_ZH = re.compile(r"色?的?")
_WISHED_ZH = re.compile(r"色?的?(?:也|都|就|倒)?(?:可以|行|好|成|要|ok|来|留)")
"""What takes a value out of the exclusion before it: 不要红的蓝的可以."""
_END = re.compile(r"[,;.!?:()\n，。；！？]|\s-\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Negated:
    """One excluded thing: a mentioned value, a kind, or words that no catalog value explains.

    `span` covers trigger and thing. `mild` is True for 'not too …', a matter of degree.
    """

    span: Span
    mention: Mention | None = None
    kind: str = ""
    words: str = ""
    mild: bool = False


def find(
    source: Source,
    vocabulary: CatalogVocabulary,
    *,
    mentions: Sequence[Mention],
    kinds: Sequence[KindSpan],
    taken: Sequence[Span],
) -> tuple[Negated, ...]:
    """Excluded things in reading order; a scope ends at a comma, 'but', or a word it can't hold."""
    found: list[Negated] = []
    for match in _TRIGGER.finditer(source.text):
        span = match.span()
        done = (*taken, *(n.span for n in found))
        if (
            overlaps(span, done)
            or any(overlaps(span, (m.span,)) for m in mentions)
            or _idle(source.text, span)
        ):
            continue
        things = _English(source, vocabulary, mentions, kinds, taken).scope(span)
        if things and things[0].mention is None and re.fullmatch(_LEAVES_OUT, match.group()):
            continue
        found.extend(thing for thing in things if not _is_unheard(thing, match.group(), vocabulary))
    found += _free_of(source, vocabulary, mentions)
    refused = refusing.find(source, mentions, taken=[*taken, *(n.span for n in found)])
    found += [Negated(span=span, mention=mention) for span, mention in refused]
    if any(token.cjk for token in source.tokens):
        found.extend(_chinese(source, vocabulary, mentions, kinds, taken))
    return tuple(sorted(found, key=lambda negated: negated.span))


def _free_of(source: Source, vocabulary: CatalogVocabulary, mentions: Sequence[Mention]) -> list[Negated]:
    """Materials that a thing is free of ('fur free', 'wool-free'), unless the catalog has that as a value."""
    found: list[Negated] = []
    for before, after in pairwise(source.tokens):
        span = (before.start, after.end)
        named = next((v for v in vocabulary.meanings((before.stem,)) if v.facet == "material"), None)
        beside = source.text[before.end : after.start] in (" ", "-")
        if named and beside and after.text == "free" and not overlaps(span, [m.span for m in mentions]):
            found.append(Negated(span=span, mention=Mention(span=before.span, value=named)))
    return found


def _is_unheard(thing: Negated, trigger: str, vocabulary: CatalogVocabulary) -> bool:
    """Whether 'not' stands before words that no title has: 'this is not helpful' excludes nothing."""
    if not thing.words or re.search(r"\b(?:not|never|none)\b", trigger) is None:
        return False
    if _FAILS.search(trigger):
        return True
    words = vocabulary.words
    return not any(stem(word) in words.frequency for word in re.findall(r"[a-z]+", thing.words))


def drops_ones(source: Source) -> bool:
    """Whether a clause leaves out products of a sort: 'drop the pink ones'."""
    return (
        re.match(rf"(?:(?:can|could|would) (?:we|you|i) |let us |please |just )*{_DROPS_ONES}", source.text)
        is not None
    )


def _idle(text: str, span: Span) -> bool:
    return any(m.start() < span[1] and span[0] < m.end() for m in _NO_NEGATION.finditer(text))


@dataclass(frozen=True, slots=True)
class _English:
    source: Source
    vocabulary: CatalogVocabulary
    mentions: Sequence[Mention]
    kinds: Sequence[KindSpan]
    taken: Sequence[Span]

    def scope(self, trigger: Span) -> list[Negated]:
        """Things excluded after one trigger."""
        found: list[Negated] = []
        start, mild = trigger[0], False
        index = self._first_token(trigger[1])
        while index < len(self.source.tokens):
            token = self.source.tokens[index]
            mention = next((m for m in self.mentions if m.span[0] == token.start), None)
            if self._stops(index, token, mention, found):
                break
            if mention is None and (token.text in _GAP_WORDS or token.text in _JOIN):
                mild = mild or token.text in ("too", "very", "so", "super", "overly", "really", "extremely")
                index += 1
                continue
            thing = self._thing(start, index, mention, mild=mild)
            if thing is None:
                break
            found.append(thing)
            start = thing.span[1]
            index = self._first_token(thing.span[1])
        return found

    def _first_token(self, offset: int) -> int:
        tokens = self.source.tokens
        return next((i for i, token in enumerate(tokens) if token.start >= offset), len(tokens))

    def _stops(self, index: int, token: Token, mention: Mention | None, found: list[Negated]) -> bool:
        gap = self.source.text[self.source.tokens[index - 1].end : token.start] if index else ""
        if overlaps(token.span, self.taken) or token.text in _BREAK:
            return True
        if not found:
            return bool(_END.search(gap))
        previous = found[-1].mention
        if _END.search(gap):
            same = mention and previous and mention.value.facet == previous.value.facet
            return not (same and re.match(r"[^,;.]*,? (?:or|nor) ", self.source.text[token.start :]))
        if token.text in ("or", "nor", "/"):
            return False
        if token.text == "and":
            following = self._mention_after(index)
            return not (following and previous and following.value.facet == previous.value.facet)
        joined = index > 0 and self.source.tokens[index - 1].text in _JOIN
        return not joined

    def _mention_after(self, index: int) -> Mention | None:
        tokens = self.source.tokens
        after = tokens[index + 1].start if index + 1 < len(tokens) else -1
        return next((m for m in self.mentions if m.span[0] == after), None)

    def _thing(self, start: int, index: int, mention: Mention | None, *, mild: bool) -> Negated | None:
        tokens = self.source.tokens
        if mention is not None:
            return Negated(span=(start, mention.span[1]), mention=mention, mild=mild)
        kind = next((k for k in self.kinds if k.span[0] == tokens[index].start), None)
        if kind is not None:
            return Negated(span=(start, kind.span[1]), kind=kind.text, mild=mild)
        last = index
        while last < len(tokens) and last - index < 3 and self._is_content(last, first=index):
            last += 1
        if last == index:
            return None
        end = tokens[last - 1].end
        return Negated(span=(start, end), words=self.source.text[tokens[index].start : end], mild=mild)

    def _is_content(self, index: int, *, first: int) -> bool:
        token = self.source.tokens[index]
        gap = self.source.text[self.source.tokens[index - 1].end : token.start] if index > first else ""
        plain = self.vocabulary.lexicon.is_plain(token.text) or token.text.isdigit()
        return (
            not plain
            and not overlaps(token.span, self.taken)
            and not _END.search(gap)
            and token.text not in _BREAK
        )


def _chinese(
    source: Source,
    vocabulary: CatalogVocabulary,
    mentions: Sequence[Mention],
    kinds: Sequence[KindSpan],
    taken: Sequence[Span],
) -> list[Negated]:
    found: list[Negated] = []
    idle = [match.span() for match in _NO_NEGATION_ZH.finditer(source.text)]
    for match in _TRIGGER_ZH.finditer(source.text):
        blocked = [*taken, *idle, *(m.span for m in mentions), *(n.span for n in found)]
        if overlaps((match.start(), match.start() + 1), blocked):
            continue
        found.extend(_chinese_scope(source, vocabulary, mentions, kinds, match, taken))
    for mention in mentions:
        kind = next((k for k in kinds if mention.span[1] <= k.span[0] <= mention.span[1] + 1), None)
        suffix = _SUFFIX_ZH.match(source.text, kind.span[1] if kind else mention.span[1])
        if suffix and not overlaps(mention.span, [n.span for n in found]):
            found.append(Negated(span=(mention.span[0], suffix.end()), mention=mention))
            found += _coordinated(source, mentions, mention, found)
    return [*found, *_dismissed(source, mentions, kinds, found)]


def _dismissed(
    source: Source, mentions: Sequence[Mention], kinds: Sequence[KindSpan], found: Sequence[Negated]
) -> list[Negated]:
    """亚麻爱皱,去掉吧: the value that a clause begins with and the next one dismisses."""
    for mention in mentions:
        before = re.split(r"[,，;。!?\s]", source.text[: mention.span[0]])[-1]
        tail = _DISMISSED_ZH.match(source.text, mention.span[1])
        named = any(mention.span[0] <= k.span[0] < source.text.find(",", mention.span[1]) for k in kinds)
        if (
            tail
            and _OF_IT_ZH.fullmatch(before)
            and not named
            and not overlaps(mention.span, [n.span for n in found])
        ):
            excluded = Negated(span=(mention.span[0], tail.end()), mention=mention)
            return [excluded, *_coordinated(source, mentions, mention, [*found, excluded])]
    return []


def _coordinated(
    source: Source, mentions: Sequence[Mention], last: Mention, found: Sequence[Negated]
) -> list[Negated]:
    """红的绿的都别给我: the values of the same facet right before an excluded one go with it."""
    joined: list[Negated] = []
    place = last
    for mention in sorted(mentions, key=lambda m: -m.span[0]):
        gap = source.text[mention.span[1] : place.span[0]] if mention.span[1] <= place.span[0] else None
        if gap is None or overlaps(mention.span, [n.span for n in found]):
            continue
        if mention.value.facet != last.value.facet or not _BESIDE_ZH.fullmatch(gap):
            break
        joined.append(Negated(span=mention.span, mention=mention))
        place = mention
    return joined


def _chinese_scope(
    source: Source,
    vocabulary: CatalogVocabulary,
    mentions: Sequence[Mention],
    kinds: Sequence[KindSpan],
    trigger: re.Match[str],
    taken: Sequence[Span],
) -> list[Negated]:
    found: list[Negated] = []
    start, position, mild = trigger.start(), trigger.end(), False
    strict = trigger.group() in ("无", "非", "没有", "没", "别", "不是", "除", "不爱", "不喜欢", "不想")
    while position < len(source.text):
        if not found and _is_suffix(source, mentions, trigger):
            break
        skipped = _SKIP_ZH.match(source.text, position) or _unknown_beside(source, mentions, position)
        mention = next((m for m in mentions if m.span[0] == position), None)
        kind = next((k for k in kinds if k.span[0] == position), None)
        if mention is not None:
            end = mention.span[1]
            found.append(Negated(span=(start, end), mention=mention, mild=mild))
        elif kind is not None and trigger.group() not in ("没有", "没"):
            end = kind.span[1]
            found.append(Negated(span=(start, end), kind=kind.text, mild=mild))
        elif skipped and not found:
            mild = mild or skipped.group() in ("太", "很", "那么", "这么", "过于")
            position = skipped.end()
            continue
        else:
            if not found and not strict:
                found.extend(_unknown(source, vocabulary, start, position, taken, mild=mild))
            break
        joined = _JOIN_ZH.match(source.text, end) or _beside(
            source, mentions, mention, end, wholly="除" in trigger.group()
        )
        if joined is None:
            _close(source, found)
            break
        start, position = end, joined.end()
    return found


def _is_suffix(source: Source, mentions: Sequence[Mention], trigger: re.Match[str]) -> bool:
    """Whether a trigger excludes what stands before it, as what follows is wished for: 白的不要黑的要."""
    told = any(_OF_ZH.fullmatch(source.text, m.span[1], trigger.start()) for m in mentions)
    following = next((m for m in mentions if m.span[0] == trigger.end()), None)
    return told and following is not None and _WISHED_ZH.match(source.text, following.span[1]) is not None


def _unknown_beside(source: Source, mentions: Sequence[Mention], position: int) -> re.Match[str] | None:
    """A quality that no catalog value is, right before one that is: 不要花的绿的."""
    said = _QUALITY_ZH.match(source.text, position)
    return said if said and any(m.span[0] == said.end() for m in mentions) else None


def _beside(
    source: Source, mentions: Sequence[Mention], last: Mention | None, end: int, *, wholly: bool
) -> re.Match[str] | None:
    """What stands between an excluded value and another of its facet right behind it: 除了黑的白的.

    `wholly`: what is said behind both (都行) speaks of the rest.
    """
    gap = _OF_ZH.match(source.text, end)
    following = next((m for m in mentions if gap and last and m.span[0] == gap.end()), None)
    if following is None or last is None or following.value.facet != last.value.facet:
        return None
    return None if not wholly and _WISHED_ZH.match(source.text, following.span[1]) else gap


def _close(source: Source, found: list[Negated]) -> None:
    """Let the last excluded thing reach over '以外' and 'the like' behind it."""
    tail = re.match(
        r"(?:的)?(?:以外|之外|外(?!套)|都(?:行|可以|要))(?:的)?", source.text[found[-1].span[1] :]
    )
    if tail:
        start, end = found[-1].span
        found[-1] = replace(found[-1], span=(start, end + tail.end()))


def _unknown(
    source: Source,
    vocabulary: CatalogVocabulary,
    start: int,
    position: int,
    taken: Sequence[Span],
    *,
    mild: bool,
) -> list[Negated]:
    token = next((t for t in source.tokens if t.start >= position and t.cjk), None)
    if token is None or token.start > position + 1 or overlaps(token.span, taken) or len(token.text) < 2:
        return []
    if re.fullmatch(rf"(?:{vocabulary.lexicon.dropped_zh.pattern})+", token.text) or _END.search(
        source.text[position : token.start]
    ):
        return []
    return [Negated(span=(start, token.end), words=token.text, mild=mild)]
