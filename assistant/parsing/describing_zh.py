# ruff: noqa: E501 - a pattern reads better whole
"""Shown products by what they are like, in Chinese: 红色那个, 便宜的那款, 899那套, 清欢那个灯, 灰的跟粉的哪个好."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.parsing import numerals_zh
from assistant.parsing.describing import having
from assistant.parsing.grounding import Mention
from assistant.parsing.kinds import KindSpan
from assistant.parsing.measures import MEASURE
from assistant.parsing.others import counted_zh, topic_zh
from assistant.parsing.picks import Pick, chosen
from assistant.parsing.shelf import ReferenceSpan, Shelf, spanned
from assistant.parsing.source import Source, Span, Token, overlaps
from retrieval.money import to_major
from retrieval.text import normalize
from retrieval.types import Product

_POINTING = re.compile(rf"(?:的)?(?:那|这)(?:些|(?:一|几|两)?(?!种|样)(?:{MEASURE}))")
_PRICED = re.compile(
    rf"(?P<n>{numerals_zh.NUMBER})(?P<more>多|来)?\s?(?:块钱|块|元|圆|刀|美元|美金|欧元)?(?:钱)?$"
)
_PRICED_AFTER = re.compile(
    rf"(?P<n>{numerals_zh.NUMBER})(?P<more>多|来)?\s?(?:块钱|块|元|圆|刀|美元|美金|欧元)(?:钱)?的?"
)
_PRICED_DE = re.compile(rf"(?P<n>{numerals_zh.NUMBER})(?P<more>多|来)?的")
_HAN_RUN = re.compile(r"[\u4e00-\u9fffa-z0-9·-]{2,10}$")
_NO_NAME = frozenset(
    "就是 还是 或者 看看 一下 喜欢 觉得 推荐 商品 产品 便宜 中间 左边 右边 前面 后面 上面 下面 最后 刚才 刚刚 之前 另外".split()
)
_ASKED = re.compile(
    r"^(?:色)?的(?!那|这|有(?!点)|还有|没有?(?:吗|么|$)|呢|吧|吗|么|嘛|都|也|就|$|[,，。]|的)"
)
_PICKED = re.compile(
    r"^(?:色)?的(?:(?:给我|帮我|替我|麻烦|先|我)+(?:先)?(?:装|来|拿|包|留|整|加|下|要|买|放|丢|称|捎)(?!点|些|看)|加(?:进|到|上|入|购)|放(?:进|到)|下单|(?:先)?(?:来|拿|要|买|加|下)(?:[一二两俩仨三四五六七八九十]|\d))"
)
_DISMISSED = re.compile(r"色?的(?:就|都)?(?:不(?:好看|喜欢|要|行|合适|考虑|怎么样)|太|算了|一般)")
_AGAINST = re.compile(r"(?:跟|和|与|比|比起|对比|相比)(?:那|这)?$")
_WANTED = re.compile(r"(?:^|[,，\s])(?:我|就|还是|那)*(?:要|拿|选|来|买|定)$")
_JOINED = re.compile(
    rf"^(?:色)?(?:[\u4e00-\u9fff]{{1,3}}?(?=的[跟和与]))?(?:款|的[\u4e00-\u9fff]?)?(?:那|这)?(?:{MEASURE})?\s?(?P<join>和|跟|与|、|还是|或者?|比|对|vs\.?)\s?(?P<pointing>(?:那|这)?(?:{MEASURE})?)"
)
_ASKED_WHICH = re.compile(
    "哪[个种款件条张双只把盏套样]|谁|(?:有啥|有什么|什么|啥)(?:区别|不同|差别|不一样)|怎么选|咋选"
)
"""What asks which of two things that are named side by side: 竹席草席哪个凉快."""
_QUESTION = re.compile(
    r"(?:吗|么|嘛|不|没|没有|呢|不呢)(?:[,，。?？]|(?=这|那)|$)|多少|(?<![好来这那推看找换要上拿买加多头前后荐出挑选给])几(?!十|乎|率|款)[\u4e00-\u9fffgc]|(?<=要)几(?:个(?:人|小时|钟头?|月|星期)|天|分|小时|步|次|节|级|年)|什么|啥|怎么|咋|如何|(?P<v>(?!错)[\u4e00-\u9fff]{1,2})不(?P=v)|有没有|可不可以|是[^,，]{1,8}还是|多[大高长重宽深厚久]|哪(?:个|款|里|儿|国|种|年|些)?"
)
_NEAR = re.compile(r"(?!.*[的和跟与或是有要])[\u4e00-\u9fff]{1,3}")
_OWN = re.compile(
    r"有(?:一|几)?(?:\S)?$|(?:我的|家里的?|买了\S{0,2}|穿了?\S?)$|除了$|(?:找|推荐|看看|想买|想要)\S{0,4}$"
)
"""What stands before a thing of one's own, or one that is searched for."""
OFFERED = re.compile(
    r"^(?:还|那|你们|店里|这里)*(?:有|没有?|卖)|(?:有|卖)(?:没有?|吗|么|不|货)|推荐|找|想[买要]|来[条个件双把套]|哪有"
)
"""Questions whether something is sold, not about what is shown."""
SOLD = re.compile(r"^(?:还|那|你们|店里|这里)*(?:有|卖)(?!点|异味|味)[^,，]*(?:吗|么|没有?|不)$")
_LOOKS = frozenset({"color", "material", "pattern", "style", "feature"})
_LEAST_NAME = 2


