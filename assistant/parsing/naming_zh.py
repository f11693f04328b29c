# ruff: noqa: E501 - a pattern reads better whole
"""Which words of a Chinese clause name what is wished for: whole compounds, and among several the one sought."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import rjieba

from assistant.parsing.measures import MEASURE
from assistant.parsing.source import Source, Span, overlaps
from assistant.parsing.vocabulary import CatalogVocabulary
from retrieval.text import has_cjk

_RUN = re.compile(r"[\u4e00-\u9fff]+|(?=[a-z0-9.-]*[a-z])[a-z0-9]+(?:[.-][a-z0-9]+)*")
_HEADS = ("n", "vn", "l", "j", "i", "x")
"""How the tags of word classes begin whose words can name a thing: nouns, set phrases, what is unknown."""
_REGION = "ns"
"""The tag of countries, towns and the like, where things come from (新疆长绒棉)."""
_QUALIFIES = ("n", "v", "l", "j", "i", "x", "b", "a", "s", "t", "zg", "g")
"""Those of words that may stand right before such a name and belong to it (护眼台灯)."""
_NO_THING = re.compile(
    r"[年月天周季号岁]$|^(?:东西|问题|时候|时间|地方|办法|情况|感觉|效果|方面|事情?|意思|样子|礼拜|星期|半天|钱|人家?|店家?|你家|我家|全部|附近|隔壁|网上|平时|单位|朋友圈|点儿|有人|别人|大家|啥|个头|味道|口味|气味|手感|声音|做工|块儿|妈呀|天[哪啊呐]|哎呀|颜色|价格|质量|掉毛|起球|褪色|掉色|缩水|起皱|变形|开线|漏水|发霉|老人家?|家里)$"
)
_SEEKS = re.compile(
    rf"(?:买|找|寻|求|要|看|来|换|卖|推荐|添|缺|搞|整|弄|挑|选|拿|给我|搜|上|有|入|置办|发|囤|备)(?:没有?)?(?:点|些|了|看)?(?:[一两二三四五六七八九十几半\d]*(?:{MEASURE}))?(?:[^,，]{{0,12}}的(?:那种|这种)?)?[大小新好厚薄]?$"
)
_SOUGHT = re.compile(
    r"的?(?:你们?|您|店里|家|这儿|这里|还|都|给我|帮我|麻烦|在|[,，])*(?:有没有?|有(?:吗|么|木有|货|卖|得卖|推荐|$)|卖|找|来(?!得)|(?:[放摆搁藏])?(?:在)?哪|哪(?:里|儿)?有|推荐|求|怎么卖|多少钱)"
)
_OWNED = re.compile(
    rf"(?:我|咱|俺|家里|旧|老|上次|之前)(?:们)?(?:家)?的?$|(?<!的)(?:那|这)(?:{MEASURE})$|被$"
)
_TOLD = re.compile(
    r"(?!(?:得了|算了|(?:就|也)?(?:行|成|好|可以)了?)(?:吧|呗|啊)?(?:$|[,，。\s]))(?:(?:里|上(?!衣)|下|底|旁|边|前|后|背|中)(?![\u4e00-\u9fff]?的)|[都又]?[\u4e00-\u9fff]{0,3}(?:了|坏|断|碎)(?!\S*有)|不[\u4e00-\u9fff]|[疼痛太冷凉]|老(?:是|反))"
)
"""What is told of a thing that is not wished for: 柜子底下, 腰坐坏了."""
_RECEIVES = re.compile(r"(?:给|替|帮|为)[^,，\s]{0,3}$")
_RECEIVING = re.compile(
    r"(?:们|家)?(?:都|也|每人)?(?:发|送|买|带|备|囤|准备|弄|整|做|换|添|配|挑|选|用|穿|戴|补|当|订|织|搞|买|找|置办)"
)
"""What stands around somebody who is given something: 给员工发."""
_PEOPLE = re.compile(
    r"(?:老师|教练|爱好者|达人|师傅|发烧友|迷(?!你)|博主|选手|队友|新手|小白|初学者)(?:的|们|[,，]|$)"
)
"""Who somebody is that has to do with a thing: 瑜伽老师."""
_BROKEN = re.compile(
    r"(?:又|都|刚|给我?)*(?:坏|断|碎|裂|破|丢|烂|没|用完|用光|吃完|喝完|见底|散架|报废|塌|漏)(?:了|掉|光|底)"
)
"""What became of a thing that is wished for anew."""


_QUALIFIED = re.compile(r"[^,，\s]{0,5}的(?:那种|那个)?[大小好]?")
_QUALITY = re.compile(r"的(?:$|[,，、\s吧呢吗呗啊])")
_BEGINS = re.compile(r"(?:^|[,，、:\s])$")
_COUNTED = re.compile(r"[一二两三四五六七八九十几半这那哪买来换找要弄挑整搞拿添求选]$")
_SEEKING = re.compile("[找买要看想搞弄换挑选拿来添缺装求][到见个下好点张上着]")
_NO_PIECE = frozenset("想没老挺怕")
_AFTER_DE = re.compile(r"的[大小]?$")
_ENDS = re.compile(r"$|[,，、:\s]")
_PLACES = frozenset(
    "阳台 客厅 厨房 卧室 浴室 卫生间 厕所 书房 玄关 门口 宿舍 寝室 办公室 公司 单位 学校 幼儿园 酒店 餐厅 教室 院子 后院 车里 户外 地铁".split()
)
"""What a name may begin with (浴室防滑垫) and never is."""
_HAPPENED = frozenset("了着过")
_TAKEN = frozenset("酒茶糖花画书床灯奶")
"""What verbs of two characters end in that name no thing (喝茶), unlike 推车."""
_SUFFIX = frozenset(
    "裙衣裤鞋帽包杯锅灯椅桌床被枕巾袜镜笔架柜箱盒瓶碗盘壶毯垫帘席伞酒茶糖饼糕霜皂刷梳罩服衫靴窝盆桶铲勺筷"
    "器机车胎筒药膜贴套板棒绳线带夹钩扇钟画花粮膏乳粉油纸布网袋篮筐缸刀剪尺球圈链表卡书"
)
"""Characters that end names of things behind a longer word: 沥水 + 架."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of a thing, part by part, and how likely it names what is wished for.

    `certain`: a known kind is part of it; `sought`: it stands bare, or words beside it ask for it; `told`:
    they tell what it is like or belongs to.
    """

    parts: tuple[Span, ...]
    certain: bool
    sought: bool
    told: bool

    @property
    def span(self) -> Span:
        """From the first part to the last."""
        return (self.parts[0][0], self.parts[-1][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str
    tag: str
    span: Span
    kind: bool = False

    @property
    def heads(self) -> bool:
        """Whether it can name a thing by itself."""
        noun = self.tag.startswith(_HEADS) and self.tag != _REGION and self.text not in _PLACES
        return self.kind or self.text in _SUFFIX or noun


def find(
    source: Source,
    vocabulary: CatalogVocabulary,
    *,
    kinds: Sequence[Span],
    blocked: Sequence[Span],
    idle: Sequence[Span],
) -> Named | None:
    """The name of what a clause wishes for, None where no word of it can name a thing.

    `blocked`: spans of conditions, references and the like, which are no part of a name; of those that
    are `idle`, only known kinds are.
    """
    runs = _runs(source, vocabulary, _words(source, vocabulary, kinds, blocked), blocked, idle)
    names = [_named(source, run, blocked) for run in runs if any(_can_end(source, run, w) for w in run)]
    heads = [a for a, b in zip_longest(names, names[1:]) if a is not None and not _leads(source, a, b)]
    heads = [name for name in heads if name.certain or not _is_idle(source, name)]
    return max(
        heads, key=lambda name: (name.sought and not name.told, name.certain, not name.told), default=None
    )


def _is_idle(source: Source, name: Named) -> bool:
    """Whether a name of nothing known is told of, unless it broke, or only says what something is like."""
    broke = _BROKEN.match(source.text, name.span[1]) is not None
    return (name.told and not broke) or _is_quality(source, name)


def _is_quality(source: Source, name: Named) -> bool:
    """Whether a word only says what something unnamed is like: 找把入门的."""
    return _QUALITY.match(source.text, name.span[1]) is not None


def _leads(source: Source, name: Named, following: Named | None) -> bool:
    """Whether a name only qualifies the next one: 理发店用的推子."""
    between = source.text[name.span[1] : following.span[0]] if following else ""
    return _QUALIFIED.fullmatch(between) is not None


def _can_end(source: Source, run: Sequence[_Word], word: _Word) -> bool:
    """Whether a name can end in a word: it names a thing itself or as its last character says (推车, 挂钩)."""
    before = source.text[: word.span[0]]
    bare = (_BEGINS.search(before) or _AFTER_DE.search(before)) and _ENDS.match(source.text[word.span[1] :])
    after = source.text[word.span[1] : word.span[1] + 1]
    acts = after in _HAPPENED or (word.tag == "v" and word.text[-1] in _TAKEN)
    return (word.heads and (word is run[0] or after not in _HAPPENED)) or (
        word.text[-1] in _SUFFIX and not acts and (word is not run[0] or bool(bare))
    )


def _named(source: Source, run: Sequence[_Word], blocked: Sequence[Span]) -> Named:
    last = max(place for place, word in enumerate(run) if _can_end(source, run, word))
    kept = run[: last + 1]
    start, end = kept[0].span[0], kept[-1].span[1]
    before, after = source.text[:start], source.text[end:]
    bare = _ENDS.match(after) and (_BEGINS.search(before) or any(span[1] == start for span in blocked))
    asked = bool(bare) or _SOUGHT.match(after) is not None
    given = _RECEIVES.search(before) is not None and _RECEIVING.match(after) is not None
    person = given or _PEOPLE.match(after) is not None
    return Named(
        parts=tuple(word.span for word in kept),
        certain=any(word.kind for word in kept),
        sought=asked or _SEEKS.search(_before_values(source, start, blocked)) is not None,
        told=person or (not asked and (_TOLD.match(after) is not None or _OWNED.search(before) is not None)),
    )


def _before_values(source: Source, start: int, blocked: Sequence[Span]) -> str:
    """The text before a name and the values that lead to it: the 弄个 of 弄个记忆棉坐垫."""
    leading = next((span for span in blocked if span[1] == start and span[0] < start), None)
    return source.text[:start] if leading is None else _before_values(source, leading[0], blocked)


def _words(
    source: Source, vocabulary: CatalogVocabulary, kinds: Sequence[Span], blocked: Sequence[Span]
) -> list[_Word]:
    """The words with their classes, kinds whole; a kind of one character takes the word that it ends."""
    found: list[_Word] = []
    for run in _RUN.finditer(source.text):
        tagged = rjieba.tag(run.group(), False) if has_cjk(run.group()) else [(run.group(), "x")]
        position = run.start()
        for text, tag in tagged:
            found.append(_Word(text=text, tag=tag, span=(position, position + len(text))))
            position += len(text)
    for kind in kinds:
        around = next((w for w in found if w.span[0] <= kind[0] and kind[1] <= w.span[1]), None)
        if around is not None and (_is_no_name(around, kind) or around.span[1] > kind[1]):
            continue
        cut = around is None or overlaps((around.span[0], kind[0]), blocked)
        span = kind if around is None or cut else around.span
        whole = _Word(text=source.text[slice(*span)], tag="n", span=span, kind=True)
        if not _counts(source, whole) or _ENDS.match(source.text[span[1] :]):
            found = [*(w for w in found if not overlaps(w.span, [span])), whole]
    return _joined(source, sorted(found, key=lambda word: word.span), vocabulary)


def _joined(source: Source, words: Sequence[_Word], vocabulary: CatalogVocabulary) -> list[_Word]:
    """Characters side by side that make no word are one that the segmenter doesn't know (耳 + 勺)."""
    joined: list[_Word] = []
    for word in words:
        last = joined[-1] if joined else None
        beside = last is not None and last.span[1] == word.span[0]
        counts = last is not None and _counts(source, last)
        ends = last is not None and last.text in _SUFFIX and _goes_on(joined)
        again = ends or (last is not None and last.text == word.text)
        if (
            last is not None
            and beside
            and not (counts or again)
            and all(_is_piece(w, vocabulary) for w in (last, word))
        ):
            span = (last.span[0], word.span[1])
            joined[-1] = _Word(text=last.text + word.text, tag="x", span=span, kind=last.kind or word.kind)
        else:
            joined.append(word)
    return joined


