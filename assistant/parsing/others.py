# ruff: noqa: E501 - a pattern reads better whole
"""References made from others: the rest of a set, the neighbor of a product, a choice within a set named first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.parsing.measures import MEASURE
from assistant.parsing.picks import Pick, chosen
from assistant.parsing.shelf import ReferenceSpan, Shelf, spanned
from assistant.parsing.source import Source, Span, overlaps

DescribedAt = Callable[[int], ReferenceSpan | None]
"""The description of shown products that begins at an offset."""
DescribedBefore = Callable[[int], "tuple[ReferenceSpan, ...]"]
"""Descriptions of shown products that end before an offset, however loosely told."""

_REST = re.compile(
    r"\bthe other (?:one|two|three|ones|pair|pairs|(?!day|night|week|way|hand|colou?rs?|sizes?|kinds?|stuff|side|options?|styles?|brands?)[a-z]+)\b|\bthe (?:rest|others|remaining (?:ones?|two|three)|remainder)\b(?: of (?:them|these|those))?|\beverything else\b|\ball the others\b"
    rf"|另外?(?:的)?(?:那|这)?(?:一|[两俩二三四仨])?(?:{MEASURE}|(?<=[两俩仨]))|(?:剩下|其余|余下|剩余)(?:的)?(?:那|这)?(?:[两俩二三四几])?(?:{MEASURE}|(?<=[的俩]))?|(?:其他|其它|别的)(?:的)?(?:那|这)?(?:[两俩二三四几](?:{MEASURE})?)?(?=都|全|统统|通通|我|给我|加|也)"
)
_EXCEPT = re.compile(
    r"\b(?:all|everything|every one|every|each|any|both|them|these|those|(?:two|three|four|five))\b(?: (?!but|except)[a-z]+){0,3},? (?:but(?: not)?|except(?:ing)?(?: for)?|excluding|minus|apart from|aside from|other than|besides|save for|without) |除(?:了|去|开|掉|却)?"
)
_EXCEPT_TAIL = re.compile(
    rf"(?:的)?(?:以外|之外|外)?(?:的)?[,，\s]*(?:(?:剩下|其余|其他|其它|别的|另外)(?:的)?(?:那|这)?(?:[两俩二三四几])?(?:{MEASURE})?)?(?:都|全|统统|通通)?"
)
_BESIDE = re.compile(
    r"\b(?:the )?(?:(?:(?:very )?(?:next|previous) )?(?:ones?|item|product|pair)|next|thing) (?:that (?:is|comes|sits) )?(?:right |just |directly |immediately |straight )*(?P<way>after|(?:over|along|down) from|following|before|preceding|next to|below|above|beside|behind|left of|right of)(?: of)? (?=(?P<it>it|that(?: one)?|this(?: one)?|them|those)\b)?"
)
_NEXT = re.compile(
    r"\bthe (?P<way>next|following|previous|one after|one before)(?: one)?(?: (?:over|along|down|up|right after|in line))?(?=[,.?! ]|$)(?! (?:day|week|month|time|size|step|page|shipment|year))|\bthe one (?:right |just |directly |immediately )(?P<far>after|before)\b|(?<![一二三])(?:紧)?(?:挨着|跟着|接着)(?:它|的)*(?:那|这)(?:一)?(?:"
    + MEASURE
    + rf")|(?:它)?(?:的)?(?<!最)(?P<zh>下一|再下一|后一|后面那|前一|前面那|旁边那|隔壁那)(?:{MEASURE})(?!月|星期|页|批|次|季)"
)
_BESIDE_ZH = re.compile(
    rf"(?:的|它)?(?P<way>后面|后边|后头|下面|下边|右边|右手边|旁边|隔壁|前面|前边|前头|上面|上边|左边)(?:紧挨着)?(?:的)?(?:那|这)?(?:一)?(?:{MEASURE})"
)
_BACKWARD = re.compile(r"before|preceding|previous|above|left|前|上|左")
_DENIED = re.compile(
    r"(?:(?<!why )(?<!if )\bnot|\brather than|\binstead of|\bnor|\bforget(?: about)?|\bnever mind|\b(?:scrap|skip|ditch|drop|lose|leave out))(?: (?:about|asking about|talking about|mean|meaning|want|for))?(?: the)? $|(?:不是(?:说|问|指|要)?|不要|别要|没说|不算|不看|没问|除了|先?不管|不说|问的不是|说的不是)(?:那|这)?$"
)
_DISMISSED = re.compile(
    r" (?:(?:is|are|was|does|do|will|would) not\b|not for me\b|is (?:out|off the table)\b|no thanks\b)|(?:色?的)?(?:我|就|都|是)*(?:不要|不行|不喜欢|不考虑|不合适|不买|没兴趣|算了|免了|pass)"
)
_RETRACTED_ZH = re.compile(
    r"(?:[哦噢喔啊诶哎呃呀,，.。\s—-]+|^)(?:不对|不是|不不+|说错了?|错了|[看搞弄]错了?|等一?[等下]|等会儿|算了|更正)(?:不对|不是|说错了?|[,，.。!\s了吧啊呀哈])+(?:我)?(?:说的|指的|问的|想说的|想问的|的意思|要的|看的|是说|要|换|其实|应该|还是|就|是|那个)*"
)
_JOINED = re.compile(r"^\W*(?:(?:and|or|plus|vs|versus)\b|和|跟|与|、|还是)|\b(?:and|or|plus) (?:the )?$")
_OF = re.compile(r"^[a-z ]*\b(?:on|for|in|with|about)\s$")
"""What makes the words before it a part of what follows: 'the lens material on the second'."""
_NOUN_ZH = re.compile(r"[\u4e00-\u9fff]{0,2}")
_SET_ZH = re.compile(
    rf"(?:的|款)?(?:一共|总共|好像|这里|这边|你家|我看|看到|不是)?(?:有|共)?(?:那|这)?(?P<n>[两俩二三仨23])(?:{MEASURE}|(?<=[俩仨]))(?:都|里面?|当中|之间|中)?"
)
_COUNT_ZH = {"两": 2, "俩": 2, "二": 2, "2": 2, "三": 3, "仨": 3, "3": 3}
_TOPIC_ZH = re.compile(r"(?:色|款)?的?(?:里面?|当中|之中|不是|有|一共|总共)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What references are settled against: the clause, the shelf, and ways to read more descriptions.

    `acting`: the clause does something with products, so that what it leaves out is no condition.
    """

    source: Source
    shelf: Shelf
    picks: Sequence[Pick]
    at: DescribedAt
    before: DescribedBefore
    acting: bool

    def settle(self, found: Sequence[ReferenceSpan]) -> tuple[ReferenceSpan, ...]:
        """The references of a clause in reading order, those marked that are not meant."""
        if not self.shelf.shown:
            return tuple(found)
        told = self._without_excepted(sorted(found, key=lambda f: f.span))
        told = [replace(each, denied=self._is_denied(each)) for each in told]
        told = self._without_retracted(told)
        told = self._beside(told)
        told = self._rest(told)
        told = self._within(told)
        return tuple(told)

    def _without_excepted(self, found: list[ReferenceSpan]) -> list[ReferenceSpan]:
        """'all but the first', 除了最贵的都: the set without what is excepted."""
        text = self.source.text
        for match in _EXCEPT.finditer(text):
            each = self._starting(found, match.end())
            if each is None or not each.reference.product_ids:
                continue
            tail = _EXCEPT_TAIL.match(text, each.span[1])
            end = max(each.span[1], tail.end() if tail else 0)
            if match.group().startswith("除") and not re.search(
                "都|全|统|通|剩|其|别|另", text[each.span[1] : end]
            ):
                continue
            picked = each.reference.kind == "ordinal" or any(
                overlaps(each.span, [p.span]) for p in self.picks
            )
            if not (picked or self.acting):
                continue
            rest = self.shelf.without(each.reference.product_ids)
            span = (match.start(), end)
            kept = [other for other in found if not overlaps(other.span, [span])]
            return sorted([*kept, spanned(self.source, span, "all", rest)], key=lambda f: f.span)
        return found

    def _starting(self, found: Sequence[ReferenceSpan], offset: int) -> ReferenceSpan | None:
        there = next((f for f in found if offset <= f.span[0] <= offset + 1), None)
        return there or self.at(offset)

    def _is_denied(self, each: ReferenceSpan) -> bool:
        before, after = self.source.text[: each.span[0]], self.source.text[each.span[1] :]
        return _DENIED.search(before) is not None or _DISMISSED.match(after) is not None

    def _without_retracted(self, found: list[ReferenceSpan]) -> list[ReferenceSpan]:
        """绞花那条......哦不是,我说的是条纹的: what stands before a correction is not meant."""
        match = _RETRACTED_ZH.search(self.source.text)
        before = [f for f in found if match and f.span[1] <= match.start()]
        if match is None or not (before or self.before(match.start())):
            return found
        after = [f for f in found if f.span[0] >= match.end()]
        anew = None if after else self.at(match.end())
        if not (after or anew):
            return found
        return [*(replace(f, denied=True) for f in before), *after, *([anew] if anew else [])]

    def _beside(self, found: list[ReferenceSpan]) -> list[ReferenceSpan]:
        """'the one right after it', 'the one next to the beige', 它后面那个: neighbors in the row of cards."""
        text = self.source.text
        for pattern in (_BESIDE, _BESIDE_ZH, _NEXT):
            for match in pattern.finditer(text):
                anchor, (start, end) = self._anchor(found, match)
                if len(anchor) != 1 or anchor[0] not in self.shelf.ids:
                    continue
                way = match.groupdict().get("way") or match.groupdict().get("far") or match.group()
                step = -1 if _BACKWARD.search(way) else 1
                ids = self.shelf.at(self.shelf.ids.index(anchor[0]) + 1 + step)
                kept = [f for f in found if not overlaps(f.span, [(start, end)]) or f.denied]
                return sorted(
                    [*kept, spanned(self.source, (start, end), "ordinal", ids)], key=lambda f: f.span
                )
        return found

    def _anchor(self, found: Sequence[ReferenceSpan], match: re.Match[str]) -> tuple[tuple[str, ...], Span]:
        """The product whose neighbor is meant, and the words for both."""
        earlier = [f for f in found if f.span[1] <= match.start() and f.reference.product_ids]
        earlier = earlier or list(self.before(match.start()))
        last = earlier[-1].reference.product_ids if earlier else self.shelf.said or self.shelf.focus
        if match.re is _BESIDE_ZH:
            named = next(iter(self.before(match.start())), earlier[-1] if earlier else None)
            gap = self.source.text[named.span[1] : match.start()] if named else "-"
            touching = _NOUN_ZH.fullmatch(gap) is not None
            last = named.reference.product_ids if named and touching else last
            pronoun = match.group().startswith("它")
            start = named.span[0] if named and touching else match.start()
            return (last if touching or pronoun else (), (start, match.end()))
        if match.re is _NEXT:
            return last, match.span()
        if match.group("it"):
            return last, (match.start(), match.end("it"))
        named = self._starting(found, match.end())
        if named is None:
            return (), match.span()
        return named.reference.product_ids, (match.start(), named.span[1])

    def _rest(self, found: list[ReferenceSpan]) -> list[ReferenceSpan]:
        """'the other one', 另外那个, 剩下的: what is shown besides that which was spoken of."""
        match = next((m for m in _REST.finditer(self.source.text)), None)
        if match is None or any(
            f.span[0] < match.start() < f.span[1] and f.reference.kind == "all" for f in found
        ):
            return found
        earlier = [f for f in found if f.span[1] <= match.start() and f.reference.product_ids]
        earlier = earlier or [replace(each, denied=True) for each in self.before(match.start())]
        spoken = [i for f in earlier for i in f.reference.product_ids]
        base = self._set_of(earlier)
        narrower = [f for f in earlier if set(f.reference.product_ids) < set(base)]
        if narrower:
            spoken = [i for f in narrower for i in f.reference.product_ids]
        spoken = spoken or [i for f in found if f.denied for i in f.reference.product_ids]
        spoken = spoken or list(self.shelf.said or self.shelf.focus)
        if not spoken:
            return found
        ids = tuple(i for i in base if i not in spoken)
        kept = [f for f in found if not overlaps(f.span, [match.span()])]
        if narrower:
            kept = [f for f in kept if set(f.reference.product_ids) != set(base)]
        kept += [f for f in earlier if f.denied and f not in kept]
        return sorted([*kept, spanned(self.source, match.span(), "ordinal", ids)], key=lambda f: f.span)

    def _set_of(self, earlier: Sequence[ReferenceSpan]) -> tuple[str, ...]:
        """The set that a rest is left of: one named first that holds what was named in it, else all shown."""
        first = earlier[0].reference.product_ids if len(earlier) > 1 else ()
        holds = first and all(set(f.reference.product_ids) < set(first) for f in earlier[1:])
        return first if holds else self.shelf.ids

    def _within(self, found: list[ReferenceSpan]) -> list[ReferenceSpan]:
        """'of the two cat eye ones, the cheaper': a choice within a set that is named as well."""
        for one in found:
            ids = one.reference.product_ids
            if one.denied or not 1 < len(ids) < len(self.shelf.shown):
                continue
            for other in found:
                if other is one or other.denied or self._are_joined(one, other):
                    continue
                inner = self._chosen_in(ids, other)
                if inner and set(inner) < set(ids):
                    chosen_one = spanned(self.source, other.span, "attribute", inner)
                    return [chosen_one if f is other else f for f in found if f is not one]
        return found

    def _chosen_in(self, ids: tuple[str, ...], other: ReferenceSpan) -> tuple[str, ...]:
        pick = next((p for p in self.picks if overlaps(p.span, [other.span])), None)
        if pick is not None and not set(other.reference.product_ids) - set(self.shelf.ids):
            return chosen(self.shelf, ids, pick)
        return tuple(i for i in other.reference.product_ids if i in ids)

    def _are_joined(self, one: ReferenceSpan, other: ReferenceSpan) -> bool:
        first, last = sorted((one.span, other.span))
        between = self.source.text[first[1] : last[0]]
        return _JOINED.search(between) is not None or _OF.search(between) is not None


def counted_zh(source: Source) -> tuple[tuple[int, Span, int], ...]:
    """Where 有两个 or 两条里 counts a set: the end of what describes it, the span of the count, and the number."""
    return tuple(
        (m.start(), m.span(), _COUNT_ZH[m.group("n")]) for m in _SET_ZH.finditer(source.text) if m.start()
    )


def topic_zh(text: str, offset: int) -> bool:
    """Whether what ends at an offset is a set that more is said of: 酒红的不是一件长袖一件短袖么."""
    return _TOPIC_ZH.match(text, offset) is not None