def _names(token: Token) -> bool:
    return token.cjk or (len(token.text) > 2 and token.text.isalpha())


def _told(product: Product) -> str:
    """What a product is called and what it is like, in one text without spaces; parts stand apart by bars."""
    return "|".join(
        normalize(text).replace(" ", "")
        for text in (product.title, *(v.value for v in product.facets if v.facet in _LOOKS))
    )


def asks(text: str) -> bool:
    """Whether a Chinese clause is a question by its words."""
    return _QUESTION.search(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedChinese:
    """What Chinese descriptions are read against: the clause, the shown products, what was found in it."""

    source: Source
    shelf: Shelf
    mentions: Sequence[Mention]
    kinds: Sequence[KindSpan]
    picks: Sequence[Pick]
    taken: Sequence[Span]

    def at(self, offset: int) -> ReferenceSpan | None:
        """The description that begins at an offset of the text: the 最贵的 of 除了最贵的都要."""
        there = [each for each in (*self._bare(), *self._named()) if each[0] == offset and each[2]]
        pointing = next((m for m in _POINTING.finditer(self.source.text) if m.start() >= offset), None)
        read = self._ending_at(pointing.start(), loose=True) if pointing else None
        if pointing and read and read[0] == offset:
            return spanned(self.source, (offset, self._noun_end(pointing.end())), "attribute", read[1])
        if not there:
            return None
        end, ids = there[0][1], there[0][2]
        return spanned(self.source, (offset, self._after_de(end)), "attribute", ids)

    def before(self, offset: int) -> tuple[ReferenceSpan, ...]:
        """The last thing told of some shown products before an offset: 不要封闭的，另外那个."""
        told = [each for each in (*self._bare(), *self._named()) if each[1] <= offset and each[2]]
        if not told:
            return ()
        start, end, ids = max(told, key=lambda each: (each[1], -each[0]))
        return (spanned(self.source, (start, self._after_de(end)), "attribute", ids),)

    def sets(self) -> tuple[ReferenceSpan, ...]:
        """马鞍包有两个, 带花的两条里: a description with the number of shown products that it fits."""
        found: list[ReferenceSpan] = []
        for end, span, number in counted_zh(self.source):
            read = self._ending_at(end, loose=True)
            if read is not None and len(read[1]) == number and not overlaps((read[0], end), self.taken):
                found.append(spanned(self.source, (read[0], span[1]), "attribute", read[1]))
        for start, end, ids in () if found else self._bare():
            if start == 0 and len(ids) > 1 and topic_zh(self.source.text, end):
                return (spanned(self.source, (0, self._after_de(end)), "attribute", ids),)
        return tuple(found)

    def pointed(self, *, loose: bool) -> tuple[ReferenceSpan, ...]:
        """Descriptions beside 那 or 这, in reading order; `loose`, one by a piece of a title as well."""
        found: list[ReferenceSpan] = []
        sets = [r.span for r in self.sets()]
        for pick in self.picks:
            if pick.count > 1 and not overlaps(pick.span, (*self.taken, *sets)):
                ids = chosen(self.shelf, self.shelf.ids, pick)
                found.append(spanned(self.source, pick.span, "attribute", ids))
        for match in _POINTING.finditer(self.source.text):
            if overlaps(match.span(), sets):
                continue
            read = self._ending_at(match.start(), loose=loose)
            end = self._noun_end(match.end())
            if read is None:
                read, end = self._starting_at(match, end)
            if read is None or not read[1]:
                read = self._near(match.start()) or read
            if read is None or overlaps((read[0], match.end()), (*self.taken, *(f.span for f in found))):
                continue
            found.append(spanned(self.source, (read[0], end), "attribute", read[1]))
        return tuple(found)

    def asked(self) -> tuple[ReferenceSpan, ...]:
        """卡其色的防水吗: a value alone that stands for the shown product which has it, asked about."""
        found: list[ReferenceSpan] = []
        for start, end, ids in self._bare():
            if _DISMISSED.match(self.source.text[end:]):
                continue
            after = self.source.text[end:]
            apart = ids and not overlaps((start, end), (*self.taken, *(f.span for f in found)))
            if apart and (_ASKED.match(after) or (found and re.match("色?的呢", after))):
                found.append(spanned(self.source, (start, self._after_de(end)), "attribute", ids))
            if found and not re.search("的呢", self.source.text):
                break
        return tuple(found)

    def called(self) -> tuple[ReferenceSpan, ...]:
        """灰围巾配什么, 白的给我来三条: values before a kind or alone, where just some shown products have them."""
        for kind in self.kinds:
            values = self._values_until(kind.span[0])
            start = values[0].span[0] if values else kind.span[0]
            fits = self._fitting(values) if values else []
            told = 0 < len(fits) < max(len(self.shelf.shown), 2)
            if (
                told
                and not overlaps((start, kind.span[1]), self.taken)
                and not _OWN.search(self.source.text[:start])
            ):
                ids = tuple(product.product_id for product in fits)
                return (spanned(self.source, (start, kind.span[1]), "attribute", ids),)
        bare = (each for each in self._bare() if each[2] and not overlaps(each[:2], self.taken))
        for start, end, ids in bare:
            topic = start == 0 and re.match("色?的[,，]", self.source.text[end:]) and asks(self.source.text)
            if topic or _PICKED.match(self.source.text[end:]) or self._is_wanted(start, end):
                return (spanned(self.source, (start, self._after_de(end)), "attribute", ids),)
        return ()

    def _is_wanted(self, start: int, end: int) -> bool:
        """Whether a value is what is taken: the 猫眼的 of 要猫眼的,加购."""
        return bool(
            _WANTED.search(self.source.text[:start]) and re.match("色?的(?:[,，]|$)", self.source.text[end:])
        )

    def alternatives(self) -> tuple[ReferenceSpan, ...]:
        """灰的跟粉的哪个好, 茉莉的还是普洱的: two values or names that stand for different shown products."""
        bare = sorted(
            (
                (start, self._kind_end(start, end), ids)
                for start, end, ids in (*self._bare(), *self._named())
                if ids and not overlaps((start, end), self.taken)
            ),
            key=lambda each: (each[0], -each[1]),
        )
        for left in bare:
            joined = _JOINED.match(self.source.text[left[1] :])
            starts = {left[1] + joined.end(), left[1] + joined.start("pointing")} if joined else set()
            if _ASKED_WHICH.search(self.source.text):
                starts |= {left[1], self._after_de(left[1])}
            right = next((b for b in bare if b[0] in starts), None)
            if right is not None and not set(left[2]) & set(right[2]):
                return tuple(
                    spanned(self.source, (start, self._after_de(end)), "attribute", ids)
                    for start, end, ids in (left, right)
                )
        return self._set_against(bare)

    def _kind_end(self, start: int, end: int) -> int:
        """Where the kind ends that a value begins: the 竹 of 竹席."""
        return next((k.span[1] for k in self.kinds if k.span[0] == start and end <= k.span[1]), end)

    def _set_against(self, bare: Sequence[tuple[int, int, tuple[str, ...]]]) -> tuple[ReferenceSpan, ...]:
        """79块的贵在哪,跟29的比: what something said of before is compared with."""
        text = self.source.text
        right = next(
            (b for b in bare if _AGAINST.search(text[: b[0]]) and text[b[1] :].startswith(("的", "那"))), None
        )
        left = next((b for b in bare if right and b[1] <= right[0] and not set(b[2]) & set(right[2])), None)
        return tuple(
            spanned(self.source, (start, self._after_de(end)), "attribute", ids)
            for start, end, ids in ((left, right) if left and right else ())
        )

    def titled(self) -> tuple[ReferenceSpan, ...]:
        """心形耳环多大一个: words in sequence that the titles of some but not all shown products have."""
        found: list[ReferenceSpan] = []
        tokens = [t for t in self.source.tokens if _names(t) and not overlaps(t.span, self.taken)]
        position = 0
        while position < len(tokens):
            end, ids = self._longest(tokens, position)
            if ids and not (found and set(ids) & set(found[-1].reference.product_ids)):
                found.append(spanned(self.source, (tokens[position].start, tokens[end - 1].end), "name", ids))
            position = max(end, position + 1)
        return tuple(found)

    def _amounts(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """29块的: amounts that stand for the shown products which cost them."""
        matches = [*_PRICED_AFTER.finditer(self.source.text), *_PRICED_DE.finditer(self.source.text)]
        return [(m.start(), m.end() - m.group().endswith("的"), self._costing(m)) for m in matches]

    def _named(self) -> list[tuple[int, int, tuple[str, ...]]]:
        return [(*found.span, found.reference.product_ids) for found in self.titled()]

    def _longest(self, tokens: Sequence[Token], start: int) -> tuple[int, tuple[str, ...]]:
        """The end of the longest run of words from `start` that tells shown products apart, and those."""
        titles = {p.product_id: _told(p) for p in self.shelf.shown}
        best: tuple[int, tuple[str, ...]] = (start, ())
        for end in range(start + 1, min(len(tokens), start + 5) + 1):
            if end > start + 1 and tokens[end - 1].start != tokens[end - 2].end:
                break
            piece = self.source.text[tokens[start].start : tokens[end - 1].end]
            ids = tuple(product_id for product_id, title in titles.items() if piece in title)
            if not ids:
                break
            if len(piece) >= _LEAST_NAME and len(ids) < max(len(titles), 2) and piece not in _NO_NAME:
                best = (end, ids)
        return best

    def _bare(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """Start, end and products of each value and order; those that fit every shown product tell nothing."""
        shown = self.shelf.shown
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for mention in self.mentions:
            ids = tuple(p.product_id for p in self._having(shown, mention))
            found.append((*mention.span, ids if len(ids) < max(len(shown), 2) else ()))
        for first, last in pairwise(sorted(self.mentions, key=lambda m: m.span)):
            if self.source.text[first.span[1] : last.span[0]] in ("", "的"):
                both = tuple(p.product_id for p in self._fitting([first, last]))
                found.append((first.span[0], last.span[1], both if len(both) < max(len(shown), 2) else ()))
        found += self._amounts()
        for order in self.picks:
            text = self.source.text[slice(*order.span)]
            end = order.span[1] - 1 if text.endswith("的") else order.span[1]
            found.append((order.span[0], end, chosen(self.shelf, self.shelf.ids, order)))
        return sorted(found, key=lambda each: (each[0], -each[1]))

    def _ending_at(self, end: int, *, loose: bool) -> tuple[int, tuple[str, ...]] | None:
        """Where a description that ends before a pointing word begins, and the products that it fits."""
        ordered = next((s for s in self.picks if end <= s.span[1] <= end + 1 and s.span[0] < end), None)
        values = self._values_until(ordered.span[0] if ordered else end)
        start = values[0].span[0] if values else ordered.span[0] if ordered else end
        if ordered is not None:
            fits = [p.product_id for p in self._fitting(values)] if values else self.shelf.ids
            return start, chosen(self.shelf, fits, ordered)
        fits = tuple(p.product_id for p in self._fitting(values)) if values else ()
        titled = self._titled(end) if loose else None
        if fits and not (titled and titled[0] < start and len(titled[1]) < len(fits)):
            return start, fits
        named = self._priced(end) or titled
        return named or ((start, ()) if values else None)

    def _near(self, end: int) -> tuple[int, tuple[str, ...]] | None:
        """A value with a word behind it that the catalog has in no such language: 米色编织那只."""
        near = [b for b in self._bare() if b[2] and _NEAR.fullmatch(self.source.text[b[1] : end])]
        return (near[-1][0], near[-1][2]) if near else None

    def _starting_at(self, match: re.Match[str], end: int) -> tuple[tuple[int, tuple[str, ...]] | None, int]:
        """那个蓝色的, 那款899块的: the description behind the pointing word."""
        text, start = self.source.text, match.end()
        priced = _PRICED_AFTER.match(text, start) or _PRICED_DE.match(text, start)
        if priced is not None:
            ids = self._costing(priced)
            return ((match.start(), ids), priced.end()) if ids else (None, end)
        pick = next((p for p in self.picks if p.span[0] == start), None)
        if pick is not None and text[pick.span[1] - 1] == "的":
            ids = chosen(self.shelf, self.shelf.ids, pick)
            return ((match.start(), ids), self._noun_end(pick.span[1])) if ids else (None, end)
        mention = next((m for m in self.mentions if m.span[0] == start), None)
        if mention is None or not text.startswith("的", mention.span[1]):
            return None, end
        ids = tuple(p.product_id for p in self._having(self.shelf.shown, mention))
        return ((match.start(), ids), self._noun_end(mention.span[1] + 1)) if ids else (None, end)

    def _values_until(self, end: int) -> list[Mention]:
        """Values side by side that end there."""
        found: list[Mention] = []
        while True:
            before = next((m for m in self.mentions if end - 1 <= m.span[1] <= end and m.span[0] < end), None)
            if before is None or (before.span[1] < end and self.source.text[before.span[1]] != "的"):
                return found
            found.insert(0, before)
            end = before.span[0]

    def _fitting(self, values: Sequence[Mention]) -> list[Product]:
        fits = list(self.shelf.shown)
        for mention in values:
            fits = self._having(fits, mention)
        return fits

    def _having(self, shown: Sequence[Product], mention: Mention) -> list[Product]:
        """Products that have a value, by the shopper's own word where the catalog writes it otherwise."""
        said = self.source.text[slice(*mention.span)].removesuffix("色")
        return having(shown, mention) or [p for p in shown if said in _told(p)]

    def _priced(self, end: int) -> tuple[int, tuple[str, ...]] | None:
        match = _PRICED.search(self.source.text[:end])
        ids = self._costing(match) if match else ()
        return (match.start(), ids) if match and ids else None

    def _costing(self, match: re.Match[str]) -> tuple[str, ...]:
        """Shown products at a price: to the unit, or anywhere in its hundred or ten where 'and some' is said."""
        amount = numerals_zh.value_of(match.group("n"))
        if amount is None or amount < 1:
            return ()
        room = 10.0 ** (len(str(int(amount))) - 1) if match.group("more") else 1.0
        priced = [
            (p.product_id, to_major(p.price_minor, p.currency))
            for p in self.shelf.shown
            if p.price_minor is not None
        ]
        exact = tuple(product_id for product_id, price in priced if price == amount and room == 1.0)
        return exact or tuple(product_id for product_id, price in priced if 0 <= price - amount < room)

    def _titled(self, end: int) -> tuple[int, tuple[str, ...]] | None:
        """The longest piece before the pointing word that the titles of some but not all shown products have."""
        run = _HAN_RUN.search(self.source.text[:end])
        text = run.group().replace(" ", "") if run else ""
        titles = {p.product_id: _told(p) for p in self.shelf.shown}
        for size in range(len(text), _LEAST_NAME - 1, -1):
            piece = text[-size:]
            ids = tuple(product_id for product_id, title in titles.items() if piece in title)
            if ids and len(ids) < max(len(titles), 2) and piece not in _NO_NAME:
                return end - size, ids
        return self._worded(end, titles)

    def _worded(self, end: int, titles: Mapping[str, str]) -> tuple[int, tuple[str, ...]] | None:
        """埃及棉那条: words side by side before the pointing word that one title has, apart from each other."""
        words = [t for t in self.source.tokens if t.cjk and t.end <= end]
        for start in range(max(0, len(words) - 3), len(words) - 1):
            run = words[start:]
            joined = run[-1].end == end and all(a.end == b.start for a, b in pairwise(run))
            ids = tuple(i for i, title in titles.items() if all(word.text in title for word in run))
            if joined and len(ids) == 1 and len(titles) > 1:
                return run[0].start, ids
        return None

    def _noun_end(self, end: int) -> int:
        """The end of a kind's name right behind the pointing word (那个灯)."""
        kind = next((k for k in self.kinds if k.span[0] == end), None)
        return kind.span[1] if kind else end

    def _after_de(self, end: int) -> int:
        tail = re.match("色?的?", self.source.text[end:])
        return end + (tail.end() if tail else 0)