def _is_no_name(word: _Word, kind: Span) -> bool:
    """Whether a word that ends as a kind does names none: 一床, 喝茶."""
    acts = word.tag == "v" and kind[1] - kind[0] == 1 and word.span[0] < kind[0]
    return word.tag == "m" or acts


def _goes_on(words: Sequence[_Word]) -> bool:
    """Whether the last word goes on with a longer one before it: the 架 of 调料架."""
    return len(words) > 1 and len(words[-2].text) > 1 and words[-2].span[1] == words[-1].span[0]


def _counts(source: Source, word: _Word) -> bool:
    """Whether a character is a measure word there, not the first of a name (来支钢笔, but 台球杆)."""
    measure = re.fullmatch(MEASURE, word.text) is not None
    return measure and _COUNTED.search(source.text[: word.span[0]]) is not None


def _is_piece(word: _Word, vocabulary: CatalogVocabulary) -> bool:
    """Whether a character alone may be a piece of a word: none of grammar (买床, 一杯)."""
    loose = word.tag.startswith((*_HEADS, "zg", "g", "q", "v")) or word.kind
    plain = word.text in _NO_PIECE or vocabulary.lexicon.dropped_zh.fullmatch(word.text)
    return len(word.text) == 1 and loose and not plain


def _runs(
    source: Source,
    vocabulary: CatalogVocabulary,
    words: Sequence[_Word],
    blocked: Sequence[Span],
    idle: Sequence[Span],
) -> list[list[_Word]]:
    """Words side by side that can make one name."""
    runs: list[list[_Word]] = [[]]
    for word, following in zip_longest(words, words[1:]):
        if runs[-1] and runs[-1][-1].span[1] < word.span[0]:
            runs.append([])
        leads = any(span[1] == word.span[0] for span in blocked)
        free = not overlaps(word.span, blocked if word.kind else [*blocked, *idle])
        if free and _belongs(source, word, following, vocabulary, within=bool(runs[-1]) or leads):
            runs[-1].append(word)
        else:
            runs.append([])
    return [run for run in runs if run]


def _belongs(
    source: Source, word: _Word, following: _Word | None, vocabulary: CatalogVocabulary, *, within: bool
) -> bool:
    """Whether a word can be part of a name; `within`: one stands right before it."""
    lexicon = vocabulary.lexicon
    if word.kind:
        return True
    if lexicon.dropped_zh.fullmatch(word.text) or lexicon.person_zh.fullmatch(word.text):
        return False
    if _NO_THING.search(word.text) or _SEEKING.fullmatch(word.text):
        return False
    if len(word.text) > 1:
        return word.heads or word.tag.startswith(_QUALIFIES)
    if word.text in _SUFFIX and (within or _AFTER_DE.search(source.text[: word.span[0]])):
        return True
    return (
        following is not None
        and following.span[0] == word.span[1]
        and _begins(source, word, following, vocabulary)
    )


def _begins(source: Source, word: _Word, following: _Word, vocabulary: CatalogVocabulary) -> bool:
    """Whether a character begins a compound: 狗 of 狗衣服, 登 of 登机箱, not the verb of 想戴手表."""
    if _counts(source, word) or not following.heads:
        return False
    if word.tag.startswith("n") or _BEGINS.search(source.text[: word.span[0]]):
        return True
    known = following.text in vocabulary.words.chinese_kinds
    return following.kind and not known and word.tag.startswith(("v", "zg", "g", "a", "b"))
